//! The MSP and everything that its configuration means.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::{DesiredAudit, DesiredStore, DesiredTenant};
use crate::{
    domain::{
        GrantId, GuardId, ObjectId, OrganizationName, StoreName, TechnicianGroup, TechnicianId,
        TenantName, Window,
    },
    source::Origin,
};

/// A whole configuration as meant.
#[derive(Debug, Clone, PartialEq)]
pub struct Desired {
    /// The MSP.
    pub organization: DesiredOrganization,
    /// Every tenant by name.
    pub tenants: BTreeMap<TenantName, DesiredTenant>,
    /// Declared grants by id (the name of the file without `.yaml`).
    pub grants: BTreeMap<GrantId, DesiredGrant>,
    /// `sha256:…` over what the files mean: independent of the order of files and keys, of
    /// comments and of layout.
    pub digest: String,
}

/// The MSP.
#[derive(Debug, Clone, PartialEq)]
pub struct DesiredOrganization {
    /// Its name, which is the installation id in every marker.
    pub name: OrganizationName,
    /// Its people.
    pub technicians: BTreeMap<TechnicianId, Technician>,
    /// The limits of the safety rules.
    pub guards: GuardSettings,
    /// How often sweep is scheduled, which bounds how late a runner-ended access can be.
    pub sweep_every: Option<Window>,
    /// Where events go; `None` where nothing is declared.
    pub audit: Option<DesiredAudit>,
    /// Where sealed credentials go, by name.
    pub stores: BTreeMap<StoreName, DesiredStore>,
}

/// A person of the MSP.
#[derive(Debug, Clone, PartialEq)]
pub struct Technician {
    /// The short name.
    pub id: TechnicianId,
    /// The groups the person is in, without `all`.
    pub groups: BTreeSet<TechnicianGroup>,
    /// Whether the person may have access; a disabled one is deprovisioned in every tenant.
    pub active: bool,
    /// Public keys (age or ssh-ed25519) that the person's credentials are sealed to, each of the
    /// right form; without one, a credential can be shown on a terminal only.
    pub recipients: Vec<String>,
    /// The mail address, where one is declared.
    pub mail: Option<String>,
    /// Where the person is declared.
    pub origin: Origin,
}

/// The limits of the safety rules.
#[derive(Debug, Clone, PartialEq)]
pub struct GuardSettings {
    /// G001: ready emergency accounts a tenant needs; 0 opts out.
    pub minimum_emergency_accounts: u32,
    /// G004: tenants with destructive or privilege-raising changes in one run.
    pub maximum_tenants_changed: u32,
    /// G003: removals in one tenant.
    pub maximum_removals: u32,
    /// G006: objects that nothing may change.
    pub protected: BTreeSet<ObjectId>,
    /// Guards waived for a time.
    pub acknowledge: Vec<Acknowledgement>,
}

/// A guard waived for some tenants until some time.
#[derive(Debug, Clone, PartialEq)]
pub struct Acknowledgement {
    /// Which guard.
    pub guard: GuardId,
    /// For which tenants.
    pub tenants: TenantSet,
    /// Why, in the words of whoever decided it.
    pub reason: String,
    /// Until when; `None` only from the command line, for one run.
    pub until: Option<Timestamp>,
    /// Where it is written; `None` for the command line.
    pub origin: Option<Origin>,
}

/// Some tenants, or all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TenantSet {
    /// Every tenant.
    All,
    /// These.
    Only(BTreeSet<TenantName>),
}

impl TenantSet {
    /// Returns whether the tenant is in the set.
    #[must_use]
    pub fn contains(&self, tenant: &TenantName) -> bool {
        match self {
            Self::All => true,
            Self::Only(names) => names.contains(tenant),
        }
    }
}

/// One technician's declared access to some tenants for a time.
#[derive(Debug, Clone, PartialEq)]
pub struct DesiredGrant {
    /// The name of its file without `.yaml`.
    pub id: GrantId,
    /// Who.
    pub technician: TechnicianId,
    /// Where.
    pub tenants: Vec<TenantName>,
    /// From when; `None` means at once.
    pub start: Option<Timestamp>,
    /// For how long; `None` means the shortest `disableAfter` that applies.
    pub duration: Option<Window>,
    /// Why.
    pub reason: String,
    /// The ticket, where there is one.
    pub ticket: Option<String>,
    /// Who approved it.
    pub approved_by: Option<TechnicianId>,
    /// Where it is declared.
    pub origin: Origin,
}
