//! What a rotation run is given.

use std::path::PathBuf;

use crate::{apply::journal::Folder, domain::AccountName, plan::rotation::Limits, run::Auditing};

/// What a rotation run is given beside the [`Setup`](crate::run::Setup).
#[derive(Debug, Clone)]
pub struct LapsTerms {
    /// The one account that a person asked for; `None` for whatever is due by its schedule.
    pub account: Option<AccountName>,
    /// Whether only those accounts are meant whose passwords are sealed to other keys than the
    /// declared ones.
    pub rekey: bool,
    /// Why, in the words of whoever asked; the journal and the audit trail hold it.
    pub reason: Option<String>,
    /// How long to wait for what.
    pub limits: Limits,
    /// The configuration's folder, where a relative `file:` store begins.
    pub folder: PathBuf,
    /// Whether this machine is thrown away after the run (G013).
    pub machine_is_transient: bool,
    /// Where the journals of rotations are kept.
    pub journal: Folder,
    /// The audit trail.
    pub auditing: Auditing,
    /// The version of tenantry, for the journal and the trail.
    pub tool_version: String,
}
