//! One Graph request, or one item of a batch, through the difficulties to the directory.

use jiff::Timestamp;
use serde_json::Value;

use super::bearer::Bearer;
use super::fate::Fate;
use super::problem::{problem, refusal};
use crate::sandbox::counts::Counted;
use crate::sandbox::directory;
use crate::sandbox::faults::{
    Account, Charge, Host, Incoming, Moment, RetryAfter, Verdict, cost, send,
};
use crate::sandbox::store::{StoreError, Table, Tenant};
use crate::sandbox::wire::{Request, Response};
use crate::sandbox::world::World;

/// From which share of a budget on Graph tells how much is used.
const TOLD_FROM: f64 = 0.8;

/// Performs a request and counts and records it. Where `fate.cut` is set afterwards, there is no
/// answer and the rest of a batch is not performed.
pub(super) async fn perform(
    world: &World,
    bearer: &Bearer,
    request: &Request,
    batched: bool,
    fate: &mut Fate,
) -> Response {
    let response = struck(world, bearer, request, fate).await;
    let status = if fate.cut { 0 } else { response.status };
    world.counts.graph(&Counted {
        tenant: bearer.tenant,
        method: &request.method,
        path: &request.path,
        batched,
        status,
    });
    if let Some(recorder) = &world.recorder {
        recorder.write(request, &response, batched);
    }
    tracing::debug!(
        target: "tenantry::sandbox", tenant = %bearer.tenant, method = request.method,
        path = request.path, status, batched, request_id = %request.request_id, "graph"
    );
    response
}

async fn struck(world: &World, bearer: &Bearer, request: &Request, fate: &mut Fate) -> Response {
    let verdict = strike(world, bearer, request, fate).await;
    let now = world.clock.now();
    if fate.cut {
        return Response::default();
    }
    let share = match admit(world, bearer, request, &verdict) {
        Ok(share) => share,
        Err(response) => return *response,
    };
    let mut response = match act(world, bearer, request, (&verdict, now), fate) {
        Ok(response) => response,
        Err(error) => failed(request, now, &error),
    };
    if let (Some(other), Some(body)) = (verdict.other_tenant, &mut response.body) {
        rename_tenant(body, &bearer.tenant.to_string(), &other.to_string());
    }
    let units = cost(&request.method, &request.path, &request.query).units;
    response.headers.entry("x-ms-resource-unit".to_owned()).or_insert_with(|| units.to_string());
    if share > TOLD_FROM {
        let header = "x-ms-throttle-limit-percentage".to_owned();
        response.headers.insert(header, format!("{share:.1}"));
    }
    if let Some(signal) = verdict.signal_at(Moment::After) {
        if let Err(error) = world.store.settle(fate.unsettled).await {
            return failed(request, now, &error);
        }
        send(signal);
    }
    fate.cut |= verdict.ends_at(Moment::After);
    fate.truncated |= verdict.truncated;
    response
}

/// Finds what strikes the request and lets what comes first act: delay, signal, cut.
pub(super) async fn strike(
    world: &World,
    bearer: &Bearer,
    request: &Request,
    fate: &mut Fate,
) -> Verdict {
    let verdict = Verdict::of(world.faults.strike(&Incoming {
        host: Host::Graph,
        tenant: Some(bearer.tenant),
        method: &request.method,
        path: &request.path,
    }));
    // The items of a batch travel together, so the longest delay holds for all of them.
    if let Some(more) = verdict.latency.checked_sub(fate.held) {
        tokio::time::sleep(more).await;
        fate.held = verdict.latency;
    }
    if let Some(signal) = verdict.signal_at(Moment::Before) {
        send(signal);
    }
    fate.cut |= verdict.ends_at(Moment::Before);
    verdict
}

