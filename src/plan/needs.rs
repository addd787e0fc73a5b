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

#[cfg(test)]
mod tests {
    use super::needs;
    use crate::{
        desired::{Provision, TenantState},
        plan::fixture::{desired, organization, upn},
    };

    #[test]
    fn names_are_proved_free_only_where_something_would_be_created() {
        let mut tenant = desired();
        let all = needs(&organization(), &tenant);
        assert_eq!(all.account_names.len(), 3, "also the technician whom no mapping covers");
        assert_eq!(all.names_to_create, [upn("msp-alice"), upn("msp-bob")].into());
        assert_eq!(all.group_keys.len(), 1);
        assert_eq!(all.role_names.len(), 3);
        assert_eq!(all.emergency_names.len(), 2);
        tenant.state = TenantState::Suspended;
        assert!(needs(&organization(), &tenant).names_to_create.is_empty());
        tenant.state = TenantState::Offboarding;
        assert!(needs(&organization(), &tenant).group_keys.is_empty());
        tenant.state = TenantState::Active;
        tenant.jit.as_mut().expect("jit").provision = Provision::OnDemand;
        assert!(needs(&organization(), &tenant).names_to_create.is_empty());
    }
}
