//! What a plan is made for.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::{
    desired::DesiredGrant,
    domain::{Address, GrantId, ObjectId, TechnicianId, TenantName, Window},
    source::Origin,
};

/// What a plan is made for: everything that is declared, or one thing that somebody asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum Purpose {
    /// Everything that is declared, declared grants included (`plan`, `apply`).
    Converge,
    /// One technician's access, now (`grant`).
    Grant(Wish),
    /// A later end of one technician's open access (`extend`).
    Extend(Extension),
    /// The end of access, whatever its deadline (`revoke`); `None` for every technician.
    Revoke(Option<BTreeSet<TechnicianId>>),
    /// The end of all access that is due, and nothing else (`sweep`).
    Sweep,
    /// The adoption of objects that are there already, and nothing else (`import`).
    Import(Import),
}

impl Purpose {
    /// Returns the command that it is of.
    #[must_use]
    pub const fn command(&self) -> &'static str {
        match self {
            Self::Converge => "apply",
            Self::Grant(_) => "grant",
            Self::Extend(_) => "extend",
            Self::Import(_) => "import",
            Self::Revoke(_) => "revoke",
            Self::Sweep => "sweep",
        }
    }

    /// Returns whether it does nothing but end access, so that it needs no valid configuration.
    #[must_use]
    pub const fn only_ends(&self) -> bool {
        match self {
            Self::Revoke(_) | Self::Sweep => true,
            Self::Converge | Self::Grant(_) | Self::Extend(_) | Self::Import(_) => false,
        }
    }
}

/// Access that somebody asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Wish {
    /// The grant's id.
    pub id: GrantId,
    /// Who.
    pub technician: TechnicianId,
    /// From when; `None` is at once.
    pub start: Option<Timestamp>,
    /// For how long; `None` is the shortest `disableAfter` that applies.
    pub length: Option<Window>,
    /// Why.
    pub reason: String,
    /// The ticket, where there is one.
    pub ticket: Option<String>,
    /// Who approved it, where somebody did.
    pub approver: Option<TechnicianId>,
    /// Where it is declared; `None` for the command line.
    pub origin: Option<Origin>,
}

impl From<&DesiredGrant> for Wish {
    fn from(grant: &DesiredGrant) -> Self {
        Self {
            id: grant.id.clone(),
            technician: grant.technician.clone(),
            start: grant.start,
            length: grant.duration,
            reason: grant.reason.clone(),
            ticket: grant.ticket.clone(),
            approver: grant.approved_by.clone(),
            origin: Some(grant.origin.clone()),
        }
    }
}

/// A later end of open access that somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// Whose access.
    pub technician: TechnicianId,
    /// By how much its end moves.
    pub by: Window,
    /// Why.
    pub reason: String,
    /// The ticket, where there is one.
    pub ticket: Option<String>,
}

/// Objects that somebody wants adopted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// The addresses that they are declared under, by tenant.
    pub addresses: BTreeMap<TenantName, BTreeSet<Address>>,
    /// The object that is meant, where that is demanded: then any other is refused.
    pub object: Option<ObjectId>,
}

impl Import {
    /// Returns what is to be adopted in one tenant.
    pub(super) fn of<'a>(&'a self, tenant: &TenantName) -> impl Iterator<Item = &'a Address> {
        self.addresses.get(tenant).into_iter().flatten()
    }
}

/// No grants, for plans that none is declared for.
pub(crate) static NO_GRANTS: BTreeMap<GrantId, DesiredGrant> = BTreeMap::new();
