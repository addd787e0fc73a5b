//! Privileged Identity Management for groups: properties and the queries each supports.

use super::super::entity::{EntityType, boolean, complex, link, moment, text};

/// `microsoft.graph.privilegedAccessGroupAssignmentSchedule`.
pub const PRIVILEGED_ACCESS_GROUP_ASSIGNMENT_SCHEDULE: EntityType = EntityType {
    name: "privilegedAccessGroupAssignmentSchedule",
    label: "PrivilegedAccessGroupAssignmentSchedule",
    is_abstract: false,
    properties: &[
        text("id", "").shown().solid(),
        moment("createdDateTime", "").shown(),
        text("createdUsing", "").shown(),
        moment("modifiedDateTime", "").shown(),
        complex("scheduleInfo", "").shown(),
        text("status", "").shown(),
        text("accessId", "eq").shown(),
        text("assignmentType", "eq").shown(),
        text("groupId", "eq").shown(),
        text("memberType", "eq").shown(),
        text("principalId", "eq").shown(),
        link("activatedUsing"),
        link("group").expandable(),
        link("principal").expandable(),
    ],
};

/// `microsoft.graph.privilegedAccessGroupAssignmentScheduleInstance`.
pub const PRIVILEGED_ACCESS_GROUP_ASSIGNMENT_SCHEDULE_INSTANCE: EntityType = EntityType {
    name: "privilegedAccessGroupAssignmentScheduleInstance",
    label: "PrivilegedAccessGroupAssignmentScheduleInstance",
    is_abstract: false,
    properties: &[
        text("id", "").shown().solid(),
        moment("endDateTime", "").shown(),
        moment("startDateTime", "").shown(),
        text("accessId", "eq").shown(),
        text("assignmentScheduleId", "eq ne").shown(),
        text("assignmentType", "eq").shown(),
        text("groupId", "eq").shown(),
        text("memberType", "eq").shown(),
        text("principalId", "eq").shown(),
        link("activatedUsing"),
        link("group").expandable(),
        link("principal").expandable(),
    ],
};

/// `microsoft.graph.privilegedAccessGroupAssignmentScheduleRequest`.
pub const PRIVILEGED_ACCESS_GROUP_ASSIGNMENT_SCHEDULE_REQUEST: EntityType = EntityType {
    name: "privilegedAccessGroupAssignmentScheduleRequest",
    label: "PrivilegedAccessGroupAssignmentScheduleRequest",
    is_abstract: false,
    properties: &[
        text("id", "").shown().solid(),
        text("approvalId", "").shown(),
        moment("completedDateTime", "").shown(),
        complex("createdBy", "").shown(),
        moment("createdDateTime", "").shown(),
        text("customData", "").shown(),
        text("status", "").shown().solid(),
        text("action", "").shown(),
        boolean("isValidationOnly", "").shown(),
        text("justification", "").shown(),
        complex("scheduleInfo", "").shown(),
        complex("ticketInfo", "").shown(),
        text("accessId", "").shown(),
        text("groupId", "").shown(),
        text("principalId", "eq ne").shown(),
        text("targetScheduleId", "eq ne").shown(),
        link("activatedUsing"),
        link("group").expandable(),
        link("principal").expandable(),
        link("targetSchedule"),
    ],
};

/// `microsoft.graph.privilegedAccessGroupEligibilitySchedule`.
pub const PRIVILEGED_ACCESS_GROUP_ELIGIBILITY_SCHEDULE: EntityType = EntityType {
    name: "privilegedAccessGroupEligibilitySchedule",
    label: "PrivilegedAccessGroupEligibilitySchedule",
    is_abstract: false,
    properties: &[
        text("id", "").shown().solid(),
        moment("createdDateTime", "").shown(),
        text("createdUsing", "").shown(),
        moment("modifiedDateTime", "").shown(),
        complex("scheduleInfo", "").shown(),
        text("status", "").shown(),
        text("accessId", "eq").shown(),
        text("groupId", "eq").shown(),
        text("memberType", "eq").shown(),
        text("principalId", "eq").shown(),
        link("group").expandable(),
        link("principal").expandable(),
    ],
};

/// `microsoft.graph.privilegedAccessGroupEligibilityScheduleInstance`.
pub const PRIVILEGED_ACCESS_GROUP_ELIGIBILITY_SCHEDULE_INSTANCE: EntityType = EntityType {
    name: "privilegedAccessGroupEligibilityScheduleInstance",
    label: "PrivilegedAccessGroupEligibilityScheduleInstance",
    is_abstract: false,
    properties: &[
        text("id", "").shown().solid(),
        moment("endDateTime", "").shown(),
        moment("startDateTime", "").shown(),
        text("accessId", "eq").shown(),
        text("eligibilityScheduleId", "eq ne").shown(),
        text("groupId", "eq").shown(),
        text("memberType", "eq").shown(),
        text("principalId", "eq").shown(),
        link("group").expandable(),
        link("principal").expandable(),
    ],
};

/// `microsoft.graph.privilegedAccessGroupEligibilityScheduleRequest`.
pub const PRIVILEGED_ACCESS_GROUP_ELIGIBILITY_SCHEDULE_REQUEST: EntityType = EntityType {
    name: "privilegedAccessGroupEligibilityScheduleRequest",
    label: "PrivilegedAccessGroupEligibilityScheduleRequest",
    is_abstract: false,
    properties: &[
        text("id", "").shown().solid(),
        text("approvalId", "").shown(),
        moment("completedDateTime", "").shown(),
        complex("createdBy", "").shown(),
        moment("createdDateTime", "").shown(),
        text("customData", "").shown(),
        text("status", "").shown().solid(),
        text("action", "").shown(),
        boolean("isValidationOnly", "").shown(),
        text("justification", "").shown(),
        complex("scheduleInfo", "").shown(),
        complex("ticketInfo", "").shown(),
        text("accessId", "").shown(),
        text("groupId", "").shown(),
        text("principalId", "eq ne").shown(),
        text("targetScheduleId", "eq ne").shown(),
        link("group").expandable(),
        link("principal").expandable(),
        link("targetSchedule"),
    ],
};
