//! Which host of the sandbox a request is for.

use serde_json::json;
use uuid::Uuid;

use super::{Arrived, Cut, Reply};
use crate::sandbox::login::{Problem, instance, keys, openid_configuration, sign_in};
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
        ("GET", [.., "metadata", "endpoints"]) => {
            Reply::json(200, &control::metadata(arrived.host()))
        }
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
