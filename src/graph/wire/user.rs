//! `user`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::domain::ObjectId;

/// `user`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "these are Graph's own names")]
pub(in crate::graph) struct User {
    pub(in crate::graph) id: ObjectId,
    pub(in crate::graph) user_principal_name: Option<String>,
    pub(in crate::graph) display_name: Option<String>,
    /// Always asked for; where it is missing, nothing may be decided.
    pub(in crate::graph) account_enabled: bool,
    pub(in crate::graph) on_premises_sync_enabled: Option<bool>,
    pub(in crate::graph) is_management_restricted: Option<bool>,
    pub(in crate::graph) user_type: Option<String>,
    pub(in crate::graph) last_password_change_date_time: Option<String>,
    /// Directory extensions among others.
    #[serde(flatten)]
    pub(in crate::graph) extensions: BTreeMap<String, Value>,
}
