//! Authentication methods and the policies about them.

use jiff::Timestamp;
use serde::Deserialize;

use crate::domain::ObjectId;

/// `authenticationMethod`, whatever kind it is.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::graph) struct Method {
    #[serde(rename = "@odata.type")]
    pub(in crate::graph) kind: Option<String>,
    pub(in crate::graph) id: String,
    pub(in crate::graph) start_date_time: Option<Timestamp>,
    pub(in crate::graph) created_date_time: Option<Timestamp>,
    pub(in crate::graph) lifetime_in_minutes: Option<i64>,
    pub(in crate::graph) is_usable: Option<bool>,
}

/// `temporaryAccessPassAuthenticationMethodConfiguration`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::graph) struct PassPolicy {
    pub(in crate::graph) state: Option<String>,
    pub(in crate::graph) is_usable_once: Option<bool>,
    pub(in crate::graph) minimum_lifetime_in_minutes: Option<u32>,
    pub(in crate::graph) maximum_lifetime_in_minutes: Option<u32>,
    /// Where it is missing, nobody can say whose passes can be used.
    pub(in crate::graph) include_targets: Vec<Target>,
    #[serde(default)]
    pub(in crate::graph) exclude_targets: Vec<Target>,
}

/// Whom a policy is about: a group, or `all_users`.
#[derive(Debug, Deserialize)]
pub(in crate::graph) struct Target {
    pub(in crate::graph) id: String,
}

/// `conditionalAccessPolicy`, as far as it decides what somebody can sign in with.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::graph) struct AccessPolicy {
    pub(in crate::graph) display_name: Option<String>,
    pub(in crate::graph) state: Option<String>,
    pub(in crate::graph) conditions: Option<Conditions>,
    pub(in crate::graph) grant_controls: Option<GrantControls>,
}

/// `conditionalAccessConditionSet`.
#[derive(Debug, Deserialize)]
pub(in crate::graph) struct Conditions {
    pub(in crate::graph) users: Option<AccessUsers>,
}

/// `conditionalAccessUsers`: ids, or words such as `All`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::graph) struct AccessUsers {
    pub(in crate::graph) include_users: Vec<String>,
    pub(in crate::graph) include_groups: Vec<String>,
    pub(in crate::graph) include_roles: Vec<String>,
    pub(in crate::graph) exclude_users: Vec<String>,
    pub(in crate::graph) exclude_groups: Vec<String>,
    pub(in crate::graph) exclude_roles: Vec<String>,
}

/// `conditionalAccessGrantControls`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::graph) struct GrantControls {
    pub(in crate::graph) authentication_strength: Option<Strength>,
}

/// `authenticationStrengthPolicy`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::graph) struct Strength {
    #[serde(default)]
    pub(in crate::graph) id: String,
    #[serde(default)]
    pub(in crate::graph) allowed_combinations: Vec<String>,
}

/// `unifiedRoleManagementPolicyAssignment` with its policy.
#[derive(Debug, Deserialize)]
pub(in crate::graph) struct PolicyAssignment {
    pub(in crate::graph) policy: Policy,
}

/// `unifiedRoleManagementPolicy` with its rules.
#[derive(Debug, Deserialize)]
pub(in crate::graph) struct Policy {
    pub(in crate::graph) rules: Vec<Rule>,
}

/// `unifiedRoleManagementPolicyRule`, whatever kind it is.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::graph) struct Rule {
    pub(in crate::graph) id: String,
    pub(in crate::graph) is_expiration_required: Option<bool>,
    pub(in crate::graph) maximum_duration: Option<String>,
    #[serde(default)]
    pub(in crate::graph) enabled_rules: Vec<String>,
}

/// `privilegedAccessGroupAssignmentScheduleInstance`, or the instance of an eligibility.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::graph) struct GroupScheduleInstance {
    pub(in crate::graph) group_id: ObjectId,
    pub(in crate::graph) principal_id: ObjectId,
    pub(in crate::graph) access_id: Option<String>,
    pub(in crate::graph) start_date_time: Option<Timestamp>,
    pub(in crate::graph) end_date_time: Option<Timestamp>,
}

/// The one answer that shows a Temporary Access Pass.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct IssuedPass {
    temporary_access_pass: Option<String>,
}

/// Returns the pass in the answer to its creation.
pub(in crate::graph) fn issued_pass(body: &[u8]) -> Option<String> {
    serde_json::from_slice::<IssuedPass>(body).ok()?.temporary_access_pass
}
