//! An account inside its window has exactly the roles and groups of its mappings.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    declared::remove_unmanaged,
    eligible,
    engine::{Bound, Way, for_role},
    report::{named, report_fixed},
};
use crate::{
    desired::DesiredAccount,
    domain::{Address, DirectoryScope, ObjectId, TIER_0},
    observed::{GrantMark, ObservedMembership, ObservedUser},
    plan::{
        Attribute, Cause, Change, Diagnostic, NewSchedule, OnFailure, Privilege, Reason, Risk,
        ScheduleAction, Step, Subject,
        draft::{Draft, View},
        holdings::{HeldRole, Hold, Holdings},
        inventory,
        resolve::{Wanted, scope_name, wanted},
        standing::CLOCKS,
        steps_of_grants::{Holder, whole_second},
    },
};

/// What is to be given and taken.
#[derive(Debug, Default)]
struct Difference {
    give_roles: BTreeSet<HeldRole>,
    take_roles: BTreeSet<HeldRole>,
    give_groups: BTreeSet<Subject>,
    take_groups: BTreeSet<ObjectId>,
}

impl Difference {
    fn gives(&self) -> bool {
        !self.give_roles.is_empty() || !self.give_groups.is_empty()
    }
}

/// Plans what an account inside its window lacks or has too much.
pub(super) fn plan(
    view: &View<'_>,
    draft: &mut Draft,
    account: &DesiredAccount,
    user: &ObservedUser,
) {
    let address = account.address();
    let wanted = wanted(view, draft, account);
    let holdings = Holdings::of(view.observed, user.id);
    report_fixed(draft, &address, user.id, &holdings);
    if !(holdings.roles_known && holdings.groups_known && wanted.roles_known && wanted.groups_known)
    {
        let message =
            "its roles or groups could not be read completely: what is unknown stays as it is";
        let help = "run again once they can be read; see `reads`";
        draft.say(Diagnostic::warning("plan::access-unread", &address, message).help(help));
    }
    let mut difference = Difference::default();
    roles(view, draft, (account, user), (&wanted, &holdings, &mut difference));
    groups(view, draft, (account, user), (&wanted, &holdings, &mut difference));
    let ways = ways(view, draft, (account, user), &mut difference);
    let refused = is_clock_wrong(view) && difference.gives();
    if refused {
        clock_wrong(view, draft, account);
        difference.give_roles.clear();
        difference.give_groups.clear();
    }
    let mut change = Change {
        object_id: Some(user.id),
        cause: Cause::Drift,
        ..Change::blank(&address, Some(&account.origin))
    };
    change.depends_on.clone_from(&wanted.depends_on);
    rename_into(view, &mut change, account, user);
    fill(view, &mut change, (user, &ways), (&wanted, &holdings, &difference));
    eligible::take(view, draft, &mut change, (account, user, &holdings));
    if !change.steps.is_empty() {
        draft.change(change);
    } else if !refused {
        draft.unchanged += 1;
    }
}

/// Plans the display name of an account at rest; returns whether it differs.
pub(super) fn rename(
    view: &View<'_>,
    draft: &mut Draft,
    account: &DesiredAccount,
    user: &ObservedUser,
) -> bool {
    let mut change = Change {
        object_id: Some(user.id),
        cause: Cause::Drift,
        ..Change::blank(&account.address(), Some(&account.origin))
    };
    rename_into(view, &mut change, account, user);
    let differs = !change.steps.is_empty();
    if differs {
        draft.change(change);
    }
    differs
}

/// Adds the shown name to a change, where it differs.
pub(super) fn rename_into(
    view: &View<'_>,
    change: &mut Change,
    account: &DesiredAccount,
    user: &ObservedUser,
) {
    if user.display_name == account.display_name.as_str() {
        return;
    }
    change.attributes.push(Attribute::new(
        "/displayName",
        json!(user.display_name),
        json!(account.display_name),
    ));
    let owned = view.owned(user.id, &change.address);
    let step = Step::update_user(owned, &account.display_name);
    change.steps.push(step);
}

