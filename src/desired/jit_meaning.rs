//! Technicians times mappings: who can do what, and for how long.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    AccessScope, CoveringMapping, Decided, DesiredAccess, DesiredAccount, DesiredJit, Engine,
    RoleGrant, context::Context, user_name,
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
    let window = |written: &Option<Spanned<Window>>, default: Window| {
        written.as_ref().map_or(Decided::by_default(default), |it| decided(it, context))
    };
    let (disable_after, maximum) =
        (window(&spec.disable_after, DISABLE_AFTER), window(&spec.maximum, MAXIMUM));
    let mut access = DesiredAccess {
        roles: BTreeMap::new(),
        groups: BTreeMap::new(),
        mappings: Vec::new(),
        weighed_disable_after: vec![disable_after.clone()],
        weighed_maximum: vec![maximum.clone()],
        disable_after,
        maximum,
        engine: Decided::by_default(Engine::Auto),
    };
    add(&mut access, first, context);
    if spec.mapping.as_ref().is_none_or(|mode| mode.value == MappingMode::Union) {
        matching.for_each(|mapping| add(&mut access, mapping, context));
    }
    // No account is open for longer than the longest grant.
    access.disable_after.tighten(access.maximum.clone(), shorter);
    Some((access, first))
}

fn decided<T: Copy>(written: &Spanned<T>, context: &Context<'_>) -> Decided<T> {
    Decided::by(written.value, context.origin(written))
}

fn shorter(other: &Window, own: &Window) -> bool {
    other < own
}

fn add(access: &mut DesiredAccess, mapping: &GroupMappingSpec, context: &Context<'_>) {
    let mut own = CoveringMapping {
        technicians: mapping.technicians.value.clone(),
        roles: BTreeSet::new(),
        groups: BTreeSet::new(),
        origin: context.origin(&mapping.technicians),
    };
    for role in mapping.roles.iter().flatten() {
        let (scope, name) = match role {
            RoleSpec::Tenant(name) => (AccessScope::Tenant, name),
            RoleSpec::Scoped(scoped) => (
                AccessScope::AdministrativeUnit(scoped.administrative_unit.value.clone()),
                &scoped.role,
            ),
        };
        let grant = RoleGrant { role: name.value.clone(), scope };
        own.roles.insert(grant.clone());
        access.roles.entry(grant).or_insert_with(|| context.origin(name));
    }
    for group in mapping.groups.iter().flatten() {
        own.groups.insert(group.value.clone());
        access.groups.entry(group.value.clone()).or_insert_with(|| context.origin(group));
    }
    if let Some(after) = &mapping.disable_after {
        let after = decided(after, context);
        access.weighed_disable_after.push(after.clone());
        access.disable_after.tighten(after, shorter);
    }
    if let Some(maximum) = &mapping.maximum {
        let maximum = decided(maximum, context);
        access.weighed_maximum.push(maximum.clone());
        access.maximum.tighten(maximum, shorter);
    }
    if let Some(engine) = &mapping.engine {
        access.engine.tighten(decided(engine, context), |other, own| rank(*other) > rank(*own));
    }
    access.mappings.push(own);
}

