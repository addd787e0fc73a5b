//! The audit trail of a run: an event before every write and one after it.
//!
//! Where the sink does not take an event, nothing that gives access is sent any more; what ends
//! access goes on, and its events are kept in a spare sink until somebody sees to it.

use std::{
    collections::BTreeMap,
    io,
    sync::{Mutex, PoisonError},
};

use jiff::Timestamp;
use uuid::Uuid;

use super::{Setup, scribe::Scribe};
use crate::{
    apply::{Doing, Entry, Fate},
    audit::{
        Actor, Answer, Deed, Event, EventId, Outcome, Phase, Sink, Target, TenantRef, Warrant,
    },
    domain::{ClientId, GrantId, ObjectId, TenantId, TenantName},
    plan::{Change, Write},
};

/// Where the events of a run go, and who it is that acts.
#[derive(Debug, Clone)]
pub struct Auditing {
    /// The trail.
    pub sink: Sink,
    /// Where events of ending access go that the trail does not take.
    pub spare: Sink,
    /// Who acts, as far as the environment tells.
    pub actor: Actor,
    /// Why, where the command was told.
    pub reason: Option<String>,
}

/// Writes the events of one run.
pub(super) struct Recorder {
    scribe: Scribe,
    tool_version: String,
    plan_digest: String,
    tenants: BTreeMap<TenantName, (TenantId, ClientId)>,
    /// Intents whose outcome is still to come, by what they announce.
    open: Mutex<BTreeMap<(TenantName, String, usize), Event>>,
}

impl Recorder {
    pub(super) fn new(
        auditing: &Auditing,
        setup: &Setup,
        (tool_version, plan_digest): (&str, &str),
    ) -> Self {
        let tenants = setup.desired.tenants.iter();
        let tenants =
            tenants.map(|(name, tenant)| (name.clone(), (tenant.id, tenant.auth.client_id)));
        Self {
            scribe: Scribe::new(auditing),
            tool_version: tool_version.to_owned(),
            plan_digest: plan_digest.to_owned(),
            tenants: tenants.collect(),
            open: Mutex::default(),
        }
    }

    /// Returns why events are not in the trail, where some are not.
    pub(super) fn trouble(&self) -> Option<String> {
        self.scribe.trouble()
    }

    /// Announces a write.
    ///
    /// # Errors
    ///
    /// Fails where the trail does not take the event of a write that does not only end access; then
    /// it must not be sent.
    pub(super) async fn intent(&self, entry: &Entry<'_>) -> io::Result<()> {
        let Some(event) = entry.doing.and_then(|doing| self.event(entry, doing)) else {
            return Ok(());
        };
        let ends = entry.doing.is_some_and(|doing| doing.change.ends_access);
        let key = key(entry);
        let appended = self.scribe.append(&event, ends).await;
        self.open.lock().unwrap_or_else(PoisonError::into_inner).insert(key, event);
        appended.map_err(|error| io::Error::other(format!("the audit trail: {error}")))
    }

    /// Tells what became of an announced write.
    pub(super) async fn outcome(
        &self,
        entry: &Entry<'_>,
        (fate, detail): (Fate, &str),
        made: Option<ObjectId>,
    ) {
        let intent = self.open.lock().unwrap_or_else(PoisonError::into_inner).remove(&key(entry));
        let event = intent.or_else(|| entry.doing.and_then(|doing| self.event(entry, doing)));
        let Some(event) = event else { return };
        let outcome = Outcome {
            answer: answer(fate),
            object: made,
            request_id: request_id(detail),
            detail: detail.to_owned(),
        };
        let told = Scribe::outcome(&event, outcome);
        // What is done is done: it is told wherever it can be.
        drop(self.scribe.append(&told, true).await);
        if fate == Fate::Unknown {
            self.open.lock().unwrap_or_else(PoisonError::into_inner).insert(key(entry), event);
        }
    }

    fn event(&self, entry: &Entry<'_>, doing: Doing<'_>) -> Option<Event> {
        let (id, client_id) = *self.tenants.get(entry.tenant)?;
        let grant = doing.change.grant.as_ref();
        Some(Event {
            id: EventId::new(Uuid::new_v4()),
            at: Timestamp::now(),
            phase: Phase::Intent,
            tenant: TenantRef { name: entry.tenant.clone(), id },
            actor: self.scribe.auditing.actor.acting_as(id, client_id),
            target: Target {
                address: entry.address.clone(),
                object: doing.change.object_id,
                user_principal_name: grant.map(|grant| grant.user_principal_name.clone()),
            },
            deed: Deed::of(doing.write, &doing.change.attributes),
            warrant: self.warrant(doing),
            plan_digest: Some(self.plan_digest.clone()).filter(|digest| !digest.is_empty()),
            tool_version: self.tool_version.clone(),
        })
    }

    fn warrant(&self, doing: Doing<'_>) -> Warrant {
        let Some(grant) = &doing.change.grant else {
            let reason = self.scribe.auditing.reason.clone();
            return Warrant {
                grant: ended(doing.change),
                reason: reason.or_else(|| doing.change.ends_access.then(|| why(doing.change))),
                ..Warrant::default()
            };
        };
        Warrant {
            grant: Some(grant.stamp.id.clone()),
            start: Some(grant.stamp.start),
            deadline: Some(grant.stamp.deadline),
            reason: Some(grant.reason.clone()),
            ticket: grant.ticket.clone(),
            approver: grant.approver.as_ref().map(ToString::to_string),
        }
    }
}

fn key(entry: &Entry<'_>) -> (TenantName, String, usize) {
    (entry.tenant.clone(), format!("{} {}", entry.address, entry.write), entry.step)
}

/// Returns the grant that a change ends.
fn ended(change: &Change) -> Option<GrantId> {
    change.steps.iter().find_map(|step| match &step.write {
        Write::EndGrant { grant, .. } => grant.clone(),
        _ => None,
    })
}

/// Says why access ends, in the plan's own word.
fn why(change: &Change) -> String {
    let word = serde_json::to_value(change.reason).ok();
    word.as_ref().and_then(|word| word.as_str()).unwrap_or("ended").to_owned()
}

const fn answer(fate: Fate) -> Answer {
    match fate {
        Fate::Done => Answer::Done,
        Fate::Waiting => Answer::Waiting,
        Fate::Refused => Answer::Refused,
        Fate::Unknown => Answer::Unknown,
        Fate::Found => Answer::Found,
        Fate::NotFound => Answer::NotFound,
    }
}

/// Finds the request-id in what the executor tells of an answer.
pub(super) fn request_id(detail: &str) -> Option<String> {
    let (_, rest) = detail.split_once("request-id ")?;
    let id: String = rest.chars().take_while(|c| c.is_ascii_hexdigit() || *c == '-').collect();
    (!id.is_empty()).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::request_id;

    #[test]
    fn the_request_id_is_found_in_every_detail() {
        let id = "7d1e0f4a-2b3c-4d5e-8f90-a1b2c3d4e5f6";
        for (detail, expected) in [
            (format!("request-id {id}"), Some(id)),
            (format!("object x request-id {id}"), Some(id)),
            (format!("no (403 Forbidden, request-id {id})"), Some(id)),
            ("request-id none)".to_owned(), None),
            (String::new(), None),
        ] {
            assert_eq!(request_id(&detail).as_deref(), expected, "{detail}");
        }
    }
}
