//! The checks of what gives and ends access, each in each of its states.

use std::collections::BTreeSet;

use super::{
    Check, CheckStatus, permissions_needed,
    table::{checks, found, unknown, with},
};
use crate::{
    desired::{Decided, DesiredTenant, Engine, Fallback, Manage, Provision, SignIn, TenantState},
    domain::{Cloud, Window, permission_id},
    observed::{ObservedPassPolicy, ObservedTenant, Reading},
    plan::{
        Context,
        fixture::{self, desired, give, organization, user, word},
    },
};

/// A change to what is meant.
type Meant = fn(&mut DesiredTenant);
/// A change to what is meant and what is found.
type Both = fn(&mut DesiredTenant, &mut ObservedTenant);
/// A change to an account that was found.
type Seen = fn(&mut crate::observed::ObservedUser);

fn needed(change: impl FnOnce(&mut DesiredTenant)) -> BTreeSet<&'static str> {
    let (mut desired, organization) = (desired(), organization());
    change(&mut desired);
    permissions_needed(&Context::new(&organization, fixture::now()), &desired)
}

fn engine(desired: &mut DesiredTenant, engine: Engine) {
    let jit = desired.jit.as_mut().expect("jit");
    for account in jit.accounts.values_mut() {
        account.access.engine = Decided::by_default(engine);
    }
}

fn rotate(desired: &mut DesiredTenant) {
    desired.emergency_accounts[0].manage =
        Manage::Rotate { every: Window::from_minutes(60), store: word("emergency") };
}

#[test]
fn each_feature_asks_for_its_permissions() {
    let all = [
        "Policy.Read.All",
        "Policy.Read.AuthenticationMethod",
        "User-PasswordProfile.ReadWrite.All",
        "User.Create",
        "User.EnableDisableAccount.All",
        "User.RevokeSessions.All",
        "UserAuthMethod-TAP.ReadWrite.All",
        "UserAuthenticationMethod.ReadWrite.All",
    ];
    let on_demand = needed(|desired| {
        desired.jit.as_mut().expect("jit").provision = Provision::OnDemand;
    });
    assert!(all.iter().all(|name| on_demand.contains(name)), "{on_demand:?}");
    for name in &on_demand {
        assert!(permission_id(name).is_some(), "{name} has no id");
    }
    let none = needed(|desired| desired.jit = None);
    assert!(all.iter().all(|name| !none.contains(name)), "{none:?}");
    let passwords = needed(|desired| {
        desired.jit.as_mut().expect("jit").sign_in = SignIn::Password;
    });
    // A pass that somebody else made has to go too.
    assert!(passwords.contains("UserAuthMethod-TAP.ReadWrite.All"));
    assert!(!passwords.contains("Policy.Read.AuthenticationMethod"));
    let rows: [(&str, Meant); 4] = [
        ("RoleAssignmentSchedule.ReadWrite.Directory", |desired| engine(desired, Engine::Pim)),
        ("PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup", |it| engine(it, Engine::Pim)),
        ("RoleManagementPolicy.Read.AzureADGroup", |desired| engine(desired, Engine::Pim)),
        ("User.DeleteRestore.All", |desired| {
            desired.jit.as_mut().expect("jit").delete_after = Some(Window::from_minutes(60));
        }),
    ];
    for (name, change) in rows {
        assert!(needed(change).contains(name), "{name}");
        assert!(!on_demand.contains(name), "{name}");
    }
    let rotating = needed(|desired| {
        desired.jit = None;
        rotate(desired);
    });
    for name in ["User-PasswordProfile.ReadWrite.All", "RoleManagement.ReadWrite.Directory"] {
        assert!(rotating.contains(name), "{name}");
    }
}

