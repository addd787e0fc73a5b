//! Ending access: disabled, stripped of every role and group, sessions revoked, and only then
//! written down as ended.
//!
//! An app that holds Privileged Authentication Administrator disables first: that is the quickest
//! end. Without it Entra ID refuses to disable a user who holds a privileged role, so the roles
//! and groups go first and the disabling is tried until they have let go.

use serde_json::{Value, json};

use super::{
    converge::rename_into,
    declared::mapped,
    doubt::{doubt, protected, restricted, say_protected},
    eligible,
    methods::Methods,
    note::note,
    report::{named, report_fixed},
    strip::strip,
};
use crate::{
    desired::{Provision, TenantState},
    domain::{Address, GrantId},
    observed::{GrantMark, ObservedUser},
    plan::{
        Attribute, Cause, Change, ChangeAction, OnFailure, Reason, Risk, Step,
        draft::{Draft, View},
        holdings::{Holdings, acts_on_privileged},
        resolve::scope_name,
        steps::Owned,
    },
    source::Origin,
};

/// Plans the end of everything that the accounts at one address can do; returns whether there was
/// anything to end.
pub(super) fn plan(
    view: &View<'_>,
    draft: &mut Draft,
    address: &Address,
    (users, reason, origin): (&[&ObservedUser], Reason, Option<&Origin>),
) -> bool {
    let spared = spare(view, draft, address, users);
    let users = spared.as_slice();
    let mut change = Change {
        object_id: users.first().map(|user| user.id),
        cause: cause(reason),
        reason,
        ends_access: true,
        ..Change::blank(address, origin)
    };
    // Nobody can say which of two is ours: one of them may be a person's with a copied marker.
    let delete = users.len() == 1 && deletes(view, address);
    for user in users {
        end_one(view, draft, &mut change, (user, users.len() > 1, delete));
    }
    if change.steps.is_empty() {
        return false;
    }
    match (mapped(view, address), users) {
        // One run puts everything right that it touches.
        (Some(account), [user]) if !delete => rename_into(view, &mut change, account, user),
        _ => {}
    }
    if delete {
        change.action = ChangeAction::Delete;
        change.risk = Risk::Critical;
    }
    draft.change(change);
    true
}

/// Plans the deletion of an account that has nothing left and that nothing declares, with
/// `--prune`. Returns whether it is deleted.
pub(super) fn prune(
    view: &View<'_>,
    draft: &mut Draft,
    address: &Address,
    user: &ObservedUser,
) -> bool {
    // Emergency accounts stay until they are handed over.
    let orphan = matches!(address, Address::Jit(_)) && mapped(view, address).is_none();
    let known = left(view, user).is_all() && all_listed(view);
    if !view.context.prune || !orphan || !known || view.desired.state == TenantState::Offboarding {
        return false;
    }
    draft.change(Change {
        object_id: Some(user.id),
        action: ChangeAction::Delete,
        reason: Reason::Pruned,
        risk: Risk::Critical,
        attributes: vec![gone(user)],
        steps: vec![Step::delete_user(view.owned(user.id, address), OnFailure::Stop)],
        removals: 1,
        ..Change::blank(address, Some(&view.desired.origin))
    });
    true
}

/// Plans the deletion of an account at rest whose last grant ended longer ago than `deleteAfter`.
/// An account that would be made again at once is kept. Returns whether it is deleted.
pub(super) fn outlived(
    view: &View<'_>,
    draft: &mut Draft,
    address: &Address,
    user: &ObservedUser,
) -> bool {
    let Some(jit) = &view.desired.jit else { return false };
    let (Some(after), Some(ended)) = (jit.delete_after, user.marker.ended()) else { return false };
    let ahead = jit.provision == Provision::Ahead && mapped(view, address).is_some();
    let due = ended.at.saturating_add(after.duration()).is_ok_and(|due| due <= view.context.now);
    let known = left(view, user).is_all() && all_listed(view);
    if !due || ahead || !known || !matches!(address, Address::Jit(_)) {
        return false;
    }
    let mut shown = gone(user);
    shown.note = Some(format!("last used {}, deleted after {after}", ended.at));
    draft.change(Change {
        object_id: Some(user.id),
        action: ChangeAction::Delete,
        cause: Cause::Schedule,
        reason: Reason::DeleteAfter,
        risk: Risk::Medium,
        attributes: vec![shown],
        steps: vec![Step::delete_user(view.owned(user.id, address), OnFailure::Stop)],
        removals: 1,
        ..Change::blank(address, Some(&jit.origin))
    });
    true
}

