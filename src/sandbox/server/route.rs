//! Which host of the sandbox a request is for.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{Arrived, Cut, Reply};
use crate::sandbox::faults::{Effect, Host, Incoming, send};
use crate::sandbox::login::{Problem, TokenRequest, instance, keys, openid_configuration, token};
use crate::sandbox::world::World;
use crate::sandbox::{control, gateway};

/// Answers one request.
pub(super) async fn route(world: &World, arrived: &Arrived) -> Result<Reply, Cut> {
    let segments: Vec<&str> = arrived.path.split('/').filter(|it| !it.is_empty()).collect();
    let method = arrived.method.as_str();
    Ok(match (method, segments.as_slice()) {
        (_, ["v1.0" | "beta", ..]) => return gateway::serve(world, arrived).await,
        (_, ["sandbox", "v1", ..]) => control::serve(world, arrived).await,
        ("POST", [tenant, "oauth2", "v2.0", "token"]) => {
            return sign_in(world, arrived, tenant).await;
        }
        ("GET", ["common", "discovery", "instance"]) => {
            Reply::json(200, &instance(arrived.host(), arrived.parameter("authorization_endpoint")))
        }
        ("GET", [tenant, "v2.0", ".well-known", "openid-configuration"]) => {
            configuration(world, arrived, tenant)
        }
        ("GET", [_, "discovery", "v2.0", "keys"]) => match world.signing_key().await {
            Ok(key) => Reply::json(200, &keys(&key)),
            Err(error) => Reply::json(500, &json!({ "error": error.to_string() })),
        },
        ("GET", [.., "metadata", "endpoints"]) => Reply::json(200, &control::metadata(arrived.host())),
        ("GET", [.., "subscriptions"]) => Reply::json(200, &control::subscriptions()),
        _ => not_found(&arrived.path),
    })
}

fn not_found(path: &str) -> Reply {
    let message = format!("Invalid version: {}", path.split('/').nth(1).unwrap_or_default());
    Reply::json(400, &json!({ "error": { "code": "BadRequest", "message": message } }))
}

fn configuration(world: &World, arrived: &Arrived, tenant: &str) -> Reply {
    let id = world.tenant_named(tenant);
    if id.is_none() && !matches!(tenant, "common" | "organizations") {
        let problem = Problem::tenant_not_found(tenant);
        let body = problem.body(&Uuid::new_v4().to_string(), world.clock.now());
        return Reply::json(problem.status, &body);
    }
    Reply::json(200, &openid_configuration(arrived.host(), tenant, id))
}

/// Answers the token endpoint, which may be struck too.
async fn sign_in(world: &World, arrived: &Arrived, tenant: &str) -> Result<Reply, Cut> {
    let id = world.tenant_named(tenant);
    let incoming =
        Incoming { host: Host::Login, tenant: id, method: &arrived.method, path: &arrived.path };
    let correlation = arrived
        .header("client-request-id")
        .or_else(|| arrived.parameter("client-request-id"))
        .map_or_else(|| Uuid::new_v4().to_string(), str::to_owned);
    let (mut expired, mut truncated, mut cut, mut refusal) = (false, false, false, None);
    for strike in world.faults.strike(&incoming) {
        match strike.effect {
            Effect::Latency(latency) => {
                let jitter = std::time::Duration::from_millis(latency.jitter).mul_f64(strike.chance);
                let least = std::time::Duration::from_millis(latency.milliseconds);
                tokio::time::sleep(least + jitter).await;
            }
            Effect::Status(asked) => refusal = Some(asked),
            Effect::ExpiredToken => expired = true,
            Effect::Truncate => truncated = true,
            Effect::Cut(_) => cut = true,
            Effect::Signal(signal) => {
                send(&signal);
                cut = true;
            }
            Effect::Lag(_) | Effect::Budget(_) => {}
        }
    }
    let answered: Result<Value, _> = match &refusal {
        Some(asked) => Err(Problem::of_status(asked.code)),
        None => {
            let request = TokenRequest {
                tenant,
                host: arrived.host(),
                authorization: arrived.header("authorization"),
                body: &arrived.body,
                expired,
            };
            token(world, &request).await
        }
    };
    let now = world.clock.now();
    let mut reply = match &answered {
        Ok(body) => Reply::json(200, body),
        Err(problem) => Reply::json(problem.status, &problem.body(&correlation, now)),
    };
    if let Some(asked) = refusal
        && let Some(value) = gateway::retry_after(asked.retry_after, now)
    {
        reply = reply.with("retry-after", value);
    }
    reply.truncated = truncated;
    world.counts.token(id, if cut { 0 } else { reply.status });
    tracing::debug!(target: "tenantry::sandbox", tenant, status = reply.status, "token");
    if cut {
        return Err(Cut);
    }
    Ok(reply
        .with("cache-control", "no-store, no-cache")
        .with("pragma", "no-cache")
        .with("client-request-id", correlation)
        .with("x-ms-request-id", Uuid::new_v4().to_string()))
}
