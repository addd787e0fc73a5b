//! Every write, once and again, and what becomes of it when the connection fails.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tenantry::{
    apply::{Effect, NoSlot, Perform, Sending, WriteError},
    domain::{DirectoryScope, ObjectId, USER_ADMINISTRATOR},
    graph::Connection,
    observed::{GrantMark, ObservedUser, Ownership, Reading},
    plan::{Look, NewGroup, NewUser, Sighting, Subject, Write},
};

use crate::bench::{Bench, needs, tenant};

const ALICE: &str = "msp-alice@contoso.onmicrosoft.com";
const GONE: &str = "99999999-0000-4000-8000-000000000009";

fn new_user() -> Write {
    Write::CreateUser(NewUser {
        address: "jit/alice".parse().unwrap(),
        installation: "msp".parse().unwrap(),
        user_principal_name: ALICE.parse().unwrap(),
        display_name: "Alice (MSP)".parse().unwrap(),
        mail_nickname: "msp-alice".to_owned(),
    })
}

fn new_group() -> Write {
    Write::CreateGroup(NewGroup {
        address: "groups/Ops".parse().unwrap(),
        installation: "msp".parse().unwrap(),
        unique_name: "tenantry.msp.ops".to_owned(),
        display_name: "Ops".parse().unwrap(),
        description: Some("Operators".to_owned()),
        mail_nickname: "ops".to_owned(),
        assignable_to_role: true,
    })
}

async fn create(connection: &Connection, write: &Write) -> ObjectId {
    match connection.perform(write, Sending::plain()).await {
        Ok(Effect::Created { id, request_id }) => {
            assert!(request_id.is_some());
            id
        }
        other => panic!("{other:?}"),
    }
}

async fn done(connection: &Connection, write: &Write) {
    match connection.perform(write, Sending::plain()).await {
        Ok(Effect::Done { request_id }) => assert!(request_id.is_some()),
        other => panic!("{write:?}: {other:?}"),
    }
}

async fn user(connection: &Connection, id: ObjectId) -> Reading<ObservedUser> {
    match connection.look(&[Look::User(id.into())]).await.pop() {
        Some(Sighting::User(seen)) => seen,
        other => panic!("{other:?}"),
    }
}

