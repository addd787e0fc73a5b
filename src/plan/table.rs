//! Tables over whole plans: one row is one situation and what must come of it.

use std::collections::BTreeSet;

use super::{
    ChangeAction, Plan, PlannedTenant, Severity,
    fixture::{self, OPEN, PAST, desired, give, join, observed, plan, word},
    model::{Modelled, apply_plan},
};
use crate::{
    desired::{DesiredTenant, TenantState},
    domain::{DirectoryScope, DomainName},
    observed::{ObservedDomain, ObservedTenant, ObservedUser, Reading, Unknown},
};

/// A change to what is meant.
type Meant<'a> = &'a dyn Fn(&mut DesiredTenant);
/// A change to what is found.
type Found<'a> = &'a dyn Fn(&mut ObservedTenant);

/// Returns each change as one line.
fn lines(planned: &PlannedTenant) -> Vec<String> {
    let line = |change: &super::Change| {
        let attributes: Vec<String> =
            change.attributes.iter().map(|a| format!("{}={}", a.path, a.after)).collect();
        format!(
            "{:?} {} {:?} {}",
            change.action,
            change.address,
            change.reason,
            attributes.join(" ")
        )
    };
    planned.changes.iter().map(line).collect()
}

fn codes(planned: &PlannedTenant, severity: Severity) -> BTreeSet<&'static str> {
    let found = planned.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity);
    found.map(|diagnostic| diagnostic.code).collect()
}

fn alice(enabled: bool, grant: Option<&str>) -> ObservedUser {
    let mut user = fixture::owned_user("jit/alice", "msp-alice@contoso.onmicrosoft.com");
    user.account_enabled = enabled;
    user.marker.grant = grant.map(str::to_owned);
    user
}

/// The tenant with another alice in it, who holds these roles and groups.
fn with_alice(user: &ObservedUser, roles: &[&str], groups: &[&str]) -> ObservedTenant {
    let mut tenant = fixture::with_user(observed(), user.clone());
    for role in roles {
        give(&mut tenant, role, user);
    }
    for name in groups {
        let group =
            if *name == "Helpdesk" { fixture::owned_group(name) } else { fixture::group(name) };
        join(&mut tenant, &group, user);
    }
    tenant
}

/// Carries the plan out in the model; returns what is planned afterwards.
fn again(desired: &DesiredTenant, mut observed: ObservedTenant) -> PlannedTenant {
    let organization = fixture::organization();
    let plan: Plan = fixture::run(&organization, desired, &observed);
    let outcomes = apply_plan(&mut observed, &plan, &plan.tenants[0], fixture::now());
    assert!(outcomes.values().all(|outcome| *outcome == Modelled::Done), "{outcomes:?}");
    fixture::plan(desired, &observed)
}

#[test]
fn a_tenant_as_declared_has_no_changes_and_nothing_to_say() {
    let planned = plan(&desired(), &observed());
    assert_eq!(lines(&planned), Vec::<String>::new());
    assert_eq!(planned.diagnostics, Vec::new());
    assert_eq!(planned.unchanged, 6, "a domain, a group, two accounts, two emergency accounts");
    assert_eq!(planned.guards.len(), 11);
}

#[test]
fn an_empty_tenant_gets_its_group_and_its_accounts() {
    let planned = plan(&desired(), &fixture::bare());
    let made: Vec<(ChangeAction, String)> =
        planned.changes.iter().map(|c| (c.action, c.address.to_string())).collect();
    let expected = ["groups/Helpdesk", "jit/alice", "jit/bob"];
    assert_eq!(made, expected.map(|address| (ChangeAction::Create, address.to_owned())));
    assert_eq!(planned.changes[1].write_only, ["/passwordProfile"]);
    assert_eq!(lines(&again(&desired(), fixture::bare())), Vec::<String>::new());
}

#[test]
fn access_past_its_deadline_is_disabled_stripped_and_written_down() {
    let tenant = with_alice(&alice(true, Some(PAST)), &["User Administrator"], &["Helpdesk"]);
    let planned = plan(&desired(), &tenant);
    let expected = "Update jit/alice DeadlinePassed /accountEnabled=false /roles=[] /groups=[] /tenantryGrant=null";
    assert_eq!(lines(&planned), [expected]);
    let change = &planned.changes[0];
    assert!(change.ends_access && !change.raises_privilege);
    let note = change.attributes[0].note.as_deref();
    assert_eq!(note, Some("deadline 11:00Z passed 60 min ago"));
    let writes: Vec<String> = change.steps.iter().map(|step| format!("{:?}", step.write)).collect();
    let order = [
        "DisableUser",
        "RemoveRoleAssignment",
        "RemoveMember",
        "RevokeSessions",
        "ScramblePassword",
        "EndGrant",
    ];
    assert_eq!(writes.len(), order.len());
    assert!(writes.iter().zip(order).all(|(write, name)| write.starts_with(name)), "{writes:?}");
    assert_eq!(lines(&again(&desired(), tenant)), Vec::<String>::new());
}

