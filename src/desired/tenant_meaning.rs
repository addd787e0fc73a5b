//! From a tenant's settings to what they mean.

use std::path::PathBuf;

use super::{
    CredentialSource, DesiredAuth, DesiredDomain, DesiredEmergencyAccount, DesiredGroup,
    DesiredJit, DesiredTenant, FederatedSource, Manage, SecretSource, context::Context,
    jit_meaning, user_name,
};
use crate::{
    domain::{RoleName, TenantId, TenantName, Window},
    source::{Origin, Spanned},
    spec::{AuthSpec, CredentialSpec, LapsAccountSpec, ManageMode, SecretSpec, TenantSpec},
};

/// The role of an emergency account where none is written.
const EMERGENCY_ROLE: &str = "Global Administrator";
/// How often the password of an emergency account is rotated where nothing is written: 30 days.
const ROTATE_EVERY: Window = Window::from_minutes(30 * 24 * 60);

/// Says what a tenant's settings mean, or nothing where a needed one is missing or wrong, which
/// the checks have reported.
pub(super) fn tenant(spec: &TenantSpec, context: &Context<'_>) -> Option<DesiredTenant> {
    let name = spec.tenant.as_ref()?;
    let jit = match &spec.jit {
        Some(section) => Some(jit_meaning::jit(section, context)?),
        None => None,
    };
    let vital = Vital {
        name: name.value.clone(),
        id: spec.tenant_id.as_ref()?.value,
        auth: auth(&spec.auth.as_ref()?.value, context)?,
        jit,
        emergency_accounts: emergency_accounts(spec)
            .map(|account| emergency_account(account, manage(account, context)?, context))
            .collect::<Option<_>>()?,
        origin: context.origin(name),
    };
    Some(assemble(spec, context, vital))
}

/// What of a tenant may be missing or wrong.
pub(super) struct Vital {
    /// The short name.
    pub(super) name: TenantName,
    /// The directory's id.
    pub(super) id: TenantId,
    /// How tenantry signs in.
    pub(super) auth: DesiredAuth,
    /// JIT accounts.
    pub(super) jit: Option<DesiredJit>,
    /// Emergency accounts.
    pub(super) emergency_accounts: Vec<DesiredEmergencyAccount>,
    /// Where the tenant is declared.
    pub(super) origin: Origin,
}

/// Adds everything else that the settings say.
pub(super) fn assemble(spec: &TenantSpec, context: &Context<'_>, vital: Vital) -> DesiredTenant {
    let labels =
        spec.labels.iter().flatten().map(|(key, value)| (key.clone(), value.value.clone()));
    DesiredTenant {
        name: vital.name,
        id: vital.id,
        display_name: spec.display_name.as_ref().map(|name| name.value.clone()),
        labels: labels.collect(),
        state: spec.state.as_ref().map(|state| state.value).unwrap_or_default(),
        cloud: spec.cloud.as_ref().map(|cloud| cloud.value).unwrap_or_default(),
        auth: vital.auth,
        domains: domains(spec, context),
        groups: groups(spec, context),
        jit: vital.jit,
        emergency_accounts: vital.emergency_accounts,
        origin: vital.origin,
    }
}

fn domains(spec: &TenantSpec, context: &Context<'_>) -> Vec<DesiredDomain> {
    let declared = spec.domains.iter().flat_map(|domains| &domains.value);
    declared
        .map(|domain| DesiredDomain {
            name: domain.name.value.clone(),
            manage: domain.manage.as_ref().is_some_and(|manage| manage.value),
            origin: context.origin(&domain.name),
        })
        .collect()
}

fn groups(spec: &TenantSpec, context: &Context<'_>) -> Vec<DesiredGroup> {
    let declared = spec.groups.iter().flat_map(|groups| &groups.value);
    declared
        .map(|group| DesiredGroup {
            name: group.name.value.clone(),
            description: group.description.as_ref().map(|text| text.value.clone()),
            assignable_to_role: group.assignable_to_role.as_ref().is_some_and(|yes| yes.value),
            origin: context.origin(&group.name),
        })
        .collect()
}

