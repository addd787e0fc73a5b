//! Roles (`unifiedRole…`).

use jiff::Timestamp;
use serde::Deserialize;

use crate::domain::{ObjectId, RoleDefinitionId};

/// `unifiedRoleDefinition`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::graph) struct RoleDefinition {
    pub(in crate::graph) id: RoleDefinitionId,
    pub(in crate::graph) display_name: Option<String>,
    pub(in crate::graph) is_built_in: Option<bool>,
}

/// `unifiedRoleAssignment`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::graph) struct RoleAssignment {
    pub(in crate::graph) id: String,
    pub(in crate::graph) role_definition_id: RoleDefinitionId,
    pub(in crate::graph) principal_id: ObjectId,
    pub(in crate::graph) directory_scope_id: Option<String>,
    pub(in crate::graph) principal: Option<Principal>,
}

/// Who holds a role.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::graph) struct Principal {
    #[serde(rename = "@odata.type")]
    pub(in crate::graph) kind: Option<String>,
    pub(in crate::graph) display_name: Option<String>,
    pub(in crate::graph) account_enabled: Option<bool>,
}

/// `unifiedRoleAssignmentScheduleInstance`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::graph) struct RoleScheduleInstance {
    pub(in crate::graph) id: String,
    pub(in crate::graph) role_definition_id: RoleDefinitionId,
    pub(in crate::graph) principal_id: ObjectId,
    pub(in crate::graph) directory_scope_id: Option<String>,
    pub(in crate::graph) start_date_time: Option<Timestamp>,
    pub(in crate::graph) end_date_time: Option<Timestamp>,
    pub(in crate::graph) assignment_type: Option<String>,
    pub(in crate::graph) member_type: Option<String>,
}

/// `unifiedRoleEligibilityScheduleInstance`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::graph) struct EligibleRole {
    pub(in crate::graph) role_definition_id: RoleDefinitionId,
    pub(in crate::graph) directory_scope_id: Option<String>,
    pub(in crate::graph) member_type: Option<String>,
}
