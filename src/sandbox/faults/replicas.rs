//! Replicas that lag: for a while a tenant's reads are answered from before a write.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use uuid::Uuid;

use super::fault::Lag;
use crate::sandbox::store::Tenant;

/// The lagging replicas, one per tenant at the most.
#[derive(Debug, Default)]
pub(crate) struct Replicas {
    stale: Mutex<BTreeMap<Uuid, Stale>>,
}

#[derive(Debug)]
struct Stale {
    tenant: Tenant,
    left: Lag,
}

impl Replicas {
    /// Remembers how a tenant was before a write. An older replica that still lags stays: it is
    /// the one furthest behind.
    pub(crate) fn fall_behind(&self, before: Tenant, lag: &Lag) {
        let mut stale = self.stale.lock().unwrap_or_else(PoisonError::into_inner);
        let replica = stale
            .entry(before.id)
            .or_insert(Stale { tenant: before, left: Lag { reads: 0, writes: 0 } });
        replica.left = lag.clone();
    }

    /// Returns the stale tenant that must answer a read, or that decides whether a write is
    /// refused; counts it as used.
    pub(crate) fn stale(&self, id: Uuid, is_read: bool) -> Option<Tenant> {
        let mut stale = self.stale.lock().unwrap_or_else(PoisonError::into_inner);
        let replica = stale.get_mut(&id)?;
        let left = if is_read { &mut replica.left.reads } else { &mut replica.left.writes };
        let answer = (*left > 0).then(|| replica.tenant.clone());
        *left = left.saturating_sub(1);
        if replica.left == (Lag { reads: 0, writes: 0 }) {
            stale.remove(&id);
        }
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replica_lags_for_so_many_reads() {
        let replicas = Replicas::default();
        let id = Uuid::from_u128(1);
        replicas.fall_behind(Tenant::new(id), &Lag { reads: 2, writes: 1 });
        assert!(replicas.stale(Uuid::nil(), true).is_none());
        let reads: Vec<_> = (0..3).map(|_| replicas.stale(id, true).is_some()).collect();
        assert_eq!(reads, [true, true, false]);
        assert!(replicas.stale(id, false).is_some());
        assert!(replicas.stale(id, false).is_none());
    }
}
