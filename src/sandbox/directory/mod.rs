//! The directory's rules: what each operation of Microsoft Graph does to a tenant.

use crate::sandbox::store::Tenant;
use crate::sandbox::wire::{Caller, Request, Response};

/// Answers one Graph request.
pub fn answer(_: &mut Tenant, _: &Caller, _: &Request, _: jiff::Timestamp) -> Response {
    Response {
        status: 404,
        ..Response::default()
    }
}
