//! A plan as the file holds it.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    DocumentChange, DocumentDiagnostic, DocumentGuard, DocumentLookAlike, DocumentOrphan,
    DocumentScheduled, RequestCounts, ValidUntilReason,
};
use crate::{
    observed::{ReadState, ReadSummary},
    plan::{EndsBy, TenantStatus},
};

/// A plan in its published form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanDocument {
    /// Always `tenantry.plan`.
    pub format: String,
    /// The version of this format, `MAJOR.MINOR`.
    pub format_version: String,
    /// The version of tenantry that made it.
    pub tool_version: String,
    /// When it was written (RFC 3339, UTC).
    #[schemars(with = "String")]
    pub created_at: Timestamp,
    /// The time that every decision was made for.
    #[schemars(with = "String")]
    pub evaluated_at: Timestamp,
    /// Until when it may be applied.
    #[schemars(with = "String")]
    pub valid_until: Timestamp,
    /// What bounds that time.
    pub valid_until_reason: ValidUntilReason,
    /// Whether every tenant was entered and read completely.
    pub complete: bool,
    /// The configuration that it was made of.
    pub source: SourceState,
    /// Figures.
    pub summary: Summary,
    /// The tenants that were selected, in the order of their names.
    pub tenants: Vec<DocumentTenant>,
    /// What is to be done, in the order in which it is done.
    pub changes: Vec<DocumentChange>,
    /// Foreign objects that look like ours, and rights that others gave to our accounts.
    pub unmanaged: Vec<DocumentLookAlike>,
    /// Owned objects that nothing declares any more, and accounts that are to have no access.
    pub orphans: Vec<DocumentOrphan>,
    /// What will fall due by itself.
    pub scheduled: Vec<DocumentScheduled>,
    /// What the guards say.
    pub guards: Vec<DocumentGuard>,
    /// Problems and remarks.
    pub diagnostics: Vec<DocumentDiagnostic>,
    /// `sha256:…` over version, configuration, tenant ids and changes.
    pub digest: String,
}

/// The configuration that a plan was made of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SourceState {
    /// The Git commit, where the configuration is in a repository.
    pub commit: Option<String>,
    /// Whether files differ from that commit.
    pub dirty: bool,
    /// `sha256:…` over what the files mean.
    pub digest: String,
}

/// One tenant in a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DocumentTenant {
    /// Its short name.
    pub tenant: String,
    /// Its GUID.
    pub tenant_id: String,
    /// The file that declares it, relative to the configuration's folder; left out where that is
    /// not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Its state: the worst thing that holds.
    pub status: TenantStatus,
    /// What ends access if tenantry never runs again; null where nobody has any.
    pub access_ends_by: Option<EndsBy>,
    /// How many declared things are as declared.
    pub unchanged: u32,
    /// How completely it was read.
    pub reads: Vec<ReadSummary>,
}

impl DocumentTenant {
    /// Returns whether something about the tenant was not known.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.status == TenantStatus::Unknown
            || self.reads.iter().any(|read| read.state == ReadState::Unknown)
    }
}

/// The figures of a plan.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Tenants by status.
    pub tenants: TenantCounts,
    /// Changes by action.
    pub actions: ActionCounts,
    /// Changes by cause.
    pub causes: CauseCounts,
    /// HTTP requests, counted at the transport.
    pub requests: RequestCounts,
}

/// Tenants by status.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TenantCounts {
    /// All that were selected.
    pub selected: u64,
    /// Those with changes.
    pub changed: u64,
    /// Those without.
    pub unchanged: u64,
    /// Those of which something is unknown.
    pub unknown: u64,
    /// Those in which a guard withholds something.
    pub blocked: u64,
}

/// Changes by action.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ActionCounts {
    /// Changes that create an object.
    pub create: u64,
    /// Changes of an object that stays, ending its access included.
    pub update: u64,
    /// Changes that delete an object.
    pub delete: u64,
    /// Changes that give an account a new credential.
    pub rotate: u64,
    /// Changes that make a foreign object ours.
    pub adopt: u64,
}

/// Changes by cause.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CauseCounts {
    /// Changes since the configuration asks for something that was not there.
    pub config: u64,
    /// Changes since the tenant has moved away from what is declared.
    pub drift: u64,
    /// Changes since something fell due.
    pub schedule: u64,
}
