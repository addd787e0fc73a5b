//! How an emergency account stands: whether it could be used, with what, and what a person must do.

use jiff::Timestamp;

use super::{beside::beside, find};
use crate::{
    desired::{DesiredEmergencyAccount, DesiredOrganization, DesiredTenant, Manage},
    domain::{AccountName, Address, ObjectId, RotationId, UserPrincipalName},
    observed::{Ledger, ObservedTenant, ObservedUser, Ownership, Reading, Retention},
    plan::{
        emergency::{Readiness, readiness},
        inventory,
        rotation::{KeyChange, Limits, key_change},
    },
};

/// How an emergency account stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountStatus {
    /// Its short name.
    pub account: AccountName,
    /// Its name in the directory.
    pub user_principal_name: UserPrincipalName,
    /// Its object id, where it was found.
    pub object: Option<ObjectId>,
    /// Whether its password is rotated, or it is only checked.
    pub rotated: bool,
    /// Why it needs a person, as lower-case fragments; empty where it is ready.
    pub faults: Vec<String>,
    /// What cannot be told of it, as lower-case fragments.
    pub unknown: Vec<String>,
    /// What it has beside its declared role, as lower-case fragments: it can be used all the same.
    pub beside: Vec<String>,
    /// The version that was last proved, and when.
    pub current: Option<(RotationId, Option<Timestamp>)>,
    /// What may be in force, the newest first, where that is not one proved version alone.
    pub candidates: Vec<RotationId>,
    /// When the next rotation is due; at once where somebody opened the password, or where it is
    /// sealed to other keys than the declared ones.
    pub due: Option<Timestamp>,
    /// When the schedule goes on at the earliest, where that is later than it is due: it keeps the
    /// accounts of a tenant a day apart.
    pub not_before: Option<Timestamp>,
    /// Whether the last rotation left something to do: sessions to end, or old envelopes to remove.
    pub unfinished: bool,
    /// When somebody opened the current password since its proof.
    pub opened: Option<Timestamp>,
    /// Fingerprints of the keys that open what may be in force.
    pub recipients: Vec<String>,
    /// How those differ from the declared ones, and what removed keys still open.
    pub keys: KeyChange,
}

impl AccountStatus {
    /// Returns what is so before anything is known.
    fn blank(account: AccountName, name: &UserPrincipalName, object: Option<ObjectId>) -> Self {
        Self {
            account,
            user_principal_name: name.clone(),
            object,
            rotated: false,
            faults: Vec::new(),
            unknown: Vec::new(),
            beside: Vec::new(),
            current: None,
            candidates: Vec::new(),
            due: None,
            not_before: None,
            opened: None,
            unfinished: false,
            recipients: Vec::new(),
            keys: KeyChange::default(),
        }
    }

    /// Returns whether it could be used at this moment, as far as all of it is known.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.faults.is_empty() && self.unknown.is_empty()
    }
}

/// Returns the accounts that bear our marker as emergency accounts and that nothing declares: each
/// needs a person, who declares it again or takes it away.
#[must_use]
pub fn undeclared(
    organization: &DesiredOrganization,
    (tenant, observed): (&DesiredTenant, &ObservedTenant),
) -> Vec<AccountStatus> {
    let declared = |name: &AccountName| tenant.emergency_accounts.iter().any(|it| it.name == *name);
    let found = inventory::users(observed).into_values().filter_map(|user| {
        match user.marker.ownership(&organization.name) {
            Ownership::Ours(Address::Laps(name)) if !declared(&name) => Some((name, user)),
            _ => None,
        }
    });
    let all = found.map(|(name, user)| {
        let why = "nothing declares it any more: declare it again, or see `tenantry plan`";
        let blank = AccountStatus::blank(name, &user.user_principal_name, Some(user.id));
        AccountStatus { faults: vec![why.to_owned()], ..blank }
    });
    all.collect()
}

/// Judges how a declared emergency account stands; `ledger` is what its store says, where it has
/// one, and `recipients` the fingerprints of the keys that the store declares.
#[must_use]
pub fn status(
    organization: &DesiredOrganization,
    (tenant, observed): (&DesiredTenant, &ObservedTenant),
    account: &DesiredEmergencyAccount,
    (ledger, recipients): (&Result<Option<Ledger>, String>, &[String]),
) -> AccountStatus {
    let user = observed.named_users.get(&account.user_principal_name).and_then(Reading::known);
    let (name, object) = (&account.user_principal_name, user.map(|user| user.id));
    let mut status = AccountStatus {
        rotated: account.manage != Manage::Observe,
        beside: user.map(|user| beside((tenant, observed), account, user.id)).unwrap_or_default(),
        ..AccountStatus::blank(account.name.clone(), name, object)
    };
    directory(observed, account, &mut status);
    let groups = user.and_then(|user| observed.memberships.get(&user.id));
    if let Some(unknown) = groups.and_then(Reading::unknown) {
        status.unknown.push(format!("its groups could not be read: {}", unknown.why));
    }
    if let Manage::Rotate { every, .. } = &account.manage {
        if let Err(obstacle) = find(organization, observed, account) {
            let list = if obstacle.unknown { &mut status.unknown } else { &mut status.faults };
            if user.is_some() {
                list.push(obstacle.why);
            }
        }
        stored(ledger, user, &mut status);
        if let Ok(Some(ledger)) = ledger {
            status.keys = key_change(ledger, recipients, Retention::DEFAULT);
        }
        let at_once = status.keys.is_due.then_some(observed.taken_at);
        status.due = status.opened.or(at_once).or_else(|| {
            let proved = status.current.and_then(|(_, proved)| proved)?;
            proved.checked_add(every.duration()).ok()
        });
    }
    status
}