#[test]
fn without_the_directory_role_the_roles_go_first_and_the_disabling_waits() {
    let mut tenant = with_alice(&alice(true, Some(PAST)), &["User Administrator"], &[]);
    if let Some(assignments) = tenant.role_assignments.known_mut() {
        assignments.retain(|found| found.principal.id != fixture::id("app"));
    }
    let planned = plan(&desired(), &tenant);
    let steps: Vec<String> = planned.changes[0]
        .steps
        .iter()
        .map(|step| format!("{:?} {:?}", step.write, step.on_failure))
        .collect();
    assert!(steps[0].starts_with("RemoveRoleAssignment") && steps[0].ends_with("Continue"));
    assert!(steps[1].starts_with("DisableUser") && steps[1].ends_with("ContinueAndWait"));
    assert!(codes(&planned, Severity::Error).contains("connection::directory-role"));
}

#[test]
fn inside_its_window_an_account_has_exactly_what_its_mappings_give() {
    let tenant = with_alice(&alice(true, Some(OPEN)), &["Global Reader"], &[]);
    let planned = plan(&desired(), &tenant);
    let line =
        "Update jit/alice AccessDiffers /roles=[\"User Administrator\"] /groups=[\"Helpdesk\"]";
    assert_eq!(lines(&planned), [line]);
    assert!(planned.changes[0].raises_privilege);
    assert_eq!(planned.changes[0].removals, 1);
    assert_eq!(planned.scheduled.len(), 1);
    let after = again(&desired(), tenant);
    assert_eq!(lines(&after), Vec::<String>::new());
}

#[test]
fn what_others_gave_is_reported_and_taken_only_when_asked_for() {
    let object = DirectoryScope::Object(fixture::id("some app"));
    let mut tenant =
        with_alice(&alice(true, Some(OPEN)), &["User Administrator"], &["Helpdesk", "Book Club"]);
    let held = fixture::assignment("Application Developer", &alice(true, None), object);
    tenant.role_assignments.known_mut().expect("known").push(held);
    let planned = plan(&desired(), &tenant);
    assert_eq!(lines(&planned), Vec::<String>::new());
    assert_eq!(planned.unmanaged.len(), 2, "{:?}", planned.unmanaged);

    let mut desired = desired();
    desired.jit.as_mut().expect("jit").remove_unmanaged = true;
    let planned = plan(&desired, &tenant);
    let line =
        "Update jit/alice AccessDiffers /roles=[\"User Administrator\"] /groups=[\"Helpdesk\"]";
    assert_eq!(lines(&planned), [line]);
    assert_eq!(planned.unmanaged, Vec::new());
}

