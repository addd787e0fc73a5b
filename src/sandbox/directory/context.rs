//! What an operation works with.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use super::failure::Failure;
use super::permission::{Needs, are_met};
use crate::sandbox::store::Tenant;
use crate::sandbox::wire::{Caller, Request, Response};

/// One request on one tenant.
pub(super) struct Context<'a> {
    /// The tenant.
    pub(super) tenant: &'a mut Tenant,
    /// Who calls.
    pub(super) caller: &'a Caller,
    /// What was asked.
    pub(super) request: &'a Request,
    /// The service's time.
    pub(super) now: Timestamp,
    /// What the operation's pattern caught.
    pub(super) caught: Vec<String>,
}

impl Context<'_> {
    /// Returns what the pattern's brace number `at` caught.
    pub(super) fn key(&self, at: usize) -> &str {
        self.caught.get(at).map_or("", String::as_str)
    }

    /// Returns the service's root: `https://host/v1.0`.
    pub(super) fn root(&self) -> String {
        format!("{}/{}", self.request.base, self.request.version)
    }

    /// Returns the body, which must be an object.
    pub(super) fn body(&self) -> Result<Map<String, Value>, Failure> {
        match &self.request.body {
            Some(Value::Object(body)) => Ok(body.clone()),
            Some(_) => Err(Failure::new(400, "BadRequest", "Unable to read JSON request payload.")),
            None => Err(Failure::new(400, "BadRequest", "Empty Payload. JSON content expected.")),
        }
    }

    /// Tells whether the caller's permissions meet a need.
    pub(super) fn meets(&self, needs: Needs) -> bool {
        are_met(needs, &self.caller.permissions)
    }

    /// Requires the caller's permissions to meet a need.
    pub(super) fn require(&self, needs: Needs) -> Result<(), Failure> {
        if self.meets(needs) { Ok(()) } else { Err(Failure::denied()) }
    }

    /// Tells whether a header holds a word, such as `create-if-missing` in `Prefer`.
    pub(super) fn has_header(&self, name: &str, word: &str) -> bool {
        self.request.headers.get(name).is_some_and(|value| {
            value.split([',', ';']).any(|part| part.trim().eq_ignore_ascii_case(word))
        })
    }

    /// Returns the service's time as properties hold it, to the second.
    pub(super) fn moment(&self) -> String {
        moment(self.now)
    }

    /// Returns the time before which soft-deleted objects are gone for good: 30 days ago.
    pub(super) fn purged_before(&self) -> Timestamp {
        self.now.saturating_sub(SignedDuration::from_hours(30 * 24)).unwrap_or(Timestamp::MIN)
    }
}

/// Writes a time as properties hold it, to the second.
pub(super) fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Answers without a body.
pub(super) fn no_content() -> Response {
    Response { status: 204, ..Response::default() }
}

/// Answers with a body.
pub(super) fn with_body(status: u16, body: Value) -> Response {
    Response { status, headers: BTreeMap::new(), body: Some(body) }
}
