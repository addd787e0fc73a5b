//! Whether a saved plan is about what a run is about.

use std::collections::BTreeMap;

use super::{Allowance, Unusable};
use crate::{
    domain::{TenantId, TenantName},
    plan::file::PlanDocument,
};

/// How many things are named in a message.
const NAMED: usize = 5;

/// Checks that every tenant of a saved plan is among those of a run, by name and id.
///
/// # Errors
///
/// Names those that are not.
pub fn same_tenants(
    saved: &PlanDocument,
    selected: &BTreeMap<TenantName, TenantId>,
) -> Result<(), Unusable> {
    let foreign = saved.tenants.iter().filter_map(|tenant| {
        let (name, id) = (&tenant.tenant, &tenant.tenant_id);
        let found = selected.iter().find(|(selected, _)| selected.as_str() == name);
        match found {
            None => Some(format!("{name} ({id}) is not among those selected here")),
            Some((_, here)) if here.to_string() != *id => {
                Some(format!("{name} is {id} in the plan and {here} here"))
            }
            Some(_) => None,
        }
    });
    let foreign: Vec<String> = foreign.collect();
    if foreign.is_empty() { Ok(()) } else { Err(Unusable::OtherTenants(some(&foreign))) }
}

impl Allowance {
    /// Checks that a saved plan was made of this configuration, or that both lead to the same
    /// changes, one for one: what another configuration does not ask for is not done already.
    ///
    /// # Errors
    ///
    /// Names what differs.
    pub fn same_configuration(&self, saved: &PlanDocument, digest: &str) -> Result<(), Unusable> {
        if saved.source.digest == digest {
            return Ok(());
        }
        let mut differences = Vec::new();
        let held = |name: &TenantName| saved.tenants.iter().any(|it| it.tenant == name.as_str());
        for (name, tenant) in self.tenants.iter().filter(|(name, _)| held(name)) {
            let left = tenant.left.iter();
            differences.extend(left.map(|(address, why)| format!("{name}/{address}: {why}")));
            let gone = tenant.done.iter().chain(&tenant.unknown);
            differences.extend(gone.map(|address| format!("{name}/{address}: it is not due here")));
        }
        if differences.is_empty() {
            return Ok(());
        }
        Err(Unusable::OtherConfiguration {
            made: saved.source.digest.clone(),
            found: digest.to_owned(),
            differences: some(&differences),
        })
    }
}

/// Joins the first few, and counts the others.
fn some(all: &[String]) -> String {
    let text = all.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join("; ");
    match all.len().checked_sub(NAMED) {
        None | Some(0) => text,
        Some(more) => format!("{text}; and {more} more"),
    }
}
