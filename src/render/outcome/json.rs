//! What became of a plan, as JSON.

use serde::Serialize;
use serde_json::{Value, json};

use super::{reasons, tally::Tally};
use crate::{
    apply::{AppliedTenant, StepOutcome},
    observed::{ReadSummary, Refusal},
    plan::{
        Diagnostic, GuardStatus, GuardVerdict, Plan,
        allow::{Allowance, TenantAllowance},
    },
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
}

/// Renders what became of a plan as JSON: format `tenantry.outcome`, version 1.0. A new minor
/// version only adds.
#[must_use]
pub fn outcome_json(
    plan: &Plan,
    applied: &[AppliedTenant],
    allowance: Option<&Allowance>,
) -> String {
    let tenants = plan.tenants.iter().map(|tenant| {
        let done = applied.iter().find(|applied| applied.tenant == tenant.tenant);
        let changes = done.into_iter().flat_map(|done| &done.changes);
        let allowed = allowance.and_then(|allowance| allowance.tenants.get(&tenant.tenant));
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
            changes: changes
                .map(|change| Change {
                    address: format!("{}/{}", tenant.tenant, change.address),
                    outcome: change.outcome,
                    message: &change.message,
                })
                .collect(),
            saved_plan: allowed.map(saved_plan),
        }
    });
    let of_tenants = plan.tenants.iter().flat_map(|tenant| &tenant.guards);
    let guards = of_tenants.chain(&plan.guards).filter(|it| it.status != GuardStatus::Pass);
    let document = json!({
        "format": "tenantry.outcome",
        "formatVersion": "1.0",
        "toolVersion": env!("CARGO_PKG_VERSION"),
        "summary": Tally::of(plan, applied, allowance),
        "tenants": tenants.collect::<Vec<_>>(),
        "guards": guards.map(guard).collect::<Vec<_>>(),
    });
    format!("{document:#}\n")
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
