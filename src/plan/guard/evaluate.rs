//! Every guard of one tenant, and what is waived.

use super::{
    finding::{Finding, Scene},
    g001, g002, g003, g005, g006, g007, g008, g009, g010, g011, g012, rotation,
};
use crate::{
    domain::{GuardId, TenantName},
    plan::{Blocks, Change, Context, GuardStatus, GuardVerdict, draft::View},
};

/// Returns what every guard says of one tenant, those that pass included, in their order.
pub(crate) fn evaluate(view: &View<'_>, changes: &[Change]) -> Vec<GuardVerdict> {
    let scene = Scene { view, changes };
    [
        (GuardId::G001, g001::check(scene)),
        (GuardId::G002, g002::check(scene)),
        (GuardId::G003, g003::check(scene)),
        (GuardId::G005, g005::check(scene)),
        (GuardId::G006, g006::check(scene)),
        (GuardId::G007, g007::check(scene)),
        (GuardId::G008, g008::check(scene)),
        (GuardId::G009, g009::check(scene)),
        (GuardId::G010, g010::check(scene)),
        (GuardId::G011, g011::check(scene)),
        (GuardId::G012, g012::check(scene)),
    ]
    .into_iter()
    .chain(rotation::check(scene))
    .map(|(id, finding)| verdict(view.context, &view.desired.name, id, finding))
    .collect()
}

pub(super) fn verdict(
    context: &Context<'_>,
    tenant: &TenantName,
    id: GuardId,
    finding: Finding,
) -> GuardVerdict {
    let blocks = finding.blocks != Blocks::Nothing;
    let waiver = acknowledgement(context, tenant, id).filter(|_| blocks);
    let (status, message, blocks) = match waiver {
        _ if !blocks => (GuardStatus::Pass, finding.message, Blocks::Nothing),
        None => (GuardStatus::Block, finding.message, finding.blocks),
        Some(_) if !id.can_be_waived() => {
            let message = format!("{} {id} cannot be acknowledged.", finding.message);
            (GuardStatus::Block, message, finding.blocks)
        }
        Some(reason) => {
            let message = format!("{} Acknowledged: {reason}", finding.message);
            (GuardStatus::Acknowledged, message, Blocks::Nothing)
        }
    };
    GuardVerdict {
        id,
        status,
        tenant: Some(tenant.clone()),
        observed: finding.observed,
        limit: finding.limit,
        message,
        blocks,
    }
}

/// Returns why a guard is waived for a tenant at this moment, in the words of whoever did it.
pub(super) fn acknowledgement<'a>(
    context: &Context<'a>,
    tenant: &TenantName,
    id: GuardId,
) -> Option<&'a str> {
    let given = context.organization.guards.acknowledge.iter();
    given
        .filter(|given| given.guard == id && given.tenants.contains(tenant))
        .find(|given| given.until.is_none_or(|until| context.now < until))
        .map(|given| given.reason.as_str())
}
