//! What the password of an emergency account wants, by the machine that rotates it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use uuid::Uuid;

use super::{Foresight, find, foresee};
use crate::{
    desired::{DesiredEmergencyAccount, DesiredTenant, Manage, TenantState},
    domain::{AccountName, ObjectId, RotatorId},
    observed::{Ledger, ObservedTenant, ObservedUser, Reading},
    plan::{
        Context, Reason,
        emergency::{Readiness, readiness},
        rotation::{AccountFacts, Ending, Limits, Occasion, Refusal, Sibling, Surroundings, Terms},
    },
};

/// What a password wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wish {
    /// Nothing.
    Rest,
    /// To be set, or what is in doubt to be resolved.
    Set(Occasion),
    /// To be set, and it cannot be now: why, as a lower-case fragment, and whether that is in order.
    Held(String, bool),
    /// Its store could not be read, so that nothing is known of it.
    Unread,
}

/// Returns whether tenantry makes an account where it is not there.
pub(crate) fn is_made(tenant: &DesiredTenant, account: &DesiredEmergencyAccount) -> bool {
    matches!(account.manage, Manage::Rotate { .. }) && tenant.state != TenantState::Offboarding
}

/// Returns whether it is known what the store says of an account, be it nothing.
pub(super) fn is_read(observed: &ObservedTenant, account: &AccountName) -> bool {
    observed.ledgers.get(account).is_some_and(|read| read.unknown().is_none())
}

/// Returns what the store says of an account; `None` where that is nothing, or not known.
pub(super) fn ledger<'a>(
    observed: &'a ObservedTenant,
    account: &AccountName,
) -> Option<&'a Ledger> {
    observed.ledgers.get(account).and_then(Reading::known)
}

/// Returns until when the password that is in force is known to be the one that was proved last;
/// `None` where that is not known.
pub(super) fn proved(
    observed: &ObservedTenant,
    account: &DesiredEmergencyAccount,
    user: &ObservedUser,
) -> Option<Timestamp> {
    let ledger = ledger(observed, &account.name)?;
    let change = user.last_password_change?;
    let sound = ledger.object() == user.id && ledger.is_proved() && !ledger.is_foreign(change);
    ledger.current().filter(|_| sound).map(|current| current.set_before)
}

/// Returns for what occasion an account's password would be set: its first one only while it is
/// disabled and no password of it was ever proved.
fn occasion(
    observed: &ObservedTenant,
    account: &DesiredEmergencyAccount,
    user: &ObservedUser,
) -> Option<Occasion> {
    let Manage::Rotate { every, .. } = &account.manage else { return None };
    let never = ledger(observed, &account.name).and_then(Ledger::current).is_none();
    Some(if never && !user.account_enabled {
        Occasion::First
    } else {
        Occasion::Scheduled { every: every.duration() }
    })
}

/// Says which of an account's siblings nobody could fall back on while its own password changes,
/// though their ledgers are in order: somebody else changed the password, or the account could not
/// be used. What could not be read is no trouble; it is told as unknown.
#[must_use]
pub fn troubles<'a>(
    (tenant, observed): (&DesiredTenant, &ObservedTenant),
    account: &DesiredEmergencyAccount,
    ledger: impl Fn(&AccountName) -> Option<&'a Ledger>,
) -> BTreeMap<AccountName, String> {
    let trouble = |other: &DesiredEmergencyAccount| {
        let user = observed.named_users.get(&other.user_principal_name)?.known()?;
        let change = user.last_password_change;
        let foreign = ledger(&other.name).zip(change).is_some_and(|(it, at)| it.is_foreign(at));
        let why = match readiness(observed, other) {
            _ if foreign => "somebody else changed its password".to_owned(),
            Readiness::NotReady(faults) => faults.join("; "),
            Readiness::Ready | Readiness::Unknown => return None,
        };
        Some((other.name.clone(), why))
    };
    siblings_of(tenant, account).filter_map(trouble).collect()
}

/// Returns the other accounts of a tenant whose passwords are rotated.
fn siblings_of<'a>(
    tenant: &'a DesiredTenant,
    account: &'a DesiredEmergencyAccount,
) -> impl Iterator<Item = &'a DesiredEmergencyAccount> {
    tenant
        .emergency_accounts
        .iter()
        .filter(|other| other.name != account.name && matches!(other.manage, Manage::Rotate { .. }))
}

