//! A plan for many tenants.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Change;
use crate::{
    domain::{Address, GuardId, ObjectId, TenantId, TenantName},
    observed::{ReadSummary, Refusal},
    source::Origin,
};

/// What is to be done in the tenants that were selected.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The time that every decision was made for.
    pub evaluated_at: Timestamp,
    /// The tenants in the order of their names.
    pub tenants: Vec<PlannedTenant>,
    /// What the guards over the whole run say (G004); those of one tenant are in its entry.
    pub guards: Vec<GuardVerdict>,
}

/// What is to be done in one tenant.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedTenant {
    /// Its short name.
    pub tenant: TenantName,
    /// Its GUID.
    pub tenant_id: TenantId,
    /// Where it is declared.
    pub origin: Origin,
    /// Why it could not be entered; then there is nothing else.
    pub refusal: Option<Refusal>,
    /// How completely it was read.
    pub reads: Vec<ReadSummary>,
    /// What is to be done, in the order in which it is done.
    pub changes: Vec<Change>,
    /// How many declared things are as declared.
    pub unchanged: u32,
    /// What ends access if tenantry never runs again; `None` where nobody has any.
    pub access_ends_by: Option<EndsBy>,
    /// Foreign objects that look like ours, and rights that others gave to our accounts.
    pub unmanaged: Vec<LookAlike>,
    /// Owned objects that nothing declares any more, and accounts that are to have no access.
    pub orphans: Vec<Orphan>,
    /// What will fall due by itself.
    pub scheduled: Vec<Scheduled>,
    /// What the guards say of this tenant.
    pub guards: Vec<GuardVerdict>,
    /// Problems and remarks.
    pub diagnostics: Vec<Diagnostic>,
}

/// The state of one tenant in a plan.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum TenantStatus {
    /// Everything is as declared.
    Unchanged,
    /// Something is to be done.
    Changed,
    /// Something could not be read.
    Unknown,
    /// A guard blocks something.
    Blocked,
}

/// What ends access if tenantry never runs again.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum EndsBy {
    /// Entra ID ends the role assignments.
    Pim,
    /// The Temporary Access Pass and its tokens end.
    Tap,
    /// Only the next run of tenantry does.
    Runner,
}

/// Something foreign that a person should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LookAlike {
    /// The address that it looks like, or whose object has the right.
    pub address: Address,
    /// The foreign object, or the account that holds the right.
    pub object_id: ObjectId,
    /// What was found, in one sentence.
    pub message: String,
    /// Whether it may be a takeover: an object that bears our name without our marker.
    pub look_alike: bool,
}

/// An owned object that nothing declares any more, or a JIT account that is to have no access any
/// more, its technician being declared or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Orphan {
    /// The address on its marker.
    pub address: Address,
    /// The object.
    pub object_id: ObjectId,
    /// Its name as it stands in the directory.
    pub name: String,
}

/// Something that will fall due by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Scheduled {
    /// What it concerns.
    pub address: Address,
    /// When.
    pub at: Timestamp,
    /// What happens, such as `disable`.
    pub action: String,
}

/// What a guard says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuardVerdict {
    /// Which guard.
    pub id: GuardId,
    /// What it says.
    pub status: GuardStatus,
    /// The tenant; `None` for the whole run.
    pub tenant: Option<TenantName>,
    /// The figure that was measured.
    pub observed: u64,
    /// The figure that is allowed.
    pub limit: u64,
    /// The reason and the way out, in one or two sentences.
    pub message: String,
    /// What is withheld while it blocks.
    pub blocks: Blocks,
}

/// The three things that a guard can say.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum GuardStatus {
    /// Nothing to object to.
    Pass,
    /// It withholds something.
    Block,
    /// It would, and was waived.
    Acknowledged,
}

/// What a blocking guard withholds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Blocks {
    /// Nothing.
    Nothing,
    /// Every change of the tenant.
    Everything,
    /// Every change of the tenant but those that only end access.
    AllButEnding,
    /// Only these changes.
    Only(BTreeSet<Address>),
}

/// A problem or remark about a tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad.
    pub severity: Severity,
    /// A stable code, such as `plan::unknown-role`.
    pub code: &'static str,
    /// What it concerns.
    pub address: Address,
    /// What is so, in one sentence.
    pub message: String,
    /// What to do, in one sentence.
    pub help: Option<String>,
    /// Where in the files it is declared.
    pub origin: Option<Origin>,
}

/// How bad a diagnostic is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// A remark.
    Note,
    /// Something that will bite.
    Warning,
    /// Something that stops the thing it concerns.
    Error,
}

impl PlannedTenant {
    /// Returns whether the tenant was entered and read completely.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        let unknown = |read: &ReadSummary| read.state == crate::observed::ReadState::Unknown;
        self.refusal.is_none() && !self.reads.iter().any(unknown)
    }

    /// Returns the tenant's state: the worst thing that holds.
    #[must_use]
    pub fn status(&self) -> TenantStatus {
        if self.guards.iter().any(|guard| guard.status == GuardStatus::Block) {
            TenantStatus::Blocked
        } else if !self.is_complete() {
            TenantStatus::Unknown
        } else if self.changes.is_empty() {
            TenantStatus::Unchanged
        } else {
            TenantStatus::Changed
        }
    }
}
