//! `organization` and `domain` and their kin: properties and the queries each supports.

use super::super::entity::{
    EntityType, boolean, complex, complexes, integer, link, links, moment, text, texts,
};

/// `microsoft.graph.organization`.
pub const ORGANIZATION: EntityType = EntityType {
    name: "organization",
    label: "Organization",
    is_abstract: false,
    properties: &[
        text("id", "").shown().solid(),
        moment("deletedDateTime", "").shown(),
        complexes("assignedPlans", "").shown(),
        texts("businessPhones", "").shown(),
        text("city", "").shown(),
        text("country", "").shown(),
        text("countryLetterCode", "").shown(),
        moment("createdDateTime", "").shown(),
        text("defaultUsageLocation", "").shown(),
        text("displayName", "").shown(),
        texts("marketingNotificationEmails", "").shown(),
        text("mobileDeviceManagementAuthority", "").shown().solid(),
        moment("onPremisesLastSyncDateTime", "").shown(),
        boolean("onPremisesSyncEnabled", "").shown(),
        text("partnerTenantType", "").shown(),
        text("postalCode", "").shown(),
        text("preferredLanguage", "").shown(),
        complex("privacyProfile", "").shown(),
        complexes("provisionedPlans", "").shown(),
        texts("securityComplianceNotificationMails", "").shown(),
        texts("securityComplianceNotificationPhones", "").shown(),
        text("state", "").shown(),
        text("street", "").shown(),
        texts("technicalNotificationMails", "").shown(),
        text("tenantType", "").shown(),
        complexes("verifiedDomains", "").shown(),
        link("branding"),
        links("certificateBasedAuthConfiguration"),
        links("extensions"),
    ],
};

/// `microsoft.graph.domain`.
pub const DOMAIN: EntityType = EntityType {
    name: "domain",
    label: "Domain",
    is_abstract: false,
    properties: &[
        text("id", "").shown().solid(),
        text("authenticationType", "").shown().solid(),
        text("availabilityStatus", "").shown(),
        boolean("isAdminManaged", "").shown().solid(),
        boolean("isDefault", "").shown().solid(),
        boolean("isInitial", "").shown().solid(),
        boolean("isRoot", "").shown().solid(),
        boolean("isVerified", "").shown().solid(),
        text("manufacturer", "").shown(),
        text("model", "").shown(),
        integer("passwordNotificationWindowInDays", "").shown(),
        integer("passwordValidityPeriodInDays", "").shown(),
        complex("state", "").shown(),
        texts("supportedServices", "").shown(),
        links("domainNameReferences"),
        links("federationConfiguration"),
        link("rootDomain"),
        links("serviceConfigurationRecords"),
        links("verificationDnsRecords"),
    ],
};

/// `microsoft.graph.identitySecurityDefaultsEnforcementPolicy`.
pub const IDENTITY_SECURITY_DEFAULTS_ENFORCEMENT_POLICY: EntityType = EntityType {
    name: "identitySecurityDefaultsEnforcementPolicy",
    label: "IdentitySecurityDefaultsEnforcementPolicy",
    is_abstract: false,
    properties: &[
        text("id", "").shown().solid(),
        moment("deletedDateTime", "").shown(),
        text("description", "").shown(),
        text("displayName", "").shown(),
        boolean("isEnabled", "").shown().solid(),
    ],
};

/// `microsoft.graph.domainDnsRecord`.
pub const DOMAIN_DNS_RECORD: EntityType = EntityType {
    name: "domainDnsRecord",
    label: "DomainDnsRecord",
    is_abstract: true,
    properties: &[
        text("id", "").shown().solid(),
        boolean("isOptional", "").shown().solid(),
        text("label", "").shown().solid(),
        text("recordType", "").shown(),
        text("supportedService", "").shown().solid(),
        integer("ttl", "").shown().solid(),
    ],
};

/// `microsoft.graph.domainDnsTxtRecord`.
pub const DOMAIN_DNS_TXT_RECORD: EntityType = EntityType {
    name: "domainDnsTxtRecord",
    label: "DomainDnsTxtRecord",
    is_abstract: false,
    properties: &[
        text("id", "").shown().solid(),
        boolean("isOptional", "").shown().solid(),
        text("label", "").shown().solid(),
        text("recordType", "").shown(),
        text("supportedService", "").shown().solid(),
        integer("ttl", "").shown().solid(),
        text("text", "").shown().solid(),
    ],
};

/// `microsoft.graph.domainDnsMxRecord`.
pub const DOMAIN_DNS_MX_RECORD: EntityType = EntityType {
    name: "domainDnsMxRecord",
    label: "DomainDnsMxRecord",
    is_abstract: false,
    properties: &[
        text("id", "").shown().solid(),
        boolean("isOptional", "").shown().solid(),
        text("label", "").shown().solid(),
        text("recordType", "").shown(),
        text("supportedService", "").shown().solid(),
        integer("ttl", "").shown().solid(),
        text("mailExchange", "").shown().solid(),
        integer("preference", "").shown(),
    ],
};
