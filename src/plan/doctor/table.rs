//! Each check in each of its states.

use std::collections::BTreeSet;

use jiff::SignedDuration;

use super::{Check, CheckStatus, doctor};
use crate::{
    desired::{DesiredTenant, TenantState},
    domain::{CredentialSource, FederatedSource},
    observed::{ObservedTenant, Reading, Refusal, RefusalKind, Unknown},
    plan::{
        Context,
        fixture::{self, desired, observed, organization, word},
    },
};

pub(super) fn checks(desired: &DesiredTenant, observed: &ObservedTenant) -> Vec<Check> {
    let organization = organization();
    let context = Context::new(&organization, fixture::now());
    doctor(&context, desired, observed)
}

pub(super) fn with(change: impl FnOnce(&mut DesiredTenant, &mut ObservedTenant)) -> Vec<Check> {
    let (mut desired, mut observed) = (desired(), observed());
    change(&mut desired, &mut observed);
    checks(&desired, &observed)
}

/// Returns the state of a check, and its fix.
pub(super) fn found(checks: &[Check], code: &str) -> (CheckStatus, String) {
    let check = checks.iter().find(|check| check.code == code).unwrap_or_else(|| panic!("{code}"));
    (check.status, check.fix.clone().unwrap_or_default())
}

pub(super) fn unknown<T>() -> Reading<T> {
    Reading::Unknown(Unknown::because("403"))
}

#[test]
fn a_sound_connection_passes_everything() {
    for check in checks(&desired(), &observed()) {
        let sound = matches!(check.status, CheckStatus::Pass | CheckStatus::Skip);
        assert!(sound && check.fix.is_none(), "{check:?}");
    }
}

#[test]
fn another_tenant_or_name_fails() {
    let checks =
        with(|_, observed| observed.identity.tenant = word("99999999-5b1d-4c3e-9f60-7a8b9c0d1e2f"));
    assert_eq!(found(&checks, "connection::wrong-tenant").0, CheckStatus::Fail);
    let checks = with(|desired, _| desired.display_name = Some(word("Fabrikam")));
    assert!(found(&checks, "connection::wrong-name").1.contains("displayName: Contoso Ltd"));
    let checks = with(|_, observed| observed.organization = unknown());
    assert_eq!(found(&checks, "connection::wrong-name").0, CheckStatus::Unknown);
}

#[test]
fn a_missing_permission_is_told_with_its_call_and_a_higher_one_does_as_well() {
    let without = |name: &'static str| {
        with(move |_, observed| {
            observed.permissions.known_mut().expect("known").remove(name);
        })
    };
    let (status, fix) =
        found(&without("User.RevokeSessions.All"), "connection::permission-missing");
    assert_eq!(status, CheckStatus::Fail);
    assert!(fix.contains("77f3a031-c388-4f99-b373-dc68676a979e"), "{fix}");
    // What reads more reads this too.
    let checks = without("GroupMember.Read.All");
    assert!(checks.iter().all(|check| check.code != "connection::permission-missing"));
    // A feature that is not in use needs nothing.
    let checks = with(|desired, observed| {
        observed.permissions.known_mut().expect("known").remove("User.Create");
        desired.state = TenantState::Suspended;
    });
    assert!(checks.iter().all(|check| check.code != "connection::permission-missing"));
    let checks = with(|desired, _| desired.domains[0].manage = true);
    assert_eq!(found(&checks, "connection::permission-missing").0, CheckStatus::Fail);
}

#[test]
fn permissions_beyond_need_are_a_warning() {
    let checks = with(|_, observed| {
        let held = observed.permissions.known_mut().expect("known");
        held.extend(
            [
                "Mail.ReadWrite",
                "User.ReadWrite.All",
                "AuditLog.Read.All",
                "PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup",
            ]
            .map(str::to_owned),
        );
    });
    let check = checks.iter().find(|check| check.code == "connection::permission-excess");
    let check = check.expect("a warning");
    assert_eq!(check.status, CheckStatus::Warn);
    assert!(check.message.contains("Mail.ReadWrite, User.ReadWrite.All"), "{}", check.message);
    assert!(!check.message.contains("AuditLog") && !check.message.contains("Eligibility"));
    let checks = with(|_, observed| {
        let held = observed.permissions.known_mut().expect("known");
        held.remove("User.Create");
        held.insert("User.ReadWrite.All".to_owned());
    });
    assert!(checks.iter().all(|check| check.code != "connection::permission-excess"));
}

