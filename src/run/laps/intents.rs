//! The journal of a run, as a rotation writes it.

use std::{io, sync::Arc};

use async_trait::async_trait;

use super::witness::Witness;

use crate::{
    apply::{
        Entry, Fate,
        journal::Journal,
        rotation::{Intents, Reply},
    },
    domain::{Address, RotationId, TenantName},
};

/// One account's lines in the journal of a run, and its events in the audit trail.
pub(super) struct Notes {
    pub(super) journal: Arc<Journal>,
    pub(super) tenant: TenantName,
    pub(super) address: Address,
    pub(super) reason: Option<String>,
    pub(super) witness: Witness,
}

impl Notes {
    fn words(&self, rotation: RotationId) -> String {
        let reason = self.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
        format!("set the password {rotation}{reason}")
    }

    fn entry<'a>(&'a self, write: &'a str) -> Entry<'a> {
        Entry { tenant: &self.tenant, address: &self.address, step: 0, write, doing: None }
    }
}

#[async_trait]
impl Intents for Notes {
    fn intent(&self, rotation: RotationId) -> io::Result<()> {
        self.journal.announce(&self.entry(&self.words(rotation)))
    }

    fn fate(&self, rotation: RotationId, fate: Fate, detail: &str) {
        self.journal.tell(&self.entry(&self.words(rotation)), fate, detail);
    }

    async fn answered(&self, rotation: RotationId, reply: &Reply) {
        self.witness.answered(rotation, reply).await;
    }

    async fn ends_sessions(&self, proved: Option<RotationId>) {
        self.witness.ends_sessions(proved).await;
    }

    async fn ended_sessions(&self, ended: &Result<Option<String>, String>) {
        self.witness.ended_sessions(ended).await;
    }
}