fn roles(
    view: &View<'_>,
    draft: &mut Draft,
    (account, user): (&DesiredAccount, &ObservedUser),
    (wanted, holdings, difference): (&Wanted, &Holdings, &mut Difference),
) {
    if !holdings.roles_known {
        return;
    }
    difference.give_roles =
        wanted.roles.iter().filter(|role| !holdings.roles.contains_key(role)).cloned().collect();
    if !wanted.roles_known {
        return;
    }
    let extra = holdings
        .roles
        .keys()
        .filter(|held| !wanted.roles.contains(held) && !wanted.spared_roles.contains(&held.0));
    for (role, scope) in extra {
        let exact = !matches!(scope, DirectoryScope::Object(_) | DirectoryScope::Other(_));
        if exact || remove_unmanaged(view) {
            difference.take_roles.insert((*role, scope.clone()));
        } else {
            let message = format!(
                "holds {}, which no mapping gives",
                scope_name(view.observed, *role, scope)
            );
            draft.report(&account.address(), user.id, message);
        }
    }
}

fn groups(
    view: &View<'_>,
    draft: &mut Draft,
    (account, user): (&DesiredAccount, &ObservedUser),
    (wanted, holdings, difference): (&Wanted, &Holdings, &mut Difference),
) {
    if !holdings.groups_known {
        return;
    }
    let held = |subject: &Subject| subject.id().is_some_and(|id| holdings.groups.contains_key(&id));
    difference.give_groups = wanted.groups.keys().filter(|group| !held(group)).cloned().collect();
    if !wanted.groups_known {
        return;
    }
    let asked: BTreeSet<ObjectId> = wanted.groups.keys().filter_map(Subject::id).collect();
    let extra = holdings.leavable().filter(|found| {
        !asked.contains(&found.group) && !wanted.spared_groups.contains(&found.group)
    });
    for found in extra {
        if is_managed(view, found.group, found.assignable_to_role) || remove_unmanaged(view) {
            difference.take_groups.insert(found.group);
        } else {
            let message = format!(
                "is in `{}`, which no mapping gives",
                named(&found.display_name, found.group)
            );
            draft.report(&account.address(), user.id, message);
        }
    }
}

/// Returns whether membership of a group is one that only mappings may give.
pub(super) fn is_managed(view: &View<'_>, id: ObjectId, assignable: Option<bool>) -> bool {
    let found = inventory::groups(view.observed).remove(&id);
    let assignable = assignable.or(found.map(|group| group.assignable_to_role));
    let owned = view.inventory.groups.values().flatten().any(|group| group.id == id);
    let accounts = view.desired.jit.iter().flat_map(|jit| jit.accounts.values());
    let mapped = accounts.flat_map(|account| account.access.groups.keys()).any(|name| {
        name.as_str().parse() == Ok(id)
            || found.is_some_and(|group| name.matches(&group.display_name))
    });
    assignable == Some(true) || owned || mapped
}

fn fill(
    view: &View<'_>,
    change: &mut Change,
    (user, ways): (&ObservedUser, &Ways),
    (wanted, holdings, difference): (&Wanted, &Holdings, &Difference),
) {
    let address = change.address.clone();
    let owned = view.owned(user.id, &address);
    let grant = user.marker.grant.as_deref().unwrap_or_default();
    let taken = difference.take_roles.iter().filter_map(|held| {
        let (role, scope) = (held.0, held.1.clone());
        Some(match holdings.roles.get(held)? {
            Hold::Direct(id) => Step::remove_role_assignment(owned, id.clone(), role, scope),
            Hold::Scheduled(_) => Step::remove_role_schedule(owned, role, scope),
        })
    });
    change.steps.extend(taken);
    change
        .steps
        .extend(difference.take_groups.iter().map(|group| Step::remove_member(owned, *group)));
    for held @ (role, scope) in &difference.give_roles {
        let privilege = Privilege::Role { role: *role, scope: scope.clone() };
        let direct = || Step::assign_role(owned, grant, *role, scope.clone());
        change
            .steps
            .push(ways.bound(view, (user, &address), held, privilege).unwrap_or_else(direct));
    }
    change
        .steps
        .extend(difference.give_groups.iter().map(|group| Step::add_member(owned, grant, group)));
    let removals = difference.take_roles.len() + difference.take_groups.len();
    let raises = difference.gives();
    if removals == 0 && !raises {
        return;
    }
    change.reason = Reason::AccessDiffers;
    change.cause = if raises { Cause::Config } else { Cause::Drift };
    change.raises_privilege = raises;
    change.removals = u32::try_from(removals).unwrap_or(u32::MAX);
    let tier_0 = difference.give_roles.iter().any(|(role, _)| TIER_0.contains(role));
    change.risk = if tier_0 { Risk::Critical } else { Risk::High };
    show(view, change, (wanted, holdings, difference));
}

