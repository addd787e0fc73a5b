//! What reading a tenant costs and finds.

use serde_json::{Value, json};
use tenantry::{
    domain::{DirectoryScope, GLOBAL_ADMINISTRATOR},
    observed::{GrantMark, Ownership, PrincipalKind},
};

use crate::bench::{Bench, needs, tenant, unknown};

fn accounts(count: usize) -> (Value, Vec<String>) {
    let names: Vec<_> =
        (0..count).map(|n| format!("msp-tech{n:02}@contoso.onmicrosoft.com")).collect();
    let users = names.iter().enumerate().map(|(n, name)| {
        json!({
            "userPrincipalName": name, "accountEnabled": false,
            "marker": { "installation": "msp", "address": format!("jit/tech{n:02}") },
        })
    });
    (users.collect(), names)
}

#[tokio::test]
async fn a_clean_tenant_costs_a_token_and_a_batch_and_one_more_for_each_twenty_accounts() {
    for (count, expected) in [(0, 1), (6, 1), (7, 2), (25, 2), (26, 3), (46, 4)] {
        let (users, names) = accounts(count);
        let mut seed = tenant();
        seed["users"] = users;
        seed["groups"] = json!([{ "displayName": "Ops" }]);
        let keeper = json!({ "userPrincipalName": "ann@contoso.onmicrosoft.com", "roles": ["Global Administrator"] });
        seed["users"].as_array_mut().unwrap().push(keeper);
        let bench = Bench::start(json!([seed])).await;
        let connection = bench.enter().await;
        let mut needs = needs();
        needs.account_names = names.iter().map(|name| name.parse().unwrap()).collect();
        needs.names_to_create = needs.account_names.clone();
        needs.group_names = ["Ops".parse().unwrap()].into();
        needs.role_names =
            ["Global Reader", "User Administrator"].map(|name| name.parse().unwrap()).into();
        let observed = connection.observe(&needs).await.unwrap();
        assert_eq!(unknown(observed.reads()), []);
        assert_eq!(observed.owned_users.known().unwrap().len(), count);
        assert_eq!(observed.memberships.len(), count);
        let counts = bench.graph.requests();
        assert_eq!(
            (counts.token, counts.graph, counts.writes),
            (1, expected, 0),
            "{count} accounts"
        );
        let tally = bench.running.counts();
        assert_eq!((tally.tokens, tally.graph, tally.writes), (1, expected, 0));
    }
}

fn busy() -> Value {
    let mut seed = tenant();
    seed["domains"] = json!([
        { "name": "contoso.onmicrosoft.com" },
        { "name": "fed.contoso.example", "authenticationType": "federated" },
        { "name": "later.contoso.example", "verified": false },
    ]);
    seed["customRoles"] = json!([{ "displayName": "Printer Keeper" }]);
    seed["administrativeUnits"] =
        json!([{ "displayName": "Branch" }, { "displayName": "Vault", "restricted": true }]);
    seed["groups"] = json!([
        { "displayName": "Helpdesk", "uniqueName": "tenantry.msp.helpdesk", "isAssignableToRole": true,
          "marker": { "installation": "msp", "address": "groups/Helpdesk" } },
        { "displayName": "Rule", "dynamic": true },
        { "displayName": "Outer", "members": ["Inner"] },
        { "displayName": "Inner" },
        { "displayName": "Kings", "isAssignableToRole": true, "members": ["king@contoso.onmicrosoft.com"],
          "roles": ["Global Administrator"] },
    ]);
    seed["users"] = json!([
        { "userPrincipalName": "king@contoso.onmicrosoft.com" },
        { "userPrincipalName": "emergency-1@contoso.onmicrosoft.com", "roles": ["Global Administrator"] },
        { "userPrincipalName": "msp-bob@contoso.onmicrosoft.com" },
        { "userPrincipalName": "msp-alice@contoso.onmicrosoft.com", "groups": ["Helpdesk", "Inner"],
          "marker": { "installation": "msp", "address": "jit/alice", "grant": "inc-1 -2h -42m" },
          "roles": [
              "User Administrator", { "role": "Printer Keeper" },
              { "role": "Helpdesk Administrator", "administrativeUnit": "Branch" },
              { "role": "Global Reader", "until": "2h" },
          ] },
    ]);
    seed
}

