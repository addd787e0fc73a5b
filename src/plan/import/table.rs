//! Tables of adoptions: one row is one situation and what must come of it.

use std::collections::BTreeMap;

use crate::{
    desired::{DesiredOrganization, DesiredTenant, Manage, TenantState},
    domain::{Address, GuardId, ObjectId, Window},
    observed::{ObservedMarker, ObservedTenant, ObservedUser, Reading, Unknown},
    plan::{
        Adoption, ChangeAction, Context, Fact, GuardStatus, Import, PlannedTenant, Purpose,
        Severity, Write,
        fixture::{self, give, id, join, now, upn, word},
        plan_tenant,
    },
};

const LAPS: &str = "laps/emergency-1";
const JIT: &str = "jit/alice";
const GROUP: &str = "groups/Helpdesk";

/// A tenant with an account of each kind and a group that can be adopted.
struct Scene {
    organization: DesiredOrganization,
    desired: DesiredTenant,
    observed: ObservedTenant,
    remembered: BTreeMap<ObjectId, Address>,
    demanded: Option<ObjectId>,
}

impl Scene {
    fn new() -> Self {
        let mut desired = fixture::desired();
        for account in &mut desired.emergency_accounts {
            let every = Window::from_minutes(60 * 24 * 30);
            account.manage = Manage::Rotate { every, store: word("vault") };
        }
        let alice = ObservedUser { account_enabled: false, ..fixture::user("msp-alice") };
        let mut group = fixture::owned_group("Helpdesk");
        group.marker = ObservedMarker::default();
        let observed = fixture::with_user(fixture::bare(), alice);
        Self {
            organization: fixture::organization(),
            desired,
            observed: fixture::with_group(observed, group),
            remembered: BTreeMap::new(),
            demanded: None,
        }
    }

    fn plan(&self, address: &str) -> PlannedTenant {
        let addresses = [(self.desired.name.clone(), [word(address)].into())].into();
        let purpose = Purpose::Import(Import { addresses, object: self.demanded });
        let context = Context {
            purpose: &purpose,
            remembered: &self.remembered,
            ..Context::new(&self.organization, now())
        };
        plan_tenant(&context, &self.desired, &self.observed)
    }

    /// Changes every copy of the account that an address stands for.
    fn user(&mut self, address: &str, change: impl Fn(&mut ObservedUser)) {
        let name = upn(if address == JIT { "msp-alice" } else { "emergency-1" });
        if let Some(Reading::Known(user)) = self.observed.named_users.get_mut(&name) {
            change(user);
        }
    }

    fn mark(&mut self, address: &str, (installation, bears): (&str, &str)) {
        self.user(address, |user| {
            user.marker.installation = Some(installation.to_owned());
            user.marker.address = Some(bears.to_owned());
        });
    }

    fn group(&mut self, change: impl Fn(&mut crate::observed::ObservedGroup)) {
        let keyed = self.observed.keyed_groups.values_mut().filter_map(Reading::known_mut);
        let named =
            self.observed.named_groups.known_mut().into_iter().flat_map(BTreeMap::values_mut);
        keyed.chain(named).for_each(change);
    }
}

/// Returns why nothing is adopted; every plan holds the adoption or the refusal.
fn refused(planned: &PlannedTenant) -> Option<String> {
    let mut refusals = planned.diagnostics.iter().filter(|it| it.code == "plan::not-adopted");
    let refusal = refusals.next();
    assert_eq!(refusal.is_some(), planned.changes.is_empty(), "{planned:#?}");
    refusal.map(|refusal| {
        assert_eq!(refusal.severity, Severity::Error);
        let help = refusal.help.as_ref().expect("the way out");
        format!("{} | {help}", refusal.message)
    })
}

#[test]
fn what_is_adopted_gets_the_marker_and_nothing_else() {
    for (address, object) in
        [(LAPS, id("emergency-1")), (JIT, id("msp-alice")), (GROUP, id("group Helpdesk"))]
    {
        let mut scene = Scene::new();
        scene.demanded = Some(object);
        let planned = scene.plan(address);
        assert_eq!(refused(&planned), None, "{address}");
        let [change] = &planned.changes[..] else { panic!("{:?}", planned.changes) };
        assert_eq!((change.action, change.object_id), (ChangeAction::Adopt, Some(object)));
        assert!(change.write_only.is_empty() && !change.raises_privilege && !change.ends_access);
        let [step] = &change.steps[..] else { panic!("{:?}", change.steps) };
        let installation = word("northwind-msp");
        let adoption = Adoption { object, address: word(address), installation };
        assert_eq!(step.write, Write::Adopt(adoption));
        let proved = matches!(&step.proves[..], [Fact::OwnedUser { .. } | Fact::OwnedGroup { .. }]);
        assert!(proved, "{:?}", step.proves);
        let still_disabled = Fact::Enabled { user: object.into(), enabled: false };
        assert_eq!(step.needs.contains(&still_disabled), address == JIT);
        assert!(planned.guards.iter().all(|guard| guard.status == GuardStatus::Pass));
    }
}

