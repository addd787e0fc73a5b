//! One emergency account behind Graph: its password is set once, or it is known why not, or it is
//! known that nobody knows.

use std::{sync::Mutex, time::Duration};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tenantry::{
    apply::{
        Fate,
        rotation::{Account, Drawn, Intents, Ports, Stored, rotate},
    },
    domain::{ObjectId, RotationId, RotatorId, TenantId},
    graph::Connection,
    observed::{Claim, Ledger, NewPending, Reading},
    plan::rotation::{Answer, Ending, Limits, Manner, Occasion, Refusal, Surroundings, Terms},
    secrets::{Envelopes, Keep, Recipients},
    storage::Storage,
};

use crate::bench::{Bench, TENANT, tenant};

const ID: &str = "11111111-0000-4000-8000-000000000001";
const RUN: &str = "1f3a9c2b-0000-4000-8000-000000000001";
/// The public half of a key that nobody has.
const KEY: &str = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

fn seed() -> Value {
    let mut described = tenant();
    let permissions = described["apps"][0]["permissions"].as_array_mut().unwrap();
    permissions.push(json!("User-PasswordProfile.ReadWrite.All"));
    described["users"] = json!([{
        "userPrincipalName": "emergency-1@contoso.onmicrosoft.com", "id": ID,
        "marker": { "installation": "msp", "address": "laps/emergency-1" },
        "roles": ["Global Administrator"],
    }]);
    described
}

fn id() -> ObjectId {
    ID.parse().unwrap()
}

fn keep() -> Envelopes {
    let recipients = Recipients::parse(&[KEY.to_owned()]).unwrap();
    let tenant: TenantId = TENANT.parse().unwrap();
    Envelopes::new(Storage::in_memory(), (tenant, &"emergency-1".parse().unwrap()), recipients)
}

fn terms() -> Terms {
    Terms {
        tenant: TENANT.parse().unwrap(),
        account: "emergency-1".parse().unwrap(),
        object: id(),
        rotator: RUN.parse().unwrap(),
        occasion: Occasion::Asked,
        recipients: Vec::new(),
        limits: Limits { prove: Duration::from_secs(20), ..Limits::embedded() },
        around: Surroundings::default(),
    }
}

/// Stores a password, so that it can be set.
async fn stored() -> Stored {
    let (keep, now) = (keep(), Timestamp::now());
    let rotator: RotatorId = RUN.parse().unwrap();
    let rotation = RotationId::new(1, rotator);
    let drawn = Drawn::draw(rotation).unwrap().store(&keep).await.ok().unwrap();
    let claim = Claim { by: rotator, until: now + SignedDuration::from_mins(15) };
    let ledger = Ledger::new(TENANT.parse().unwrap(), "emergency-1".parse().unwrap(), id());
    let pending = NewPending { rotation, created: now, set_after: now, recipients: Vec::new() };
    let ledger = ledger.claimed(claim).entered(pending, claim).unwrap();
    drawn.enter(&keep, &ledger, None).await.ok().unwrap().0
}

fn soon(connection: &Connection) -> Timestamp {
    connection.emergency_account(id()).now() + SignedDuration::from_mins(5)
}

async fn in_force(bench: &Bench, stored: &Stored) -> bool {
    let body = json!({ "user": ID, "password": stored.expose() });
    let answer = bench.ask(&format!("tenants/{TENANT}/password"), body).await;
    answer["inForce"].as_bool().unwrap()
}

fn patch(effect: &Value) -> Value {
    json!({ "on": { "method": "PATCH", "path": "/users/*" }, "times": 1, "effect": effect })
}

#[tokio::test]
async fn a_password_is_set_once_and_shows_when() {
    let bench = Bench::start(json!([seed()])).await;
    let connection = bench.enter().await;
    let account = connection.emergency_account(id());
    let Reading::Known(before) = account.look().await else { panic!("not there") };
    assert!(before.object == id() && before.enabled && !before.synced && !before.restricted);
    let stored = stored().await;
    assert_eq!(account.set_password(&stored, soon(&connection)).await.answer, Answer::Accepted);
    assert!(in_force(&bench, &stored).await);
    let Reading::Known(after) = account.look().await else { panic!("not there") };
    assert!(after.last_change > before.last_change);
    let ended = account.revoke_sessions().await;
    assert!(ended.as_ref().is_ok_and(Option::is_some), "{ended:?}");
    assert_eq!(bench.graph.requests().writes, 2);
    let gone = "99999999-0000-4000-8000-000000000009".parse().unwrap();
    assert_eq!(connection.emergency_account(gone).look().await, Reading::Absent);
}

