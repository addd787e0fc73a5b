//! Tables over the life of a grant: one row is one situation and what must come of it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::{
    Change, Context, CredentialForm, EndsBy, Extension, Fact, GuardStatus, OnFailure,
    PlannedTenant, Privilege, Purpose, ScheduleAction, Severity, Wish, Write,
    fixture::{self, OPEN, PAST, give, id, join, now, word},
    plan_tenant,
};
use crate::{
    desired::{DesiredGrant, DesiredTenant, Engine, Fallback, Legible, SignIn, TenantState},
    domain::{Address, Cloud, Eligibility, EndStamp, GrantId, GuardId, ObjectId, Window},
    observed::{
        MethodKind, ObservedAccessPolicy, ObservedAssignmentPolicy, ObservedGroupSchedule,
        ObservedMethod, ObservedPassPolicy, ObservedRoleSchedule, ObservedTenant, ObservedUser,
        Reading, Unknown,
    },
    source::Origin,
};

/// What goes wrong in a scene.
type Spoil<'a> = &'a dyn Fn(&mut Scene);

/// A tenant, what is asked for, and who asks.
struct Scene {
    desired: DesiredTenant,
    observed: ObservedTenant,
    purpose: Purpose,
    grants: BTreeMap<GrantId, DesiredGrant>,
    remembered: BTreeMap<ObjectId, Address>,
    can_show: bool,
    legible: Legible,
    at: Timestamp,
}

fn pass_policy() -> ObservedPassPolicy {
    ObservedPassPolicy {
        enabled: true,
        once: false,
        minimum: 10,
        maximum: 480,
        included: None,
        excluded: BTreeSet::new(),
    }
}

fn wish() -> Wish {
    Wish {
        id: word("adhoc-2"),
        technician: word("alice"),
        start: None,
        length: Some(Window::from_minutes(60)),
        reason: "mailbox migration".to_owned(),
        ticket: Some("INC-1234".to_owned()),
        approver: None,
        origin: None,
    }
}

fn file(start: Option<Timestamp>) -> (GrantId, DesiredGrant) {
    let grant = DesiredGrant {
        id: word("inc-1"),
        technician: word("alice"),
        tenants: vec![word("contoso")],
        start,
        duration: Some(Window::from_minutes(120)),
        reason: "mailbox migration".to_owned(),
        ticket: None,
        approved_by: Some(word("bob")),
        origin: Origin::synthetic("grants/inc-1.yaml", 1),
    };
    (grant.id.clone(), grant)
}

fn alice(enabled: bool, grant: Option<&str>) -> ObservedUser {
    let mut user = fixture::owned_user("jit/alice", "msp-alice@contoso.onmicrosoft.com");
    user.account_enabled = enabled;
    user.marker.grant = grant.map(str::to_owned);
    user
}

fn pass() -> ObservedMethod {
    ObservedMethod {
        id: "pass".to_owned(),
        kind: MethodKind::TemporaryAccessPass,
        until: Some("2026-11-23T13:00:00Z".parse().expect("a time")),
        usable: Some(true),
    }
}

fn passkey() -> ObservedMethod {
    ObservedMethod { id: "key".to_owned(), kind: MethodKind::Fido2, until: None, usable: None }
}

impl Scene {
    /// A tenant at rest in which PIM is not used, since no policy was read.
    fn new(purpose: Purpose) -> Self {
        let mut observed = fixture::observed();
        observed.pass_policy = Some(Reading::Known(pass_policy()));
        observed.access_policies = Some(Reading::Known(Vec::new()));
        Self {
            desired: fixture::desired(),
            observed,
            purpose,
            grants: BTreeMap::new(),
            remembered: BTreeMap::new(),
            can_show: true,
            legible: Legible::ALL,
            at: now(),
        }
    }

    /// A grant for an account that had one before.
    fn opening() -> Self {
        let mut scene = Self::new(Purpose::Grant(wish()));
        let mut alice = alice(false, None);
        alice.marker.ended = Some("adhoc-0 2026-11-22T11:00:00Z".to_owned());
        scene.observed = fixture::with_user(scene.observed, alice);
        scene
    }

    fn declared(start: Option<Timestamp>) -> Self {
        Self { grants: [file(start)].into(), ..Self::new(Purpose::Converge) }
    }

    /// The same with alice's account inside its window, with what her mapping gives.
    fn open(purpose: Purpose) -> Self {
        let mut scene = Self::new(purpose);
        let alice = alice(true, Some(OPEN));
        scene.observed = fixture::with_user(scene.observed, alice.clone());
        give(&mut scene.observed, "User Administrator", &alice);
        join(&mut scene.observed, &fixture::owned_group("Helpdesk"), &alice);
        scene.observed.methods.insert(alice.id, Reading::Known(vec![pass()]));
        scene
    }

