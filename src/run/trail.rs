//! What a run writes down while it changes tenants, and what it remembers of it itself.

use std::{
    collections::BTreeMap,
    io,
    sync::{Mutex, PoisonError},
};

use crate::{
    apply::{Entry, Fate, Record, journal::Journal},
    domain::{Address, ObjectId, TenantName},
    plan::{ScheduleAction, Subject, Write},
};

/// A declared thing of a tenant.
pub(super) type Place = (TenantName, Address);

/// The journal of a run, with a memory of what was announced in it.
pub(super) struct Trail {
    pub(super) journal: Journal,
    touched: Mutex<BTreeMap<Place, Option<ObjectId>>>,
}

impl Trail {
    pub(super) fn new(journal: Journal) -> Self {
        Self { journal, touched: Mutex::default() }
    }

    /// Returns everything at which something may have changed, with the account where it is known.
    pub(super) fn touched(&self) -> BTreeMap<Place, Option<ObjectId>> {
        self.touched.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn touch(&self, entry: &Entry<'_>) {
        let write = entry.doing.map(|doing| doing.write);
        if write.is_some_and(only_asks) {
            return;
        }
        let mut touched = self.touched.lock().unwrap_or_else(PoisonError::into_inner);
        let known = touched.entry((entry.tenant.clone(), entry.address.clone())).or_default();
        if let Some(Write::SetGrant { user: Subject::Existing(id), .. }) = write {
            *known = Some(*id);
        }
    }
}

/// Asking PIM whether it would give something changes nothing.
fn only_asks(write: &Write) -> bool {
    matches!(write, Write::Schedule(new) if new.action == ScheduleAction::Validate)
}

impl Record for Trail {
    fn intent(&self, entry: &Entry<'_>) -> io::Result<()> {
        self.journal.intent(entry)?;
        self.touch(entry);
        Ok(())
    }

    fn fate(&self, entry: &Entry<'_>, fate: Fate, detail: &str) {
        self.journal.fate(entry, fate, detail);
    }
}
