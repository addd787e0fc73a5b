//! Collections: filtered, ordered, cut into pages. And single objects, since both read the same
//! options.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::context::{Context, with_body};
use super::expansion;
use super::extensions;
use super::failure::Failure;
use super::objects::text;
use super::presentation::{Fields, present};
use crate::sandbox::odata::{EntityType, Expand, Options, Rules, check, compare, matches};
use crate::sandbox::wire::Response;

/// How many objects a page holds unless `$top` says otherwise.
const PAGE: usize = 100;
/// What stays as it is in a link's path.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'$')
    .remove(b'@')
    .remove(b'(')
    .remove(b')')
    .remove(b'=')
    .remove(b'\'')
    .remove(b',');
/// What stays as it is in a link's query.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'$')
    .remove(b',')
    .remove(b'(')
    .remove(b')');

/// A collection before its options are applied.
pub(super) struct Listing<'a> {
    /// The type of its objects.
    pub(super) entity: &'static EntityType,
    /// What follows `$metadata#` in `@odata.context`.
    pub(super) name: String,
    /// The objects, in the order of their ids.
    pub(super) items: Vec<Cow<'a, Value>>,
}

/// Reads the request's options for a type.
fn options(context: &Context<'_>, entity: &'static EntityType) -> Result<Options, Failure> {
    let is_eventual = context.has_header("consistencylevel", "eventual");
    let options = Options::read(&context.request.query, is_eventual, entity)?;
    options.expand.iter().try_for_each(|expand| expansion::check(entity, expand))?;
    Ok(options)
}

/// Answers with one page of a collection.
pub(super) fn list(context: &Context<'_>, listing: Listing<'_>) -> Result<Response, Failure> {
    let options = options(context, listing.entity)?;
    let Listing { entity, name, items } = listing;
    let items = narrow(context, entity, items, &options)?;
    let total = items.len();
    let start = options.skip_token.as_deref().map_or(Ok(0), |token| resume(token, &items))?;
    let end = total.min(start + options.top.unwrap_or(PAGE));
    let fields = Fields { select: options.select.as_deref(), expand: &options.expand };
    let shown: Vec<_> =
        items[start..end].iter().map(|item| present(context, entity, item, fields)).collect();
    let mut body = json!({"@odata.context": metadata(context, &name, &options), "value": shown});
    advise(context, entity, &options, &mut body);
    let counts = options.wants_count && (options.is_eventual || !entity.is_directory_object());
    if counts && options.skip_token.is_none() {
        body["@odata.count"] = json!(total);
    }
    if end < total {
        body["@odata.nextLink"] = json!(next_link(context, end, text(&items[end - 1], "id")));
    }
    Ok(with_body(200, body))
}

/// Answers with the number of a collection's objects.
pub(super) fn count(context: &Context<'_>, listing: Listing<'_>) -> Result<Response, Failure> {
    if !context.has_header("consistencylevel", "eventual") {
        return Err(Failure::bad("$count is not currently supported."));
    }
    let mut options = options(context, listing.entity)?;
    options.wants_count = true;
    let total = narrow(context, listing.entity, listing.items, &options)?.len();
    let mut response = with_body(200, json!(total));
    response.headers.insert("content-type".to_owned(), "text/plain".to_owned());
    Ok(response)
}

/// Answers with one object.
pub(super) fn one(
    context: &Context<'_>,
    entity: &'static EntityType,
    name: &str,
    object: &Value,
) -> Result<Response, Failure> {
    let options = options(context, entity)?;
    if options.filter.is_some() || options.top.is_some() || !options.order.is_empty() {
        return Err(Failure::new(
            400,
            "BadRequest",
            "Query options $filter, $orderby, $count, $skip, and $top can be applied only on collections.",
        ));
    }
    let fields = Fields { select: options.select.as_deref(), expand: &options.expand };
    let mut body = present(context, entity, object, fields);
    body["@odata.context"] = json!(format!("{}/$entity", metadata(context, name, &options)));
    advise(context, entity, &options, &mut body);
    Ok(with_body(200, body))
}

/// Answers for what was just made: its default properties, and where it is.
pub(super) fn created(
    context: &Context<'_>,
    entity: &'static EntityType,
    name: &str,
    object: &Value,
) -> Response {
    let mut body = present(context, entity, object, Fields::DEFAULT);
    body["@odata.context"] = json!(format!("{}/$metadata#{name}/$entity", context.root()));
    let mut response = with_body(201, body);
    let location = format!("{}/{name}/{}", context.root(), text(object, "id"));
    response.headers.insert("location".to_owned(), location);
    response
}

/// Adds the advice that Graph gives whoever reads directory objects without `$select`.
fn advise(context: &Context<'_>, entity: &EntityType, options: &Options, body: &mut Value) {
    if options.select.is_none() && entity.is_directory_object() && context.request.method == "GET" {
        let path = context.request.path.trim_start_matches('/');
        body["@microsoft.graph.tips"] = json!(format!(
            "Use $select to choose only the properties your app needs, as this can lead to performance \
             improvements. For example: GET {path}?$select=<key>,<property>"
        ));
    }
}

