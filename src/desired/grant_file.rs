//! Reading a grant's file.

use jiff::Timestamp;

use super::{DesiredGrant, context::Context, digest::hash};
use crate::{
    domain::GrantId,
    source::{Code, Loc, Problem, SourceFile},
    spec::{Decoded, GrantSpec, Removed, decode, node::Node},
};

/// A grant's file as read.
pub(super) struct GrantFile {
    /// The grant's id; `None` where the file's name cannot be one.
    pub(super) id: Option<GrantId>,
    /// The grant as written, as far as it could be read.
    pub(super) spec: Option<GrantSpec>,
    /// Where the file is pointed at as a whole.
    pub(super) top: Loc,
    /// Whether nothing of the file had to be left out.
    pub(super) complete: bool,
    /// What was left out.
    pub(super) removed: Removed,
    /// What is wrong.
    pub(super) problems: Vec<Problem>,
}

/// Reads a grant out of its tree. `found` is what was wrong and left out so far.
pub(super) fn read(
    mut tree: Node,
    file: &SourceFile,
    context: &Context<'_>,
    (mut problems, removed): (Vec<Problem>, Removed),
) -> GrantFile {
    let top = tree.at;
    let decoded: Decoded<GrantSpec> = decode(&mut tree, context.sources, removed);
    problems.extend(decoded.problems);
    let removed = decoded.removed;
    let spec = decoded.value;
    let complete = problems.is_empty();
    let id = match id(file) {
        Ok(id) => Some(id),
        Err(problem) => {
            problems.push(problem.label(context.place(top), "in this file"));
            None
        }
    };
    GrantFile { id, spec, top, complete, removed, problems }
}

/// A grant is known by its file's name.
fn id(file: &SourceFile) -> Result<GrantId, Problem> {
    let id: GrantId = file.stem().parse().map_err(|invalid| {
        let message = format!("the file's name is no grant's id: {invalid}");
        Problem::error(Code::InvalidGrantName, message)
            .help("a grant's file is named with up to 100 letters, digits, `.`, `_` and `-`")
    })?;
    if id.is_adhoc() {
        let message = format!("the name `{id}` is kept for grants that `tenantry grant` makes");
        return Err(Problem::error(Code::ReservedGrantName, message)
            .help("name the file after the day and the ticket, such as 2026-11-23-inc-1234.yaml"));
    }
    Ok(id)
}

impl GrantFile {
    /// Says what the grant means, or nothing where a needed key is missing.
    pub(super) fn meaning(&self, context: &Context<'_>) -> Option<DesiredGrant> {
        let spec = self.spec.as_ref().filter(|_| self.complete)?;
        let technician = spec.technician.as_ref()?;
        Some(DesiredGrant {
            id: self.id.clone()?,
            technician: technician.value.clone(),
            tenants: spec.tenants.as_ref()?.value.iter().map(|name| name.value.clone()).collect(),
            start: spec.start.as_ref().map(|start| start.value.0),
            duration: spec.duration.as_ref().map(|duration| duration.value),
            reason: spec.reason.as_ref()?.value.clone(),
            ticket: spec.ticket.as_ref().map(|ticket| ticket.value.clone()),
            approved_by: spec.approved_by.as_ref().map(|name| name.value.clone()),
            origin: context.origin(technician),
        })
    }

    /// Returns from when to when the access is, where both are written.
    pub(super) fn window(&self) -> Option<(Timestamp, Timestamp)> {
        let spec = self.spec.as_ref()?;
        let (start, length) = (spec.start.as_ref()?.value.0, spec.duration.as_ref()?.value);
        Some((start, start.checked_add(length.duration()).unwrap_or(Timestamp::MAX)))
    }

    /// Hashes what the grant says.
    pub(super) fn hash(&self) -> [u8; 32] {
        hash(&self.spec)
    }
}