#[test]
fn access_that_nothing_gives_any_more_ends() {
    let suspended = |desired: &mut DesiredTenant| desired.state = TenantState::Suspended;
    let unmapped = |desired: &mut DesiredTenant| {
        desired.jit.as_mut().expect("jit").accounts.remove(&word("alice"));
    };
    let nothing = |desired: &mut DesiredTenant| desired.jit = None;
    let rows: [(Meant<'_>, &str); 3] =
        [(&suspended, "TenantSuspended"), (&unmapped, "NotMapped"), (&nothing, "NotMapped")];
    for (change, reason) in rows {
        let mut desired = desired();
        change(&mut desired);
        let tenant = with_alice(&alice(true, Some(OPEN)), &["User Administrator"], &["Helpdesk"]);
        let planned = plan(&desired, &tenant);
        let line = format!(
            "Update jit/alice {reason} /accountEnabled=false /roles=[] /groups=[] /tenantryGrant=null"
        );
        assert_eq!(lines(&planned), [line], "{reason}");
        assert_eq!(lines(&again(&desired, tenant)), Vec::<String>::new());
    }
}

#[test]
fn a_tenant_that_is_handed_over_loses_accounts_and_groups_but_not_its_emergency_accounts() {
    let mut desired = desired();
    desired.state = TenantState::Offboarding;
    let tenant = with_alice(&alice(true, Some(OPEN)), &["User Administrator"], &["Helpdesk"]);
    let planned = plan(&desired, &tenant);
    let deleted: Vec<(ChangeAction, String)> =
        planned.changes.iter().map(|c| (c.action, c.address.to_string())).collect();
    let expected = ["jit/alice", "jit/bob", "groups/Helpdesk"];
    assert_eq!(deleted, expected.map(|address| (ChangeAction::Delete, address.to_owned())));
    assert_eq!(lines(&again(&desired, tenant.clone())), Vec::<String>::new());
    // Where the name does not agree, access ends and nothing is deleted.
    desired.display_name = Some(word("Fabrikam"));
    let planned = plan(&desired, &tenant);
    let actions: Vec<ChangeAction> = planned.changes.iter().map(|change| change.action).collect();
    assert_eq!(actions, [ChangeAction::Update]);
}

#[test]
fn an_account_that_somebody_disabled_stays_so_and_loses_the_rest() {
    let tenant = with_alice(&alice(false, Some(OPEN)), &["User Administrator"], &[]);
    let planned = plan(&desired(), &tenant);
    assert_eq!(lines(&planned), ["Update jit/alice LeftOver /roles=[] /tenantryGrant=null"]);
    assert!(codes(&planned, Severity::Warning).contains("plan::ended-early"));
    assert_eq!(lines(&again(&desired(), tenant)), Vec::<String>::new());
}

#[test]
fn two_accounts_with_one_address_may_only_be_ended() {
    let mut other = alice(true, Some(OPEN));
    other.id = fixture::id("another alice");
    other.user_principal_name = fixture::upn("alice-2");
    let mut tenant = fixture::with_user(with_alice(&alice(false, None), &[], &[]), other.clone());
    give(&mut tenant, "User Administrator", &other);
    let planned = plan(&desired(), &tenant);
    assert_eq!(planned.changes.len(), 1);
    assert_eq!(planned.changes[0].attributes[0].path, format!("/{}/accountEnabled", other.id));
    assert!(codes(&planned, Severity::Error).contains("plan::address-twice"));
    assert_eq!(lines(&again(&desired(), tenant)), Vec::<String>::new());
}

#[test]
fn a_look_alike_is_reported_and_never_touched() {
    let mut stranger = fixture::user("msp-alice");
    stranger.marker.installation = None;
    let tenant = fixture::with_user(fixture::bare(), stranger);
    let planned = plan(&desired(), &tenant);
    assert!(planned.changes.iter().all(|change| change.address.to_string() != "jit/alice"));
    assert!(planned.unmanaged.iter().any(|found| found.look_alike));
    assert!(codes(&planned, Severity::Error).contains("plan::name-taken"));
}

#[test]
fn a_managed_domain_is_added_and_verified_and_its_accounts_wait() {
    let mut desired = desired();
    let name: DomainName = word("admin.contoso.com");
    let mut domain = desired.domains[0].clone();
    domain.name = name.clone();
    desired.domains.push(domain.clone());
    let mut tenant = observed();
    let planned = plan(&desired, &tenant);
    assert!(codes(&planned, Severity::Error).contains("plan::domain-missing"));
    desired.domains[1].manage = true;
    assert_eq!(lines(&plan(&desired, &tenant)).len(), 1);
    let found = ObservedDomain {
        name: name.clone(),
        verified: false,
        managed: true,
        initial: false,
        verification_record: Some("MS=ms1".to_owned()),
    };
    tenant.domains.known_mut().expect("known").insert(name.clone(), found);
    let planned = plan(&desired, &tenant);
    assert_eq!(lines(&planned), ["Update domains/admin.contoso.com Unverified /isVerified=true"]);
    let mut help = planned.diagnostics.iter().filter_map(|diagnostic| diagnostic.help.as_deref());
    assert!(help.any(|text| text.contains("MS=ms1")));

    let jit = desired.jit.as_mut().expect("jit");
    jit.domain = name.clone();
    let mut account = fixture::account("carol", &[], &[]);
    account.user_principal_name = word("msp-carol@admin.contoso.com");
    jit.accounts.insert(word("carol"), account);
    tenant.named_users.insert(word("msp-carol@admin.contoso.com"), Reading::Absent);
    let planned = plan(&desired, &tenant);
    assert_eq!(planned.changes[1].depends_on, [word("domains/admin.contoso.com")].into());
    tenant.domains.known_mut().expect("known").get_mut(&name).expect("there").verified = true;
    tenant.domains.known_mut().expect("known").get_mut(&name).expect("there").managed = false;
    let planned = plan(&desired, &tenant);
    assert_eq!(planned.changes, Vec::new());
    assert!(codes(&planned, Severity::Error).contains("plan::domain-unusable"));
}

#[test]
fn names_that_do_not_resolve_are_errors_and_the_rest_is_done() {
    let mut desired = desired();
    let jit = desired.jit.as_mut().expect("jit");
    let wanted = ["User Administrator", "No Such Role"];
    let groups = ["Helpdesk", "Nobody", "Twins", "Everyone"];
    jit.accounts.insert(word("alice"), fixture::account("alice", &wanted, &groups));
    let mut tenant = with_alice(&alice(true, Some(OPEN)), &[], &[]);
    let mut twin = fixture::group("Twins");
    tenant = fixture::with_group(tenant, twin.clone());
    twin.id = fixture::id("second twin");
    tenant = fixture::with_group(tenant, twin);
    let mut everyone = fixture::group("Everyone");
    everyone.dynamic = true;
    tenant = fixture::with_group(tenant, everyone);
    let planned = plan(&desired, &tenant);
    let line =
        "Update jit/alice AccessDiffers /roles=[\"User Administrator\"] /groups=[\"Helpdesk\"]";
    assert_eq!(lines(&planned), [line]);
    let expected = [
        "plan::ambiguous-group",
        "plan::unknown-group",
        "plan::unknown-role",
        "plan::unusable-group",
    ];
    assert_eq!(codes(&planned, Severity::Error), expected.into());
}

#[test]
fn what_is_unknown_ends_what_is_known_and_proves_nothing() {
    let mut tenant = with_alice(&alice(true, Some(PAST)), &["User Administrator"], &["Helpdesk"]);
    tenant.role_assignments = Reading::Unknown(Unknown::because("403"));
    let planned = plan(&desired(), &tenant);
    assert_eq!(
        lines(&planned),
        ["Update jit/alice DeadlinePassed /accountEnabled=false /groups=[]"]
    );
    assert!(codes(&planned, Severity::Error).contains("plan::end-unproved"));
    let write = |step: &super::Step| format!("{:?}", step.write);
    assert!(!planned.changes[0].steps.iter().map(write).any(|text| text.starts_with("EndGrant")));
}

#[test]
fn nothing_is_created_where_anything_it_depends_on_is_unknown_or_missing() {
    let unknown = || Unknown::because("500");
    let rows: [(&str, Found<'_>); 8] = [
        ("users", &|t| t.owned_users = Reading::Unknown(unknown())),
        ("names", &|t| t.named_users.values_mut().for_each(|u| *u = Reading::Unknown(unknown()))),
        ("lookups", &|t| t.named_users.clear()),
        ("domains", &|t| t.domains = Reading::Unknown(unknown())),
        ("extensions", &|t| t.extensions = Reading::Unknown(unknown())),
        ("no extensions", &|t| t.extensions = Reading::Known(BTreeSet::new())),
        ("no app", &|t| t.service_principal = Reading::Absent),
        ("disabled app", &|t| t.service_principal.known_mut().expect("known").enabled = false),
    ];
    for (name, change) in rows {
        let mut tenant = fixture::bare();
        change(&mut tenant);
        let planned = plan(&desired(), &tenant);
        let accounts = planned.changes.iter().filter(|c| c.address.to_string().starts_with("jit/"));
        assert_eq!(accounts.count(), 0, "{name}");
    }
    let rows: [(&str, Found<'_>); 5] = [
        ("groups", &|t| t.owned_groups = Reading::Unknown(unknown())),
        ("names", &|t| t.named_groups = Reading::Unknown(unknown())),
        ("keys", &|t| t.keyed_groups.clear()),
        ("taken", &|t| *t = fixture::with_group(t.clone(), fixture::group("Helpdesk"))),
        ("extensions", &|t| t.extensions = Reading::Unknown(unknown())),
    ];
    for (name, change) in rows {
        let mut tenant = fixture::bare();
        change(&mut tenant);
        let planned = plan(&desired(), &tenant);
        let groups =
            planned.changes.iter().filter(|c| c.address.to_string().starts_with("groups/"));
        assert_eq!(groups.count(), 0, "{name}");
    }
}