#[tokio::test]
async fn everything_that_is_there_is_found() {
    let bench = Bench::start(json!([busy()])).await;
    let connection = bench.enter().await;
    let mut needs = needs();
    let name = |user: &str| format!("{user}@contoso.onmicrosoft.com").parse().unwrap();
    needs.account_names = [name("msp-alice"), name("msp-bob"), name("msp-carol")].into();
    needs.names_to_create = [name("msp-carol"), name("msp-dave")].into();
    needs.emergency_names = [name("emergency-1"), name("emergency-2")].into();
    needs.group_names = ["Rule", "helpdesk", "None"].map(|name| name.parse().unwrap()).into();
    needs.group_keys = ["tenantry.msp.helpdesk", "tenantry.msp.other"].map(str::to_owned).into();
    needs.role_names =
        ["Printer Keeper", "User Administrator"].map(|name| name.parse().unwrap()).into();
    let found = connection.observe(&needs).await.unwrap();
    assert_eq!(unknown(found.reads()), []);

    let organization = found.organization.known().unwrap();
    assert!(organization.has_p2 && organization.display_name == "Contoso");
    let domains = found.domains.known().unwrap();
    assert!(!domains[&"fed.contoso.example".parse().unwrap()].managed);
    let later = &domains[&"later.contoso.example".parse().unwrap()];
    assert!(!later.verified && later.verification_record.as_ref().unwrap().starts_with("MS="));

    let owned: Vec<_> = found.owned_users.known().unwrap().values().collect();
    let [alice] = owned[..] else { panic!("{owned:?}") };
    let ours = Ownership::Ours("jit/alice".parse().unwrap());
    assert_eq!(alice.marker.ownership(&needs.installation), ours);
    assert!(
        matches!(alice.marker.grant(), GrantMark::Open(stamp) if stamp.deadline < found.taken_at)
    );
    assert!(alice.account_enabled && alice.last_password_change.is_some());

    assert_eq!(found.named_users[&name("msp-alice")].known(), Some(alice));
    let bob = found.named_users[&name("msp-bob")].known().unwrap();
    assert_eq!(bob.marker.ownership(&needs.installation), Ownership::Foreign);
    assert!(found.named_users[&name("msp-carol")].is_absent());
    assert!(found.named_users[&name("msp-dave")].is_absent(), "404 by its own name");
    assert!(found.named_users[&name("emergency-1")].known().is_some());
    assert!(
        found.named_users[&name("emergency-2")].is_absent(),
        "404 where its groups were asked for"
    );

    let groups: Vec<_> = found.named_groups.known().unwrap().values().collect();
    assert_eq!(groups.len(), 2);
    assert!(groups.iter().any(|group| group.dynamic && group.display_name == "Rule"));
    let helpdesk = found.keyed_groups["tenantry.msp.helpdesk"].known().unwrap();
    assert!(helpdesk.assignable_to_role && helpdesk.security_enabled);
    assert!(found.keyed_groups["tenantry.msp.other"].is_absent());

    let memberships = found.memberships[&alice.id].known().unwrap();
    let told: Vec<_> = memberships
        .iter()
        .map(|group| (group.display_name.as_str(), group.direct, group.fixed))
        .collect();
    for expected in [
        ("Helpdesk", Some(true), false),
        ("Inner", Some(true), false),
        ("Outer", Some(false), false),
    ] {
        assert!(told.contains(&expected), "{told:?}");
    }
    assert_eq!(told.len(), 3);

    let roles = found.role_definitions.known().unwrap();
    assert!(roles.values().any(|role| role.display_name == "Printer Keeper" && !role.built_in));
    assert!(roles[&GLOBAL_ADMINISTRATOR].built_in);
    let assignments = found.role_assignments.known().unwrap();
    let in_unit = |scope: &DirectoryScope| matches!(scope, DirectoryScope::AdministrativeUnit(_));
    assert!(assignments.iter().any(|held| held.principal.id == alice.id && in_unit(&held.scope)));
    let kinds: Vec<_> = assignments
        .iter()
        .filter(|held| held.role == GLOBAL_ADMINISTRATOR)
        .map(|held| (held.principal.kind, held.principal.enabled))
        .collect();
    assert!(
        kinds.contains(&(PrincipalKind::Group, None))
            && kinds.contains(&(PrincipalKind::User, Some(true))),
        "{kinds:?}"
    );
    let schedules = found.role_schedules.known().unwrap();
    assert!(schedules.iter().any(|held| held.principal == alice.id && held.end.is_some()));

    let [members] = &found.administrator_groups.values().collect::<Vec<_>>()[..] else {
        panic!("one group")
    };
    assert_eq!(members.known().unwrap().values().collect::<Vec<_>>(), [&Some(true)]);
    let units = found.administrative_units.known().unwrap();
    assert!(units.values().any(|unit| unit.restricted && unit.display_name == "Vault"));
    assert!(found.permissions.known().unwrap().contains("User.ReadWrite.All"));
    assert!(found.identity.permissions.contains("User.ReadWrite.All"));
    assert_eq!(found.identity.principal, found.service_principal.known().map(|own| own.id));
    assert_eq!(found.extensions.known().unwrap().len(), 4);
    assert!(found.application.known().unwrap().credentials[0].end.is_some());
}

