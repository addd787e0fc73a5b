//! `doctor`: checks the connection to every tenant.

use std::sync::Arc;

use super::{Entrance, Event, Observe, Requests, Setup};
use crate::{
    domain::{TenantId, TenantName},
    fleet::{Ended, OnStop},
    observed::{Refusal, RefusalKind},
    plan::{self, Check, Context},
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

/// Enters and reads every selected tenant with the app that `apply` uses, and checks the
/// connection. Changes nothing.
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
    let needs = plan::needs(&setup.desired.organization, tenant);
    let door = match entrance.write(tenant).await {
        Ok(door) => door,
        Err(refusal) => return Some(Err(refusal)),
    };
    let observed = match door.observe(&needs).await {
        Ok(observed) => observed,
        Err(refusal) => return Some(Err(refusal)),
    };
    setup.progress.event(name, &Event::Read);
    let now = setup.clock.for_tenant(&observed);
    let context = Context { organization: &setup.desired.organization, now, prune: setup.prune };
    Some(Ok(plan::doctor(&context, tenant, &observed)))
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
