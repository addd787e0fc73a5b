//! Every state in which an emergency account can be found, planned and carried out in the model.
//!
//! What must hold: nothing is enabled or privileged whose password is not proved at that moment, an
//! account that nothing reaches or that is not known is left as it is, and what was carried out is
//! not planned again.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::{
    Change, ChangeAction, Context, Plan, PlannedTenant, Reason, Write, assemble, emergency,
    fixture::{self, bare, desired, give, id, now, owned_user, role, upn, with_user, word},
    laps::chosen,
    model::{apply_plan, apply_step},
    plan_tenant,
    rotation::Occasion,
    withheld,
};
use crate::{
    desired::{DesiredOrganization, DesiredStore, DesiredTenant, Manage},
    domain::{DirectoryScope, GuardId, ObjectId, RotationId, RotatorId, Window},
    observed::{
        Claim, Ledger, NewPending, ObservedMarker, ObservedRoleSchedule, ObservedTenant,
        ObservedUser, Proof, Reading, Retention, Unknown,
    },
    source::Origin,
};

const ADMINISTRATOR: &str = "Global Administrator";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rights {
    All,
    Ordinary,
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    Nothing,
    ForGood,
    Bound,
    Activated,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kept {
    Nothing,
    Pending,
    /// Proved two days ago.
    Proved,
    /// Proved more than thirty days ago.
    Old,
    Opened,
    /// Proved, and a later version is in doubt.
    Doubt,
    /// Proved, and somebody else changed it since.
    Changed,
    /// The ledger is another object's.
    Others,
    Unread,
}

#[derive(Debug, Clone, Copy)]
struct Found {
    there: bool,
    enabled: bool,
    restricted: bool,
    holds: Holds,
    kept: Kept,
}

const ROLES: [Holds; 4] = [Holds::Nothing, Holds::ForGood, Holds::Bound, Holds::Activated];
const LEDGERS: [Kept; 9] = [
    Kept::Nothing,
    Kept::Pending,
    Kept::Proved,
    Kept::Old,
    Kept::Opened,
    Kept::Doubt,
    Kept::Changed,
    Kept::Others,
    Kept::Unread,
];

fn organization() -> DesiredOrganization {
    let mut organization = fixture::organization();
    let store = DesiredStore {
        name: word("vault"),
        url: word("az:northwind/vault"),
        recipients: Vec::new(),
        origin: Origin::synthetic("tenantry.yaml", 9),
    };
    organization.stores.insert(word("vault"), store);
    organization
}

fn tenant() -> DesiredTenant {
    let mut tenant = desired();
    for account in &mut tenant.emergency_accounts {
        let every = Window::from_minutes(30 * 24 * 60);
        account.manage = Manage::Rotate { every, store: word("vault") };
    }
    tenant
}

fn ago(hours: i64) -> Timestamp {
    now() - SignedDuration::from_hours(hours)
}

/// Returns what the store holds, and when the account's password was changed last.
fn ledger(name: &str, object: ObjectId, kept: Kept) -> (Reading<Ledger>, Timestamp) {
    let old = if kept == Kept::Old { ago(31 * 24) } else { ago(48) };
    let by = RotatorId::new(Uuid::from_u128(7));
    let enter = |ledger: Ledger, number: u32, at: Timestamp| {
        let claim = Claim { by, until: at };
        let pending = NewPending {
            rotation: RotationId::new(number, by),
            created: at,
            set_after: at - SignedDuration::from_secs(1),
            recipients: Vec::new(),
        };
        ledger.claimed(claim).entered(pending, claim).expect("entered").released(by)
    };
    let prove = |ledger: Ledger, at: Timestamp| {
        let proof = Proof { change: at, set_before: at, freed: Some(by) };
        let ledger = enter(ledger, 1, at);
        let proved = ledger.promoted(RotationId::new(1, by), proof, Retention::DEFAULT);
        proved.expect("promoted").closed(Some(at), &[])
    };
    let object = if kept == Kept::Others { id("another") } else { object };
    let new = Ledger::new(desired().id, word(name), object);
    let known = match kept {
        Kept::Nothing => return (Reading::Absent, old),
        Kept::Unread => return (Reading::Unknown(Unknown::because("403")), old),
        Kept::Pending => enter(new, 1, ago(1)),
        Kept::Proved | Kept::Old | Kept::Changed | Kept::Others => prove(new, old),
        Kept::Opened => prove(new, old).opened(ago(1)),
        Kept::Doubt => enter(prove(new, old), 2, ago(1)),
    };
    (Reading::Known(known), if kept == Kept::Changed { ago(1) } else { old })
}

/// Puts an account into a tenant as it is found.
fn put(tenant: &mut ObservedTenant, name: &str, found: Found) {
    let user_name = upn(name);
    let mut user = owned_user(&format!("laps/{name}"), user_name.as_str());
    let (read, changed) = ledger(name, user.id, found.kept);
    tenant.ledgers.insert(word(name), read);
    if !found.there {
        tenant.named_users.insert(user_name, Reading::Absent);
        return;
    }
    user.account_enabled = found.enabled;
    user.management_restricted = found.restricted;
    user.last_password_change = Some(changed);
    if found.holds != Holds::Nothing {
        give(tenant, ADMINISTRATOR, &user);
    }
    if matches!(found.holds, Holds::Bound | Holds::Activated) {
        let bound = ObservedRoleSchedule {
            id: name.to_owned(),
            role: role(ADMINISTRATOR),
            principal: user.id,
            scope: DirectoryScope::Tenant,
            start: Some(ago(1)),
            end: Some(ago(-2)),
            activated: found.holds == Holds::Activated,
            through_group: false,
        };
        tenant.role_schedules.known_mut().expect("known").push(bound);
    }
    tenant.last_sign_ins.insert(user.id, Reading::Known(None));
    *tenant = with_user(tenant.clone(), user);
}

/// A tenant with nobody at its emergency accounts' names.
fn empty(rights: Rights) -> ObservedTenant {
    let mut tenant = bare();
    let assignments = tenant.role_assignments.known_mut().expect("known");
    assignments.retain(|found| found.principal.id == id("app") && rights == Rights::All);
    let app = ObservedUser { id: id("app"), ..fixture::user("app") };
    if rights == Rights::Ordinary {
        give(&mut tenant, "User Administrator", &app);
    }
    // Somebody who is no emergency account.
    give(&mut tenant, ADMINISTRATOR, &fixture::user("admin"));
    tenant
}

fn plan(observed: &ObservedTenant) -> Plan {
    let (organization, tenant) = (organization(), tenant());
    let context = Context::new(&organization, now());
    assemble(&context, vec![plan_tenant(&context, &tenant, observed)])
}

fn laps(planned: &PlannedTenant) -> Vec<&Change> {
    let is_laps = |change: &&Change| change.address.to_string().starts_with("laps/");
    planned.changes.iter().filter(is_laps).collect()
}

/// Returns whether the password in force is proved, by the account and the ledger alone.
fn is_proved(observed: &ObservedTenant, name: &str) -> bool {
    let Some(Reading::Known(user)) = observed.named_users.get(&upn(name)) else { return false };
    let Some(Reading::Known(ledger)) = observed.ledgers.get(&word(name)) else { return false };
    let change = user.last_password_change.expect("told");
    ledger.object() == user.id && ledger.is_proved() && !ledger.is_foreign(change)
}

fn every(visit: impl Fn(Rights, Found, Found)) {
    let second = |there, kept| Found {
        there,
        enabled: true,
        restricted: false,
        holds: Holds::ForGood,
        kept,
    };
    let siblings =
        [second(false, Kept::Nothing), second(true, Kept::Proved), second(true, Kept::Doubt)];
    for rights in [Rights::All, Rights::Ordinary, Rights::None] {
        for sibling in siblings.into_iter().chain([second(true, Kept::Old)]) {
            for kept in LEDGERS {
                let absent = Found { kept, ..second(false, kept) };
                visit(rights, absent, sibling);
                for holds in ROLES {
                    for enabled in [false, true] {
                        for restricted in [false, true] {
                            let found = Found { there: true, enabled, restricted, holds, kept };
                            visit(rights, found, sibling);
                        }
                    }
                }
            }
        }
    }
}

/// Counts the emergency accounts that could be used, and with them the administrators that G009
/// wants one of.
fn could_be_used(world: &ObservedTenant) -> usize {
    let all = emergency::all(&organization().name, &self::tenant(), world);
    all.iter().filter(|one| one.readiness == emergency::Readiness::Ready).count()
}

#[test]
fn nothing_is_enabled_or_privileged_whose_password_is_not_proved_and_nothing_is_planned_twice() {
    every(|rights, found, sibling| {
        let mut observed = empty(rights);
        put(&mut observed, "emergency-1", found);
        put(&mut observed, "emergency-2", sibling);
        let told = format!("{rights:?} {found:?} {sibling:?}");
        let planned = plan(&observed);
        let tenant = &planned.tenants[0];
        let mut world = observed.clone();
        for change in laps(tenant) {
            for step in &change.steps {
                let before = could_be_used(&world);
                apply_step(&mut world, step, now());
                assert!(could_be_used(&world) >= before, "{told}: {:?}", step.write);
                let gives = matches!(
                    step.write,
                    Write::EnableEmergency { .. }
                        | Write::AssignRole { .. }
                        | Write::MakeRolePermanent { .. }
                );
                let name = change.address.to_string().replace("laps/", "");
                assert!(!gives || is_proved(&world, &name), "{told}: {:?}", step.write);
            }
        }
        let rotations = laps(tenant).into_iter().filter(|it| it.action == ChangeAction::Rotate);
        assert!(rotations.count() <= 1, "{told}");
        if found.restricted || found.kept == Kept::Unread {
            let touched = laps(tenant).into_iter().any(|it| it.address == word("laps/emergency-1"));
            assert!(!touched, "{told}");
        }
        assert_eq!(
            tenant.is_complete(),
            found.kept != Kept::Unread,
            "what the store does not tell is unknown: {told}"
        );
        // Everything that is planned can be done, and is not planned again.
        let mut world = observed;
        let outcomes = apply_plan(&mut world, &planned, tenant, now());
        let failed = laps(tenant)
            .into_iter()
            .find(|change| outcomes.get(&change.address) != Some(&super::model::Modelled::Done));
        assert!(failed.is_none(), "{told}: {failed:#?} {:?}", tenant.guards);
        // What waited for a sibling in the making may be due only now.
        let again = plan(&world);
        let done = laps(tenant).into_iter().map(|change| &change.address).collect::<Vec<_>>();
        let twice = laps(&again.tenants[0]).into_iter().find(|it| done.contains(&&it.address));
        assert!(twice.is_none(), "{told}: {twice:#?}");
        apply_plan(&mut world, &again, &again.tenants[0], now());
        let third = plan(&world);
        assert_eq!(laps(&third.tenants[0]), Vec::<&Change>::new(), "{told}");
    });
}

#[test]
fn what_is_kept_is_what_the_store_says_may_be_in_force() {
    for kept in LEDGERS {
        let mut observed = empty(Rights::All);
        let found =
            Found { there: true, enabled: true, restricted: false, holds: Holds::ForGood, kept };
        put(&mut observed, "emergency-1", found);
        let all = emergency::all(&organization().name, &tenant(), &observed);
        let expected = match kept {
            Kept::Unread => None,
            Kept::Nothing | Kept::Changed | Kept::Others => Some(false),
            Kept::Pending | Kept::Proved | Kept::Old | Kept::Opened | Kept::Doubt => Some(true),
        };
        assert_eq!(all[0].is_kept, expected, "{kept:?}");
    }
}

#[test]
fn each_state_has_its_answer() {
    let there = Found {
        there: true,
        enabled: true,
        restricted: false,
        holds: Holds::ForGood,
        kept: Kept::Proved,
    };
    let off = Found { enabled: false, ..there };
    let lost = Found { holds: Holds::Nothing, ..there };
    let absent = Found { there: false, kept: Kept::Nothing, ..there };
    let kept = |kept| Found { kept, ..there };
    let (update, rotate) = (ChangeAction::Update, ChangeAction::Rotate);
    let table = [
        (there, None),
        (absent, Some((ChangeAction::Create, Reason::Missing, "user password role enable"))),
        (off, Some((update, Reason::NotReady, "enable"))),
        (lost, Some((update, Reason::NotReady, "role"))),
        (Found { holds: Holds::Bound, ..there }, Some((update, Reason::NotReady, "keep"))),
        (Found { holds: Holds::Activated, ..there }, None),
        (Found { enabled: false, ..lost }, Some((update, Reason::NotReady, "role enable"))),
        (kept(Kept::Old), Some((rotate, Reason::RotationDue, "password"))),
        (kept(Kept::Opened), Some((rotate, Reason::PasswordOpened, "password"))),
        (kept(Kept::Doubt), Some((rotate, Reason::RotationOpen, "password"))),
        (kept(Kept::Changed), Some((rotate, Reason::PasswordChanged, "password"))),
        (
            Found { kept: Kept::Changed, ..off },
            Some((rotate, Reason::PasswordChanged, "password enable")),
        ),
        (
            Found { kept: Kept::Nothing, enabled: false, ..lost },
            Some((update, Reason::Unfinished, "password role enable")),
        ),
        (
            Found { kept: Kept::Pending, ..off },
            Some((update, Reason::Unfinished, "password enable")),
        ),
        (kept(Kept::Nothing), None),
        (kept(Kept::Others), None),
    ];
    let word_of = |write: &Write| match write {
        Write::CreateUser(_) => "user",
        Write::RotatePassword { .. } => "password",
        Write::AssignRole { .. } => "role",
        Write::MakeRolePermanent { .. } => "keep",
        Write::EnableEmergency { .. } => "enable",
        other => panic!("{other:?}"),
    };
    for (found, expected) in table {
        let mut observed = empty(Rights::All);
        put(&mut observed, "emergency-1", found);
        put(&mut observed, "emergency-2", kept(Kept::Proved));
        let planned = plan(&observed).tenants.remove(0);
        let done = laps(&planned).first().map(|change| {
            let steps: Vec<&str> = change.steps.iter().map(|it| word_of(&it.write)).collect();
            (change.action, change.reason, steps.join(" "))
        });
        let expected = expected.map(|(action, reason, steps)| (action, reason, steps.to_owned()));
        assert_eq!(done, expected, "{found:?}: {:#?}", planned.diagnostics);
        let said = planned.diagnostics.iter().any(|one| one.address == word("laps/emergency-1"));
        let silent = found.kept != Kept::Nothing && found.kept != Kept::Others;
        assert!(said || expected.is_some() || silent || found.holds == Holds::Activated);
    }
}

#[test]
fn without_the_right_to_act_on_the_privileged_the_role_comes_last() {
    let absent = Found {
        there: false,
        enabled: false,
        restricted: false,
        holds: Holds::Nothing,
        kept: Kept::Nothing,
    };
    for (rights, last) in [(Rights::All, "EnableEmergency"), (Rights::Ordinary, "AssignRole")] {
        let mut observed = empty(rights);
        for name in ["emergency-1", "emergency-2"] {
            put(&mut observed, name, absent);
        }
        let planned = plan(&observed).tenants.remove(0);
        let made = laps(&planned);
        assert_eq!(made.len(), 2);
        assert!(made[0].depends_on.is_empty());
        assert_eq!(made[1].depends_on, [word("laps/emergency-1")].into());
        for change in made {
            let write = format!("{:?}", change.steps.last().expect("steps").write);
            assert!(write.starts_with(last), "{rights:?}: {write}");
            let first = |it: &&super::Step| {
                matches!(it.write, Write::RotatePassword { occasion: Occasion::First, .. })
            };
            assert!(change.steps.iter().position(|it| first(&it)) == Some(1));
        }
    }
    let mut observed = empty(Rights::None);
    put(&mut observed, "emergency-1", absent);
    put(&mut observed, "emergency-2", absent);
    let planned = plan(&observed).tenants.remove(0);
    assert!(laps(&planned).is_empty());
    let said = planned.diagnostics.iter().filter(|it| it.code == "plan::emergency-not-made");
    assert_eq!(said.count(), 2);
}

#[test]
fn of_two_that_are_due_the_one_in_doubt_goes_first() {
    let old = Found {
        there: true,
        enabled: true,
        restricted: false,
        holds: Holds::ForGood,
        kept: Kept::Old,
    };
    for (second, expected) in [
        (Found { kept: Kept::Opened, ..old }, Some("emergency-1")),
        // Whatever is in doubt keeps the other from being begun, and is resolved itself.
        (Found { kept: Kept::Doubt, ..old }, Some("emergency-2")),
        (Found { kept: Kept::Nothing, ..old }, None),
        // What somebody else changed is mended before anything else is begun.
        (Found { kept: Kept::Changed, ..old }, Some("emergency-2")),
        // Nothing is begun while the sibling could not be used, whose own turn it may be.
        (Found { enabled: false, kept: Kept::Proved, ..old }, None),
        (Found { holds: Holds::Nothing, kept: Kept::Proved, ..old }, None),
        (Found { enabled: false, kept: Kept::Opened, ..old }, Some("emergency-2")),
    ] {
        let mut observed = empty(Rights::All);
        put(&mut observed, "emergency-1", old);
        put(&mut observed, "emergency-2", second);
        let (organization, tenant) = (organization(), tenant());
        let context = Context::new(&organization, now());
        let first = chosen(&context, &tenant, &observed);
        assert_eq!(first.map(|(account, _)| account.name.as_str()), expected, "{second:?}");
    }
}

#[test]
fn a_guard_withholds_a_rotation_whose_store_is_lost_or_whose_account_is_in_use() {
    let old = Found {
        there: true,
        enabled: true,
        restricted: false,
        holds: Holds::ForGood,
        kept: Kept::Old,
    };
    let absent = Found { there: false, kept: Kept::Nothing, ..old };
    for (found, minutes, local, transient, expected) in [
        (old, None, true, false, None),
        (old, Some(59), false, false, Some(GuardId::G014)),
        (old, Some(61), false, false, None),
        (old, None, true, true, Some(GuardId::G013)),
        (old, None, false, true, None),
        (absent, Some(1), true, true, Some(GuardId::G013)),
        (absent, Some(1), false, true, None),
    ] {
        let mut observed = empty(Rights::All);
        put(&mut observed, "emergency-1", found);
        put(&mut observed, "emergency-2", Found { kept: Kept::Proved, ..old });
        let (mut organization, tenant) = (organization(), tenant());
        if local {
            organization.stores.get_mut(&word("vault")).expect("there").url = word("file:secrets");
        }
        let at = minutes.map(|minutes| now() - SignedDuration::from_mins(minutes));
        observed.last_sign_ins.insert(id("laps/emergency-1"), Reading::Known(at));
        let plain = Context::new(&organization, now());
        let context = Context { machine_is_transient: transient, ..plain };
        let whole = assemble(&context, vec![plan_tenant(&context, &tenant, &observed)]);
        let change = laps(&whole.tenants[0]).into_iter().next().expect("a change").clone();
        let found = withheld(&whole, &whole.tenants[0], &change).map(|verdict| verdict.id);
        assert_eq!(found, expected, "{minutes:?} {local} {transient}");
    }
    // A sign-in that may be there and cannot be read holds it back, a hidden one does not.
    for (status, expected) in [(429, Some(GuardId::G014)), (403, None)] {
        let mut observed = empty(Rights::All);
        put(&mut observed, "emergency-1", old);
        put(&mut observed, "emergency-2", Found { kept: Kept::Proved, ..old });
        let why = Unknown { status: Some(status), ..Unknown::because("no answer") };
        observed.last_sign_ins.insert(id("laps/emergency-1"), Reading::Unknown(why));
        let whole = plan(&observed);
        let change = laps(&whole.tenants[0]).into_iter().next().expect("a change").clone();
        let found = withheld(&whole, &whole.tenants[0], &change).map(|verdict| verdict.id);
        assert_eq!(found, expected, "{status}");
    }
}

#[test]
fn an_account_whose_marker_was_taken_away_is_left_alone_though_the_trail_remembers_it() {
    let there = Found {
        there: true,
        enabled: true,
        restricted: false,
        holds: Holds::ForGood,
        kept: Kept::Old,
    };
    let mut observed = empty(Rights::All);
    put(&mut observed, "emergency-1", there);
    put(&mut observed, "emergency-2", there);
    let mut user = owned_user("laps/emergency-1", upn("emergency-1").as_str());
    (user.account_enabled, user.marker) = (true, ObservedMarker::default());
    observed.owned_users.known_mut().expect("known").remove(&user.id);
    observed.remembered_users.insert(user.id, Reading::Known(user.clone()));
    let remembered = [(user.id, word("laps/emergency-1"))].into();
    observed.named_users.insert(upn("emergency-1"), Reading::Known(user));
    let (organization, tenant) = (organization(), tenant());
    let plain = Context::new(&organization, now());
    let planned = plan_tenant(&Context { remembered: &remembered, ..plain }, &tenant, &observed);
    let touched = planned.changes.iter().any(|it| it.address == word("laps/emergency-1"));
    assert!(!touched, "{:#?}", planned.changes);
    let said = planned.diagnostics.iter().any(|it| it.code == "plan::emergency-left-alone");
    assert!(said, "{:#?}", planned.diagnostics);
}
