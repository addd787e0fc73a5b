//! Lengthening an open grant: the later deadline first, then what Entra ID ends, then what the
//! technician signs in with.

use serde_json::json;

use super::{
    credential::{self, Need},
    open::say,
    window::Refusal,
};
use crate::{
    desired::{DesiredAccount, TenantState},
    domain::{Address, GrantStamp, ObjectId},
    observed::{MethodKind, ObservedUser, Reading},
    plan::{
        Attribute, Change, CredentialForm, EndsBy, Extension, GrantPlan, NewSchedule, Privilege,
        Reason, Risk, ScheduleAction, Step, Subject, Wish,
        draft::{Draft, View},
        holdings::{Hold, Holdings, acts_on_privileged},
        resolve::wanted,
        standing::CLOCKS,
        steps_of_grants::{Holder, whole_second},
    },
};

/// Plans a later end of an open grant.
pub(super) fn plan(
    view: &View<'_>,
    draft: &mut Draft,
    (account, user): (&DesiredAccount, &ObservedUser),
    (stamp, extension): (&GrantStamp, &Extension),
) {
    match prepare(view, draft, (account, user), (stamp, extension)) {
        Ok(change) => draft.change(change),
        Err(refusal) => {
            let wish = wish(stamp, extension);
            say(draft, account, &wish, refusal);
        }
    }
}

fn wish(stamp: &GrantStamp, extension: &Extension) -> Wish {
    Wish {
        id: stamp.id.clone(),
        technician: extension.technician.clone(),
        start: Some(stamp.start),
        length: None,
        reason: extension.reason.clone(),
        ticket: extension.ticket.clone(),
        approver: None,
        origin: None,
    }
}

fn refuse_where_unsafe(view: &View<'_>) -> Result<(), Refusal> {
    if view.desired.state != TenantState::Active {
        let help = "set the tenant's `state: active`";
        return Err(Refusal::error("plan::grant-tenant-state", "the tenant is not active", help));
    }
    if view.observed.clock_skew.abs() > CLOCKS {
        let help = "set the clock by NTP and run again";
        let message = "this machine's clock and the server's are too far apart";
        return Err(Refusal::error("plan::clock-skew", message, help));
    }
    Ok(())
}

/// A declared grant lasts no longer than its file says: the next apply would end it.
fn within_file(
    view: &View<'_>,
    (account, stamp): (&DesiredAccount, &GrantStamp),
    deadline: jiff::Timestamp,
) -> Result<(), Refusal> {
    let file = view.context.grants.get(&stamp.id).filter(|grant| {
        grant.technician == account.technician && grant.tenants.contains(&view.desired.name)
    });
    let end = file.and_then(|file| {
        let start = file.start.unwrap_or(stamp.start);
        start.checked_add(file.duration?.duration()).ok()
    });
    match end {
        Some(end) if deadline > end => {
            let message = format!(
                "the grant {} is declared until {end}: the next apply would end it as longer than that",
                stamp.id
            );
            let help = "lengthen `duration` in its file first, then extend it";
            Err(Refusal::error("plan::grant-declared", message, help))
        }
        _ => Ok(()),
    }
}

/// Chooses the credential that lasts until the new deadline, where the old one does not.
fn renew(
    view: &View<'_>,
    need: Need<'_>,
    had_pass: bool,
) -> Result<Option<credential::Chosen>, Refusal> {
    let Some(jit) = view.desired.jit.as_ref().filter(|_| had_pass) else { return Ok(None) };
    let help = "let this grant end and open a new one, or change the tenant's policy";
    let chosen = credential::choose(view, jit, need);
    chosen.map(Some).map_err(|why| Refusal::error("plan::grant-no-credential", why, help))
}

/// Returns the schedules that end with the grant, ending later.
fn postpone(
    view: &View<'_>,
    holder: Holder<'_>,
    (stamp, extension): (&GrantStamp, &Extension),
    bound: Vec<Privilege>,
) -> Vec<NewSchedule> {
    let new = |privilege| NewSchedule {
        action: ScheduleAction::Extend,
        principal: holder.user.clone(),
        privilege,
        start: stamp.start.max(whole_second(view.context.now)),
        end: holder.stamp.deadline,
        justification: format!("tenantry {}: {}", stamp.id, extension.reason),
        ticket: extension.ticket.clone(),
    };
    bound.into_iter().map(new).collect()
}

fn later(
    view: &View<'_>,
    (account, stamp): (&DesiredAccount, &GrantStamp),
    extension: &Extension,
) -> Result<jiff::Timestamp, Refusal> {
    let later = stamp.deadline.saturating_add(extension.by.duration());
    let later = later.unwrap_or(jiff::Timestamp::MAX);
    within_file(view, (account, stamp), later).map(|()| later)
}

