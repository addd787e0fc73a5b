//! What requests to Privileged Identity Management have in common, whether they are about roles or
//! about groups, about what is in force or about what can be activated.

use std::borrow::Cow;

use serde_json::{Map, Value};
use uuid::Uuid;

use super::paper;
use super::reading::named;
use super::subject::{Done, Subject, action};
use super::timing::unsuitable;
use crate::sandbox::directory::collection::{Listing, created, list, one};
use crate::sandbox::directory::context::Context;
use crate::sandbox::directory::failure::Failure;
use crate::sandbox::directory::permission::Needs;
use crate::sandbox::directory::policies::Level;
use crate::sandbox::directory::{body, licences};
use crate::sandbox::odata::EntityType;
use crate::sandbox::store::{Table, Tenant};
use crate::sandbox::wire::Response;

/// A collection of requests.
pub(in super::super) struct Book {
    /// What the requests are about.
    pub(in super::super) level: Level,
    /// Their type.
    pub(in super::super) entity: &'static EntityType,
    /// The path of the collection, without a slash before it.
    pub(in super::super) name: &'static str,
    /// How the rows of the tenant's settings that hold them begin.
    pub(in super::super) prefix: &'static str,
    /// Where the schedules lie that they make.
    pub(in super::super) table: Table,
    /// What anything but an end takes.
    pub(in super::super) grant: Needs,
}

/// A request as it came, with the id that it gets.
pub(in super::super) struct Asked {
    /// The body.
    pub(in super::super) body: Map<String, Value>,
    /// The action, in camel case.
    pub(in super::super) action: &'static str,
    /// The request's id.
    pub(in super::super) id: String,
}

impl Asked {
    /// Tells whether nothing may be kept.
    pub(in super::super) fn is_trial(&self) -> bool {
        self.body.get("isValidationOnly") == Some(&Value::Bool(true))
    }
}

impl Book {
    /// Answers with all requests.
    pub(in super::super) fn list(&self, context: &Context<'_>) -> Result<Response, Failure> {
        licences::require_p2(context.tenant)?;
        let items = paper::all(context, self.prefix).into_iter().map(Cow::Owned).collect();
        list(context, Listing { entity: self.entity, name: self.name.to_owned(), items })
    }

    /// Answers with the request that the path names.
    pub(in super::super) fn get(&self, context: &Context<'_>) -> Result<Response, Failure> {
        licences::require_p2(context.tenant)?;
        let found = named(context, paper::all(context, self.prefix))?;
        one(context, self.entity, self.name, &found)
    }

    /// Reads a request that was posted: who may make it, the licence and the body are right, and
    /// the action is known.
    pub(in super::super) fn read(&self, context: &Context<'_>) -> Result<Asked, Failure> {
        let body = context.body()?;
        let asked = body::text(&body, "action").unwrap_or_default();
        if !asked.eq_ignore_ascii_case("adminRemove") {
            context.require(self.grant)?;
        }
        licences::require_p2(context.tenant)?;
        body::check(context.tenant, self.entity, &body)?;
        let label = self.entity.label;
        let action = action(body::required(&body, "action", label)?, label)?;
        Ok(Asked { body, action, id: Uuid::new_v4().to_string() })
    }

    /// Requires, of what can be activated, somebody who can do so: an app cannot.
    pub(in super::super) fn check_holder(
        &self,
        tenant: &Tenant,
        principal: &str,
    ) -> Result<(), Failure> {
        let is_app = tenant.get(Table::ServicePrincipals, principal).is_some();
        if self.level == Level::Eligibility && is_app { Err(unsuitable()) } else { Ok(()) }
    }

    /// Writes down what was done and answers with it.
    pub(in super::super) fn answer(
        &self,
        context: &mut Context<'_>,
        subject: &Subject,
        (asked, done): (&Asked, &Done),
    ) -> Response {
        let at = (self.prefix, asked.id.as_str());
        let row = paper::write(context, at, subject, (&asked.body, done));
        created(context, self.entity, self.name, &row)
    }
}