    /// Lets PIM give every role and group that alice is to have.
    fn with_pim(mut self) -> Self {
        let policy = ObservedAssignmentPolicy {
            maximum: Some(SignedDuration::from_hours(8)),
            required: ["Justification".to_owned()].into(),
        };
        let role = fixture::role("User Administrator");
        self.observed.role_policies.insert(role, Reading::Known(policy.clone()));
        let group = fixture::owned_group("Helpdesk").id;
        self.observed.group_policies.insert(group, Reading::Known(policy));
        let permissions = self.observed.permissions.known_mut().expect("known");
        permissions.insert("PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup".to_owned());
        self
    }

    /// Takes the app's directory role away.
    fn weak(mut self) -> Self {
        let roles = self.observed.role_assignments.known_mut().expect("known");
        roles.retain(|found| found.principal.id != id("app"));
        self
    }

    fn user(mut self, user: ObservedUser) -> Self {
        self.observed = fixture::with_user(self.observed, user);
        self
    }

    fn plan(&self) -> PlannedTenant {
        let organization = fixture::organization();
        let context = Context {
            purpose: &self.purpose,
            grants: &self.grants,
            remembered: &self.remembered,
            can_show: self.can_show,
            legible: self.legible,
            ..Context::new(&organization, self.at)
        };
        plan_tenant(&context, &self.desired, &self.observed)
    }

    /// Returns the one change, which is alice's.
    fn change(&self) -> Change {
        let planned = self.plan();
        let [change] = planned.changes.as_slice() else {
            panic!("{:#?} {:#?}", planned.changes, planned.diagnostics)
        };
        assert_eq!(change.address.to_string(), "jit/alice");
        change.clone()
    }

    /// Checks that nothing is planned and why.
    fn refused(&self, code: &str, words: &str) {
        let planned = self.plan();
        assert_eq!(planned.changes, [], "{code}");
        let found = planned.diagnostics.iter().find(|found| found.code == code);
        let found = found.unwrap_or_else(|| panic!("{code}: {:#?}", planned.diagnostics));
        assert!(found.message.contains(words), "{}", found.message);
        assert!(found.help.is_some(), "{code} says the way out");
    }
}

/// Returns what each step does, by the name of its write.
fn steps(change: &Change) -> Vec<String> {
    let name = |write: &Write| {
        let text = format!("{write:?}");
        let end = text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
        match write {
            Write::Schedule(new) => format!("{:?}", new.action),
            _ => text[..end].to_owned(),
        }
    };
    change.steps.iter().map(|step| name(&step.write)).collect()
}

#[test]
fn an_app_that_may_touch_privileged_accounts_gives_everything_before_it_enables() {
    let change = Scene::opening().change();
    assert_eq!(
        steps(&change),
        ["SetGrant", "AssignRole", "AddMember", "IssueCredential", "EnableUser"]
    );
    let grant = change.grant.expect("opens one");
    assert_eq!(grant.stamp.to_string(), "adhoc-2 2026-11-23T12:00:00Z 2026-11-23T13:00:00Z");
    assert_eq!(grant.credential, Some(CredentialForm::Pass { minutes: 60, once: false }));
    assert_eq!(grant.ends_by, EndsBy::Tap);
    assert!(grant.engine_reason.expect("says why not PIM").contains("policy"));
    assert!(change.raises_privilege && !change.ends_access);
}

#[test]
fn whoever_used_an_account_before_its_first_grant_is_out_before_it_is_enabled() {
    for (scene, last) in [
        (Scene::new(Purpose::Grant(wish())), "EnableUser"),
        (Scene::new(Purpose::Grant(wish())).weak(), "AddMember"),
    ] {
        let change = scene.change();
        let steps = steps(&change);
        assert_eq!(steps[..3], ["SetGrant", "RevokeSessions", "ScramblePassword"]);
        assert_eq!((steps.len(), steps.last().map(String::as_str)), (7, Some(last)));
        assert_eq!(change.write_only, ["/passwordProfile", "/temporaryAccessPass"]);
        assert!(change.steps[1..3].iter().all(|step| step.on_failure == OnFailure::Stop));
    }
}

#[test]
fn an_app_that_may_not_gives_privilege_last() {
    let change = Scene::opening().weak().change();
    assert_eq!(
        steps(&change),
        ["SetGrant", "IssueCredential", "EnableUser", "AssignRole", "AddMember"]
    );
    let enabled = |step: &super::Step| {
        step.needs.iter().any(|need| matches!(need, Fact::Enabled { enabled: true, .. }))
    };
    assert!(change.steps[3..].iter().all(enabled));
}

