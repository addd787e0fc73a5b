//! All tenants' files: those that lead to a tenant, each with a name of its own, and the others.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    EndingTenant, Unreachable, names,
    organization::Organization,
    reading::CONNECTION,
    tenant::{self, TenantFile},
    twins,
};
use crate::{
    desired::parallel::map_all,
    domain::TenantName,
    source::{FileId, FileKind, Problem, SourceFile},
};

/// A file that leads to a tenant.
pub(super) struct Reached {
    /// The path relative to the configuration's folder.
    pub(super) file: Arc<str>,
    /// The name as written, where it could be read.
    pub(super) name: Option<TenantName>,
    /// The tenant.
    pub(super) found: EndingTenant,
}

/// Reads all tenants' files. `unread` names those that could not even be opened; `problems` is
/// everything that is wrong.
pub(super) fn read(
    organization: &Organization<'_>,
    unread: &[(FileKind, Arc<str>)],
    problems: &[Problem],
) -> (BTreeMap<TenantName, EndingTenant>, Vec<Unreachable>) {
    let sources = organization.context.sources;
    let files: Vec<(FileId, &SourceFile)> = sources.of_kind(FileKind::Tenant).collect();
    let read = map_all(&files, |(id, file)| {
        tenant::read((*id, file), organization, &names::from_file(file.name()))
    });
    let mut reached = Vec::new();
    let mut unreachable = Vec::new();
    for ((_, file), TenantFile { name, tenant }) in files.iter().zip(read) {
        let file = Arc::clone(file.name());
        match tenant {
            Ok(found) => reached.push(Reached { file, name, found }),
            Err(lacks) => unreachable.push(named((file, name), lacks, problems)),
        }
    }
    let unopened = unread.iter().filter(|(kind, _)| *kind == FileKind::Tenant);
    unreachable.extend(
        unopened.map(|(_, file)| named((Arc::clone(file), None), CONNECTION.to_vec(), problems)),
    );
    let twins = twins::reconcile(&mut reached);
    unreachable
        .extend(twins.into_iter().map(|it| named((it.file, it.name), vec!["tenantId"], problems)));
    unreachable.sort_by(|a, b| a.file.cmp(&b.file));
    (by_name(reached), unreachable)
}

fn named(
    (file, name): (Arc<str>, Option<TenantName>),
    lacks: Vec<&'static str>,
    problems: &[Problem],
) -> Unreachable {
    let of_file = |problem: &&Problem| problem.place().is_some_and(|place| place.file == file);
    let problems = problems.iter().filter(of_file).cloned().collect();
    let stem = file.rsplit('/').next().map(|name| name.strip_suffix(".yaml").unwrap_or(name));
    let tenant = name.or_else(|| stem?.parse().ok());
    Unreachable { file, tenant, lacks, problems }
}

/// Gives every tenant a name of its own: none may hide another.
fn by_name(reached: Vec<Reached>) -> BTreeMap<TenantName, EndingTenant> {
    let mut tenants = BTreeMap::new();
    let mut others = Vec::new();
    let mut taken: BTreeSet<TenantName> = BTreeSet::new();
    for it in reached {
        match it.name.clone().filter(|name| taken.insert(name.clone())) {
            Some(name) => drop(tenants.insert(name, it.found)),
            None => others.push(it),
        }
    }
    for Reached { file, found: EndingTenant { mut tenant, legible }, .. } in others {
        let name = names::free(names::from_file(&file), &taken);
        taken.insert(name.clone());
        tenant.name = name.clone();
        tenants.insert(name, EndingTenant { tenant, legible });
    }
    tenants
}
