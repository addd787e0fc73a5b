//! Accounts whose marker bears the address of an emergency account.
//!
//! Deadlines rule no declared emergency account, whatever its marker says: what is done to one is
//! decided in `plan::laps`. The one exception is an account that
//! no declaration stands for and that is proved to be no permanent Global Administrator: whoever
//! wrote such an address on a JIT account's marker would otherwise escape its end.

use super::report::orphan;
use crate::{
    desired::DesiredEmergencyAccount,
    domain::Address,
    observed::ObservedUser,
    plan::{
        Diagnostic,
        draft::{Draft, View},
        emergency::{holds_for_good, may_be_administrator},
        inventory,
    },
};

/// Returns whether deadlines rule an account; says what is wrong with an emergency account that
/// they do not rule.
pub(super) fn is_ruled(
    view: &View<'_>,
    draft: &mut Draft,
    address: &Address,
    user: &ObservedUser,
) -> bool {
    if !matches!(address, Address::Laps(_)) {
        return true;
    }
    // It may be declared where nobody can read it.
    if !view.context.legible.emergency_accounts {
        return false;
    }
    let declared = &view.desired.emergency_accounts;
    let named = declared.iter().find(|one| one.user_principal_name == user.user_principal_name);
    let addressed = declared.iter().find(|one| one.address() == *address);
    let administers = may_be_administrator(view.observed, user.id);
    match (named, addressed) {
        (Some(named), Some(addressed)) if named == addressed => false,
        (Some(account), _) => {
            mismatch(draft, account, (address, user));
            false
        }
        (None, Some(account)) => {
            mismatch(draft, account, (address, user));
            !administers && is_impostor(view, account, user)
        }
        (None, None) => {
            if administers {
                orphan(view, draft, address, user);
            }
            !administers
        }
    }
}

/// An account that bears the address of another one, which is there under the declared name, was
/// not renamed: somebody changed its marker.
fn is_impostor(view: &View<'_>, account: &DesiredEmergencyAccount, user: &ObservedUser) -> bool {
    let all = inventory::users(view.observed);
    let is_there =
        all.values().any(|found| found.user_principal_name == account.user_principal_name);
    is_there && holds_for_good(view.observed, account, user.id) == Some(false)
}

fn mismatch(
    draft: &mut Draft,
    account: &DesiredEmergencyAccount,
    (address, user): (&Address, &ObservedUser),
) {
    let name = &user.user_principal_name;
    let (declared, expected) = (account.address(), &account.user_principal_name);
    let message = format!(
        "{declared} is declared as {expected}, and the directory has {name} ({}) with the marker \
         {address}",
        user.id
    );
    let help = "correct the account's `userName` or `name`, or find out who renamed it or changed \
                its marker; until then no deadline is read from it";
    draft.say(
        Diagnostic::error("plan::emergency-mismatch", &declared, message)
            .help(help)
            .at(&account.origin),
    );
}
