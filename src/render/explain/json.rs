//! Why a technician has access in a tenant, or has not, as JSON.

use serde_json::{Value, json};

use crate::{
    desired::{Decided, Engine, SignIn},
    domain::Window,
    plan::{
        CredentialForm, Ending, Explanation, Given, LiveAccess, LiveAccount, LiveThing, Obstacle,
        Through, Weighed,
    },
    source::Origin,
};

/// Renders an explanation as JSON: format `tenantry.explain`, version 1.0, as docs/grants.md
/// describes it. A new minor version only adds.
#[must_use]
pub fn explain_json(explanation: &Explanation) -> String {
    let (refusal, live) = match &explanation.live {
        None => (Value::Null, Value::Null),
        Some(Ok(found)) => (Value::Null, live(found)),
        Some(Err(refusal)) => (
            json!({
                "kind": refusal.kind,
                "message": refusal.message,
                "help": refusal.help,
                "code": refusal.code,
                "requestId": refusal.request_id,
            }),
            Value::Null,
        ),
    };
    let document = json!({
        "format": "tenantry.explain",
        "formatVersion": "1.0",
        "toolVersion": env!("CARGO_PKG_VERSION"),
        "technician": explanation.technician,
        "tenant": explanation.tenant,
        "tenantId": explanation.tenant_id,
        "at": explanation.at.to_string(),
        "answer": explanation.answer,
        "obstacles": explanation.obstacles.iter().map(obstacle).collect::<Vec<_>>(),
        "access": explanation.given.as_ref().map(given),
        "refusal": refusal,
        "live": live,
    });
    format!("{document:#}\n")
}

fn obstacle(obstacle: &Obstacle) -> Value {
    json!({
        "code": obstacle.code,
        "message": obstacle.message,
        "help": obstacle.help,
        "source": obstacle.origin.as_ref().map(source),
    })
}

fn source(origin: &Origin) -> Value {
    let via: Vec<Value> =
        origin.via.iter().map(|place| json!({ "file": place.file, "line": place.line })).collect();
    let place = &origin.place;
    json!({ "file": place.file, "line": place.line, "column": place.column, "via": via })
}

fn given(given: &Given) -> Value {
    json!({
        "userPrincipalName": given.user_principal_name,
        "roles": things(&given.roles),
        "groups": things(&given.groups),
        "disableAfter": weighed(&given.disable_after),
        "maximum": weighed(&given.maximum),
        "engine": {
            "value": match given.engine.value {
                Engine::Auto => "auto",
                Engine::Direct => "direct",
                Engine::Pim => "pim",
            },
            "source": given.engine.origin.as_ref().map(source),
        },
        "signIn": match given.sign_in {
            SignIn::TemporaryAccessPass => "temporaryAccessPass",
            SignIn::Password => "password",
        },
        "keys": given.keys,
        "ending": given.ending.as_ref().map(ending),
    })
}

fn things(things: &[(String, Vec<Through>)]) -> Vec<Value> {
    let through = |through: &Through| {
        json!({
            "technicians": through.technicians,
            "mapping": source(&through.mapping),
            "source": through.line.as_ref().map(source),
        })
    };
    let named = things.iter().map(|(name, mappings)| {
        json!({ "name": name, "through": mappings.iter().map(through).collect::<Vec<_>>() })
    });
    named.collect()
}

fn weighed(weighed: &Weighed) -> Value {
    json!({
        "value": weighed.value.value,
        "source": weighed.value.origin.as_ref().map(source),
        "beaten": weighed.beaten.iter().map(decided).collect::<Vec<_>>(),
    })
}

fn decided(value: &Decided<Window>) -> Value {
    json!({ "value": value.value, "source": value.origin.as_ref().map(source) })
}

fn ending(ending: &Ending) -> Value {
    let credential = ending.credential.map(|form| match form {
        CredentialForm::Pass { minutes, once } => {
            json!({ "kind": "temporaryAccessPass", "minutes": minutes, "once": once })
        }
        CredentialForm::Password => json!({ "kind": "password" }),
    });
    json!({ "by": ending.by, "why": ending.why, "credential": credential })
}

fn live(found: &LiveAccess) -> Value {
    let mut live = match &found.account {
        LiveAccount::Absent => json!({ "account": "absent" }),
        LiveAccount::Unknown(why) => json!({ "account": "unknown", "why": why }),
        LiveAccount::NotOurs(why) => json!({ "account": "notOurs", "why": why }),
        LiveAccount::Found {
            id,
            user_principal_name,
            enabled,
            grant,
            due,
            roles,
            groups,
            eligible,
            complete,
            ended,
        } => json!({
            "account": "found",
            "objectId": id,
            "userPrincipalName": user_principal_name,
            "accountEnabled": enabled,
            "grant": grant.as_ref().map(|stamp| json!({
                "id": stamp.id,
                "start": stamp.start.to_string(),
                "deadline": stamp.deadline.to_string(),
            })),
            "endsNext": due,
            "roles": held(roles),
            "groups": held(groups),
            "eligibleFor": eligible,
            "complete": complete,
            "lastEnd": ended.as_ref().map(|ended| json!({
                "id": ended.id,
                "at": ended.at.to_string(),
            })),
        }),
    };
    live["readAt"] = json!(found.read_at.to_string());
    live["unread"] = json!(found.unread);
    live
}

fn held(things: &[LiveThing]) -> Vec<Value> {
    let thing = |thing: &LiveThing| json!({ "name": thing.name, "endedByEntra": thing.bound, "mapped": thing.mapped });
    things.iter().map(thing).collect()
}
