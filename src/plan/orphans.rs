//! Owned groups that nothing declares any more: reported, and deleted only with `--prune`.
//! Accounts become orphans where they are judged, since their access ends first.

use super::{
    Change, ChangeAction, Diagnostic, Orphan, Reason, Risk, Step,
    draft::{Draft, View},
    groups::gone,
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
        if view.context.prune && view.observed.owned_groups.unknown().is_none() {
            prune(view, draft, address, groups);
        }
    }
}

fn prune(view: &View<'_>, draft: &mut Draft, address: &Address, groups: &[&ObservedGroup]) {
    if groups.iter().any(|group| is_named(view, group)) {
        let message = "the group is declared no more, but a mapping still names it: it is kept";
        draft.say(Diagnostic::warning("plan::orphan-in-use", address, message));
        return;
    }
    draft.change(Change {
        object_id: groups.first().map(|group| group.id),
        action: ChangeAction::Delete,
        reason: Reason::Pruned,
        risk: Risk::Critical,
        attributes: groups.iter().map(|group| gone(group)).collect(),
        steps: groups
            .iter()
            .map(|group| Step::delete_group(view.owned(group.id, address)))
            .collect(),
        removals: u32::try_from(groups.len()).unwrap_or(u32::MAX),
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
