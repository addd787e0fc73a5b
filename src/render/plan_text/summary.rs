//! The last lines: how much of everything.

use crate::{
    domain::{counted, grouped},
    observed::ReadState,
    plan::{ChangeAction, Plan, PlannedTenant, TenantStatus},
    render::{Palette, Tone, layout},
};

/// Renders the counts, and says so where the plan is not complete.
pub(super) fn summary(plan: &Plan, palette: Palette) -> String {
    let count = |action| {
        let changes = plan.tenants.iter().flat_map(|tenant| &tenant.changes);
        changes.filter(|change| change.action == action).count()
    };
    let mut parts = Vec::new();
    for (action, word, always) in [
        (ChangeAction::Create, "add", true),
        (ChangeAction::Update, "change", true),
        (ChangeAction::Rotate, "rotate", false),
        (ChangeAction::Adopt, "adopt", false),
        (ChangeAction::Delete, "delete", true),
    ] {
        let number = count(action);
        if always || number > 0 {
            parts.push(format!("{} to {word}", grouped(number)));
        }
    }
    let unchanged = plan.tenants.iter().map(|tenant| tenant.unchanged as usize).sum();
    let unknown = plan.tenants.iter().filter(|tenant| is_unknown(tenant)).count();
    let counts = format!(
        "{}. {} unchanged, {} unknown.",
        parts.join(", "),
        grouped(unchanged),
        grouped(unknown)
    );
    let label = palette.paint(Tone::Heading, "Plan: ");
    let mut out = layout::hanging(&label, 6, &counts, palette);
    if unknown > 0 {
        let of = counted(plan.tenants.len(), "tenant");
        let text = format!(
            "{} of {of} could not be read completely; nothing is derived from what is unknown.",
            grouped(unknown)
        );
        let label = palette.paint(Tone::Bad, "Incomplete: ");
        out.push_str(&layout::hanging(&label, 12, &text, palette));
    }
    let blocked =
        plan.tenants.iter().filter(|tenant| tenant.status() == TenantStatus::Blocked).count();
    if blocked > 0 {
        let text = format!("something is withheld in {}.", counted(blocked, "tenant"));
        let label = palette.paint(Tone::Bad, "Blocked: ");
        out.push_str(&layout::hanging(&label, 9, &text, palette));
    }
    out
}

fn is_unknown(tenant: &PlannedTenant) -> bool {
    tenant.refusal.is_some() || tenant.reads.iter().any(|read| read.state == ReadState::Unknown)
}
