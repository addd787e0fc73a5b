//! What became of a plan, as JSON.

use serde::Serialize;
use serde_json::{Value, json};

use super::{Delivery, Told, reasons, tally::Tally, told::change_of};
use crate::{
    apply::{ChangeOutcome, Rollback, StepOutcome},
    observed::{ReadSummary, Refusal},
    plan::{Diagnostic, GuardStatus, GuardVerdict, PlannedTenant, allow::TenantAllowance},
};

/// One tenant's outcome.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'a> {
    tenant: &'a str,
    tenant_id: String,
    refusal: Option<Value>,
    /// What could not be read, why, and what to give to Microsoft's support.
    unknown: Vec<Value>,
    /// What is wrong with the tenant or what is declared for it.
    errors: Vec<Value>,
    /// Changes that a guard withheld and that have no outcome, with the guard.
    withheld: Vec<Value>,
    writes: u32,
    changes: Vec<Change<'a>>,
    /// Access that was taken back, since it could not be opened.
    rolled_back: Vec<Value>,
    /// What a saved plan held back; null where none was given.
    saved_plan: Option<Value>,
}

/// One change's outcome.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change<'a> {
    address: String,
    outcome: StepOutcome,
    message: &'a str,
    /// Whether access should have ended, and is not proved to have.
    expiry_failed: bool,
    /// Before when it cannot end, where Entra ID itself says so (RFC 3339, UTC).
    pending_until: Option<String>,
}

/// Renders what became of a plan as JSON: format `tenantry.outcome`, version 1.0. A new minor
/// version only adds.
#[must_use]
pub fn outcome_json(told: &Told<'_>) -> String {
    let plan = told.plan;
    let tenants = plan.tenants.iter().map(|tenant| {
        let done = told.done(tenant);
        let changes = done.into_iter().flat_map(|done| &done.changes);
        let allowed = told.allowance.and_then(|allowance| allowance.tenants.get(&tenant.tenant));
        Entry {
            tenant: tenant.tenant.as_str(),
            tenant_id: tenant.tenant_id.to_string(),
            refusal: tenant.refusal.as_ref().map(refusal),
            unknown: reasons::unknown(tenant).map(unknown).collect(),
            errors: reasons::errors(tenant).map(error).collect(),
            withheld: reasons::held(plan, tenant, done)
                .map(|(change, verdict)| {
                    let address = format!("{}/{}", tenant.tenant, change.address);
                    json!({ "address": address, "guard": verdict.id })
                })
                .collect(),
            writes: done.map_or(0, |done| done.writes),
            changes: changes.map(|outcome| change(tenant, outcome)).collect(),
            rolled_back: told.taken_back(&tenant.tenant).map(rolled_back).collect(),
            saved_plan: allowed.map(saved_plan),
        }
    });
    let of_tenants = plan.tenants.iter().flat_map(|tenant| &tenant.guards);
    let guards = of_tenants.chain(&plan.guards).filter(|it| it.status != GuardStatus::Pass);
    let document = json!({
        "format": "tenantry.outcome",
        "formatVersion": "1.0",
        "toolVersion": env!("CARGO_PKG_VERSION"),
        "summary": Tally::of(told),
        "tenants": tenants.collect::<Vec<_>>(),
        "guards": guards.map(guard).collect::<Vec<_>>(),
        "credentials": told.deliveries.iter().map(credential).collect::<Vec<_>>(),
    });
    format!("{document:#}\n")
}

fn change<'a>(tenant: &PlannedTenant, outcome: &'a ChangeOutcome) -> Change<'a> {
    let ends = change_of(tenant, outcome).is_some_and(|change| change.ends_access);
    Change {
        address: format!("{}/{}", tenant.tenant, outcome.address),
        outcome: outcome.outcome,
        message: &outcome.message,
        expiry_failed: ends && outcome.outcome != StepOutcome::Proved,
        pending_until: outcome.pending_until.map(|until| until.to_string()),
    }
}

fn rolled_back(rollback: &Rollback) -> Value {
    let unended = rollback.end.as_ref().err();
    json!({
        "address": format!("{}/{}", rollback.tenant, rollback.address),
        "failure": rollback.failure,
        "expiryFailed": unended.is_some(),
        "message": unended.map(|unended| &unended.why),
        "pendingUntil": unended.and_then(|unended| unended.pending_until),
    })
}

fn credential(delivery: &Delivery<'_>) -> Value {
    let grant = delivery.grant;
    json!({
        "tenant": delivery.tenant,
        "technician": grant.technician,
        "grant": grant.stamp.id,
        "userPrincipalName": grant.user_principal_name,
        "signInAddress": delivery.portal,
        "deadline": grant.stamp.deadline,
        "endsBy": grant.ends_by,
        "engineReason": grant.engine_reason,
        "sealed": delivery.sealed,
    })
}

fn saved_plan(allowed: &TenantAllowance) -> Value {
    let left = allowed.left.iter().map(|(address, why)| (address.to_string(), json!(why)));
    json!({
        "stale": allowed.stale,
        "left": left.collect::<serde_json::Map<_, _>>(),
        "doneAlready": allowed.done,
        "unknown": allowed.unknown,
        "wasUnknown": allowed.was_unknown,
    })
}

fn refusal(refusal: &Refusal) -> Value {
    json!({
        "kind": refusal.kind,
        "message": refusal.message,
        "help": refusal.help,
        "code": refusal.code,
        "requestId": refusal.request_id,
    })
}

fn unknown(read: &ReadSummary) -> Value {
    json!({ "collection": read.collection, "why": read.why, "requestId": read.request_id })
}

fn error(found: &Diagnostic) -> Value {
    json!({
        "code": found.code,
        "address": found.address.to_string(),
        "message": found.message,
        "help": found.help,
    })
}

fn guard(verdict: &GuardVerdict) -> Value {
    json!({
        "id": verdict.id,
        "status": verdict.status,
        "tenant": verdict.tenant,
        "observed": verdict.observed,
        "limit": verdict.limit,
        "message": verdict.message,
    })
}
