//! Where the audit trail of a command is.

use std::{collections::BTreeMap, path::Path};

use super::{Failure, ui::Ui, world::prepare};
use crate::{
    audit::{Actor, AuditError, Sink, remembered},
    desired::DesiredAudit,
    domain::{Address, ObjectId, TenantId},
    run::Auditing,
};

/// The trail of a configuration that names none, below `.tenantry/`.
const DEFAULT: &str = "audit";
/// The trail of what is done to the embedded tenants, which is nobody's business elsewhere.
const SANDBOX: &str = "audit-sandbox";
/// What the trail did not take, below `.tenantry/`.
const BACKLOG: &str = "audit-backlog";

/// Opens the audit trail: the one that the configuration names, else one below `.tenantry/`.
///
/// # Errors
///
/// Fails where it cannot be opened.
pub(super) fn sink(
    directory: &Path,
    declared: Option<&DesiredAudit>,
    sandbox: bool,
) -> Result<Sink, Failure> {
    match declared {
        Some(audit) if !sandbox => {
            Sink::open(&audit.url, directory).map_err(|error| failed(&error))
        }
        _ => {
            let folder = prepare(directory)?;
            Ok(Sink::in_folder(&folder.join(if sandbox { SANDBOX } else { DEFAULT })))
        }
    }
}

/// Returns where the events of a run go and who acts.
///
/// # Errors
///
/// Fails where the trail cannot be opened.
pub(super) fn auditing(
    directory: &Path,
    declared: Option<&DesiredAudit>,
    sandbox: bool,
) -> Result<Auditing, Failure> {
    Ok(Auditing {
        sink: sink(directory, declared, sandbox)?,
        spare: Sink::in_folder(&prepare(directory)?.join(BACKLOG)),
        actor: Actor::from_environment(&|name| std::env::var(name).ok()),
        reason: None,
    })
}

/// Returns the accounts that the trail remembers as made by tenantry, and whether that is all of
/// them. Where the trail cannot be read that is said: then a marker that somebody took away is
/// noticed by its account's name alone.
pub(super) async fn memory(
    sink: &Sink,
    tenants: impl Iterator<Item = TenantId>,
    ui: Ui,
) -> (BTreeMap<TenantId, BTreeMap<ObjectId, Address>>, bool) {
    let mut all = BTreeMap::new();
    for tenant in tenants {
        match remembered(sink, tenant).await {
            Ok(memory) if memory.accounts.is_empty() => {}
            Ok(memory) => drop(all.insert(tenant, memory.accounts)),
            Err(error) => {
                ui.warn(&format!("the audit trail cannot be read: {error}"));
                ui.hint("accounts whose marker was taken away are not recognised in this run");
                return (all, false);
            }
        }
    }
    (all, true)
}

/// Says that events are missing in the trail.
pub(super) fn unaudited(why: &str, ui: Ui) {
    ui.warn(&format!("events are missing in the audit trail: {why}"));
    ui.hint("what goes on without it is kept in .tenantry/audit-backlog; nothing else was sent");
}

fn failed(error: &AuditError) -> Failure {
    Failure::error(format!("the audit trail: {error}"))
}
