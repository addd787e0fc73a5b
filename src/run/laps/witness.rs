//! The audit trail of one rotation: it is announced before anything is done, and whatever became of
//! it is told.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    apply::rotation::Reply,
    audit::{
        Answer as Told, AuditError, Deed, Event, EventId, Outcome, PasswordFate, Phase, Target,
        TenantRef, Warrant,
    },
    domain::{Address, ClientId, ObjectId, RotationId, RotationRun, TenantName, UserPrincipalName},
    plan::rotation::{Answer, Ending, Manner, Terms},
    run::{auditing::request_id, scribe::Scribe},
};

/// Whose password a run rotates, and which versions it found.
pub(super) struct Whose<'a> {
    pub(super) tenant: &'a TenantName,
    pub(super) client_id: ClientId,
    pub(super) name: &'a UserPrincipalName,
    pub(super) terms: &'a Terms,
    /// The version that was proved last.
    pub(super) current: Option<RotationId>,
    /// What earlier runs left in doubt.
    pub(super) pending: Vec<RotationId>,
    pub(super) tool_version: &'a str,
}

/// Writes the events of one rotation.
pub(super) struct Witness {
    scribe: Arc<Scribe>,
    object: ObjectId,
    run: RotationRun,
    intent: Event,
    pending: Vec<RotationId>,
    progress: Mutex<Progress>,
}

/// How far it has come.
#[derive(Default)]
struct Progress {
    /// The version that may be set: its request was sent and not refused.
    sent: Option<RotationId>,
    /// The version that was certainly not set, and what was said of it.
    refused: Option<(RotationId, Reply)>,
    /// The version whose proof is told already.
    proved: Option<RotationId>,
    /// The announcement that sessions are ended.
    sessions: Option<Event>,
}

impl Witness {
    /// Announces a rotation.
    ///
    /// # Errors
    ///
    /// Fails where the trail does not take it; then the rotation must not begin.
    pub(super) async fn announce(
        scribe: &Arc<Scribe>,
        whose: Whose<'_>,
    ) -> Result<Self, AuditError> {
        let (terms, run) = (whose.terms, RotationRun::of(whose.terms.rotator));
        let intent = Event {
            id: EventId::of_rotation(terms.object, run),
            at: Timestamp::now(),
            phase: Phase::Intent,
            tenant: TenantRef { name: whose.tenant.clone(), id: terms.tenant },
            actor: scribe.auditing.actor.acting_as(terms.tenant, whose.client_id),
            target: Target {
                address: Address::Laps(terms.account.clone()),
                object: Some(terms.object),
                user_principal_name: Some(whose.name.clone()),
            },
            deed: Deed::rotation(terms.object, run, whose.current),
            warrant: Warrant { reason: scribe.auditing.reason.clone(), ..Warrant::default() },
            plan_digest: None,
            tool_version: whose.tool_version.to_owned(),
        };
        scribe.append(&intent, false).await?;
        let (scribe, pending) = (Arc::clone(scribe), whose.pending);
        let object = terms.object;
        Ok(Self { scribe, object, run, intent, pending, progress: Mutex::default() })
    }

    /// Tells how a set was answered.
    pub(super) async fn answered(&self, rotation: RotationId, reply: &Reply) {
        let told = self.progress(|progress| {
            // A refusal says nothing of an earlier request that may have taken effect.
            let may_be_set = progress.sent == Some(rotation);
            match &reply.answer {
                Answer::Accepted | Answer::Unknown(_) => progress.sent = Some(rotation),
                _ if may_be_set => return None,
                _ => progress.refused = Some((rotation, reply.clone())),
            }
            match &reply.answer {
                Answer::Accepted => Some((Told::Done, PasswordFate::Set)),
                Answer::Unknown(_) => Some((Told::Unknown, PasswordFate::Unproven)),
                Answer::Policy(_) => Some((Told::Refused, PasswordFate::Rejected)),
                // That ends the rotation, which is told as a whole.
                Answer::Denied(_) | Answer::NotSent(_) => None,
            }
        });
        if let Some((answer, fate)) = told {
            let outcome = outcome(answer, reply.request_id.clone(), words(&reply.answer));
            self.tell(self.run, outcome, Some((rotation, fate))).await;
        }
    }

    /// Tells which version is proved, and announces that sessions are ended.
    pub(super) async fn ends_sessions(&self, proved: Option<RotationId>) {
        if let Some(rotation) = proved {
            self.tell_proved(rotation, Told::Found).await;
        }
        let mut event = self.intent.clone();
        (event.id, event.at) = (EventId::new(Uuid::new_v4()), Timestamp::now());
        event.deed = Deed::sessions(self.object);
        drop(self.scribe.append(&event, true).await);
        self.progress(|progress| progress.sessions = Some(event));
    }

