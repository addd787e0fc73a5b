//! `servicePrincipal` and `appRoleAssignment`: properties and the queries each supports.

use super::super::entity::{
    EntityType, boolean, complex, complexes, guid, link, links, moment, text, texts,
};

/// `microsoft.graph.servicePrincipal`.
pub const SERVICE_PRINCIPAL: EntityType = EntityType {
    name: "servicePrincipal",
    label: "ServicePrincipal",
    is_abstract: false,
    properties: &[
        text("id", "eq ne not in").shown().solid().read_only(),
        moment("deletedDateTime", "").shown().read_only(),
        boolean("accountEnabled", "eq ne not in").shown(),
        complexes("addIns", "").shown(),
        texts("alternativeNames", "eq not ge le startsWith").shown(),
        text("appDescription", "").shown(),
        text("appDisplayName", "").shown(),
        text("appId", "eq ne not in startsWith").shown(),
        text("applicationTemplateId", "eq ne not")
            .shown()
            .read_only(),
        guid("appOwnerOrganizationId", "eq ne not ge le")
            .shown()
            .read_only(),
        boolean("appRoleAssignmentRequired", "eq ne not")
            .shown()
            .solid(),
        complexes("appRoles", "").shown(),
        text("createdByAppId", "").shown().read_only(),
        complex("customSecurityAttributes", "eq ne not startsWith"),
        text("description", "eq ne not ge le startsWith")
            .shown()
            .searchable(),
        text("disabledByMicrosoftStatus", "eq ne not")
            .shown()
            .read_only(),
        text("displayName", "eq ne not in ge le startsWith")
            .shown()
            .sortable()
            .searchable(),
        text("homepage", "").shown(),
        complex("info", "eq ne not ge le").shown(),
        boolean("isDisabled", "").shown(),
        complexes("keyCredentials", "eq not ge le").shown(),
        text("loginUrl", "").shown(),
        text("logoutUrl", "").shown(),
        text("notes", "").shown(),
        texts("notificationEmailAddresses", "").shown(),
        complexes("oauth2PermissionScopes", "").shown(),
        complexes("passwordCredentials", "").shown(),
        text("preferredSingleSignOnMode", "").shown(),
        text("preferredTokenSigningKeyThumbprint", "").shown(),
        texts("replyUrls", "").shown(),
        complexes("resourceSpecificApplicationPermissions", "").shown(),
        complex("samlSingleSignOnSettings", "").shown(),
        texts("servicePrincipalNames", "eq not ge le startsWith").shown(),
        text("servicePrincipalType", "").shown(),
        text("signInAudience", "").shown(),
        texts("tags", "eq not ge le startsWith").shown(),
        guid("tokenEncryptionKeyId", "").shown(),
        complex("verifiedPublisher", "").shown(),
        links("appManagementPolicies"),
        links("appRoleAssignedTo").expandable(),
        links("appRoleAssignments").expandable(),
        links("claimsMappingPolicies"),
        links("createdObjects"),
        links("delegatedPermissionClassifications"),
        links("endpoints"),
        links("federatedIdentityCredentials"),
        links("homeRealmDiscoveryPolicies"),
        links("memberOf").expandable(),
        links("oauth2PermissionGrants"),
        links("ownedObjects"),
        links("owners"),
        link("remoteDesktopSecurityConfiguration"),
        link("synchronization"),
        links("tokenIssuancePolicies"),
        links("tokenLifetimePolicies"),
        links("transitiveMemberOf"),
    ],
};

/// `microsoft.graph.appRoleAssignment`.
pub const APP_ROLE_ASSIGNMENT: EntityType = EntityType {
    name: "appRoleAssignment",
    label: "AppRoleAssignment",
    is_abstract: false,
    properties: &[
        text("id", "").shown().solid(),
        moment("deletedDateTime", "").shown(),
        guid("appRoleId", "").shown().solid(),
        moment("createdDateTime", "").shown(),
        text("principalDisplayName", "eq startsWith").shown(),
        guid("principalId", "").shown(),
        text("principalType", "").shown(),
        text("resourceDisplayName", "").shown(),
        guid("resourceId", "eq").shown(),
    ],
};
