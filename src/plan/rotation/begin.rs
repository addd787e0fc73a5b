//! From the first look to the sealed password: what is so, what is due, and who may.

use jiff::Timestamp;

use super::{
    AccountFacts, Command, Ending, Manner, Occasion, Refusal, Sibling, State, Wrote,
    keys::sealed_to_others,
    moment::until,
    preflight::{self, Siblings},
    state::Phase,
    write::Purpose,
};
use crate::{
    domain::RotationId,
    observed::{Ledger, Proof, Reading},
};

impl State {
    /// Looks and reads again, and decides again.
    pub(super) fn again(&mut self) -> Command {
        self.phase = Phase::Looking;
        Command::Look
    }

    pub(super) fn looked(&mut self, seen: &Reading<AccountFacts>) -> Command {
        let facts = match seen {
            Reading::Known(facts) => facts,
            Reading::Absent => {
                return self.conclude(Refusal::Unfit("the account is not there".to_owned()));
            }
            Reading::Unknown(unknown) => {
                return self.conclude(Refusal::Unreadable(unknown.why.clone()));
            }
        };
        if let Some(refusal) = preflight::unfit(&self.terms, facts) {
            return self.conclude(refusal);
        }
        let Some(change) = facts.last_change else {
            let why = "the time of its last password change was not shown";
            return self.conclude(Refusal::Unreadable(why.to_owned()));
        };
        self.change = self.change.max(Some(change));
        self.phase = Phase::Reading;
        Command::Read
    }

    pub(super) fn read(&mut self, now: Timestamp, read: Result<Option<Ledger>, String>) -> Command {
        let ledger = match read {
            Err(why) => return self.conclude(Refusal::Store(why)),
            Ok(None) => {
                let (tenant, account) = (self.terms.tenant, self.terms.account.clone());
                Ledger::new(tenant, account, self.terms.object)
            }
            Ok(Some(ledger)) => ledger,
        };
        if let Some(refusal) = preflight::foreign(&self.terms, &ledger) {
            return self.end(Ending::Refused(refusal));
        }
        let others = ledger.live_claim(now).filter(|claim| claim.by != self.terms.rotator);
        self.ledger = Some(ledger);
        match others {
            Some(claim) => self.wait_for(now, claim.until),
            None => self.decide(now),
        }
    }

    fn wait_for(&mut self, now: Timestamp, claimed_until: Timestamp) -> Command {
        let (left, limits) = (until(claimed_until, now), &self.terms.limits);
        if left > limits.lease || self.waited > limits.lease.saturating_mul(2) {
            return self.end(Ending::Claimed { until: claimed_until });
        }
        let pause = left.min(limits.longest).max(limits.first);
        self.waited = self.waited.saturating_add(pause);
        self.phase = Phase::Waiting;
        Command::Pause(pause)
    }

    /// Decides by the ledger, which no other run holds, and by the last change that was seen.
    fn decide(&mut self, now: Timestamp) -> Command {
        let (Some(ledger), Some(change)) = (&self.ledger, self.change) else {
            return self.conclude(Refusal::Unprepared("nothing was read".to_owned()));
        };
        let newest = ledger.unresolved().next_back();
        if let Some(newest) = newest.filter(|newest| newest.explains(change)) {
            let freed = ledger.claim().map(|claim| claim.by);
            let proof = Proof { change, set_before: newest.set_before, freed };
            let rotation = newest.rotation;
            return self
                .write(now, Purpose::Promote { rotation, proof, manner: Manner::Recovered });
        }
        let scheduled = matches!(self.terms.occasion, Occasion::Scheduled { .. });
        if scheduled && ledger.current().is_none() && newest.is_none() {
            return self.conclude(Refusal::NeverProved);
        }
        self.drifted |= ledger.is_foreign(change);
        self.urgent = self.drifted || newest.is_some();
        match self.not_before(ledger, change) {
            Some(due) if now < due && !self.urgent => {
                let unfinished = ledger.is_unfinished();
                let ending = Ending::NothingDue { due, untidy: None };
                if unfinished { self.tidy(ending) } else { self.end(ending) }
            }
            _ => self.prepare(),
        }
    }

    /// Returns when the schedule wants the next rotation; nothing where it is wanted at once.
    fn not_before(&self, ledger: &Ledger, change: Timestamp) -> Option<Timestamp> {
        let Occasion::Scheduled { every } = self.terms.occasion else { return None };
        if ledger.checked_out().is_some() || sealed_to_others(ledger, &self.terms.recipients) {
            return None;
        }
        let since = ledger.current().and_then(|current| current.proved).unwrap_or(change);
        since.checked_add(every).ok()
    }

    fn prepare(&mut self) -> Command {
        if !self.probed {
            self.phase = Phase::Probing;
            return Command::Probe;
        }
        self.read_siblings(false)
    }

    pub(super) fn probed(&mut self, now: Timestamp, tried: Result<(), String>) -> Command {
        if let Err(why) = tried {
            return self.conclude(Refusal::Store(why));
        }
        self.probed = true;
        if self.terms.occasion == Occasion::First {
            return self.write(now, Purpose::Claim);
        }
        self.read_siblings(false)
    }

    pub(super) fn read_siblings(&mut self, claimed: bool) -> Command {
        self.phase = Phase::Siblings { claimed };
        Command::ReadSiblings
    }

    pub(super) fn judge_siblings(
        &mut self,
        now: Timestamp,
        siblings: &[Sibling],
        claimed: bool,
    ) -> Command {
        match preflight::siblings(&self.terms, siblings, (now, self.urgent)) {
            Siblings::InTheWay(refusal) if claimed => self.leave(now, None, refusal),
            Siblings::InTheWay(refusal) => self.conclude(refusal),
            // Whoever held that claim could still enter a version: after this it cannot.
            Siblings::Stale(ledger) if claimed => {
                self.phase = Phase::Fencing;
                let account = ledger.account().clone();
                Command::WriteSibling { account, ledger: Box::new(ledger.unclaimed()) }
            }
            _ if claimed => self.draw(now, None),
            _ => self.write(now, Purpose::Claim),
        }
    }

    pub(super) fn fenced(&mut self, wrote: Wrote) -> Command {
        self.races += 1;
        match wrote {
            Wrote::Refused(why) => self.conclude(Refusal::Store(why)),
            _ if self.races > self.terms.limits.races => self.lost_race(),
            _ => self.read_siblings(true),
        }
    }

    /// Has a password drawn, unless enough were; then that is why it ends.
    pub(super) fn draw(&mut self, now: Timestamp, refusal: Option<Refusal>) -> Command {
        let limit = self.terms.limits.draws;
        if self.draws >= limit {
            let refusal = refusal.unwrap_or_else(|| {
                Refusal::Unprepared(format!("{limit} passwords were drawn in vain"))
            });
            return self.leave(now, None, refusal);
        }
        self.draws += 1;
        let next = self.ledger.as_ref().map_or(1, Ledger::next_number);
        self.number = next.max(self.number.saturating_add(1));
        let rotation = RotationId::new(self.number, self.terms.rotator);
        self.phase = Phase::Sealing(rotation);
        Command::Seal(rotation)
    }

    pub(super) fn sealed(
        &mut self,
        now: Timestamp,
        rotation: RotationId,
        sealed: Result<Vec<String>, String>,
    ) -> Command {
        match sealed {
            Ok(recipients) => self.write(now, Purpose::Enter { rotation, recipients }),
            Err(why) => {
                self.strays.push(rotation);
                self.draw(now, Some(Refusal::Store(why)))
            }
        }
    }
}
