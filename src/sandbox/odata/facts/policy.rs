//! Policies: those of authentication methods and those that Privileged Identity Management judges
//! requests by. Properties and the queries each supports.

use super::super::entity::{
    EntityType, Property, boolean, complex, complexes, integer, link, links, moment, text, texts,
};

/// `microsoft.graph.authenticationMethodsPolicy`.
pub const AUTHENTICATION_METHODS_POLICY: EntityType = EntityType {
    name: "authenticationMethodsPolicy",
    label: "AuthenticationMethodsPolicy",
    is_abstract: false,
    properties: &[
        text("id", "").shown().solid().read_only(),
        text("description", "").shown().read_only(),
        text("displayName", "").shown().read_only(),
        moment("lastModifiedDateTime", "").shown().read_only(),
        text("policyMigrationState", "").shown(),
        text("policyVersion", "").shown().read_only(),
        integer("reconfirmationInDays", "").shown(),
        complex("registrationEnforcement", "").shown(),
        // A navigation that Graph returns without being asked.
        complexes("authenticationMethodConfigurations", "").shown(),
    ],
};

/// `microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration`.
pub const TEMPORARY_ACCESS_PASS_CONFIGURATION: EntityType = EntityType {
    name: "temporaryAccessPassAuthenticationMethodConfiguration",
    label: "TemporaryAccessPassAuthenticationMethodConfiguration",
    is_abstract: false,
    properties: &[
        text("id", "").shown().solid().read_only(),
        complexes("excludeTargets", "").shown(),
        text("state", "").shown().solid(),
        integer("defaultLength", "").shown().solid(),
        integer("defaultLifetimeInMinutes", "").shown().solid(),
        boolean("isUsableOnce", "").shown().solid(),
        integer("maximumLifetimeInMinutes", "").shown().solid(),
        integer("minimumLifetimeInMinutes", "").shown().solid(),
        complexes("includeTargets", "").shown(),
    ],
};

/// `microsoft.graph.conditionalAccessPolicy`.
pub const CONDITIONAL_ACCESS_POLICY: EntityType = EntityType {
    name: "conditionalAccessPolicy",
    label: "ConditionalAccessPolicy",
    is_abstract: false,
    properties: &[
        text("id", "").shown().solid().read_only(),
        text("templateId", "").shown(),
        text("displayName", "").shown().solid(),
        moment("createdDateTime", "").shown().read_only(),
        moment("modifiedDateTime", "").shown().read_only(),
        text("state", "").shown().solid(),
        complex("conditions", "").shown(),
        complex("grantControls", "").shown(),
        complex("sessionControls", "").shown(),
    ],
};

/// `microsoft.graph.unifiedRoleManagementPolicyAssignment`. The page of its listing takes `eq` on
/// what names the role.
pub const UNIFIED_ROLE_MANAGEMENT_POLICY_ASSIGNMENT: EntityType = EntityType {
    name: "unifiedRoleManagementPolicyAssignment",
    label: "UnifiedRoleManagementPolicyAssignment",
    is_abstract: false,
    properties: &[
        text("id", "").shown().solid(),
        text("policyId", "eq").shown().solid(),
        text("roleDefinitionId", "eq").shown(),
        text("scopeId", "eq").shown().solid(),
        text("scopeType", "eq").shown().solid(),
        link("policy").expandable(),
    ],
};

/// `microsoft.graph.unifiedRoleManagementPolicy`.
pub const UNIFIED_ROLE_MANAGEMENT_POLICY: EntityType = EntityType {
    name: "unifiedRoleManagementPolicy",
    label: "UnifiedRoleManagementPolicy",
    is_abstract: false,
    properties: &[
        text("id", "").shown().solid(),
        text("description", "").shown().solid(),
        text("displayName", "").shown().solid(),
        boolean("isOrganizationDefault", "eq ne").shown(),
        complex("lastModifiedBy", "").shown(),
        moment("lastModifiedDateTime", "").shown(),
        text("scopeId", "").shown().solid(),
        text("scopeType", "").shown().solid(),
        links("effectiveRules").expandable(),
        links("rules").expandable(),
    ],
};

