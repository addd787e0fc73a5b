//! Reading a tenant's file: its own settings over its profile's over the defaults.

use super::{
    DesiredTenant, check,
    context::Context,
    digest::hash,
    merge::{Taker, overlay},
    tenant_meaning,
};
use crate::{
    domain::{TenantId, TenantName},
    source::{Code, Problem, Spanned, nearest},
    spec::{Removed, TenantSpec, decode, node::Node},
};

/// A tenant's file as read.
pub(super) struct TenantFile {
    /// The tenant's name, where it could be read.
    pub(super) name: Option<Spanned<TenantName>>,
    /// The directory's id, where it could be read.
    pub(super) id: Option<Spanned<TenantId>>,
    /// The tenant as meant; `None` where anything of it could not be read.
    pub(super) desired: Option<DesiredTenant>,
    /// The hash of what the tenant's settings mean.
    pub(super) hash: [u8; 32],
    /// What is wrong.
    pub(super) problems: Vec<Problem>,
}

/// Reads a tenant out of its tree. `found` is what was wrong and left out so far.
pub(super) fn read(
    tree: &Node,
    context: &Context<'_>,
    (mut problems, removed): (Vec<Problem>, Removed),
) -> TenantFile {
    let whole = problems.is_empty();
    let mut merged = merged(tree, context, &mut problems);
    let decoded = decode::<TenantSpec>(&mut merged, context.sources, removed);
    let complete = whole && decoded.problems.is_empty() && decoded.value.is_some();
    problems.extend(decoded.problems);
    let removed = decoded.removed;
    let Some(mut spec) = decoded.value else {
        return TenantFile { name: None, id: None, desired: None, hash: [0; 32], problems };
    };
    let top = spec.tenant.as_ref().map_or(tree.at, |name| name.at);
    let subject = check::Subject { spec: &spec, context, top, removed: &removed, settings: false };
    check::tenant(&subject, &mut problems);
    let desired = if complete { tenant_meaning::tenant(&spec, context) } else { None };
    // Where a setting is written is no part of what it means.
    spec.profile = None;
    TenantFile {
        name: spec.tenant.clone(),
        id: spec.tenant_id.clone(),
        desired,
        hash: hash(&spec),
        problems,
    }
}

/// Lays the tenant's settings over its profile's and those over the defaults.
pub(super) fn merged(tree: &Node, context: &Context<'_>, problems: &mut Vec<Problem>) -> Node {
    let top = tree.get("tenant").map_or(tree.at, |name| name.at);
    let own = tree.get("profile").filter(|node| node.text().is_some());
    let inherited = context.defaults.as_ref().and_then(|node| node.get("profile"));
    let mut merged = tree.clone();
    if let Some((name, node)) = own.or(inherited).and_then(|node| Some((node.text()?, node))) {
        match context.profiles.get(name) {
            Some(profile) => {
                let at = if own.is_some() { node.at } else { top };
                merged = overlay(&merged, profile, Taker::Profile(at));
            }
            None if context.is_whole("profiles") => {
                problems.push(unknown_profile(name, node, context));
            }
            None => {}
        }
    }
    match &context.defaults {
        Some(defaults) => overlay(&merged, defaults, Taker::Nearest(top)),
        None => merged,
    }
}

fn unknown_profile(name: &str, node: &Node, context: &Context<'_>) -> Problem {
    let known = context.profiles.keys().map(String::as_str);
    let problem = Problem::error(Code::UnknownProfile, format!("unknown profile `{name}`"))
        .label(context.place(node.at), "no such profile");
    if context.profiles.is_empty() || nearest(name, known.clone()).is_none() {
        return problem.help("declare it under `profiles` in tenantry.yaml");
    }
    problem.suggest(name, known)
}

/// Checks the defaults, and each profile laid over them, on their own.
pub(super) fn check_settings(context: &Context<'_>, problems: &mut Vec<Problem>) {
    let defaults = context.defaults.as_deref();
    let profiles = context.profiles.values().map(|profile| match defaults {
        Some(defaults) => overlay(profile, defaults, Taker::Nearest(profile.at)),
        None => Node::clone(profile),
    });
    for mut settings in defaults.cloned().into_iter().chain(profiles) {
        let top = settings.at;
        // The sections were decoded with the organization's file; nothing new is found here.
        let Some(spec) =
            decode::<TenantSpec>(&mut settings, context.sources, Removed::default()).value
        else {
            continue;
        };
        let removed = Removed::default();
        let subject =
            check::Subject { spec: &spec, context, top, removed: &removed, settings: true };
        check::tenant(&subject, problems);
    }
    for profile in context.profiles.values() {
        if let Some(entry) = profile.entry("profile") {
            problems.push(
                Problem::error(Code::NestedProfile, "a profile cannot take another profile")
                    .label(context.place(entry.at), "not possible here")
                    .help("write the settings out, or put what is shared under `defaults`"),
            );
        }
    }
}
