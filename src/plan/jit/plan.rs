//! Every owned account, and every mapped technician who has none.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    alike, converge, create, end, extend,
    grants::{against_file, due},
    laps::is_ruled,
    open,
    window::Refusal,
};
use crate::{
    desired::{DesiredAccount, TenantState},
    domain::{Address, GrantStamp, ObjectId, TechnicianId, Window},
    observed::{GrantMark, ObservedUser},
    plan::{
        Diagnostic, Orphan, Purpose, Reason, Scheduled, Wish,
        draft::{Draft, View},
        holdings::Holdings,
        standing::{Standing, standing},
    },
    source::Origin,
};

/// The product's own default, for owned accounts of a tenant that declares no window at all.
const MAXIMUM: Window = Window::from_minutes(8 * 60);

/// The longest window that any tenant may declare: where nobody can read what this one does, only
/// what lies beyond it is certainly too long.
const LONGEST: Window = Window::from_minutes(24 * 60);

/// Plans all JIT accounts, and ends what any other owned account must not have.
pub(crate) fn plan(view: &View<'_>, draft: &mut Draft) {
    let due = due(view.context, view.desired);
    let mut seen = BTreeSet::new();
    for (address, users) in &view.inventory.users {
        let ruled: Vec<&ObservedUser> =
            users.iter().copied().filter(|user| is_ruled(view, draft, address, user)).collect();
        seen.insert(address);
        if !concerns(view, address) {
            continue;
        }
        match ruled.as_slice() {
            [] => {}
            [only] => one(view, draft, (address, only), wishes(&due, address)),
            several => twice(view, draft, address, several),
        }
    }
    tampered(view, draft, &seen);
    let accounts = view.desired.jit.iter().flat_map(|jit| jit.accounts.values());
    for account in accounts.filter(|account| !seen.contains(&account.address())) {
        if concerns(view, &account.address()) {
            absent(view, draft, account, wishes(&due, &account.address()));
        }
    }
    unwelcome(view, draft, &due);
    if *view.context.purpose == Purpose::Converge {
        alike::plan(view, draft);
    }
}

fn wishes<'a>(due: &'a BTreeMap<TechnicianId, Vec<Wish>>, address: &Address) -> &'a [Wish] {
    match address {
        Address::Jit(technician) => due.get(technician).map_or(&[], Vec::as_slice),
        _ => &[],
    }
}

/// Returns whether the plan is about this account at all.
fn concerns(view: &View<'_>, address: &Address) -> bool {
    let Address::Jit(technician) = address else {
        return matches!(view.context.purpose, Purpose::Converge | Purpose::Sweep);
    };
    match view.context.purpose {
        Purpose::Converge | Purpose::Sweep | Purpose::Revoke(None) => true,
        Purpose::Grant(wish) => wish.technician == *technician,
        Purpose::Extend(extension) => extension.technician == *technician,
        Purpose::Revoke(Some(technicians)) => technicians.contains(technician),
    }
}

/// A technician who has no account yet.
fn absent(view: &View<'_>, draft: &mut Draft, account: &DesiredAccount, wishes: &[Wish]) {
    match view.context.purpose {
        Purpose::Converge => {
            if !opened(view, draft, (account, None), wishes) {
                create::plan(view, draft, account);
            }
        }
        Purpose::Grant(_) => drop(opened(view, draft, (account, None), wishes)),
        Purpose::Extend(_) => extend::nothing_open(draft, account),
        Purpose::Revoke(_) | Purpose::Sweep => {}
    }
}

/// Opens the first grant that is due, and tells of the others; returns whether one is being opened.
fn opened(
    view: &View<'_>,
    draft: &mut Draft,
    (account, user): (&DesiredAccount, Option<&ObservedUser>),
    wishes: &[Wish],
) -> bool {
    let address = account.address();
    let now = view.context.now;
    for wish in wishes {
        match open::begins(wish, now) {
            Some(at) => {
                let action = format!("open grant {}", wish.id);
                draft.scheduled.push(Scheduled { address: address.clone(), at, action });
            }
            None if draft.changes.contains_key(&address) => {
                let message = format!("the grant {} waits: another one is open", wish.id);
                draft.say(Diagnostic::note("plan::grant-waits", &address, message));
            }
            None => open::plan(view, draft, (account, user), wish),
        }
    }
    draft.changes.contains_key(&address)
}