/// Applies `$filter`, `$search` and `$orderby`.
fn narrow<'a>(
    context: &Context<'_>,
    entity: &'static EntityType,
    mut items: Vec<Cow<'a, Value>>,
    options: &Options,
) -> Result<Vec<Cow<'a, Value>>, Failure> {
    if let Some(filter) = &options.filter {
        let extension = |name: &str| extensions::kind(context.tenant, name);
        check(
            filter,
            entity,
            &Rules { is_advanced: options.is_advanced(), extension: &extension },
        )?;
        items.retain(|item| matches(filter, item));
    }
    if let Some(search) = &options.search {
        items.retain(|item| search.finds(item));
    }
    if !options.order.is_empty() {
        items.sort_by(|left, right| compare(&options.order, left, right));
    }
    Ok(items)
}

fn metadata(context: &Context<'_>, name: &str, options: &Options) -> String {
    let selected = options.select.iter().flatten().cloned();
    let chosen: Vec<_> = selected.chain(options.expand.iter().map(expanded)).collect();
    let root = context.root();
    if chosen.is_empty() {
        format!("{root}/$metadata#{name}")
    } else {
        format!("{root}/$metadata#{name}({})", chosen.join(","))
    }
}

/// Writes an expansion as `@odata.context` does: `policy(rules())`.
fn expanded(expand: &Expand) -> String {
    let selected = expand.select.iter().flatten().cloned();
    let inside: Vec<_> = selected.chain(expand.expand.iter().map(expanded)).collect();
    format!("{}({})", expand.name, inside.join(","))
}

/// Finds where a page begins: behind the object that ended the last one or, where that is gone, at
/// the same distance from the start.
fn resume(token: &str, items: &[Cow<'_, Value>]) -> Result<usize, Failure> {
    let expired = || {
        Failure::new(
            400,
            "Directory_ExpiredPageToken",
            "The specified page token value has expired or is invalid for the requested resource.",
        )
    };
    let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| expired())?;
    let decoded = String::from_utf8(bytes).map_err(|_| expired())?;
    let (offset, id) = decoded.split_once('|').ok_or_else(expired)?;
    let offset: usize = offset.parse().map_err(|_| expired())?;
    let found = items.iter().position(|item| text(item, "id") == id);
    Ok(found.map_or(offset, |at| at + 1).min(items.len()))
}

