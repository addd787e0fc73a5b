//! Technicians times mappings: who can do what, and for how long.

use std::collections::BTreeMap;

use super::{
    AccessScope, DesiredAccess, DesiredAccount, DesiredJit, Engine, RoleGrant, context::Context,
    user_name,
};
use crate::{
    domain::{DisplayName, TechnicianId, Window},
    source::Spanned,
    spec::{GroupMappingSpec, JitSpec, MappingMode, RoleSpec},
};

/// How long after enabling an account is disabled again where nothing is written.
pub(super) const DISABLE_AFTER: Window = Window::from_minutes(4 * 60);
/// The longest that a grant may last where nothing is written.
pub(super) const MAXIMUM: Window = Window::from_minutes(8 * 60);

/// Says what a tenant's JIT section means, or nothing where a needed setting is missing or wrong,
/// which the checks have reported.
pub(super) fn jit(section: &Spanned<JitSpec>, context: &Context<'_>) -> Option<DesiredJit> {
    let spec = &section.value;
    let domain = spec.domain.as_ref()?;
    let template = spec.user_name.as_ref().map_or(user_name::DEFAULT, |name| name.value.as_str());
    let mut user_names = BTreeMap::new();
    for technician in context.organization.technicians.keys() {
        let principal = user_name::principal(&user_name::expand(template, technician), domain)?;
        user_names.insert(technician.clone(), principal);
    }
    let accounts = user_names.iter().filter_map(|(technician, principal)| {
        let (access, first) = access(spec, technician, context)?;
        let account = DesiredAccount {
            technician: technician.clone(),
            user_principal_name: principal.clone(),
            display_name: display_name(technician, context),
            access,
            origin: context.origin(&first.technicians),
        };
        Some((technician.clone(), account))
    });
    Some(DesiredJit {
        domain: domain.value.clone(),
        domain_origin: context.origin(domain),
        provision: spec.provision.as_ref().map(|it| it.value).unwrap_or_default(),
        sign_in: spec.sign_in.as_ref().map(|it| it.value).unwrap_or_default(),
        fallback: spec.fallback.as_ref().map(|it| it.value).unwrap_or_default(),
        remove_unmanaged: spec.remove_unmanaged.as_ref().is_some_and(|it| it.value),
        delete_after: spec.delete_after.as_ref().map(|it| it.value),
        maximum: spec.maximum.as_ref().map_or(MAXIMUM, |it| it.value),
        accounts: accounts.collect(),
        user_names,
        origin: context.origin(section),
    })
}

fn display_name(technician: &TechnicianId, context: &Context<'_>) -> DisplayName {
    let organization = &context.organization.name;
    format!("{technician} ({organization} JIT)")
        .parse()
        .expect("invariant: two short names make a display name")
}

/// Takes the mappings that cover a technician together; `None` where none does.
fn access<'a>(
    spec: &'a JitSpec,
    technician: &TechnicianId,
    context: &Context<'_>,
) -> Option<(DesiredAccess, &'a GroupMappingSpec)> {
    let mappings = spec.group_mappings.iter().flat_map(|mappings| &mappings.value);
    let mut matching = mappings.filter(|mapping| {
        context.covered(&mapping.technicians).any(|covered| covered == technician)
    });
    let first = matching.next()?;
    let mut access = DesiredAccess {
        roles: BTreeMap::new(),
        groups: BTreeMap::new(),
        disable_after: spec.disable_after.as_ref().map_or(DISABLE_AFTER, |it| it.value),
        maximum: spec.maximum.as_ref().map_or(MAXIMUM, |it| it.value),
        engine: Engine::Auto,
    };
    add(&mut access, first, context);
    if spec.mapping.as_ref().is_none_or(|mode| mode.value == MappingMode::Union) {
        matching.for_each(|mapping| add(&mut access, mapping, context));
    }
    // No account is open for longer than the longest grant.
    access.disable_after = access.disable_after.min(access.maximum);
    Some((access, first))
}

fn add(access: &mut DesiredAccess, mapping: &GroupMappingSpec, context: &Context<'_>) {
    for role in mapping.roles.iter().flatten() {
        let (scope, name) = match role {
            RoleSpec::Tenant(name) => (AccessScope::Tenant, name),
            RoleSpec::Scoped(scoped) => (
                AccessScope::AdministrativeUnit(scoped.administrative_unit.value.clone()),
                &scoped.role,
            ),
        };
        let grant = RoleGrant { role: name.value.clone(), scope };
        access.roles.entry(grant).or_insert_with(|| context.origin(name));
    }
    for group in mapping.groups.iter().flatten() {
        access.groups.entry(group.value.clone()).or_insert_with(|| context.origin(group));
    }
    if let Some(stricter) = &mapping.disable_after {
        access.disable_after = access.disable_after.min(stricter.value);
    }
    if let Some(stricter) = &mapping.maximum {
        access.maximum = access.maximum.min(stricter.value);
    }
    access.engine =
        stricter_engine(access.engine, mapping.engine.as_ref().map(|engine| engine.value));
}

/// What Entra ID itself ends is stricter than what tenantry must end; `auto` leaves it open.
fn stricter_engine(engine: Engine, other: Option<Engine>) -> Engine {
    match (engine, other.unwrap_or_default()) {
        (Engine::Pim, _) | (_, Engine::Pim) => Engine::Pim,
        (Engine::Direct, _) | (_, Engine::Direct) => Engine::Direct,
        (Engine::Auto, Engine::Auto) => Engine::Auto,
    }
}