/// Lets a request through, or answers for the fault or budget that refuses it. What it returns is
/// the largest share of a budget that is used up.
pub(super) fn admit(
    world: &World,
    bearer: &Bearer,
    request: &Request,
    verdict: &Verdict,
) -> Result<f64, Box<Response>> {
    let now = world.clock.now();
    if let Some(asked) = &verdict.refusal {
        return Err(Box::new(refusal(request, now, asked)));
    }
    if verdict.expired {
        let message = "Lifetime validation failed, the token is expired.";
        let response = problem(request, now, 401, ("InvalidAuthenticationToken", message));
        return Err(Box::new(response));
    }
    let mut share: f64 = 0.0;
    for (fault, budget) in &verdict.budgets {
        let count = |tenant: &mut Tenant| tenant.rows(Table::Users).count();
        let users = match world.store.with(bearer.tenant, count) {
            Ok(counted) => counted.map_or(0, |(users, _)| users),
            Err(error) => return Err(Box::new(failed(request, now, &error))),
        };
        let account = Account {
            fault: *fault,
            tenant: bearer.tenant,
            app: &bearer.caller.app_id,
            users,
            scale: budget.scale,
        };
        let price = cost(&request.method, &request.path, &request.query);
        match world.buckets.charge(&account, price, now) {
            Charge::Paid(used) => share = share.max(used),
            Charge::Refused(limit, seconds) => {
                return Err(Box::new(throttled(request, bearer, now, (limit, seconds))));
            }
        }
    }
    Ok(share)
}

fn throttled(
    request: &Request,
    bearer: &Bearer,
    now: Timestamp,
    (limit, seconds): (&str, u32),
) -> Response {
    let message = "Please retry again later.";
    let mut response = problem(request, now, 429, ("TooManyRequests", message));
    let scope = format!("Tenant_Application/ReadWrite/{}/{}", bearer.caller.app_id, bearer.tenant);
    let wait = super::problem::retry_after(RetryAfter::Seconds(seconds), now).unwrap_or_default();
    for (name, value) in [
        ("retry-after", wait),
        ("x-ms-throttle-scope", scope),
        ("x-ms-throttle-information", limit.to_owned()),
    ] {
        response.headers.insert(name.to_owned(), value);
    }
    response
}

/// Asks the directory: a lagging replica where there is one, else the tenant itself.
fn act(
    world: &World,
    bearer: &Bearer,
    request: &Request,
    (verdict, now): (&Verdict, Timestamp),
    fate: &mut Fate,
) -> Result<Response, StoreError> {
    let is_read = request.method == "GET";
    if let Some(mut stale) = world.replicas.stale(bearer.tenant, is_read) {
        let response = directory::answer(&mut stale, &bearer.caller, request, now);
        if is_read || response.status >= 400 {
            return Ok(response);
        }
    }
    let mut before = None;
    let answer = |tenant: &mut Tenant| {
        if verdict.lag.is_some() {
            before = Some(tenant.clone());
        }
        directory::answer(tenant, &bearer.caller, request, now)
    };
    let Some((response, change)) = world.store.with(bearer.tenant, answer)? else {
        return Err(StoreError::Failed);
    };
    fate.unsettled = fate.unsettled.max(change);
    if let (Some(lag), Some(before)) = (&verdict.lag, before)
        && !is_read
        && response.status < 400
    {
        world.replicas.fall_behind(before, lag);
    }
    Ok(response)
}

/// Puts another tenant's id where an answer has the tenant's own.
fn rename_tenant(body: &mut Value, own: &str, other: &str) {
    match body {
        Value::String(text) if text == own => other.clone_into(text),
        Value::Array(items) => items.iter_mut().for_each(|item| rename_tenant(item, own, other)),
        Value::Object(fields) => {
            fields.values_mut().for_each(|value| rename_tenant(value, own, other));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Answers for a state that could not be read or written: nothing is promised.
pub(super) fn failed(request: &Request, now: Timestamp, error: &StoreError) -> Response {
    tracing::error!(target: "tenantry::sandbox", %error, "the state failed");
    let message = "The sandbox's state could not be read or written.";
    problem(request, now, 500, ("Service_InternalServerError", message))
}
