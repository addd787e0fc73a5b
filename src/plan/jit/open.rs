//! Opening a grant: the deadline first, proved on the marker, and only then anything that gives
//! access.
//!
//! An app that may act on privileged accounts gives roles and groups first and enables last, so
//! that nobody can sign in before everything is in place. One that may not enables first and gives
//! privilege last, since it could not enable a privileged account. Whatever fails on the way is
//! followed by a plan that ends the access.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{
    create::{home, new_user},
    credential::{self, Chosen, Need},
    engine::{Bound, Way, for_group, for_role},
    window::{Refusal, Window, window},
};
use crate::{
    desired::{DesiredAccount, TenantState},
    domain::{Address, TIER_0},
    observed::{ObservedUser, Reading},
    plan::{
        Attribute, Cause, Change, ChangeAction, Diagnostic, EndsBy, GrantPlan, NewSchedule,
        OnFailure, Privilege, Reason, Risk, ScheduleAction, Step, Subject, Wish,
        draft::{Draft, View},
        holdings::acts_on_privileged,
        readiness,
        resolve::{Wanted, scope_name, wanted},
        standing::CLOCKS,
        steps_of_grants::{Holder, whole_second},
    },
};

/// Plans to open a grant for an account that is at rest, in the making, or not there yet.
pub(super) fn plan(
    view: &View<'_>,
    draft: &mut Draft,
    (account, user): (&DesiredAccount, Option<&ObservedUser>),
    wish: &Wish,
) {
    match prepare(view, draft, (account, user), wish) {
        Ok(prepared) => draft.change(prepared.change()),
        Err(None) => {}
        Err(Some(refusal)) => say(draft, account, wish, refusal),
    }
}

/// Says why a grant is not opened.
pub(super) fn say(draft: &mut Draft, account: &DesiredAccount, wish: &Wish, refusal: Refusal) {
    let address = account.address();
    let message = format!("the grant {} is not opened: {}", wish.id, refusal.message);
    let mut diagnostic = if refusal.is_error {
        Diagnostic::error(refusal.code, &address, message)
    } else {
        Diagnostic::note(refusal.code, &address, message)
    };
    diagnostic.help = Some(refusal.help);
    diagnostic.origin = Some(wish.origin.as_ref().unwrap_or(&account.origin).clone());
    draft.say(diagnostic);
}

/// Everything that the steps are made of.
struct Prepared<'a> {
    view: &'a View<'a>,
    account: &'a DesiredAccount,
    user: Option<&'a ObservedUser>,
    wish: &'a Wish,
    window: Window,
    wanted: Wanted,
    chosen: Chosen,
    given: Given,
    depends_on: BTreeSet<Address>,
}

/// What is given, by the way in which it is.
#[derive(Default)]
struct Given {
    bound: Vec<Privilege>,
    direct: Vec<Privilege>,
    reason: Option<String>,
}

fn prepare<'a>(
    view: &'a View<'a>,
    draft: &mut Draft,
    (account, user): (&'a DesiredAccount, Option<&'a ObservedUser>),
    wish: &'a Wish,
) -> Result<Prepared<'a>, Option<Refusal>> {
    let jit = view.desired.jit.as_ref().ok_or(None)?;
    let window = window(view, account, user, wish).map_err(Some)?;
    if view.desired.state != TenantState::Active {
        let help = "set the tenant's `state: active`";
        return Err(Some(Refusal::error(
            "plan::grant-tenant-state",
            "the tenant is not active",
            help,
        )));
    }
    if view.observed.clock_skew.abs() > CLOCKS {
        let message = format!(
            "this machine's clock and the server's are {} s apart",
            view.observed.clock_skew.as_secs().unsigned_abs()
        );
        let help = "set the clock by NTP and run again";
        return Err(Some(Refusal::error("plan::clock-skew", message, help)));
    }
    deliverable(view, account).map_err(Some)?;
    let mut depends_on = BTreeSet::new();
    if user.is_none() {
        depends_on = home(view, draft, (jit, account)).ok_or(None)?;
        if !may_create(view, account) {
            return Err(taken(view, account));
        }
    }
    let before = draft.diagnostics.len();
    let wanted = wanted(view, draft, account);
    let unclear = draft.diagnostics.len() > before;
    if unclear || !wanted.roles_known || !wanted.groups_known {
        let message = "what its mappings give is not all there, or could not be read";
        let help = "mend what is said about its roles and groups, and run again";
        return Err(Some(Refusal::error("plan::grant-unclear", message, help)));
    }
    let left = window.stamp.deadline.duration_since(view.context.now);
    let need = Need { user: user.map(|user| user.id), wanted: &wanted, left };
    let chosen = credential::choose(view, jit, need).map_err(|why| {
        let help = "change the tenant's policy, or say `jit.fallback: password`";
        Some(Refusal::error("plan::grant-no-credential", why, help))
    })?;
    let given = given(view, account, &wanted, (left, wish)).map_err(Some)?;
    depends_on.extend(wanted.depends_on.iter().cloned());
    Ok(Prepared { view, account, user, wish, window, wanted, chosen, given, depends_on })
}

