//! `group`, and what memberships and members show of objects.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::domain::ObjectId;

/// `group`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "these are Graph's own names")]
pub(in crate::graph) struct Group {
    pub(in crate::graph) id: ObjectId,
    pub(in crate::graph) display_name: Option<String>,
    pub(in crate::graph) description: Option<String>,
    pub(in crate::graph) unique_name: Option<String>,
    pub(in crate::graph) security_enabled: Option<bool>,
    pub(in crate::graph) mail_enabled: Option<bool>,
    #[serde(default)]
    pub(in crate::graph) group_types: Vec<String>,
    pub(in crate::graph) on_premises_sync_enabled: Option<bool>,
    pub(in crate::graph) is_assignable_to_role: Option<bool>,
    pub(in crate::graph) is_management_restricted: Option<bool>,
    /// Directory extensions among others.
    #[serde(flatten)]
    pub(in crate::graph) extensions: BTreeMap<String, Value>,
}

/// Something that a user is a member of: a group, a role or an administrative unit.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::graph) struct Membership {
    #[serde(rename = "@odata.type")]
    pub(in crate::graph) kind: Option<String>,
    pub(in crate::graph) id: ObjectId,
    pub(in crate::graph) display_name: Option<String>,
    pub(in crate::graph) is_assignable_to_role: Option<bool>,
    #[serde(default)]
    pub(in crate::graph) group_types: Vec<String>,
    pub(in crate::graph) on_premises_sync_enabled: Option<bool>,
    pub(in crate::graph) mail_enabled: Option<bool>,
}

/// A member of a group.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::graph) struct Member {
    pub(in crate::graph) id: ObjectId,
    pub(in crate::graph) account_enabled: Option<bool>,
}
