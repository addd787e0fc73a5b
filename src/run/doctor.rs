//! `doctor`: checks the connection to every tenant.

use std::sync::Arc;

use super::{Entrance, Event, Observe, Requests, Setup};
use crate::{
    desired::DesiredTenant,
    domain::{TenantId, TenantName},
    fleet::{Ended, OnStop},
    observed::{ObservedTenant, ReadNeeds, Refusal, RefusalKind},
    plan::{self, Check},
};

/// What `doctor` found.
#[derive(Debug, Clone, PartialEq)]
pub struct Examined {
    /// The tenants in the order of their names.
    pub tenants: Vec<ExaminedTenant>,
    /// How many requests were sent.
    pub requests: Requests,
    /// Whether a stop came before every tenant was examined.
    pub interrupted: bool,
}

/// What `doctor` found in one tenant.
#[derive(Debug, Clone, PartialEq)]
pub struct ExaminedTenant {
    /// Its short name.
    pub tenant: TenantName,
    /// Its GUID.
    pub tenant_id: TenantId,
    /// The checks, in the order in which a person would mend them, or why it could not be
    /// entered.
    pub checks: Result<Vec<Check>, Refusal>,
}

/// Enters and reads every selected tenant with the app that `apply` uses, and with the one that
/// `plan` uses where it is another, and checks the connections. Changes nothing.
pub async fn doctor<E: Entrance>(setup: &Setup, entrance: &Arc<E>) -> Examined {
    let names: Vec<TenantName> =
        setup.tenants().into_iter().map(|tenant| tenant.name.clone()).collect();
    let work = |name: TenantName| {
        let (setup, entrance) = (setup.clone(), Arc::clone(entrance));
        async move { examine(&setup, entrance.as_ref(), &name).await }
    };
    let ends = setup.fleet.each(names.clone(), OnStop::Abandon, work, |_, _, _| ()).await;
    let interrupted = ends.iter().any(|end| matches!(end, Ended::Stopped));
    let together = names.into_iter().zip(ends);
    let tenants = together.filter_map(|(tenant, end)| {
        let tenant_id = setup.desired.tenants.get(&tenant)?.id;
        let checks = match end {
            Ended::Done(checks) => checks?,
            Ended::Panicked(message) => Err(mistake(&message)),
            Ended::Stopped => return None,
        };
        Some(ExaminedTenant { tenant, tenant_id, checks })
    });
    Examined { tenants: tenants.collect(), requests: entrance.requests(), interrupted }
}

async fn examine<E: Entrance>(
    setup: &Setup,
    entrance: &E,
    name: &TenantName,
) -> Option<Result<Vec<Check>, Refusal>> {
    let tenant = setup.desired.tenants.get(name)?;
    setup.progress.event(name, &Event::Started);
    let context = setup.context(Some(tenant), setup.clock.for_run([]));
    let needs = plan::needs_to_examine(&context, tenant);
    let door = match entrance.write(tenant).await {
        Ok(door) => door,
        Err(refusal) => return Some(Err(refusal)),
    };
    let observed = match door.observe(&needs).await {
        Ok(observed) => observed,
        Err(refusal) => return Some(Err(refusal)),
    };
    let now = setup.clock.for_tenant(&observed);
    let context = setup.context(Some(tenant), now);
    let mut checks = plan::doctor(&context, tenant, &observed);
    if let Some(app) = &tenant.auth.plan {
        let found = look_as_plan(entrance, tenant, ReadNeeds { client_id: app.0, ..needs }).await;
        checks.extend(plan::doctor_plan_app(&context, tenant, app, found.as_ref()));
    }
    if !entrance.is_configured() {
        plan::credential_not_used(&context, tenant, &mut checks);
    }
    setup.progress.event(name, &Event::Read);
    Some(Ok(checks))
}

/// Enters and reads a tenant with the app that `plan` uses.
async fn look_as_plan<E: Entrance>(
    entrance: &E,
    tenant: &DesiredTenant,
    needs: ReadNeeds,
) -> Result<ObservedTenant, Refusal> {
    entrance.read(tenant).await?.observe(&needs).await
}

fn mistake(message: &str) -> Refusal {
    Refusal {
        kind: RefusalKind::Unreachable,
        message: format!("tenantry made a mistake while examining it: {message}"),
        help: "report this; the other tenants are not affected".to_owned(),
        code: None,
        request_id: None,
    }
}
