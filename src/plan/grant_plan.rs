//! What a change says of the grant that it opens or lengthens.

use serde::{Deserialize, Serialize};

use super::{CredentialForm, EndsBy};
use crate::domain::{GrantStamp, TechnicianId, UserPrincipalName};

/// The grant that a change opens or lengthens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantPlan {
    /// Who.
    pub technician: TechnicianId,
    /// The account that she signs in with.
    pub user_principal_name: UserPrincipalName,
    /// The grant as the marker will hold it.
    pub stamp: GrantStamp,
    /// Whether the grant is open already and only ends later.
    pub extends: bool,
    /// What is made for her to sign in with; `None` where she keeps what she has.
    pub credential: Option<CredentialForm>,
    /// What ends the access if tenantry never runs again.
    pub ends_by: EndsBy,
    /// Why roles or groups are assigned directly, where `auto` would rather have PIM end them.
    pub engine_reason: Option<String>,
    /// Why she has it.
    pub reason: String,
    /// The ticket, where there is one.
    pub ticket: Option<String>,
    /// Who approved it.
    pub approver: Option<TechnicianId>,
}

/// A grant as a plan's document holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DocumentGrant {
    /// The grant's id.
    pub id: String,
    /// Who gets access.
    pub technician: String,
    /// From when (RFC 3339, UTC).
    pub start: String,
    /// Until when (RFC 3339, UTC).
    pub deadline: String,
    /// What ends the access if tenantry never runs again.
    pub ends_by: EndsBy,
    /// Why.
    pub reason: String,
    /// The ticket; null where there is none.
    pub ticket: Option<String>,
    /// Who approved it; null where nobody had to.
    pub approved_by: Option<String>,
}

impl From<&GrantPlan> for DocumentGrant {
    fn from(grant: &GrantPlan) -> Self {
        Self {
            id: grant.stamp.id.to_string(),
            technician: grant.technician.to_string(),
            start: grant.stamp.start.to_string(),
            deadline: grant.stamp.deadline.to_string(),
            ends_by: grant.ends_by,
            reason: grant.reason.clone(),
            ticket: grant.ticket.clone(),
            approved_by: grant.approver.as_ref().map(ToString::to_string),
        }
    }
}
