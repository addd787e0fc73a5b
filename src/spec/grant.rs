//! `grants/*.yaml` as written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Field, When};
use crate::{
    domain::{TechnicianId, TenantName, Window},
    source::Spanned,
};

/// One technician's access to tenants from a time on, for a time. A merged pull request is the
/// approval. The name of the file without `.yaml` is the grant's id; it does not begin with
/// `adhoc-`, as the ids of grants do that the command `grant` makes.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(title = "grants/*.yaml")]
pub struct GrantSpec {
    /// Who is given access.
    #[schemars(required)]
    pub technician: Field<TechnicianId>,
    /// Where.
    #[schemars(required, extend("minItems" = 1))]
    pub tenants: Field<Vec<Spanned<TenantName>>>,
    /// From when: an RFC 3339 time, or a date, which means its first instant in UTC (default: at
    /// once).
    pub start: Field<When>,
    /// For how long (default: the shortest `disableAfter` that applies).
    pub duration: Field<Window>,
    /// Why.
    #[schemars(required)]
    pub reason: Field<String>,
    /// The ticket, where there is one.
    pub ticket: Field<String>,
    /// The technician who approved it: somebody else.
    pub approved_by: Field<TechnicianId>,
}
