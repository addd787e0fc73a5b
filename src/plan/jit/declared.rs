//! What the files say of an account.

use crate::{
    desired::{DesiredAccount, TenantState},
    domain::{Address, TechnicianId},
    plan::draft::View,
    source::Origin,
};

/// Returns the account that the tenant's mappings declare at the address.
pub(super) fn mapped<'a>(view: &View<'a>, address: &Address) -> Option<&'a DesiredAccount> {
    match address {
        Address::Jit(technician) => view.desired.jit.as_ref()?.accounts.get(technician),
        _ => None,
    }
}

/// Returns whether what others gave to our accounts is taken away too.
pub(super) fn remove_unmanaged(view: &View<'_>) -> bool {
    view.desired.jit.as_ref().is_some_and(|jit| jit.remove_unmanaged)
}

/// Returns the place in the files that decides the account's fate.
pub(super) fn origin<'a>(view: &View<'a>, address: &Address) -> Option<&'a Origin> {
    if view.desired.state != TenantState::Active {
        return Some(&view.desired.origin);
    }
    let Address::Jit(technician) = address else { return None };
    let account = mapped(view, address).map(|account| &account.origin);
    account.or_else(|| technician_origin(view, technician))
}

fn technician_origin<'a>(view: &View<'a>, technician: &TechnicianId) -> Option<&'a Origin> {
    let found = view.context.organization.technicians.get(technician)?;
    let jit = view.desired.jit.as_ref().map(|jit| &jit.origin);
    if found.active { jit } else { Some(&found.origin) }
}
