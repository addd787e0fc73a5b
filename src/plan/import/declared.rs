//! What the files declare at an address that somebody types.

use super::obstacle;
use crate::{
    desired::{DesiredAccount, DesiredEmergencyAccount, DesiredGroup, DesiredTenant, Manage},
    domain::Address,
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
    let tenant = &desired.name;
    let undeclared =
        |help: String| Err(obstacle(format!("{tenant}/{address} is not declared"), help));
    match address {
        Address::Laps(name) => {
            let accounts = &desired.emergency_accounts;
            let Some(account) = accounts.iter().find(|account| account.name == *name) else {
                let names: Vec<&str> = accounts.iter().map(|it| it.name.as_str()).collect();
                return undeclared(known("laps", name.as_str(), &names));
            };
            if account.manage == Manage::Observe {
                let why = format!("{tenant}/{address} is only checked, and bears no marker");
                return Err(obstacle(
                    why,
                    "`manage: rotate` with a store has its password rotated",
                ));
            }
            Ok(Declared::Emergency(account))
        }
        Address::Jit(technician) => {
            let accounts = desired.jit.as_ref().map(|jit| &jit.accounts);
            match accounts.and_then(|accounts| accounts.get(technician)) {
                Some(account) => Ok(Declared::Jit(account)),
                None => {
                    let names = accounts.into_iter().flat_map(|accounts| accounts.keys());
                    let names: Vec<&str> = names.map(|name| name.as_str()).collect();
                    undeclared(known("jit", technician.as_str(), &names))
                }
            }
        }
        Address::Group(name) => {
            match desired.groups.iter().find(|group| group.address() == *address) {
                Some(group) => Ok(Declared::Group(group)),
                None => {
                    let names: Vec<&str> =
                        desired.groups.iter().map(|group| group.name.as_str()).collect();
                    undeclared(known("groups", name.as_str(), &names))
                }
            }
        }
        Address::Connection | Address::Domain(_) => Err(obstacle(
            format!("{tenant}/{address} bears no marker, so that there is nothing to adopt"),
            "emergency accounts (laps/NAME), JIT accounts (jit/TECHNICIAN) and groups \
             (groups/NAME) are adopted",
        )),
    }
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
