//! What a run comes to, in one word.

use super::{Applied, ApplyEnd, Planned};
use crate::{
    apply::StepOutcome,
    observed::RefusalKind,
    plan::{GuardStatus, Plan, PlannedTenant, Severity, TenantStatus, allow::Allowance},
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
    /// An emergency account needs a person.
    Unproven,
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
        let unaudited = self.unaudited.is_some() || self.unjournalled.is_some();
        let short = self.allowance.as_ref().is_some_and(Allowance::is_partial);
        let table = [
            (Verdict::Interrupted, interrupted),
            (Verdict::Declined, self.end == ApplyEnd::Declined),
            (Verdict::NobodySignedIn, nobody_signed_in(plan)),
            (Verdict::StalePlan, self.allowance.as_ref().is_some_and(Allowance::is_stale)),
            (Verdict::Blocked, is_blocked(plan)),
            (Verdict::Unproven, outcomes().any(|one| one.outcome == StepOutcome::Unproven)),
            (Verdict::Partial, undone || lacking || short || unaudited),
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::Verdict;
    use crate::{
        apply::{AppliedTenant, ChangeOutcome, StepOutcome},
        domain::{Address, GuardId},
        observed::{ReadState, ReadSummary, Refusal, RefusalKind},
        plan::{
            Blocks, Diagnostic, GuardStatus, GuardVerdict, Plan, PlannedTenant, Severity, fixture,
        },
        run::{Applied, ApplyEnd, Planned, Requests},
    };

    #[derive(Clone, Copy)]
    enum Trait {
        Changes,
        Unknown,
        Blocked,
        Acknowledged,
        Wrong,
        Warning,
        Refused(RefusalKind),
    }

    fn tenant(traits: &[Trait]) -> PlannedTenant {
        let found = if matches!(traits, [Trait::Changes, ..]) {
            fixture::bare()
        } else {
            fixture::observed()
        };
        let mut tenant = fixture::plan(&fixture::desired(), &found);
        tenant.diagnostics.clear();
        for one in traits {
            match one {
                Trait::Changes => assert!(!tenant.changes.is_empty()),
                Trait::Unknown => tenant.reads.push(ReadSummary {
                    collection: "users".to_owned(),
                    state: ReadState::Unknown,
                    count: 0,
                    why: None,
                    request_id: None,
                }),
                Trait::Blocked => tenant.guards.push(guard(GuardStatus::Block)),
                Trait::Acknowledged => tenant.guards.push(guard(GuardStatus::Acknowledged)),
                Trait::Wrong => tenant.diagnostics.push(diagnostic(Severity::Error)),
                Trait::Warning => tenant.diagnostics.push(diagnostic(Severity::Warning)),
                Trait::Refused(kind) => {
                    tenant.refusal = Some(Refusal {
                        kind: *kind,
                        message: String::new(),
                        help: String::new(),
                        code: None,
                        request_id: None,
                    });
                }
            }
        }
        tenant
    }

    fn guard(status: GuardStatus) -> GuardVerdict {
        let (id, message) = (GuardId::G003, String::new());
        GuardVerdict {
            id,
            status,
            tenant: None,
            observed: 0,
            limit: 0,
            message,
            blocks: Blocks::Nothing,
        }
    }

    fn diagnostic(severity: Severity) -> Diagnostic {
        Diagnostic {
            severity,
            code: "plan::unknown-role",
            address: Address::Connection,
            message: String::new(),
            help: None,
            origin: None,
        }
    }

    fn plan(tenants: &[&[Trait]]) -> Plan {
        let tenants = tenants.iter().map(|traits| tenant(traits)).collect();
        Plan { evaluated_at: fixture::now(), tenants, guards: Vec::new() }
    }

    const SIGN_IN: Trait = Trait::Refused(RefusalKind::SignIn);
    const WRONG_TENANT: Trait = Trait::Refused(RefusalKind::WrongTenant);

    #[test]
    fn of_several_things_that_hold_of_a_plan_the_first_counts() {
        let table: [(&[&[Trait]], bool, Verdict); 12] = [
            (&[&[]], false, Verdict::Complete),
            (&[&[Trait::Warning, Trait::Acknowledged]], false, Verdict::Complete),
            (&[&[Trait::Changes], &[]], false, Verdict::Changes),
            (&[&[Trait::Changes, Trait::Wrong]], false, Verdict::Error),
            (&[&[Trait::Changes], &[Trait::Unknown, Trait::Wrong]], false, Verdict::Incomplete),
            (&[&[Trait::Changes], &[SIGN_IN]], false, Verdict::Incomplete),
            (&[&[WRONG_TENANT]], false, Verdict::Incomplete),
            (&[&[WRONG_TENANT], &[SIGN_IN]], false, Verdict::Incomplete),
            (&[&[Trait::Blocked], &[Trait::Unknown]], false, Verdict::Blocked),
            (&[&[SIGN_IN], &[SIGN_IN]], false, Verdict::NobodySignedIn),
            (&[&[SIGN_IN], &[Trait::Blocked]], false, Verdict::Blocked),
            (&[&[SIGN_IN]], true, Verdict::Interrupted),
        ];
        for (number, (tenants, interrupted, expected)) in table.into_iter().enumerate() {
            let planned =
                Planned { plan: plan(tenants), requests: Requests::default(), interrupted };
            assert_eq!(planned.verdict(), expected, "row {number}");
        }
    }

    type Row<'a> = (&'a [&'a [Trait]], ApplyEnd, &'a [StepOutcome], Verdict);

    #[test]
    fn of_several_things_that_hold_of_an_apply_the_first_counts() {
        use ApplyEnd::{Declined, Done, Interrupted, NothingToDo};
        use StepOutcome as Step;
        let changes: &[&[Trait]] = &[&[Trait::Changes]];
        let table: [Row<'_>; 18] = [
            (changes, Done, &[Step::Proved, Step::Proved], Verdict::Complete),
            (changes, Done, &[Step::Proved, Step::Waiting], Verdict::Complete),
            (changes, Done, &[Step::Proved, Step::Skipped], Verdict::Partial),
            (changes, Done, &[Step::Stale], Verdict::Partial),
            (changes, Done, &[Step::Unverified], Verdict::Partial),
            (changes, Done, &[Step::Failed], Verdict::Partial),
            (changes, Done, &[Step::Failed, Step::Unproven], Verdict::Unproven),
            (&[&[Trait::Unknown, Trait::Wrong]], Done, &[Step::Unproven], Verdict::Unproven),
            (changes, Done, &[Step::Interrupted], Verdict::Interrupted),
            (changes, Interrupted, &[Step::Proved], Verdict::Interrupted),
            (changes, Declined, &[], Verdict::Declined),
            (&[&[]], NothingToDo, &[], Verdict::Complete),
            (&[&[Trait::Unknown]], NothingToDo, &[], Verdict::Partial),
            (&[&[WRONG_TENANT], &[]], NothingToDo, &[], Verdict::Partial),
            (&[&[Trait::Wrong]], NothingToDo, &[], Verdict::Partial),
            (&[&[SIGN_IN]], NothingToDo, &[], Verdict::NobodySignedIn),
            (&[&[Trait::Changes, Trait::Blocked]], Done, &[Step::Skipped], Verdict::Blocked),
            (&[&[Trait::Blocked], &[SIGN_IN]], Declined, &[], Verdict::Declined),
        ];
        for (number, (tenants, end, outcomes, expected)) in table.into_iter().enumerate() {
            let change = |outcome: &StepOutcome| ChangeOutcome {
                address: Address::Connection,
                outcome: *outcome,
                message: String::new(),
                pending_until: None,
            };
            let applied = Applied {
                plan: Arc::new(plan(tenants)),
                end,
                tenants: vec![AppliedTenant {
                    tenant: fixture::word("contoso"),
                    changes: outcomes.iter().map(change).collect(),
                    writes: 0,
                }],
                allowance: None,
                rollbacks: Vec::new(),
                unaudited: None,
                unjournalled: None,
                requests: Requests::default(),
            };
            assert_eq!(applied.verdict(), expected, "row {number}");
        }
    }
}
