//! `administrativeUnit` and `directoryRole` and their kin: properties and the queries each supports.

use super::super::entity::{EntityType, boolean, links, moment, text};

/// `microsoft.graph.administrativeUnit`.
pub const ADMINISTRATIVE_UNIT: EntityType = EntityType {
    name: "administrativeUnit",
    label: "AdministrativeUnit",
    is_abstract: false,
    properties: &[
        text("id", "eq in").shown().solid().read_only(),
        moment("deletedDateTime", "").shown().read_only(),
        text("description", "eq ne in startsWith").shown().searchable(),
        text("displayName", "eq ne not in ge le startsWith").shown().sortable().searchable(),
        boolean("isMemberManagementRestricted", "").shown(),
        text("membershipRule", "").shown(),
        text("membershipRuleProcessingState", "").shown(),
        text("membershipType", "").shown(),
        text("visibility", "").shown(),
        links("extensions"),
        links("members").expandable(),
        links("scopedRoleMembers"),
    ],
};

/// `microsoft.graph.directoryRole`.
pub const DIRECTORY_ROLE: EntityType = EntityType {
    name: "directoryRole",
    label: "DirectoryRole",
    is_abstract: false,
    properties: &[
        text("id", "").shown().solid(),
        moment("deletedDateTime", "").shown(),
        text("description", "eq").shown().searchable(),
        text("displayName", "eq").shown().searchable(),
        text("roleTemplateId", "eq").shown(),
        links("members"),
        links("scopedMembers"),
    ],
};

/// `microsoft.graph.directoryObject`.
pub const DIRECTORY_OBJECT: EntityType = EntityType {
    name: "directoryObject",
    label: "DirectoryObject",
    is_abstract: true,
    properties: &[text("id", "").shown().solid(), moment("deletedDateTime", "").shown()],
};
