//! What the password of an emergency account wants, by the machine that rotates it.

use jiff::Timestamp;
use uuid::Uuid;

use super::{Foresight, find, foresee};
use crate::{
    desired::{DesiredEmergencyAccount, DesiredTenant, Manage, TenantState},
    domain::{AccountName, ObjectId, RotatorId},
    observed::{Ledger, ObservedTenant, ObservedUser, Reading},
    plan::{
        Context, Reason,
        rotation::{AccountFacts, Ending, Limits, Occasion, Refusal, Sibling, Terms},
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
    let others = tenant.emergency_accounts.iter().filter(|other| {
        other.name != account.name && matches!(other.manage, Manage::Rotate { .. })
    });
    let sibling = |other: &DesiredEmergencyAccount| {
        let read = ledger(observed, &other.name).cloned();
        let ledger = if is_read(observed, &other.name) {
            Ok(read)
        } else {
            Err("its store could not be read".to_owned())
        };
        Sibling { account: other.name.clone(), ledger }
    };
    let siblings: Vec<Sibling> = others.map(sibling).collect();
    let terms = Terms {
        tenant: tenant.id,
        account: account.name.clone(),
        object: user.id,
        // Nothing is written under it.
        rotator: RotatorId::new(Uuid::nil()),
        occasion,
        recipients: observed.sealing_keys.get(&account.name).cloned().unwrap_or_default(),
        limits: Limits::graph(),
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

/// In which order accounts of a tenant are rotated: what is in doubt goes first, then what was
/// proved longest ago.
#[must_use]
pub fn rank(ledger: Option<&Ledger>) -> (bool, Option<Timestamp>) {
    let settled = ledger.is_none_or(|ledger| ledger.unresolved().next().is_none());
    (settled, ledger.and_then(Ledger::current).and_then(|current| current.proved))
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
            .then(|| (rank(ledger), account, user.id))
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
