//! How a command ends that changes tenants: it tells what became of everything, hands over the
//! credentials of what is proved open, and takes back what nobody can be given the way into.

use std::collections::BTreeMap;

use super::{
    Exit, Failure,
    args::{Format, Report},
    auditing::unaudited,
    purse::{Held, Place},
    report::Reports,
    session::Session,
    ui::Ui,
};
use crate::{
    apply::StepOutcome,
    plan::{GrantPlan, Purpose},
    render::{Delivery, Palette, Told, outcome_json, outcome_text, plan_text, rollback_text},
    run::{self, Applied, ApplyEnd, ApplyTerms},
};

/// How a command ends that changes tenants.
pub(super) struct Conclusion<'a> {
    /// The run.
    pub(super) session: &'a Session,
    /// What the use case was given.
    pub(super) terms: &'a ApplyTerms,
    /// Where the answer goes.
    pub(super) report: &'a Report,
    /// The terminal.
    pub(super) ui: Ui,
}

impl Conclusion<'_> {
    /// Tells what became of it and hands over the credentials; returns how the process ends.
    ///
    /// # Errors
    ///
    /// Fails where an answer cannot be written, and (4) where a credential cannot be handed over:
    /// then its access is taken back.
    pub(super) async fn give(&self, applied: &Applied) -> Result<Exit, Failure> {
        self.session.bar.clear();
        self.tell_unwritten(applied.unaudited.as_deref(), applied.unjournalled.as_deref());
        let held = self.session.purse.take();
        let open = open(applied);
        let deliveries: Vec<Delivery<'_>> =
            open.iter().map(|(place, grant)| self.delivery(place, grant, &held)).collect();
        let render = |format, palette| Ok(self.render(applied, &deliveries, (format, palette)));
        let reports = Reports::new(self.report, self.ui);
        if open.is_empty() {
            reports.give(render)?;
            return Ok(self.exit(applied));
        }
        let (printed, written) = reports.deliver(render);
        let lost = self.lost(&open, &held, printed.as_ref().err());
        if !lost.is_empty() {
            return Err(self.take_back(lost).await);
        }
        printed?;
        written?;
        Ok(self.exit(applied))
    }

    /// Says what is missing in the trail and in the journal.
    fn tell_unwritten(&self, trail: Option<&str>, journal: Option<&str>) {
        if let Some(why) = trail {
            unaudited(why, self.ui);
        }
        if let Some(why) = journal {
            self.ui.warn(&format!("the journal could not be written: {why}"));
            self.ui
                .hint("what ends access goes on without it; see to the folder `.tenantry/journal`");
        }
    }

    fn delivery<'a>(
        &self,
        place: &'a Place,
        grant: &'a GrantPlan,
        held: &'a BTreeMap<Place, Held>,
    ) -> Delivery<'a> {
        let desired = &self.session.setup.desired;
        let cloud = desired.tenants.get(&place.0).map(|tenant| tenant.cloud).unwrap_or_default();
        let sealed = match held.get(place) {
            Some(Held::Sealed(sealed)) => Some(sealed.as_str()),
            Some(Held::Plain(_)) | None => None,
        };
        let (portal, sweep_every) = (cloud.portal(), desired.organization.sweep_every);
        Delivery { tenant: &place.0, grant, portal, sweep_every, sealed }
    }

    /// Whoever was asked has seen the plan; where there was nothing to ask, it is shown here, with
    /// whatever it has to say beside changes. A command that only ends access shows no plan.
    fn render(
        &self,
        applied: &Applied,
        deliveries: &[Delivery<'_>],
        (format, palette): (Format, Palette),
    ) -> String {
        let told = Told {
            command: self.session.setup.purpose.command(),
            plan: &applied.plan,
            tenants: &applied.tenants,
            allowance: applied.allowance.as_ref(),
            rollbacks: &applied.rollbacks,
            deliveries,
        };
        match (format, applied.end) {
            (Format::Json, _) => outcome_json(&told),
            (Format::Text, ApplyEnd::Declined) => String::new(),
            (Format::Text, ApplyEnd::NothingToDo) if !self.session.setup.purpose.only_ends() => {
                format!("{}\n{}", plan_text(&applied.plan, palette), outcome_text(&told, palette))
            }
            (Format::Text, _) => outcome_text(&told, palette),
        }
    }

    /// Shows what only a terminal may show, after everything else; returns the places whose
    /// credential did not reach anybody, with the reason.
    fn lost<'a>(
        &self,
        open: &'a [(Place, GrantPlan)],
        held: &BTreeMap<Place, Held>,
        unprinted: Option<&Failure>,
    ) -> Vec<(&'a (Place, GrantPlan), String)> {
        let mut lost = Vec::new();
        for one in open.iter().filter(|(_, grant)| grant.credential.is_some()) {
            let (place, grant) = one;
            let shown = match (unprinted, held.get(place)) {
                (Some(failure), _) => Err(failure.message.clone()),
                (None, None) => Err("it was not kept".to_owned()),
                (None, Some(Held::Sealed(_))) => Ok(()),
                (None, Some(Held::Plain(credential))) => {
                    let whose = grant.user_principal_name.as_str();
                    self.ui.show(whose, credential).map_err(|failure| failure.message)
                }
            };
            lost.extend(shown.err().map(|why| (one, why)));
        }
        lost
    }

    /// Ends what was opened for nobody. Access that was only lengthened is left: its end is on its
    /// marker.
    async fn take_back(&self, lost: Vec<(&(Place, GrantPlan), String)>) -> Failure {
        let why = lost.first().map(|(_, why)| why.clone()).unwrap_or_default();
        let opened = lost.iter().filter(|((_, grant), _)| !grant.extends);
        let places: Vec<Place> = opened.map(|((place, _), _)| place.clone()).collect();
        let (setup, entrance) = (&self.session.setup, &self.session.world.entrance);
        let failure = |text: String| Failure::new(Exit::Partial, text);
        if places.is_empty() {
            return failure(format!("the new credential could not be handed over: {why}"))
                .help("the access goes on until its deadline; extend it again for another one");
        }
        let taken = run::take_back(setup, entrance, self.terms, (places, &why)).await;
        let what = format!("the credential could not be handed over: {why}");
        match taken {
            Ok(taken) => {
                self.tell_unwritten(taken.unaudited.as_deref(), taken.unjournalled.as_deref());
                let rollbacks = taken.rollbacks;
                for rollback in &rollbacks {
                    self.ui.say(rollback_text(rollback, self.ui.error_palette()).trim_end());
                }
                let proved = rollbacks.iter().all(|rollback| rollback.end.is_ok());
                failure(what).help(if proved {
                    "the access was taken back; grant it again once that is mended"
                } else {
                    "the access may still be open: end it by `tenantry revoke`"
                })
            }
            Err(error) => failure(format!("{what}; it could not be taken back: {error}"))
                .help("the access may still be open: end it by `tenantry revoke`"),
        }
    }

    fn exit(&self, applied: &Applied) -> Exit {
        let purpose = self.session.setup.purpose.as_ref();
        let asked = matches!(purpose, Purpose::Grant(_) | Purpose::Extend(_));
        let mut ends = vec![Exit::of(applied.verdict(), false)];
        // Whoever asked for access and got none must not be told that all is well.
        if asked && open(applied).is_empty() {
            ends.push(Exit::Error);
        }
        if !(self.session.unreachable.is_empty() && self.session.remembers) {
            ends.push(Exit::Partial);
        }
        Exit::first_that_holds(ends)
    }
}

/// Returns the grants that are proved open, or lengthened, by this run.
fn open(applied: &Applied) -> Vec<(Place, GrantPlan)> {
    let mut open = Vec::new();
    for done in &applied.tenants {
        let planned = applied.plan.tenants.iter().find(|planned| planned.tenant == done.tenant);
        let proved = done.changes.iter().filter(|it| it.outcome == StepOutcome::Proved);
        for outcome in proved {
            let mut changes = planned.into_iter().flat_map(|planned| &planned.changes);
            let change = changes.find(|change| change.address == outcome.address);
            let grant = change.and_then(|change| change.grant.clone());
            let place = (done.tenant.clone(), outcome.address.clone());
            open.extend(grant.map(|grant| (place, grant)));
        }
    }
    open
}
