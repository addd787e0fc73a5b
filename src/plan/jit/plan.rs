//! Every owned account, and every mapped technician who has none.

use std::collections::BTreeSet;

use super::{alike, converge, create, end, laps::is_ruled};
use crate::{
    desired::{DesiredAccount, TenantState},
    domain::{Address, ObjectId, TechnicianId, Window},
    observed::{GrantMark, ObservedUser},
    plan::{
        Diagnostic, Orphan, Reason, Scheduled,
        draft::{Draft, View},
        holdings::Holdings,
        standing::{Standing, standing},
    },
    source::Origin,
};

/// The product's own default, for owned accounts of a tenant that declares no window at all.
const MAXIMUM: Window = Window::from_minutes(8 * 60);

/// Plans all JIT accounts, and ends what any other owned account must not have.
pub(crate) fn plan(view: &View<'_>, draft: &mut Draft) {
    let mut seen = BTreeSet::new();
    for (address, users) in &view.inventory.users {
        let ruled: Vec<&ObservedUser> =
            users.iter().copied().filter(|user| is_ruled(view, draft, address, user)).collect();
        match ruled.as_slice() {
            [] => {}
            [only] => one(view, draft, address, only),
            several => twice(view, draft, address, several),
        }
        seen.insert(address);
    }
    let accounts = view.desired.jit.iter().flat_map(|jit| jit.accounts.values());
    for account in accounts.filter(|account| !seen.contains(&account.address())) {
        create::plan(view, draft, account);
    }
    alike::plan(view, draft);
}

fn one(view: &View<'_>, draft: &mut Draft, address: &Address, user: &ObservedUser) {
    let account = mapped(view, address);
    let barred = forbidden(view, address, user);
    let jit = view.desired.jit.as_ref();
    let maximum = account
        .map(|account| account.access.maximum.value)
        .or_else(|| jit.map(|jit| jit.maximum))
        .unwrap_or(MAXIMUM);
    let standing = standing(user, view.context.now, maximum, barred);
    if let Some(account) = account {
        renamed(draft, account, user);
    }
    match (standing, account) {
        // Nothing says what else it should have.
        (Standing::Open(_), None) => {
            end_or_rest(view, draft, address, user, Reason::NotMapped);
        }
        (Standing::Open(stamp), Some(account)) => {
            converge::plan(view, draft, account, user);
            let at = stamp.deadline;
            draft.scheduled.push(Scheduled {
                address: address.clone(),
                at,
                action: "disable".into(),
            });
        }
        (Standing::Opening, _) => {
            let message =
                "its grant has just begun and it is not enabled yet: it may be in the making";
            draft.say(Diagnostic::note("plan::opening", address, message));
            draft.unchanged += 1;
        }
        (Standing::EndedEarly, _) => {
            let message = "the account was disabled within its window: somebody ended it, and it \
                           stays ended";
            let diagnostic = Diagnostic::warning("plan::ended-early", address, message)
                .help("open a new grant if the access is still needed");
            draft.say(diagnostic);
            end_or_rest(view, draft, address, user, Reason::LeftOver);
        }
        (Standing::Resting, _) => end_or_rest(view, draft, address, user, Reason::LeftOver),
        (Standing::MustEnd(reason), _) => end_or_rest(view, draft, address, user, reason),
    }
    if account.is_none() {
        orphan(view, draft, address, user);
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
    let deleted = end::prune(view, draft, address, user);
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
    match view.context.organization.technicians.get(technician) {
        None => Some(Reason::TechnicianUnknown),
        Some(found) if !found.active => Some(Reason::TechnicianDisabled),
        Some(_) => mapped(view, address).is_none().then_some(Reason::NotMapped),
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
