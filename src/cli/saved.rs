//! Saved plans: made, written, read.

use std::{
    fs,
    io::{self, Read as _},
    path::Path,
};

use jiff::Timestamp;

use super::{Exit, Failure, commit::Commit, session::Session};
use crate::{
    plan::{
        Plan,
        file::{Meta, PlanDocument, RequestCounts, SourceState},
    },
    run::Requests,
};

/// Makes the document of a plan.
pub(super) fn document(
    plan: &Plan,
    requests: Requests,
    session: &Session,
    folder: &Path,
) -> PlanDocument {
    let commit = Commit::of(folder);
    let meta = Meta {
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        created_at: created_at(plan, session),
        source: SourceState {
            commit: commit.id,
            dirty: commit.dirty,
            digest: session.setup.desired.digest.clone(),
        },
        requests: RequestCounts { token: requests.token, graph: requests.graph },
    };
    PlanDocument::of(plan, &meta)
}

/// A plan for a given time was made at that time as far as anyone can tell: the same plan has the
/// same bytes.
fn created_at(plan: &Plan, session: &Session) -> Timestamp {
    let at = session.at.map(|_| plan.evaluated_at);
    at.unwrap_or_else(|| session.world.now())
}

/// Writes a plan to be applied later.
///
/// # Errors
///
/// Fails where the file cannot be written.
pub(super) fn save(document: &PlanDocument, path: &Path) -> Result<(), Failure> {
    fs::write(path, document.canonical_bytes())
        .map_err(|error| Failure::file("write", path, &error))
}

/// Reads a saved plan; `-` is stdin.
///
/// # Errors
///
/// Fails (5) where the file is no plan, of a newer format, or was changed after it was made.
pub(super) fn read(path: &Path) -> Result<PlanDocument, Failure> {
    let bytes = if path == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(path)
    };
    let bytes = bytes.map_err(|error| Failure::file("read", path, &error))?;
    PlanDocument::parse(&bytes).map_err(|error| {
        Failure::new(Exit::StalePlan, format!("{}: {error}", path.display()))
            .help("make it again with `tenantry plan --out`")
    })
}
