//! `unifiedRoleDefinition` and `unifiedRoleAssignment`: properties and the queries each supports.

use super::super::entity::{EntityType, boolean, complexes, link, links, text, texts};

/// `microsoft.graph.unifiedRoleDefinition`.
pub const UNIFIED_ROLE_DEFINITION: EntityType = EntityType {
    name: "unifiedRoleDefinition",
    label: "UnifiedRoleDefinition",
    is_abstract: false,
    properties: &[
        text("id", "eq in").shown().solid().read_only(),
        text("description", "").shown(),
        text("displayName", "eq in").shown(),
        boolean("isBuiltIn", "eq in").shown().read_only(),
        boolean("isEnabled", "").shown(),
        texts("resourceScopes", "").shown(),
        complexes("rolePermissions", "").shown(),
        text("templateId", "").shown(),
        text("version", "").shown(),
        links("inheritsPermissionsFrom"),
    ],
};

/// `microsoft.graph.unifiedRoleAssignment`.
pub const UNIFIED_ROLE_ASSIGNMENT: EntityType = EntityType {
    name: "unifiedRoleAssignment",
    label: "UnifiedRoleAssignment",
    is_abstract: false,
    properties: &[
        text("id", "").shown().solid().read_only(),
        text("appScopeId", "eq in").shown(),
        text("condition", "").shown(),
        text("directoryScopeId", "eq in").shown(),
        text("principalId", "eq in").shown(),
        text("principalOrganizationId", "").shown().read_only(),
        text("roleDefinitionId", "eq in").shown(),
        link("appScope"),
        link("directoryScope").expandable(),
        link("principal").expandable(),
        link("roleDefinition").expandable(),
    ],
};