#[tokio::test]
async fn answers_that_look_like_errors_are_knowledge() {
    let mut seed = tenant();
    seed["licences"] = json!([]);
    seed["apps"][0]["extensions"] = json!([]);
    let bench = Bench::start(json!([seed])).await;
    let mut needs = needs();
    needs.account_names = ["msp-alice@contoso.onmicrosoft.com".parse().unwrap()].into();
    needs.group_names = ["Ops".parse().unwrap()].into();
    needs.group_keys = ["tenantry.msp.ops".to_owned()].into();
    let found = bench.enter().await.observe(&needs).await.unwrap();
    assert_eq!(unknown(found.reads()), []);
    assert!(!found.organization.known().unwrap().has_p2);
    assert_eq!(found.role_schedules.known().map(Vec::len), Some(0));
    assert!(
        found.extensions.known().unwrap().is_empty()
            && found.owned_users.known().unwrap().is_empty()
    );
    assert!(found.keyed_groups["tenantry.msp.ops"].is_absent());
}

#[tokio::test]
async fn long_lists_are_read_to_their_end() {
    let (users, _) = accounts(250);
    let mut seed = tenant();
    seed["users"] = users;
    for user in seed["users"].as_array_mut().unwrap() {
        user["roles"] = json!(["Global Reader", { "role": "Reports Reader", "until": "2h" }]);
    }
    let bench = Bench::start(json!([seed])).await;
    let found = bench.enter().await.observe(&needs()).await.unwrap();
    assert_eq!(unknown(found.reads()), []);
    assert_eq!(found.owned_users.known().unwrap().len(), 250);
    assert!(found.role_assignments.known().unwrap().len() >= 250);
    let bound =
        found.role_schedules.known().unwrap().iter().filter(|held| held.end.is_some()).count();
    assert_eq!(bound, 250);
}

#[tokio::test]
async fn time_is_the_servers() {
    let bench = Bench::start(json!([tenant()])).await;
    bench.control("clock", json!({ "by": "2h" })).await;
    let connection = bench.enter().await;
    let found = connection.observe(&needs()).await.unwrap();
    let ahead = found.taken_at.duration_since(jiff::Timestamp::now()).as_mins();
    assert!((118..=120).contains(&ahead), "{ahead}");
    assert!((-120..=-118).contains(&found.clock_skew.as_mins()), "{:?}", found.clock_skew);
    let now = tenantry::apply::Perform::now(&connection);
    assert!(now.duration_since(found.taken_at).as_secs().abs() < 30);
}
