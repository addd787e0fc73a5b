//! What the plan of a grant says.

use super::{Ending, Obstacle};
use crate::{
    desired::DesiredTenant,
    domain::{Address, TechnicianId},
    observed::ObservedTenant,
    plan::{
        Context, Diagnostic, GuardVerdict, Severity, assemble, draft::View, plan_tenant,
        tenant::ends_now, withheld,
    },
};

/// Returns what would end a grant that is opened now; why none would be opened.
pub(super) fn of_grant(
    context: &Context<'_>,
    (desired, observed): (&DesiredTenant, &ObservedTenant),
    technician: &TechnicianId,
) -> Result<Ending, Vec<Obstacle>> {
    let address = Address::Jit(technician.clone());
    let plan = assemble(context, vec![plan_tenant(context, desired, observed)]);
    let [tenant] = plan.tenants.as_slice() else { return Err(Vec::new()) };
    let change = tenant.changes.iter().find(|change| change.address == address);
    let errors = |only: bool| -> Vec<Obstacle> {
        let errors = tenant
            .diagnostics
            .iter()
            .filter(|said| said.severity == Severity::Error && (!only || said.address == address));
        errors.map(said).collect()
    };
    match change.map(|change| (change, &change.grant)) {
        Some((change, Some(grant))) => match withheld(&plan, tenant, change) {
            Some(verdict) => Err(vec![guarded(verdict)]),
            None => Ok(Ending {
                by: grant.ends_by,
                why: grant.engine_reason.clone(),
                credential: grant.credential,
            }),
        },
        Some((_, None)) => Err(vec![leftover()]),
        None => {
            let own = errors(true);
            let all = if own.is_empty() { errors(false) } else { own };
            Err(if all.is_empty() { vec![unread()] } else { all })
        }
    }
}

/// Returns what ends the access that is open now.
pub(super) fn of_open(
    context: &Context<'_>,
    (desired, observed): (&DesiredTenant, &ObservedTenant),
    technician: &TechnicianId,
) -> Option<Ending> {
    let view = View::of(context, desired, observed);
    let users = view.inventory.users.get(&Address::Jit(technician.clone()))?;
    let by = users.iter().map(|user| ends_now(&view, user)).max()?;
    Some(Ending { by, why: None, credential: None })
}

fn said(diagnostic: &Diagnostic) -> Obstacle {
    let message = diagnostic.message.replacen("the grant adhoc-explained is not opened: ", "", 1);
    Obstacle {
        code: diagnostic.code.to_owned(),
        message,
        help: diagnostic.help.clone(),
        origin: diagnostic.origin.clone(),
    }
}

fn guarded(verdict: &GuardVerdict) -> Obstacle {
    Obstacle {
        code: verdict.id.to_string(),
        message: format!("guard {} withholds it: {}", verdict.id, verdict.message),
        help: Some("see docs/guards.md for how it is waived".to_owned()),
        origin: None,
    }
}

fn leftover() -> Obstacle {
    Obstacle {
        code: "explain::left-over".to_owned(),
        message: "her account holds what nobody gave, or an ended grant: that goes first"
            .to_owned(),
        help: Some("run `tenantry sweep` or `tenantry apply`, and ask again".to_owned()),
        origin: None,
    }
}

fn unread() -> Obstacle {
    Obstacle {
        code: "explain::unread".to_owned(),
        message: "what decides could not be read".to_owned(),
        help: Some("`tenantry doctor` says what is missing".to_owned()),
        origin: None,
    }
}
