//! What has to be read of a tenant before it can be planned.

use std::collections::BTreeSet;

use crate::{
    desired::{DesiredOrganization, DesiredTenant, Provision, TenantState},
    observed::ReadNeeds,
};

/// Returns what has to be read of a tenant.
///
/// Names that nothing would be created under are not among `names_to_create`: to prove that a
/// name is free costs a request.
#[must_use]
pub fn needs(organization: &DesiredOrganization, tenant: &DesiredTenant) -> ReadNeeds {
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
    };
    if tenant.state != TenantState::Offboarding {
        needs.group_keys =
            tenant.groups.iter().map(|group| group.unique_name(&organization.name)).collect();
    }
    for account in &tenant.emergency_accounts {
        needs.emergency_names.insert(account.user_principal_name.clone());
        needs.role_names.insert(account.role.clone());
    }
    let Some(jit) = &tenant.jit else { return needs };
    needs.account_names.extend(jit.user_names.values().cloned());
    let creates = tenant.state == TenantState::Active && jit.provision == Provision::Ahead;
    for account in jit.accounts.values() {
        needs.account_names.insert(account.user_principal_name.clone());
        if creates {
            needs.names_to_create.insert(account.user_principal_name.clone());
        }
        needs.group_names.extend(account.access.groups.keys().cloned());
        needs.role_names.extend(account.access.roles.keys().map(|grant| grant.role.clone()));
    }
    needs
}