/// Says all roles or groups before and after, so that a reviewer sees what stays.
fn show(
    view: &View<'_>,
    change: &mut Change,
    (wanted, holdings, difference): (&Wanted, &Holdings, &Difference),
) {
    let label = |(role, scope): &HeldRole| scope_name(view.observed, *role, scope);
    if !difference.give_roles.is_empty() || !difference.take_roles.is_empty() {
        let stays = holdings.roles.keys().filter(|held| !difference.take_roles.contains(held));
        let after = stays.chain(&difference.give_roles).map(label);
        let before = sorted(holdings.roles.keys().map(label));
        change.attributes.push(Attribute::new("/roles", before, sorted(after)));
    }
    if !difference.give_groups.is_empty() || !difference.take_groups.is_empty() {
        let held = || holdings.leavable();
        let name = |found: &ObservedMembership| named(&found.display_name, found.group);
        let stays = held().filter(|found| !difference.take_groups.contains(&found.group)).map(name);
        let given = difference.give_groups.iter().filter_map(|group| wanted.groups.get(group));
        let after = sorted(stays.chain(given.map(ToString::to_string)));
        change.attributes.push(Attribute::new("/groups", sorted(held().map(name)), after));
    }
}

fn sorted(names: impl Iterator<Item = String>) -> Value {
    let mut names: Vec<String> = names.collect();
    names.sort();
    json!(names)
}

/// The roles that Entra ID itself is to end, and when.
#[derive(Debug, Default)]
struct Ways {
    pim: BTreeSet<HeldRole>,
}

impl Ways {
    /// Returns the step that gives a role until the deadline on the marker, where PIM gives it.
    fn bound(
        &self,
        view: &View<'_>,
        (user, address): (&ObservedUser, &Address),
        held: &HeldRole,
        privilege: Privilege,
    ) -> Option<Step> {
        let GrantMark::Open(stamp) = user.marker.grant() else { return None };
        if !self.pim.contains(held) {
            return None;
        }
        let subject = Subject::Existing(user.id);
        let new = NewSchedule {
            action: ScheduleAction::Assign,
            principal: subject.clone(),
            privilege,
            start: stamp.start.max(whole_second(view.context.now)),
            end: stamp.deadline,
            justification: format!("tenantry {}: its mapping gives it", stamp.id),
            ticket: None,
        };
        let installation = &view.context.organization.name;
        let holder = Holder { user: &subject, address, installation, stamp: &stamp };
        let step = Step::schedule(holder, new, true);
        Some(Step { on_failure: OnFailure::Continue, ..step })
    }
}

/// Decides how each role is given. What was asked for with `engine: pim` is an end that Entra ID
/// itself brings; a direct assignment is not that, so then it is not given.
fn ways(
    view: &View<'_>,
    draft: &mut Draft,
    (account, user): (&DesiredAccount, &ObservedUser),
    difference: &mut Difference,
) -> Ways {
    let mut ways = Ways::default();
    let GrantMark::Open(stamp) = user.marker.grant() else { return ways };
    let bound = Bound { length: stamp.deadline.duration_since(view.context.now), ticket: None };
    let wanted = std::mem::take(&mut difference.give_roles);
    for held in wanted {
        match for_role(view, account, held.0, bound) {
            Ok(Way::Pim) => {
                ways.pim.insert(held.clone());
                difference.give_roles.insert(held);
            }
            Ok(Way::Direct(_)) => {
                difference.give_roles.insert(held);
            }
            Err(why) => {
                let name = scope_name(view.observed, held.0, &held.1);
                let message = format!("`engine: pim` cannot give {name}: {why}");
                let help = "mend that, or say `engine: auto` to have roles assigned directly";
                let address = account.address();
                let found = Diagnostic::error("plan::engine-unavailable", &address, message);
                draft.say(found.help(help).at(&account.origin));
            }
        }
    }
    ways
}

/// Whether a window is open is a matter of time: where this machine and the server disagree about
/// it, nobody is given anything. Ending goes on.
fn is_clock_wrong(view: &View<'_>) -> bool {
    view.observed.clock_skew.unsigned_abs() > CLOCKS.unsigned_abs()
}

fn clock_wrong(view: &View<'_>, draft: &mut Draft, account: &DesiredAccount) {
    let seconds = view.observed.clock_skew.as_secs();
    let direction = if seconds >= 0 { "ahead of" } else { "behind" };
    let message = format!(
        "this machine's clock is {} s {direction} the server's, so the roles and groups that the \
         account lacks are not given",
        seconds.unsigned_abs()
    );
    let help = "set the clock by NTP and run again; access that is due still ends";
    let diagnostic = Diagnostic::error("plan::clock-skew", &account.address(), message);
    draft.say(diagnostic.help(help).at(&account.origin));
}