type Spoil = fn(&mut Scene);

#[test]
fn whatever_is_not_soundly_ours_is_refused_with_the_way_out() {
    let rows: &[(&str, Spoil, &str)] = &[
        (LAPS, |it| it.desired.emergency_accounts.clear(), "is not declared"),
        (LAPS, |it| it.desired.emergency_accounts[0].manage = Manage::Observe, "only checked"),
        (LAPS, |it| name_is(it, "emergency-1", Reading::Absent), "there is no account"),
        (JIT, |it| name_is(it, "msp-alice", Reading::Absent), "the first grant makes it"),
        (LAPS, |it| name_is(it, "emergency-1", unknown()), "could not be read: 403"),
        (LAPS, |it| it.observed.named_users.clear(), "could not be read"),
        (LAPS, |it| it.observed.owned_users = unknown(), "could not be read: 403"),
        (LAPS, |it| it.demanded = Some(id("other")), "--object-id demands"),
        (LAPS, |it| it.mark(LAPS, ("other-msp", LAPS)), "installation other-msp"),
        (LAPS, |it| it.mark(LAPS, ("northwind-msp", JIT)), "bears our marker as jit/alice"),
        (LAPS, |it| it.mark(LAPS, ("northwind-msp", "x")), "without a readable address"),
        (LAPS, |it| it.mark(LAPS, ("", LAPS)), "the rest of a marker"),
        (JIT, |it| it.user(JIT, |user| user.marker.grant = Some("x".into())), "the rest of"),
        (LAPS, |it| another(it, LAPS), "is laps/emergency-1 already"),
        (LAPS, |it| drop(it.remembered.insert(id("emergency-1"), word(JIT))), "remembers"),
        (LAPS, |it| protect(it, "emergency-1"), "protected (G006)"),
        (LAPS, |it| it.user(LAPS, |user| user.on_premises_synced = true), "synced"),
        (LAPS, |it| it.user(LAPS, |user| user.management_restricted = true), "restricted"),
        (LAPS, |it| it.user(LAPS, |user| user.guest = true), "guest"),
        (LAPS, |it| it.user(LAPS, |user| user.id = id("app")), "tenantry runs as"),
        (LAPS, |it| it.observed.extensions = Reading::Absent, "nothing can be marked"),
        (LAPS, |it| it.observed.extensions = unknown(), "could not be read: 403"),
        (LAPS, |it| it.observed.domains = Reading::Known(BTreeMap::new()), "no verified domain"),
        (LAPS, |it| it.observed.domains = unknown(), "could not be read: 403"),
        (JIT, |it| it.desired.state = TenantState::Suspended, "the tenant is not active"),
        (JIT, |it| it.user(JIT, |user| user.account_enabled = true), "is enabled"),
        (JIT, |it| gives(it, "Global Administrator"), "is a Global Administrator"),
        (JIT, |it| gives(it, "Global Reader"), "holds Global Reader"),
        (JIT, |it| joins(it), "is in the group `Others`"),
        (JIT, |it| it.observed.memberships.clear(), "its groups could not be read"),
        (JIT, |it| it.observed.role_assignments = unknown(), "its roles could not be read"),
        (JIT, |it| it.observed.role_schedules = unknown(), "its roles could not be read"),
        (GROUP, |it| it.desired.groups.clear(), "is not declared"),
        (GROUP, |it| it.desired.state = TenantState::Offboarding, "being handed over"),
        (GROUP, |it| unkeyed(it), "without the key `tenantry.northwind-msp.helpdesk`"),
        (
            GROUP,
            |it| {
                unkeyed(it);
                it.observed.named_groups = Reading::Known(BTreeMap::new());
            },
            "there is no group",
        ),
        (GROUP, |it| it.observed.keyed_groups.clear(), "could not be read"),
        (GROUP, |it| it.observed.named_groups = unknown(), "could not be read: 403"),
        (GROUP, |it| protect(it, "group Helpdesk"), "protected (G006)"),
        (
            GROUP,
            |it| it.group(|group| group.marker.installation = Some("other-msp".into())),
            "other-msp",
        ),
        (GROUP, |it| it.group(|group| group.marker.grant = Some("x".into())), "the rest of"),
        (GROUP, |it| it.group(|group| group.dynamic = true), "is dynamic"),
        (GROUP, |it| it.group(|group| group.assignable_to_role = true), "isAssignableToRole"),
        (GROUP, twin, "is called `Helpdesk` too"),
        ("connection", |_| {}, "nothing to adopt"),
    ];
    for (address, spoil, words) in rows {
        let mut scene = Scene::new();
        spoil(&mut scene);
        let why = refused(&scene.plan(address));
        assert!(why.as_deref().is_some_and(|why| why.contains(words)), "{words}: {why:?}");
    }
}

fn unknown<T>() -> Reading<T> {
    Reading::Unknown(Unknown::because("403"))
}

