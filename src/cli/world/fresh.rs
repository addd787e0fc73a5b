//! Tenants in which a configuration can succeed, made from the configuration.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::rights;
use crate::{
    desired::{AccessScope, Desired, DesiredTenant, Manage},
    domain::{BuiltInRole, ClientId, EXTENSIONS},
    sandbox::seed::{FreshTenant, ObservedAccount, Seed, SeedApp, SeedRole, SeedTenant},
};

/// Describes a fresh tenant for each configured one that the seed does not name.
pub(crate) fn fresh_tenants(desired: &Desired, seed: &Seed, prune: bool) -> Vec<SeedTenant> {
    let named: BTreeSet<Uuid> = seed
        .tenants
        .iter()
        .map(|tenant| tenant.tenant_id)
        .chain(seed.fresh.iter().map(|fresh| fresh.tenant_id))
        .collect();
    let missing = desired.tenants.values().filter(|tenant| !named.contains(&tenant.id.uuid()));
    let takes = |tenant: &DesiredTenant| rights::changing(&desired.organization, tenant, prune);
    missing.map(|tenant| fresh_tenant(tenant, &takes(tenant))).collect()
}

/// `takes` is what the app that changes the tenant is permitted to.
fn fresh_tenant(tenant: &DesiredTenant, takes: &[String]) -> SeedTenant {
    let display_name =
        tenant.display_name.as_ref().map_or(tenant.name.as_str(), |name| name.as_str());
    let fresh = FreshTenant {
        tenant_id: tenant.id.uuid(),
        display_name: display_name.to_owned(),
        domains: unmanaged_domains(tenant),
        apps: apps(tenant, takes),
        groups: foreign_groups(tenant).into_iter().collect(),
        administrative_units: units(tenant).into_iter().collect(),
        custom_roles: custom_roles(tenant).into_iter().collect(),
        observed_accounts: observed_accounts(tenant),
    };
    let mut seed = fresh.described();
    // What is named by its id has that id.
    for group in &mut seed.groups {
        group.id = group.display_name.parse().ok();
    }
    for unit in &mut seed.administrative_units {
        unit.id = unit.display_name.parse().ok();
    }
    for role in &mut seed.custom_roles {
        role.id = role.display_name.parse().ok();
    }
    seed
}

/// Domains that exist already, the tenant's own `*.onmicrosoft.com` one first.
fn unmanaged_domains(tenant: &DesiredTenant) -> Vec<String> {
    let mut domains: Vec<_> = tenant.domains.iter().filter(|domain| !domain.manage).collect();
    domains.sort_by_key(|domain| !domain.name.is_initial_form());
    domains.iter().map(|domain| domain.name.to_string()).collect()
}

fn foreign_groups(tenant: &DesiredTenant) -> BTreeSet<String> {
    let accounts = tenant.jit.iter().flat_map(|jit| jit.accounts.values());
    let named = accounts.flat_map(|account| account.access.groups.keys());
    let created = |name: &str| tenant.groups.iter().any(|group| group.name.matches(name));
    named.map(ToString::to_string).filter(|name| !created(name)).collect()
}

fn units(tenant: &DesiredTenant) -> BTreeSet<String> {
    let accounts = tenant.jit.iter().flat_map(|jit| jit.accounts.values());
    let grants = accounts.flat_map(|account| account.access.roles.keys());
    let units = grants.filter_map(|grant| match &grant.scope {
        AccessScope::Tenant => None,
        AccessScope::AdministrativeUnit(name) => Some(name.to_string()),
    });
    units.collect()
}

fn custom_roles(tenant: &DesiredTenant) -> BTreeSet<String> {
    let accounts = tenant.jit.iter().flat_map(|jit| jit.accounts.values());
    let of_accounts = accounts.flat_map(|account| account.access.roles.keys().map(|it| &it.role));
    let of_emergency = tenant.emergency_accounts.iter().map(|account| &account.role);
    let names = of_accounts.chain(of_emergency).map(ToString::to_string);
    names.filter(|name| BuiltInRole::find(name).is_none()).collect()
}

fn observed_accounts(tenant: &DesiredTenant) -> Vec<ObservedAccount> {
    let observed =
        tenant.emergency_accounts.iter().filter(|account| account.manage == Manage::Observe);
    let accounts = observed.map(|account| ObservedAccount {
        user_principal_name: account.user_principal_name.to_string(),
        role: account.role.to_string(),
    });
    accounts.collect()
}

/// The configured apps: the one that applies, the one that plans, the one that holds the marker.
fn apps(tenant: &DesiredTenant, takes: &[String]) -> Vec<SeedApp> {
    let auth = &tenant.auth;
    let mut apps = vec![app(tenant, auth.client_id, "tenantry", Some(takes))];
    if let Some((client_id, _)) = &auth.plan
        && *client_id != auth.client_id
    {
        apps.push(app(tenant, *client_id, "tenantry plan", None));
    }
    if apps.iter().all(|app| app.client_id != auth.marker_client_id.uuid()) {
        apps.push(app(tenant, auth.marker_client_id, "tenantry marker", None));
    }
    apps
}

/// Describes an app; `takes` are its permissions where it does more than read.
fn app(
    tenant: &DesiredTenant,
    client_id: ClientId,
    name: &str,
    takes: Option<&[String]>,
) -> SeedApp {
    let holds_marker = client_id == tenant.auth.marker_client_id;
    SeedApp {
        client_id: client_id.uuid(),
        display_name: name.to_owned(),
        permissions: takes.map_or_else(|| rights::reading(tenant), <[String]>::to_vec),
        directory_roles: takes.map(|_| SeedRole::named(rights::ROLE)).into_iter().collect(),
        secrets: Vec::new(),
        certificates: Vec::new(),
        federated: Vec::new(),
        owns_itself: true,
        enabled: true,
        extensions: EXTENSIONS.iter().filter(|_| holds_marker).map(ToString::to_string).collect(),
    }
}
