//! From a plan to its document.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    ActionCounts, CauseCounts, DocumentChange, DocumentDiagnostic, DocumentGuard,
    DocumentLookAlike, DocumentOrphan, DocumentPlace, DocumentScheduled, DocumentSource,
    DocumentTenant, PlanDocument, SourceState, Summary, TenantCounts, digest::digest, gives::gives,
    group_key::group_key, preconditions::preconditions, validity::valid_until,
};
use crate::{
    domain::{Address, TenantName},
    plan::{
        Cause, Change, ChangeAction, Diagnostic, DocumentGrant, GuardVerdict, Kind, Plan,
        PlannedTenant, TenantStatus,
    },
    source::Origin,
};

/// The name and version of the format.
pub(super) const FORMAT: &str = "tenantry.plan";
/// The version that is written.
pub(super) const VERSION: &str = "1.0";

/// What a plan itself does not know and its document says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta {
    /// The version of tenantry.
    pub tool_version: String,
    /// When the document is written.
    pub created_at: Timestamp,
    /// The configuration.
    pub source: SourceState,
    /// HTTP requests so far.
    pub requests: RequestCounts,
}

/// HTTP requests, counted at the transport.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequestCounts {
    /// To the sign-in service.
    pub token: u64,
    /// To Microsoft Graph.
    pub graph: u64,
}

impl PlanDocument {
    /// Makes the document of a plan.
    #[must_use]
    pub fn of(plan: &Plan, meta: &Meta) -> Self {
        let (valid_until, valid_until_reason) = valid_until(plan);
        let tenants = || plan.tenants.iter();
        let own = tenants().flat_map(|tenant| &tenant.guards);
        let mut document = Self {
            format: FORMAT.to_owned(),
            format_version: VERSION.to_owned(),
            tool_version: meta.tool_version.clone(),
            created_at: meta.created_at,
            evaluated_at: plan.evaluated_at,
            valid_until,
            valid_until_reason,
            complete: plan.is_complete(),
            source: meta.source.clone(),
            summary: summary(plan, meta),
            tenants: tenants().map(tenant).collect(),
            changes: tenants()
                .flat_map(|tenant| tenant.changes.iter().map(|found| change(&tenant.tenant, found)))
                .collect(),
            unmanaged: tenants().flat_map(look_alikes).collect(),
            orphans: tenants().flat_map(orphans).collect(),
            scheduled: tenants().flat_map(scheduled).collect(),
            guards: own.chain(&plan.guards).map(guard).collect(),
            diagnostics: tenants()
                .flat_map(|tenant| tenant.diagnostics.iter().map(|one| diagnostic(tenant, one)))
                .collect(),
            digest: String::new(),
        };
        document.digest = document.computed_digest();
        document
    }

    /// Returns the digest that the document should have.
    #[must_use]
    pub fn computed_digest(&self) -> String {
        // A document consists of texts, numbers and lists, which always become JSON.
        serde_json::to_value(self).map(|value| digest(&value)).unwrap_or_default()
    }

    /// Returns the canonical text, with a newline at its end.
    #[must_use]
    pub fn canonical_bytes(&self) -> Vec<u8> {
        let value = serde_json::to_value(self).unwrap_or_default();
        let mut text = crate::domain::canonical_json(&value);
        text.push('\n');
        text.into_bytes()
    }
}

impl Plan {
    /// Returns whether every tenant was entered and read completely.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.tenants.iter().all(PlannedTenant::is_complete)
    }
}

/// Makes a change's document, as it would stand in the file.
pub(crate) fn change(tenant: &TenantName, change: &Change) -> DocumentChange {
    DocumentChange {
        address: full(tenant, &change.address),
        kind: Kind::of(&change.address),
        object_id: change.object_id.map(|id| id.to_string()),
        actions: vec![change.action],
        cause: change.cause,
        reason: change.reason,
        risk: change.risk,
        attributes: change.attributes.clone(),
        write_only: change.write_only.iter().map(|path| (*path).to_owned()).collect(),
        preconditions: preconditions(change),
        gives: gives(change),
        depends_on: change.depends_on.iter().map(|address| full(tenant, address)).collect(),
        ends_access: change.ends_access,
        raises_privilege: change.raises_privilege,
        grant: change.grant.as_ref().map(DocumentGrant::from),
        source: change.origin.as_ref().map(source),
        group_key: group_key(change),
    }
}

