//! What an account may take up by itself (PIM, "eligible"). Nothing that tenantry does makes such
//! a thing, so somebody else did.

use std::collections::BTreeSet;

use serde_json::json;

use super::{converge::is_managed, declared::remove_unmanaged};
use crate::{
    desired::DesiredAccount,
    domain::{DirectoryScope, Eligibility},
    observed::ObservedUser,
    plan::{
        Attribute, Change, Reason, Risk, Step,
        draft::{Draft, View},
        holdings::Holdings,
        inventory,
        resolve::scope_name,
    },
};

/// Returns the name to show for something that an account may take up.
pub(crate) fn name(view: &View<'_>, found: &Eligibility) -> String {
    match found {
        Eligibility::Role { role, scope } => scope_name(view.observed, *role, scope),
        Eligibility::Membership { group } => {
            let groups = inventory::groups(view.observed);
            let name = groups.get(group).map(|found| found.display_name.clone());
            format!("member of {}", name.unwrap_or_else(|| group.to_string()))
        }
    }
}

/// Plans to take from an account inside its window what it may take up and no mapping gives, by the
/// same rule as what it holds; whatever stays is reported.
pub(super) fn take(
    view: &View<'_>,
    draft: &mut Draft,
    change: &mut Change,
    (account, user, holdings): (&DesiredAccount, &ObservedUser, &Holdings),
) {
    let managed = |found: &&Eligibility| match found {
        Eligibility::Role { scope, .. } => {
            !matches!(scope, DirectoryScope::Object(_) | DirectoryScope::Other(_))
        }
        Eligibility::Membership { group } => is_managed(view, *group, None),
    };
    let all = remove_unmanaged(view);
    let (taken, left): (BTreeSet<_>, BTreeSet<_>) =
        holdings.eligibilities.iter().partition(|found| all || managed(found));
    for found in left {
        let message = format!("is eligible for {}, which no mapping gives", name(view, found));
        draft.report(&account.address(), user.id, message);
    }
    if taken.is_empty() {
        return;
    }
    let address = change.address.clone();
    let owned = view.owned(user.id, &address);
    change.steps.extend(taken.iter().map(|found| Step::remove_eligibility(owned, found)));
    let mut before: Vec<String> = taken.iter().map(|found| name(view, found)).collect();
    before.sort();
    change.attributes.push(Attribute::new("/eligibleFor", json!(before), json!([])));
    change.reason = Reason::AccessDiffers;
    change.risk = change.risk.max(Risk::High);
    change.removals =
        change.removals.saturating_add(u32::try_from(taken.len()).unwrap_or(u32::MAX));
}
