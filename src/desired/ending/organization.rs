//! The organization's file, as far as it can be read.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{keys::touches, legible::LegibleOrganization, sections};
use crate::{
    desired::{
        context::Context,
        organization_file::{groups, profiles},
        organization_meaning,
    },
    domain::OrganizationName,
    source::{FileKind, SourceMap},
    spec::{
        OrganizationSpec, Removed,
        node::{Node, Value},
        tree,
    },
};

/// The organization's file as far as it could be read.
pub(super) struct Organization<'a> {
    /// What tenants and grants are read against. Defaults and profiles are as written: what is
    /// wrong in them shows in the tenants that take it.
    pub(super) context: Context<'a>,
    /// Whether the organization's name is the one that is written.
    pub(super) is_named: bool,
    /// What of it could be read; of grants, nothing is known here.
    pub(super) legible: LegibleOrganization,
}

/// Reads the organization's file. `name` stands in for a name that cannot be read.
pub(super) fn read<'a>(
    sources: &'a SourceMap,
    now: Timestamp,
    name: Option<&OrganizationName>,
) -> Organization<'a> {
    let file = sources.of_kind(FileKind::Organization).next();
    let parsed = file.map(|(id, file)| tree::parse(id, file));
    let (tree, mut removed) =
        parsed.map_or((None, Removed::default()), |parsed| (parsed.tree, parsed.removed));
    let readable = tree.as_ref().is_some_and(is_mapping);
    let tree = tree.unwrap_or_else(Node::empty);
    let spec = sections::read(&own(&tree), sources, &mut removed, sections::organization);
    let mut organization = organization_meaning::organization(&spec, sources);
    let repeated = removed.repeated().any(|keys| keys == ["organization"]);
    let is_named = spec.organization.is_some() && !repeated;
    if let Some(name) = name.filter(|_| !is_named) {
        organization.name = name.clone();
    }
    let context = Context {
        sources,
        now,
        organization,
        groups: groups(&spec),
        stores: spec.stores.iter().flatten().map(|(name, _)| name.value.clone()).collect(),
        defaults: tree.get("defaults").filter(|node| is_mapping(node)).cloned(),
        profiles: profiles(&tree),
        removed,
        readable,
    };
    let legible = legible(&spec, &context);
    Organization { context, is_named, legible }
}

/// Returns whether a value has keys of its own.
pub(super) fn is_mapping(node: &Node) -> bool {
    matches!(node.value, Value::Mapping(_))
}

/// Leaves out the sections that belong to tenants, unless they are none.
fn own(tree: &Node) -> Node {
    let Value::Mapping(entries) = &tree.value else { return Node::empty() };
    let others = ["defaults", "profiles"];
    let kept = entries
        .iter()
        .filter(|entry| !others.contains(&entry.key.as_str()) || !is_mapping(&entry.node));
    Node { value: Value::Mapping(kept.cloned().collect()), at: tree.at }
}

fn legible(spec: &OrganizationSpec, context: &Context<'_>) -> LegibleOrganization {
    let removed = &context.removed;
    let whole = |section: &str, is_written: bool| {
        let repeated = removed.repeated().any(|keys| touches(keys, &[section]));
        let mut strange = removed.strange();
        // A key that is not known may be one that is missing beside it.
        let doubtful = strange.any(|keys| match keys {
            [_] => !is_written,
            keys => touches(keys, &[section]),
        });
        context.is_whole(section) && !repeated && !doubtful
    };
    let people = || spec.technicians.iter().flatten().map(|person| &person.id.value);
    let once = people().count() == people().collect::<BTreeSet<_>>().len();
    LegibleOrganization {
        technicians: whole("technicians", spec.technicians.is_some()) && once,
        guards: whole("guards", spec.guards.is_some()),
        audit: whole("audit", spec.audit.is_some()) && is_meant(spec, context),
        grants: true,
    }
}

/// Returns whether the audit sink that is written could be understood.
fn is_meant(spec: &OrganizationSpec, context: &Context<'_>) -> bool {
    spec.audit.is_some() == context.organization.audit.is_some()
}
