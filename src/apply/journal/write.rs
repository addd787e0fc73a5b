//! Writing a journal.

use std::{
    fs::File,
    io::{self, Write as _},
    sync::{Mutex, PoisonError},
};

use async_trait::async_trait;
use jiff::Timestamp;

use super::{Addressed, Line, RunEnd};
use crate::apply::{Entry, Fate, Record, Told};

/// One run's open journal, shared by all tenants of the run.
///
/// Each line is durable before its call returns. The file stays locked until this is dropped, so
/// that nobody resumes a run that is still going.
#[derive(Debug)]
pub struct Journal {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// `None` where it could not be begun.
    file: Option<File>,
    /// The first failure; nothing is written after it, since the file may end in half a line.
    failure: Option<io::Error>,
}

impl Journal {
    /// Takes over a file that is locked and stands at its end.
    pub(super) const fn new(file: File) -> Self {
        Self { state: Mutex::new(State { file: Some(file), failure: None }) }
    }

    /// Stands for one that could not be begun: nothing can be written to it. Only what ends access
    /// goes on without a journal.
    #[must_use]
    pub const fn lost(failure: io::Error) -> Self {
        Self { state: Mutex::new(State { file: None, failure: Some(failure) }) }
    }

    /// Returns why lines are missing in it, where some are.
    pub fn trouble(&self) -> Option<String> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.failure.as_ref().map(ToString::to_string)
    }

    /// Appends a line and makes it durable.
    ///
    /// # Errors
    ///
    /// Fails where the line could not be made durable, and ever after.
    pub(super) fn append(&self, line: &Line) -> io::Result<()> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(failure) = &state.failure {
            return Err(io::Error::new(failure.kind(), failure.to_string()));
        }
        let Some(file) = &mut state.file else { return Ok(()) };
        let written = put(file, line);
        if let Err(error) = &written {
            state.failure = Some(io::Error::new(error.kind(), error.to_string()));
        }
        written
    }

    /// Tells that the run is over.
    ///
    /// # Errors
    ///
    /// Fails where this or an earlier line could not be made durable.
    pub fn end(&self, outcome: RunEnd) -> io::Result<()> {
        self.append(&Line::Ended { at: Timestamp::now(), outcome })
    }
}

fn put(file: &mut File, line: &Line) -> io::Result<()> {
    let mut text = serde_json::to_vec(line)?;
    text.push(b'\n');
    file.write_all(&text)?;
    file.sync_data()
}

fn addressed(entry: &Entry<'_>) -> Addressed {
    Addressed { tenant: entry.tenant.clone(), address: entry.address.clone(), step: entry.step }
}

impl Journal {
    /// Announces a write; returns only once that is durable.
    ///
    /// # Errors
    ///
    /// Fails where it could not be made durable; then the write must not be sent.
    pub fn announce(&self, entry: &Entry<'_>) -> io::Result<()> {
        let (step, write) = (addressed(entry), entry.write.to_owned());
        self.append(&Line::Intent { at: Timestamp::now(), step, write })
    }

    /// Tells what became of an announced write.
    pub fn tell(&self, entry: &Entry<'_>, outcome: Fate, detail: &str) {
        let (step, write) = (addressed(entry), entry.write.to_owned());
        let (at, detail) = (Timestamp::now(), detail.to_owned());
        // The next intent, or the end, reports a failure.
        let _ = self.append(&Line::Outcome { at, step, write, outcome, detail });
    }
}

#[async_trait]
impl Record for Journal {
    async fn intent(&self, entry: &Entry<'_>) -> io::Result<()> {
        self.announce(entry)
    }

    async fn fate(&self, entry: &Entry<'_>, told: Told<'_>) {
        self.tell(entry, told.fate, told.detail);
    }
}