/// Asks the machine what it would do.
pub(super) fn wish(
    (context, tenant, observed): (&Context<'_>, &DesiredTenant, &ObservedTenant),
    account: &DesiredEmergencyAccount,
    user: &ObservedUser,
) -> Wish {
    let occasion = occasion(observed, account, user);
    let Some(occasion) = occasion.filter(|_| is_read(observed, &account.name)) else {
        return Wish::Unread;
    };
    let sibling = |other: &DesiredEmergencyAccount| {
        let read = ledger(observed, &other.name).cloned();
        let ledger = if is_read(observed, &other.name) {
            Ok(read)
        } else {
            Err("its store could not be read".to_owned())
        };
        Sibling { account: other.name.clone(), ledger }
    };
    let siblings: Vec<Sibling> = siblings_of(tenant, account).map(sibling).collect();
    let troubles = troubles((tenant, observed), account, |name| ledger(observed, name));
    let terms = Terms {
        tenant: tenant.id,
        account: account.name.clone(),
        object: user.id,
        // Nothing is written under it.
        rotator: RotatorId::new(Uuid::nil()),
        occasion,
        recipients: observed.sealing_keys.get(&account.name).cloned().unwrap_or_default(),
        limits: Limits::graph(),
        around: Surroundings { troubles, stored: 0 },
    };
    let own = ledger(observed, &account.name);
    match foresee(terms, AccountFacts::from(user), (own, &siblings), context.now) {
        Foresight::Acts => Wish::Set(occasion),
        // That it never was proved is told by itself: nothing is due.
        Foresight::Ends(
            Ending::NothingDue { .. }
            | Ending::Proved { .. }
            | Ending::LostRace { .. }
            | Ending::Refused(Refusal::NeverProved),
        ) => Wish::Rest,
        Foresight::Ends(Ending::Refused(refusal)) => {
            let recent = matches!(refusal, Refusal::SiblingRecent { .. });
            Wish::Held(refusal.to_string(), recent)
        }
        Foresight::Ends(Ending::Unproven { why, .. }) => Wish::Held(why, false),
        Foresight::Ends(Ending::Claimed { until }) => {
            Wish::Held(format!("another run may rotate it until {until}"), true)
        }
    }
}

/// In which order accounts of a tenant are rotated: what is in doubt goes first, then what somebody
/// else changed, then what was proved longest ago. `change` is the account's last password change.
#[must_use]
pub fn rank(ledger: Option<&Ledger>, change: Option<Timestamp>) -> (bool, bool, Option<Timestamp>) {
    let settled = ledger.is_none_or(|ledger| ledger.unresolved().next().is_none());
    let foreign = ledger.zip(change).is_some_and(|(ledger, change)| ledger.is_foreign(change));
    (settled, !foreign, ledger.and_then(Ledger::current).and_then(|current| current.proved))
}

/// Returns the one account of a tenant whose password is rotated in a run, with its object: the
/// first passwords of accounts in the making are no rotations.
#[must_use]
pub fn chosen<'a>(
    context: &Context<'_>,
    tenant: &'a DesiredTenant,
    observed: &ObservedTenant,
) -> Option<(&'a DesiredEmergencyAccount, ObjectId)> {
    let due = tenant.emergency_accounts.iter().filter_map(|account| {
        let user = find(context.organization, observed, account).ok()?;
        let wish = wish((context, tenant, observed), account, user);
        let ledger = ledger(observed, &account.name);
        matches!(wish, Wish::Set(Occasion::Scheduled { .. }))
            .then(|| (rank(ledger, user.last_password_change), account, user.id))
    });
    let first = due.min_by_key(|(rank, ..)| *rank);
    first.map(|(_, account, object)| (account, object))
}

/// Says why a password is due, by what the ledger and the account say.
pub(super) fn reason(ledger: Option<&Ledger>, user: &ObservedUser, now: Timestamp) -> Reason {
    let Some(ledger) = ledger else { return Reason::RotationDue };
    if ledger.unresolved().next().is_some() {
        return Reason::RotationOpen;
    }
    if user.last_password_change.is_some_and(|change| ledger.is_foreign(change)) {
        return Reason::PasswordChanged;
    }
    if ledger.checked_out().is_some() {
        return Reason::PasswordOpened;
    }
    let unfinished = ledger.is_unfinished() || ledger.live_claim(now).is_some();
    if unfinished { Reason::RotationOpen } else { Reason::RotationDue }
}