/// What Entra ID itself ends is stricter than what tenantry must end; `auto` leaves it open.
const fn rank(engine: Engine) -> u8 {
    match engine {
        Engine::Auto => 0,
        Engine::Direct => 1,
        Engine::Pim => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Decided, DesiredAccess, Engine, load_texts};
    use crate::domain::Window;

    const TENANT: &str = "tenant: t\ntenantId: 3f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f\nprofile: gold\n\
        auth: { clientId: 7d1e4a52-0f57-4f0e-b6a3-1c2d3e4f5a6b, credential: { federated: {} } }\n\
        domains: [{ name: t.onmicrosoft.com }]\n";

    /// Returns what alice can do, with these settings in the defaults, the profile and the tenant.
    fn access(defaults: &str, profile: &str, jit: &str, mappings: &str) -> DesiredAccess {
        let organization = format!(
            "version: 1\norganization: msp\ntechnicians: [{{ id: alice, groups: [level-2] }}]\n\
             guards: {{ minimumEmergencyAccounts: 0 }}\ndefaults:\n  jit: {{ {defaults} }}\n\
             profiles:\n  gold: {{ jit: {{ {profile} }} }}\n"
        );
        let tenant =
            format!("{TENANT}jit:\n  domain: t.onmicrosoft.com\n{jit}  groupMappings:\n{mappings}");
        let files = [("tenantry.yaml", organization.as_str()), ("tenants/t.yaml", &tenant)];
        let loaded = load_texts(files, "2026-11-23T09:00:00Z".parse().expect("a time"));
        assert!(!loaded.has_errors(), "{:?}", loaded.problems);
        let mut tenants = loaded.desired.expect("read").tenants;
        let jit = tenants.pop_first().and_then(|(_, tenant)| tenant.jit).expect("a section");
        jit.accounts.into_values().next().expect("alice").access
    }

    /// Returns the line that decides a value.
    fn line<T>(decided: &Decided<T>) -> String {
        let Some(origin) = &decided.origin else { return "default".to_owned() };
        let via: Vec<String> = origin.via.iter().map(|place| format!(" via {place}")).collect();
        format!("{}{}", origin.place, via.concat())
    }

    #[test]
    fn the_shortest_that_matches_wins_and_names_its_line() {
        let all = "    - { technicians: all, roles: [Global Reader] }\n";
        let strict = "    - technicians: level-2\n      disableAfter: 1h\n      maximum: 3h\n";
        let both = format!("{all}{strict}");
        let own = "  disableAfter: 90m\n";
        for (defaults, profile, jit, mappings, after, maximum) in [
            ("", "", "", all, "4h default", "8h default"),
            ("maximum: 6h", "", "", all, "4h default", "6h tenants/t.yaml:6 via tenantry.yaml:6"),
            (
                "disableAfter: 3h",
                "disableAfter: 2h",
                "",
                all,
                "2h tenants/t.yaml:3 via tenantry.yaml:8",
                "8h default",
            ),
            ("disableAfter: 3h", "", own, all, "1h 30m tenants/t.yaml:8", "8h default"),
            ("", "", own, &both, "1h tenants/t.yaml:12", "3h tenants/t.yaml:13"),
            ("", "", "  mapping: firstMatch\n", &both, "4h default", "8h default"),
            // What may last 30 minutes is disabled after 30 minutes.
            (
                "",
                "",
                "  disableAfter: 20m\n  maximum: 30m\n",
                all,
                "20m tenants/t.yaml:8",
                "30m tenants/t.yaml:9",
            ),
        ] {
            let access = access(defaults, profile, jit, mappings);
            let text = |window: &Decided<Window>| format!("{} {}", window.value, line(window));
            assert_eq!(
                (text(&access.disable_after), text(&access.maximum)),
                (after.into(), maximum.into())
            );
            assert!(access.weighed_maximum.contains(&access.maximum));
            assert!(access.weighed_disable_after.contains(&access.disable_after));
        }
    }

    #[test]
    fn no_account_is_open_for_longer_than_its_maximum() {
        let mappings = "    - { technicians: all, roles: [Global Reader], maximum: 1h }\n";
        let access = access("", "", "", mappings);
        assert_eq!(access.disable_after, access.maximum);
        assert_eq!(access.maximum.value, Window::from_minutes(60));
    }

    #[test]
    fn every_mapping_that_counts_is_named_with_what_it_gives() {
        let mappings = "    - { technicians: all, roles: [Global Reader], engine: direct }\n    \
            - { technicians: level-2, roles: [Global Reader, User Administrator], groups: [G], engine: pim }\n    \
            - { technicians: all, groups: [G], engine: auto }\n";
        let access = access("", "", "", mappings);
        let named: Vec<String> = access
            .mappings
            .iter()
            .map(|it| {
                format!(
                    "{} {} {} {}",
                    it.technicians,
                    it.origin.place,
                    it.roles.len(),
                    it.groups.len()
                )
            })
            .collect();
        assert_eq!(
            named,
            [
                "all tenants/t.yaml:9 1 0",
                "level-2 tenants/t.yaml:10 2 1",
                "all tenants/t.yaml:11 0 1"
            ]
        );
        let engine = (access.engine.value, line(&access.engine));
        assert_eq!(engine, (Engine::Pim, "tenants/t.yaml:10".to_owned()));
    }
}