#[test]
fn consent_that_cannot_be_read_is_judged_by_the_token_of_the_same_app_alone() {
    let own = with(|_, observed| {
        observed.permissions = unknown();
        observed.identity.permissions = BTreeSet::from(["User.Read.All".to_owned()]);
    });
    assert_eq!(found(&own, "connection::permission-missing").0, CheckStatus::Fail);
    let other = with(|_, observed| {
        observed.permissions = unknown();
        observed.identity.permissions = BTreeSet::from(["User.Read.All".to_owned()]);
        observed.identity.client_id = word("92bc8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f");
    });
    assert_eq!(found(&other, "connection::permissions").0, CheckStatus::Unknown);
}

#[test]
fn missing_extensions_are_told_with_their_calls() {
    let checks = with(|_, observed| {
        observed.extensions.known_mut().expect("known").remove("tenantryGrant");
    });
    let (status, fix) = found(&checks, "connection::marker");
    assert_eq!(status, CheckStatus::Fail);
    assert!(fix.starts_with("POST /applications/") && fix.contains("\"tenantryGrant\""), "{fix}");
    let checks = with(|_, observed| observed.extensions = Reading::Absent);
    assert_eq!(found(&checks, "connection::marker").0, CheckStatus::Fail);
}

#[test]
fn an_app_that_may_not_sign_in_fails() {
    let disabled = with(|_, observed| {
        observed.service_principal.known_mut().expect("known").enabled = false;
    });
    assert!(found(&disabled, "connection::app").1.contains("accountEnabled"));
    let absent = with(|_, observed| observed.service_principal = Reading::Absent);
    assert_eq!(found(&absent, "connection::app").0, CheckStatus::Fail);
}

#[test]
fn a_credential_warns_before_it_ends() {
    let rows = [
        ("2026-11-23T11:00:00Z", CheckStatus::Fail, "ended"),
        ("2026-11-28T12:00:00Z", CheckStatus::Warn, "less than 7 days"),
        ("2026-12-05T12:00:00Z", CheckStatus::Warn, "less than 14 days"),
        ("2026-12-20T12:00:00Z", CheckStatus::Warn, "less than 30 days"),
        ("2027-01-20T12:00:00Z", CheckStatus::Warn, "less than 60 days"),
        ("2027-03-01T12:00:00Z", CheckStatus::Pass, "in 98 days"),
    ];
    for (end, status, words) in rows {
        let checks = with(|_, observed| {
            let app = observed.application.known_mut().expect("known");
            app.credentials[0].end = Some(end.parse().expect("a time"));
        });
        let check = checks.iter().find(|check| check.code == "connection::credential");
        let check = check.expect("checked");
        assert_eq!(check.status, status, "{end}");
        assert!(check.message.contains(words), "{}", check.message);
    }
    // The one that lasts longest counts, and only those of the kind in use.
    let checks = with(|_, observed| {
        let app = observed.application.known_mut().expect("known");
        let mut old = app.credentials[0].clone();
        old.end = Some("2026-11-01T00:00:00Z".parse().expect("a time"));
        app.credentials.push(old.clone());
        old.kind = "certificate";
        old.end = None;
        app.credentials.push(old);
    });
    assert_eq!(found(&checks, "connection::credential").0, CheckStatus::Pass);
    let checks = with(|desired, observed| {
        desired.auth.credential = CredentialSource::Federated(FederatedSource::Ambient);
        observed.application = unknown();
    });
    assert_eq!(found(&checks, "connection::credential").0, CheckStatus::Pass);
}

#[test]
fn a_licence_is_asked_for_where_a_feature_needs_it() {
    let code = "connection::licence-p1";
    let bare = |observed: &mut ObservedTenant| {
        let live = observed.organization.known_mut().expect("known");
        (live.has_p1, live.has_p2) = (false, false);
    };
    assert_eq!(found(&with(|_, observed| bare(observed)), code).0, CheckStatus::Skip);
    let checks = with(|desired, observed| {
        bare(observed);
        desired.groups[0].assignable_to_role = true;
    });
    assert_eq!(found(&checks, code).0, CheckStatus::Fail);
}

