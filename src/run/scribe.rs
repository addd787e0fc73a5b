//! Writes events into the audit trail, and remembers where that failed.

use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use uuid::Uuid;

use super::Auditing;
use crate::audit::{AuditError, Event, EventId, Outcome};

/// Writes events into the audit trail, and remembers where that failed.
pub(super) struct Scribe {
    /// Where they go, and who acts.
    pub(super) auditing: Auditing,
    trouble: Mutex<Option<String>>,
}

impl Scribe {
    pub(super) fn new(auditing: &Auditing) -> Self {
        Self { auditing: auditing.clone(), trouble: Mutex::default() }
    }

    /// Returns why events are not in the trail, where some are not.
    pub(super) fn trouble(&self) -> Option<String> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Appends an event. What `goes_on` whether the trail takes it or not is kept in the spare sink
    /// where the trail does not.
    ///
    /// # Errors
    ///
    /// Fails where the trail does not take the event of something that does not go on without it;
    /// then that must not be done.
    pub(super) async fn append(&self, event: &Event, goes_on: bool) -> Result<(), AuditError> {
        let Err(error) = self.auditing.sink.append(event).await else { return Ok(()) };
        let spared = if goes_on { self.auditing.spare.append(event).await } else { Ok(()) };
        let mut trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        trouble.get_or_insert_with(|| match spared {
            Ok(()) => error.to_string(),
            Err(spare) => format!("{error}; nor are they kept beside it: {spare}"),
        });
        if goes_on { Ok(()) } else { Err(error) }
    }

    /// Makes the event that tells what became of an announcement.
    pub(super) fn outcome(intent: &Event, outcome: Outcome) -> Event {
        intent.outcome(EventId::new(Uuid::new_v4()), Timestamp::now(), outcome)
    }
}
