//! What the files say.

use super::{Given, Obstacle, Through, Weighed};
use crate::{
    desired::{
        AccessScope, Decided, DesiredAccess, DesiredTenant, Fallback, RoleGrant, SignIn,
        TenantState,
    },
    domain::{Cloud, TechnicianId, Window},
    plan::Context,
    source::Origin,
};

/// Returns why the files let a technician not in, in the order in which a person would look.
pub(super) fn obstacles(
    context: &Context<'_>,
    desired: &DesiredTenant,
    technician: &TechnicianId,
) -> Vec<Obstacle> {
    let mut found = Vec::new();
    let state = match desired.state {
        TenantState::Active => None,
        TenantState::Suspended => Some("suspended: nobody gets access"),
        TenantState::Offboarding => Some("being handed over: nobody gets access"),
    };
    found.extend(state.map(|state| {
        let message = format!("the tenant {} is {state}", desired.name);
        let help = "set the tenant's `state: active`";
        obstacle("explain::tenant-state", message, help, Some(&desired.origin))
    }));
    found.extend(of_person(context, desired, technician));
    let covered = desired.jit.as_ref().filter(|jit| jit.accounts.contains_key(technician));
    if let Some(jit) = covered
        && desired.cloud == Cloud::China
        && (jit.sign_in, jit.fallback) == (SignIn::TemporaryAccessPass, Fallback::None)
    {
        let message = "Microsoft Entra operated by 21Vianet (China) has no Temporary Access Pass";
        let help = "say `jit.signIn: password`";
        found.push(obstacle("explain::no-credential", message, help, Some(&jit.origin)));
    }
    found
}

fn of_person(
    context: &Context<'_>,
    desired: &DesiredTenant,
    technician: &TechnicianId,
) -> Option<Obstacle> {
    let Some(person) = context.organization.technicians.get(technician) else {
        let message = format!("no technician {technician} is declared");
        let help = "declare her, or correct the name";
        return Some(obstacle("explain::technician-unknown", message, help, None));
    };
    if !person.active {
        let message = format!("{technician} is disabled");
        let help = "set her `state: active` if she is to have access";
        return Some(obstacle("explain::technician-disabled", message, help, Some(&person.origin)));
    }
    let Some(jit) = &desired.jit else {
        let message = format!("the tenant {} declares no `jit`", desired.name);
        let help = "declare a domain and mappings under `jit`";
        return Some(obstacle("explain::no-jit", message, help, Some(&desired.origin)));
    };
    if !jit.accounts.contains_key(technician) {
        let groups: Vec<&str> =
            person.groups.iter().map(crate::domain::TechnicianGroup::as_str).collect();
        let groups = if groups.is_empty() { "no group".to_owned() } else { groups.join(" and ") };
        let message = format!("no mapping covers {technician}, who is in {groups}");
        let help = "add a mapping for one of her groups, or for `all`, to the tenant";
        return Some(obstacle("explain::not-mapped", message, help, Some(&jit.origin)));
    }
    if person.recipients.is_empty() && !context.can_show {
        let message = format!(
            "{technician} has no key to seal a credential to, and here is no terminal to show it on"
        );
        let help = "declare her age or ssh-ed25519 key as `recipients`, or run `tenantry grant` on \
                    a terminal";
        return Some(obstacle("explain::undeliverable", message, help, Some(&person.origin)));
    }
    None
}

fn obstacle(
    code: &str,
    message: impl Into<String>,
    help: &str,
    origin: Option<&Origin>,
) -> Obstacle {
    Obstacle {
        code: code.to_owned(),
        message: message.into(),
        help: Some(help.to_owned()),
        origin: origin.cloned(),
    }
}

/// Returns what the mappings that cover a technician give; `None` where none does.
pub(super) fn given(
    context: &Context<'_>,
    desired: &DesiredTenant,
    technician: &TechnicianId,
) -> Option<Given> {
    let jit = desired.jit.as_ref()?;
    let account = jit.accounts.get(technician)?;
    let access = &account.access;
    let person = context.organization.technicians.get(technician);
    let roles = access.roles.iter().map(|(grant, line)| {
        (role_name(grant), through(access, line, |mapping| mapping.roles.contains(grant)))
    });
    let groups = access.groups.iter().map(|(group, line)| {
        (group.to_string(), through(access, line, |mapping| mapping.groups.contains(group)))
    });
    Some(Given {
        user_principal_name: account.user_principal_name.clone(),
        roles: roles.collect(),
        groups: groups.collect(),
        disable_after: disable_after(access),
        maximum: weighed(&access.maximum, access.weighed_maximum.iter()),
        engine: access.engine.clone(),
        sign_in: jit.sign_in,
        keys: person.map_or(0, |person| person.recipients.len()),
        ending: None,
    })
}

/// Returns a role and where it applies, as a plan names it.
pub(super) fn role_name(grant: &RoleGrant) -> String {
    match &grant.scope {
        AccessScope::Tenant => grant.role.to_string(),
        AccessScope::AdministrativeUnit(unit) => format!("{} in {unit}", grant.role),
    }
}

fn through(
    access: &DesiredAccess,
    line: &Origin,
    gives: impl Fn(&crate::desired::CoveringMapping) -> bool,
) -> Vec<Through> {
    let giving = access.mappings.iter().filter(|mapping| gives(mapping));
    let named = giving.enumerate().map(|(number, mapping)| Through {
        technicians: mapping.technicians.clone(),
        mapping: mapping.origin.clone(),
        line: (number == 0).then(|| line.clone()),
    });
    named.collect()
}

/// No account is open for longer than the longest grant: a `maximum` decides where it is shorter.
fn disable_after(access: &DesiredAccess) -> Weighed {
    weighed(&access.disable_after, access.weighed_disable_after.iter())
}

fn weighed<'a>(value: &Decided<Window>, all: impl Iterator<Item = &'a Decided<Window>>) -> Weighed {
    let beaten = all.filter(|one| *one != value).cloned().collect();
    Weighed { value: value.clone(), beaten }
}
