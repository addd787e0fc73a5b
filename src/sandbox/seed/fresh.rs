//! Tenants in which a configuration can succeed.

use super::role::SeedRole;
use super::spec::{AuthenticationType, Dns, Licence, SeedDomain, SeedTenant};
use super::spec_fresh::FreshTenant;
use super::spec_people::{SeedCustomRole, SeedGroup, SeedUnit, SeedUser};

impl FreshTenant {
    /// Describes the tenant in full: licensed for P2, with one Global Administrator of its own
    /// beside what the configuration names.
    #[must_use]
    pub fn described(&self) -> SeedTenant {
        let mut seed = SeedTenant {
            tenant_id: self.tenant_id,
            display_name: self.display_name.clone(),
            domains: self.domains.iter().map(|name| verified(name)).collect(),
            licences: vec![Licence::P2],
            apps: self.apps.clone(),
            ..SeedTenant::default()
        };
        seed.groups = self.groups.iter().map(|name| group(name)).collect();
        seed.administrative_units =
            self.administrative_units.iter().map(|name| unit(name)).collect();
        seed.custom_roles = self.custom_roles.iter().map(|name| custom_role(name)).collect();
        let host = seed.initial_domain();
        let administrator = format!("administrator@{host}");
        seed.users.push(user(&administrator, "Global Administrator", "Tenant Administrator"));
        for account in &self.observed_accounts {
            if !account.user_principal_name.eq_ignore_ascii_case(&administrator) {
                let name = account.user_principal_name.split('@').next().unwrap_or_default();
                seed.users.push(user(&account.user_principal_name, &account.role, name));
            }
        }
        seed
    }
}

fn verified(name: &str) -> SeedDomain {
    SeedDomain {
        name: name.to_owned(),
        is_initial: false,
        verified: true,
        authentication_type: AuthenticationType::Managed,
        dns: Dns::Published,
    }
}

fn group(name: &str) -> SeedGroup {
    SeedGroup {
        display_name: name.to_owned(),
        id: None,
        description: None,
        unique_name: None,
        is_assignable_to_role: false,
        dynamic: false,
        synced: false,
        mail_enabled: false,
        marker: None,
        members: Vec::new(),
        roles: Vec::new(),
    }
}

fn unit(name: &str) -> SeedUnit {
    SeedUnit { display_name: name.to_owned(), id: None, restricted: false, members: Vec::new() }
}

fn custom_role(name: &str) -> SeedCustomRole {
    SeedCustomRole { display_name: name.to_owned(), id: None, actions: Vec::new() }
}

fn user(upn: &str, role: &str, name: &str) -> SeedUser {
    SeedUser {
        user_principal_name: upn.to_owned(),
        id: None,
        display_name: Some(name.to_owned()),
        account_enabled: true,
        password: None,
        marker: None,
        roles: vec![SeedRole::named(role)],
        groups: Vec::new(),
        methods: Vec::new(),
        last_sign_in: None,
        on_premises_sync_enabled: false,
        created: None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::sandbox::seed::plant;
    use crate::sandbox::store::Table;

    #[test]
    fn a_fresh_tenant_has_what_its_configuration_names_and_one_administrator() {
        let fresh: FreshTenant = serde_json::from_value(json!({
            "tenantId": "3f2a8a2c-0000-4000-8000-000000000001", "displayName": "contoso",
            "domains": ["admin.contoso.example", "contoso.onmicrosoft.com"],
            "apps": [{ "clientId": "7d1e0000-0000-4000-8000-00000000000a",
                       "directoryRoles": ["Privileged Authentication Administrator"] }],
            "groups": ["CA Exclude Legacy"], "administrativeUnits": ["Branch Offices"],
            "customRoles": ["Printer Keeper"],
            "observedAccounts": [{ "userPrincipalName": "emergency-2@contoso.onmicrosoft.com",
                                   "role": "Global Administrator" }],
        }))
        .unwrap();
        let tenant = plant(&fresh.described(), jiff::Timestamp::UNIX_EPOCH).unwrap();
        let count = |table| tenant.rows(table).count();
        assert_eq!(count(Table::Users), 2);
        assert_eq!(count(Table::RoleAssignments), 3);
        assert_eq!((count(Table::Groups), count(Table::AdministrativeUnits)), (1, 1));
        assert_eq!(count(Table::RoleDefinitions), 1);
        let initial = tenant.get(Table::Domains, "contoso.onmicrosoft.com").unwrap();
        assert_eq!(initial["isInitial"], true);
        assert_eq!(tenant.get(Table::Settings, "licences").unwrap()["p2"], true);
    }
}
