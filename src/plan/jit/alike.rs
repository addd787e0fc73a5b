//! Accounts that bear a name of ours and not our marker.
//!
//! Such an account is never touched: it may be a person's, or one of ours whose marker somebody
//! removed to keep it. Either way somebody should look.

use crate::{
    domain::{Address, ObjectId, TechnicianId},
    observed::{ObservedUser, Ownership, Reading},
    plan::{
        Diagnostic,
        draft::{Draft, View},
    },
};

/// Reports every look-alike; one that stands in a mapped technician's way is an error.
pub(super) fn plan(view: &View<'_>, draft: &mut Draft) {
    if let Some(jit) = &view.desired.jit {
        for (technician, name) in &jit.user_names {
            let address = Address::Jit(technician.clone());
            let found = view.observed.named_users.get(name).and_then(Reading::known);
            if let Some(found) = found.filter(|user| !is_ours(view, &address, user.id)) {
                alike(view, draft, technician, found);
            }
        }
    }
    for user in &view.inventory.odd_users {
        let message = format!(
            "account {} bears our installation and no address that an account can have",
            user.user_principal_name
        );
        odd(draft, user.id, message);
    }
    for group in &view.inventory.odd_groups {
        let message = format!(
            "group `{}` bears our installation and no address that a group can have",
            group.display_name
        );
        odd(draft, group.id, message);
    }
}

fn is_ours(view: &View<'_>, address: &Address, id: ObjectId) -> bool {
    let owned = view.inventory.users.get(address);
    owned.is_some_and(|users| users.iter().any(|user| user.id == id))
}

fn alike(view: &View<'_>, draft: &mut Draft, technician: &TechnicianId, found: &ObservedUser) {
    let address = Address::Jit(technician.clone());
    let ownership = found.marker.ownership(&view.context.organization.name);
    let adoptable = ownership == Ownership::Foreign;
    let whose = match ownership {
        Ownership::Ours(other) => format!("is marked as {other}"),
        Ownership::Other(other) => format!("is marked as the installation {other}'s"),
        Ownership::Unreadable => "bears our marker without a readable address".to_owned(),
        Ownership::Foreign => "bears no marker of ours".to_owned(),
    };
    let name = &found.user_principal_name;
    let enabled = if found.account_enabled { "enabled" } else { "disabled" };
    let message = format!("account {name} ({}, {enabled}) {whose}", found.id);
    draft.suspect(&address, found.id, message.clone());
    let account = view.desired.jit.as_ref().and_then(|jit| jit.accounts.get(technician));
    let help = "if it was ours, somebody removed its marker: disable it and find out who; else \
                rename it or change `userName`";
    draft.say(match account {
        Some(account) => {
            let import =
                format!(", or adopt it: `tenantry import {}/{address}`", view.desired.name);
            let help = format!("{help}{}", if adoptable { import.as_str() } else { "" });
            Diagnostic::error("plan::name-taken", &address, message).help(help).at(&account.origin)
        }
        None => Diagnostic::warning("plan::name-taken", &address, message).help(help),
    });
}

fn odd(draft: &mut Draft, id: ObjectId, message: String) {
    draft.suspect(&Address::Connection, id, message.clone());
    let help = "find out who changed its marker; tenantry does not touch it";
    draft.say(Diagnostic::warning("plan::marker-odd", &Address::Connection, message).help(help));
}
