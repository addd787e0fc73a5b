//! Where the audit trail of a command is.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use super::{Failure, ui::Ui, world::place};
use crate::{
    audit::{Actor, AuditError, Sink, recorded_tenants, remembered},
    desired::DesiredAudit,
    domain::{Address, ObjectId, TenantId, counted},
    run::Auditing,
};

/// How many tenants' troubles are told.
const FEW: usize = 3;
/// The trail of a configuration that names none, below `.tenantry/`.
const DEFAULT: &str = "audit";
/// The trail of what is done to the embedded tenants, which is nobody's business elsewhere.
const SANDBOX: &str = "audit-sandbox";
/// What the trail did not take, below `.tenantry/`.
const BACKLOG: &str = "audit-backlog";
/// What the trail of the embedded tenants did not take.
const SANDBOX_BACKLOG: &str = "audit-backlog-sandbox";

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
            let folder = place(directory);
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
        spare: Sink::in_folder(&place(directory).join(if sandbox {
            SANDBOX_BACKLOG
        } else {
            BACKLOG
        })),
        actor: Actor::from_environment(&|name| std::env::var(name).ok()),
        reason: None,
    })
}

/// What follows where the trail does not tell everything.
const FORGOTTEN: &str = "accounts whose marker was taken away may not be recognised in this run";

/// Returns the accounts that the trail remembers as made by tenantry, and whether that is all of
/// them. Where the trail of a tenant cannot be read, or is damaged, that is said: then a marker
/// that somebody took away is noticed by its account's name alone.
async fn memory(
    sink: &Sink,
    tenants: impl Iterator<Item = TenantId>,
    ui: Ui,
) -> (BTreeMap<TenantId, BTreeMap<ObjectId, Address>>, bool) {
    let (mut all, mut troubles) = (BTreeMap::new(), Vec::new());
    for tenant in tenants {
        match remembered(sink, tenant).await {
            Ok(memory) => {
                if let Some(first) = memory.problems.first() {
                    troubles.push(format!("the audit trail of {tenant} is damaged: {first}"));
                }
                if !memory.accounts.is_empty() {
                    all.insert(tenant, memory.accounts);
                }
            }
            Err(error) => troubles.push(format!("the audit trail cannot be read: {error}")),
        }
    }
    for trouble in troubles.iter().take(FEW) {
        ui.warn(trouble);
    }
    if let Some(more) = troubles.len().checked_sub(FEW).filter(|more| *more > 0) {
        ui.warn(&format!("there is trouble with the trail of {}", counted(more, "more tenant")));
    }
    if !troubles.is_empty() {
        ui.hint(&format!("{FORGOTTEN}; `tenantry audit verify` says what is wrong"));
    }
    (all, troubles.is_empty())
}

/// Looks in the trail for JIT accounts of tenants that no file declares any more: nobody can reach
/// those, so that access there is not ended. Returns whether there are certainly none, and says
/// which.
async fn none_elsewhere(sink: &Sink, declared: &BTreeSet<TenantId>, ui: Ui) -> bool {
    let recorded = match recorded_tenants(sink).await {
        Ok(recorded) => recorded,
        Err(error) => {
            ui.warn(&format!("the audit trail cannot be read: {error}"));
            return false;
        }
    };
    let mut told = Vec::new();
    for tenant in recorded.difference(declared) {
        let unknown = match remembered(sink, *tenant).await {
            Err(error) => Some(error.to_string()),
            Ok(memory) => {
                let jit = |address: &&Address| matches!(address, Address::Jit(_));
                match memory.accounts.values().filter(jit).count() {
                    0 => memory.problems.first().map(|first| format!("it is damaged: {first}")),
                    accounts => {
                        Some(format!("it remembers {} of ours", counted(accounts, "account")))
                    }
                }
            }
        };
        told.extend(unknown.map(|why| {
            format!(
                "no file declares tenant {tenant}, so no access is ended there; of its trail: {why}"
            )
        }));
    }
    for text in &told {
        ui.warn(text);
    }
    if !told.is_empty() {
        ui.hint("put its file back with `state: offboarding` and apply, before it is removed");
    }
    told.is_empty()
}

/// What a command asks the trail for.
#[derive(Clone, Copy)]
pub(super) struct Recall {
    /// Whether it could be read where the trail is.
    pub(super) knows_trail: bool,
    /// Whether the command is about every tenant in which access may have to end.
    pub(super) everywhere: bool,
}

/// Asks the trail for the accounts that it remembers in the `selected` tenants and, where `all` that
/// are declared are given, for those of others; the second value is false where access may be
/// missed. `known` tells whether it is the declared trail.
pub(super) async fn recall(
    sink: &Sink,
    (selected, all): (Vec<TenantId>, Option<BTreeSet<TenantId>>),
    known: bool,
    ui: Ui,
) -> (BTreeMap<TenantId, BTreeMap<ObjectId, Address>>, bool) {
    let (remembered, mut complete) = memory(sink, selected.into_iter(), ui).await;
    if !known {
        ui.warn("`audit` in tenantry.yaml cannot be read: the trail is not the declared one");
        ui.hint(FORGOTTEN);
        complete = false;
    }
    if let Some(all) = all {
        complete &= none_elsewhere(sink, &all, ui).await;
    }
    (remembered, complete)
}

/// Says that events are missing in the trail.
pub(super) fn unaudited(why: &str, ui: Ui) {
    ui.warn(&format!("events are missing in the audit trail: {why}"));
    ui.hint(
        "what could be kept of them is in `.tenantry`, in the folder whose name begins with \
         audit-backlog; without a trail nothing that gives access is begun",
    );
}

fn failed(error: &AuditError) -> Failure {
    Failure::error(format!("the audit trail: {error}"))
}