async fn roles(connection: &Connection, id: ObjectId) -> Vec<String> {
    match connection.look(&[Look::Roles(id.into())]).await.pop() {
        Some(Sighting::Roles(Reading::Known(roles))) => {
            roles.into_iter().map(|role| role.id).collect()
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn every_write_works_once_and_is_done_when_repeated() {
    let bench = Bench::start(json!([tenant()])).await;
    let connection = bench.enter().await;
    let group = create(&connection, &new_group()).await;
    assert_eq!(
        create(&connection, &new_group()).await,
        group,
        "the key finds what an earlier try made"
    );
    let alice = create(&connection, &new_user()).await;
    let Reading::Known(seen) = user(&connection, alice).await else { panic!("not there") };
    assert!(!seen.account_enabled);
    let ours = Ownership::Ours("jit/alice".parse().unwrap());
    assert_eq!(seen.marker.ownership(&needs().installation), ours);

    let scope = DirectoryScope::Tenant;
    let role = USER_ADMINISTRATOR;
    let principal = || Subject::Existing(alice);
    let description = Some("Keepers".to_owned());
    let twice = [
        Write::UpdateUser { user: alice, display_name: "Alice".parse().unwrap() },
        Write::UpdateGroup { group, display_name: Some("Opera".parse().unwrap()), description },
        Write::AddMember { group: group.into(), user: principal() },
        Write::AssignRole { principal: principal(), role, scope: scope.clone() },
        Write::DisableUser { user: alice },
        Write::RevokeSessions { user: alice },
        Write::EndGrant { user: alice, grant: Some("inc-1".parse().unwrap()), before: None },
    ];
    for write in &twice {
        done(&connection, write).await;
        done(&connection, write).await;
    }
    let Reading::Known(seen) = user(&connection, alice).await else { panic!("not there") };
    assert_eq!((seen.display_name.as_str(), seen.marker.grant()), ("Alice", GrantMark::None));
    let ended = seen.marker.ended().unwrap();
    assert!(ended.id.is_some() && ended.at.duration_since(connection.now()).as_secs().abs() < 60);
    let held = roles(&connection, alice).await;
    let [assignment] = &held[..] else { panic!("{held:?}") };
    let ending = [
        Write::RemoveRoleAssignment {
            assignment: assignment.clone(),
            principal: alice,
            role,
            scope: scope.clone(),
        },
        Write::RemoveMember { group, user: alice },
        Write::DeleteGroup { group },
        Write::DeleteUser { user: alice },
    ];
    for write in &ending {
        done(&connection, write).await;
        done(&connection, write).await;
    }
    assert!(user(&connection, alice).await.is_absent());
    let counts = bench.graph.requests();
    let writes = u64::try_from(3 + 2 * (twice.len() + ending.len())).unwrap();
    assert_eq!(counts.writes, writes, "each write is one request");
    assert_eq!(bench.running.counts().writes, writes);
}

#[tokio::test]
async fn an_open_grant_is_cleared_and_a_bound_role_ended() {
    let id = "11111111-0000-4000-8000-000000000001";
    let mut described = tenant();
    described["users"] = json!([{
        "userPrincipalName": ALICE, "id": id,
        "marker": { "installation": "msp", "address": "jit/alice", "grant": "inc-1 -2h -42m" },
        "roles": [{ "role": "User Administrator", "from": "-1h", "until": "2h" }],
    }]);
    let bench = Bench::start(json!([described])).await;
    let connection = bench.enter().await;
    let alice: ObjectId = id.parse().unwrap();
    let (role, scope) = (USER_ADMINISTRATOR, DirectoryScope::Tenant);
    for _ in 0..2 {
        done(
            &connection,
            &Write::RemoveRoleSchedule { principal: alice, role, scope: scope.clone() },
        )
        .await;
    }
    assert_eq!(roles(&connection, alice).await, [] as [&str; 0]);
    done(&connection, &Write::EndGrant { user: alice, grant: None, before: None }).await;
    let Reading::Known(seen) = user(&connection, alice).await else { panic!("not there") };
    assert_eq!(seen.marker.grant(), GrantMark::None);
    assert_eq!(seen.marker.ended().unwrap().id, None);
}

#[tokio::test]
async fn a_domain_waits_for_its_record() {
    let mut seed = tenant();
    seed["pendingDns"] = json!(["admin.contoso.example"]);
    let bench = Bench::start(json!([seed])).await;
    let connection = bench.enter().await;
    let domain = || "admin.contoso.example".parse().unwrap();
    done(&connection, &Write::CreateDomain { domain: domain() }).await;
    done(&connection, &Write::CreateDomain { domain: domain() }).await;
    let waiting =
        connection.perform(&Write::VerifyDomain { domain: domain() }, Sending::plain()).await;
    let Ok(Effect::Waiting { until }) = waiting else { panic!("{waiting:?}") };
    assert!(until.contains("TXT record at admin.contoso.example with the value MS="), "{until}");
    let publish = json!({ "domain": "admin.contoso.example", "state": "published" });
    bench.control(&format!("tenants/{}/dns", crate::bench::TENANT), publish).await;
    done(&connection, &Write::VerifyDomain { domain: domain() }).await;
}

#[tokio::test]
async fn refusals_and_missing_objects_are_told_apart() {
    let mut seed = tenant();
    seed["users"] = json!([{ "userPrincipalName": ALICE }]);
    let bench = Bench::start(json!([seed])).await;
    let connection = bench.enter().await;
    let taken = connection.perform(&new_user(), Sending::plain()).await;
    assert!(
        matches!(&taken, Err(WriteError::Refused { status: 400, request_id: Some(_), .. })),
        "{taken:?}"
    );
    let gone: ObjectId = GONE.parse().unwrap();
    let missing = connection.perform(&Write::DisableUser { user: gone }, Sending::plain()).await;
    assert!(matches!(missing, Err(WriteError::NotFound { .. })), "{missing:?}");
    let unmade = Subject::Created("jit/bob".parse().unwrap());
    let unmade = connection
        .perform(&Write::AddMember { group: gone.into(), user: unmade }, Sending::plain())
        .await;
    assert!(matches!(unmade, Err(WriteError::NotSent { .. })), "{unmade:?}");
    let denied = json!({ "on": { "writes": true }, "effect": { "status": { "code": 403 } } });
    bench.fault(denied).await;
    let denied = connection.perform(&new_group(), Sending::plain()).await;
    assert!(
        matches!(&denied, Err(WriteError::Refused { status: 403, code, .. }) if code == "Authorization_RequestDenied"),
        "{denied:?}"
    );
}

#[tokio::test]
async fn a_write_whose_fate_is_open_is_never_repeated() {
    for (effect, exists) in [
        (json!({ "cut": "before" }), false),
        (json!({ "cut": "after" }), true),
        (json!("truncate"), true),
        (json!({ "status": { "code": 500 } }), false),
        (json!({ "status": { "code": 504 } }), false),
    ] {
        let bench = Bench::start(json!([tenant()])).await;
        let connection = bench.enter().await;
        bench.fault(json!({ "on": { "writes": true }, "effect": effect })).await;
        let sent = connection.perform(&new_user(), Sending::plain()).await;
        assert!(matches!(sent, Err(WriteError::Ambiguous { .. })), "{effect}: {sent:?}");
        assert_eq!(bench.graph.requests().writes, 1, "{effect}");
        let look = Look::UserNamed(ALICE.parse().unwrap());
        let Some(Sighting::User(seen)) = connection.look(&[look]).await.pop() else {
            panic!("no sighting")
        };
        assert_eq!(seen.known().is_some(), exists, "{effect}: reading tells");
    }
}

#[tokio::test]
async fn a_throttled_write_waits_and_is_done_once() {
    for (code, retry_after) in
        [(429, json!({ "seconds": 1 })), (503, json!({ "fraction": 0.5 })), (429, json!("none"))]
    {
        let bench = Bench::start(json!([tenant()])).await;
        let connection = bench.enter().await;
        let effect = json!({ "status": { "code": code, "retryAfter": retry_after } });
        bench.fault(json!({ "on": { "writes": true }, "times": 1, "effect": effect })).await;
        let started = Instant::now();
        create(&connection, &new_user()).await;
        assert!(
            started.elapsed() >= Duration::from_millis(450),
            "{effect}: {:?}",
            started.elapsed()
        );
        assert_eq!(bench.graph.requests().writes, 2);
    }
    // It waits for its turn, and its deadline comes first.
    let bench = Bench::start(json!([tenant()])).await;
    let connection = bench.enter().await;
    let effect = json!({ "status": { "code": 429, "retryAfter": { "seconds": 3 } } });
    bench.fault(json!({ "on": { "writes": true }, "times": 1, "effect": effect })).await;
    let deadline = Perform::now(&connection) + jiff::SignedDuration::from_secs(2);
    let late =
        connection.perform(&new_user(), Sending { deadline: Some(deadline), slot: &NoSlot }).await;
    assert!(matches!(late, Err(WriteError::TooLate { .. })), "{late:?}");
    assert_eq!(bench.graph.requests().writes, 1);
    let late =
        connection.perform(&new_user(), Sending { deadline: Some(deadline), slot: &NoSlot }).await;
    assert!(matches!(late, Err(WriteError::TooLate { .. })), "{late:?}");
    assert_eq!(bench.graph.requests().writes, 1, "nothing more was sent");
    let bench = Bench::patient(json!([tenant()]), Duration::from_millis(300)).await;
    let connection = bench.enter().await;
    let effect: Value = json!({ "status": { "code": 429, "retryAfter": { "seconds": 600 } } });
    bench.fault(json!({ "on": { "writes": true }, "effect": effect })).await;
    let given_up = connection.perform(&new_user(), Sending::plain()).await;
    assert!(matches!(given_up, Err(WriteError::NotSent { .. })), "{given_up:?}");
    assert_eq!(bench.graph.requests().writes, 1);
}
