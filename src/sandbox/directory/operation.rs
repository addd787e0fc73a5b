//! One operation of the service.

use super::context::Context;
use super::failure::Failure;
use super::permission::Needs;
use crate::sandbox::wire::Response;

/// What a method on a path does and who may ask for it.
pub(super) struct Operation {
    /// The HTTP method.
    pub(super) method: &'static str,
    /// The path's pattern; what stands in braces is caught.
    pub(super) path: &'static str,
    /// The permissions without which nothing is looked at.
    pub(super) needs: Needs,
    /// Does it.
    pub(super) run: fn(&mut Context<'_>) -> Result<Response, Failure>,
}

impl Operation {
    /// Returns what a caller without the permissions is told.
    pub(super) fn refusal(&self) -> Failure {
        if self.path.starts_with("/users/{id}/authentication/") {
            Failure::method_denied()
        } else {
            Failure::denied()
        }
    }
}

/// Describes a `GET`.
pub(super) const fn get(
    path: &'static str,
    needs: Needs,
    run: fn(&mut Context<'_>) -> Result<Response, Failure>,
) -> Operation {
    Operation { method: "GET", path, needs, run }
}

/// Describes a `POST`.
pub(super) const fn post(
    path: &'static str,
    needs: Needs,
    run: fn(&mut Context<'_>) -> Result<Response, Failure>,
) -> Operation {
    Operation { method: "POST", path, needs, run }
}

/// Describes a `PATCH`.
pub(super) const fn patch(
    path: &'static str,
    needs: Needs,
    run: fn(&mut Context<'_>) -> Result<Response, Failure>,
) -> Operation {
    Operation { method: "PATCH", path, needs, run }
}

/// Describes a `DELETE`.
pub(super) const fn delete(
    path: &'static str,
    needs: Needs,
    run: fn(&mut Context<'_>) -> Result<Response, Failure>,
) -> Operation {
    Operation { method: "DELETE", path, needs, run }
}
