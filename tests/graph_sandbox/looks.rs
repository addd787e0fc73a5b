//! Looking at single things.

use serde_json::json;
use tenantry::{
    observed::Reading,
    plan::{Look, Sighting, Subject},
};

use crate::bench::{Bench, tenant};

const GONE: &str = "99999999-0000-4000-8000-000000000009";

#[tokio::test]
async fn looks_are_answered_in_their_order_and_equal_ones_asked_once() {
    let mut described = tenant();
    let id = "11111111-0000-4000-8000-000000000001";
    described["groups"] = json!([{ "displayName": "Ops", "uniqueName": "tenantry.msp.ops" }]);
    described["users"] = json!([{
        "userPrincipalName": "msp-alice@contoso.onmicrosoft.com", "id": id, "groups": ["Ops"],
        "roles": ["Global Reader", { "role": "Reports Reader", "until": "2h" }],
    }]);
    let bench = Bench::start(json!([described])).await;
    let connection = bench.enter().await;
    let alice = || Subject::Existing(id.parse().unwrap());
    let looks = [
        Look::User(alice()),
        Look::UserNamed("msp-alice@contoso.onmicrosoft.com".parse().unwrap()),
        Look::UserNamed("nobody@contoso.onmicrosoft.com".parse().unwrap()),
        Look::User(Subject::Existing(GONE.parse().unwrap())),
        Look::User(Subject::Created("jit/bob".parse().unwrap())),
        Look::Roles(alice()),
        Look::Schedules(alice()),
        Look::Memberships(alice()),
        Look::GroupKeyed("tenantry.msp.ops".to_owned()),
        Look::GroupKeyed("tenantry.msp.none".to_owned()),
        Look::GroupNamed("ops".parse().unwrap()),
        Look::Domain("contoso.onmicrosoft.com".parse().unwrap()),
        Look::Domain("none.contoso.example".parse().unwrap()),
        Look::User(alice()),
    ];
    let seen = connection.reader().look(&looks).await;
    assert_eq!(seen.len(), looks.len());
    let Sighting::User(Reading::Known(user)) = &seen[0] else { panic!("{:?}", seen[0]) };
    assert_eq!((user.id.to_string().as_str(), &seen[1], &seen[13]), (id, &seen[0], &seen[0]));
    for absent in [2, 3] {
        assert_eq!(seen[absent], Sighting::User(Reading::Absent));
    }
    assert!(matches!(&seen[4], Sighting::User(Reading::Unknown(_))), "it does not exist yet");
    let Sighting::Roles(Reading::Known(roles)) = &seen[5] else { panic!("{:?}", seen[5]) };
    assert!(roles.iter().all(|held| held.principal.id == user.id) && !roles.is_empty());
    let Sighting::Schedules(Reading::Known(schedules)) = &seen[6] else { panic!("{:?}", seen[6]) };
    assert!(schedules.iter().any(|held| held.end.is_some()));
    let Sighting::Memberships(Reading::Known(groups)) = &seen[7] else { panic!("{:?}", seen[7]) };
    assert!(groups.iter().all(|group| group.direct == Some(true) && group.display_name == "Ops"));
    assert_eq!(groups.len(), 1);
    assert!(
        matches!(&seen[8], Sighting::Group(Reading::Known(group)) if group.display_name == "Ops")
    );
    assert_eq!(seen[9], Sighting::Group(Reading::Absent));
    assert!(matches!(&seen[10], Sighting::Groups(Reading::Known(groups)) if groups.len() == 1));
    assert!(matches!(&seen[11], Sighting::Domain(Reading::Known(domain)) if domain.initial));
    assert_eq!(seen[12], Sighting::Domain(Reading::Absent));
    let counts = bench.graph.requests();
    assert_eq!((counts.graph, counts.writes), (1, 0), "one batch");
    assert_eq!(connection.reader().look(&looks[..1]).await, seen[..1]);
    assert_eq!(bench.running.counts().batched, 13, "a single look is a plain GET");
    assert_eq!(connection.reader().look(&[]).await, []);
    assert_eq!(bench.graph.requests().graph, 2);
}

#[tokio::test]
async fn what_could_not_be_read_is_unknown() {
    let bench = Bench::patient(json!([tenant()]), std::time::Duration::from_millis(300)).await;
    let connection = bench.enter().await;
    bench
        .fault(json!({ "on": { "path": "/users/*" }, "effect": { "status": { "code": 403 } } }))
        .await;
    let name = Look::UserNamed("nobody@contoso.onmicrosoft.com".parse().unwrap());
    let domain = Look::Domain("contoso.onmicrosoft.com".parse().unwrap());
    let seen = connection.reader().look(&[name.clone(), domain]).await;
    assert!(
        matches!(&seen[0], Sighting::User(Reading::Unknown(unknown)) if unknown.status == Some(403))
    );
    assert!(matches!(&seen[1], Sighting::Domain(Reading::Known(_))));
    bench.fault(json!({ "on": { "path": "/$batch" }, "effect": { "cut": "before" } })).await;
    let group = Look::GroupKeyed("k".to_owned());
    for seen in connection.reader().look(&[name, group]).await {
        assert!(matches!(
            seen,
            Sighting::User(Reading::Unknown(_)) | Sighting::Group(Reading::Unknown(_))
        ));
    }
}
