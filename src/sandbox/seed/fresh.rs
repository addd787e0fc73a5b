//! Tenants in which a configuration can succeed.

use super::role::SeedRole;
use super::spec::{
    AuthenticationType, Dns, FreshTenant, Licence, SeedCustomRole, SeedDomain, SeedGroup,
    SeedTenant, SeedUnit, SeedUser,
};

impl FreshTenant {
    /// Describes the tenant in full: licensed for P2, with one Global Administrator of its own
    /// beside what the configuration names.
    #[must_use]
    pub fn described(&self) -> SeedTenant {
        let mut seed = SeedTenant {
            tenant_id: self.tenant_id,
            display_name: self.display_name.clone(),
            domains: self.domains.iter().map(verified).collect(),
            licences: vec![Licence::P2],
            apps: self.apps.clone(),
            ..SeedTenant::default()
        };
        seed.groups = self.groups.iter().map(group).collect();
        seed.administrative_units = self.administrative_units.iter().map(unit).collect();
        seed.custom_roles = self.custom_roles.iter().map(custom_role).collect();
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

fn verified(name: &String) -> SeedDomain {
    SeedDomain {
        name: name.clone(),
        is_initial: false,
        verified: true,
        authentication_type: AuthenticationType::Managed,
        dns: Dns::Published,
    }
}

fn group(name: &String) -> SeedGroup {
    SeedGroup {
        display_name: name.clone(),
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

fn unit(name: &String) -> SeedUnit {
    SeedUnit { display_name: name.clone(), id: None, restricted: false, members: Vec::new() }
}

fn custom_role(name: &String) -> SeedCustomRole {
    SeedCustomRole { display_name: name.clone(), id: None, actions: Vec::new() }
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
        on_premises_sync_enabled: false,
        created: None,
    }
}
