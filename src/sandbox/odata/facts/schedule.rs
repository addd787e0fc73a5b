//! `unifiedRoleAssignmentSchedule` and `unifiedRoleAssignmentScheduleInstance` and their kin: properties and the queries each supports.

use super::super::entity::{EntityType, boolean, complex, link, moment, text};

/// `microsoft.graph.unifiedRoleAssignmentSchedule`.
pub const UNIFIED_ROLE_ASSIGNMENT_SCHEDULE: EntityType = EntityType {
    name: "unifiedRoleAssignmentSchedule",
    label: "UnifiedRoleAssignmentSchedule",
    is_abstract: false,
    properties: &[
        text("id", "").shown().solid(),
        text("appScopeId", "").shown(),
        moment("createdDateTime", "").shown(),
        text("createdUsing", "").shown(),
        text("directoryScopeId", "eq ne").shown(),
        moment("modifiedDateTime", "").shown(),
        text("principalId", "eq ne").shown(),
        text("roleDefinitionId", "eq ne").shown(),
        text("status", "").shown(),
        link("appScope"),
        link("directoryScope"),
        link("principal").expandable(),
        link("roleDefinition").expandable(),
        text("assignmentType", "eq ne").shown(),
        text("memberType", "eq ne").shown(),
        complex("scheduleInfo", "").shown(),
        link("activatedUsing"),
    ],
};

/// `microsoft.graph.unifiedRoleAssignmentScheduleInstance`.
pub const UNIFIED_ROLE_ASSIGNMENT_SCHEDULE_INSTANCE: EntityType = EntityType {
    name: "unifiedRoleAssignmentScheduleInstance",
    label: "UnifiedRoleAssignmentScheduleInstance",
    is_abstract: false,
    properties: &[
        text("id", "").shown().solid(),
        text("appScopeId", "").shown(),
        text("directoryScopeId", "eq ne").shown(),
        text("principalId", "eq ne").shown(),
        text("roleDefinitionId", "eq ne").shown(),
        link("appScope"),
        link("directoryScope"),
        link("principal").expandable(),
        link("roleDefinition").expandable(),
        text("assignmentType", "eq ne").shown(),
        moment("endDateTime", "").shown(),
        text("memberType", "eq ne").shown(),
        text("roleAssignmentOriginId", "eq ne").shown(),
        text("roleAssignmentScheduleId", "eq ne").shown(),
        moment("startDateTime", "").shown(),
        link("activatedUsing"),
    ],
};

/// `microsoft.graph.unifiedRoleAssignmentScheduleRequest`.
pub const UNIFIED_ROLE_ASSIGNMENT_SCHEDULE_REQUEST: EntityType = EntityType {
    name: "unifiedRoleAssignmentScheduleRequest",
    label: "UnifiedRoleAssignmentScheduleRequest",
    is_abstract: false,
    properties: &[
        text("id", "").shown().solid(),
        text("approvalId", "").shown(),
        moment("completedDateTime", "").shown(),
        complex("createdBy", "").shown(),
        moment("createdDateTime", "").shown(),
        text("customData", "").shown(),
        text("status", "eq ne").shown().solid(),
        text("action", "").shown(),
        text("appScopeId", "eq ne").shown(),
        text("directoryScopeId", "eq ne").shown(),
        boolean("isValidationOnly", "").shown(),
        text("justification", "").shown(),
        text("principalId", "eq ne").shown(),
        text("roleDefinitionId", "eq ne").shown(),
        complex("scheduleInfo", "").shown(),
        text("targetScheduleId", "eq ne").shown(),
        complex("ticketInfo", "").shown(),
        link("activatedUsing"),
        link("appScope"),
        link("directoryScope"),
        link("principal").expandable(),
        link("roleDefinition").expandable(),
        link("targetSchedule"),
    ],
};

/// `microsoft.graph.unifiedRoleEligibilitySchedule`.
pub const UNIFIED_ROLE_ELIGIBILITY_SCHEDULE: EntityType = EntityType {
    name: "unifiedRoleEligibilitySchedule",
    label: "UnifiedRoleEligibilitySchedule",
    is_abstract: false,
    properties: &[
        text("id", "").shown().solid(),
        text("appScopeId", "").shown(),
        moment("createdDateTime", "").shown(),
        text("createdUsing", "").shown(),
        text("directoryScopeId", "").shown(),
        moment("modifiedDateTime", "").shown(),
        text("principalId", "eq ne").shown(),
        text("roleDefinitionId", "eq ne").shown(),
        text("status", "").shown(),
        link("appScope"),
        link("directoryScope"),
        link("principal").expandable(),
        link("roleDefinition").expandable(),
        text("memberType", "eq ne").shown(),
        complex("scheduleInfo", "").shown(),
    ],
};

/// `microsoft.graph.unifiedRoleEligibilityScheduleInstance`.
pub const UNIFIED_ROLE_ELIGIBILITY_SCHEDULE_INSTANCE: EntityType = EntityType {
    name: "unifiedRoleEligibilityScheduleInstance",
    label: "UnifiedRoleEligibilityScheduleInstance",
    is_abstract: false,
    properties: &[
        text("id", "").shown().solid(),
        text("appScopeId", "").shown(),
        text("directoryScopeId", "").shown(),
        text("principalId", "eq ne").shown(),
        text("roleDefinitionId", "eq ne").shown(),
        link("appScope"),
        link("directoryScope"),
        link("principal").expandable(),
        link("roleDefinition").expandable(),
        moment("endDateTime", "").shown(),
        text("memberType", "eq ne").shown(),
        text("roleEligibilityScheduleId", "eq ne").shown(),
        moment("startDateTime", "").shown(),
    ],
};

/// `microsoft.graph.unifiedRoleEligibilityScheduleRequest`.
pub const UNIFIED_ROLE_ELIGIBILITY_SCHEDULE_REQUEST: EntityType = EntityType {
    name: "unifiedRoleEligibilityScheduleRequest",
    label: "UnifiedRoleEligibilityScheduleRequest",
    is_abstract: false,
    properties: &[
        text("id", "").shown().solid(),
        text("approvalId", "").shown(),
        moment("completedDateTime", "").shown(),
        complex("createdBy", "").shown(),
        moment("createdDateTime", "").shown(),
        text("customData", "").shown(),
        text("status", "eq ne").shown().solid(),
        text("action", "").shown(),
        text("appScopeId", "eq ne").shown(),
        text("directoryScopeId", "eq ne").shown(),
        boolean("isValidationOnly", "").shown(),
        text("justification", "").shown(),
        text("principalId", "eq ne").shown(),
        text("roleDefinitionId", "eq ne").shown(),
        complex("scheduleInfo", "").shown(),
        text("targetScheduleId", "eq ne").shown(),
        complex("ticketInfo", "").shown(),
        link("appScope"),
        link("directoryScope"),
        link("principal").expandable(),
        link("roleDefinition").expandable(),
        link("targetSchedule"),
    ],
};
