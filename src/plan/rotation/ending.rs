//! How a rotation ends.

use std::fmt;

use jiff::Timestamp;

use crate::domain::{AccountName, RotationId};

/// How a rotation ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// The version is current, and proved to be in force.
    Proved {
        /// The version.
        rotation: RotationId,
        /// How it came to be so.
        manner: Manner,
        /// Whether somebody else had changed the password since the last proof.
        drifted: bool,
        /// What is left to do (sessions, old envelopes) and why; the next run tries it again.
        untidy: Option<String>,
    },
    /// Nothing was due before this time.
    NothingDue {
        /// When the next rotation is due.
        due: Timestamp,
        /// What is left to do from before, and why.
        untidy: Option<String>,
    },
    /// It was not done, and what was in force before still is.
    Refused(Refusal),
    /// What is in force is one of these, the newest first. A person opens them in that order, and
    /// another rotation resolves it.
    Unproven {
        /// The versions that may be in force.
        candidates: Vec<RotationId>,
        /// Whether somebody else had changed the password, so that it may be none of them.
        drifted: bool,
        /// Why it could not be proved.
        why: String,
    },
    /// Other runs were first, and go on from here.
    LostRace {
        /// The versions that may be in force.
        candidates: Vec<RotationId>,
    },
    /// Another run holds the claim, for longer than claims last.
    Claimed {
        /// Until when.
        until: Timestamp,
    },
}

/// How a version came to be proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// This run set it.
    Set,
    /// An earlier run had set it and could not prove it.
    Recovered,
    /// Another run proved it meanwhile.
    ByAnother,
}

/// Why a rotation was not done; lower-case fragments for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The account could not be looked at.
    Unreadable(String),
    /// The account is not one whose password may be rotated here.
    Unfit(String),
    /// No password of it was ever proved here, and the schedule does not prove the first: people
    /// may still hold another one.
    NeverProved,
    /// The store or the ledger cannot be relied on.
    Store(String),
    /// A sibling is not proved: at most one emergency account may be in doubt.
    SiblingUnproved {
        /// The sibling.
        account: AccountName,
        /// What is in the way.
        why: String,
    },
    /// A sibling was proved only just now.
    SiblingRecent {
        /// The sibling.
        account: AccountName,
        /// From when on the schedule may go on.
        until: Timestamp,
    },
    /// No intent could be journalled, or no password made.
    Unprepared(String),
    /// The tenant's policy refused every password that was drawn.
    Policy(String),
    /// The app may not set it, or the account is not there.
    Denied(String),
    /// It could not be sent.
    NotSent(String),
    /// The run was asked to stop.
    Stopped,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(why) => write!(f, "the account could not be read: {why}"),
            Self::Unfit(why) | Self::Unprepared(why) => f.write_str(why),
            Self::NeverProved => f.write_str("no password of it was ever proved"),
            Self::Store(why) => write!(f, "the store cannot be relied on: {why}"),
            Self::SiblingUnproved { account, why } => {
                write!(f, "the emergency account {account} is in the way: {why}")
            }
            Self::SiblingRecent { account, until } => write!(
                f,
                "the emergency account {account} was rotated only just now: the schedule goes on \
                 at {until}"
            ),
            Self::Policy(why) => write!(f, "the tenant's policy refuses the password: {why}"),
            Self::Denied(why) => write!(f, "the app may not set the password: {why}"),
            Self::NotSent(why) => write!(f, "the password was not sent: {why}"),
            Self::Stopped => f.write_str("the run was asked to stop"),
        }
    }
}