/// Says how tenantry signs in, or nothing where something of it is missing.
pub(super) fn auth(spec: &AuthSpec, context: &Context<'_>) -> Option<DesiredAuth> {
    let client_id = spec.client_id.as_ref()?;
    let plan = match &spec.plan {
        Some(plan) => Some((plan.client_id.as_ref()?.value, credential(plan.credential.as_ref()?))),
        None => None,
    };
    Some(DesiredAuth {
        client_id: client_id.value,
        credential: credential(spec.credential.as_ref()?),
        plan,
        marker_client_id: spec.marker_client_id.as_ref().map_or(client_id.value, |id| id.value),
        origin: context.origin(client_id),
    })
}

fn credential(spec: &Spanned<CredentialSpec>) -> CredentialSource {
    match &spec.value {
        CredentialSpec::ClientSecret(SecretSpec::Env(name)) => {
            CredentialSource::ClientSecret(SecretSource::Environment(name.value.clone()))
        }
        CredentialSpec::ClientSecret(SecretSpec::File(path)) => {
            CredentialSource::ClientSecret(SecretSource::File(PathBuf::from(&path.value)))
        }
        CredentialSpec::Certificate(certificate) => {
            CredentialSource::Certificate(PathBuf::from(&certificate.file.value))
        }
        CredentialSpec::Federated(federated) => {
            CredentialSource::Federated(match (&federated.env, &federated.file) {
                (Some(name), _) => FederatedSource::Environment(name.value.clone()),
                (None, Some(path)) => FederatedSource::File(PathBuf::from(&path.value)),
                (None, None) => FederatedSource::Ambient,
            })
        }
        CredentialSpec::ManagedIdentity(_) => CredentialSource::ManagedIdentity,
    }
}

/// Iterates over the emergency accounts as written.
pub(super) fn emergency_accounts(spec: &TenantSpec) -> impl Iterator<Item = &LapsAccountSpec> {
    spec.laps.iter().flat_map(|laps| &laps.value.accounts).flat_map(|list| &list.value)
}

/// Says what an emergency account is; `None` where Entra ID would not allow its name.
pub(super) fn emergency_account(
    account: &LapsAccountSpec,
    manage: Manage,
    context: &Context<'_>,
) -> Option<DesiredEmergencyAccount> {
    Some(DesiredEmergencyAccount {
        name: account.name.value.clone(),
        user_principal_name: user_name::principal(emergency_user_name(account), &account.domain)?,
        role: account.role.as_ref().map_or_else(emergency_role, |role| role.value.clone()),
        domain: account.domain.value.clone(),
        manage,
        origin: context.origin(&account.name),
    })
}

/// Says what is done with an emergency account; `None` where it is to be rotated into a store
/// that there is not.
pub(super) fn manage(account: &LapsAccountSpec, context: &Context<'_>) -> Option<Manage> {
    match account.manage.as_ref().map(|manage| manage.value).unwrap_or_default() {
        ManageMode::Observe => Some(Manage::Observe),
        ManageMode::Rotate => {
            let store = &account.store.as_ref()?.value;
            let every = account.rotate_every.as_ref().map_or(ROTATE_EVERY, |every| every.value);
            let known = context.organization.stores.contains_key(store);
            known.then(|| Manage::Rotate { every, store: store.clone() })
        }
    }
}

/// Returns the part of an emergency account's name before the `@`.
pub(super) fn emergency_user_name(account: &LapsAccountSpec) -> &str {
    account.user_name.as_ref().map_or(account.name.value.as_str(), |name| name.value.as_str())
}

fn emergency_role() -> RoleName {
    EMERGENCY_ROLE.parse().expect("invariant: the role's name is a valid one")
}
