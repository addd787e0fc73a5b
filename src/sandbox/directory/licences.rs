//! What the tenant has bought.

use serde_json::Value;

use super::failure::Failure;
use crate::sandbox::store::{Table, Tenant};

/// Service plan of Microsoft Entra ID P1.
const P1: &str = "41781fb2-bc02-4b7c-bd55-b576c07bb09d";
/// Service plan of Microsoft Entra ID P2.
const P2: &str = "eec0eb4f-6444-4f95-aba0-50c24d67f998";

fn has_plan(tenant: &Tenant, plan: &str) -> bool {
    tenant.rows(Table::Organization).any(|(_, organization)| {
        organization.get("assignedPlans").and_then(Value::as_array).into_iter().flatten().any(
            |assigned| {
                assigned
                    .get("servicePlanId")
                    .and_then(Value::as_str)
                    .is_some_and(|id| id.eq_ignore_ascii_case(plan))
                    && assigned.get("capabilityStatus").and_then(Value::as_str) == Some("Enabled")
            },
        )
    })
}

/// Tells whether the tenant has a licence: by the sandbox's own setting `licences` where there is
/// one, else by the plans that its organization shows.
fn has(tenant: &Tenant, name: &str, plan: &str) -> bool {
    let settings = tenant.get(Table::Settings, "licences");
    settings
        .and_then(|row| row.get(name))
        .and_then(Value::as_bool)
        .unwrap_or_else(|| has_plan(tenant, plan))
}

/// Tells whether the tenant has Entra ID P2.
pub(super) fn has_p2(tenant: &Tenant) -> bool {
    has(tenant, "p2", P2)
}

/// Tells whether the tenant has Entra ID P1, which P2 contains.
pub(super) fn has_p1(tenant: &Tenant) -> bool {
    has(tenant, "p1", P1) || has_p2(tenant)
}

/// Requires what Privileged Identity Management needs.
pub(super) fn require_p2(tenant: &Tenant) -> Result<(), Failure> {
    if has_p2(tenant) {
        return Ok(());
    }
    Err(Failure::new(
        400,
        "AadPremiumLicenseRequired",
        "The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license.",
    ))
}
