//! What every command that changes tenants gives to its use case.

use super::{
    Exit, Failure,
    args::{Common, Reach, Verify},
    session::Session,
    world::journal_folder,
};
use crate::{
    apply::{Pace, journal::Folder},
    run::{ApplyError, ApplyTerms, Auditing},
};

/// Returns how long to wait for what, and where the journal is kept.
pub(super) fn terms(
    session: &Session,
    (common, reach): (&Common, &Reach),
    verify: Verify,
    reason: Option<String>,
) -> ApplyTerms {
    ApplyTerms {
        pace: pace(reach, verify),
        journal: Folder::new(journal_folder(&common.directory)).of(&of(session, reach)),
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        audit: Some(Auditing { reason, ..session.auditing.clone() }),
    }
}

/// Names the command and the world, for the journal.
fn of(session: &Session, reach: &Reach) -> String {
    let world = if reach.is_sandbox() { " --sandbox" } else { "" };
    format!("{}{world}", session.setup.purpose.command())
}

/// Returns how long to wait for what: as Microsoft Graph needs it, or the embedded sandbox.
fn pace(reach: &Reach, verify: Verify) -> Pace {
    let pace = if reach.is_sandbox() { Pace::embedded() } else { Pace::graph() };
    Pace { apart: verify.verify_every.unwrap_or(pace.apart), ..pace }
}

/// Says why a use case could not begin or not end properly.
pub(super) fn failed(error: &ApplyError) -> Failure {
    match error {
        ApplyError::SavedPlan(_) | ApplyError::Outdated { .. } => {
            Failure::new(Exit::StalePlan, error.to_string())
        }
        ApplyError::Journal(_) => Failure::error(error.to_string()),
    }
}
