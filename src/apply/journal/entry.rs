//! The lines of a journal.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    apply::Fate,
    domain::{Address, TenantName},
};

/// What a run may touch: the changes of its plan.
pub type Scope = BTreeMap<TenantName, BTreeSet<Address>>;

/// The command whose runs can be resumed.
pub(super) const APPLY: &str = "apply";

/// What a journal is of that does not say it.
pub(super) fn of_apply() -> String {
    APPLY.to_owned()
}

/// One line of a journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Line {
    /// The first line.
    Started {
        /// `1.0`; a reader refuses another major version.
        format_version: String,
        /// When.
        at: Timestamp,
        /// Which command, and over which world: `apply`, `sweep`, `apply --sandbox`.
        #[serde(default = "of_apply")]
        of: String,
        /// The version of tenantry.
        tool_version: String,
        /// The plan's digest.
        plan_digest: String,
        /// What the plan changes.
        scope: Scope,
    },
    /// A later process goes on with the run.
    Resumed {
        /// When.
        at: Timestamp,
        /// The version of tenantry.
        tool_version: String,
        /// The digest of the plan made anew.
        plan_digest: String,
    },
    /// A write is about to be sent.
    Intent {
        /// When.
        at: Timestamp,
        /// Which step.
        #[serde(flatten)]
        step: Addressed,
        /// The write in words.
        write: String,
    },
    /// What became of it.
    Outcome {
        /// When.
        at: Timestamp,
        /// Which step.
        #[serde(flatten)]
        step: Addressed,
        /// The write in words.
        write: String,
        /// What became of it.
        outcome: Fate,
        /// The request-id and Graph's message.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        detail: String,
    },
    /// The run is over.
    Ended {
        /// When.
        at: Timestamp,
        /// How.
        outcome: RunEnd,
    },
}

/// A step as the journal names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Addressed {
    /// The tenant.
    pub tenant: TenantName,
    /// The change.
    pub address: Address,
    /// The step's place in its change, from 0.
    pub step: usize,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RunEnd {
    /// Everything was tried.
    Finished,
    /// It was asked to stop; `apply --resume` goes on.
    Interrupted,
}
