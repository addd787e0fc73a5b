//! Keys that are checked and that this version does not act on.

use crate::{
    desired::{context::Context, tenant_file::TenantFile},
    source::{Code, Loc, Problem, Spanned},
    spec::{Engine, JitSpec, OrganizationSpec},
};

/// A key that is not acted on, by its name in `docs/configuration.md`, and where it is written.
pub(in crate::desired) type Unused = (Loc, &'static str);

/// Warns once of every such key that is written, at the first place.
pub(in crate::desired) fn check(
    organization: &OrganizationSpec,
    tenants: &[TenantFile],
    context: &Context<'_>,
    problems: &mut Vec<Problem>,
) {
    let of_tenants = tenants.iter().flat_map(|tenant| tenant.unused.iter().copied());
    let mut found: Vec<Unused> = of_organization(organization);
    found.extend(of_tenants);
    found.sort_unstable();
    let Some((first, first_key)) = found.first() else { return };
    let mut keys: Vec<&str> = Vec::new();
    for (_, key) in &found {
        if !keys.contains(key) {
            keys.push(key);
        }
    }
    // By name, so that the order in which a file is written changes nothing that is said.
    keys.sort_unstable();
    let named: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
    let message = format!(
        "this version of tenantry checks these keys and does not act on them: {}",
        named.join(", ")
    );
    problems.push(
        Problem::warning(Code::NotActedOn, message)
            .label(context.place(*first), format!("`{first_key}` is only checked"))
            .help("a later version does; until then nothing depends on them"),
    );
}

fn of_organization(spec: &OrganizationSpec) -> Vec<Unused> {
    let people = spec.technicians.iter().flatten();
    let recipients = people.filter_map(|person| person.recipients.as_ref()?.first());
    let mut found: Vec<Unused> = recipients.map(|key| (key.at, "technicians.recipients")).collect();
    found.extend(spec.stores.iter().flatten().map(|(name, _)| (name.at, "stores")));
    found.extend(spec.audit.iter().map(|audit| (audit.url.at, "audit")));
    let profiles = spec.profiles.iter().flatten().map(|(_, profile)| profile);
    for settings in spec.defaults.iter().chain(profiles) {
        found.extend(of_jit(settings.value.jit.as_ref()));
    }
    found
}

/// Returns the keys of a `jit` section that are not acted on.
pub(in crate::desired) fn of_jit(jit: Option<&Spanned<JitSpec>>) -> Vec<Unused> {
    let Some(jit) = jit.map(|jit| &jit.value) else { return Vec::new() };
    let mappings = jit.group_mappings.iter().flat_map(|list| &list.value);
    let pim = mappings
        .filter_map(|mapping| mapping.engine.as_ref())
        .filter(|engine| engine.value == Engine::Pim)
        .map(|engine| (engine.at, "jit.groupMappings.engine: pim"));
    let keys = [
        at(jit.sign_in.as_ref(), "jit.signIn"),
        at(jit.fallback.as_ref(), "jit.fallback"),
        at(jit.delete_after.as_ref(), "jit.deleteAfter"),
    ];
    keys.into_iter().flatten().chain(pim).collect()
}

fn at<T>(field: Option<&Spanned<T>>, key: &'static str) -> Option<Unused> {
    field.map(|value| (value.at, key))
}
