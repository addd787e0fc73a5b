//! What the executor tells the journal and whoever watches.

use std::io;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::StepOutcome;
use crate::{
    domain::{Address, ObjectId, TenantName},
    plan::{Change, Write},
};

/// One step of one change, as the journal names it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry<'a> {
    /// The tenant.
    pub tenant: &'a TenantName,
    /// The change.
    pub address: &'a Address,
    /// The step's place in its change, from 0.
    pub step: usize,
    /// The write in words (`describe`), with every object's id.
    pub write: &'a str,
    /// The change and the write themselves; `None` where only the words are left of them.
    pub doing: Option<Doing<'a>>,
}

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Doing<'a> {
    /// The change.
    pub change: &'a Change,
    /// The write, with every object's id.
    pub write: &'a Write,
}

/// What became of one announced write, as the journal writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Fate {
    /// Graph accepted it.
    Done,
    /// Graph wants it again later (a DNS record that is not there).
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

impl Fate {
    /// Returns whether it is now known what became of the write.
    #[must_use]
    pub const fn is_known(self) -> bool {
        match self {
            Self::Done | Self::Waiting | Self::Refused | Self::Found => true,
            Self::Unknown | Self::NotFound => false,
        }
    }
}

/// What became of an announced write, in detail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told<'a> {
    /// What became of it.
    pub fate: Fate,
    /// The request-id and Graph's message.
    pub detail: &'a str,
    /// The object that it made, where that is known.
    pub made: Option<ObjectId>,
}

/// Remembers durably what is about to be sent and what became of it.
#[async_trait]
pub trait Record: Send + Sync {
    /// Announces a write; returns only once that is durable.
    ///
    /// # Errors
    ///
    /// Fails where it could not be made durable; then the write must not be sent.
    async fn intent(&self, entry: &Entry<'_>) -> io::Result<()>;

    /// Tells what became of an announced write, and which object it made. A failure is remembered
    /// and fails the next intent.
    async fn fate(&self, entry: &Entry<'_>, told: Told<'_>);
}

/// Something that happens while a tenant's changes are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment<'a> {
    /// A step begins.
    Begun {
        /// The change.
        address: &'a Address,
        /// The step's place in its change, from 0.
        step: usize,
        /// How many steps the change has.
        of: usize,
        /// The write in words.
        write: &'a str,
    },
    /// A step waits for the directory.
    Waits {
        /// The change.
        address: &'a Address,
        /// What is waited for.
        why: &'a str,
    },
    /// A step has ended; what is `Proved` here is still to be read back.
    Ended {
        /// The change.
        address: &'a Address,
        /// The step's place in its change, from 0.
        step: usize,
        /// What became of it.
        outcome: StepOutcome,
        /// Why, as a lower-case fragment; empty where it is done.
        message: &'a str,
    },
    /// Everything is sent, and so many facts are now read back.
    Verifying {
        /// How many.
        facts: usize,
    },
}

/// Is told what happens while a tenant's changes are made.
pub trait Watch: Sync {
    /// Takes notice; must return soon.
    fn saw(&self, moment: Moment<'_>);
}
