//! The limits of the safety rules as written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Field, TenantsSpec, When};
use crate::{
    domain::{GuardId, ObjectId},
    source::Spanned,
};

/// The limits of the safety rules.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GuardsSpec {
    /// How many emergency accounts each tenant must declare (default 2). Fewer is an error; 0
    /// opts out.
    pub minimum_emergency_accounts: Field<u32>,
    /// How many tenants one run may change in ways that destroy or raise privilege (default 25).
    pub maximum_tenants_changed: Field<u32>,
    /// How many removals one run may do in one tenant (default 3).
    pub maximum_removals: Field<u32>,
    /// Object ids that nothing may change.
    pub protected: Option<Vec<Spanned<ObjectId>>>,
    /// Guards waived for a time: the only way to waive one in CI.
    pub acknowledge: Option<Vec<AcknowledgementSpec>>,
}

/// A guard waived for a time.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AcknowledgementSpec {
    /// Which guard.
    pub guard: Spanned<GuardId>,
    /// For which tenants: `all`, or a list of names.
    pub tenants: Spanned<TenantsSpec>,
    /// Why.
    pub reason: Spanned<String>,
    /// Until when: a date (its first instant in UTC) or an RFC 3339 time.
    pub until: Spanned<When>,
}