/// Returns an address with its tenant.
pub(crate) fn full(tenant: &TenantName, address: &Address) -> String {
    format!("{tenant}/{address}")
}

fn source(origin: &Origin) -> DocumentSource {
    let via = origin.via.iter();
    DocumentSource {
        file: origin.place.file.to_string(),
        line: origin.place.line,
        column: origin.place.column,
        via: via.map(|at| DocumentPlace { file: at.file.to_string(), line: at.line }).collect(),
    }
}

fn tenant(found: &PlannedTenant) -> DocumentTenant {
    DocumentTenant {
        tenant: found.tenant.to_string(),
        tenant_id: found.tenant_id.to_string(),
        file: Some(found.origin.place.file.to_string()).filter(|file| !file.is_empty()),
        status: found.status(),
        access_ends_by: found.access_ends_by,
        unchanged: found.unchanged,
        reads: found.reads.clone(),
    }
}

fn look_alikes(tenant: &PlannedTenant) -> impl Iterator<Item = DocumentLookAlike> {
    tenant.unmanaged.iter().map(|found| DocumentLookAlike {
        address: full(&tenant.tenant, &found.address),
        object_id: found.object_id.to_string(),
        message: found.message.clone(),
        look_alike: found.look_alike,
    })
}

fn orphans(tenant: &PlannedTenant) -> impl Iterator<Item = DocumentOrphan> {
    tenant.orphans.iter().map(|found| DocumentOrphan {
        address: full(&tenant.tenant, &found.address),
        object_id: found.object_id.to_string(),
        name: found.name.clone(),
    })
}

fn scheduled(tenant: &PlannedTenant) -> impl Iterator<Item = DocumentScheduled> {
    tenant.scheduled.iter().map(|found| DocumentScheduled {
        address: full(&tenant.tenant, &found.address),
        at: found.at,
        action: found.action.clone(),
    })
}

fn guard(verdict: &GuardVerdict) -> DocumentGuard {
    DocumentGuard {
        id: verdict.id,
        status: verdict.status,
        tenant: verdict.tenant.as_ref().map(ToString::to_string),
        observed: verdict.observed,
        limit: verdict.limit,
        message: verdict.message.clone(),
    }
}

fn diagnostic(tenant: &PlannedTenant, found: &Diagnostic) -> DocumentDiagnostic {
    let place = found.origin.as_ref().map(|origin| &origin.place);
    DocumentDiagnostic {
        severity: found.severity,
        code: found.code.to_owned(),
        address: full(&tenant.tenant, &found.address),
        message: found.message.clone(),
        help: found.help.clone(),
        file: place.map(|place| place.file.to_string()),
        line: place.map(|place| place.line),
        column: place.map(|place| place.column),
    }
}

fn summary(plan: &Plan, meta: &Meta) -> Summary {
    let mut summary = Summary { requests: meta.requests, ..Summary::default() };
    for tenant in &plan.tenants {
        count_tenant(&mut summary.tenants, tenant.status());
        for change in &tenant.changes {
            count_action(&mut summary.actions, change.action);
            count_cause(&mut summary.causes, change.cause);
        }
    }
    summary
}

const fn count_tenant(counts: &mut TenantCounts, status: TenantStatus) {
    counts.selected += 1;
    match status {
        TenantStatus::Changed => counts.changed += 1,
        TenantStatus::Unchanged => counts.unchanged += 1,
        TenantStatus::Unknown => counts.unknown += 1,
        TenantStatus::Blocked => counts.blocked += 1,
    }
}

const fn count_action(counts: &mut ActionCounts, action: ChangeAction) {
    match action {
        ChangeAction::Create => counts.create += 1,
        ChangeAction::Update => counts.update += 1,
        ChangeAction::Delete => counts.delete += 1,
        ChangeAction::Rotate => counts.rotate += 1,
        ChangeAction::Adopt => counts.adopt += 1,
    }
}

const fn count_cause(counts: &mut CauseCounts, cause: Cause) {
    match cause {
        Cause::Config => counts.config += 1,
        Cause::Drift => counts.drift += 1,
        Cause::Schedule => counts.schedule += 1,
    }
}