const ID: Property = text("id", "").shown().solid();
const TARGET: Property = complex("target", "eq ne").shown();

/// `microsoft.graph.unifiedRoleManagementPolicyRule`.
pub const UNIFIED_ROLE_MANAGEMENT_POLICY_RULE: EntityType = EntityType {
    name: "unifiedRoleManagementPolicyRule",
    label: "UnifiedRoleManagementPolicyRule",
    is_abstract: true,
    properties: &[ID, TARGET],
};

/// `microsoft.graph.unifiedRoleManagementPolicyExpirationRule`.
pub const UNIFIED_ROLE_MANAGEMENT_POLICY_EXPIRATION_RULE: EntityType = EntityType {
    name: "unifiedRoleManagementPolicyExpirationRule",
    label: "UnifiedRoleManagementPolicyExpirationRule",
    is_abstract: false,
    properties: &[
        ID,
        TARGET,
        boolean("isExpirationRequired", "").shown(),
        text("maximumDuration", "").shown(),
    ],
};

/// `microsoft.graph.unifiedRoleManagementPolicyEnablementRule`.
pub const UNIFIED_ROLE_MANAGEMENT_POLICY_ENABLEMENT_RULE: EntityType = EntityType {
    name: "unifiedRoleManagementPolicyEnablementRule",
    label: "UnifiedRoleManagementPolicyEnablementRule",
    is_abstract: false,
    properties: &[ID, TARGET, texts("enabledRules", "").shown()],
};

/// `microsoft.graph.unifiedRoleManagementPolicyApprovalRule`.
pub const UNIFIED_ROLE_MANAGEMENT_POLICY_APPROVAL_RULE: EntityType = EntityType {
    name: "unifiedRoleManagementPolicyApprovalRule",
    label: "UnifiedRoleManagementPolicyApprovalRule",
    is_abstract: false,
    properties: &[ID, TARGET, complex("setting", "").shown()],
};

/// `microsoft.graph.unifiedRoleManagementPolicyAuthenticationContextRule`.
pub const UNIFIED_ROLE_MANAGEMENT_POLICY_AUTHENTICATION_CONTEXT_RULE: EntityType = EntityType {
    name: "unifiedRoleManagementPolicyAuthenticationContextRule",
    label: "UnifiedRoleManagementPolicyAuthenticationContextRule",
    is_abstract: false,
    properties: &[ID, TARGET, text("claimValue", "").shown(), boolean("isEnabled", "").shown()],
};

/// `microsoft.graph.unifiedRoleManagementPolicyNotificationRule`.
pub const UNIFIED_ROLE_MANAGEMENT_POLICY_NOTIFICATION_RULE: EntityType = EntityType {
    name: "unifiedRoleManagementPolicyNotificationRule",
    label: "UnifiedRoleManagementPolicyNotificationRule",
    is_abstract: false,
    properties: &[
        ID,
        TARGET,
        boolean("isDefaultRecipientsEnabled", "").shown(),
        text("notificationLevel", "").shown(),
        texts("notificationRecipients", "").shown(),
        text("notificationType", "").shown(),
        text("recipientType", "").shown(),
    ],
};

/// The types that a rule can be of.
pub const ROLE_MANAGEMENT_POLICY_RULES: [&EntityType; 5] = [
    &UNIFIED_ROLE_MANAGEMENT_POLICY_APPROVAL_RULE,
    &UNIFIED_ROLE_MANAGEMENT_POLICY_AUTHENTICATION_CONTEXT_RULE,
    &UNIFIED_ROLE_MANAGEMENT_POLICY_ENABLEMENT_RULE,
    &UNIFIED_ROLE_MANAGEMENT_POLICY_EXPIRATION_RULE,
    &UNIFIED_ROLE_MANAGEMENT_POLICY_NOTIFICATION_RULE,
];