#[test]
fn what_lets_entra_id_end_access_is_recommended_and_no_more() {
    let code = "connection::recommended";
    let told = |change: fn(&mut DesiredTenant, &mut ObservedTenant)| -> Vec<Check> {
        with(change).into_iter().filter(|check| check.code == code).collect()
    };
    // `auto` in a tenant with P2: roles by what the app has anyway, groups told as an aside.
    let aside = told(|_, _| ());
    assert_eq!(aside.len(), 1, "{aside:?}");
    assert_eq!((aside[0].status, &aside[0].fix), (CheckStatus::Skip, &None));
    let warned = told(|_, observed| {
        observed
            .permissions
            .known_mut()
            .expect("known")
            .remove("RoleManagement.ReadWrite.Directory");
    });
    assert_eq!(found(&warned, code).0, CheckStatus::Warn);
    assert!(found(&warned, code).1.contains("dd199f4a-f148-40a4-a2ec-f0069cc799ec"));
    let nothing = told(|_, observed| {
        observed.organization.known_mut().expect("known").has_p2 = false;
    });
    assert!(nothing.is_empty(), "{nothing:?}");
    assert!(told(|desired, _| engine(desired, Engine::Direct)).is_empty());
    // Held, it is not too much; and then the policies of groups are read.
    let checks = with(|_, observed| {
        let held = observed.permissions.known_mut().expect("known");
        held.insert("PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup".to_owned());
    });
    assert!(checks.iter().all(|check| check.code != "connection::permission-excess"), "{checks:?}");
    let missing = found(&checks, "connection::permission-missing");
    assert!(missing.1.contains("69e67828-780e-47fd-b28c-7b27d14864e6"), "{missing:?}");
}

const ROLE: &str = "connection::directory-role";

/// Examines an app that holds no role but these.
fn role(held: &[&str], change: impl FnOnce(&mut DesiredTenant)) -> (CheckStatus, String) {
    let checks = with(|desired, observed| {
        let all = observed.role_assignments.known_mut().expect("known");
        all.retain(|found| found.principal.id != fixture::id("app"));
        let app = crate::observed::ObservedUser { id: fixture::id("app"), ..user("app") };
        for role in held {
            give(observed, role, &app);
        }
        change(desired);
    });
    found(&checks, ROLE)
}

fn only(desired: &mut DesiredTenant, role: &str) {
    let jit = desired.jit.as_mut().expect("jit");
    jit.accounts.clear();
    jit.accounts.insert(word("alice"), fixture::account("alice", &[role], &[]));
}

#[test]
fn the_directory_role_that_is_needed_depends_on_what_is_given() {
    let (privileged, ordinary) = ("Security Administrator", "helpdesk administrator");
    let best = "7be44c8a-adaf-4e2a-84d6-ab2649e08a13";
    let least = "fe930be7-5e62-47db-91af-98c3a49a38b1";
    let rows: [(&[&str], &str, CheckStatus, &str); 6] = [
        (&[], privileged, CheckStatus::Fail, best),
        (&[], ordinary, CheckStatus::Fail, least),
        (&["User Administrator"], privileged, CheckStatus::Warn, best),
        (&["User Administrator"], ordinary, CheckStatus::Pass, ""),
        (&["Privileged Authentication Administrator"], privileged, CheckStatus::Pass, ""),
        (&["Global Administrator"], privileged, CheckStatus::Pass, ""),
    ];
    for (held, given, status, fix) in rows {
        let (found, told) = role(held, |desired| only(desired, given));
        assert_eq!(found, status, "{held:?} {given}");
        assert!(told.contains(fix), "{told}");
    }
    let (status, fix) = role(&["User Administrator"], rotate);
    assert_eq!((status, fix.contains(best)), (CheckStatus::Fail, true));
    assert_eq!(role(&[], |desired| desired.jit = None).0, CheckStatus::Skip);
    let checks = with(|_, observed| {
        observed.role_assignments = unknown();
        observed.role_schedules = unknown();
    });
    assert_eq!(found(&checks, ROLE).0, CheckStatus::Unknown);
}

