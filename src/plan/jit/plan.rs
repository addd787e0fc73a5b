//! Every owned account, and every mapped technician who has none.

use std::collections::BTreeSet;

use super::{
    account::one,
    alike, create,
    declared::origin,
    end, extend,
    grants::due,
    laps::is_ruled,
    wishes::{opened, unwelcome, wishes},
};
use crate::{
    desired::DesiredAccount,
    domain::Address,
    observed::ObservedUser,
    plan::{
        Diagnostic, Purpose, Reason, Wish,
        draft::{Draft, View},
    },
};

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
        Purpose::Import(_) => false,
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
        Purpose::Revoke(_) | Purpose::Sweep | Purpose::Import(_) => {}
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
