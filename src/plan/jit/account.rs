//! One owned account: what its marker says of it, and what follows from that.

use super::{
    converge,
    declared::{mapped, origin},
    end, extend,
    grants::against_file,
    open,
    report::orphan,
    window::Refusal,
    wishes::{barred_wishes, opened},
};
use crate::{
    desired::{DesiredAccount, TenantState},
    domain::{Address, GrantStamp, Window},
    observed::{GrantMark, ObservedUser},
    plan::{
        Diagnostic, Purpose, Reason, Scheduled, Wish,
        draft::{Draft, View},
        standing::{Standing, standing},
    },
};

/// The product's own default, for owned accounts of a tenant that declares no window at all.
const MAXIMUM: Window = Window::from_minutes(8 * 60);
/// Where the longest window could not be read.
const ILLEGIBLE: Window = Window::from_minutes(24 * 60);

pub(super) fn one(
    view: &View<'_>,
    draft: &mut Draft,
    (address, user): (&Address, &ObservedUser),
    wishes: &[Wish],
) {
    let account = mapped(view, address);
    if let Purpose::Revoke(_) = view.context.purpose {
        end::plan(view, draft, address, (&[user], Reason::Revoked, origin(view, address)));
        return;
    }
    let barred = forbidden(view, address, user);
    let standing = standing(user, view.context.now, maximum(view, account), barred);
    if let Some(account) = account.filter(|_| *view.context.purpose == Purpose::Converge) {
        renamed(draft, account, user);
    }
    match standing {
        Standing::Open(stamp) => within(view, draft, (address, user), &stamp),
        Standing::Opening(stamp) => opening(view, draft, (address, user), (&stamp, wishes)),
        Standing::EndedEarly => {
            let message = "the account was disabled within its window: somebody ended it, and it \
                           stays ended";
            let diagnostic = Diagnostic::warning("plan::ended-early", address, message)
                .help("open a new grant if the access is still needed");
            draft.say(diagnostic);
            end_or_rest(view, draft, address, user, Reason::LeftOver);
        }
        Standing::Resting => resting(view, draft, (address, user), wishes),
        Standing::MustEnd(reason) => {
            end_or_rest(view, draft, address, user, reason);
            barred_wishes(view, draft, (account, reason), wishes);
        }
    }
    if account.is_none() && *view.context.purpose == Purpose::Converge {
        orphan(view, draft, address, user);
    }
}

/// The longest window that the account may have. Where nothing is declared it is the product's own;
/// where it could not be read, a day: nobody's access ends for a line that is broken.
fn maximum(view: &View<'_>, account: Option<&DesiredAccount>) -> Window {
    let own = if view.context.legible.maximum { MAXIMUM } else { ILLEGIBLE };
    account
        .map(|account| account.access.maximum.value)
        .or_else(|| view.desired.jit.as_ref().map(|jit| jit.maximum))
        .unwrap_or(own)
}

/// An account that is enabled within its window.
fn within(
    view: &View<'_>,
    draft: &mut Draft,
    (address, user): (&Address, &ObservedUser),
    stamp: &GrantStamp,
) {
    let Some(account) = mapped(view, address) else {
        // Nothing says what else it should have.
        if *view.context.purpose != Purpose::Sweep {
            end_or_rest(view, draft, address, user, Reason::NotMapped);
        }
        return;
    };
    let due = Scheduled { address: address.clone(), at: stamp.deadline, action: "disable".into() };
    match view.context.purpose {
        Purpose::Converge => {
            let technician = &account.technician;
            if let Some(reason) = against_file(view.context, view.desired, (technician, stamp)) {
                end_or_rest(view, draft, address, user, reason);
            } else {
                converge::plan(view, draft, account, user);
                draft.scheduled.push(due);
            }
        }
        Purpose::Grant(wish) => {
            let message = format!(
                "{} has access here already, by the grant {} until {}",
                account.technician, stamp.id, stamp.deadline
            );
            let help = "lengthen it with `tenantry extend`, or end it with `tenantry revoke` first";
            let refusal = Refusal::error("plan::already-open", message, help);
            open::say(draft, account, wish, refusal);
        }
        Purpose::Extend(extension) => {
            extend::plan(view, draft, (account, user), (stamp, extension));
        }
        Purpose::Revoke(_) | Purpose::Sweep => draft.scheduled.push(due),
        Purpose::Import(_) => {}
    }
}