/// Grants for technicians whom no mapping covers here.
fn unwelcome(view: &View<'_>, draft: &mut Draft, due: &BTreeMap<TechnicianId, Vec<Wish>>) {
    let accounts = view.desired.jit.as_ref().map(|jit| &jit.accounts);
    for (technician, wishes) in due {
        if accounts.is_some_and(|accounts| accounts.contains_key(technician)) {
            continue;
        }
        let found = view.context.organization.technicians.get(technician);
        let (message, help) = match found {
            None => (
                format!("no technician {technician} is declared"),
                "declare her, or correct the name",
            ),
            Some(found) if !found.active => (
                format!("{technician} is disabled"),
                "set her `state: active` if she is to have access",
            ),
            Some(_) => (
                format!("no mapping of the tenant covers {technician}"),
                "add a mapping for one of her groups to the tenant",
            ),
        };
        for wish in wishes {
            let message = format!("the grant {} is not opened: {message}", wish.id);
            let mut diagnostic = Diagnostic::error(
                "plan::grant-not-covered",
                &Address::Jit(technician.clone()),
                message,
            );
            diagnostic.origin.clone_from(&wish.origin);
            draft.say(diagnostic.help(help));
        }
    }
    if let Purpose::Extend(extension) = view.context.purpose
        && !accounts.is_some_and(|accounts| accounts.contains_key(&extension.technician))
    {
        let technician = &extension.technician;
        let message = format!("no mapping of the tenant covers {technician}");
        let address = Address::Jit(technician.clone());
        let diagnostic = Diagnostic::error("plan::grant-not-covered", &address, message);
        draft.say(diagnostic.help("add a mapping for one of her groups to the tenant"));
    }
}

fn one(
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
        Standing::MustEnd(reason) => end_or_rest(view, draft, address, user, reason),
    }
    if account.is_none() && *view.context.purpose == Purpose::Converge {
        orphan(view, draft, address, user);
    }
}

/// The longest window that the account may have; where nothing readable says, the longest that any
/// tenant of the product's own default has.
fn maximum(view: &View<'_>, account: Option<&DesiredAccount>) -> Window {
    let otherwise = if view.context.legible.maximum { MAXIMUM } else { LONGEST };
    account
        .map(|account| account.access.maximum.value)
        .or_else(|| view.desired.jit.as_ref().map(|jit| jit.maximum))
        .unwrap_or(otherwise)
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
            match against_file(view.context, view.desired, (technician, stamp)) {
                Some(reason) => end_or_rest(view, draft, address, user, reason),
                None => {
                    converge::plan(view, draft, account, user);
                    draft.scheduled.push(due);
                }
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
            extend::plan(view, draft, (account, user), (stamp, extension))
        }
        Purpose::Revoke(_) | Purpose::Sweep => draft.scheduled.push(due),
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

/// Accounts that the audit trail remembers and whose marker says no more whose they are.
fn tampered(view: &View<'_>, draft: &mut Draft, seen: &BTreeSet<&Address>) {
    for (address, users) in &view.inventory.tampered {
        if matches!(address, Address::Laps(_)) || seen.contains(address) || !concerns(view, address)
        {
            continue;
        }
        let names: Vec<String> = users
            .iter()
            .map(|user| format!("{} ({})", user.user_principal_name, user.id))
            .collect();
        let message = format!(
            "the audit trail remembers {} as {address}, and its marker no longer says so",
            names.join(", ")
        );
        let help = "find out who changed the marker; what the account can do is ended";
        draft.say(Diagnostic::error("plan::tampered", address, message).help(help));
        end::plan(view, draft, address, (users, Reason::Tampered, origin(view, address)));
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

/// Two objects with one address: nobody can say which one is meant, so neither keeps anything.
fn twice(view: &View<'_>, draft: &mut Draft, address: &Address, users: &[&ObservedUser]) {
    let ids: Vec<String> = users.iter().map(|user| user.id.to_string()).collect();
    let message = format!("{} accounts bear the marker {address}: {}", users.len(), ids.join(", "));
    let help = "find out which one is meant and delete the others; until then none gets access";
    let mut diagnostic = Diagnostic::error("plan::address-twice", address, message).help(help);
    diagnostic.origin = origin(view, address).cloned();
    draft.say(diagnostic);
    end::plan(view, draft, address, (users, Reason::AddressTwice, origin(view, address)));
}

/// Returns the account that the tenant's mappings declare at the address.
pub(super) fn mapped<'a>(view: &View<'a>, address: &Address) -> Option<&'a DesiredAccount> {
    match address {
        Address::Jit(technician) => view.desired.jit.as_ref()?.accounts.get(technician),
        _ => None,
    }
}

/// Returns why the account may have no access at all, whatever its marker says. Nothing is concluded
/// from what could not be read: nobody's access ends because a line is broken.
fn forbidden(view: &View<'_>, address: &Address, user: &ObservedUser) -> Option<Reason> {
    let legible = view.context.legible;
    match view.desired.state {
        _ if !legible.state => {}
        TenantState::Suspended => return Some(Reason::TenantSuspended),
        TenantState::Offboarding => return Some(Reason::TenantOffboarding),
        TenantState::Active => {}
    }
    let Address::Jit(technician) = address else {
        // No grant is ever opened for an emergency account, so whatever is written there is false.
        let open = matches!(user.marker.grant(), GrantMark::Open(_));
        return open.then_some(Reason::NotMapped);
    };
    match view.context.organization.technicians.get(technician) {
        None => legible.technicians.then_some(Reason::TechnicianUnknown),
        Some(found) if !found.active => Some(Reason::TechnicianDisabled),
        Some(_) => {
            (legible.mappings && mapped(view, address).is_none()).then_some(Reason::NotMapped)
        }
    }
}

/// Returns the place in the files that decides the account's fate.
fn origin<'a>(view: &View<'a>, address: &Address) -> Option<&'a Origin> {
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
