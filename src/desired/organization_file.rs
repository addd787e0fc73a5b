//! Reading `tenantry.yaml`.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::Timestamp;

use super::{check, context::Context, organization_meaning::organization};
use crate::{
    domain::TechnicianGroup,
    source::{FileKind, Problem, SourceMap},
    spec::{
        Decoded, OrganizationSpec, Removed, decode,
        node::{Node, Value},
        tree,
    },
};

/// The organization's file as read.
pub(super) struct OrganizationFile<'a> {
    /// What tenants and grants are read against.
    pub(super) context: Context<'a>,
    /// The file as written.
    pub(super) spec: OrganizationSpec,
    /// Whether nothing of the file had to be left out.
    pub(super) complete: bool,
}

/// Reads the organization's file. Whatever is wrong with it, even if there is none, it still gives
/// what tenants can be checked against.
pub(super) fn read<'a>(
    sources: &'a SourceMap,
    now: Timestamp,
    problems: &mut Vec<Problem>,
) -> OrganizationFile<'a> {
    let file = sources.of_kind(FileKind::Organization).next();
    let parsed = file.map(|(id, file)| tree::parse(id, file));
    let (tree, mut found, removed) = parsed
        .map_or((None, Vec::new(), Removed::default()), |it| (it.tree, it.problems, it.removed));
    let exists = tree.is_some();
    let mut tree = tree.unwrap_or_else(Node::empty);
    let decoded: Decoded<OrganizationSpec> = decode(&mut tree, sources, removed);
    found.extend(decoded.problems);
    let readable = exists && decoded.value.is_some();
    let complete = readable && found.is_empty();
    problems.append(&mut found);
    let spec = decoded.value.unwrap_or_default();
    let context = Context {
        sources,
        now,
        organization: organization(&spec, sources),
        groups: groups(&spec),
        stores: spec.stores.iter().flatten().map(|(name, _)| name.value.clone()).collect(),
        defaults: tree.get("defaults").cloned(),
        profiles: profiles(&tree),
        removed: decoded.removed,
        readable,
    };
    // What is wrong with an empty file is not wrong with one that could not be read.
    if exists {
        check::organization(&spec, &context, tree.at, problems);
    }
    let complete = complete && spec.organization.is_some();
    OrganizationFile { context, spec, complete }
}

/// Returns every technician group that a technician is in.
pub(super) fn groups(spec: &OrganizationSpec) -> BTreeSet<TechnicianGroup> {
    let people = spec.technicians.iter().flatten();
    let groups = people.flat_map(|person| person.groups.iter().flatten());
    groups.map(|group| group.value.clone()).collect()
}

/// Returns the profiles as trees, by name.
pub(super) fn profiles(tree: &Node) -> BTreeMap<String, Arc<Node>> {
    match tree.get("profiles").map(|node| &node.value) {
        Some(Value::Mapping(entries)) => {
            entries.iter().map(|entry| (entry.key.clone(), Arc::clone(&entry.node))).collect()
        }
        _ => BTreeMap::new(),
    }
}
