//! Tenants that show exactly the same are shown once.

use std::collections::BTreeMap;

use super::{change, finding};
use crate::{
    plan::{Plan, PlannedTenant},
    render::Palette,
};

/// From how many tenants on the same text is shown once.
const WORTH_FOLDING: usize = 3;

/// What is shown of one tenant, or of several that show the same.
pub(super) struct Block<'a> {
    /// The tenant shown.
    pub(super) first: &'a PlannedTenant,
    /// Everything below its name.
    pub(super) body: String,
    /// The names of the others, in order.
    pub(super) others: Vec<&'a str>,
}

/// Renders every tenant in which there is something to say.
pub(super) fn fold(plan: &Plan, palette: Palette) -> Vec<Block<'_>> {
    // Positions differ between tenants that are the same in every other way.
    let mut alike: BTreeMap<String, Vec<&PlannedTenant>> = BTreeMap::new();
    for tenant in &plan.tenants {
        let key = body(tenant, plan, Palette::new(false), change::Positions::Hidden);
        if !key.is_empty() {
            alike.entry(key).or_default().push(tenant);
        }
    }
    let mut blocks = Vec::new();
    for tenants in alike.into_values() {
        let folds = tenants.len() >= WORTH_FOLDING;
        let shown = if folds { &tenants[..1] } else { &tenants[..] };
        let others = if folds { &tenants[1..] } else { &[] };
        for first in shown {
            blocks.push(Block {
                first,
                body: body(first, plan, palette, change::Positions::Shown),
                others: others.iter().map(|tenant| tenant.tenant.as_str()).collect(),
            });
        }
    }
    blocks.sort_by_key(|block| &block.first.tenant);
    blocks
}

fn body(
    tenant: &PlannedTenant,
    plan: &Plan,
    palette: Palette,
    positions: change::Positions,
) -> String {
    let mut out = finding::refusal(tenant, palette);
    for item in &tenant.changes {
        out.push_str(&change::change(item, palette, positions));
    }
    out.push_str(&finding::findings(tenant, plan.evaluated_at, palette));
    out
}
