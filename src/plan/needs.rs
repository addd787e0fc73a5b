//! What has to be read of a tenant before it can be planned.

use std::collections::BTreeSet;

use super::{Context, Import, Purpose, Wish, jit, laps};
use crate::{
    desired::{DesiredJit, DesiredTenant, Engine, Provision, SignIn, TenantState},
    domain::Address,
    observed::ReadNeeds,
};

/// Returns what has to be read of a tenant.
///
/// Names that nothing would be created under are not among `names_to_create`: to prove that a
/// name is free costs a request.
#[must_use]
pub fn needs(context: &Context<'_>, tenant: &DesiredTenant) -> ReadNeeds {
    let organization = context.organization;
    let mut needs = ReadNeeds {
        installation: organization.name.clone(),
        client_id: tenant.auth.client_id,
        marker_client_id: tenant.auth.marker_client_id,
        account_names: BTreeSet::new(),
        names_to_create: BTreeSet::new(),
        emergency_names: BTreeSet::new(),
        group_names: tenant.groups.iter().map(|group| group.name.clone()).collect(),
        group_keys: BTreeSet::new(),
        role_names: BTreeSet::new(),
        opening: BTreeSet::new(),
        adopting: BTreeSet::new(),
        pass_policy: false,
        policies_of_roles: BTreeSet::new(),
        policies_of_groups: BTreeSet::new(),
        remembered: context.remembered.keys().copied().collect(),
    };
    if tenant.state != TenantState::Offboarding {
        needs.group_keys =
            tenant.groups.iter().map(|group| group.unique_name(&organization.name)).collect();
    }
    if let Purpose::Import(import) = context.purpose {
        adopting(import, tenant, &mut needs);
    }
    for account in &tenant.emergency_accounts {
        needs.emergency_names.insert(account.user_principal_name.clone());
        needs.role_names.insert(account.role.clone());
        if laps::is_made(tenant, account) && *context.purpose == Purpose::Converge {
            needs.names_to_create.insert(account.user_principal_name.clone());
        }
    }
    let Some(jit) = &tenant.jit else { return needs };
    needs.account_names.extend(jit.user_names.values().cloned());
    let active = tenant.state == TenantState::Active;
    let creates =
        active && jit.provision == Provision::Ahead && *context.purpose == Purpose::Converge;
    for account in jit.accounts.values() {
        needs.account_names.insert(account.user_principal_name.clone());
        if creates {
            needs.names_to_create.insert(account.user_principal_name.clone());
        }
        needs.group_names.extend(account.access.groups.keys().cloned());
        needs.role_names.extend(account.access.roles.keys().map(|grant| grant.role.clone()));
    }
    if active {
        opening(context, (tenant, jit), &mut needs);
    }
    needs
}

/// Adds what only an adoption takes: that nobody bears the name has to be proved, and what a JIT
/// account can do has to be known.
fn adopting(import: &Import, tenant: &DesiredTenant, needs: &mut ReadNeeds) {
    for address in import.of(&tenant.name) {
        let name = match address {
            Address::Laps(name) => {
                let mut declared = tenant.emergency_accounts.iter();
                declared.find(|it| it.name == *name).map(|it| &it.user_principal_name)
            }
            Address::Jit(technician) => {
                let jit = tenant.jit.as_ref();
                let name = jit.and_then(|jit| jit.accounts.get(technician));
                let name = name.map(|account| &account.user_principal_name);
                needs.adopting.extend(name.cloned());
                name
            }
            Address::Group(_) | Address::Domain(_) | Address::Connection => None,
        };
        needs.names_to_create.extend(name.cloned());
    }
}

/// Adds what only the opening or lengthening of access takes.
fn opening(
    context: &Context<'_>,
    (tenant, jit): (&DesiredTenant, &DesiredJit),
    needs: &mut ReadNeeds,
) {
    let due = jit::due(context, tenant);
    let is_due = |wish: &Wish| wish.start.is_none_or(|start| start <= context.now);
    for account in jit.accounts.values() {
        let opens = due.get(&account.technician).is_some_and(|due| due.iter().any(is_due));
        let extends = matches!(context.purpose, Purpose::Extend(extension)
            if extension.technician == account.technician);
        let pim = account.access.engine.value == Engine::Pim;
        if opens {
            needs.names_to_create.insert(account.user_principal_name.clone());
        }
        if opens || extends {
            needs.opening.insert(account.user_principal_name.clone());
            needs.pass_policy |= jit.sign_in == SignIn::TemporaryAccessPass;
        }
        if pim || (opens && account.access.engine.value == Engine::Auto) {
            let roles = account.access.roles.keys().map(|grant| grant.role.clone());
            needs.policies_of_roles.extend(roles);
            needs.policies_of_groups.extend(account.access.groups.keys().cloned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::needs;
    use crate::{
        desired::{Provision, TenantState},
        plan::{
            Context,
            fixture::{desired, now, organization, upn},
        },
    };

    #[test]
    fn names_are_proved_free_only_where_something_would_be_created() {
        let mut tenant = desired();
        let all = needs(&Context::new(&organization(), now()), &tenant);
        assert_eq!(all.account_names.len(), 3, "also the technician whom no mapping covers");
        assert_eq!(all.names_to_create, [upn("msp-alice"), upn("msp-bob")].into());
        assert_eq!(all.group_keys.len(), 1);
        assert_eq!(all.role_names.len(), 3);
        assert_eq!(all.emergency_names.len(), 2);
        tenant.state = TenantState::Suspended;
        assert!(needs(&Context::new(&organization(), now()), &tenant).names_to_create.is_empty());
        tenant.state = TenantState::Offboarding;
        assert!(needs(&Context::new(&organization(), now()), &tenant).group_keys.is_empty());
        tenant.state = TenantState::Active;
        tenant.jit.as_mut().expect("jit").provision = Provision::OnDemand;
        assert!(needs(&Context::new(&organization(), now()), &tenant).names_to_create.is_empty());
    }
}
