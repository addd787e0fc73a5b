//! What keeps a tenant from being done, beside the outcome of each change: everything that an exit
//! code can stem from.

use crate::{
    apply::AppliedTenant,
    observed::{ReadState, ReadSummary},
    plan::{
        Change, Diagnostic, GuardStatus, GuardVerdict, Plan, PlannedTenant, Severity, withheld,
    },
};

/// Returns the collections that could not be read.
pub(super) fn unknown(tenant: &PlannedTenant) -> impl Iterator<Item = &ReadSummary> {
    tenant.reads.iter().filter(|read| read.state == ReadState::Unknown)
}

/// Returns the errors, without the one that only repeats why the tenant was not entered.
pub(super) fn errors(tenant: &PlannedTenant) -> impl Iterator<Item = &Diagnostic> {
    let refusal = tenant.refusal.as_ref();
    tenant.diagnostics.iter().filter(move |one| {
        one.severity == Severity::Error
            && refusal.is_none_or(|refusal| refusal.message != one.message)
    })
}

/// Returns the guards that block.
pub(super) fn blocking(guards: &[GuardVerdict]) -> impl Iterator<Item = &GuardVerdict> {
    guards.iter().filter(|verdict| verdict.status == GuardStatus::Block)
}

/// Returns each change that a guard withholds, with the guard, where no outcome tells so already.
pub(super) fn held<'a>(
    plan: &'a Plan,
    tenant: &'a PlannedTenant,
    applied: Option<&'a AppliedTenant>,
) -> impl Iterator<Item = (&'a Change, &'a GuardVerdict)> {
    let told = move |change: &Change| {
        let mut outcomes = applied.into_iter().flat_map(|applied| &applied.changes);
        outcomes.any(|outcome| outcome.address == change.address)
    };
    tenant
        .changes
        .iter()
        .filter(move |change| !told(change))
        .filter_map(move |change| withheld(plan, tenant, change).map(|verdict| (change, verdict)))
}
