//! What became of each emergency account, and what the run comes to.

use crate::{
    domain::{AccountName, GuardId, TenantId, TenantName},
    observed::{Refusal, RefusalKind},
    plan::{
        laps::Obstacle,
        rotation::{self, Ending, KeyChange},
    },
    run::{Requests, Verdict},
};

/// What became of a rotation run.
#[derive(Debug, Clone, PartialEq)]
pub struct LapsRun {
    /// The tenants that declare accounts to rotate, in the order of their names.
    pub tenants: Vec<LapsTenant>,
    /// Whether somebody was asked and did not agree; nothing was changed then.
    pub declined: bool,
    /// Whether a stop came before everything was tried.
    pub interrupted: bool,
    /// Why events are not in the audit trail, where some are not.
    pub unaudited: Option<String>,
    /// How many requests were sent.
    pub requests: Requests,
}

/// One tenant of a rotation run.
#[derive(Debug, Clone, PartialEq)]
pub struct LapsTenant {
    /// Its short name.
    pub tenant: TenantName,
    /// Its GUID.
    pub tenant_id: TenantId,
    /// Why it could not be entered or read.
    pub refusal: Option<Refusal>,
    /// Its accounts that the run is about, in the order declared.
    pub accounts: Vec<LapsAccount>,
}

/// One account of a rotation run.
#[derive(Debug, Clone, PartialEq)]
pub struct LapsAccount {
    /// Its short name.
    pub account: AccountName,
    /// What became of it.
    pub outcome: LapsOutcome,
    /// Guards that were waived for it, with the reason.
    pub waived: Vec<String>,
    /// How the keys that open its passwords differ from the declared ones.
    pub keys: KeyChange,
}

/// What became of an account.
#[derive(Debug, Clone, PartialEq)]
pub enum LapsOutcome {
    /// The rotation was tried, or was foreseen to end like this.
    Ended(Ending),
    /// It is left alone.
    LeftAlone(Obstacle),
    /// A guard keeps it from being rotated.
    Guarded {
        /// Which.
        guard: GuardId,
        /// What it found, in one sentence.
        why: String,
    },
    /// It is due, and another account of the tenant goes first: one a run.
    NotThisRun,
    /// It is due and was not tried: nobody agreed, or the run was interrupted.
    Untried,
    /// Something went wrong that is no ending, as a lower-case fragment.
    Failed(String),
}

impl LapsOutcome {
    fn verdict(&self) -> Verdict {
        use rotation::Refusal as R;
        match self {
            Self::Ended(
                Ending::Proved { untidy: Some(_), .. } | Ending::NothingDue { untidy: Some(_), .. },
            ) => Verdict::Partial,
            Self::Ended(
                Ending::Proved { .. }
                | Ending::NothingDue { .. }
                | Ending::Refused(R::SiblingRecent { .. }),
            )
            | Self::NotThisRun
            | Self::Untried => Verdict::Complete,
            Self::Ended(
                Ending::Unproven { .. } | Ending::LostRace { .. } | Ending::Claimed { .. },
            ) => Verdict::Unproven,
            Self::Ended(Ending::Refused(R::Stopped)) => Verdict::Interrupted,
            Self::Ended(Ending::Refused(R::Unreadable(_))) => Verdict::Incomplete,
            Self::LeftAlone(obstacle) if obstacle.unknown => Verdict::Incomplete,
            Self::Ended(Ending::Refused(_)) | Self::LeftAlone(_) | Self::Failed(_) => {
                Verdict::Partial
            }
            Self::Guarded { .. } => Verdict::Blocked,
        }
    }
}

impl LapsRun {
    /// Returns whether an account is still sealed to other keys than the declared ones.
    #[must_use]
    pub fn leaves_keys(&self) -> bool {
        let mut accounts = self.tenants.iter().flat_map(|tenant| &tenant.accounts);
        accounts.any(|account| {
            let rotated = matches!(account.outcome, LapsOutcome::Ended(Ending::Proved { .. }));
            account.keys.is_due && !rotated
        })
    }

