//! An emergency account of ours that is there: its password rotated when that is due, its role held
//! for good, enabled. Nothing is enabled or privileged whose password is not proved, or proved by a
//! step in front.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    due::{Wish, is_read, ledger, proved, reason, wish},
    plan::{foreign_home, say},
    reach::{acts_on, beyond_reach, sets_passwords},
};
use crate::{
    desired::{DesiredEmergencyAccount, Manage},
    domain::{Address, BuiltInRole, DirectoryScope, RoleDefinitionId, StoreName, TIER_0},
    observed::{Ledger, ObservedTenant, ObservedUser},
    plan::{
        Attribute, Cause, Change, ChangeAction, Diagnostic, Reason, Risk, Step, Subject, Write,
        draft::{Draft, View},
        emergency::holds_for_good,
        holdings::acts_on_privileged,
        jit::note::length,
        resolve::{Found, role},
        rotation::Occasion,
        steps_of_laps::Kept,
    },
};

/// Where an account stands among its siblings.
pub(super) struct Place {
    /// Whether it is the one whose password is rotated in this run.
    pub(super) is_rotated: bool,
    /// The account in the making that has to be proved before this one is begun.
    pub(super) before: Option<Address>,
}

/// What is to be done to an account.
#[derive(Default)]
struct Work {
    password: Option<Occasion>,
    role: Option<Step>,
    enable: Option<Step>,
}

/// Plans an account that is there; returns the account in the making, where this one is too.
pub(super) fn plan(
    view: &View<'_>,
    draft: &mut Draft,
    (account, user): (&DesiredEmergencyAccount, &ObservedUser),
    place: Place,
) -> Option<Address> {
    if let Some((why, help)) = beyond_reach(user) {
        let message = format!("it is left as it is: {why}");
        let found = Diagnostic::error("plan::emergency-left-alone", &account.address(), message);
        draft.say(found.help(help).at(&account.origin));
        return place.before;
    }
    let said = draft.diagnostics.len();
    let work = work(view, draft, (account, user), &place);
    if let Some(fault) = foreign_home(view, account) {
        let help = "declare the tenant's *.onmicrosoft.com domain, which cannot be lost";
        say(draft, account, &fault, help);
    }
    let first = work.password == Some(Occasion::First);
    if work.password.is_none() && work.role.is_none() && work.enable.is_none() {
        let known = is_read(view.observed, &account.name);
        draft.unchanged += u32::from(draft.diagnostics.len() == said && known);
        return place.before;
    }
    let before = place.before.clone().filter(|_| first);
    draft.change(change(view, (account, user), work, before));
    if first { Some(account.address()) } else { place.before }
}

/// Decides what is to be done, and says what is not.
fn work(
    view: &View<'_>,
    draft: &mut Draft,
    (account, user): (&DesiredEmergencyAccount, &ObservedUser),
    place: &Place,
) -> Work {
    let observed = view.observed;
    let password = password(view, draft, (account, user), place);
    let since = proved(observed, account, user);
    let sound = password.is_some() || since.is_some();
    let address = account.address();
    let subject = Subject::Existing(user.id);
    let kept = Kept {
        user: &subject,
        address: &address,
        installation: &view.context.organization.name,
        // What a step in front changes did not stay the same.
        unchanged_since: since.filter(|_| password.is_none()),
    };
    let mut work = Work { password, ..Work::default() };
    let help = "tenantry gives a role and enables only while the password is proved: \
                `tenantry laps rotate --account` proves one";
    match repair(observed, (account, user), kept) {
        Ok(Some(step)) if sound => work.role = Some(step),
        Ok(Some(_)) => {
            let fault = format!("it is not permanently in the role {}", account.role);
            say(draft, account, &fault, help);
        }
        Ok(None) => {}
        Err((fault, help)) => say(draft, account, &fault, help),
    }
    if user.account_enabled {
        return work;
    }
    if !acts_on(observed, user.id) {
        let help = "give the app Privileged Authentication Administrator, or enable it by hand";
        say(
            draft,
            account,
            "it is disabled, and the app may not enable a privileged account",
            help,
        );
    } else if sound {
        work.enable = Some(Step::enable_emergency(kept));
    } else if is_read(observed, &account.name) {
        say(draft, account, "it is disabled, and no password of it is proved", help);
    }
    work
}

