//! The ports of a rotation that are not the store.

use std::{io, time::Duration};

use async_trait::async_trait;
use jiff::Timestamp;

use super::Stored;
use crate::{
    apply::Fate,
    domain::RotationId,
    observed::Reading,
    plan::rotation::{AccountFacts, Answer},
};

/// Reaches exactly one account of one tenant, by its object id.
///
/// The Graph adapter implements it, and the rehearsal does in memory.
pub trait Account: Sync {
    /// Looks at the account. What could not be read is unknown, never absent.
    fn look(&self) -> impl Future<Output = Reading<AccountFacts>> + Send;

    /// Sets the password, with `forceChangePasswordNextSignIn: false`: else the first emergency
    /// would change it behind the store's back.
    ///
    /// It is sent once, and from `deadline` on, by the server's clock, not at all, also where it was
    /// throttled and waited for its turn meanwhile.
    fn set_password(
        &self,
        password: &Stored,
        deadline: Timestamp,
    ) -> impl Future<Output = Reply> + Send;

    /// Ends the account's sessions; returns Graph's `request-id`.
    ///
    /// # Errors
    ///
    /// Says why they may go on.
    fn revoke_sessions(&self) -> impl Future<Output = Result<Option<String>, String>> + Send;

    /// Waits.
    fn pause(&self, length: Duration) -> impl Future<Output = ()> + Send;

    /// Returns the time by the server's clock.
    fn now(&self) -> Timestamp;
}

/// What became of the request that sets a password, and Graph's name for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// What became of it.
    pub answer: Answer,
    /// Graph's `request-id`, where there was an answer.
    pub request_id: Option<String>,
}

impl From<Answer> for Reply {
    fn from(answer: Answer) -> Self {
        Self { answer, request_id: None }
    }
}

/// Remembers durably which version is about to be set and what became of it.
///
/// Whoever keeps an audit trail as well is told more, by the methods that do nothing here.
#[async_trait]
pub trait Intents: Sync {
    /// Announces a set; returns only once that is durable.
    ///
    /// # Errors
    ///
    /// Fails where it could not be made durable; then nothing is sent.
    fn intent(&self, rotation: RotationId) -> io::Result<()>;

    /// Tells what became of an announced set.
    fn fate(&self, rotation: RotationId, fate: Fate, detail: &str);

    /// Tells how a set was answered.
    async fn answered(&self, _rotation: RotationId, _reply: &Reply) {}

    /// Announces that the account's sessions are about to be ended, while this version is proved to
    /// be in force.
    async fn ends_sessions(&self, _proved: Option<RotationId>) {}

    /// Tells what became of that: Graph's `request-id`, or why they may go on.
    async fn ended_sessions(&self, _ended: &Result<Option<String>, String>) {}
}
