//! The Graph host: one HTTP request in, one answer out (or none).

use serde_json::json;
use uuid::Uuid;

use super::batch::{JSON, batch};
use super::bearer::{Bearer, check};
use super::fate::Fate;
use super::perform::{admit, failed, perform, strike};
use super::problem::problem;
use crate::sandbox::counts::Counted;
use crate::sandbox::faults::{Moment, send};
use crate::sandbox::server::{Arrived, Cut, Reply};
use crate::sandbox::wire::{Request, Response};
use crate::sandbox::world::World;

/// Serves one request to `/v1.0` or `/beta`.
pub(crate) async fn serve(world: &World, arrived: &Arrived) -> Result<Reply, Cut> {
    let (request, has_bad_body) = request(arrived);
    let mut fate = Fate::default();
    let response = answer(world, arrived, (&request, has_bad_body), &mut fate).await;
    let response = match world.store.settle(fate.unsettled).await {
        Ok(()) => response,
        Err(error) => failed(&request, world.clock.now(), &error),
    };
    if fate.cut {
        return Err(Cut);
    }
    Ok(reply(&request, response, fate.truncated))
}

async fn answer(
    world: &World,
    arrived: &Arrived,
    (request, has_bad_body): (&Request, bool),
    fate: &mut Fate,
) -> Response {
    let now = world.clock.now();
    let key = match world.signing_key().await {
        Ok(key) => key,
        Err(error) => return failed(request, now, &error),
    };
    let bearer = match check(arrived.header("authorization"), &key, &world.store, now) {
        Ok(bearer) => bearer,
        Err(message) => return unauthenticated(world, request, message),
    };
    if has_bad_body {
        let message = "Unable to read JSON request payload. Please ensure Content-Type header is \
                       set and payload is of valid JSON format.";
        return problem(request, now, 400, ("BadRequest", message));
    }
    if request.path.eq_ignore_ascii_case("/$batch") {
        return whole_batch(world, &bearer, request, fate).await;
    }
    perform(world, &bearer, request, false, fate).await
}

/// Performs a batch, which may itself be struck.
async fn whole_batch(
    world: &World,
    bearer: &Bearer,
    request: &Request,
    fate: &mut Fate,
) -> Response {
    let verdict = strike(world, bearer, request, fate).await;
    let response = if fate.cut {
        Response::default()
    } else if verdict.refusal.is_some() || verdict.expired {
        admit(world, bearer, request, &verdict).err().map(|it| *it).unwrap_or_default()
    } else {
        batch(world, bearer, request, fate).await
    };
    if let Some(signal) = verdict.signal_at(Moment::After) {
        match world.store.settle(fate.unsettled).await {
            Ok(()) => send(signal),
            Err(error) => return failed(request, world.clock.now(), &error),
        }
    }
    fate.cut |= verdict.ends_at(Moment::After);
    fate.truncated |= verdict.truncated;
    count(world, bearer.tenant, request, if fate.cut { 0 } else { response.status });
    response
}

fn unauthenticated(world: &World, request: &Request, message: &str) -> Response {
    let now = world.clock.now();
    let mut response = problem(request, now, 401, ("InvalidAuthenticationToken", message));
    let challenge = "Bearer realm=\"\", authorization_uri=\
                     \"https://login.microsoftonline.com/common/oauth2/authorize\", \
                     client_id=\"00000003-0000-0000-c000-000000000000\"";
    response.headers.insert("www-authenticate".to_owned(), challenge.to_owned());
    count(world, Uuid::nil(), request, 401);
    response
}

fn count(world: &World, tenant: Uuid, request: &Request, status: u16) {
    let (method, path) = (request.method.as_str(), request.path.as_str());
    world.counts.graph(&Counted { tenant, method, path, batched: false, status });
    tracing::debug!(target: "tenantry::sandbox", %tenant, method, path, status, "graph");
}

/// Reads a request; the flag tells that its body is not JSON.
fn request(arrived: &Arrived) -> (Request, bool) {
    let rest = arrived.path.trim_start_matches('/');
    let (version, path) = rest.split_once('/').unwrap_or((rest, ""));
    let request_id = Uuid::new_v4();
    let client_request_id = arrived.header("client-request-id").map(str::to_owned);
    let body = if arrived.body.iter().all(u8::is_ascii_whitespace) {
        Ok(None)
    } else {
        serde_json::from_slice(&arrived.body).map(Some)
    };
    let is_json =
        arrived.header("content-type").is_some_and(|it| it.to_lowercase().contains("json"));
    let has_bad_body = match &body {
        Ok(None) => false,
        Ok(Some(_)) => !is_json,
        Err(_) => true,
    };
    let request = Request {
        method: arrived.method.clone(),
        path: format!("/{path}"),
        version: version.to_owned(),
        query: arrived.query.clone(),
        headers: arrived.headers.clone(),
        body: body.unwrap_or_default(),
        base: format!("https://{}", arrived.host()),
        request_id,
        client_request_id: client_request_id.unwrap_or_else(|| request_id.to_string()),
    };
    (request, has_bad_body)
}

/// Adds what Graph adds to every answer.
fn reply(request: &Request, response: Response, truncated: bool) -> Reply {
    let diagnostic = json!({ "ServerInfo": {
        "DataCenter": "Sandbox", "Slice": "E", "Ring": "1", "ScaleUnit": "000",
        "RoleInstance": "TENANTRY",
    } });
    let mut headers = response.headers;
    let mut add = |name: &str, value: String| {
        headers.entry(name.to_owned()).or_insert(value);
    };
    add("request-id", request.request_id.to_string());
    add("client-request-id", request.client_request_id.clone());
    add("cache-control", "no-cache".to_owned());
    add("x-ms-ags-diagnostic", diagnostic.to_string());
    if response.body.is_some() {
        add("content-type", JSON.to_owned());
        add("odata-version", "4.0".to_owned());
    }
    let body = response.body.map(|body| body.to_string().into_bytes());
    Reply { status: response.status, headers, body, truncated }
}
