//! Stores and the audit sink as written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::source::Spanned;

/// Where sealed credentials go.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StoreSpec {
    /// The address: `file:FOLDER` (relative to tenantry.yaml), `az:ACCOUNT/CONTAINER`, `s3:BUCKET`
    /// or `gs:BUCKET`.
    #[schemars(extend("pattern" = "^(file|az|s3|gs):.+$"))]
    pub url: Spanned<String>,
    /// Public keys (age or ssh-ed25519) that the credentials are sealed to.
    pub recipients: Spanned<Vec<Spanned<String>>>,
}

/// Where events go.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AuditSpec {
    /// The address: `file:FOLDER` (relative to tenantry.yaml), `az:ACCOUNT/CONTAINER`, `s3:BUCKET`
    /// or `gs:BUCKET`.
    #[schemars(extend("pattern" = "^(file|az|s3|gs):.+$"))]
    pub url: Spanned<String>,
}