    /// Returns what the run comes to: the first of the published order that holds.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let refused = |tenant: &LapsTenant, kind: Option<RefusalKind>| {
            let found = tenant.refusal.as_ref().map(|refusal| refusal.kind);
            found.is_some() && (kind.is_none() || found == kind)
        };
        let nobody = !self.tenants.is_empty()
            && self.tenants.iter().all(|tenant| refused(tenant, Some(RefusalKind::SignIn)));
        let table = [
            (Verdict::Interrupted, self.interrupted),
            (Verdict::Declined, self.declined),
            (Verdict::NobodySignedIn, nobody),
            (Verdict::Partial, self.tenants.iter().any(|tenant| refused(tenant, None))),
            (Verdict::Partial, self.unaudited.is_some()),
        ];
        let whole = table.into_iter().filter(|(_, holds)| *holds).map(|(verdict, _)| verdict);
        let accounts = self.tenants.iter().flat_map(|tenant| &tenant.accounts);
        whole.chain(accounts.map(|one| one.outcome.verdict())).min().unwrap_or(Verdict::Complete)
    }
}

#[cfg(test)]
mod tests {
    use super::{LapsAccount, LapsOutcome, LapsRun, LapsTenant};
    use crate::{
        domain::GuardId,
        plan::{
            laps::Obstacle,
            rotation::{Ending, KeyChange, Manner, Refusal},
        },
        run::{Requests, Verdict},
    };

    #[test]
    fn what_needs_a_person_goes_before_what_was_left_alone() {
        let rotation = "000001-1f3a9c2b".parse().unwrap();
        let left = |unknown| {
            LapsOutcome::LeftAlone(Obstacle { why: String::new(), help: String::new(), unknown })
        };
        let proved = Ending::Proved { rotation, manner: Manner::Set, drifted: false, untidy: None };
        let unproven =
            Ending::Unproven { candidates: vec![rotation], drifted: false, why: String::new() };
        let until = jiff::Timestamp::UNIX_EPOCH;
        let account = "emergency-2".parse().unwrap();
        let table = [
            (LapsOutcome::Ended(proved), Verdict::Complete),
            (
                LapsOutcome::Ended(Ending::NothingDue { due: until, untidy: None }),
                Verdict::Complete,
            ),
            (
                LapsOutcome::Ended(Ending::Refused(Refusal::SiblingRecent { account, until })),
                Verdict::Complete,
            ),
            (LapsOutcome::NotThisRun, Verdict::Complete),
            (left(false), Verdict::Partial),
            (LapsOutcome::Failed(String::new()), Verdict::Partial),
            (LapsOutcome::Ended(Ending::Refused(Refusal::Denied(String::new()))), Verdict::Partial),
            (left(true), Verdict::Incomplete),
            (
                LapsOutcome::Ended(Ending::Refused(Refusal::Unreadable(String::new()))),
                Verdict::Incomplete,
            ),
            (LapsOutcome::Ended(unproven), Verdict::Unproven),
            (LapsOutcome::Ended(Ending::LostRace { candidates: Vec::new() }), Verdict::Unproven),
            (LapsOutcome::Ended(Ending::Claimed { until }), Verdict::Unproven),
            (LapsOutcome::Guarded { guard: GuardId::G014, why: String::new() }, Verdict::Blocked),
            (LapsOutcome::Ended(Ending::Refused(Refusal::Stopped)), Verdict::Interrupted),
        ];
        let mut accounts = Vec::new();
        for (outcome, expected) in table {
            let account = "emergency-1".parse().unwrap();
            let (waived, keys) = (Vec::new(), KeyChange::default());
            accounts.push(LapsAccount { account, outcome, waived, keys });
            let tenant = LapsTenant {
                tenant: "contoso".parse().unwrap(),
                tenant_id: "3f2a8a2c-0000-4000-8000-000000000001".parse().unwrap(),
                refusal: None,
                accounts: accounts.clone(),
            };
            let run = LapsRun {
                tenants: vec![tenant],
                declined: false,
                interrupted: false,
                unaudited: None,
                requests: Requests::default(),
            };
            assert_eq!(run.verdict(), expected, "{:?}", accounts.last());
        }
    }
}
