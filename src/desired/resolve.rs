//! From files to meaning: every file is read, whatever is wrong with the others.

use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;

use super::{
    Desired, DesiredTenant, Loaded, Unreadable, check,
    context::Context,
    digest::digest,
    grant_file::{self, GrantFile},
    organization_file::{self, OrganizationFile},
    parallel::map_all,
    tenant_file::{self, TenantFile},
};
use crate::{
    domain::TenantName,
    source::{FileId, FileKind, Problem, SourceFile, SourceMap},
    spec::tree,
};

/// Says what files mean, as far as they can be read, and everything that is wrong with them.
/// `unread` names files that could not even be opened.
pub(super) fn resolve(
    sources: SourceMap,
    now: Timestamp,
    unread: &[(FileKind, Arc<str>)],
) -> Loaded {
    let mut problems = Vec::new();
    let mut unreadable = Vec::new();
    let desired = read_all(&sources, now, unread, (&mut problems, &mut unreadable));
    Loaded { desired, problems, sources, unreadable }
}

fn read_all(
    sources: &SourceMap,
    now: Timestamp,
    unread: &[(FileKind, Arc<str>)],
    (problems, unreadable): (&mut Vec<Problem>, &mut Vec<Unreadable>),
) -> Option<Desired> {
    let organization = organization_file::read(sources, now, problems);
    if let Some((_, file)) = sources.of_kind(FileKind::Organization).next()
        && !organization.complete
    {
        let file = Arc::clone(file.name());
        unreadable.push(Unreadable { file, kind: FileKind::Organization, tenant: None });
    }
    let context = &organization.context;
    tenant_file::check_settings(context, problems);
    let mut tenants = tenants(context);
    for ((_, file), tenant) in sources.of_kind(FileKind::Tenant).zip(&mut tenants) {
        problems.append(&mut tenant.problems);
        if tenant.desired.is_none() {
            let declared = tenant.name.as_ref().map(|name| name.value.clone());
            let tenant = declared.or_else(|| file.stem().parse().ok());
            unreadable.push(Unreadable {
                file: Arc::clone(file.name()),
                kind: FileKind::Tenant,
                tenant,
            });
        }
    }
    check::duplicate_tenants(&tenants, context, problems);
    let whole = !unread.iter().any(|(kind, _)| *kind == FileKind::Tenant);
    check::no_tenants(&organization.spec, whole, context, problems);
    let known = Known { tenants: &tenants, whole, unreadable };
    check::acknowledged_tenants(&organization.spec, &known, context, problems);
    let (grants, mut left_out) = grants(context, &known, problems);
    check::overlapping_grants(&grants, context, problems);
    unreadable.append(&mut left_out);
    organization.complete.then(|| desired(&organization, tenants, &grants))
}

fn tenants(context: &Context<'_>) -> Vec<TenantFile> {
    let files: Vec<(FileId, &SourceFile)> = context.sources.of_kind(FileKind::Tenant).collect();
    map_all(&files, |(id, file)| {
        let parsed = tree::parse(*id, file);
        match &parsed.tree {
            Some(tree) => tenant_file::read(tree, context, (parsed.problems, parsed.removed)),
            None => TenantFile { problems: parsed.problems, ..nothing() },
        }
    })
}

/// A tenant's file that is no YAML.
fn nothing() -> TenantFile {
    TenantFile { name: None, id: None, desired: None, hash: [0; 32], problems: Vec::new() }
}

/// The tenants that references can lead to.
pub(super) struct Known<'a> {
    /// As read.
    pub(super) tenants: &'a [TenantFile],
    /// Whether every tenant's file could at least be opened.
    pub(super) whole: bool,
    /// Those left out, by the name that they probably declare.
    pub(super) unreadable: &'a [Unreadable],
}

impl Known<'_> {
    /// Finds a tenant that could be read completely.
    pub(super) fn find(&self, name: &TenantName) -> Option<&DesiredTenant> {
        self.tenants
            .iter()
            .filter_map(|tenant| tenant.desired.as_ref())
            .find(|tenant| tenant.name == *name)
    }

    /// Returns whether a name may be a tenant's: certainly unknown is only what no file declares.
    pub(super) fn may_exist(&self, name: &TenantName) -> bool {
        !self.whole
            || self
                .tenants
                .iter()
                .any(|tenant| tenant.name.as_ref().is_some_and(|known| known.value == *name))
            || self.unreadable.iter().any(|file| file.tenant.as_ref() == Some(name))
    }

    /// Iterates over the names that are declared.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.tenants
            .iter()
            .filter_map(|tenant| tenant.name.as_ref().map(|name| name.value.as_str()))
    }
}

fn grants(
    context: &Context<'_>,
    known: &Known<'_>,
    problems: &mut Vec<Problem>,
) -> (Vec<GrantFile>, Vec<Unreadable>) {
    let files: Vec<(FileId, &SourceFile)> = context.sources.of_kind(FileKind::Grant).collect();
    let read = map_all(&files, |(id, file)| {
        let parsed = tree::parse(*id, file);
        match parsed.tree {
            Some(tree) => {
                Ok(grant_file::read(tree, file, context, (parsed.problems, parsed.removed)))
            }
            None => Err(parsed.problems),
        }
    });
    let mut grants = Vec::new();
    let mut left_out = Vec::new();
    for ((_, file), grant) in files.iter().zip(read) {
        if !grant.as_ref().is_ok_and(|grant| grant.complete && grant.id.is_some()) {
            left_out.push(Unreadable {
                file: Arc::clone(file.name()),
                kind: FileKind::Grant,
                tenant: None,
            });
        }
        match grant {
            Ok(mut grant) => {
                problems.append(&mut grant.problems);
                check::grant(&grant, known, context, problems);
                grants.push(grant);
            }
            Err(mut found) => problems.append(&mut found),
        }
    }
    (grants, left_out)
}

fn desired(
    organization: &OrganizationFile<'_>,
    tenants: Vec<TenantFile>,
    grants: &[GrantFile],
) -> Desired {
    let context = &organization.context;
    let mut by_name = BTreeMap::new();
    let mut hashes = BTreeMap::new();
    for file in tenants {
        if let Some(tenant) = file.desired {
            hashes.entry(tenant.name.to_string()).or_insert(file.hash);
            // Of two with one name, which is reported, the first counts.
            by_name.entry(tenant.name.clone()).or_insert(tenant);
        }
    }
    let mut granted = BTreeMap::new();
    let mut grant_hashes = BTreeMap::new();
    for file in grants {
        if let Some(grant) = file.meaning(context) {
            grant_hashes.insert(grant.id.to_string(), file.hash());
            granted.insert(grant.id.clone(), grant);
        }
    }
    Desired {
        digest: digest(&organization.spec, &hashes, &grant_hashes),
        organization: context.organization.clone(),
        tenants: by_name,
        grants: granted,
    }
}
