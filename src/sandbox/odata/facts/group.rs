//! `group`: properties and the queries each supports.

use super::super::entity::{
    EntityType, boolean, complex, complexes, integer, link, links, moment, text, texts,
};

/// `microsoft.graph.group`.
pub const GROUP: EntityType = EntityType {
    name: "group",
    label: "Group",
    is_abstract: false,
    properties: &[
        text("id", "eq ne not in").shown().solid().read_only(),
        moment("deletedDateTime", "").shown().read_only(),
        text("accessType", ""),
        boolean("allowExternalSenders", ""),
        complexes("assignedLabels", ""),
        complexes("assignedLicenses", "eq").read_only(),
        boolean("autoSubscribeNewMembers", ""),
        text("classification", "eq ne not ge le startsWith").shown(),
        moment("createdDateTime", "").shown().read_only(),
        text("description", "eq ne not ge le startsWith")
            .shown()
            .searchable(),
        text("displayName", "eq ne not in ge le startsWith")
            .shown()
            .sortable()
            .searchable(),
        moment("expirationDateTime", "eq ne not in ge le")
            .shown()
            .read_only(),
        texts("groupTypes", "eq not").shown(),
        boolean("hasMembersWithLicenseErrors", "eq").read_only(),
        boolean("hideFromAddressLists", ""),
        boolean("hideFromOutlookClients", ""),
        texts("infoCatalogs", ""),
        boolean("isArchived", "").read_only(),
        boolean("isAssignableToRole", "eq ne not").shown(),
        boolean("isFavorite", ""),
        boolean("isManagementRestricted", "").read_only(),
        boolean("isSubscribedByMail", ""),
        complex("licenseProcessingState", "").read_only(),
        text("mail", "eq ne not in ge le startsWith")
            .shown()
            .read_only(),
        boolean("mailEnabled", "eq ne not").shown(),
        text("mailNickname", "eq ne not in ge le startsWith").shown(),
        text("membershipRule", "eq ne not ge le startsWith").shown(),
        text("membershipRuleProcessingState", "eq ne not in").shown(),
        text("onPremisesDomainName", "").shown().read_only(),
        complex("onPremisesExtensionAttributes", ""),
        moment("onPremisesLastSyncDateTime", "eq ne not in ge le")
            .shown()
            .read_only(),
        text("onPremisesNetBiosName", "").shown().read_only(),
        complexes("onPremisesProvisioningErrors", "eq not")
            .shown()
            .read_only(),
        text("onPremisesSamAccountName", "eq ne not in ge le startsWith")
            .shown()
            .read_only(),
        text("onPremisesSecurityIdentifier", "eq")
            .shown()
            .read_only(),
        boolean("onPremisesSyncEnabled", "eq ne not in")
            .shown()
            .read_only(),
        text("organizationId", "").read_only(),
        text("preferredDataLocation", "").shown(),
        text("preferredLanguage", "eq ne not in ge le startsWith").shown(),
        texts("proxyAddresses", "eq not ge le startsWith endsWith count")
            .shown()
            .read_only(),
        moment("renewedDateTime", "eq ne not in ge le")
            .shown()
            .read_only(),
        texts("resourceBehaviorOptions", "").shown(),
        texts("resourceProvisioningOptions", "eq not startsWith").shown(),
        boolean("securityEnabled", "eq ne not in").shown(),
        text("securityIdentifier", "").shown().read_only(),
        complexes("serviceProvisioningErrors", "eq not")
            .shown()
            .read_only(),
        text("theme", "").shown(),
        text("uniqueName", "").shown(),
        integer("unseenConversationsCount", ""),
        integer("unseenCount", ""),
        integer("unseenMessagesCount", ""),
        text("visibility", "").shown(),
        boolean("welcomeMessageEnabled", ""),
        links("acceptedSenders"),
        links("appRoleAssignments"),
        link("calendar"),
        links("calendarView"),
        links("conversations"),
        link("createdOnBehalfOf"),
        link("drive"),
        links("drives"),
        links("events"),
        links("extensions"),
        links("groupLifecyclePolicies"),
        links("memberOf").expandable(),
        links("members").expandable(),
        links("membersWithLicenseErrors"),
        link("onenote"),
        link("onPremisesSyncBehavior"),
        links("owners").expandable(),
        links("permissionGrants"),
        link("photo"),
        links("photos"),
        link("planner"),
        links("rejectedSenders"),
        links("settings"),
        links("sites"),
        link("team"),
        links("threads"),
        links("transitiveMemberOf"),
        links("transitiveMembers"),
    ],
};
