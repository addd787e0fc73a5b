//! Which of the objects found are ours, and under which address.
//!
//! An object is ours only where its marker names our installation and an address that its kind of
//! object can have. A listing can lag, so objects found by name count as well: their marker was
//! read from the object itself.

use std::collections::BTreeMap;

use super::{Context, Kind};
use crate::{
    domain::{Address, ObjectId, OrganizationName},
    observed::{ObservedGroup, ObservedMarker, ObservedTenant, ObservedUser, Ownership, Reading},
};

/// The objects of a tenant that bear our marker.
#[derive(Debug, Clone)]
pub(crate) struct Inventory<'a> {
    /// Owned accounts by address; more than one is a fault that somebody must look at.
    pub(crate) users: BTreeMap<Address, Vec<&'a ObservedUser>>,
    /// Owned groups by address.
    pub(crate) groups: BTreeMap<Address, Vec<&'a ObservedGroup>>,
    /// Accounts that bear our installation and no address that an account can have.
    pub(crate) odd_users: Vec<&'a ObservedUser>,
    /// Groups that bear our installation and no address that a group can have.
    pub(crate) odd_groups: Vec<&'a ObservedGroup>,
    /// Accounts that the audit trail remembers under this address and whose marker does not say
    /// that it is theirs.
    pub(crate) tampered: BTreeMap<Address, Vec<&'a ObservedUser>>,
}

impl<'a> Inventory<'a> {
    pub(crate) fn of(context: &Context<'_>, observed: &'a ObservedTenant) -> Self {
        let installation = &context.organization.name;
        let mut inventory = Self {
            users: BTreeMap::new(),
            groups: BTreeMap::new(),
            odd_users: Vec::new(),
            odd_groups: Vec::new(),
            tampered: BTreeMap::new(),
        };
        for user in users(observed).into_values() {
            match ours(&user.marker, installation, &[Kind::JitAccount, Kind::LapsAccount]) {
                Claim::Ours(address) => inventory.users.entry(address).or_default().push(user),
                Claim::Odd => inventory.odd_users.push(user),
                Claim::None => {}
            }
        }
        for (id, address) in context.remembered {
            let Some(found) = remembered(observed, *id) else { continue };
            if found.marker.ownership(installation) != Ownership::Ours(address.clone()) {
                inventory.tampered.entry(address.clone()).or_default().push(found);
            }
        }
        for group in groups(observed).into_values() {
            match ours(&group.marker, installation, &[Kind::Group]) {
                Claim::Ours(address) => inventory.groups.entry(address).or_default().push(group),
                Claim::Odd => inventory.odd_groups.push(group),
                Claim::None => {}
            }
        }
        inventory
    }

    /// Returns how many owned objects there are, which G003 compares removals with.
    pub(crate) fn count(&self) -> usize {
        self.users.values().map(Vec::len).sum::<usize>()
            + self.groups.values().map(Vec::len).sum::<usize>()
    }

    /// Returns every owned group whose address is this one to the directory, which ignores case
    /// in names and has one key for both.
    pub(crate) fn groups_called(&self, address: &Address) -> Vec<&'a ObservedGroup> {
        let name = address.to_string();
        let alike =
            self.groups.iter().filter(|(other, _)| other.to_string().eq_ignore_ascii_case(&name));
        alike.flat_map(|(_, groups)| groups.iter().copied()).collect()
    }

    /// Returns whether the object is an owned JIT account.
    pub(crate) fn is_jit(&self, id: ObjectId) -> bool {
        self.users.iter().any(|(address, users)| {
            matches!(address, Address::Jit(_)) && users.iter().any(|user| user.id == id)
        })
    }
}

/// Returns a remembered account as it is now, whatever its marker says.
fn remembered(observed: &ObservedTenant, id: ObjectId) -> Option<&ObservedUser> {
    let read = observed.remembered_users.get(&id).and_then(Reading::known);
    users(observed).remove(&id).or(read)
}

/// Returns every user that was found, once. The listing comes first: it is the snapshot that
/// everything else is compared with.
pub(crate) fn users(observed: &ObservedTenant) -> BTreeMap<ObjectId, &ObservedUser> {
    let listed = observed.owned_users.known().into_iter().flat_map(BTreeMap::values);
    let listed = listed.chain(observed.readable.owned_users.values());
    let named = observed.named_users.values().filter_map(Reading::known);
    let mut users = BTreeMap::new();
    for user in listed.chain(named) {
        users.entry(user.id).or_insert(user);
    }
    users
}

/// Returns every group that was found, once.
pub(crate) fn groups(observed: &ObservedTenant) -> BTreeMap<ObjectId, &ObservedGroup> {
    let listed = observed.owned_groups.known().into_iter().flat_map(BTreeMap::values);
    let named = observed.named_groups.known().into_iter().flat_map(BTreeMap::values);
    let keyed = observed.keyed_groups.values().filter_map(Reading::known);
    let mut groups = BTreeMap::new();
    for group in listed.chain(named).chain(keyed) {
        groups.entry(group.id).or_insert(group);
    }
    groups
}

enum Claim {
    Ours(Address),
    Odd,
    None,
}

fn ours(marker: &ObservedMarker, installation: &OrganizationName, kinds: &[Kind]) -> Claim {
    match marker.ownership(installation) {
        Ownership::Ours(address) if kinds.contains(&Kind::of(&address)) => Claim::Ours(address),
        Ownership::Ours(_) | Ownership::Unreadable => Claim::Odd,
        Ownership::Other(_) | Ownership::Foreign => Claim::None,
    }
}