/// Says of each account of a tenant when the schedule goes on at the earliest, given when the others
/// were proved. What mends something does not wait.
pub fn space_out(all: &mut [AccountStatus], limits: &Limits) {
    let proved: Vec<(AccountName, Timestamp)> =
        all.iter().filter_map(|one| Some((one.account.clone(), one.current?.1?))).collect();
    for account in all.iter_mut().filter(|account| account.faults.is_empty()) {
        let others = proved.iter().filter(|(name, _)| *name != account.account);
        let until = others.filter_map(|(_, proved)| proved.checked_add(limits.apart).ok()).max();
        account.not_before = until.filter(|until| account.due.is_some_and(|due| due < *until));
    }
}

/// What the directory says of it.
fn directory(
    observed: &ObservedTenant,
    account: &DesiredEmergencyAccount,
    status: &mut AccountStatus,
) {
    match readiness(observed, account) {
        Readiness::Ready => {}
        Readiness::NotReady(faults) => status.faults.extend(faults),
        Readiness::Unknown => {
            status
                .unknown
                .push("whether it could be used cannot be told from what was read".into());
        }
    }
    let domain = observed.domains.known().map(|domains| domains.get(&account.domain));
    if let Some(Some(domain)) = domain
        && !domain.initial
    {
        status.faults.push(format!("its domain {} is not the initial one", account.domain));
    }
}

