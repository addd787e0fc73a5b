//! One customer's tenant as meant.

use std::collections::BTreeMap;

use super::{DesiredEmergencyAccount, DesiredJit, TenantState};
use crate::{
    domain::{
        Address, ClientId, Cloud, CredentialSource, DisplayName, DomainName, GroupName,
        OrganizationName, TenantId, TenantName,
    },
    source::Origin,
};

/// One customer's tenant as meant.
#[derive(Debug, Clone, PartialEq)]
pub struct DesiredTenant {
    /// The short name.
    pub name: TenantName,
    /// The directory's GUID.
    pub id: TenantId,
    /// The organization's name, asserted against the live one (G011).
    pub display_name: Option<DisplayName>,
    /// Free labels for `--selector`.
    pub labels: BTreeMap<String, String>,
    /// Whether access is given at all.
    pub state: TenantState,
    /// The cloud that the tenant lives in.
    pub cloud: Cloud,
    /// How tenantry signs in.
    pub auth: DesiredAuth,
    /// Domains that must exist, in the order declared.
    pub domains: Vec<DesiredDomain>,
    /// Groups that tenantry creates and owns, in the order declared.
    pub groups: Vec<DesiredGroup>,
    /// JIT accounts; `None` where the tenant declares none.
    pub jit: Option<DesiredJit>,
    /// Emergency accounts, in the order declared.
    pub emergency_accounts: Vec<DesiredEmergencyAccount>,
    /// Where the tenant is declared (its `tenant` key).
    pub origin: Origin,
}

/// How tenantry signs in to a tenant.
#[derive(Debug, Clone, PartialEq)]
pub struct DesiredAuth {
    /// The app registration.
    pub client_id: ClientId,
    /// Its credential.
    pub credential: CredentialSource,
    /// A second, read-only app that `plan` uses.
    pub plan: Option<(ClientId, CredentialSource)>,
    /// The app whose directory extensions hold the marker.
    pub marker_client_id: ClientId,
    /// Where `clientId` is declared.
    pub origin: Origin,
}

/// A domain that must exist, be verified and managed.
#[derive(Debug, Clone, PartialEq)]
pub struct DesiredDomain {
    /// The domain.
    pub name: DomainName,
    /// Whether tenantry adds and verifies it.
    pub manage: bool,
    /// Where it is declared.
    pub origin: Origin,
}

/// A security group that tenantry creates and owns.
#[derive(Debug, Clone, PartialEq)]
pub struct DesiredGroup {
    /// Its display name.
    pub name: GroupName,
    /// Its description; `None` leaves whatever is there.
    pub description: Option<String>,
    /// Whether roles can be assigned to it; fixed at creation.
    pub assignable_to_role: bool,
    /// Where it is declared.
    pub origin: Origin,
}

impl DesiredGroup {
    /// Returns the group's address in its tenant.
    #[must_use]
    pub fn address(&self) -> Address {
        Address::Group(self.name.clone())
    }

    /// Returns the immutable key that makes the group's creation repeatable:
    /// `tenantry.{installation}.{slug of the name}`.
    #[must_use]
    pub fn unique_name(&self, installation: &OrganizationName) -> String {
        format!("tenantry.{installation}.{}", slug(self.name.as_str()))
    }
}

/// Keeps letters and digits in lower case and writes everything else as its code point, so that
/// two names never share a slug by accident.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' => slug.push(c),
            ' ' => slug.push('-'),
            other => {
                let code = format!("_{:x}_", u32::from(other));
                slug.push_str(&code);
            }
        }
    }
    slug
}

#[cfg(test)]
mod tests {
    #[test]
    fn slugs_tell_names_apart() {
        assert_eq!(super::slug("Tenantry Helpdesk"), "tenantry-helpdesk");
        assert_ne!(super::slug("a-b"), super::slug("a b"));
    }
}
