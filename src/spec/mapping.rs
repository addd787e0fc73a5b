//! What a technician group can do, as written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Field, RoleSpec};
use crate::{
    domain::{GroupName, TechnicianGroup, Window},
    source::Spanned,
};

/// What a technician group can do inside its window.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GroupMappingSpec {
    /// The technician group, or `all`: everyone who is active.
    pub technicians: Spanned<TechnicianGroup>,
    /// Directory roles, by display name or template id.
    pub roles: Option<Vec<RoleSpec>>,
    /// Groups of the tenant, by display name or object id.
    pub groups: Option<Vec<Spanned<GroupName>>>,
    /// A stricter `disableAfter` for this group: the shortest that matches wins.
    pub disable_after: Field<Window>,
    /// A stricter `maximum` for this group: the shortest that matches wins.
    pub maximum: Field<Window>,
    /// How the roles are given and ended (default: `auto`). Of the mappings that match, `pim` wins
    /// over `direct`, and `direct` over `auto`.
    pub engine: Field<Engine>,
}

/// How a role is given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Engine {
    /// Chosen by licence, the app's rights and the role's policy.
    #[default]
    Auto,
    /// A role assignment that tenantry removes.
    Direct,
    /// A time-bound active assignment that Entra ID itself ends.
    Pim,
}