/// Decides whether a password is set, and says why not where one is due.
fn password(
    view: &View<'_>,
    draft: &mut Draft,
    (account, user): (&DesiredEmergencyAccount, &ObservedUser),
    place: &Place,
) -> Option<Occasion> {
    let observed = view.observed;
    let address = account.address();
    let wish = wish((view.context, view.desired, observed), account, user);
    match wish {
        Wish::Unread => {}
        Wish::Rest => {
            let never = ledger(observed, &account.name).and_then(Ledger::current);
            if never.is_none() {
                let help = "look at the store's address if one was stored before; else prove one by \
                            `tenantry laps rotate --account TENANT/NAME`: the schedule does not \
                            begin before a person did";
                say(draft, account, "no password of it was ever proved in its store", help);
            }
        }
        Wish::Held(why, in_order) => {
            let message = format!("its password is due and not rotated now: {why}");
            let found = if in_order {
                Diagnostic::note("plan::rotation-waits", &address, message)
            } else {
                let help = "`tenantry laps rotate --account TENANT/NAME` rotates one by itself";
                Diagnostic::warning("plan::rotation-waits", &address, message).help(help)
            };
            draft.say(found.at(&account.origin));
        }
        Wish::Set(_) if !sets_passwords(observed, Some(user.id)) => {
            let message = "its password is due, and the app cannot set the password of an account \
                           with a privileged role";
            let help = "give the app Privileged Authentication Administrator; `tenantry doctor` \
                        says how";
            let found = Diagnostic::warning("plan::rotation-beyond-reach", &address, message);
            draft.say(found.help(help).at(&account.origin));
        }
        Wish::Set(Occasion::First) => return Some(Occasion::First),
        Wish::Set(occasion) if place.is_rotated => return Some(occasion),
        Wish::Set(_) => {
            let message = "its password is due, and another account of the tenant goes first: one \
                           a run";
            draft.say(Diagnostic::note("plan::rotation-waits", &address, message));
        }
    }
    None
}

/// Returns the step that gives the account its role for good, where it lacks that.
///
/// # Errors
///
/// Says what tenantry cannot mend, and the way out.
fn repair(
    observed: &ObservedTenant,
    (account, user): (&DesiredEmergencyAccount, &ObservedUser),
    kept: Kept<'_>,
) -> Result<Option<Step>, (String, &'static str)> {
    if holds_for_good(observed, account, user.id) != Some(false) {
        return Ok(None);
    }
    let Some(role) = role_id(observed, account) else {
        let why = format!("the tenant has no role {}", account.role);
        return Err((why, "correct the account's `role`"));
    };
    let schedules = observed.role_schedules.known().into_iter().flatten();
    let mut own = schedules.filter(|found| {
        found.principal == user.id
            && found.role == role
            && found.scope == DirectoryScope::Tenant
            && !found.through_group
    });
    let bound = own.find(|found| found.end.is_some() || found.activated);
    match bound {
        None => Ok(Some(Step::assign_for_good(kept, role))),
        Some(found) if found.activated => {
            let until = found.end.map(|end| format!(" until {end}")).unwrap_or_default();
            let why = format!(
                "somebody activated its role {}{until}, which holds it only that long",
                account.role
            );
            Err((why, "apply again once the activation is over: then it is assigned for good"))
        }
        Some(_) => Ok(Some(Step::make_role_permanent(kept, user.id, role))),
    }
}

