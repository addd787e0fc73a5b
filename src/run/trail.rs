//! What a run writes down while it changes tenants, and what it remembers of it itself.

use std::{
    collections::BTreeMap,
    io,
    sync::{Mutex, PoisonError},
};

use super::auditing::Recorder;
use crate::{
    apply::{Entry, Fate, Record, Told, journal::Journal},
    domain::{Address, ObjectId, TenantName},
    plan::{ScheduleAction, Subject, Write},
};

/// A declared thing of a tenant.
pub(super) type Place = (TenantName, Address);

/// The journal of a run, with a memory of what was announced in it.
pub(super) struct Trail {
    pub(super) journal: Journal,
    recorder: Option<Recorder>,
    touched: Mutex<BTreeMap<Place, Option<ObjectId>>>,
}

impl Trail {
    pub(super) fn new(journal: Journal, recorder: Option<Recorder>) -> Self {
        Self { journal, recorder, touched: Mutex::default() }
    }

    /// Returns why events are not in the audit trail, where some are not.
    pub(super) fn unaudited(&self) -> Option<String> {
        self.recorder.as_ref().and_then(Recorder::trouble)
    }

    /// Returns why lines are missing in the journal, where some are.
    pub(super) fn unjournalled(&self) -> Option<String> {
        self.journal.trouble()
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

#[async_trait::async_trait]
impl Record for Trail {
    async fn intent(&self, entry: &Entry<'_>) -> io::Result<()> {
        // Ending access needs no journal: it is planned anew from what is there.
        let ends = entry.doing.is_some_and(|doing| doing.change.ends_access);
        self.journal.announce(entry).or_else(|error| if ends { Ok(()) } else { Err(error) })?;
        if let Some(recorder) = &self.recorder
            && let Err(error) = recorder.intent(entry).await
        {
            self.journal.tell(entry, Fate::Refused, "not sent: the audit trail did not take it");
            return Err(error);
        }
        self.touch(entry);
        Ok(())
    }

    async fn fate(&self, entry: &Entry<'_>, told: Told<'_>) {
        self.journal.tell(entry, told.fate, told.detail);
        if let Some(recorder) = &self.recorder {
            recorder.outcome(entry, (told.fate, told.detail), told.made).await;
        }
    }
}
