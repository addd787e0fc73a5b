//! JIT and emergency accounts as meant.

use std::collections::BTreeMap;

use super::{DesiredAccess, Fallback, Provision, SignIn};
use crate::{
    domain::{
        AccountName, Address, DisplayName, DomainName, RoleName, StoreName, TechnicianId,
        UserPrincipalName, Window,
    },
    source::Origin,
};

/// The JIT accounts of a tenant.
#[derive(Debug, Clone, PartialEq)]
pub struct DesiredJit {
    /// The domain that the accounts live in.
    pub domain: DomainName,
    /// Where `jit.domain` is declared.
    pub domain_origin: Origin,
    /// When accounts are created.
    pub provision: Provision,
    /// What a technician signs in with.
    pub sign_in: SignIn,
    /// What to do where the tenant's policy forbids a pass.
    pub fallback: Fallback,
    /// Whether roles and groups that others gave to our accounts are taken away too.
    pub remove_unmanaged: bool,
    /// How long after the end of its last grant an account is deleted; `None` means never.
    pub delete_after: Option<Window>,
    /// The longest `maximum` of the tenant: what a marker's deadline may never exceed for an
    /// account that no mapping covers any more.
    pub maximum: Window,
    /// The naming rule for each technician, whether mapped or not: who a look-alike would be.
    pub user_names: BTreeMap<TechnicianId, UserPrincipalName>,
    /// An account for each active technician that a mapping covers.
    pub accounts: BTreeMap<TechnicianId, DesiredAccount>,
    /// Where the section is declared.
    pub origin: Origin,
}

/// One technician's account in one tenant, with all mappings that cover it taken together.
#[derive(Debug, Clone, PartialEq)]
pub struct DesiredAccount {
    /// Who.
    pub technician: TechnicianId,
    /// Its name in the directory.
    pub user_principal_name: UserPrincipalName,
    /// The name that the directory shows.
    pub display_name: DisplayName,
    /// What it can do inside its window.
    pub access: DesiredAccess,
    /// Where the mapping that covers it is declared (the first, where several do).
    pub origin: Origin,
}

impl DesiredAccount {
    /// Returns the account's address in its tenant.
    #[must_use]
    pub fn address(&self) -> Address {
        Address::Jit(self.technician.clone())
    }
}

/// A declared emergency account.
#[derive(Debug, Clone, PartialEq)]
pub struct DesiredEmergencyAccount {
    /// Its short name.
    pub name: AccountName,
    /// Its name in the directory.
    pub user_principal_name: UserPrincipalName,
    /// The domain that it lives in: the part of its name behind the `@`.
    pub domain: DomainName,
    /// The role it holds permanently.
    pub role: RoleName,
    /// What tenantry does with it.
    pub manage: Manage,
    /// Where it is declared.
    pub origin: Origin,
}

/// What tenantry does with an emergency account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Manage {
    /// Its password is generated, sealed into a store and rotated.
    Rotate {
        /// How often.
        every: Window,
        /// Where to: one of the organization's stores.
        store: StoreName,
    },
    /// It is checked and never changed.
    Observe,
}

impl DesiredEmergencyAccount {
    /// Returns the account's address in its tenant.
    #[must_use]
    pub fn address(&self) -> Address {
        Address::Laps(self.name.clone())
    }
}