fn shown(stamp: &GrantStamp, later: &GrantStamp, extension: &Extension) -> Attribute {
    let (before, after) = (json!(stamp.to_string()), json!(later.to_string()));
    let mut shown = Attribute::new("/tenantryGrant", before, after);
    shown.note = Some(format!("{} longer", extension.by));
    shown
}

fn prepare(
    view: &View<'_>,
    draft: &mut Draft,
    (account, user): (&DesiredAccount, &ObservedUser),
    (stamp, extension): (&GrantStamp, &Extension),
) -> Result<Change, Refusal> {
    let address = account.address();
    refuse_where_unsafe(view)?;
    let deadline = later(view, (account, stamp), extension)?;
    let later = GrantStamp { deadline, ..stamp.clone() };
    let holdings = Holdings::of(view.observed, user.id);
    let wanted = wanted(view, draft, account);
    let left = deadline.duration_since(view.context.now);
    let had_pass = has_pass(view, user.id)?;
    let need = Need { user: Some(user.id), wanted: &wanted, left };
    let chosen = renew(view, need, had_pass)?;
    let subject = Subject::Existing(user.id);
    let installation = &view.context.organization.name;
    let holder = Holder { user: &subject, address: &address, installation, stamp: &later };
    let mut steps = vec![Step::extend_grant(holder, stamp)];
    let last = !acts_on_privileged(view.observed);
    let bound = bound(&holdings);
    let all_bound = bound.len() == holdings.roles.len() + holdings.leavable().count();
    steps.extend(
        postpone(view, holder, (stamp, extension), bound)
            .into_iter()
            .map(|new| Step::schedule(holder, new, last)),
    );
    let form = chosen.as_ref().map(|chosen| chosen.form);
    steps.extend(form.map(|form| Step::issue_credential(holder, form)));
    let bounded = chosen.as_ref().is_some_and(|chosen| chosen.bounded);
    let ends_by = match (bounded, all_bound) {
        (false, _) => EndsBy::Runner,
        (true, true) => EndsBy::Pim,
        (true, false) => EndsBy::Tap,
    };
    let grant = GrantPlan {
        technician: account.technician.clone(),
        user_principal_name: user.user_principal_name.clone(),
        stamp: later.clone(),
        extends: true,
        credential: form,
        ends_by,
        engine_reason: None,
        reason: extension.reason.clone(),
        ticket: extension.ticket.clone(),
        approver: None,
    };
    Ok(Change {
        object_id: Some(user.id),
        reason: Reason::GrantExtended,
        risk: Risk::High,
        attributes: vec![shown(stamp, &later, extension)],
        write_only: form.map(write_only).into_iter().collect(),
        steps,
        raises_privilege: true,
        grant: Some(grant),
        ..Change::blank(&address, Some(&account.origin))
    })
}

const fn write_only(form: CredentialForm) -> &'static str {
    match form {
        CredentialForm::Pass { .. } => "/temporaryAccessPass",
        CredentialForm::Password => "/signInPassword",
    }
}

/// Returns whether the technician signs in with a pass.
///
/// # Errors
///
/// Refuses where that is not known: without a new pass the longer access could not be used, and a
/// pass that is not wanted would be one more way in.
fn has_pass(view: &View<'_>, user: ObjectId) -> Result<bool, Refusal> {
    let why = match view.observed.methods.get(&user) {
        Some(Reading::Known(methods)) => {
            let mut kinds = methods.iter().map(|method| method.kind);
            return Ok(kinds.any(|kind| kind == MethodKind::TemporaryAccessPass));
        }
        Some(Reading::Absent) => return Ok(false),
        Some(Reading::Unknown(unknown)) => unknown.why.clone(),
        None => "they were not read".to_owned(),
    };
    let message = format!("what the technician signs in with cannot be read: {why}");
    let help = "run it again, or see what `tenantry doctor` says of the app's rights";
    Err(Refusal::error("plan::grant-no-credential", message, help))
}

/// Returns what Entra ID ends, and so has to let end later.
fn bound(holdings: &Holdings) -> Vec<Privilege> {
    let roles = holdings.roles.iter().filter(|(_, hold)| matches!(hold, Hold::Scheduled(_)));
    let roles =
        roles.map(|((role, scope), _)| Privilege::Role { role: *role, scope: scope.clone() });
    let groups = holdings.bound_groups.keys();
    let groups = groups.map(|group| Privilege::Membership { group: Subject::Existing(*group) });
    roles.chain(groups).collect()
}

/// Says that there is nothing to lengthen.
pub(super) fn nothing_open(draft: &mut Draft, account: &DesiredAccount) {
    let address: Address = account.address();
    let message =
        format!("{} has no open access here that could be lengthened", account.technician);
    let help = "open a grant with `tenantry grant`";
    let diagnostic = crate::plan::Diagnostic::error("plan::nothing-open", &address, message);
    draft.say(diagnostic.help(help).at(&account.origin));
}
