//! What a `$batch` body may say.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::sandbox::server::read_target;

/// How many requests one batch may hold.
pub(super) const MOST: usize = 20;

/// What Graph says of any batch that is not built as it should be.
pub(super) const INVALID: &str = "Invalid batch payload format.";

/// One request of a batch.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Item {
    /// What its answer is called.
    pub(super) id: String,
    /// Its method.
    pub(super) method: String,
    /// Its path behind the version.
    pub(super) path: String,
    /// Its query.
    pub(super) query: Vec<(String, String)>,
    /// Its headers; names in lower case.
    pub(super) headers: BTreeMap<String, String>,
    /// Its body.
    pub(super) body: Option<Value>,
    /// Items that must have succeeded before.
    pub(super) depends_on: Vec<String>,
}

/// Reads a batch; the error is Graph's message for the 400 that answers the whole batch.
pub(super) fn read(body: Option<&Value>) -> Result<Vec<Item>, String> {
    let requests = body.and_then(|body| body.get("requests")).and_then(Value::as_array);
    let requests = requests.filter(|requests| !requests.is_empty()).ok_or(INVALID)?;
    if requests.len() > MOST {
        return Err(format!("Number of batch request steps exceeds the maximum value of {MOST}."));
    }
    let items: Vec<Item> = requests.iter().map(item).collect::<Result<_, _>>()?;
    let ids: BTreeSet<String> = items.iter().map(|item| item.id.to_lowercase()).collect();
    let is_known = |id: &String| ids.contains(&id.to_lowercase());
    let leads_nowhere = items.iter().any(|item| !item.depends_on.iter().all(is_known));
    if ids.len() != items.len() || leads_nowhere {
        return Err(INVALID.to_owned());
    }
    in_order(items)
}

fn item(request: &Value) -> Result<Item, String> {
    let text = |name: &str| request.get(name).and_then(Value::as_str).filter(|it| !it.is_empty());
    let id = text("id").ok_or(INVALID)?.to_owned();
    let method = text("method").ok_or(INVALID)?.to_uppercase();
    if !matches!(method.as_str(), "GET" | "POST" | "PATCH" | "PUT" | "DELETE") {
        return Err(INVALID.to_owned());
    }
    let (path, query) = relative(text("url").ok_or(INVALID)?).ok_or(INVALID)?;
    let headers = headers(request.get("headers"))?;
    let body = request.get("body").filter(|body| !body.is_null()).cloned();
    if body.is_some() && !headers.contains_key("content-type") {
        return Err(format!(
            "Write request id : {id} does not contain Content-Type header or body."
        ));
    }
    let depends_on = match request.get("dependsOn") {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(ids)) => {
            let ids = ids.iter().map(|id| id.as_str().map(str::to_owned));
            ids.collect::<Option<_>>().ok_or(INVALID)?
        }
        Some(_) => return Err(INVALID.to_owned()),
    };
    Ok(Item { id, method, path, query, headers, body, depends_on })
}

/// Reads a relative URL; an absolute one and a nested batch are refused.
fn relative(url: &str) -> Option<(String, Vec<(String, String)>)> {
    let (path, query) = match url.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (url, None),
    };
    if path.contains("://") || path.starts_with("//") {
        return None;
    }
    let (path, query) = read_target(path, query);
    (!path.eq_ignore_ascii_case("/$batch")).then_some((path, query))
}

fn headers(value: Option<&Value>) -> Result<BTreeMap<String, String>, String> {
    match value {
        None | Some(Value::Null) => Ok(BTreeMap::new()),
        Some(Value::Object(map)) => map
            .iter()
            .map(|(name, value)| Some((name.to_lowercase(), value.as_str()?.to_owned())))
            .collect::<Option<_>>()
            .ok_or_else(|| INVALID.to_owned()),
        Some(_) => Err(INVALID.to_owned()),
    }
}

/// Orders items so that each comes after those it depends on; a circle is refused.
fn in_order(items: Vec<Item>) -> Result<Vec<Item>, String> {
    let mut left = items;
    let mut done: BTreeSet<String> = BTreeSet::new();
    let mut ordered = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let is_ready =
            |item: &Item| item.depends_on.iter().all(|id| done.contains(&id.to_lowercase()));
        let Some(at) = left.iter().position(is_ready) else { return Err(INVALID.to_owned()) };
        let item = left.remove(at);
        done.insert(item.id.to_lowercase());
        ordered.push(item);
    }
    Ok(ordered)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn batch(requests: &Value) -> Result<Vec<String>, String> {
        let items = read(Some(&json!({ "requests": requests })))?;
        Ok(items.into_iter().map(|item| item.id).collect())
    }

    #[test]
    fn what_graph_refuses_is_refused() {
        let many: Vec<Value> = (0..21)
            .map(|number| json!({ "id": number.to_string(), "method": "GET", "url": "/users" }))
            .collect();
        for (requests, expected) in [
            (json!([]), INVALID),
            (json!({}), INVALID),
            (json!(many), "Number of batch request steps exceeds the maximum value of 20."),
            (json!([{ "id": 1, "method": "GET", "url": "/users" }]), INVALID),
            (json!([{ "id": "1", "method": "HEAD", "url": "/users" }]), INVALID),
            (json!([{ "id": "1", "method": "GET", "url": "https://a/v1.0/users" }]), INVALID),
            (json!([{ "id": "1", "method": "POST", "url": "/$batch" }]), INVALID),
            (json!([{ "id": "1", "method": "POST", "url": "/%24batch" }]), INVALID),
            (
                json!([{ "id": "a", "method": "GET", "url": "/users" },
                    { "id": "A", "method": "GET", "url": "/users" }]),
                INVALID,
            ),
            (json!([{ "id": "1", "method": "GET", "url": "/users", "dependsOn": ["2"] }]), INVALID),
            (json!([{ "id": "1", "method": "GET", "url": "/users", "dependsOn": "2" }]), INVALID),
            (
                json!([{ "id": "1", "method": "GET", "url": "/users", "dependsOn": ["2"] },
                    { "id": "2", "method": "GET", "url": "/users", "dependsOn": ["1"] }]),
                INVALID,
            ),
            (
                json!([{ "id": "7", "method": "POST", "url": "/users", "body": {} }]),
                "Write request id : 7 does not contain Content-Type header or body.",
            ),
        ] {
            assert_eq!(batch(&requests), Err(expected.to_owned()), "{requests}");
        }
        assert_eq!(read(None), Err(INVALID.to_owned()));
    }

    #[test]
    fn items_come_after_those_they_depend_on() {
        let requests = json!([
            { "id": "b", "method": "GET", "url": "/users", "dependsOn": ["a"] },
            { "id": "a", "method": "get", "url": "users?$select=id" },
            { "id": "c", "method": "GET", "url": "/users", "depends_on": ["zzz"] },
        ]);
        assert_eq!(batch(&requests), Ok(["a", "b", "c"].map(str::to_owned).to_vec()));
        let items = read(Some(&json!({ "requests": requests }))).unwrap();
        assert_eq!((items[0].method.as_str(), items[0].path.as_str()), ("GET", "/users"));
        assert_eq!(items[0].query, [("$select".to_owned(), "id".to_owned())]);
    }
}