/// Without a key of her own a credential can only be shown on a terminal.
fn deliverable(view: &View<'_>, account: &DesiredAccount) -> Result<(), Refusal> {
    let technicians = &view.context.organization.technicians;
    let has_key =
        technicians.get(&account.technician).is_some_and(|found| !found.recipients.is_empty());
    if has_key || view.context.can_show {
        return Ok(());
    }
    let message = format!(
        "{} has no key to seal a credential to, and there is no terminal to show it on",
        account.technician
    );
    let help =
        "declare her age or ssh-ed25519 key as `recipients`, or run `tenantry grant` on a terminal";
    Err(Refusal::error("plan::grant-undeliverable", message, help))
}

fn may_create(view: &View<'_>, account: &DesiredAccount) -> bool {
    let named = view.observed.named_users.get(&account.user_principal_name);
    let free = matches!(named, Some(Reading::Absent));
    free && view.observed.owned_users.unknown().is_none() && readiness::can_create(view)
}

/// Says whose the account is that has the name and is not ours.
fn taken(view: &View<'_>, account: &DesiredAccount) -> Option<Refusal> {
    let name = &account.user_principal_name;
    let found = view.observed.named_users.get(name).and_then(Reading::known)?;
    let (place, id) = (account.address(), found.id);
    let message = format!("the account {name} ({id}) does not bear the marker {place}");
    let help = format!(
        "adopt it by `tenantry import {}/{place}`, or choose another `userName`",
        view.desired.name
    );
    Some(Refusal::error("plan::name-taken", message, help))
}

fn given(
    view: &View<'_>,
    account: &DesiredAccount,
    wanted: &Wanted,
    (left, wish): (SignedDuration, &Wish),
) -> Result<Given, Refusal> {
    let bound = Bound { length: left, ticket: wish.ticket.as_deref() };
    let mut given = Given::default();
    for (role, scope) in &wanted.roles {
        let privilege = Privilege::Role { role: *role, scope: scope.clone() };
        let way = for_role(view, account, *role, bound);
        add(&mut given, privilege, way, &scope_name(view.observed, *role, scope))?;
    }
    for (group, name) in &wanted.groups {
        let way = for_group(view, account, group.id(), bound);
        add(&mut given, Privilege::Membership { group: group.clone() }, way, name.as_str())?;
    }
    Ok(given)
}

fn add(
    given: &mut Given,
    privilege: Privilege,
    way: Result<Way, String>,
    name: &str,
) -> Result<(), Refusal> {
    match way {
        Ok(Way::Pim) => given.bound.push(privilege),
        Ok(Way::Direct(reason)) => {
            given.direct.push(privilege);
            given.reason = given.reason.take().or(reason);
        }
        Err(why) => {
            let message = format!("`engine: pim` cannot give {name}: {why}");
            let help = "mend that, or say `engine: auto` to have it assigned directly";
            return Err(Refusal::error("plan::engine-unavailable", message, help));
        }
    }
    Ok(())
}