#[test]
fn the_policy_of_passes_is_held_against_the_windows() {
    let policy = |enabled, minimum, maximum| {
        Some(Reading::Known(ObservedPassPolicy {
            enabled,
            once: false,
            minimum,
            maximum,
            included: None,
            excluded: BTreeSet::new(),
        }))
    };
    let rows = [
        (None, CheckStatus::Skip, "read where"),
        (policy(true, 60, 480), CheckStatus::Pass, "1h to 8h"),
        (policy(false, 60, 480), CheckStatus::Fail, "turns it off"),
        (policy(true, 180, 480), CheckStatus::Warn, "outlives"),
        (policy(true, 60, 240), CheckStatus::Warn, "extend"),
        (Some(Reading::Absent), CheckStatus::Fail, "no policy"),
        (Some(unknown()), CheckStatus::Unknown, "403"),
    ];
    let code = "connection::pass-policy";
    let check = |checks: Vec<Check>| checks.into_iter().find(|check| check.code == code);
    for (policy, status, words) in rows {
        let checks = with(|_, observed| observed.pass_policy.clone_from(&policy));
        let check = check(checks).expect("checked");
        assert_eq!(check.status, status, "{policy:?}");
        assert!(check.message.contains(words), "{}", check.message);
    }
    let checks = with(|desired, observed| {
        desired.jit.as_mut().expect("jit").fallback = Fallback::Password;
        observed.pass_policy = policy(false, 60, 480);
    });
    assert_eq!(found(&checks, code).0, CheckStatus::Warn);
    let checks = with(|desired, _| desired.cloud = Cloud::China);
    assert_eq!(found(&checks, code).0, CheckStatus::Fail);
    let checks = with(|desired, _| desired.jit.as_mut().expect("jit").sign_in = SignIn::Password);
    assert_eq!(found(&checks, code).0, CheckStatus::Skip);
}

#[test]
fn emergency_accounts_beyond_reach_are_told_before_they_are_rotated() {
    let code = "connection::laps";
    assert_eq!(found(&checks(&desired(), &fixture::observed()), code).0, CheckStatus::Skip);
    let rows: [(Seen, CheckStatus); 3] = [
        (|_| (), CheckStatus::Pass),
        (|found| found.management_restricted = true, CheckStatus::Fail),
        (|found| found.on_premises_synced = true, CheckStatus::Fail),
    ];
    for (change, status) in rows {
        let checks = with(|desired, observed| {
            rotate(desired);
            let name = &desired.emergency_accounts[0].user_principal_name;
            let found = observed.named_users.get_mut(name).and_then(Reading::known_mut);
            change(found.expect("known"));
        });
        assert_eq!(found(&checks, code).0, status);
    }
}

#[test]
fn whether_the_use_of_emergency_accounts_is_shown_takes_a_licence_and_a_permission() {
    let code = "connection::laps-sign-ins";
    let is_told = |checks: &[Check]| checks.iter().any(|check| check.code == code);
    assert!(!is_told(&checks(&desired(), &fixture::observed())), "none is rotated");
    let rows: [(Both, bool, CheckStatus); 5] = [
        (|_, _| (), false, CheckStatus::Warn),
        (|_, _| (), true, CheckStatus::Pass),
        (|_, live| live.permissions = unknown(), true, CheckStatus::Unknown),
        (|_, live| live.organization = unknown(), true, CheckStatus::Unknown),
        (
            |_, live| {
                let live = live.organization.known_mut().expect("known");
                (live.has_p1, live.has_p2) = (false, false);
            },
            true,
            CheckStatus::Skip,
        ),
    ];
    for (change, permitted, status) in rows {
        let checks = with(|desired, observed| {
            rotate(desired);
            if permitted {
                let held = observed.permissions.known_mut().expect("known");
                held.insert("AuditLog.Read.All".to_owned());
            }
            change(desired, observed);
        });
        assert_eq!(found(&checks, code).0, status);
    }
}

#[test]
fn whether_access_can_be_opened_follows_from_the_rest() {
    let code = "connection::grants";
    let sound = checks(&desired(), &fixture::observed());
    assert_eq!(found(&sound, code).0, CheckStatus::Pass);
    assert!(sound.last().expect("checks").message.contains("2 of 2 technicians have no key"));
    let rows: [(Both, CheckStatus); 4] = [
        (
            |_, observed| {
                observed.permissions.known_mut().expect("known").remove("User.Create");
            },
            CheckStatus::Fail,
        ),
        (|_, observed| observed.owned_users = unknown(), CheckStatus::Unknown),
        (|desired, _| desired.state = TenantState::Suspended, CheckStatus::Skip),
        (|desired, _| desired.jit = None, CheckStatus::Skip),
    ];
    for (change, status) in rows {
        assert_eq!(found(&with(change), code).0, status);
    }
}
