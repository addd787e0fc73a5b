//! What every tenant and grant is read against.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::Timestamp;

use super::DesiredOrganization;
use crate::{
    domain::{StoreName, TechnicianGroup, TechnicianId},
    source::{Loc, Origin, Place, SourceMap, Spanned},
    spec::{Removed, node::Node},
};

/// What tells who a technician is and what mappings cover.
const NAMING: [&str; 3] = ["id", "groups", "state"];

/// The organization as meant, and what its tenants take from it.
pub(super) struct Context<'a> {
    /// The files.
    pub(super) sources: &'a SourceMap,
    /// The time that acknowledgements are held against.
    pub(super) now: Timestamp,
    /// The organization.
    pub(super) organization: DesiredOrganization,
    /// Every technician group that a technician is in.
    pub(super) groups: BTreeSet<TechnicianGroup>,
    /// The declared stores.
    pub(super) stores: BTreeSet<StoreName>,
    /// Settings that hold for every tenant.
    pub(super) defaults: Option<Arc<Node>>,
    /// Named settings.
    pub(super) profiles: BTreeMap<String, Arc<Node>>,
    /// What was left out of the organization's file.
    pub(super) removed: Removed,
    /// Whether the organization's file could be read at all.
    pub(super) readable: bool,
}

impl Context<'_> {
    /// Returns whether every name that a section of the organization's file declares could be
    /// read. A reference into anything else is not called unknown.
    pub(super) fn is_whole(&self, section: &str) -> bool {
        let needed = |below: &[String]| match (section, below) {
            ("technicians", [key, ..]) => NAMING.contains(&key.as_str()),
            ("profiles" | "stores", [_, _, ..]) => false,
            _ => true,
        };
        self.readable && !self.removed.below(section).any(needed)
    }

    /// Returns whether the keys that credentials are sealed to could be read, of every technician.
    pub(super) fn knows_recipients(&self) -> bool {
        let lost = |below: &[String]| below.first().is_none_or(|key| key == "recipients");
        self.readable && !self.removed.below("technicians").any(lost)
    }

    /// Turns a location into a position.
    pub(super) fn place(&self, loc: Loc) -> Place {
        self.sources.place(loc)
    }

    /// Tells where a value comes from.
    pub(super) fn origin<T>(&self, value: &Spanned<T>) -> Origin {
        self.sources.origin(value)
    }

    /// Iterates over the active technicians whom a group covers.
    pub(super) fn covered<'s>(
        &'s self,
        group: &'s TechnicianGroup,
    ) -> impl Iterator<Item = &'s TechnicianId> {
        self.organization
            .technicians
            .values()
            .filter(move |person| {
                person.active && (group.is_all() || person.groups.contains(group))
            })
            .map(|person| &person.id)
    }
}
