//! The token endpoint over HTTP, which may be struck by faults too.

use serde_json::Value;
use uuid::Uuid;

use super::problem::Problem;
use super::token::{TokenRequest, token};
use crate::sandbox::faults::{Host, Incoming, Moment, Verdict, send};
use crate::sandbox::gateway::retry_after;
use crate::sandbox::server::{Arrived, Cut, Reply};
use crate::sandbox::world::World;

/// Serves one request to the token endpoint.
pub(crate) async fn sign_in(world: &World, arrived: &Arrived, tenant: &str) -> Result<Reply, Cut> {
    let id = world.tenant_named(tenant);
    let verdict = Verdict::of(world.faults.strike(&Incoming {
        host: Host::Login,
        tenant: id,
        method: &arrived.method,
        path: &arrived.path,
    }));
    tokio::time::sleep(verdict.latency).await;
    if let Some(signal) = &verdict.signal {
        send(signal);
    }
    // Nothing is changed by signing in, so before and after are the same.
    let is_cut = verdict.ends_at(Moment::Before) || verdict.ends_at(Moment::After);
    let answered = if is_cut {
        Err(Problem::of_status(503))
    } else {
        answer(world, arrived, tenant, &verdict).await
    };
    let mut reply = write(world, arrived, &answered, &verdict);
    reply.truncated = verdict.truncated;
    let status = if is_cut { 0 } else { reply.status };
    world.counts.token(id, status);
    tracing::debug!(target: "tenantry::sandbox", tenant, status, "token");
    if is_cut { Err(Cut) } else { Ok(reply) }
}

async fn answer(
    world: &World,
    arrived: &Arrived,
    tenant: &str,
    verdict: &Verdict,
) -> Result<Value, Problem> {
    if let Some(asked) = &verdict.refusal {
        return Err(Problem::of_status(asked.code));
    }
    let request = TokenRequest {
        tenant,
        host: arrived.host(),
        authorization: arrived.header("authorization"),
        body: &arrived.body,
        expired: verdict.expired,
        other_tenant: verdict.other_tenant,
    };
    token(world, &request).await
}

fn write(
    world: &World,
    arrived: &Arrived,
    answered: &Result<Value, Problem>,
    verdict: &Verdict,
) -> Reply {
    let now = world.clock.now();
    let correlation = arrived
        .header("client-request-id")
        .or_else(|| arrived.parameter("client-request-id"))
        .map_or_else(|| Uuid::new_v4().to_string(), str::to_owned);
    let reply = match answered {
        Ok(body) => Reply::json(200, body),
        Err(problem) => Reply::json(problem.status, &problem.body(&correlation, now)),
    };
    let wait = verdict.refusal.as_ref().and_then(|asked| retry_after(asked.retry_after, now));
    let reply = match wait {
        Some(value) => reply.with("retry-after", value),
        None => reply,
    };
    reply
        .with("cache-control", "no-store, no-cache")
        .with("pragma", "no-cache")
        .with("client-request-id", correlation)
        .with("x-ms-request-id", Uuid::new_v4().to_string())
}
