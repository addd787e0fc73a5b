//! Tables over whole plans, continued: accounts at emergency accounts' addresses.

use super::{
    PlannedTenant, Severity,
    fixture::{self, OPEN, desired, give, id, join, observed, plan, upn, word},
};
use crate::{
    observed::{ObservedMarker, ObservedTenant, ObservedUser, PrincipalKind, Reading, Unknown},
    plan::{Orphan, Reason},
};

/// An enabled account with this marker and this name, and no deadline.
fn marked(address: &str, name: &str) -> ObservedUser {
    let marker = ObservedMarker::ours(&word("northwind-msp"), &word(address));
    ObservedUser { marker, ..fixture::user(name) }
}

/// The tenant with the account in it and, where said, with the right to administer it.
fn with(user: &ObservedUser, administers: bool) -> ObservedTenant {
    let mut tenant = fixture::with_user(observed(), user.clone());
    if administers {
        give(&mut tenant, "Global Administrator", user);
    }
    tenant
}

fn mismatches(planned: &PlannedTenant) -> Vec<(Severity, String)> {
    let found = planned.diagnostics.iter().filter(|d| d.code == "plan::emergency-mismatch");
    found.map(|d| (d.severity, d.origin.as_ref().expect("a line").place.to_string())).collect()
}

fn orphans(planned: &PlannedTenant) -> Vec<String> {
    planned.orphans.iter().map(|Orphan { address, .. }| address.to_string()).collect()
}

#[test]
fn an_emergency_account_of_another_name_is_an_error_and_stays_as_it_is() {
    let error = [(Severity::Error, "tenants/contoso.yaml:52".to_owned())];
    // The marker, the name, whether it administers, whether the declared name is somebody's.
    let rows = [
        ("laps/emergency-1", "renamed", true, false),
        ("laps/emergency-1", "renamed", false, false),
        ("laps/emergency-1", "renamed", true, true),
        ("laps/old", "emergency-1", true, true),
        ("laps/emergency-2", "emergency-1", true, true),
    ];
    for (address, name, administers, taken) in rows {
        let user = marked(address, name);
        let mut tenant = with(&user, administers);
        if !taken {
            tenant.named_users.insert(upn("emergency-1"), Reading::Absent);
        }
        let planned = plan(&desired(), &tenant);
        assert_eq!(planned.changes, Vec::new(), "{address} {name}");
        assert_eq!(mismatches(&planned), error, "{address} {name}");
        let found = planned.diagnostics.iter().find(|d| d.code == "plan::emergency-mismatch");
        let message = &found.expect("said").message;
        assert!(message.contains(&user.id.to_string()) && message.contains(name), "{message}");
    }
}

#[test]
fn an_undeclared_administrator_is_an_orphan_that_nobody_ends() {
    let user = marked("laps/old", "old");
    let mut through = with(&user, false);
    let mut group = fixture::group("Admins");
    group.assignable_to_role = true;
    let mut given =
        fixture::assignment("Global Administrator", &user, crate::domain::DirectoryScope::Tenant);
    given.principal.id = group.id;
    given.principal.kind = PrincipalKind::Group;
    through.role_assignments.known_mut().expect("known").push(given);
    join(&mut through, &group, &user);
    let mut unread = with(&user, false);
    unread.role_assignments = Reading::Unknown(Unknown::because("403"));
    for tenant in [with(&user, true), through, unread] {
        let planned = plan(&desired(), &tenant);
        assert_eq!(planned.changes, Vec::new());
        assert_eq!(orphans(&planned), ["laps/old"]);
    }
}

#[test]
fn an_account_that_hides_at_such_an_address_is_ended() {
    for (address, reason, grant, error) in [
        ("laps/x", Reason::DeadlineMissing, None, 0),
        ("laps/x", Reason::NotMapped, Some(OPEN), 0),
        // The account that is declared so is there, so this one was not renamed.
        ("laps/emergency-1", Reason::DeadlineMissing, None, 1),
    ] {
        let mut user = marked(address, "msp-carol");
        user.marker.grant = grant.map(str::to_owned);
        let mut tenant = with(&user, false);
        give(&mut tenant, "User Administrator", &user);
        let planned = plan(&desired(), &tenant);
        let [change] = planned.changes.as_slice() else { panic!("{:?}", planned.changes) };
        assert_eq!((change.object_id, change.reason), (Some(id("msp-carol")), reason));
        assert!(change.ends_access, "{address}");
        assert_eq!(mismatches(&planned).len(), error, "{address}");
    }
}
