//! A plan's digest, for the journal.

use sha2::{Digest as _, Sha256};

use crate::{apply::describe, plan::Plan};

/// Returns `sha256:…` over everything that the plan would write, in order.
pub(super) fn digest(plan: &Plan) -> String {
    let mut hash = Sha256::new();
    for tenant in &plan.tenants {
        for change in &tenant.changes {
            for step in &change.steps {
                let line = format!(
                    "{}\t{}\t{}\n",
                    tenant.tenant_id,
                    change.address,
                    describe(&step.write)
                );
                hash.update(line.as_bytes());
            }
        }
    }
    let bytes = hash.finalize();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}