/// A tenant that is handed over loses its JIT accounts, but only where nothing suggests that it is
/// another tenant than the configuration means (G011): ending needs no such certainty.
fn deletes(view: &View<'_>, address: &Address) -> bool {
    view.desired.state == TenantState::Offboarding
        && matches!(address, Address::Jit(_))
        && view.is_named_as_declared()
        && all_listed(view)
}

/// Without the list of owned accounts, one that was found by its name may be one of two.
fn all_listed(view: &View<'_>) -> bool {
    view.observed.owned_users.unknown().is_none()
}

fn end_one(
    view: &View<'_>,
    draft: &mut Draft,
    change: &mut Change,
    (user, twice, delete): (&ObservedUser, bool, bool),
) {
    let address = change.address.clone();
    let holdings = left(view, user);
    let marked = user.marker.grant() != GrantMark::None;
    let open = user.account_enabled || marked;
    report_fixed(draft, &address, user.id, &holdings);
    if !holdings.kept.is_empty() {
        change.unproved = Some("it stays in a protected group".to_owned());
        protected(draft, &address, &holdings);
    }
    let methods = Methods::of(view, user.id);
    let known = holdings.is_all() && (!open || methods.all_deletable);
    let owned = view.owned(user.id, &address);
    if !user.account_enabled
        && holdings.is_empty()
        && methods.found.is_empty()
        && !(marked && known)
    {
        if delete && known {
            change.attributes.push(gone(user));
            change.steps.push(Step::delete_user(owned, OnFailure::Stop));
        }
        return;
    }
    let first = acts_on_privileged(view.observed);
    let patience = if first { OnFailure::Continue } else { OnFailure::ContinueAndWait };
    let disable = user.account_enabled.then(|| Step::disable_user(owned, patience));
    let stripped = strip(view, owned, &holdings);
    let (before, after) = if first { (disable, None) } else { (None, disable) };
    let steps = cut(view, user, owned).into_iter().chain(before).chain(stripped.steps);
    change.steps.extend(steps.chain(after));
    change.steps.push(Step::revoke_sessions(owned, patience));
    change.steps.extend(methods.found.iter().map(|it| Step::delete_method(owned, it, patience)));
    if open {
        change.steps.push(Step::scramble_password(owned, patience));
    }
    let complete = known && stripped.pending.is_none();
    if complete && (open || owned.remembered) {
        change.steps.push(Step::end_grant(
            owned,
            (held(user), marked),
            user.marker.ended.as_deref(),
        ));
    }
    if complete && delete {
        change.attributes.push(gone(user));
        change.steps.push(Step::delete_user(owned, patience));
    }
    doubt(draft, change, (&holdings, open.then_some(&methods)), stripped.pending);
    change.risk = change.risk.max(risk(user, &holdings));
    describe(view, change, user, (&holdings, twice));
    if user.management_restricted {
        restricted(draft, &address);
    }
}

/// Ending what gives nothing changes little.
fn risk(user: &ObservedUser, holdings: &Holdings) -> Risk {
    if user.account_enabled || !holdings.is_empty() { Risk::High } else { Risk::Low }
}

/// An end may take longer than this run: the marker says first that it has begun.
fn cut(view: &View<'_>, user: &ObservedUser, owned: Owned<'_>) -> Option<Step> {
    match user.marker.grant() {
        GrantMark::Open(stamp) if stamp.deadline > view.context.now => {
            Step::cut_grant(owned, &stamp, view.context.now)
        }
        _ => None,
    }
}

/// Returns the grant that the account's marker names.
fn held(user: &ObservedUser) -> Option<GrantId> {
    match user.marker.grant() {
        GrantMark::Open(stamp) => Some(stamp.id),
        GrantMark::None | GrantMark::Unreadable => None,
    }
}

/// Returns what the account has to lose, without the groups that may not be changed.
fn left(view: &View<'_>, user: &ObservedUser) -> Holdings {
    Holdings::of(view.observed, user.id).sparing(&view.context.organization.guards.protected)
}

