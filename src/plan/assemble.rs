//! A plan for many tenants, of the plans for each.

use super::{Context, Plan, PlannedTenant, guard};

/// Puts the tenants' plans together in the order of their names, and lets the guard over the whole
/// run (G004) speak.
#[must_use]
pub fn assemble(context: &Context<'_>, mut tenants: Vec<PlannedTenant>) -> Plan {
    tenants.sort_by(|a, b| a.tenant.cmp(&b.tenant));
    let verdict = guard::evaluate_fleet(context, &mut tenants);
    Plan { evaluated_at: context.now, tenants, guards: vec![verdict] }
}
