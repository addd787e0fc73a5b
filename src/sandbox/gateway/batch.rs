//! `$batch`: many requests in one, each answered and charged on its own.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::bearer::Bearer;
use super::fate::Fate;
use super::item::{Item, read};
use super::perform::perform;
use super::problem::problem;
use crate::sandbox::wire::{Request, Response};
use crate::sandbox::world::World;

/// The content type of Graph's JSON.
pub(super) const JSON: &str = "application/json;odata.metadata=minimal;odata.streaming=true;\
                               IEEE754Compatible=false;charset=utf-8";

/// Performs the requests of a batch. The answer is 200 even if all of them fail.
pub(super) async fn batch(
    world: &World,
    bearer: &Bearer,
    request: &Request,
    fate: &mut Fate,
) -> Response {
    let now = world.clock.now();
    if request.method != "POST" {
        let message = "Specified HTTP method is not allowed for the request target.";
        return problem(request, now, 405, ("Request_BadRequest", message));
    }
    let items = match read(request.body.as_ref()) {
        Ok(items) => items,
        Err(message) => return problem(request, now, 400, ("BadRequest", &message)),
    };
    let is_sequence = items.iter().any(|item| !item.depends_on.is_empty());
    let mut statuses: BTreeMap<String, u16> = BTreeMap::new();
    let mut answers = Vec::with_capacity(items.len());
    for item in items {
        let id = item.id.clone();
        let failed = item
            .depends_on
            .iter()
            .find(|id| statuses.get(&id.to_lowercase()).is_none_or(|status| *status >= 400));
        let failed = failed.cloned();
        let part = part(request, item);
        let response = match failed {
            None => perform(world, bearer, &part, true, fate).await,
            Some(parent) => {
                let message = format!("The request {parent} that this one depends on failed.");
                problem(&part, now, 424, ("FailedDependency", &message))
            }
        };
        if fate.cut {
            return Response::default();
        }
        statuses.insert(id.to_lowercase(), response.status);
        answers.push(answer(&id, response));
    }
    // Graph promises no order, so that of the requests must not be relied upon.
    if !is_sequence {
        answers.reverse();
    }
    Response { status: 200, headers: [].into(), body: Some(json!({ "responses": answers })) }
}

/// Makes a request of its own of an item.
fn part(whole: &Request, item: Item) -> Request {
    Request {
        method: item.method,
        path: item.path,
        version: whole.version.clone(),
        query: item.query,
        headers: item.headers,
        body: item.body,
        base: whole.base.clone(),
        request_id: Uuid::new_v4(),
        client_request_id: whole.client_request_id.clone(),
    }
}

fn answer(id: &str, response: Response) -> Value {
    let mut headers = Map::new();
    headers.insert("Cache-Control".to_owned(), json!("no-cache"));
    for (name, value) in response.headers {
        headers.insert(capitalised(&name), json!(value));
    }
    let mut answer = json!({ "id": id, "status": response.status });
    if let Some(body) = response.body {
        headers.entry("Content-Type").or_insert(json!(JSON));
        headers.insert("OData-Version".to_owned(), json!("4.0"));
        answer["body"] = body;
    }
    answer["headers"] = Value::Object(headers);
    answer
}

/// Writes a header's name as Graph does inside a batch, where it is text.
fn capitalised(name: &str) -> String {
    if name.starts_with("x-ms-") {
        return name.to_owned();
    }
    let parts = name.split('-').map(|part| {
        let mut letters = part.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    });
    parts.collect::<Vec<_>>().join("-")
}
