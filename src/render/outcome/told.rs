//! Everything that a run has to tell.

use crate::{
    apply::{AppliedTenant, ChangeOutcome, Rollback},
    domain::{TenantName, Window},
    plan::{Change, GrantPlan, Plan, PlannedTenant, allow::Allowance},
};

/// Everything that a run has to tell.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// The command, as it is typed.
    pub command: &'static str,
    /// The plan that was carried out, or would have been.
    pub plan: &'a Plan,
    /// What became of each tenant that has changes.
    pub tenants: &'a [AppliedTenant],
    /// What a saved plan allowed, where one was given.
    pub allowance: Option<&'a Allowance>,
    /// Access that was taken back, since it could not be opened.
    pub rollbacks: &'a [Rollback],
    /// Access that is open now, with what it is entered by.
    pub deliveries: &'a [Delivery<'a>],
}

/// Access that is open now, with what it is entered by.
#[derive(Debug, Clone, Copy)]
pub struct Delivery<'a> {
    /// Where.
    pub tenant: &'a TenantName,
    /// What was granted.
    pub grant: &'a GrantPlan,
    /// Where she signs in.
    pub portal: &'static str,
    /// How often sweep is scheduled, which bounds how late it ends what only it ends.
    pub sweep_every: Option<Window>,
    /// The credential, sealed to her keys; `None` where she keeps what she has, or where the
    /// terminal shows it.
    pub sealed: Option<&'a str>,
}

impl<'a> Told<'a> {
    /// Returns a plan of which nothing was tried.
    #[must_use]
    pub const fn untried(plan: &'a Plan) -> Self {
        Self {
            command: "apply",
            plan,
            tenants: &[],
            allowance: None,
            rollbacks: &[],
            deliveries: &[],
        }
    }

    /// Returns what became of a tenant.
    pub(super) fn done(&self, tenant: &PlannedTenant) -> Option<&'a AppliedTenant> {
        self.tenants.iter().find(|applied| applied.tenant == tenant.tenant)
    }

    /// Returns the access that was taken back in a tenant.
    pub(super) fn taken_back(&self, tenant: &TenantName) -> impl Iterator<Item = &'a Rollback> {
        let rollbacks = self.rollbacks.iter();
        rollbacks.filter(move |rollback| rollback.tenant == *tenant)
    }
}

/// Returns the change that an outcome is of.
pub(super) fn change_of<'a>(
    tenant: &'a PlannedTenant,
    outcome: &ChangeOutcome,
) -> Option<&'a Change> {
    tenant.changes.iter().find(|change| change.address == outcome.address)
}