/// Returns the accounts to end. Of several at one address a protected one is left out, lest
/// copying a marker to it kept the others open (G006 withholds a whole change); where there is no
/// other, G006 speaks.
fn spare<'a>(
    view: &View<'_>,
    draft: &mut Draft,
    address: &Address,
    users: &[&'a ObservedUser],
) -> Vec<&'a ObservedUser> {
    let guarded = &view.context.organization.guards.protected;
    let (kept, others): (Vec<_>, Vec<_>) =
        users.iter().copied().partition(|user| guarded.contains(&user.id));
    if others.is_empty() {
        return kept;
    }
    for user in kept {
        let message =
            format!("{} ({}) is protected and left as it is", user.id, user.user_principal_name);
        say_protected(draft, address, message);
    }
    others
}

/// Says before and after of what is touched; of two accounts at one address, whose it is.
fn describe(
    view: &View<'_>,
    change: &mut Change,
    user: &ObservedUser,
    (holdings, twice): (&Holdings, bool),
) {
    let prefix = if twice { format!("/{}", user.id) } else { String::new() };
    let mut attributes = Vec::new();
    if user.account_enabled {
        attributes.push(Attribute::new(
            format!("{prefix}/accountEnabled"),
            json!(true),
            json!(false),
        ));
    }
    if !holdings.roles.is_empty() {
        let names =
            holdings.roles.keys().map(|(role, scope)| scope_name(view.observed, *role, scope));
        let before = sorted(names);
        attributes.push(Attribute::new(format!("{prefix}/roles"), before, json!([])));
    }
    if !holdings.eligibilities.is_empty() {
        let before = sorted(holdings.eligibilities.iter().map(|found| eligible::name(view, found)));
        attributes.push(Attribute::new(format!("{prefix}/eligibleFor"), before, json!([])));
    }
    if holdings.leavable().next().is_some() {
        let before =
            sorted(holdings.leavable().map(|found| named(&found.display_name, found.group)));
        attributes.push(Attribute::new(format!("{prefix}/groups"), before, json!([])));
    }
    let known = holdings.is_all();
    if let Some(grant) = user.marker.grant.as_ref().filter(|text| known && !text.is_empty()) {
        let path = format!("{prefix}/tenantryGrant");
        attributes.push(Attribute::new(path, json!(grant), Value::Null));
    }
    if let Some(first) = attributes.first_mut() {
        first.note = Some(note(&change.address, user, change.reason, view.context.now));
    }
    change.attributes.extend(attributes);
    let removals =
        holdings.roles.len() + holdings.eligibilities.len() + holdings.leavable().count();
    change.removals += u32::try_from(removals).unwrap_or(u32::MAX);
}

/// Returns the attribute that shows an account's deletion.
fn gone(user: &ObservedUser) -> Attribute {
    Attribute::new("/userPrincipalName", json!(user.user_principal_name), Value::Null)
}

fn sorted(names: impl Iterator<Item = String>) -> Value {
    let mut names: Vec<String> = names.collect();
    names.sort();
    json!(names)
}

/// Returns whether the tenant has moved away, or the configuration has.
const fn cause(reason: Reason) -> Cause {
    match reason {
        Reason::TechnicianDisabled
        | Reason::TechnicianUnknown
        | Reason::NotMapped
        | Reason::TenantSuspended
        | Reason::TenantOffboarding
        | Reason::Pruned
        | Reason::Missing
        | Reason::Unfinished
        | Reason::GrantOpens
        | Reason::GrantExtended
        | Reason::GrantWithdrawn
        | Reason::DeadlineBeyondFile
        | Reason::Revoked
        | Reason::Adopted
        | Reason::Unverified => Cause::Config,
        Reason::DeleteAfter
        | Reason::RotationDue
        | Reason::PasswordOpened
        | Reason::RotationOpen => Cause::Schedule,
        Reason::Differs
        | Reason::DeadlinePassed
        | Reason::DeadlineMissing
        | Reason::DeadlineUnreadable
        | Reason::DeadlineStretched
        | Reason::AddressTwice
        | Reason::Tampered
        | Reason::LeftOver
        | Reason::NotReady
        | Reason::PasswordChanged
        | Reason::AccessDiffers => Cause::Drift,
    }
}
