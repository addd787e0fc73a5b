//! What a plan says beside its changes, as the file holds it.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    domain::GuardId,
    plan::{GuardStatus, Severity},
};

/// Something foreign that a person should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DocumentLookAlike {
    /// `TENANT/ADDRESS` that it looks like, or whose object has the right.
    pub address: String,
    /// The foreign object, or the account that holds the right.
    pub object_id: String,
    /// What was found, in one sentence.
    pub message: String,
    /// Whether it may be a takeover: an object that bears our name without our marker.
    pub look_alike: bool,
}

/// An owned object that nothing declares any more, or a JIT account that is to have no access any
/// more, its technician being declared or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DocumentOrphan {
    /// `TENANT/ADDRESS` on its marker.
    pub address: String,
    /// The object.
    pub object_id: String,
    /// Its name as it stands in the directory.
    pub name: String,
}

/// Something that will fall due by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DocumentScheduled {
    /// `TENANT/ADDRESS` that it concerns.
    pub address: String,
    /// When (RFC 3339, UTC).
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// What happens, such as `disable`.
    pub action: String,
}

/// What a guard says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DocumentGuard {
    /// Which guard.
    pub id: GuardId,
    /// What it says.
    pub status: GuardStatus,
    /// The tenant; null for the whole run.
    pub tenant: Option<String>,
    /// The figure that was measured.
    pub observed: u64,
    /// The figure that is allowed.
    pub limit: u64,
    /// The reason and the way out.
    pub message: String,
}

/// A problem or remark about a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DocumentDiagnostic {
    /// How bad.
    pub severity: Severity,
    /// A stable code, such as `plan::unknown-role`.
    pub code: String,
    /// `TENANT/ADDRESS` that it concerns.
    pub address: String,
    /// What is so, in one sentence.
    pub message: String,
    /// What to do, in one sentence.
    pub help: Option<String>,
    /// The file that declares it.
    pub file: Option<String>,
    /// The line, from 1.
    pub line: Option<u32>,
    /// The column, from 1.
    pub column: Option<u32>,
}
