//! Owned groups that nothing declares any more: reported, and deleted only with `--prune`.
//! Accounts become orphans where they are judged, since their access ends first.

use super::{
    Change, ChangeAction, Diagnostic, Orphan, Reason, Risk, Step,
    draft::{Draft, View},
    groups::{gone, twice},
};
use crate::{
    desired::{DesiredGroup, TenantState},
    domain::{Address, GroupName},
    observed::ObservedGroup,
};

/// Plans every owned group that no file declares.
pub(crate) fn plan(view: &View<'_>, draft: &mut Draft) {
    if view.desired.state == TenantState::Offboarding {
        return;
    }
    let declared: Vec<Address> = view.desired.groups.iter().map(DesiredGroup::address).collect();
    for (address, groups) in &view.inventory.groups {
        if declared.contains(address) {
            continue;
        }
        for group in groups {
            draft.orphans.push(Orphan {
                address: address.clone(),
                object_id: group.id,
                name: group.display_name.clone(),
            });
        }
        match view.inventory.groups_called(address).as_slice() {
            [only] if view.context.prune && view.observed.owned_groups.unknown().is_none() => {
                prune(view, draft, address, only);
            }
            [_] => {}
            several => twice(draft, address, several, None),
        }
    }
}

fn prune(view: &View<'_>, draft: &mut Draft, address: &Address, group: &ObservedGroup) {
    if is_named(view, group) {
        let message = "the group is declared no more, but a mapping still names it: it is kept";
        draft.say(Diagnostic::warning("plan::orphan-in-use", address, message));
        return;
    }
    draft.change(Change {
        object_id: Some(group.id),
        action: ChangeAction::Delete,
        reason: Reason::Pruned,
        risk: Risk::Critical,
        attributes: vec![gone(group)],
        steps: vec![Step::delete_group(view.owned(group.id, address))],
        removals: 1,
        ..Change::blank(address, Some(&view.desired.origin))
    });
}

/// Returns whether a mapping names the group, by name or id.
fn is_named(view: &View<'_>, group: &ObservedGroup) -> bool {
    let accounts = view.desired.jit.iter().flat_map(|jit| jit.accounts.values());
    accounts.flat_map(|account| account.access.groups.keys()).any(|name: &GroupName| {
        name.matches(&group.display_name) || name.as_str().parse() == Ok(group.id)
    })
}