#[test]
fn whatever_gives_access_needs_the_deadline_on_the_marker() {
    for scene in [
        Scene::opening(),
        Scene::opening().weak(),
        Scene::opening().with_pim(),
        Scene { observed: bare(), ..Scene::opening() },
    ] {
        let change = scene.change();
        let stamp = change.grant.as_ref().expect("opens one").stamp.to_string();
        for step in &change.steps {
            let gives = match &step.write {
                Write::Schedule(new) => new.action != ScheduleAction::Validate,
                Write::AssignRole { .. }
                | Write::AddMember { .. }
                | Write::IssueCredential { .. }
                | Write::EnableUser { .. } => true,
                _ => false,
            };
            let stamped = step.needs.iter().any(
                |need| matches!(need, Fact::GrantIs { grant: Some(text), .. } if *text == stamp),
            );
            assert!(!gives || (stamped && step.deadline().is_some()), "{:?}", step.write);
        }
    }
}

/// A tenant with the group and without the account.
fn bare() -> ObservedTenant {
    let mut tenant = fixture::with_group(fixture::bare(), fixture::owned_group("Helpdesk"));
    tenant.pass_policy = Some(Reading::Known(pass_policy()));
    tenant.access_policies = Some(Reading::Known(Vec::new()));
    tenant
}

#[test]
fn an_account_that_is_not_there_is_made_first() {
    let change = Scene { observed: bare(), ..Scene::opening() }.change();
    assert_eq!(steps(&change)[..2], ["CreateUser", "SetGrant"]);
    assert_eq!(change.write_only, ["/passwordProfile", "/temporaryAccessPass"]);
    let mut taken = Scene { observed: bare(), ..Scene::opening() };
    let name = fixture::upn("msp-alice");
    taken.observed.named_users.remove(&name);
    assert_eq!(taken.plan().changes, [], "nothing proves that the name is free");
}

#[test]
fn pim_gives_what_its_policies_allow_and_asks_first() {
    let change = Scene::opening().with_pim().change();
    assert_eq!(
        steps(&change),
        ["Validate", "Validate", "SetGrant", "Assign", "Assign", "IssueCredential", "EnableUser"]
    );
    let grant = change.grant.as_ref().expect("opens one");
    assert_eq!((grant.ends_by, &grant.engine_reason), (EndsBy::Pim, &None));
    let asked = change.steps.iter().find_map(|step| match &step.write {
        Write::Schedule(new) if matches!(new.privilege, Privilege::Role { .. }) => Some(new),
        _ => None,
    });
    let asked = asked.expect("a role");
    assert_eq!(asked.end.duration_since(asked.start), SignedDuration::from_hours(1));
    assert_eq!(asked.ticket.as_deref(), Some("INC-1234"));
    assert!(asked.justification.contains("mailbox migration"));
}

