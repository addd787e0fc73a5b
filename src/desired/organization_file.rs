//! Reading `tenantry.yaml`.

use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;

use super::{
    Acknowledgement, DesiredOrganization, GuardSettings, Technician, TenantSet, check,
    context::Context,
};
use crate::{
    domain::{OrganizationName, TechnicianId},
    source::{FileKind, Problem, SourceMap},
    spec::{
        Decoded, GuardsSpec, OrganizationSpec, Removed, TechnicianSpec, TechnicianState,
        TenantsSpec, decode,
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
        groups: spec
            .technicians
            .iter()
            .flatten()
            .flat_map(|person| person.groups.iter().flatten().map(|group| group.value.clone()))
            .collect(),
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

fn profiles(tree: &Node) -> BTreeMap<String, Arc<Node>> {
    match tree.get("profiles").map(|node| &node.value) {
        Some(Value::Mapping(entries)) => {
            entries.iter().map(|entry| (entry.key.clone(), Arc::clone(&entry.node))).collect()
        }
        _ => BTreeMap::new(),
    }
}

fn organization(spec: &OrganizationSpec, sources: &SourceMap) -> DesiredOrganization {
    let mut technicians = BTreeMap::new();
    for person in spec.technicians.iter().flatten() {
        // Of two with one id, which is reported, the first counts.
        technicians.entry(person.id.value.clone()).or_insert_with(|| technician(person, sources));
    }
    DesiredOrganization {
        name: spec.organization.as_ref().map_or_else(nameless, |name| name.value.clone()),
        technicians,
        guards: guards(spec.guards.as_ref(), sources),
        sweep_every: spec.sweep_every.as_ref().map(|every| every.value),
    }
}

/// Stands in for a name that could not be read: such a configuration is checked and never used.
fn nameless() -> OrganizationName {
    "nameless".parse().expect("invariant: the word is a valid name")
}

fn technician(spec: &TechnicianSpec, sources: &SourceMap) -> Technician {
    let id: TechnicianId = spec.id.value.clone();
    Technician {
        id,
        groups: spec
            .groups
            .iter()
            .flatten()
            .map(|group| group.value.clone())
            .filter(|g| !g.is_all())
            .collect(),
        active: spec.state.as_ref().is_none_or(|state| state.value == TechnicianState::Active),
        origin: sources.origin(&spec.id),
    }
}

fn guards(spec: Option<&GuardsSpec>, sources: &SourceMap) -> GuardSettings {
    let none = GuardsSpec::default();
    let spec = spec.unwrap_or(&none);
    let acknowledge = spec.acknowledge.iter().flatten().map(|waived| Acknowledgement {
        guard: waived.guard.value,
        tenants: match &waived.tenants.value {
            TenantsSpec::All => TenantSet::All,
            TenantsSpec::Only(names) => {
                TenantSet::Only(names.iter().map(|name| name.value.clone()).collect())
            }
        },
        reason: waived.reason.value.clone(),
        until: Some(waived.until.value.0),
        origin: Some(sources.origin(&waived.guard)),
    });
    GuardSettings {
        minimum_emergency_accounts: spec.minimum_emergency_accounts.as_ref().map_or(2, |n| n.value),
        maximum_tenants_changed: spec.maximum_tenants_changed.as_ref().map_or(25, |n| n.value),
        maximum_removals: spec.maximum_removals.as_ref().map_or(3, |n| n.value),
        protected: spec.protected.iter().flatten().map(|id| id.value).collect(),
        acknowledge: acknowledge.collect(),
    }
}
