//! One tenant's plan in the making: what every decision reads, and where it writes.

use std::collections::BTreeMap;

use super::{
    Change, ChangeAction, Context, Diagnostic, LookAlike, Orphan, Scheduled, inventory::Inventory,
    steps::Owned,
};
use crate::{
    desired::DesiredTenant,
    domain::{Address, ObjectId},
    observed::ObservedTenant,
};

/// What every decision about one tenant reads.
#[derive(Debug, Clone)]
pub(crate) struct View<'a> {
    pub(crate) context: &'a Context<'a>,
    pub(crate) desired: &'a DesiredTenant,
    pub(crate) observed: &'a ObservedTenant,
    pub(crate) inventory: Inventory<'a>,
}

impl<'a> View<'a> {
    pub(crate) fn of(
        context: &'a Context<'a>,
        desired: &'a DesiredTenant,
        observed: &'a ObservedTenant,
    ) -> Self {
        let inventory = Inventory::of(context, observed);
        Self { context, desired, observed, inventory }
    }

    /// Returns whether the live organization bears the declared name, where one is declared
    /// (G011). An organization that could not be read does not.
    pub(crate) fn is_named_as_declared(&self) -> bool {
        let live = self.observed.organization.known();
        self.desired
            .display_name
            .as_ref()
            .is_none_or(|declared| live.is_some_and(|live| live.display_name == declared.as_str()))
    }

    /// Returns whether the audit trail remembers the account as ours and its marker says so no more.
    pub(crate) fn is_tampered(&self, id: ObjectId) -> bool {
        self.inventory.tampered.values().flatten().any(|user| user.id == id)
    }

    pub(crate) fn owned<'b>(&'b self, id: ObjectId, address: &'b Address) -> Owned<'b> {
        Owned {
            id,
            address,
            installation: &self.context.organization.name,
            remembered: self.is_tampered(id),
            sees_eligible_memberships: self.observed.sees_eligible_memberships(),
        }
    }
}

/// What was decided so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct Draft {
    pub(crate) changes: BTreeMap<Address, Change>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) unmanaged: Vec<LookAlike>,
    pub(crate) orphans: Vec<Orphan>,
    pub(crate) scheduled: Vec<Scheduled>,
    pub(crate) unchanged: u32,
}

impl Draft {
    /// Adds a change; there is at most one for an address.
    pub(crate) fn change(&mut self, change: Change) {
        debug_assert!(!self.changes.contains_key(&change.address), "{}", change.address);
        self.changes.insert(change.address.clone(), change);
    }

    pub(crate) fn say(&mut self, diagnostic: Diagnostic) {
        if !self.diagnostics.contains(&diagnostic) {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Returns whether this plan makes the thing at the address, or makes it usable.
    pub(crate) fn makes(&self, address: &Address) -> bool {
        self.changes.get(address).is_some_and(|change| change.action != ChangeAction::Delete)
    }

    pub(crate) fn report(&mut self, address: &Address, object_id: ObjectId, message: String) {
        let found = LookAlike { address: address.clone(), object_id, message, look_alike: false };
        self.unmanaged.push(found);
    }

    pub(crate) fn suspect(&mut self, address: &Address, object_id: ObjectId, message: String) {
        let found = LookAlike { address: address.clone(), object_id, message, look_alike: true };
        self.unmanaged.push(found);
    }
}