fn next_link(context: &Context<'_>, offset: usize, last: &str) -> String {
    let token = URL_SAFE_NO_PAD.encode(format!("{offset}|{last}"));
    let kept = context
        .request
        .query
        .iter()
        .filter(|(name, _)| name.trim_start_matches('$') != "skiptoken");
    let query: Vec<_> = kept
        .map(|(name, value)| {
            format!("{}={}", utf8_percent_encode(name, QUERY), utf8_percent_encode(value, QUERY))
        })
        .chain([format!("$skiptoken={token}")])
        .collect();
    let path = utf8_percent_encode(&context.request.path, PATH);
    format!("{}{path}?{}", context.root(), query.join("&"))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use uuid::Uuid;

    use super::super::trial::{ADMIN, ALICE, MARK, Trial};
    use crate::sandbox::store::Table;

    const EVENTUAL: &[(&str, &str)] = &[("consistencylevel", "eventual")];

    fn crowd(count: u128) -> Trial {
        let mut trial = Trial::new(&["User.Read.All"]);
        for number in 0..count {
            let id = Uuid::from_u128(0x1_0000 + number).to_string();
            let row = json!({"id": id, "displayName": format!("Person {number:03}"), "userPrincipalName": format!("p{number}@trial.example")});
            trial.tenant.put(Table::Users, id, row);
        }
        trial
    }

    fn names(body: &Value) -> Vec<String> {
        let people = body["value"].as_array().unwrap();
        people.iter().map(|person| person["displayName"].as_str().unwrap().to_owned()).collect()
    }

    /// Follows `nextLink` as a client would, from its own host to the end.
    fn walk(trial: &mut Trial, first: &str) -> (Vec<usize>, Vec<String>) {
        let (mut sizes, mut all, mut next) = (Vec::new(), Vec::new(), Some(first.to_owned()));
        while let Some(path) = next {
            let body = trial.read(&path);
            let page = names(&body);
            sizes.push(page.len());
            all.extend(page);
            next = body.get("@odata.nextLink").map(|link| {
                let link = link.as_str().unwrap();
                let path = link.strip_prefix("https://localhost:8443/v1.0").unwrap();
                percent_encoding::percent_decode_str(path).decode_utf8().unwrap().into_owned()
            });
        }
        (sizes, all)
    }

    #[test]
    fn pages_are_walked_to_the_end() {
        let mut trial = crowd(250);
        let (sizes, all) = walk(&mut trial, "/users?$select=displayName");
        assert_eq!(sizes, [100, 100, 52]);
        assert_eq!(all.len(), 252);
        let (sizes, again) = walk(&mut trial, "/users?$select=displayName&$top=999");
        assert_eq!((sizes.len(), again), (1, all));
        let (sizes, filtered) =
            walk(&mut trial, "/users?$filter=startsWith(displayName,'Person 1')&$top=30");
        assert_eq!((sizes, filtered.len()), (vec![30, 30, 30, 10], 100));
    }

    #[test]
    fn a_page_survives_the_loss_of_its_last_object() {
        let mut trial = crowd(10);
        let body = trial.read("/users?$top=4");
        let link = body["@odata.nextLink"].as_str().unwrap().to_owned();
        let last = body["value"][3]["id"].as_str().unwrap().to_owned();
        let path = link.strip_prefix("https://localhost:8443/v1.0").unwrap();
        let before = names(&trial.read(path));
        trial.tenant.remove(Table::Users, &last);
        assert_eq!(names(&trial.read(path)).len(), before.len());
        assert_eq!(trial.ask("GET", "/users?$skiptoken=nonsense", None).status, 400);
    }

    #[test]
    fn default_properties_and_select() {
        let mut trial = Trial::new(&["User.Read.All"]);
        let body = trial.read(&format!("/users/{ALICE}"));
        let shown: Vec<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(
            shown,
            [
                "@microsoft.graph.tips",
                "@odata.context",
                "businessPhones",
                "displayName",
                "givenName",
                "id",
                "jobTitle",
                "mail",
                "mobilePhone",
                "officeLocation",
                "preferredLanguage",
                "surname",
                "userPrincipalName",
            ]
        );
        let body =
            trial.read(&format!("/users/alice@trial.example?$select=id,accountEnabled,{MARK}"));
        assert_eq!(
            body,
            json!({
                "@odata.context": format!("https://localhost:8443/v1.0/$metadata#users(id,accountEnabled,{MARK})/$entity"),
                "id": ALICE,
                "accountEnabled": true,
            })
        );
    }

    #[test]
    fn private_properties_never_show() {
        let mut trial = Trial::new(&["Application.Read.All", "Domain.ReadWrite.All"]);
        trial.tenant.put(
            Table::Domains,
            "new.example",
            json!({"id": "new.example", "isVerified": false, "sandbox.dns": "pending", "supportedServices": [{"sandbox.a": 1, "b": 2}]}),
        );
        for path in ["/applications", "/domains", "/servicePrincipals"] {
            assert!(!trial.read(path).to_string().contains("sandbox."), "{path}");
        }
    }

    #[test]
    fn counts_need_the_header() {
        let mut trial = Trial::new(&["User.Read.All"]);
        let plain = trial.read("/users?$count=true");
        assert_eq!(plain.get("@odata.count"), None);
        let advanced = trial.ask_with("GET", "/users?$count=true", None, EVENTUAL).body.unwrap();
        assert_eq!(advanced["@odata.count"], 2);
        let refused = trial.ask("GET", "/users/$count", None);
        assert_eq!(refused.body.unwrap()["error"]["message"], "$count is not currently supported.");
        let counted = trial.ask_with("GET", "/users/$count", None, EVENTUAL);
        assert_eq!((counted.status, counted.body), (200, Some(json!(2))));
    }

    #[test]
    fn advanced_filters_need_header_and_count() {
        let mut trial = Trial::new(&["User.Read.All"]);
        let filter = "/users?$filter=displayName ne 'alice'";
        assert_eq!(
            trial.verdict("GET", filter, None),
            (400, "Request_UnsupportedQuery".to_owned())
        );
        assert_eq!(trial.ask_with("GET", filter, None, EVENTUAL).status, 400);
        let body =
            trial.ask_with("GET", &format!("{filter}&$count=true"), None, EVENTUAL).body.unwrap();
        assert_eq!(body["value"][0]["id"], ADMIN);
        let ordered = trial.read("/users?$orderby=displayName desc");
        assert_eq!(names(&ordered), ["alice", "admin"]);
        let found = trial
            .ask_with("GET", "/users?$search=\"displayName:ali\"", None, EVENTUAL)
            .body
            .unwrap();
        assert_eq!(names(&found), ["alice"]);
    }

    #[test]
    fn a_marker_is_filtered_only_where_it_is_defined() {
        let mut trial = Trial::new(&["User.Read.All"]);
        let mut alice = trial.tenant.get(Table::Users, ALICE).unwrap().clone();
        alice[MARK] = json!("northwind");
        trial.tenant.put(Table::Users, ALICE, alice);
        let body = trial.read(&format!("/users?$filter={MARK} eq 'northwind'&$select=id,{MARK}"));
        assert_eq!(body["value"], json!([{"id": ALICE, MARK: "northwind"}]));
        let other = MARK.replace("mark", "other");
        let verdict = trial.verdict("GET", &format!("/users?$filter={other} eq 'northwind'"), None);
        assert_eq!(verdict, (400, "Request_UnsupportedQuery".to_owned()));
    }

    #[test]
    fn single_objects_take_no_collection_options() {
        let mut trial = Trial::new(&["User.Read.All"]);
        assert_eq!(trial.ask("GET", &format!("/users/{ALICE}?$top=1"), None).status, 400);
        assert_eq!(trial.ask("GET", &format!("/users/{ALICE}?$select=nonsense"), None).status, 400);
    }
}
