//! One event: who did what to whom, why, and what became of it.

use std::{fmt, str::FromStr};

use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::{Actor, Deed, Edit, Field, PasswordFate};
use crate::domain::{
    Address, GrantId, Invalid, ObjectId, RotationId, RotationRun, TenantId, TenantName,
    UserPrincipalName,
};

/// Names one event; the caller makes it, at random.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EventId(Uuid);

impl EventId {
    /// Takes a fresh UUID.
    #[must_use]
    pub const fn new(id: Uuid) -> Self {
        Self(id)
    }

    /// Names the announcement of a rotation: by the run, so that a later run which finds one of its
    /// versions in force can tell what became of it.
    #[must_use]
    pub fn of_rotation(user: ObjectId, run: RotationRun) -> Self {
        Self(Uuid::new_v5(&user.uuid(), run.to_string().as_bytes()))
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// One event. It has no place for a password, a pass or a token.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// Its name.
    pub id: EventId,
    /// When, by the clock of Microsoft Graph.
    pub at: Timestamp,
    /// Whether something is about to be done, or what became of it.
    #[serde(flatten)]
    pub phase: Phase,
    /// In which tenant.
    pub tenant: TenantRef,
    /// Who.
    pub actor: Actor,
    /// To what declared thing.
    pub target: Target,
    /// What.
    #[serde(flatten)]
    pub deed: Deed,
    /// Why.
    #[serde(default)]
    pub warrant: Warrant,
    /// The digest of the plan that it was a step of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan_digest: Option<String>,
    /// The version of tenantry.
    pub tool_version: String,
}

impl Event {
    /// Makes the event that tells what became of this intent.
    #[must_use]
    pub fn outcome(&self, id: EventId, at: Timestamp, outcome: Outcome) -> Self {
        let mut event = self.clone();
        (event.id, event.at) = (id, at);
        event.target.object = outcome.object.or(event.target.object);
        event.phase = Phase::Outcome {
            intent: self.id,
            answer: outcome.answer,
            password: None,
            request_id: outcome.request_id,
            detail: outcome.detail,
        };
        event
    }

    /// Says of an outcome what became of which version of a password.
    #[must_use]
    pub fn of_version(mut self, version: RotationId, fate: PasswordFate) -> Self {
        if let Phase::Outcome { password, .. } = &mut self.phase {
            *password = Some(fate);
        }
        let edit = self.deed.fields.entry(Field::PasswordVersion);
        edit.or_insert_with(|| Edit { before: Value::Null, after: Value::Null }).after =
            Value::String(version.to_string());
        self
    }

    /// Returns the chain that holds it.
    pub(super) fn chain(&self) -> ChainId {
        ChainId { tenant: self.tenant.id, year: self.at.to_zoned(TimeZone::UTC).year() }
    }
}

/// Whether something is about to be done, or what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Phase {
    /// It is about to be sent.
    Intent,
    /// It was sent.
    Outcome {
        /// The event that announced it.
        intent: EventId,
        /// What became of it.
        answer: Answer,
        /// What became of the version of a password that it is about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        password: Option<PasswordFate>,
        /// Graph's `request-id`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        request_id: Option<String>,
        /// Graph's message, where it refused.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        detail: String,
    },
}

/// What became of an announced write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Answer {
    /// Graph accepted it.
    Done,
    /// Graph wants it again later.
    Waiting,
    /// It certainly did not happen.
    Refused,
    /// No usable answer came: it may have happened.
    Unknown,
    /// No usable answer had come, and reading found its effect.
    Found,
    /// No usable answer had come, and reading found no effect within the time for it.
    NotFound,
}

impl Answer {
    /// Returns the answer in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Waiting => "waiting",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
            Self::Found => "found",
            Self::NotFound => "not found",
        }
    }

    /// Returns whether the write took effect.
    #[must_use]
    pub const fn took_effect(self) -> bool {
        matches!(self, Self::Done | Self::Found)
    }

    /// Returns whether it is now known what became of the write.
    #[must_use]
    pub const fn is_known(self) -> bool {
        !matches!(self, Self::Unknown | Self::NotFound)
    }
}

/// What the executor learned of an announced write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// What became of it.
    pub answer: Answer,
    /// The object that it made.
    pub object: Option<ObjectId>,
    /// Graph's `request-id`.
    pub request_id: Option<String>,
    /// Graph's message, where it refused.
    pub detail: String,
}

/// A tenant, by the name in the configuration and by its id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TenantRef {
    /// Its name in the configuration.
    pub name: TenantName,
    /// Its id.
    pub id: TenantId,
}

/// The declared thing that a change is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Target {
    /// Its address.
    pub address: Address,
    /// Its object id, where it exists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<ObjectId>,
    /// Its name for signing in, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "observed")]
    pub user_principal_name: Option<UserPrincipalName>,
}

/// What a deed rests on. All of it is empty where nothing but the configuration asked for it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Warrant {
    /// The grant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant: Option<GrantId>,
    /// When its window begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Timestamp>,
    /// When its window ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Timestamp>,
    /// Why it was opened, or why it is ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<String>,
    /// Who approved it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approver: Option<String>,
}

/// One chain: a tenant's events of one year (UTC).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChainId {
    /// The tenant.
    pub tenant: TenantId,
    /// The year.
    pub year: i16,
}

impl fmt::Display for ChainId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{:04}", self.tenant, self.year)
    }
}

impl FromStr for ChainId {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let invalid = || Invalid::new("a chain is `TENANT-ID/YEAR`");
        let (tenant, year) = text.split_once('/').ok_or_else(invalid)?;
        let digits = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
        let year = year.parse().ok().filter(|_| digits).ok_or_else(invalid)?;
        Ok(Self { tenant: tenant.parse()?, year })
    }
}

/// A name that a directory holds need not be one that may be declared.
fn observed<'de, D: Deserializer<'de>>(de: D) -> Result<Option<UserPrincipalName>, D::Error> {
    let name = Option::<String>::deserialize(de)?;
    Ok(name.map(|name| UserPrincipalName::observed(&name)))
}

#[cfg(test)]
mod tests {
    use super::{Answer, ChainId, Event, Outcome, Phase};
    use crate::audit::fixture;

    #[test]
    fn an_event_survives_a_round_trip() {
        let intent = fixture::intent(1);
        let made = "aaaaaaaa-0000-4000-8000-000000000001".parse().expect("valid");
        let outcome = Outcome {
            answer: Answer::Done,
            object: Some(made),
            request_id: Some("r-1".to_owned()),
            detail: String::new(),
        };
        let outcome = intent.outcome(fixture::id(2), intent.at, outcome);
        assert_eq!(outcome.target.object, Some(made));
        let Phase::Outcome { intent: of, .. } = &outcome.phase else { panic!("an outcome") };
        assert_eq!(*of, intent.id);
        for event in [intent, outcome] {
            let text = serde_json::to_string(&event).expect("json");
            assert_eq!(serde_json::from_str::<Event>(&text).expect(&text), event);
        }
    }

    #[test]
    fn chains_are_named_by_tenant_and_year() {
        let text = "3f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f/2026";
        assert_eq!(text.parse::<ChainId>().expect("valid").to_string(), text);
        for bad in ["", "x/2026", "3f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f/+226"] {
            assert!(bad.parse::<ChainId>().is_err(), "{bad}");
        }
    }
}
