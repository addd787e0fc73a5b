//! What the files declare at an address that somebody types.

use super::check::obstacle;
use crate::{
    desired::{DesiredAccount, DesiredEmergencyAccount, DesiredGroup, DesiredTenant, Manage},
    domain::{AccountName, Address, GroupName, TechnicianId},
    plan::laps::Obstacle,
    source::{Origin, suggestion},
};

/// A declared thing that can be adopted.
#[derive(Clone, Copy)]
pub(super) enum Declared<'a> {
    Emergency(&'a DesiredEmergencyAccount),
    Jit(&'a DesiredAccount),
    Group(&'a DesiredGroup),
}

impl<'a> Declared<'a> {
    pub(super) const fn origin(self) -> &'a Origin {
        match self {
            Self::Emergency(account) => &account.origin,
            Self::Jit(account) => &account.origin,
            Self::Group(group) => &group.origin,
        }
    }
}

/// Checks that the files declare something at the address that can be adopted.
///
/// # Errors
///
/// Says what is not declared, and what is.
pub fn is_declared(desired: &DesiredTenant, address: &Address) -> Result<(), Obstacle> {
    declared(desired, address).map(drop)
}

pub(super) fn declared<'a>(
    desired: &'a DesiredTenant,
    address: &Address,
) -> Result<Declared<'a>, Obstacle> {
    let place = format!("{}/{address}", desired.name);
    let (found, help) = match address {
        Address::Laps(name) => emergency(desired, name),
        Address::Jit(technician) => jit(desired, technician),
        Address::Group(name) => group(desired, name),
        Address::Connection | Address::Domain(_) => {
            let why = format!("{place} bears no marker, so that there is nothing to adopt");
            let help = "emergency accounts (laps/NAME), JIT accounts (jit/TECHNICIAN) and groups \
                        (groups/NAME) are adopted";
            return Err(obstacle(why, help));
        }
    };
    match found {
        Some(Declared::Emergency(account)) if account.manage == Manage::Observe => {
            let why = format!("{place} is only checked, and bears no marker");
            Err(obstacle(why, "`manage: rotate` with a store has its password rotated"))
        }
        Some(found) => Ok(found),
        None => Err(obstacle(format!("{place} is not declared"), help)),
    }
}

fn emergency<'a>(desired: &'a DesiredTenant, name: &AccountName) -> (Option<Declared<'a>>, String) {
    let all = &desired.emergency_accounts;
    let names: Vec<&str> = all.iter().map(|account| account.name.as_str()).collect();
    let found = all.iter().find(|account| account.name == *name).map(Declared::Emergency);
    (found, known("laps", name.as_str(), &names))
}

fn jit<'a>(desired: &'a DesiredTenant, name: &TechnicianId) -> (Option<Declared<'a>>, String) {
    let all = desired.jit.iter().flat_map(|jit| &jit.accounts);
    let names: Vec<&str> = all.map(|(technician, _)| technician.as_str()).collect();
    let found = desired.jit.as_ref().and_then(|jit| jit.accounts.get(name)).map(Declared::Jit);
    (found, known("jit", name.as_str(), &names))
}

fn group<'a>(desired: &'a DesiredTenant, name: &GroupName) -> (Option<Declared<'a>>, String) {
    let all = &desired.groups;
    let names: Vec<&str> = all.iter().map(|group| group.name.as_str()).collect();
    let found = all.iter().find(|group| group.name == *name).map(Declared::Group);
    (found, known("groups", name.as_str(), &names))
}

/// Says what is declared of a kind: what may be meant, or everything.
fn known(kind: &str, typed: &str, names: &[&str]) -> String {
    if names.is_empty() {
        return format!("{kind}/… is declared nowhere in the tenant's file");
    }
    suggestion(typed, names.iter().copied()).unwrap_or_else(|| {
        let names: Vec<String> = names.iter().map(|name| format!("{kind}/{name}")).collect();
        format!("declared: {}", names.join(", "))
    })
}
