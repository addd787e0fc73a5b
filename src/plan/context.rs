//! What every decision is made for.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Purpose, purpose::NO_GRANTS};
use crate::{
    desired::{DesiredGrant, DesiredOrganization, Legible},
    domain::{Address, GrantId, ObjectId},
};

/// What every decision is made for, beside the tenant itself.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The MSP, with the acknowledgements of the command line added to its own.
    pub organization: &'a DesiredOrganization,
    /// The time of the decision, by the server's clock.
    pub now: Timestamp,
    /// Whether owned objects that nothing declares any more are deleted.
    pub prune: bool,
    /// What the plan is made for.
    pub purpose: &'a Purpose,
    /// The declared grants of all tenants.
    pub grants: &'a BTreeMap<GrantId, DesiredGrant>,
    /// Whether a credential can be shown to somebody: there is a terminal. Without one it has to be
    /// sealed to the technician's own keys.
    pub can_show: bool,
    /// The accounts of the tenant that the audit trail remembers as made by tenantry.
    pub remembered: &'a BTreeMap<ObjectId, Address>,
    /// Whether this machine is thrown away after the run, with every folder on it (G013).
    pub machine_is_transient: bool,
    /// What of the tenant's configuration could be read: from what could not, nothing is concluded.
    pub legible: Legible,
}

static CONVERGE: Purpose = Purpose::Converge;
static NOBODY: BTreeMap<ObjectId, Address> = BTreeMap::new();

impl<'a> Context<'a> {
    /// Makes the context of a plan for everything that is declared, without grants and without
    /// memory, that nobody watches.
    #[must_use]
    pub const fn new(organization: &'a DesiredOrganization, now: Timestamp) -> Self {
        Self {
            organization,
            now,
            prune: false,
            purpose: &CONVERGE,
            grants: &NO_GRANTS,
            can_show: false,
            remembered: &NOBODY,
            machine_is_transient: false,
            legible: Legible::ALL,
        }
    }
}