    /// Tells whether sessions were ended.
    pub(super) async fn ended_sessions(&self, ended: &Result<Option<String>, String>) {
        let Some(intent) = self.progress(|progress| progress.sessions.take()) else { return };
        let outcome = match ended {
            Ok(request_id) => outcome(Told::Done, request_id.clone(), ""),
            Err(why) => outcome(Told::Unknown, request_id(why), why),
        };
        drop(self.scribe.append(&Scribe::outcome(&intent, outcome), true).await);
    }

    /// Tells how the rotation ended, and what that means for what earlier runs left in doubt.
    pub(super) async fn end(&self, ending: &Ending) {
        let sent = self.progress(|progress| progress.sent);
        match ending {
            Ending::Proved { rotation, manner, .. } => {
                let found = *manner != Manner::Set;
                self.tell_proved(*rotation, if found { Told::Found } else { Told::Done }).await;
                self.settle_earlier(*rotation).await;
            }
            Ending::Unproven { why, .. } if sent.is_some() => self.in_doubt(sent, why).await,
            Ending::LostRace { .. } if sent.is_some() => {
                self.in_doubt(sent, "another run goes on from here").await;
            }
            // What is in doubt is an earlier run's, whose rotation stays open.
            Ending::Unproven { why, .. } => self.refused(why).await,
            // What an earlier run had left to do is done, and its version told as proved.
            Ending::NothingDue { .. } if self.progress(|progress| progress.proved.is_some()) => {}
            Ending::NothingDue { .. } => self.refused("nothing was due any more").await,
            Ending::LostRace { .. } => self.refused("another run was first").await,
            Ending::Claimed { .. } => self.refused("another run may set the password now").await,
            Ending::Refused(refusal) => self.refused(&refusal.to_string()).await,
        }
    }

    async fn in_doubt(&self, sent: Option<RotationId>, why: &str) {
        let told = sent.map(|version| (version, PasswordFate::Unproven));
        self.tell(self.run, outcome(Told::NotFound, None, why), told).await;
    }

    /// Tells that nothing was set, and of the version that was refused last, if that was the end.
    async fn refused(&self, why: &str) {
        let last = self.progress(|progress| progress.refused.take());
        let last = last.filter(|(_, reply)| !matches!(reply.answer, Answer::Policy(_)));
        let (request_id, told) = match last {
            Some((rotation, reply)) => {
                (reply.request_id, Some((rotation, PasswordFate::Abandoned)))
            }
            None => (None, None),
        };
        self.tell(self.run, outcome(Told::Refused, request_id, why), told).await;
    }

    /// Tells that a version is proved, to the run that set it as well as to this one.
    async fn tell_proved(&self, rotation: RotationId, answer: Told) {
        if self.progress(|progress| progress.proved.replace(rotation)) == Some(rotation) {
            return;
        }
        let own = rotation.run() == self.run;
        let answer = if own { Told::Done } else { answer };
        let told = Some((rotation, PasswordFate::Proved));
        self.tell(rotation.run(), outcome(answer, None, ""), told).await;
        if !own {
            self.tell(self.run, outcome(Told::Found, None, ""), told).await;
        }
    }

    /// Tells what became of the versions that earlier runs left in doubt, now that one is proved.
    async fn settle_earlier(&self, proved: RotationId) {
        for version in self.pending.iter().filter(|version| **version != proved) {
            let why = format!("{proved} was proved before it");
            let told = Some((*version, PasswordFate::Abandoned));
            self.tell(version.run(), outcome(Told::NotFound, None, &why), told).await;
        }
    }

    async fn tell(
        &self,
        run: RotationRun,
        outcome: Outcome,
        version: Option<(RotationId, PasswordFate)>,
    ) {
        let mut announced = self.intent.clone();
        (announced.id, announced.deed.rotation) =
            (EventId::of_rotation(self.object, run), Some(run));
        let mut event = Scribe::outcome(&announced, outcome);
        if let Some((version, fate)) = version {
            event = event.of_version(version, fate);
        }
        // What is done is done: it is told wherever it can be.
        drop(self.scribe.append(&event, true).await);
    }

    fn progress<T>(&self, change: impl FnOnce(&mut Progress) -> T) -> T {
        change(&mut self.progress.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn outcome(answer: Told, request_id: Option<String>, detail: &str) -> Outcome {
    Outcome { answer, object: None, request_id, detail: detail.to_owned() }
}

fn words(answer: &Answer) -> &str {
    match answer {
        Answer::Accepted => "",
        Answer::Policy(why) | Answer::Denied(why) | Answer::NotSent(why) | Answer::Unknown(why) => {
            why
        }
    }
}