#[test]
fn what_stands_in_pims_way_is_said() {
    let role = fixture::role("User Administrator");
    let rows: [(&str, Spoil<'_>); 6] = [
        ("licence", &|scene| {
            scene.observed.organization.known_mut().expect("known").has_p2 = false;
        }),
        ("Privileged Authentication Administrator", &|scene| {
            let roles = scene.observed.role_assignments.known_mut().expect("known");
            roles.retain(|found| found.principal.id != id("app"));
        }),
        ("lacks RoleAssignmentSchedule", &|scene| {
            let held = scene.observed.permissions.known_mut().expect("known");
            held.remove("RoleManagement.ReadWrite.Directory");
        }),
        ("could not be read", &|scene| {
            let unknown = Reading::Unknown(Unknown::because("403"));
            scene.observed.role_policies.insert(role, unknown);
        }),
        ("at most 30m", &|scene| {
            let policy = scene.observed.role_policies.get_mut(&role).and_then(Reading::known_mut);
            policy.expect("known").maximum = Some(SignedDuration::from_mins(30));
        }),
        ("MultiFactorAuthentication", &|scene| {
            let policy = scene.observed.role_policies.get_mut(&role).and_then(Reading::known_mut);
            policy.expect("known").required.insert("MultiFactorAuthentication".to_owned());
        }),
    ];
    for (words, spoil) in rows {
        let mut scene = Scene::opening().with_pim();
        spoil(&mut scene);
        let change = scene.change();
        let reason = change.grant.expect("opens one").engine_reason.expect(words);
        assert!(reason.contains(words), "{reason}");
        let jit = scene.desired.jit.as_mut().expect("jit");
        jit.accounts.get_mut(&word("alice")).expect("alice").access.engine.value = Engine::Pim;
        scene.refused("plan::engine-unavailable", words);
    }
    let mut ticketless = Scene::opening().with_pim();
    let policy = ticketless.observed.role_policies.get_mut(&role).and_then(Reading::known_mut);
    policy.expect("known").required.insert("Ticketing".to_owned());
    assert!(steps(&ticketless.change()).contains(&"Validate".to_owned()), "it has a ticket");
    ticketless.purpose = Purpose::Grant(Wish { ticket: None, ..wish() });
    assert!(
        ticketless.change().grant.expect("opens").engine_reason.expect("why").contains("ticket")
    );
}

#[test]
fn why_a_pass_is_impossible_is_said_before_anything_is_written() {
    let outside = fixture::group("Pilots").id;
    let strong = ObservedAccessPolicy {
        display_name: "Admins need keys".to_owned(),
        enabled: true,
        phishing_resistant: true,
        included: [ObjectId::new(fixture::role("User Administrator").uuid())].into(),
        ..ObservedAccessPolicy::default()
    };
    let policy = |change: &dyn Fn(&mut ObservedPassPolicy)| {
        let mut policy = pass_policy();
        change(&mut policy);
        Some(Reading::Known(policy))
    };
    let helpdesk = fixture::owned_group("Helpdesk").id;
    let rows: [(&str, Spoil<'_>); 5] = [
        ("turns Temporary Access Passes off", &|s| {
            s.observed.pass_policy = policy(&|p| p.enabled = false);
        }),
        ("not in", &|s| s.observed.pass_policy = policy(&|p| p.included = Some([outside].into()))),
        ("excludes", &|s| s.observed.pass_policy = policy(&|p| p.excluded = [helpdesk].into())),
        ("Admins need keys", &|s| {
            s.observed.access_policies = Some(Reading::Known(vec![strong.clone()]));
        }),
        ("China", &|s| s.desired.cloud = Cloud::China),
    ];
    for (words, spoil) in rows {
        let mut scene = Scene::opening();
        spoil(&mut scene);
        scene.refused("plan::grant-no-credential", words);
        scene.desired.jit.as_mut().expect("jit").fallback = Fallback::Password;
        let grant = scene.change().grant.expect("opens one");
        assert_eq!(
            (grant.credential, grant.ends_by),
            (Some(CredentialForm::Password), EndsBy::Runner)
        );
    }
    let mut unread = Scene::opening();
    unread.observed.pass_policy = Some(Reading::Unknown(Unknown::because("403")));
    unread.desired.jit.as_mut().expect("jit").fallback = Fallback::Password;
    unread.refused("plan::grant-no-credential", "nobody can tell");
    let mut pilots = Scene::opening();
    pilots.observed.pass_policy = policy(&|p| p.included = Some([helpdesk].into()));
    assert!(pilots.change().grant.is_some(), "the mapping itself puts her into the group");
}

#[test]
fn a_pass_lasts_as_long_as_the_window_within_the_policy() {
    for (minimum, maximum, minutes, ends_by) in
        [(10, 480, 60, EndsBy::Tap), (90, 480, 90, EndsBy::Runner), (10, 30, 30, EndsBy::Tap)]
    {
        let mut scene = Scene::opening();
        let policy = ObservedPassPolicy { minimum, maximum, ..pass_policy() };
        scene.observed.pass_policy = Some(Reading::Known(policy));
        let grant = scene.change().grant.expect("opens one");
        assert_eq!(grant.credential, Some(CredentialForm::Pass { minutes, once: false }));
        assert_eq!(grant.ends_by, ends_by);
    }
    let mut once = Scene::opening();
    once.observed.pass_policy =
        Some(Reading::Known(ObservedPassPolicy { once: true, ..pass_policy() }));
    let change = once.change();
    let note = change.attributes.iter().find_map(|found| found.note.clone()).expect("a note");
    assert!(note.contains("only once"), "{note}");
    let mut password = Scene::opening();
    password.desired.jit.as_mut().expect("jit").sign_in = SignIn::Password;
    password.observed.pass_policy = None;
    let grant = password.change().grant.expect("opens one");
    assert_eq!(grant.credential, Some(CredentialForm::Password));
}

#[test]
fn what_must_not_be_opened_is_refused_with_the_way_out() {
    let keyless = Scene { can_show: false, ..Scene::opening() };
    keyless.refused("plan::grant-undeliverable", "no key");
    let mut suspended = Scene::opening();
    suspended.desired.state = TenantState::Suspended;
    suspended.refused("plan::grant-tenant-state", "not active");
    let mut skewed = Scene::opening();
    skewed.observed.clock_skew = SignedDuration::from_mins(10);
    skewed.refused("plan::clock-skew", "600 s apart");
    let stranger = Wish { technician: word("mallory"), ..wish() };
    Scene::new(Purpose::Grant(stranger))
        .refused("plan::grant-not-covered", "no technician mallory");
    let unmapped = Wish { technician: word("carol"), ..wish() };
    Scene::new(Purpose::Grant(unmapped)).refused("plan::grant-not-covered", "no mapping");
    let open = Scene::open(Purpose::Grant(wish()));
    open.refused("plan::already-open", "by the grant adhoc-1 until");
    let making = Scene::opening()
        .user(alice(false, Some("adhoc-1 2026-11-23T11:58:00Z 2026-11-23T13:00:00Z")));
    making.refused("plan::already-open", "being opened");
    let mut lost = Scene::opening();
    let jit = lost.desired.jit.as_mut().expect("jit");
    let access = &mut jit.accounts.get_mut(&word("alice")).expect("alice").access;
    access.roles.insert(
        crate::desired::RoleGrant {
            role: word("No Such Role"),
            scope: crate::desired::AccessScope::Tenant,
        },
        Origin::synthetic("tenants/contoso.yaml", 31),
    );
    lost.refused("plan::grant-unclear", "not all there");
}

#[test]
fn g012_keeps_grants_short_and_within_the_apps_credential() {
    let verdict = |scene: &Scene| {
        let planned = scene.plan();
        planned.guards.into_iter().find(|guard| guard.id == GuardId::G012).expect("evaluated")
    };
    assert_eq!(verdict(&Scene::opening()).status, GuardStatus::Pass);
    let long = Wish { length: Some(Window::from_minutes(481)), ..wish() };
    let found = verdict(&Scene::new(Purpose::Grant(long)));
    assert_eq!(found.status, GuardStatus::Block);
    assert!(found.message.contains("the maximum is 8h"), "{}", found.message);
    let mut ending = Scene::opening();
    let app = ending.observed.application.known_mut().expect("known");
    app.credentials[0].end = Some("2026-11-23T12:30:00Z".parse().expect("a time"));
    let found = verdict(&ending);
    assert_eq!(found.status, GuardStatus::Block);
    assert!(found.message.contains("credential ends"), "{}", found.message);
}

#[test]
fn tier_0_asks_for_an_acknowledgement() {
    let mut scene = Scene::opening().with_pim();
    let jit = scene.desired.jit.as_mut().expect("jit");
    let access = &mut jit.accounts.get_mut(&word("alice")).expect("alice").access;
    access.roles.insert(
        crate::desired::RoleGrant {
            role: word("Global Administrator"),
            scope: crate::desired::AccessScope::Tenant,
        },
        Origin::synthetic("tenants/contoso.yaml", 31),
    );
    let role = fixture::role("Global Administrator");
    let policy = scene.observed.role_policies[&fixture::role("User Administrator")].clone();
    scene.observed.role_policies.insert(role, policy);
    let planned = scene.plan();
    let found = planned.guards.iter().find(|guard| guard.id == GuardId::G010).expect("evaluated");
    assert_eq!(found.status, GuardStatus::Block, "given by PIM, it is given all the same");
}

#[test]
fn declared_grants_open_when_they_are_due_and_never_again() {
    let at = |text: &str| Some(text.parse::<Timestamp>().expect("a time"));
    let opened = Scene::declared(at("2026-11-23T11:30:00Z")).change();
    let grant = opened.grant.expect("opens one");
    assert_eq!(grant.stamp.to_string(), "inc-1 2026-11-23T11:30:00Z 2026-11-23T13:30:00Z");
    assert_eq!(grant.approver, Some(word("bob")));
    let future = Scene::declared(at("2026-11-23T15:00:00Z")).plan();
    assert_eq!(future.changes, []);
    assert_eq!(future.scheduled[0].action, "open grant inc-1");
    assert_eq!(future.scheduled[0].at, at("2026-11-23T15:00:00Z").expect("a time"));
    let over = Scene::declared(at("2026-11-23T09:00:00Z")).plan();
    assert_eq!((over.changes.len(), over.diagnostics[0].code), (0, "plan::grant-over"));
    assert_eq!(over.diagnostics[0].severity, Severity::Note);
    for ended in [
        EndStamp::first(Some(word("inc-1")), now()).to_string(),
        EndStamp::after(
            Some(&EndStamp::first(Some(word("inc-1")), now()).to_string()),
            Some(word("inc-2")),
            now(),
        )
        .to_string(),
    ] {
        let mut user = alice(false, None);
        user.marker.ended = Some(ended);
        let scene = Scene::declared(at("2026-11-23T11:30:00Z")).user(user);
        scene.refused("plan::grant-ended", "ended grants stay ended");
    }
    let mut user = alice(false, None);
    user.marker.ended = Some("garbage".to_owned());
    Scene::declared(None).user(user).refused("plan::grant-ended", "cannot be read");
}

#[test]
fn an_open_grant_follows_its_file() {
    let open = "inc-1 2026-11-23T11:00:00Z 2026-11-23T13:00:00Z";
    let scene = |grants: BTreeMap<GrantId, DesiredGrant>, purpose: Purpose| {
        let mut scene = Scene { grants, ..Scene::new(purpose) };
        scene.observed = fixture::with_user(scene.observed, alice(true, Some(open)));
        give(&mut scene.observed, "User Administrator", &alice(true, Some(open)));
        join(&mut scene.observed, &fixture::owned_group("Helpdesk"), &alice(true, Some(open)));
        scene
    };
    let start = "2026-11-23T11:00:00Z".parse::<Timestamp>().expect("a time");
    let kept = scene([file(Some(start))].into(), Purpose::Converge).plan();
    assert_eq!(kept.changes, []);
    let gone = scene(BTreeMap::new(), Purpose::Converge).change();
    assert_eq!((gone.reason, gone.ends_access), (super::Reason::GrantWithdrawn, true));
    let (id, mut shorter) = file(Some(start));
    shorter.duration = Some(Window::from_minutes(90));
    let ended = scene([(id.clone(), shorter)].into(), Purpose::Converge).change();
    assert_eq!(ended.reason, super::Reason::DeadlineBeyondFile);
    let (_, mut another) = file(Some(start));
    another.technician = word("bob");
    let grants: BTreeMap<GrantId, DesiredGrant> = [(id, another)].into();
    let planned = scene(grants.clone(), Purpose::Converge).plan();
    let alice = planned.changes.iter().find(|one| one.address.to_string() == "jit/alice");
    assert_eq!(alice.expect("ended").reason, super::Reason::GrantWithdrawn);
    // A sweep reads no grants, so it ends nothing for want of a file.
    assert_eq!(scene(grants, Purpose::Sweep).plan().changes, []);
}

#[test]
fn extending_writes_the_later_deadline_first() {
    let extension = Extension {
        technician: word("alice"),
        by: Window::from_minutes(60),
        reason: "it takes longer".to_owned(),
        ticket: None,
    };
    let mut scene = Scene::open(Purpose::Extend(extension.clone()));
    let change = scene.change();
    assert_eq!(steps(&change), ["SetGrant", "IssueCredential"]);
    let grant = change.grant.expect("lengthens one");
    assert_eq!(grant.stamp.to_string(), "adhoc-1 2026-11-23T11:00:00Z 2026-11-23T14:00:00Z");
    assert!(grant.extends);
    assert_eq!(grant.credential, Some(CredentialForm::Pass { minutes: 120, once: false }));
    // What Entra ID ends has to end later too.
    let alice = alice(true, Some(OPEN));
    let roles = scene.observed.role_assignments.known_mut().expect("known");
    roles.retain(|found| found.principal.id != alice.id);
    scene.observed.role_schedules.known_mut().expect("known").push(ObservedRoleSchedule {
        id: "bound".to_owned(),
        role: fixture::role("User Administrator"),
        principal: alice.id,
        scope: crate::domain::DirectoryScope::Tenant,
        start: Some("2026-11-23T11:00:00Z".parse().expect("a time")),
        end: Some("2026-11-23T13:00:00Z".parse().expect("a time")),
        activated: false,
        through_group: false,
    });
    let group = fixture::owned_group("Helpdesk").id;
    let bound = ObservedGroupSchedule { group, principal: alice.id, start: None, end: None };
    scene.observed.group_schedules.insert(alice.id, Reading::Known(vec![bound]));
    let change = scene.change();
    assert_eq!(steps(&change), ["SetGrant", "Extend", "Extend", "IssueCredential"]);
    assert_eq!(change.grant.expect("lengthens one").ends_by, EndsBy::Pim);
    // Whether a new pass is wanted depends on whether there is one.
    scene.observed.methods.insert(alice.id, Reading::Unknown(Unknown::because("429")));
    scene.refused("plan::grant-no-credential", "cannot be read: 429");
    Scene::new(Purpose::Extend(extension)).refused("plan::nothing-open", "no open access");
}

#[test]
fn revoking_ends_whatever_is_open_and_everything_it_left() {
    let mut scene = Scene::open(Purpose::Revoke(Some([word("alice")].into())));
    let user = alice(true, Some(OPEN));
    scene.observed.methods.insert(user.id, Reading::Known(vec![pass(), passkey()]));
    let change = scene.change();
    assert_eq!(
        steps(&change),
        [
            "SetGrant",
            "DisableUser",
            "RemoveRoleAssignment",
            "RemoveMember",
            "RevokeSessions",
            "DeleteMethod",
            "DeleteMethod",
            "ScramblePassword",
            "EndGrant"
        ]
    );
    assert_eq!((change.reason, change.ends_access), (super::Reason::Revoked, true));
    scene.purpose = Purpose::Revoke(None);
    assert_eq!(scene.plan().changes.len(), 1, "whoever has something");
    scene.purpose = Purpose::Revoke(Some([word("bob")].into()));
    assert_eq!(scene.plan().changes, []);
}

#[test]
fn what_an_account_may_take_up_is_taken_like_what_it_holds() {
    let mut scene = Scene::open(Purpose::Revoke(Some([word("alice")].into())));
    let user = alice(true, Some(OPEN));
    let group = fixture::owned_group("Helpdesk").id;
    let eligible: BTreeSet<Eligibility> = [
        Eligibility::Role {
            role: fixture::role("User Administrator"),
            scope: crate::domain::DirectoryScope::Tenant,
        },
        Eligibility::Membership { group },
    ]
    .into();
    scene.observed.eligibilities.insert(user.id, Reading::Known(eligible.clone()));
    let change = scene.change();
    let taken = |change: &Change| {
        let all = steps(change);
        let taken = all.iter().filter(|step| *step == "RemoveEligibility").count();
        (taken, all.contains(&"EndGrant".to_owned()))
    };
    assert_eq!(taken(&change), (2, true));
    let shown = change.attributes.iter().find(|shown| shown.path == "/eligibleFor");
    let names = serde_json::json!(["User Administrator", "member of Helpdesk"]);
    assert_eq!(shown.expect("shown").before, names);
    let unknown = Reading::Unknown(Unknown::because("429"));
    scene.observed.eligibilities.insert(user.id, unknown);
    scene.observed.readable.eligibilities.insert(user.id, eligible.clone());
    let change = scene.change();
    assert_eq!(taken(&change), (2, false), "the end is not proved");
    assert!(change.unproved.expect("why").contains("eligible"));
    scene.observed.readable.eligibilities.clear();
    scene.observed.eligibilities.insert(user.id, Reading::Known(eligible));
    // Inside the window it is treated like what she holds.
    scene.purpose = Purpose::Converge;
    let change = scene.change();
    assert_eq!(change.reason, super::Reason::AccessDiffers);
    assert_eq!(taken(&change).0, 2, "no mapping gives them");
}

#[test]
fn an_end_is_not_proved_while_somebody_may_sign_in_by_another_way() {
    let user = alice(true, Some(PAST));
    for (methods, words) in [
        (Reading::Unknown(Unknown::because("403")), "could not be read"),
        (
            Reading::Known(vec![ObservedMethod { kind: MethodKind::Other, ..passkey() }]),
            "of a kind",
        ),
    ] {
        let mut scene = Scene::new(Purpose::Sweep).user(user.clone());
        scene.observed.methods.insert(user.id, methods);
        let change = scene.change();
        assert!(change.unproved.as_ref().expect(words).contains(words));
        assert!(!steps(&change).contains(&"EndGrant".to_owned()), "{words}");
        assert_eq!(steps(&change)[0], "DisableUser", "what can be ended is");
    }
}

#[test]
fn what_pim_does_not_take_back_yet_is_left_for_the_next_sweep() {
    let user = alice(true, Some(PAST));
    for (minute, pending) in [("11:58", Some("2026-11-23T12:03:00Z")), ("11:50", None)] {
        let mut scene = Scene::new(Purpose::Sweep).user(user.clone());
        scene.observed.role_schedules.known_mut().expect("known").push(ObservedRoleSchedule {
            id: "bound".to_owned(),
            role: fixture::role("User Administrator"),
            principal: user.id,
            scope: crate::domain::DirectoryScope::Tenant,
            start: Some(format!("2026-11-23T{minute}:00Z").parse().expect("a time")),
            end: Some("2026-11-23T13:00:00Z".parse().expect("a time")),
            activated: false,
            through_group: false,
        });
        let change = scene.change();
        assert_eq!(change.pending_until.map(|at| at.to_string()).as_deref(), pending);
        let ended = steps(&change).contains(&"EndGrant".to_owned());
        assert_eq!(ended, pending.is_none());
        assert_eq!(change.unproved.is_some(), pending.is_some());
    }
}

#[test]
fn a_cut_grant_is_due_at_once_even_in_its_first_second() {
    for start in ["2026-11-23T11:59:59Z", "2026-11-23T12:00:00Z", "2026-11-23T12:04:00Z"] {
        let stamp = format!("adhoc-1 {start} 2026-11-23T13:00:00Z");
        let revoke = Purpose::Revoke(Some([word("alice")].into()));
        let change = Scene::new(revoke).user(alice(true, Some(stamp.as_str()))).change();
        let Write::SetGrant { stamp: cut, .. } = &change.steps[0].write else {
            panic!("{start}: {:?}", steps(&change));
        };
        let left = alice(false, Some(cut.to_string().as_str()));
        let mut swept = Scene::new(Purpose::Sweep).user(left.clone());
        give(&mut swept.observed, "User Administrator", &left);
        assert_eq!(swept.change().reason, super::Reason::DeadlinePassed, "{start}");
    }
}

#[test]
fn a_sweep_ends_what_is_due_and_opens_nothing() {
    let open = Scene::open(Purpose::Sweep).plan();
    assert_eq!(open.changes, []);
    assert_eq!(open.scheduled.len(), 1);
    let mut due = Scene { grants: [file(None)].into(), ..Scene::new(Purpose::Sweep) };
    assert_eq!(due.plan().changes, []);
    for grant in [
        Some(PAST),
        None,
        Some("garbage"),
        Some("adhoc-1 2026-11-23T11:00:00Z 2027-01-01T00:00:00Z"),
    ] {
        let swept = Scene::new(Purpose::Sweep).user(alice(true, grant));
        let steps = steps(&swept.change());
        // A deadline that is still to come is moved to now.
        let cut = grant.is_some_and(|text| text.contains("2027"));
        assert_eq!(steps[usize::from(cut)], "DisableUser", "{grant:?}");
        assert_eq!(steps.contains(&"SetGrant".to_owned()), cut, "{grant:?}");
    }
    due.desired.jit = None;
    due.legible = Legible { mappings: false, maximum: false, ..Legible::ALL };
    due.observed = fixture::with_user(due.observed, alice(true, Some(OPEN)));
    assert_eq!(due.plan().changes, [], "mappings that could not be read end nothing by themselves");
    due.legible = Legible::ALL;
    assert_eq!(due.change().reason, super::Reason::NotMapped);
}

#[test]
fn what_the_audit_trail_remembers_and_the_marker_denies_is_ended() {
    let mut stray = alice(true, None);
    stray.marker = crate::observed::ObservedMarker::default();
    let mut scene = Scene::new(Purpose::Sweep);
    scene.observed.owned_users.known_mut().expect("known").remove(&stray.id);
    scene
        .observed
        .named_users
        .insert(stray.user_principal_name.clone(), Reading::Known(stray.clone()));
    give(&mut scene.observed, "User Administrator", &stray);
    assert_eq!(scene.plan().changes, [], "nothing says that it is ours");
    scene.remembered = [(stray.id, word("jit/alice"))].into();
    let change = scene.change();
    assert_eq!(change.reason, super::Reason::Tampered);
    assert_eq!(steps(&change)[0], "DisableUser");
    let owned = |need: &Fact| matches!(need, Fact::OwnedUser { .. });
    assert!(!change.steps.iter().flat_map(|step| &step.needs).any(owned));
}

#[test]
fn an_account_whose_last_grant_ended_long_ago_is_deleted() {
    let mut user = alice(false, None);
    user.marker.ended = Some("adhoc-1 2026-10-01T00:00:00Z".to_owned());
    let mut scene = Scene::new(Purpose::Converge).user(user);
    let jit = scene.desired.jit.as_mut().expect("jit");
    jit.delete_after = Some("30d".parse().expect("a window"));
    assert_eq!(scene.plan().changes, [], "it would be made again at once");
    scene.desired.jit.as_mut().expect("jit").provision = crate::desired::Provision::OnDemand;
    let change = scene.change();
    assert_eq!(steps(&change), ["DeleteUser"]);
    scene.desired.jit.as_mut().expect("jit").delete_after = Some("60d".parse().expect("a window"));
    assert_eq!(scene.plan().changes, []);
}
