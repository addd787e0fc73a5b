//! From a folder to what it means.

use std::{path::Path, sync::Arc};

use jiff::Timestamp;

use super::{Desired, resolve};
use crate::{
    domain::TenantName,
    source::{FileKind, Found, Problem, SourceMap, load_files, tidy_problems},
};

/// A configuration as far as it could be read, and everything that is wrong with it.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// What is meant; `None` where the organization's own file could not be read completely.
    /// Tenants and grants whose file could not be read completely are missing in it: they are
    /// named in `unreadable`. With any error among the problems it is good for checking, and for
    /// ending access, and for nothing else.
    pub desired: Option<Desired>,
    /// Everything that is wrong, in the order of files and positions.
    pub problems: Vec<Problem>,
    /// The files, for showing problems.
    pub sources: SourceMap,
    /// Files of which a part or all could not be read.
    pub unreadable: Vec<Unreadable>,
}

impl Loaded {
    /// Returns whether any problem is an error, so that nothing that writes may go on.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(Problem::is_error)
    }
}

/// A file of which a part or all could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// The path relative to the configuration's folder.
    pub file: Arc<str>,
    /// What the file is for.
    pub kind: FileKind,
    /// The tenant that it declares, as far as that can be told.
    pub tenant: Option<TenantName>,
}

/// Reads a configuration's folder. `now` is what acknowledgements' ends are held against.
#[must_use]
pub fn load(folder: &Path, now: Timestamp) -> Loaded {
    load_found(load_files(folder), now)
}

/// Says what the files that were found mean.
pub(super) fn load_found(found: Found, now: Timestamp) -> Loaded {
    let mut loaded = resolve(found.sources, now, &found.unread);
    let unread =
        found.unread.into_iter().map(|(kind, file)| Unreadable { file, kind, tenant: None });
    loaded.unreadable.splice(0..0, unread);
    loaded.problems.extend(found.problems);
    loaded.problems = in_order(loaded.problems, &loaded.sources);
    loaded
}

/// Reads files held in memory, given as path and text.
#[must_use]
pub fn load_texts<'a>(
    files: impl IntoIterator<Item = (&'a str, &'a str)>,
    now: Timestamp,
) -> Loaded {
    let mut loaded = resolve(SourceMap::in_memory(files), now, &[]);
    loaded.problems = in_order(loaded.problems, &loaded.sources);
    loaded
}

/// Problems without a file come first, then those of files that could be read, then the others.
fn in_order(problems: Vec<Problem>, sources: &SourceMap) -> Vec<Problem> {
    let ranks: std::collections::BTreeMap<&str, usize> =
        sources.iter().enumerate().map(|(rank, (_, file))| (&**file.name(), rank)).collect();
    tidy_problems(problems, |file| ranks.get(file).copied().unwrap_or(usize::MAX))
}
