//! What tenants may have lost with the organization's file.

use super::{
    keys::{KEYS, PROFILE, alike, holds, touches},
    loss::Loss,
    organization::{Organization, is_mapping},
};
use crate::spec::node::Node;

/// The profile that a tenant takes.
enum Taken<'a> {
    /// None.
    None,
    /// This one.
    Known(&'a str, &'a Node),
    /// One that cannot be read, or that there may be.
    Unknown,
}

/// Notes what a tenant's profile or the defaults may say and cannot be read, as far as the
/// tenant's own file does not say it.
pub(super) fn note(organization: &Organization<'_>, own: &Node, loss: &mut Loss) {
    let trees = match taken(organization, own, loss) {
        Taken::None => vec![own],
        Taken::Known(name, profile) => {
            note_section(organization, &["profiles", name], &[own], loss);
            vec![own, profile]
        }
        Taken::Unknown => {
            for keys in KEYS.iter().filter(|keys| may_profiles_give(organization, keys)) {
                loss.doubt(keys, &[own]);
            }
            vec![own]
        }
    };
    if has_lost(organization, "defaults") {
        loss.doubt_all(&trees);
    }
    note_section(organization, &["defaults"], &trees, loss);
    // Settings that stand beside `defaults` were perhaps meant to stand in them.
    let strange = organization.context.removed.strange().filter(|keys| keys.len() == 1);
    for keys in strange.flat_map(alike) {
        loss.doubt(keys, &trees);
    }
}

fn taken<'a>(organization: &'a Organization<'_>, own: &'a Node, loss: &Loss) -> Taken<'a> {
    if loss.is_lost_at(PROFILE) {
        return Taken::Unknown;
    }
    if let Some(name) = own.get("profile") {
        return known(organization, name).unwrap_or(Taken::Unknown);
    }
    let mut left_out = left_out(organization, &["defaults"]);
    if has_lost(organization, "defaults") || left_out.any(|keys| touches(keys, PROFILE)) {
        return Taken::Unknown;
    }
    let inherited = organization.context.defaults.as_ref().and_then(|node| node.get("profile"));
    match inherited {
        Some(name) => known(organization, name).unwrap_or(Taken::Unknown),
        None => Taken::None,
    }
}

fn known<'a>(organization: &'a Organization<'_>, name: &'a Node) -> Option<Taken<'a>> {
    let name = name.text()?;
    let profile = organization.context.profiles.get(name).filter(|node| is_mapping(node))?;
    let mut repeated = organization.context.removed.repeated();
    let twice = repeated.any(|keys| keys == ["profiles"] || keys == ["profiles", name]);
    (!twice).then_some(Taken::Known(name, profile))
}

/// Returns whether a section is there and cannot be read at all, or may be.
fn has_lost(organization: &Organization<'_>, section: &str) -> bool {
    let removed = &organization.context.removed;
    let mut all = removed.paths().chain(removed.repeated());
    !organization.context.readable || all.any(|keys| keys.len() <= 1 && touches(keys, &[section]))
}

/// Returns whether some profile gives a key, or may.
fn may_profiles_give(organization: &Organization<'_>, keys: &[&str]) -> bool {
    let mut profiles = organization.context.profiles.values();
    has_lost(organization, "profiles")
        || profiles.any(|profile| !is_mapping(profile) || holds(profile, keys))
        // The first of the keys is the profile's name.
        || left_out(organization, &["profiles"])
            .filter_map(<[String]>::split_first)
            .any(|(_, lost)| touches(lost, keys))
}

/// Iterates over what was left out under some keys, with the keys below these.
fn left_out<'a>(
    organization: &'a Organization<'_>,
    around: &'a [&'a str],
) -> impl Iterator<Item = &'a [String]> {
    let removed = &organization.context.removed;
    let all = removed.paths().chain(removed.repeated());
    all.filter(move |keys| keys.len() >= around.len() && touches(keys, around))
        .map(move |keys| &keys[around.len()..])
}

fn note_section(
    organization: &Organization<'_>,
    around: &[&str],
    trees: &[&Node],
    loss: &mut Loss,
) {
    for keys in left_out(organization, around) {
        if keys.is_empty() {
            // Something was taken out of the settings' own level, and nobody knows what.
            loss.doubt_all(trees);
        } else {
            loss.doubt(keys, trees);
        }
    }
}