#[tokio::test]
async fn what_certainly_did_not_happen_is_told_from_what_may_have() {
    let bench = Bench::start(json!([seed()])).await;
    let connection = bench.enter().await;
    let (account, stored) = (connection.emergency_account(id()), stored().await);
    let banned =
        json!({ "status": { "code": 400, "message": "The specified password does not comply." } });
    let table = [
        (banned, "policy", false, 1),
        (json!({ "status": { "code": 401 } }), "accepted", true, 2),
        (json!({ "status": { "code": 403 } }), "denied", false, 1),
        (json!({ "status": { "code": 404 } }), "denied", false, 1),
        (json!({ "status": { "code": 429, "retryAfter": { "seconds": 1 } } }), "accepted", true, 2),
        (json!({ "status": { "code": 500 } }), "unknown", false, 1),
        (json!({ "status": { "code": 503 } }), "unknown", false, 1),
        (json!({ "cut": "before" }), "unknown", false, 1),
        (json!({ "cut": "after" }), "unknown", true, 1),
    ];
    for (effect, expected, is_set, sent) in table {
        let fresh = self::stored().await;
        bench.fault(patch(&effect)).await;
        let before = bench.graph.requests().writes;
        let answer = account.set_password(&fresh, soon(&connection)).await.answer;
        let found = match &answer {
            Answer::Accepted => "accepted",
            Answer::Policy(_) => "policy",
            Answer::Denied(_) => "denied",
            Answer::NotSent(_) => "not sent",
            Answer::Unknown(_) => "unknown",
        };
        assert_eq!(found, expected, "{effect}: {answer:?}");
        assert_eq!(in_force(&bench, &fresh).await, is_set, "{effect}");
        assert_eq!(bench.graph.requests().writes - before, sent, "{effect}");
    }
    let late = account.set_password(&stored, account.now()).await.answer;
    assert!(matches!(&late, Answer::NotSent(why) if why.contains("deadline")), "{late:?}");
    assert!(!in_force(&bench, &stored).await);
}

#[tokio::test]
async fn throttling_that_does_not_end_leaves_it_unknown() {
    let bench = Bench::patient(json!([seed()]), Duration::from_secs(2)).await;
    let connection = bench.enter().await;
    let effect = json!({ "status": { "code": 429, "retryAfter": { "seconds": 30 } } });
    bench.fault(patch(&effect)).await;
    let (account, stored) = (connection.emergency_account(id()), stored().await);
    let answer = account.set_password(&stored, soon(&connection)).await.answer;
    assert!(matches!(&answer, Answer::Unknown(why) if why.contains("patience")), "{answer:?}");
}

#[tokio::test]
async fn a_missing_directory_role_is_a_denial_and_nothing_is_in_doubt() {
    let mut described = seed();
    described["apps"][0]["directoryRoles"] = json!([]);
    let bench = Bench::start(json!([described])).await;
    let connection = bench.enter().await;
    let (keep, journal) = (keep(), Notes::default());
    let account = connection.emergency_account(id());
    let ports =
        Ports { account: &account, keep: &keep, siblings: &[], intents: &journal, stop: &|| false };
    let ending = rotate(&ports, terms()).await;
    let Ending::Refused(Refusal::Denied(why)) = &ending else { panic!("{ending:?}") };
    assert!(why.contains("403"), "{why}");
    assert_eq!(journal.0.lock().unwrap().as_slice(), ["intent", "Refused"]);
    let ledger = keep.read().await.unwrap().unwrap().ledger;
    assert!(ledger.unresolved().next().is_none() && ledger.claim().is_none());
}

/// Notes what the journal is told.
#[derive(Default)]
struct Notes(Mutex<Vec<String>>);

impl Intents for Notes {
    fn intent(&self, _: RotationId) -> std::io::Result<()> {
        self.0.lock().unwrap().push("intent".to_owned());
        Ok(())
    }

    fn fate(&self, _: RotationId, fate: Fate, _: &str) {
        self.0.lock().unwrap().push(format!("{fate:?}"));
    }
}

#[tokio::test]
async fn a_lost_answer_and_replicas_that_lag_end_proved() {
    let lag = json!({ "lag": { "reads": 4 } });
    for effects in [vec![json!({ "cut": "after" })], vec![lag]] {
        let bench = Bench::start(json!([seed()])).await;
        let connection = bench.enter().await;
        for effect in &effects {
            bench.fault(patch(effect)).await;
        }
        let (keep, journal) = (keep(), Notes::default());
        let account = connection.emergency_account(id());
        let ports = Ports {
            account: &account,
            keep: &keep,
            siblings: &[],
            intents: &journal,
            stop: &|| false,
        };
        let ending = rotate(&ports, terms()).await;
        assert!(
            matches!(&ending, Ending::Proved { manner: Manner::Set, untidy: None, .. }),
            "{effects:?}: {ending:?}"
        );
        assert!(keep.read().await.unwrap().unwrap().ledger.is_proved());
    }
}

#[tokio::test]
async fn the_last_sign_in_is_read_where_the_licence_and_the_rights_show_it() {
    let mut described = seed();
    described["users"][0]["lastSignIn"] = json!("-42m");
    let bench = Bench::start(json!([described.clone()])).await;
    let seen = bench.enter().await.reader().last_sign_in(id()).await;
    assert_eq!(seen.unknown().unwrap().status, Some(403));
    let permissions = described["apps"][0]["permissions"].as_array_mut().unwrap();
    permissions.push(json!("AuditLog.Read.All"));
    let bench = Bench::start(json!([described])).await;
    let connection = bench.enter().await;
    let Reading::Known(Some(at)) = connection.reader().last_sign_in(id()).await else {
        panic!("not shown")
    };
    let ago = connection.emergency_account(id()).now().duration_since(at).as_mins();
    assert!((40..=44).contains(&ago), "{ago}");
}
