//! From a folder in any state to what ending access needs.

use std::{collections::BTreeMap, fmt, path::Path, sync::Arc};

use jiff::Timestamp;

use super::{Ending, LegibleOrganization, fleet, organization};
use crate::{
    desired::{DesiredGrant, context::Context, grant_file, load::load_found},
    domain::{GrantId, OrganizationName},
    source::{FileKind, Found, Problem, Severity, SourceMap, load_files},
    spec::tree,
};

/// A configuration without a readable name of the organization. Nothing can be ended with it
/// alone, since the name is what everything of ours is marked with.
#[derive(Debug, Clone)]
pub struct Nameless {
    /// Everything that is wrong.
    pub problems: Vec<Problem>,
    /// The files, for showing problems.
    pub sources: SourceMap,
    now: Timestamp,
    unread: Vec<(FileKind, Arc<str>)>,
}

impl fmt::Display for Nameless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "the organization's name cannot be read from `tenantry.yaml`, and what is ours is \
             marked with it",
        )
    }
}

impl std::error::Error for Nameless {}

impl Nameless {
    /// Reads everything else with a name that is known from elsewhere. Of a file that is no YAML,
    /// defaults and profiles are lost: whatever a tenant may have taken from them is not legible.
    #[must_use]
    pub fn named(self, name: &OrganizationName) -> Ending {
        let organization = organization::read(&self.sources, self.now, Some(name));
        let ending = read(&organization, &self.unread, self.problems);
        Ending { sources: self.sources, ..ending }
    }
}

/// Reads a configuration's folder for ending access, whatever state it is in. `now` is what
/// acknowledgements' ends are held against.
///
/// # Errors
///
/// Fails where the organization's name cannot be read: `tenantry.yaml` is missing or no YAML, or
/// `organization` is missing in it, is no name, or stands twice.
pub fn load_for_ending(folder: &Path, now: Timestamp) -> Result<Ending, Nameless> {
    load(load_files(folder), now)
}

/// Reads files held in memory, given as path and text, as [`load_for_ending`] does.
///
/// # Errors
///
/// See [`load_for_ending`].
pub fn load_texts_for_ending<'a>(
    files: impl IntoIterator<Item = (&'a str, &'a str)>,
    now: Timestamp,
) -> Result<Ending, Nameless> {
    load(Found { sources: SourceMap::in_memory(files), ..Found::default() }, now)
}

fn load(found: Found, now: Timestamp) -> Result<Ending, Nameless> {
    let unread = found.unread.clone();
    // The strict reading knows best what is wrong.
    let loaded = load_found(found, now);
    let organization = organization::read(&loaded.sources, now, None);
    if !organization.is_named {
        let (problems, sources) = (loaded.problems, loaded.sources);
        return Err(Nameless { problems, sources, now, unread });
    }
    let ending = read(&organization, &unread, loaded.problems);
    Ok(Ending { sources: loaded.sources, ..ending })
}

/// Reads tenants and grants. The files themselves are to be added.
fn read(
    organization: &organization::Organization<'_>,
    unread: &[(FileKind, Arc<str>)],
    problems: Vec<Problem>,
) -> Ending {
    let warning = |problem| Problem { severity: Severity::Warning, ..problem };
    let problems: Vec<Problem> = problems.into_iter().map(warning).collect();
    let (tenants, unreachable) = fleet::read(organization, unread, &problems);
    let (grants, whole) = grants(&organization.context);
    let opened = !unread.iter().any(|(kind, _)| *kind == FileKind::Grant);
    Ending {
        organization: organization.context.organization.clone(),
        legible: LegibleOrganization { grants: whole && opened, ..organization.legible },
        tenants,
        unreachable,
        grants,
        problems,
        sources: SourceMap::default(),
    }
}

/// Returns the grants that could be read completely, and whether these are all.
fn grants(context: &Context<'_>) -> (BTreeMap<GrantId, DesiredGrant>, bool) {
    let mut grants = BTreeMap::new();
    let mut whole = true;
    for (id, file) in context.sources.of_kind(FileKind::Grant) {
        let parsed = tree::parse(id, file);
        let found = (parsed.problems, parsed.removed);
        let read = parsed.tree.map(|tree| grant_file::read(tree, file, context, found));
        match read.and_then(|read| read.meaning(context)) {
            Some(grant) => drop(grants.insert(grant.id.clone(), grant)),
            None => whole = false,
        }
    }
    (grants, whole)
}
