//! `application`, `servicePrincipal` and their kin.

use jiff::Timestamp;
use serde::Deserialize;

use crate::domain::ObjectId;

/// `servicePrincipal`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::graph) struct ServicePrincipal {
    pub(in crate::graph) id: ObjectId,
    pub(in crate::graph) display_name: Option<String>,
    pub(in crate::graph) account_enabled: Option<bool>,
}

/// `appRoleAssignment`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::graph) struct AppRoleAssignment {
    pub(in crate::graph) app_role_id: String,
}

/// `application`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::graph) struct Application {
    pub(in crate::graph) id: ObjectId,
    #[serde(default)]
    pub(in crate::graph) password_credentials: Vec<PasswordCredential>,
    #[serde(default)]
    pub(in crate::graph) key_credentials: Vec<KeyCredential>,
}

/// `passwordCredential`; its secret is never in an answer.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::graph) struct PasswordCredential {
    pub(in crate::graph) display_name: Option<String>,
    pub(in crate::graph) end_date_time: Option<Timestamp>,
}

/// `keyCredential`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::graph) struct KeyCredential {
    pub(in crate::graph) display_name: Option<String>,
    pub(in crate::graph) end_date_time: Option<Timestamp>,
}

/// `extensionProperty`.
#[derive(Debug, Deserialize)]
pub(in crate::graph) struct ExtensionProperty {
    pub(in crate::graph) name: String,
}
