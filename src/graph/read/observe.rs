//! Observing a tenant: ask, see what the answers raise, ask again, assemble.

use jiff::Timestamp;

use super::{
    Ask,
    assemble::{Circumstances, assemble},
    first::first,
    follow_up::follow_up,
    replies::Replies,
};
use crate::{
    domain::TenantId,
    graph::{failure::unreachable, session::Session},
    observed::{ObservedTenant, ReadNeeds, Refusal, RefusalKind},
};

/// How many rounds of questions there can be: each raises the next from a fixed list.
const MOST_ROUNDS: usize = 6;

/// Reads what is needed of the tenant.
pub(in crate::graph) async fn observe(
    session: &Session,
    id: TenantId,
    needs: &ReadNeeds,
) -> Result<ObservedTenant, Refusal> {
    let mut replies = Replies::new(needs);
    ask(session, &mut replies, first(needs)).await.map_err(unreachable)?;
    let identity = session.identity().await?.as_ref().clone();
    let clock = session.clock();
    for _ in 0..MOST_ROUNDS {
        let asks = follow_up(&replies);
        if asks.is_empty() {
            break;
        }
        let failed = asks.clone();
        if let Err(unknown) = ask(session, &mut replies, asks).await {
            for ask in failed {
                replies.add(ask, Err(unknown.clone()));
            }
        }
    }
    let taken_at = clock.last.unwrap_or_else(Timestamp::now);
    let clock_skew = clock.skew.saturating_add(session.clock_moved);
    let observed = assemble(&replies, Circumstances { id, taken_at, clock_skew, identity });
    check(observed)
}

async fn ask(
    session: &Session,
    replies: &mut Replies<'_>,
    asks: Vec<Ask>,
) -> Result<(), crate::observed::Unknown> {
    let paths: Vec<_> = asks.iter().map(|ask| ask.path(&replies.marker)).collect();
    let answers = session.read_all(&paths).await?;
    for (ask, reply) in asks.into_iter().zip(answers) {
        replies.add(ask, reply);
    }
    Ok(())
}

/// Refuses a tenant whose organization is another one (G011).
fn check(observed: ObservedTenant) -> Result<ObservedTenant, Refusal> {
    match observed.organization.known() {
        Some(organization) if organization.id != observed.id => Err(Refusal {
            kind: RefusalKind::WrongTenant,
            message: format!(
                "the organization that answers is {} ({}), not {}",
                organization.id, organization.display_name, observed.id
            ),
            help: "check that `tenantId` and `auth` belong to the same customer".to_owned(),
            code: None,
            request_id: None,
        }),
        _ => Ok(observed),
    }
}
