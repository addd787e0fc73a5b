//! Verification of everything that a sink holds.

use std::collections::BTreeMap;

use futures::StreamExt as _;

use super::{
    AuditError, ChainId, Event, Finding, Sink,
    chain::Head,
    finding::Findings,
    open::Open,
    piece::{Piece, Reading},
    walk::Walk,
};
use crate::domain::TenantId;

/// What was verified, and what was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    /// Each chain, with what it holds. Whoever keeps these heads elsewhere notices when a whole
    /// chain is taken away together with its head.
    pub chains: BTreeMap<ChainId, Extent>,
    /// What must not be: edits, gaps, reorderings, truncation.
    pub problems: Vec<Finding>,
    /// What may be and is worth knowing: writes that were cut off, announcements without outcome.
    pub remarks: Vec<Finding>,
}

impl Verified {
    /// Returns how many events there are.
    #[must_use]
    pub fn events(&self) -> u64 {
        self.chains.values().map(|extent| extent.events).sum()
    }
}

/// What a chain holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extent {
    /// How many events.
    pub events: u64,
    /// The last of them; `None` where there is none.
    pub head: Option<Head>,
}

/// Verifies every chain of a sink, or those of one tenant.
///
/// # Errors
///
/// Fails where the sink cannot be read; what is wrong with its contents is a finding.
pub async fn verify(sink: &Sink, tenant: Option<TenantId>) -> Result<Verified, AuditError> {
    let mut verified = Verified::default();
    let mut tenants: BTreeMap<TenantId, Vec<ChainId>> = BTreeMap::new();
    for chain in sink.chains(tenant).await? {
        tenants.entry(chain.tenant).or_default().push(chain);
    }
    for chains in tenants.into_values() {
        let (mut open, mut found) = (Open::default(), Findings::default());
        for chain in chains {
            let reading = sink.read(chain).await?;
            let tell = |event: Event, piece: &Piece| open.see(&event, piece);
            let extent = walk(chain, reading, &mut found, tell).await?;
            verified.chains.insert(chain, extent);
        }
        open.end(&mut found);
        let (problems, remarks) = found.into_parts();
        verified.problems.extend(problems);
        verified.remarks.extend(remarks);
    }
    Ok(verified)
}

/// Reads a chain from its beginning to its end and judges each line; each event that was read is
/// told.
pub(super) async fn walk(
    chain: ChainId,
    mut reading: Reading,
    found: &mut Findings,
    mut tell: impl FnMut(Event, &Piece),
) -> Result<Extent, AuditError> {
    let head = (&reading.head, reading.head_file.as_str());
    let mut walk = Walk::new(chain, head, reading.tolerance, found);
    while let Some(piece) = reading.lines.next().await {
        let piece = piece?;
        if let Some(event) = walk.line(&piece) {
            tell(event, &piece);
        }
    }
    let (events, head) = walk.end();
    Ok(Extent { events, head })
}