/// What its store says of it.
fn stored(
    ledger: &Result<Option<Ledger>, String>,
    user: Option<&ObservedUser>,
    status: &mut AccountStatus,
) {
    let ledger = match ledger {
        Ok(Some(ledger)) => ledger,
        Ok(None) => {
            return status.faults.push("no password of it was ever proved in its store".to_owned());
        }
        Err(why) => return status.unknown.push(format!("its store cannot be read: {why}")),
    };
    if user.is_some_and(|user| user.id != ledger.object()) {
        status.faults.push(format!("its store holds the passwords of {}", ledger.object()));
    }
    status.current = ledger.current().map(|current| (current.rotation, current.proved));
    status.opened = ledger.checked_out();
    status.unfinished = ledger.is_unfinished();
    let held = ledger.unresolved().chain(ledger.current());
    status.recipients = held.flat_map(|version| version.recipients.iter().cloned()).collect();
    status.recipients.sort();
    status.recipients.dedup();
    if !ledger.is_proved() {
        status.candidates = ledger.candidates();
        let fault = if status.candidates.is_empty() {
            "no password of it was ever proved"
        } else {
            "its last rotation is not proved"
        };
        status.faults.push(fault.to_owned());
    }
    let change = user.and_then(|user| user.last_password_change);
    if let Some(change) = change.filter(|change| ledger.is_foreign(*change)) {
        status.faults.push(format!("somebody else changed its password at {change}"));
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::{AccountStatus, space_out, status};
    use crate::{
        desired::{DesiredEmergencyAccount, Manage},
        domain::Window,
        observed::{Claim, Ledger, NewPending, ObservedTenant, Proof, Reading, Retention, Unknown},
        plan::{
            fixture::{desired, now, observed, organization, owned_user},
            rotation::Limits,
        },
    };

    const BY: &str = "11111111-1111-4111-8111-111111111111";
    const KEY: &str = "age1qqqq";

    fn account() -> DesiredEmergencyAccount {
        let mut account = desired().emergency_accounts[0].clone();
        let store = "vault".parse().unwrap();
        account.manage = Manage::Rotate { every: Window::from_minutes(60 * 24 * 30), store };
        account
    }

    fn ours(observed: &mut ObservedTenant, account: &DesiredEmergencyAccount) {
        let name = account.user_principal_name.clone();
        let Some(Reading::Known(found)) = observed.named_users.get_mut(&name) else { panic!() };
        let marked = owned_user(&account.address().to_string(), name.as_str());
        found.marker = marked.marker;
        found.last_password_change = Some(now() - SignedDuration::from_hours(48));
    }

    fn ledger(observed: &ObservedTenant, account: &DesiredEmergencyAccount) -> Ledger {
        let user = observed.named_users[&account.user_principal_name].known().unwrap();
        let at = now() - SignedDuration::from_hours(48);
        let ledger = Ledger::new(observed.id, account.name.clone(), user.id);
        let claim = Claim { by: BY.parse().unwrap(), until: now() };
        let (rotation, recipients) = ("000001-11111111".parse().unwrap(), vec![KEY.to_owned()]);
        let new = NewPending { rotation, created: at, set_after: at, recipients };
        let ledger = ledger.claimed(claim).entered(new, claim).unwrap();
        let proof = Proof { change: at, set_before: at, freed: Some(claim.by) };
        ledger.promoted(rotation, proof, Retention::DEFAULT).unwrap()
    }

    fn faults(status: &AccountStatus) -> String {
        status.faults.join("; ")
    }

    #[test]
    fn the_schedule_keeps_accounts_a_day_apart_and_what_mends_does_not_wait() {
        let (organization, account, mut seen) = (organization(), account(), observed());
        ours(&mut seen, &account);
        let proved = ledger(&seen, &account);
        let judge = |ledger: Ledger| {
            let seen = (&desired(), &seen);
            status(&organization, seen, &account, (&Ok(Some(ledger)), &[KEY.to_owned()]))
        };
        let (hour, apart) = (SignedDuration::from_hours(1), SignedDuration::from_hours(24));
        let opened = judge(proved.opened(now()));
        let mut sibling = judge(proved);
        sibling.account = "emergency-9".parse().unwrap();
        for (ago, waits) in [(hour, true), (apart + hour, false)] {
            sibling.current = sibling.current.map(|(rotation, _)| (rotation, Some(now() - ago)));
            let mut all = [opened.clone(), sibling.clone()];
            space_out(&mut all, &Limits::graph());
            assert_eq!(all[0].not_before, waits.then(|| now() - ago + apart));
            assert_eq!(all[1].not_before, None, "it is not due for weeks");
            all[0].faults.push("it is disabled".to_owned());
            all[0].not_before = None;
            space_out(&mut all, &Limits::graph());
            assert_eq!(all[0].not_before, None);
        }
    }

    #[test]
    fn a_proved_account_of_ours_is_ready_and_everything_else_says_why_not() {
        let (organization, account, mut seen) = (organization(), account(), observed());
        ours(&mut seen, &account);
        let proved = ledger(&seen, &account);
        let judge = |seen: &ObservedTenant, ledger: Result<Option<Ledger>, String>| {
            status(&organization, (&desired(), seen), &account, (&ledger, &[KEY.to_owned()]))
        };
        let ready = judge(&seen, Ok(Some(proved.clone())));
        assert!(ready.is_ready() && ready.rotated, "{ready:?}");
        let since = now() - SignedDuration::from_hours(48);
        assert_eq!(ready.due, Some(since + SignedDuration::from_hours(24 * 30)));
        assert_eq!(ready.recipients, [KEY]);
        assert!(faults(&judge(&seen, Ok(None))).contains("ever proved"));
        let unread = judge(&seen, Err("403".to_owned()));
        assert!(!unread.is_ready() && unread.faults.is_empty(), "{unread:?}");
        let others = ["age1other".to_owned()];
        let stored = Ok(Some(proved.clone()));
        let rekey = status(&organization, (&desired(), &seen), &account, (&stored, &others));
        assert_eq!((rekey.due, rekey.is_ready()), (Some(seen.taken_at), true));
        assert_eq!(
            (&rekey.keys.added[..], &rekey.keys.removed[..]),
            (&others[..], &[KEY.to_owned()][..])
        );
        let opened = judge(&seen, Ok(Some(proved.opened(now()))));
        assert_eq!((opened.due, opened.is_ready()), (Some(now()), true));

        let claim = Claim { by: BY.parse().unwrap(), until: now() };
        let rotation = "000002-11111111".parse().unwrap();
        let (created, recipients) = (now(), vec!["age1other".to_owned()]);
        let new = NewPending { rotation, created, set_after: created, recipients };
        let doubt = judge(&seen, Ok(Some(proved.claimed(claim).entered(new, claim).unwrap())));
        assert!(faults(&doubt).contains("not proved"), "{doubt:?}");
        assert_eq!((doubt.candidates.len(), doubt.recipients.len()), (2, 2));

        let name = &account.user_principal_name;
        let mut changed = seen.clone();
        let Some(Reading::Known(user)) = changed.named_users.get_mut(name) else { panic!() };
        user.last_password_change = Some(now());
        assert!(faults(&judge(&changed, Ok(Some(proved.clone())))).contains("somebody else"));
        let Some(Reading::Known(user)) = changed.named_users.get_mut(name) else { panic!() };
        (user.account_enabled, user.marker.installation) = (false, None);
        let both = faults(&judge(&changed, Ok(Some(proved.clone()))));
        assert!(both.contains("disabled") && both.contains("does not bear"), "{both}");
        let mut hidden = seen.clone();
        let id = hidden.named_users[name].known().unwrap().id;
        hidden.memberships.insert(id, Reading::Unknown(Unknown::because("429")));
        let hidden = judge(&hidden, Ok(Some(proved.clone())));
        assert!(!hidden.is_ready() && hidden.unknown[0].contains("groups could not be read: 429"));
        let mut moved = seen.clone();
        let Reading::Known(domains) = &mut moved.domains else { panic!() };
        domains.get_mut(&account.domain).unwrap().initial = false;
        assert!(faults(&judge(&moved, Ok(Some(proved)))).contains("not the initial"));
    }
}
