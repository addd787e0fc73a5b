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
use crate::sandbox::odata::{EntityType, Options, Rules, check, compare, matches};
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
    options
        .expand
        .iter()
        .try_for_each(|expand| expansion::check(entity, expand))?;
    Ok(options)
}

/// Answers with one page of a collection.
pub(super) fn list(context: &Context<'_>, listing: Listing<'_>) -> Result<Response, Failure> {
    let options = options(context, listing.entity)?;
    let Listing {
        entity,
        name,
        items,
    } = listing;
    let items = narrow(context, entity, items, &options)?;
    let total = items.len();
    let start = options
        .skip_token
        .as_deref()
        .map_or(Ok(0), |token| resume(token, &items))?;
    let end = total.min(start + options.top.unwrap_or(PAGE));
    let fields = Fields {
        select: options.select.as_deref(),
        expand: &options.expand,
    };
    let shown: Vec<_> = items[start..end]
        .iter()
        .map(|item| present(context, entity, item, fields))
        .collect();
    let mut body = json!({"@odata.context": metadata(context, &name, &options), "value": shown});
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
    response
        .headers
        .insert("content-type".to_owned(), "text/plain".to_owned());
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
    let fields = Fields {
        select: options.select.as_deref(),
        expand: &options.expand,
    };
    let mut body = present(context, entity, object, fields);
    body["@odata.context"] = json!(format!("{}/$entity", metadata(context, name, &options)));
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
            &Rules {
                is_advanced: options.is_advanced(),
                extension: &extension,
            },
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
    let expanded = options.expand.iter().map(|expand| {
        format!(
            "{}({})",
            expand.name,
            expand.select.as_deref().unwrap_or_default().join(",")
        )
    });
    let chosen: Vec<_> = selected.chain(expanded).collect();
    let root = context.root();
    if chosen.is_empty() {
        format!("{root}/$metadata#{name}")
    } else {
        format!("{root}/$metadata#{name}({})", chosen.join(","))
    }
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
            format!(
                "{}={}",
                utf8_percent_encode(name, QUERY),
                utf8_percent_encode(value, QUERY)
            )
        })
        .chain([format!("$skiptoken={token}")])
        .collect();
    let path = utf8_percent_encode(&context.request.path, PATH);
    format!("{}{path}?{}", context.root(), query.join("&"))
}