/// An account whose grant has begun moments ago and that is not enabled yet.
fn opening(
    view: &View<'_>,
    draft: &mut Draft,
    (address, user): (&Address, &ObservedUser),
    (stamp, wishes): (&GrantStamp, &[Wish]),
) {
    let account = mapped(view, address);
    let same = wishes.iter().find(|wish| wish.id == stamp.id);
    match (view.context.purpose, account, same) {
        (Purpose::Converge | Purpose::Grant(_), Some(account), Some(wish)) => {
            open::plan(view, draft, (account, Some(user)), &resumed(wish, stamp));
        }
        (Purpose::Grant(wish), Some(account), None) => {
            let message = format!("the grant {} is being opened for the same account", stamp.id);
            let help = "wait for it, or end it with `tenantry revoke` first";
            open::say(draft, account, wish, Refusal::error("plan::already-open", message, help));
        }
        (Purpose::Extend(_), Some(account), _) => extend::nothing_open(draft, account),
        _ => {
            let message =
                "its grant has just begun and it is not enabled yet: it may be in the making";
            draft.say(Diagnostic::note("plan::opening", address, message));
            draft.unchanged += 1;
        }
    }
}

/// What was interrupted goes on with the very stamp that is on the marker.
fn resumed(wish: &Wish, stamp: &GrantStamp) -> Wish {
    let length = stamp.deadline.duration_since(stamp.start);
    let length = Window::from_seconds(length.as_secs()).or(wish.length);
    Wish { start: Some(stamp.start), length, ..wish.clone() }
}

/// An account that is disabled and has no grant.
fn resting(
    view: &View<'_>,
    draft: &mut Draft,
    (address, user): (&Address, &ObservedUser),
    wishes: &[Wish],
) {
    // What is left over goes first: nothing is opened over what nobody gave.
    let origin = origin(view, address);
    if end::plan(view, draft, address, (&[user], Reason::LeftOver, origin)) {
        if !wishes.is_empty() {
            let message = "the account still has something that nobody gave it: that is ended \
                           first, and nothing is opened over it";
            let help = "run the same again once that is done";
            draft.say(Diagnostic::error("plan::left-over", address, message).help(help));
        }
        return;
    }
    match (view.context.purpose, mapped(view, address)) {
        (Purpose::Extend(_), Some(account)) => extend::nothing_open(draft, account),
        (Purpose::Converge | Purpose::Grant(_), Some(account))
            if opened(view, draft, (account, Some(user)), wishes) => {}
        (Purpose::Converge, _) => rest(view, draft, address, user),
        _ => {}
    }
}

/// Ends what there is to end; an account that has nothing is at rest.
fn end_or_rest(
    view: &View<'_>,
    draft: &mut Draft,
    address: &Address,
    user: &ObservedUser,
    reason: Reason,
) {
    let origin = origin(view, address);
    if end::plan(view, draft, address, (&[user], reason, origin)) {
        return;
    }
    if *view.context.purpose == Purpose::Converge {
        rest(view, draft, address, user);
    }
}

/// An account that has nothing: it is deleted where its time has come, else only its name is kept
/// right.
fn rest(view: &View<'_>, draft: &mut Draft, address: &Address, user: &ObservedUser) {
    let deleted =
        end::prune(view, draft, address, user) || end::outlived(view, draft, address, user);
    match mapped(view, address) {
        Some(account) if !deleted && !converge::rename(view, draft, account, user) => {
            draft.unchanged += 1;
        }
        _ => {}
    }
}

/// Returns why the account may have no access at all, whatever its marker says.
fn forbidden(view: &View<'_>, address: &Address, user: &ObservedUser) -> Option<Reason> {
    match view.desired.state {
        TenantState::Suspended => return Some(Reason::TenantSuspended),
        TenantState::Offboarding => return Some(Reason::TenantOffboarding),
        TenantState::Active => {}
    }
    let Address::Jit(technician) = address else {
        // No grant is ever opened for an emergency account, so whatever is written there is false.
        let open = matches!(user.marker.grant(), GrantMark::Open(_));
        return open.then_some(Reason::NotMapped);
    };
    let legible = view.context.legible;
    match view.context.organization.technicians.get(technician) {
        None => legible.technicians.then_some(Reason::TechnicianUnknown),
        Some(found) if !found.active => Some(Reason::TechnicianDisabled),
        Some(_) if !legible.mappings => None,
        Some(_) => mapped(view, address).is_none().then_some(Reason::NotMapped),
    }
}

/// A renamed account is still ours: it is acted on by its id, and its name is never changed.
fn renamed(draft: &mut Draft, account: &DesiredAccount, user: &ObservedUser) {
    if user.user_principal_name != account.user_principal_name {
        let message = format!(
            "the account is called {} and would be called {}",
            user.user_principal_name, account.user_principal_name
        );
        let help = "tenantry does not rename accounts: delete it between two grants to have it \
                    made anew, or correct `userName`";
        let diagnostic = Diagnostic::warning("plan::renamed", &account.address(), message);
        draft.say(diagnostic.help(help).at(&account.origin));
    }
}
