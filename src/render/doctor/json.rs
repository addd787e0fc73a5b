//! What `doctor` found, as JSON.

use serde_json::{Value, json};

use super::Examined;
use crate::plan::CheckStatus;

/// Renders what `doctor` found as JSON: format `tenantry.doctor`, version 1.0. A new minor
/// version only adds.
#[must_use]
pub fn doctor_json(tenants: &[Examined]) -> String {
    let count = |status| tenants.iter().map(|tenant| tenant.count(status)).sum::<usize>();
    let document = json!({
        "format": "tenantry.doctor",
        "formatVersion": "1.0",
        "toolVersion": env!("CARGO_PKG_VERSION"),
        "summary": {
            "tenants": tenants.len(),
            "notEntered": tenants.iter().filter(|tenant| tenant.refusal.is_some()).count(),
            "pass": count(CheckStatus::Pass),
            "warn": count(CheckStatus::Warn),
            "fail": count(CheckStatus::Fail),
            "unknown": count(CheckStatus::Unknown),
        },
        "tenants": tenants.iter().map(tenant).collect::<Vec<_>>(),
    });
    format!("{document:#}\n")
}

fn tenant(tenant: &Examined) -> Value {
    let refusal = tenant.refusal.as_ref().map(|refusal| {
        json!({
            "kind": refusal.kind,
            "message": refusal.message,
            "help": refusal.help,
            "code": refusal.code,
            "requestId": refusal.request_id,
        })
    });
    json!({
        "tenant": tenant.tenant,
        "tenantId": tenant.tenant_id,
        "refusal": refusal,
        "checks": tenant.checks,
    })
}
