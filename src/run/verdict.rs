//! What a run comes to, in one word.

use super::{Applied, ApplyEnd, Planned};
use crate::{
    apply::StepOutcome,
    observed::RefusalKind,
    plan::{GuardStatus, Plan, PlannedTenant, Severity, TenantStatus},
};

/// What a run comes to. The order of the variants is the order of the published exit codes: of
/// several that hold, the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It was interrupted.
    Interrupted,
    /// Nobody agreed.
    Declined,
    /// No tenant could be authenticated.
    NobodySignedIn,
    /// The saved plan no longer fits some tenant.
    StalePlan,
    /// A guard blocked something.
    Blocked,
    /// Something could not be read.
    Incomplete,
    /// Some tenants failed, were stale or skipped.
    Partial,
    /// Something declared cannot be had, and a person has to look.
    Error,
    /// Complete, with changes to make.
    Changes,
    /// Complete, nothing to do or everything done.
    Complete,
}

impl Planned {
    /// Returns what the plan comes to.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let plan = &self.plan;
        let table = [
            (Verdict::Interrupted, self.interrupted),
            (Verdict::NobodySignedIn, nobody_signed_in(plan)),
            (Verdict::Blocked, is_blocked(plan)),
            (Verdict::Incomplete, any(plan, is_unknown)),
            (Verdict::Error, any(plan, has_errors)),
            (Verdict::Changes, any(plan, |tenant| !tenant.changes.is_empty())),
        ];
        first(&table)
    }
}

impl Applied {
    /// Returns what the run comes to. What could not be read or is in error here makes it
    /// partial: the rest was done.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let plan = self.plan.as_ref();
        let outcomes = || self.tenants.iter().flat_map(|tenant| &tenant.changes);
        let interrupted = self.end == ApplyEnd::Interrupted
            || outcomes().any(|change| change.outcome == StepOutcome::Interrupted);
        let undone = outcomes()
            .any(|one| !matches!(one.outcome, StepOutcome::Proved | StepOutcome::Waiting));
        let lacking = any(plan, |tenant| is_unknown(tenant) || has_errors(tenant));
        let table = [
            (Verdict::Interrupted, interrupted),
            (Verdict::Declined, self.end == ApplyEnd::Declined),
            (Verdict::NobodySignedIn, nobody_signed_in(plan)),
            (Verdict::Blocked, is_blocked(plan)),
            (Verdict::Partial, undone || lacking),
        ];
        first(&table)
    }
}

fn first(table: &[(Verdict, bool)]) -> Verdict {
    let holding = table.iter().filter(|(_, holds)| *holds).map(|(verdict, _)| *verdict);
    holding.min().unwrap_or(Verdict::Complete)
}

fn any(plan: &Plan, check: impl Fn(&PlannedTenant) -> bool) -> bool {
    plan.tenants.iter().any(check)
}

fn nobody_signed_in(plan: &Plan) -> bool {
    let refused = |tenant: &PlannedTenant| {
        tenant.refusal.as_ref().is_some_and(|refusal| refusal.kind == RefusalKind::SignIn)
    };
    !plan.tenants.is_empty() && plan.tenants.iter().all(refused)
}

fn is_blocked(plan: &Plan) -> bool {
    let own = plan.tenants.iter().flat_map(|tenant| &tenant.guards);
    own.chain(&plan.guards).any(|guard| guard.status == GuardStatus::Block)
}

fn is_unknown(tenant: &PlannedTenant) -> bool {
    let read =
        |read: &crate::observed::ReadSummary| read.state == crate::observed::ReadState::Unknown;
    tenant.status() == TenantStatus::Unknown
        || tenant.refusal.is_some()
        || tenant.reads.iter().any(read)
}

fn has_errors(tenant: &PlannedTenant) -> bool {
    tenant.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
}
