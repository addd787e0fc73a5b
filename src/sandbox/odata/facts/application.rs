//! `application` and `extensionProperty`: properties and the queries each supports.

use super::super::entity::{
    EntityType, boolean, complex, complexes, guid, link, links, moment, text, texts,
};

/// `microsoft.graph.application`.
pub const APPLICATION: EntityType = EntityType {
    name: "application",
    label: "Application",
    is_abstract: false,
    properties: &[
        text("id", "eq in").shown().solid().read_only(),
        moment("deletedDateTime", "").shown().read_only(),
        complexes("addIns", "").shown(),
        complex("api", "").shown(),
        text("appId", "eq").shown().read_only(),
        text("applicationTemplateId", "eq ne not")
            .shown()
            .read_only(),
        complexes("appRoles", "").shown(),
        complex("authenticationBehaviors", "").shown(),
        complex("certification", "").shown(),
        text("createdByAppId", "").shown().read_only(),
        moment("createdDateTime", "eq ne not in ge le")
            .shown()
            .sortable()
            .read_only(),
        text("defaultRedirectUri", "").shown(),
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
        text("groupMembershipClaims", "").shown(),
        texts("identifierUris", "eq ne ge le startsWith").shown(),
        complex("info", "eq ne not ge le").shown(),
        boolean("isDeviceOnlyAuthSupported", "").shown(),
        boolean("isDisabled", "").shown(),
        boolean("isFallbackPublicClient", "").shown(),
        complexes("keyCredentials", "eq not ge le").shown(),
        text("logo", "").shown().solid(),
        texts("managerApplications", "").shown(),
        text("nativeAuthenticationApisEnabled", "").shown(),
        text("notes", "").shown(),
        boolean("oauth2RequirePostResponse", "").shown().solid(),
        complex("optionalClaims", "").shown(),
        complex("parentalControlSettings", "").shown(),
        complexes("passwordCredentials", "").shown(),
        complex("publicClient", "").shown(),
        text("publisherDomain", "eq ne ge le startsWith")
            .shown()
            .read_only(),
        complex("requestSignatureVerification", "").shown(),
        complexes("requiredResourceAccess", "eq not ge le").shown(),
        text("samlMetadataUrl", "").shown(),
        text("serviceManagementReference", "").shown(),
        complex("servicePrincipalLockConfiguration", "").shown(),
        text("signInAudience", "eq ne not").shown(),
        complex("spa", "").shown(),
        texts("tags", "eq not ge le startsWith")
            .shown()
            .searchable(),
        guid("tokenEncryptionKeyId", "").shown(),
        text("uniqueName", "").shown(),
        complex("verifiedPublisher", "").shown(),
        complex("web", "").shown(),
        links("appManagementPolicies"),
        link("createdOnBehalfOf"),
        links("extensionProperties").expandable(),
        links("federatedIdentityCredentials"),
        links("homeRealmDiscoveryPolicies"),
        links("owners"),
        link("synchronization"),
        links("tokenIssuancePolicies"),
        links("tokenLifetimePolicies"),
    ],
};

/// `microsoft.graph.extensionProperty`.
pub const EXTENSION_PROPERTY: EntityType = EntityType {
    name: "extensionProperty",
    label: "ExtensionProperty",
    is_abstract: false,
    properties: &[
        text("id", "").shown().solid(),
        moment("deletedDateTime", "").shown(),
        text("appDisplayName", "").shown(),
        text("dataType", "").shown().solid(),
        boolean("isMultiValued", "eq").shown().solid(),
        boolean("isSyncedFromOnPremises", "").shown(),
        text("name", "eq").shown().solid(),
        texts("targetObjects", "").shown(),
    ],
};
