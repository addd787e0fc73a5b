//! What is only reported of accounts.

use crate::{
    desired::TenantState,
    domain::{Address, ObjectId},
    observed::ObservedUser,
    plan::{
        Orphan,
        draft::{Draft, View},
        holdings::Holdings,
    },
};

/// Reports an owned account that nothing declares any more.
pub(super) fn orphan(view: &View<'_>, draft: &mut Draft, address: &Address, user: &ObservedUser) {
    if view.desired.state == TenantState::Offboarding {
        return;
    }
    draft.orphans.push(Orphan {
        address: address.clone(),
        object_id: user.id,
        name: user.user_principal_name.to_string(),
    });
}

/// Returns what somebody outside tenantry gave to an account that tenantry cannot take away.
pub(super) fn report_fixed(
    draft: &mut Draft,
    address: &Address,
    user: ObjectId,
    holdings: &Holdings,
) {
    for membership in holdings.lasting() {
        let name = named(&membership.display_name, membership.group);
        let message = if membership.fixed {
            format!("is in `{name}`, whose members Graph cannot change")
        } else {
            format!("is in `{name}` by way of a group whose members Graph cannot change")
        };
        draft.report(address, user, message);
    }
}

/// Returns a name, or the id where there is none.
pub(super) fn named(name: &str, id: ObjectId) -> String {
    if name.is_empty() { id.to_string() } else { name.to_owned() }
}
