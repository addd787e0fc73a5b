//! A saved plan as text: put back into the plan it was made of, as far as it holds that.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::page::plan_text;
use crate::{
    domain::{Address, TenantName},
    observed::ReadSummary,
    plan::{
        Blocks, Change, Diagnostic, GuardVerdict, LookAlike, Orphan, Plan, PlannedTenant,
        Scheduled,
        file::{
            DocumentChange, DocumentDiagnostic, DocumentGuard, DocumentSource, DocumentTenant,
            PlanDocument,
        },
    },
    render::{
        Palette, Tone,
        layout::hanging,
        moment::{clock, distance},
    },
    source::{Origin, Place, Span},
};

/// Renders a saved plan as text, and says so where it is not valid any more at `now`. What names nothing that this version knows is left out: a newer
/// minor version may have added kinds of things.
#[must_use]
pub fn document_text(document: &PlanDocument, now: Timestamp, palette: Palette) -> String {
    let mut out = plan_text(&plan(document), palette);
    if now > document.valid_until {
        let until = document.valid_until;
        let text = format!(
            "it was valid until {} ({}), and apply refuses it. Plan again.",
            clock(until, now),
            distance(until, now)
        );
        out.push_str(&hanging(&palette.paint(Tone::Bad, "Expired: "), 9, &text, palette));
    }
    out
}

fn plan(document: &PlanDocument) -> Plan {
    let mut tenants: BTreeMap<TenantName, PlannedTenant> = BTreeMap::new();
    for found in &document.tenants {
        if let Some(planned) = tenant(found, document) {
            tenants.insert(planned.tenant.clone(), planned);
        }
    }
    for found in &document.changes {
        put(&mut tenants, &found.address, |tenant, address| {
            tenant.changes.push(change(found, address));
        });
    }
    for found in &document.unmanaged {
        put(&mut tenants, &found.address, |tenant, address| {
            let object_id = found.object_id.parse().ok();
            let (message, look_alike) = (found.message.clone(), found.look_alike);
            let made =
                object_id.map(|object_id| LookAlike { address, object_id, message, look_alike });
            tenant.unmanaged.extend(made);
        });
    }
    for found in &document.orphans {
        put(&mut tenants, &found.address, |tenant, address| {
            let object_id = found.object_id.parse().ok();
            let name = found.name.clone();
            tenant.orphans.extend(object_id.map(|object_id| Orphan { address, object_id, name }));
        });
    }
    for found in &document.scheduled {
        put(&mut tenants, &found.address, |tenant, address| {
            tenant.scheduled.push(Scheduled {
                address,
                at: found.at,
                action: found.action.clone(),
            });
        });
    }
    for found in &document.diagnostics {
        put(&mut tenants, &found.address, |tenant, address| {
            tenant.diagnostics.push(diagnostic(found, address));
        });
    }
    Plan {
        evaluated_at: document.evaluated_at,
        tenants: tenants.into_values().collect(),
        guards: document.guards.iter().map(guard).collect(),
    }
}

/// Hands what stands at `TENANT/ADDRESS` to its tenant.
fn put(
    tenants: &mut BTreeMap<TenantName, PlannedTenant>,
    address: &str,
    add: impl FnOnce(&mut PlannedTenant, Address),
) {
    let Some((tenant, address)) = address.split_once('/') else { return };
    let tenant = tenant.parse::<TenantName>().ok().and_then(|name| tenants.get_mut(&name));
    if let (Some(tenant), Ok(address)) = (tenant, address.parse()) {
        add(tenant, address);
    }
}

fn tenant(found: &DocumentTenant, document: &PlanDocument) -> Option<PlannedTenant> {
    Some(PlannedTenant {
        tenant: found.tenant.parse().ok()?,
        tenant_id: found.tenant_id.parse().ok()?,
        origin: Origin::at(place(
            &found.file.clone().unwrap_or_else(|| file(&found.tenant, document)),
            1,
            1,
        )),
        refusal: None,
        reads: found.reads.iter().map(ReadSummary::clone).collect(),
        changes: Vec::new(),
        unchanged: found.unchanged,
        access_ends_by: found.access_ends_by,
        unmanaged: Vec::new(),
        orphans: Vec::new(),
        scheduled: Vec::new(),
        guards: Vec::new(),
        diagnostics: Vec::new(),
    })
}

/// Finds the file of a tenant in whatever is said of it, in a plan that does not name it; empty where nothing names one.
fn file(tenant: &str, document: &PlanDocument) -> String {
    let own = |address: &str| address.split_once('/').is_some_and(|(name, _)| name == tenant);
    let changes = document.changes.iter().filter(|change| own(&change.address));
    let of_changes = changes.filter_map(|change| Some(change.source.as_ref()?.file.as_str()));
    let remarks = document.diagnostics.iter().filter(|remark| own(&remark.address));
    let of_remarks = remarks.filter_map(|remark| remark.file.as_deref());
    let mut files = of_changes.chain(of_remarks);
    files.find(|file| file.contains('/')).unwrap_or_default().to_owned()
}

fn change(found: &DocumentChange, address: Address) -> Change {
    Change {
        address,
        object_id: found.object_id.as_deref().and_then(|id| id.parse().ok()),
        action: found.actions.first().copied().unwrap_or(crate::plan::ChangeAction::Update),
        cause: found.cause,
        reason: found.reason,
        risk: found.risk,
        attributes: found.attributes.clone(),
        write_only: found.write_only.iter().map(|path| kept(path)).collect(),
        depends_on: std::collections::BTreeSet::new(),
        origin: found.source.as_ref().map(origin),
        steps: Vec::new(),
        ends_access: found.ends_access,
        raises_privilege: found.raises_privilege,
        removals: 0,
        unproved: None,
        pending_until: None,
        grant: None,
    }
}

fn origin(source: &DocumentSource) -> Origin {
    Origin {
        place: place(&source.file, source.line, source.column),
        via: source.via.iter().map(|via| place(&via.file, via.line, 1)).collect(),
    }
}

fn place(file: &str, line: u32, column: u32) -> Place {
    Place { file: file.into(), line, column, span: Span::default() }
}

fn guard(found: &DocumentGuard) -> GuardVerdict {
    GuardVerdict {
        id: found.id,
        status: found.status,
        tenant: found.tenant.as_deref().and_then(|name| name.parse().ok()),
        observed: found.observed,
        limit: found.limit,
        message: found.message.clone(),
        blocks: Blocks::Nothing,
    }
}

fn diagnostic(found: &DocumentDiagnostic, address: Address) -> Diagnostic {
    let line = found.line.unwrap_or(1);
    Diagnostic {
        severity: found.severity,
        code: kept(&found.code),
        address,
        message: found.message.clone(),
        help: found.help.clone(),
        origin: found.file.as_deref().map(|file| Origin::at(place(file, line, 1))),
    }
}

/// Keeps a text for the rest of the process: a plan's own codes are part of the program, and a
/// process shows one saved plan.
fn kept(text: &str) -> &'static str {
    text.to_owned().leak()
}