#[test]
fn a_clock_that_is_off_is_told() {
    let rows = [
        (60, CheckStatus::Pass),
        (-61, CheckStatus::Warn),
        (300, CheckStatus::Warn),
        (-301, CheckStatus::Fail),
    ];
    for (seconds, status) in rows {
        let checks = with(|_, observed| observed.clock_skew = SignedDuration::from_secs(seconds));
        assert_eq!(found(&checks, "connection::clock").0, status, "{seconds}");
    }
}

#[test]
fn what_could_not_be_read_is_told_with_its_cause() {
    assert_eq!(found(&with(|_, _| ()), "connection::reads").0, CheckStatus::Pass);
    let checks = with(|_, observed| {
        let why = Unknown {
            request_id: Some("1111".to_owned()),
            ..Unknown::because("denied (403 Forbidden)")
        };
        observed.owned_users = Reading::Unknown(why);
    });
    let check = checks.iter().find(|check| check.code == "connection::reads").expect("checked");
    assert_eq!(check.status, CheckStatus::Unknown);
    assert_eq!(check.message, "users could not be read: denied (403 Forbidden) (request-id 1111)");
}

/// Examines the app of `auth.plan`, which has these permissions.
fn plan_app(permissions: &[&str]) -> Vec<Check> {
    let (desired, mut observed, organization) = (desired(), observed(), organization());
    observed.permissions =
        Reading::Known(permissions.iter().map(|name| (*name).to_owned()).collect());
    let app = (desired.auth.client_id, desired.auth.credential.clone());
    let context = Context::new(&organization, fixture::now());
    super::doctor_plan_app(&context, &desired, &app, Ok(&observed))
}

#[test]
fn the_app_that_plans_needs_to_read_and_no_more() {
    let reading = [
        "AdministrativeUnit.Read.All",
        "Application.Read.All",
        "Domain.Read.All",
        "GroupMember.Read.All",
        "Organization.Read.All",
        "Policy.Read.All",
        "Policy.Read.AuthenticationMethod",
        "RoleAssignmentSchedule.Read.Directory",
        "RoleManagement.Read.Directory",
        "User.Read.All",
        "UserAuthenticationMethod.Read.All",
    ];
    let sound = plan_app(&reading);
    assert!(sound.iter().all(|check| check.status == CheckStatus::Pass), "{sound:#?}");
    assert!(sound.iter().all(|check| check.title.starts_with("Plan app, ")), "{sound:#?}");
    let missing = found(&plan_app(&reading[1..]), "connection::permission-missing");
    assert_eq!(missing.0, CheckStatus::Fail);
    for write in ["User.ReadWrite.All", "RoleAssignmentSchedule.ReadWrite.Directory"] {
        let checks = plan_app(&[&reading[..], &[write]].concat());
        let excess = checks.iter().find(|check| check.code == "connection::permission-excess");
        let excess = excess.expect("too much");
        assert_eq!(excess.status, CheckStatus::Warn);
        assert!(excess.message.contains(write), "{}", excess.message);
    }
}

#[test]
fn an_app_that_plans_and_cannot_sign_in_fails() {
    let (desired, organization) = (desired(), organization());
    let app = (desired.auth.client_id, desired.auth.credential.clone());
    let context = Context::new(&organization, fixture::now());
    let refusal = Refusal {
        kind: RefusalKind::SignIn,
        message: "the secret is wrong".to_owned(),
        help: "provide another".to_owned(),
        code: Some("AADSTS7000215".to_owned()),
        request_id: Some("1111".to_owned()),
    };
    let checks = super::doctor_plan_app(&context, &desired, &app, Err(&refusal));
    let (status, fix) = found(&checks, "connection::plan-app");
    assert_eq!((status, checks.len()), (CheckStatus::Fail, 1));
    assert!(fix.contains("provide another") && fix.contains("auth.plan"), "{fix}");
    assert!(checks[0].message.contains("(AADSTS7000215, request-id 1111)"), "{checks:?}");
}

#[test]
fn a_credential_that_was_not_used_is_no_riddle() {
    let mut checks =
        with(|_, observed| observed.application.known_mut().expect("known").credentials.clear());
    assert_eq!(found(&checks, "connection::credential").0, CheckStatus::Unknown);
    assert_eq!(found(&checks, "connection::grants").0, CheckStatus::Unknown);
    let organization = organization();
    let context = Context::new(&organization, fixture::now());
    super::credential_not_used(&context, &desired(), &mut checks);
    assert_eq!(found(&checks, "connection::credential").0, CheckStatus::Skip);
    assert_eq!(found(&checks, "connection::grants").0, CheckStatus::Pass);
}