impl Prepared<'_> {
    fn change(&self) -> Change {
        let address = self.account.address();
        let subject = self
            .user
            .map_or_else(|| Subject::Created(address.clone()), |user| Subject::Existing(user.id));
        let tier_0 = self.wanted.roles.iter().any(|(role, _)| TIER_0.contains(role));
        let origin = self.wish.origin.as_ref().unwrap_or(&self.account.origin);
        let stamp = &self.window.stamp;
        Change {
            object_id: self.user.map(|user| user.id),
            action: if self.user.is_some() { ChangeAction::Update } else { ChangeAction::Create },
            cause: if self.wish.start.is_some() { Cause::Schedule } else { Cause::Config },
            reason: Reason::GrantOpens,
            risk: if tier_0 { Risk::Critical } else { Risk::High },
            attributes: self.attributes(),
            write_only: self.write_only(),
            depends_on: self.depends_on.clone(),
            steps: self.steps(&address, &subject),
            raises_privilege: true,
            grant: Some(GrantPlan {
                technician: self.account.technician.clone(),
                user_principal_name: self
                    .user
                    .map_or(&self.account.user_principal_name, |user| &user.user_principal_name)
                    .clone(),
                stamp: stamp.clone(),
                extends: false,
                credential: Some(self.chosen.form),
                ends_by: self.ends_by(),
                engine_reason: self.given.reason.clone(),
                reason: self.wish.reason.clone(),
                ticket: self.wish.ticket.clone(),
                approver: self.wish.approver.clone(),
            }),
            ..Change::blank(&address, Some(origin))
        }
    }

    /// The weakest over roles, groups and credential.
    fn ends_by(&self) -> EndsBy {
        let privileged = !self.given.bound.is_empty() || !self.given.direct.is_empty();
        if !self.chosen.bounded {
            EndsBy::Runner
        } else if privileged && self.given.direct.is_empty() {
            EndsBy::Pim
        } else {
            EndsBy::Tap
        }
    }

    /// Whether tenantry has never ended a grant of an account that is there already: it may be an
    /// adopted one, whose password somebody knows. The end of each grant sets one that nobody does.
    fn is_first(&self) -> bool {
        self.user.is_some_and(|user| user.marker.ended.as_deref().is_none_or(str::is_empty))
    }

    fn steps(&self, address: &Address, subject: &Subject) -> Vec<Step> {
        let installation = &self.view.context.organization.name;
        let stamp = &self.window.stamp;
        let holder = Holder { user: subject, address, installation, stamp };
        let mut steps = Vec::new();
        if self.user.is_none() {
            steps.push(Step::create_user(new_user(self.view, self.account)));
        }
        let schedules = self.given.bound.iter().map(|privilege| self.schedule(subject, privilege));
        let schedules: Vec<NewSchedule> = schedules.collect();
        steps.extend(schedules.iter().map(|new| Step::validate(holder, new)));
        let seen = self.user.and_then(|user| user.marker.grant.as_deref());
        let seen = seen.filter(|text| !text.is_empty());
        steps.push(Step::open_grant(holder, seen));
        if let Some(user) = self.user.filter(|_| self.is_first()) {
            let owned = self.view.owned(user.id, address);
            steps.push(Step::revoke_sessions(owned, OnFailure::Stop));
            steps.push(Step::scramble_password(owned, OnFailure::Stop));
        }
        let last = !acts_on_privileged(self.view.observed);
        let mut privileges: Vec<Step> =
            schedules.into_iter().map(|new| Step::schedule(holder, new, last)).collect();
        privileges.extend(self.given.direct.iter().map(|privilege| match privilege {
            Privilege::Role { role, scope } => Step::open_role(holder, *role, scope.clone(), last),
            Privilege::Membership { group } => Step::open_membership(holder, group, last),
        }));
        let credential = Step::issue_credential(holder, self.chosen.form);
        let enable = Step::enable_user(holder, self.chosen.form);
        if last {
            steps.extend([credential, enable]);
            steps.extend(privileges);
        } else {
            steps.extend(privileges);
            steps.extend([credential, enable]);
        }
        steps
    }

    fn schedule(&self, subject: &Subject, privilege: &Privilege) -> NewSchedule {
        let stamp = &self.window.stamp;
        NewSchedule {
            action: ScheduleAction::Assign,
            principal: subject.clone(),
            privilege: privilege.clone(),
            start: stamp.start.max(whole_second(self.view.context.now)),
            end: stamp.deadline,
            justification: justification(self.wish, stamp.id.as_str()),
            ticket: self.wish.ticket.clone(),
        }
    }

    fn write_only(&self) -> Vec<&'static str> {
        let mut paths = Vec::new();
        if self.user.is_none() || self.is_first() {
            paths.push("/passwordProfile");
        }
        paths.push(match self.chosen.form {
            crate::plan::CredentialForm::Pass { .. } => "/temporaryAccessPass",
            crate::plan::CredentialForm::Password => "/signInPassword",
        });
        paths
    }

    /// Says what changes; of a window that begins when it is opened its length, so that a plan made
    /// a minute later says the same.
    fn attributes(&self) -> Vec<Attribute> {
        let view = self.view;
        let mut attributes = Vec::new();
        if self.user.is_none() {
            let name = json!(self.account.user_principal_name);
            attributes.push(Attribute::new("/userPrincipalName", Value::Null, name));
        }
        let found = self.user.map_or(Value::Null, |user| json!(user.account_enabled));
        let mut enabled = Attribute::new("/accountEnabled", found, json!(true));
        enabled.note = Some(self.note());
        attributes.push(enabled);
        let stamp = &self.window.stamp;
        let grant = match self.wish.start {
            Some(_) => stamp.to_string(),
            None => format!("{} for {}", stamp.id, self.window.length),
        };
        attributes.push(Attribute::new("/tenantryGrant", Value::Null, json!(grant)));
        let roles: Vec<String> = self
            .wanted
            .roles
            .iter()
            .map(|(role, scope)| scope_name(view.observed, *role, scope))
            .collect();
        if !roles.is_empty() {
            attributes.push(Attribute::new("/roles", json!([]), json!(roles)));
        }
        let groups: Vec<String> = self.wanted.groups.values().map(ToString::to_string).collect();
        if !groups.is_empty() {
            attributes.push(Attribute::new("/groups", json!([]), json!(groups)));
        }
        attributes
    }

    fn note(&self) -> String {
        let ends = match self.ends_by() {
            EndsBy::Pim => "pim",
            EndsBy::Tap => "tap",
            EndsBy::Runner => "runner",
        };
        let until = super::note::instant(self.window.stamp.deadline, self.view.context.now);
        let mut note = format!("until {until}, ended by {ends}");
        for more in self.given.reason.iter().chain(&self.chosen.note) {
            note.push_str("; ");
            note.push_str(more);
        }
        note
    }
}

/// What the tenant's own audit log shows as the reason.
pub(super) fn justification(wish: &Wish, id: &str) -> String {
    format!("tenantry {id}: {}", wish.reason)
}

/// Returns the earliest time at which a declared grant that is not due yet will be.
pub(super) fn begins(wish: &Wish, now: Timestamp) -> Option<Timestamp> {
    wish.start.filter(|start| now < *start)
}
