//! The organization's file, as far as it can be read, and what tenants may have lost with it.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{
    keys::{KEYS, PROFILE, alike, gives, touches},
    legible::LegibleOrganization,
    loss::Loss,
    sections,
};
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

/// The profile that a tenant takes.
enum Taken<'a> {
    /// None.
    None,
    /// This one.
    Known(&'a str, &'a Node),
    /// One that cannot be read, or that there may be.
    Unknown,
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

fn is_mapping(node: &Node) -> bool {
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

impl Organization<'_> {
    /// Notes what a tenant may have lost with this file: what its profile or the defaults may say
    /// and cannot be read, as far as its own file does not say it.
    pub(super) fn losses(&self, own: &Node, loss: &mut Loss) {
        let taken = self.profile(own, loss);
        match taken {
            Taken::None => {}
            Taken::Known(name, _) => self.lost_in(&["profiles", name], &[own], loss),
            Taken::Unknown => {
                for keys in KEYS.iter().filter(|keys| self.may_profiles_give(keys)) {
                    loss.doubt(keys, &[own]);
                }
            }
        }
        let trees = match taken {
            Taken::Known(_, profile) => vec![own, profile],
            Taken::None | Taken::Unknown => vec![own],
        };
        if self.has_lost("defaults") {
            KEYS.iter().for_each(|keys| loss.doubt(keys, &trees));
        }
        self.lost_in(&["defaults"], &trees, loss);
        // Settings that stand beside `defaults` were perhaps meant to stand in them.
        let strange = self.context.removed.strange().filter(|keys| keys.len() == 1);
        strange.flat_map(alike).for_each(|keys| loss.doubt(keys, &trees));
    }

    fn profile<'s>(&'s self, own: &'s Node, loss: &Loss) -> Taken<'s> {
        let defaults = self.context.defaults.as_deref();
        let written = own.get("profile");
        let lost = || {
            let inherited = self.in_section(&["defaults"]).any(|keys| touches(keys, PROFILE));
            inherited || self.has_lost("defaults")
        };
        let node = written.or_else(|| defaults.and_then(|node| node.get("profile")));
        match node {
            _ if loss.is_lost_at(PROFILE) => Taken::Unknown,
            None if lost() => Taken::Unknown,
            None => Taken::None,
            Some(_) if written.is_none() && lost() => Taken::Unknown,
            Some(node) => self.known(node).unwrap_or(Taken::Unknown),
        }
    }

    fn known<'s>(&'s self, name: &'s Node) -> Option<Taken<'s>> {
        let name = name.text()?;
        let profile = self.context.profiles.get(name).filter(|node| is_mapping(node))?;
        let mut repeated = self.context.removed.repeated();
        let twice = repeated.any(|keys| keys == ["profiles"] || keys == ["profiles", name]);
        (!twice).then_some(Taken::Known(name, profile))
    }

    /// Returns whether a section is there and cannot be read at all, or may be.
    fn has_lost(&self, section: &str) -> bool {
        let removed = &self.context.removed;
        let mut all = removed.paths().chain(removed.repeated());
        !self.context.readable || all.any(|keys| keys.len() <= 1 && touches(keys, &[section]))
    }

    /// Returns whether some profile gives a key, or may.
    fn may_profiles_give(&self, keys: &[&str]) -> bool {
        let mut profiles = self.context.profiles.values();
        self.has_lost("profiles")
            || profiles.any(|profile| !is_mapping(profile) || gives(profile, keys))
            || self.below("profiles").any(|lost| touches(&lost[1..], keys))
    }

    /// Iterates over what was left out of a section, with the keys below the section's.
    fn below<'s>(&'s self, section: &'s str) -> impl Iterator<Item = &'s [String]> {
        let removed = &self.context.removed;
        let all = removed.paths().chain(removed.repeated());
        all.filter_map(move |keys| match keys.split_first() {
            Some((first, rest)) if first == section && !rest.is_empty() => Some(rest),
            _ => None,
        })
    }

    /// Iterates over what was left out of the settings under some keys.
    fn in_section<'s>(&'s self, around: &'s [&'s str]) -> impl Iterator<Item = &'s [String]> {
        let removed = &self.context.removed;
        let all = removed.paths().chain(removed.repeated());
        all.filter(move |keys| keys.len() >= around.len() && touches(keys, around))
            .map(move |keys| &keys[around.len()..])
    }

    fn lost_in(&self, around: &[&str], trees: &[&Node], loss: &mut Loss) {
        for lost in self.in_section(around) {
            match lost {
                // Something was taken out of the settings' own level, and nobody knows what.
                [] => KEYS.iter().for_each(|keys| loss.doubt(keys, trees)),
                lost => loss.doubt(lost, trees),
            }
        }
    }
}