fn name_is(scene: &mut Scene, name: &str, reading: Reading<ObservedUser>) {
    scene.observed.named_users.insert(upn(name), reading);
}

fn another(scene: &mut Scene, address: &str) {
    let mut other = fixture::owned_user(address, upn("other").as_str());
    other.id = id("other");
    scene.observed = fixture::with_user(scene.observed.clone(), other);
}

fn protect(scene: &mut Scene, name: &str) {
    scene.organization.guards.protected.insert(id(name));
}

fn gives(scene: &mut Scene, role: &str) {
    give(&mut scene.observed, role, &fixture::user("msp-alice"));
}

fn joins(scene: &mut Scene) {
    join(&mut scene.observed, &fixture::group("Others"), &fixture::user("msp-alice"));
}

fn unkeyed(scene: &mut Scene) {
    scene.group(|group| group.unique_name = None);
    scene.observed.keyed_groups.values_mut().for_each(|group| *group = Reading::Absent);
}

fn twin(scene: &mut Scene) {
    let twin = crate::observed::ObservedGroup { id: id("twin"), ..fixture::group("Helpdesk") };
    scene.observed = fixture::with_group(scene.observed.clone(), twin);
}

#[test]
fn what_is_ours_already_is_left_as_it_is() {
    let mut scene = Scene::new();
    for (address, name) in [(LAPS, "emergency-1"), (JIT, "msp-alice")] {
        let ours = fixture::owned_user(address, upn(name).as_str());
        scene.observed = fixture::with_user(scene.observed, ours);
    }
    scene.observed = fixture::with_owned_group(scene.observed, "Helpdesk");
    for address in [LAPS, JIT, GROUP] {
        let planned = scene.plan(address);
        assert_eq!((planned.changes.len(), planned.unchanged), (0, 1), "{address}");
        assert!(planned.diagnostics.iter().all(|it| it.severity != Severity::Error), "{address}");
    }
    // One of two that bear the address is not called ours.
    another(&mut scene, JIT);
    assert!(refused(&scene.plan(JIT)).is_some_and(|why| why.contains("already")));
}

#[test]
fn an_emergency_account_that_is_not_ready_is_adopted_with_a_warning() {
    let mut scene = Scene::new();
    scene.user(LAPS, |user| user.account_enabled = false);
    let Reading::Known(domains) = &mut scene.observed.domains else { panic!() };
    for domain in domains.values_mut() {
        domain.managed = false;
    }
    let planned = scene.plan(LAPS);
    assert_eq!(planned.changes.len(), 1);
    let warned = planned.diagnostics.iter().find(|it| it.code == "plan::emergency-not-ready");
    let message = &warned.expect("a warning").message;
    assert!(message.contains("disabled") && message.contains("federated"), "{message}");
}

#[test]
fn the_guards_judge_an_adoption_whatever_the_planner_let_pass() {
    use crate::plan::{draft::View, guard};
    let adopt = |scene: &Scene, address: &str, object: ObjectId| {
        let mut planned = Scene::new().plan(address);
        let mut change = planned.changes.remove(0);
        change.object_id = Some(object);
        change.steps.iter_mut().for_each(|step| {
            let Write::Adopt(adoption) = &mut step.write else { panic!() };
            adoption.object = object;
        });
        let context = Context::new(&scene.organization, now());
        let view = View::of(&context, &scene.desired, &scene.observed);
        let verdicts = guard::evaluate(&view, &[change]).into_iter();
        let blocking = verdicts.filter(|it| it.status == GuardStatus::Block).map(|it| it.id);
        blocking.collect::<Vec<GuardId>>()
    };
    let (account, app) = (id("emergency-1"), id("app"));
    assert_eq!(adopt(&Scene::new(), LAPS, account), []);
    assert_eq!(adopt(&Scene::new(), LAPS, app), [GuardId::G002]);
    let mut scene = Scene::new();
    protect(&mut scene, "emergency-1");
    scene.mark(LAPS, ("other-msp", LAPS));
    assert_eq!(adopt(&scene, LAPS, account), [GuardId::G006, GuardId::G008]);
    scene = Scene::new();
    scene.desired.display_name = Some(word("Somebody else"));
    assert_eq!(adopt(&scene, LAPS, account), [GuardId::G011]);
    // The last Global Administrator who would be a JIT account.
    scene = Scene::new();
    let keep = |list: &mut Vec<crate::observed::ObservedRoleAssignment>| {
        list.retain(|found| found.principal.id != id("emergency-2"));
    };
    keep(scene.observed.role_assignments.known_mut().expect("known"));
    let memberships = Reading::Known(std::collections::BTreeSet::new());
    scene.observed.memberships.insert(account, memberships);
    assert_eq!(adopt(&scene, JIT, account), [GuardId::G009]);
    scene.observed.role_schedules = unknown();
    assert!(adopt(&scene, JIT, account).contains(&GuardId::G007));
}
