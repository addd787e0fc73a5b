//! What tenantry is in a tenant: its token, its app, its rights.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::domain::{ClientId, ObjectId, TenantId};

/// What the access token says of itself. Hints only: permissions newer than the token are missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The tenant that issued the token (`tid`).
    pub tenant: TenantId,
    /// The app that the token is for (`appid`).
    pub client_id: ClientId,
    /// The app's service principal (`oid`), where the token names it.
    pub principal: Option<ObjectId>,
    /// Application permissions (`roles`).
    pub permissions: BTreeSet<String>,
}

/// The tenant's organization object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObservedOrganization {
    /// The directory's GUID.
    pub id: TenantId,
    /// The customer's name as it stands there.
    pub display_name: String,
    /// Whether Microsoft Entra ID P1 is licensed.
    pub has_p1: bool,
    /// Whether Microsoft Entra ID P2 or ID Governance is licensed.
    pub has_p2: bool,
}

/// The service principal of the app that tenantry runs as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObservedServicePrincipal {
    /// Its object id, to which directory roles are assigned.
    pub id: ObjectId,
    /// The app's name.
    pub display_name: String,
    /// Whether it may sign in.
    pub enabled: bool,
}

/// The app registration that tenantry runs as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObservedApplication {
    /// Its object id.
    pub id: ObjectId,
    /// Its secrets and certificates.
    pub credentials: Vec<ObservedCredential>,
}

/// One credential of an app registration, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObservedCredential {
    /// `client secret` or `certificate`.
    pub kind: &'static str,
    /// The name that a person gave it.
    pub display_name: String,
    /// When it ends.
    pub end: Option<Timestamp>,
}

/// Why a tenant could not be entered at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Which kind of failure.
    pub kind: RefusalKind,
    /// What happened, as a lower-case fragment.
    pub message: String,
    /// What to do.
    pub help: String,
    /// The error's code (`AADSTS7000215`, say), where there was one.
    pub code: Option<String>,
    /// The request-id or trace id, where there was one.
    pub request_id: Option<String>,
}

/// The kinds of failure to enter a tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub enum RefusalKind {
    /// No token could be had: missing or refused credential.
    SignIn,
    /// The token or the organization is another tenant's (G011).
    WrongTenant,
    /// Graph did not answer, or not usably.
    Unreachable,
}