fn change(
    view: &View<'_>,
    (account, user): (&DesiredEmergencyAccount, &ObservedUser),
    work: Work,
    before: Option<Address>,
) -> Change {
    let (address, ledger) = (account.address(), ledger(view.observed, &account.name));
    let mut attributes = Vec::new();
    if work.enable.is_some() {
        attributes.push(Attribute::new("/accountEnabled", json!(false), json!(true)));
    }
    if let Some(step) = &work.role {
        let mut role = Attribute::new("/roles", json!([]), json!([account.role]));
        if matches!(step.write, Write::MakeRolePermanent { .. }) {
            role.note = Some("its end is taken away".to_owned());
        }
        attributes.push(role);
    }
    let repairs = !attributes.is_empty();
    let (action, reason) = match work.password {
        None => (ChangeAction::Update, Reason::NotReady),
        Some(Occasion::First) => (ChangeAction::Update, Reason::Unfinished),
        Some(_) => (ChangeAction::Rotate, reason(ledger, user, view.context.now)),
    };
    if work.password.is_some() {
        let mut store = Attribute::new("/store", Value::Null, json!(store_of(account)));
        store.note = Some(note(reason, (account, ledger), view.context.now));
        attributes.push(store);
    }
    let cause = match (work.password, reason) {
        (Some(Occasion::First), _) => Cause::Config,
        (_, Reason::PasswordChanged) => Cause::Drift,
        _ if repairs => Cause::Drift,
        _ => Cause::Schedule,
    };
    let tier_0 = role_id(view.observed, account).is_none_or(|role| TIER_0.contains(&role));
    let raises = work.role.is_some();
    Change {
        object_id: Some(user.id),
        action,
        cause,
        reason,
        risk: match (repairs, tier_0) {
            (true, true) => Risk::Critical,
            (true, false) => Risk::High,
            (false, _) => Risk::Medium,
        },
        attributes,
        write_only: work.password.map(|_| "/passwordProfile").into_iter().collect(),
        depends_on: before.into_iter().collect(),
        steps: steps(view, (account, user), work),
        raises_privilege: raises,
        ..Change::blank(&address, Some(&account.origin))
    }
}

fn steps(
    view: &View<'_>,
    (account, user): (&DesiredEmergencyAccount, &ObservedUser),
    work: Work,
) -> Vec<Step> {
    let (subject, address) = (Subject::Existing(user.id), account.address());
    let kept = Kept {
        user: &subject,
        address: &address,
        installation: &view.context.organization.name,
        unchanged_since: None,
    };
    let password =
        work.password.map(|occasion| Step::rotate_password(kept, &account.name, occasion));
    password.into_iter().chain(order(view, [work.role, work.enable])).collect()
}

/// Puts role and enabling in the order that the app's rights allow: one that may not act on
/// privileged accounts enables before it gives the role.
pub(super) fn order(view: &View<'_>, [role, enable]: [Option<Step>; 2]) -> Vec<Step> {
    let both = if acts_on_privileged(view.observed) { [role, enable] } else { [enable, role] };
    both.into_iter().flatten().collect()
}

/// Returns the role of an account; a built-in one has the same id everywhere.
pub(super) fn role_id(
    observed: &ObservedTenant,
    account: &DesiredEmergencyAccount,
) -> Option<RoleDefinitionId> {
    match role(observed, &account.role) {
        Found::One(role) => Some(role),
        _ => BuiltInRole::find(account.role.as_str()).map(|role| role.id),
    }
}

pub(super) const fn store_of(account: &DesiredEmergencyAccount) -> Option<&StoreName> {
    match &account.manage {
        Manage::Rotate { store, .. } => Some(store),
        Manage::Observe => None,
    }
}

/// Says in a few words why a password is set.
fn note(
    reason: Reason,
    (account, ledger): (&DesiredEmergencyAccount, Option<&Ledger>),
    now: Timestamp,
) -> String {
    match reason {
        Reason::Unfinished => "its making was begun and not finished".to_owned(),
        Reason::RotationOpen => "its last rotation was not proved or not finished".to_owned(),
        Reason::PasswordChanged => "somebody else changed its password".to_owned(),
        Reason::PasswordOpened => "somebody opened its password".to_owned(),
        _ => {
            let proved = ledger.and_then(Ledger::current).and_then(|current| current.proved);
            let every = match &account.manage {
                Manage::Rotate { every, .. } => every.duration(),
                Manage::Observe => jiff::SignedDuration::ZERO,
            };
            let due = proved.and_then(|proved| proved.checked_add(every).ok());
            due.map_or_else(
                || "rotation due".to_owned(),
                |due| format!("rotation due {} ago", length(now.duration_since(due))),
            )
        }
    }
}
