//! Grants that are asked for, and what becomes of each.

use std::collections::BTreeMap;

use super::{extend, open, window::Refusal};
use crate::{
    desired::DesiredAccount,
    domain::{Address, TechnicianId},
    observed::ObservedUser,
    plan::{
        Diagnostic, Purpose, Reason, Scheduled, Wish,
        draft::{Draft, View},
    },
};

pub(super) fn wishes<'a>(
    due: &'a BTreeMap<TechnicianId, Vec<Wish>>,
    address: &Address,
) -> &'a [Wish] {
    match address {
        Address::Jit(technician) => due.get(technician).map_or(&[], Vec::as_slice),
        _ => &[],
    }
}

/// Opens the first grant that is due, and tells of the others; returns whether one is being opened.
pub(super) fn opened(
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
pub(super) fn unwelcome(
    view: &View<'_>,
    draft: &mut Draft,
    due: &BTreeMap<TechnicianId, Vec<Wish>>,
) {
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

/// Whoever asks for access that must not be hears why.
pub(super) fn barred_wishes(
    view: &View<'_>,
    draft: &mut Draft,
    (account, reason): (Option<&DesiredAccount>, Reason),
    wishes: &[Wish],
) {
    let Some(account) = account else { return };
    if let Purpose::Extend(_) = view.context.purpose {
        extend::nothing_open(draft, account);
    }
    let due = wishes.iter().filter(|wish| open::begins(wish, view.context.now).is_none());
    for wish in due {
        let (code, message, help) = match reason {
            Reason::TenantSuspended | Reason::TenantOffboarding => (
                "plan::grant-tenant-state",
                "the tenant is not active",
                "set the tenant's `state: active`",
            ),
            _ => (
                "plan::grant-waits",
                "what the account had before is ended first",
                "run again once that is proved",
            ),
        };
        open::say(draft, account, wish, Refusal::error(code, message, help));
    }
}
