//! What is there now.

use super::{LiveAccess, LiveAccount, LiveThing, files::role_name};
use crate::{
    desired::{DesiredAccount, DesiredTenant},
    domain::{Address, TechnicianId, Window},
    observed::{GrantMark, ObservedTenant, ObservedUser, ReadState, Reading},
    plan::{
        Context, Reason,
        draft::View,
        holdings::{Hold, Holdings},
        jit::eligible_name,
        resolve::scope_name,
        standing::{Standing, standing},
    },
};

/// Returns what a technician has in a tenant now.
pub(super) fn live(
    context: &Context<'_>,
    desired: &DesiredTenant,
    (observed, technician): (&ObservedTenant, &TechnicianId),
) -> LiveAccess {
    let view = View::of(context, desired, observed);
    let unread = observed.reads().into_iter().filter(|read| read.state == ReadState::Unknown);
    LiveAccess {
        read_at: observed.taken_at,
        account: account(&view, technician),
        unread: unread.collect(),
    }
}

fn account(view: &View<'_>, technician: &TechnicianId) -> LiveAccount {
    let owned = view.inventory.users.get(&Address::Jit(technician.clone()));
    match owned.map(Vec::as_slice) {
        Some([only]) => account_of(view, technician, only),
        Some(several @ [_, ..]) => {
            let ids: Vec<String> = several.iter().map(|user| user.id.to_string()).collect();
            LiveAccount::NotOurs(format!("several accounts bear her marker: {}", ids.join(", ")))
        }
        _ => nobody(view, technician),
    }
}

/// No account bears her marker: one may bear her name.
fn nobody(view: &View<'_>, technician: &TechnicianId) -> LiveAccount {
    let name = view.desired.jit.as_ref().and_then(|jit| jit.user_names.get(technician));
    let named = name.and_then(|name| Some((name, view.observed.named_users.get(name)?)));
    match (named, view.observed.owned_users.unknown()) {
        (Some((name, Reading::Known(user))), _) => {
            LiveAccount::NotOurs(format!("{name} ({}) bears no marker of hers", user.id))
        }
        (_, Some(unknown)) | (Some((_, Reading::Unknown(unknown))), None) => {
            LiveAccount::Unknown(unknown.why.clone())
        }
        (Some((_, Reading::Absent)) | None, None) => LiveAccount::Absent,
    }
}

fn account_of(view: &View<'_>, technician: &TechnicianId, user: &ObservedUser) -> LiveAccount {
    let account = view.desired.jit.as_ref().and_then(|jit| jit.accounts.get(technician));
    let holdings = Holdings::of(view.observed, user.id);
    let grant = match user.marker.grant() {
        GrantMark::Open(stamp) => Some(stamp),
        GrantMark::None | GrantMark::Unreadable => None,
    };
    LiveAccount::Found {
        id: user.id,
        user_principal_name: user.user_principal_name.clone(),
        enabled: user.account_enabled,
        grant,
        due: due(view, (technician, account), user),
        roles: roles(view, account, &holdings),
        groups: groups(account, &holdings),
        eligible: holdings.eligibilities.iter().map(|found| eligible_name(view, found)).collect(),
        complete: holdings.roles_known && holdings.groups_known && holdings.eligibilities_known,
        ended: user.marker.ended(),
    }
}

fn roles(view: &View<'_>, account: Option<&DesiredAccount>, holdings: &Holdings) -> Vec<LiveThing> {
    let mapped = |name: &str| {
        let mut grants = account.iter().flat_map(|account| account.access.roles.keys());
        grants.any(|grant| role_name(grant).eq_ignore_ascii_case(name))
    };
    let things = holdings.roles.iter().map(|((role, scope), hold)| {
        let name = scope_name(view.observed, *role, scope);
        LiveThing { mapped: mapped(&name), bound: matches!(hold, Hold::Scheduled(_)), name }
    });
    let mut things: Vec<LiveThing> = things.collect();
    things.sort();
    things
}

fn groups(account: Option<&DesiredAccount>, holdings: &Holdings) -> Vec<LiveThing> {
    let things = holdings.groups.values().map(|found| {
        let name = if found.display_name.is_empty() {
            found.group.to_string()
        } else {
            found.display_name.clone()
        };
        let mut groups = account.iter().flat_map(|account| account.access.groups.keys());
        let mapped = groups.any(|group| {
            group.matches(&found.display_name) || group.as_str().parse() == Ok(found.group)
        });
        let bound = holdings.bound_groups.contains_key(&found.group);
        LiveThing { name, bound, mapped }
    });
    let mut things: Vec<LiveThing> = things.collect();
    things.sort();
    things
}

/// Returns why the access of an account ends at the next sweep or apply.
fn due(
    view: &View<'_>,
    (technician, account): (&TechnicianId, Option<&DesiredAccount>),
    user: &ObservedUser,
) -> Option<String> {
    let jit = view.desired.jit.as_ref();
    let maximum = account.map(|account| account.access.maximum.value);
    let maximum = maximum.or(jit.map(|jit| jit.maximum)).unwrap_or(Window::from_minutes(8 * 60));
    let person = view.context.organization.technicians.get(technician);
    let barred = match (person, account) {
        (None, _) => Some(Reason::TechnicianUnknown),
        (Some(person), _) if !person.active => Some(Reason::TechnicianDisabled),
        (Some(_), None) => Some(Reason::NotMapped),
        _ => None,
    };
    let reason = match standing(user, view.context.now, maximum, barred) {
        Standing::MustEnd(reason) => reason,
        Standing::Open(_) | Standing::Opening(_) | Standing::Resting => return None,
        Standing::EndedEarly => return Some("it was disabled before its deadline".to_owned()),
    };
    let holds = user.account_enabled || !Holdings::of(view.observed, user.id).is_empty();
    let stamped = user.marker.grant() != GrantMark::None;
    (holds || stamped).then(|| words(reason).to_owned())
}

const fn words(reason: Reason) -> &'static str {
    match reason {
        Reason::DeadlinePassed => "its deadline has passed",
        Reason::DeadlineMissing => "it bears no deadline",
        Reason::DeadlineUnreadable => "its deadline cannot be read",
        Reason::DeadlineStretched => "its deadline is later than the longest window allows",
        Reason::TechnicianDisabled => "the technician is disabled",
        Reason::TechnicianUnknown => "the technician is not declared",
        Reason::NotMapped => "no mapping covers the technician",
        _ => "it may have no access",
    }
}
