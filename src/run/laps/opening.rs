//! The audit trail of somebody who opens a stored password.

use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    audit::{Answer, Deed, Event, EventId, Outcome, Phase, Target, TenantRef, Warrant},
    desired::{DesiredEmergencyAccount, DesiredTenant},
    domain::{ObjectId, RotationId},
    run::{Auditing, scribe::Scribe},
};

/// Somebody who opens what may be in force of one account.
pub struct Opening {
    scribe: Scribe,
    object: Option<ObjectId>,
    intent: Event,
}

impl Opening {
    /// Names it: the versions that are about to be opened, and whose they are, where the ledger
    /// tells that. Nothing is written yet.
    #[must_use]
    pub fn new(
        auditing: &Auditing,
        (tenant, account): (&DesiredTenant, &DesiredEmergencyAccount),
        (object, versions): (Option<ObjectId>, &[RotationId]),
        tool_version: &str,
    ) -> Self {
        let intent = Event {
            id: EventId::new(Uuid::new_v4()),
            at: Timestamp::now(),
            phase: Phase::Intent,
            tenant: TenantRef { name: tenant.name.clone(), id: tenant.id },
            // No app signs in: the store alone is asked.
            actor: auditing.actor.clone(),
            target: Target {
                address: account.address(),
                object,
                user_principal_name: Some(account.user_principal_name.clone()),
            },
            deed: Deed::opening(object, versions),
            warrant: Warrant { reason: auditing.reason.clone(), ..Warrant::default() },
            plan_digest: None,
            tool_version: tool_version.to_owned(),
        };
        Self { scribe: Scribe::new(auditing), object, intent }
    }

    /// Announces it. What the trail does not take is kept beside it.
    pub async fn announce(&self) {
        drop(self.scribe.append(&self.intent, true).await);
    }

    /// Tells which versions were shown; none where nothing could be opened.
    pub async fn end(&self, shown: &[RotationId]) {
        let mut intent = self.intent.clone();
        let (answer, detail) = if shown.is_empty() {
            (Answer::Refused, "nothing that may be in force could be opened")
        } else {
            intent.deed = Deed::opening(self.object, shown);
            (Answer::Done, "")
        };
        let (object, request_id, detail) = (None, None, detail.to_owned());
        let event = Scribe::outcome(&intent, Outcome { answer, object, request_id, detail });
        drop(self.scribe.append(&event, true).await);
    }

    /// Returns why it is not in the trail, where it is not.
    #[must_use]
    pub fn trouble(&self) -> Option<String> {
        self.scribe.trouble()
    }
}
