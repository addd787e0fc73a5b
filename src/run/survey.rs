//! The first phase over the fleet: every tenant is entered, read and planned.

use std::sync::Arc;

use jiff::Timestamp;

use super::{Entrance, Event, Observe, Setup};
use crate::{
    desired::DesiredTenant,
    domain::TenantName,
    fleet::{Ended, OnStop},
    observed::{ObservedTenant, Refusal, RefusalKind},
    plan::{self, Context, PlannedTenant, Purpose},
};

/// One tenant, planned.
pub(super) struct Surveyed<D> {
    /// Its plan.
    pub(super) planned: PlannedTenant,
    /// When it was read, by its server's clock; `None` where it could not be read.
    pub(super) read_at: Option<Timestamp>,
    /// The way in, kept only where something is to be done.
    pub(super) door: Option<D>,
}

/// Which way in is taken.
pub(super) trait Door<E: Entrance>: Send + Sync + Sized + 'static {
    fn open(
        entrance: &E,
        tenant: &DesiredTenant,
    ) -> impl Future<Output = Result<Self::Way, Refusal>> + Send;
    type Way: Observe;
}

/// The way in that cannot write.
pub(super) struct ToRead;

/// The way in that can.
pub(super) struct ToWrite;

impl<E: Entrance> Door<E> for ToRead {
    type Way = E::Reader;

    fn open(
        entrance: &E,
        tenant: &DesiredTenant,
    ) -> impl Future<Output = Result<E::Reader, Refusal>> + Send {
        entrance.read(tenant)
    }
}

impl<E: Entrance> Door<E> for ToWrite {
    type Way = E::Writer;

    fn open(
        entrance: &E,
        tenant: &DesiredTenant,
    ) -> impl Future<Output = Result<E::Writer, Refusal>> + Send {
        entrance.write(tenant)
    }
}

/// Enters, reads and plans every selected tenant. What was read of a tenant is dropped with its
/// plan made, so that memory does not grow with what need not change. Tenants that a stop came
/// before are left out.
pub(super) async fn survey<E: Entrance, D: Door<E>>(
    setup: &Setup,
    entrance: &Arc<E>,
) -> Vec<Surveyed<D::Way>> {
    let names: Vec<TenantName> =
        setup.tenants().into_iter().map(|tenant| tenant.name.clone()).collect();
    let of = names.len();
    let work = |name: TenantName| {
        let (setup, entrance) = (setup.clone(), Arc::clone(entrance));
        async move { one::<E, D>(&setup, &entrance, &name).await }
    };
    let ended = |place: usize, end: &Ended<Option<Surveyed<D::Way>>>, count: usize| {
        if let Ended::Done(Some(surveyed)) = end {
            let (status, changes) = (surveyed.planned.status(), surveyed.planned.changes.len());
            let event = Event::Planned { status, changes, count, of };
            setup.progress.event(&names[place], &event);
        }
    };
    let ends = setup.fleet.each(names.clone(), OnStop::Abandon, work, ended).await;
    let together = names.iter().zip(ends);
    together.filter_map(|(name, end)| settle(setup, name, end)).collect()
}

async fn one<E: Entrance, D: Door<E>>(
    setup: &Setup,
    entrance: &E,
    name: &TenantName,
) -> Option<Surveyed<D::Way>> {
    let tenant = setup.desired.tenants.get(name)?;
    setup.progress.event(name, &Event::Started);
    // Whether a grant is due is asked before the server has told its time.
    let needs = plan::needs(&setup.context(Some(tenant), setup.clock.for_run([])), tenant);
    let door = match D::open(entrance, tenant).await {
        Ok(door) => door,
        Err(refusal) => return Some(refused(setup, tenant, refusal)),
    };
    let mut observed = match door.observe(&needs).await {
        Ok(observed) => observed,
        Err(refusal) => return Some(refused(setup, tenant, refusal)),
    };
    let context = setup.context(Some(tenant), setup.clock.for_tenant(&observed));
    if *setup.purpose == Purpose::Converge {
        passwords(setup, (tenant, &door), (&context, &mut observed)).await;
    }
    setup.progress.event(name, &Event::Read);
    let planned = plan::plan_tenant(&context, tenant, &observed);
    let door = (!planned.changes.is_empty()).then_some(door);
    Some(Surveyed { planned, read_at: Some(observed.taken_at), door })
}

/// Reads what the stores say, and of the account whose password is due whether it is in use.
async fn passwords<O: Observe>(
    setup: &Setup,
    (tenant, door): (&DesiredTenant, &O),
    (context, observed): (&Context<'_>, &mut ObservedTenant),
) {
    setup.vault.look(&setup.desired.organization, tenant, observed).await;
    let due = plan::laps::chosen(context, tenant, observed).map(|(_, object)| object);
    if let Some(object) = due {
        observed.last_sign_ins.insert(object, door.last_sign_in(object).await);
    }
}

fn refused<D>(setup: &Setup, tenant: &DesiredTenant, refusal: Refusal) -> Surveyed<D> {
    let context = setup.context(Some(tenant), setup.clock.for_run([]));
    Surveyed { planned: plan::refused(&context, tenant, refusal), read_at: None, door: None }
}

fn settle<D>(
    setup: &Setup,
    name: &TenantName,
    end: Ended<Option<Surveyed<D>>>,
) -> Option<Surveyed<D>> {
    match end {
        Ended::Done(surveyed) => surveyed,
        Ended::Stopped => None,
        Ended::Panicked(message) => {
            let refusal = Refusal {
                kind: RefusalKind::Unreachable,
                message: format!("tenantry made a mistake while planning it: {message}"),
                help: "report this; the other tenants are not affected".to_owned(),
                code: None,
                request_id: None,
            };
            setup.desired.tenants.get(name).map(|tenant| refused(setup, tenant, refusal))
        }
    }
}
