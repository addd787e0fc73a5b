//! Technicians as written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Field;
use crate::{
    domain::{TechnicianGroup, TechnicianId},
    source::Spanned,
};

/// A person of the organization.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TechnicianSpec {
    /// The person's short name, as user names and grants use it.
    pub id: Spanned<TechnicianId>,
    /// The person's mail address.
    #[schemars(extend("pattern" = "^[^@\\s]+@[^@\\s]+$"))]
    pub mail: Field<String>,
    /// The technician groups that the person is in. `all` is built in: everyone who is active.
    pub groups: Option<Vec<Spanned<TechnicianGroup>>>,
    /// `disabled` ends the person's access in every tenant.
    pub state: Field<TechnicianState>,
    /// Public keys (age or ssh-ed25519) that the person's credentials are sealed to. Without one,
    /// a credential is shown on a terminal only, and never in CI.
    pub recipients: Option<Vec<Spanned<String>>>,
}

/// Whether a person may have access.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum TechnicianState {
    /// May have access (the default).
    #[default]
    Active,
    /// Is deprovisioned in every tenant.
    Disabled,
}
