//! The ledger as a file: JSON of a version, with every field known.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Claim, Ledger, LedgerVersion, VersionState};
use crate::domain::{AccountName, ObjectId, RotationId, TenantId};

/// The version of the form; a reader refuses every other.
const VERSION: u32 = 1;

/// Why bytes are not a ledger. What they hold is not repeated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// They are not JSON of this form.
    #[error("the ledger cannot be read: {0}")]
    Form(String),
    /// A later version of tenantry wrote it.
    #[error("the ledger has the form {0}, and this version of tenantry knows the form {VERSION}")]
    Version(u64),
    /// It says what cannot be.
    #[error("the ledger contradicts itself: {0}")]
    Contradiction(&'static str),
}

/// What is written. Times are RFC 3339; ids are GUIDs; versions are in the order of their ids.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Form {
    version: u32,
    revision: u64,
    tenant_id: TenantId,
    account: AccountName,
    object_id: ObjectId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    claim: Option<Claim>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    checked_out: Option<Timestamp>,
    versions: Vec<LedgerVersion>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    leaving: BTreeSet<RotationId>,
}

/// The one field that is read first.
#[derive(Deserialize)]
struct Head {
    version: u64,
}

impl Form {
    fn to_json(&self) -> Vec<u8> {
        let mut bytes =
            serde_json::to_vec_pretty(self).expect("invariant: every field has a JSON form");
        bytes.push(b'\n');
        bytes
    }
}

impl Ledger {
    /// Reads a ledger.
    ///
    /// # Errors
    ///
    /// Fails where it is not of this form, has a field that this version does not know, or says
    /// what cannot be.
    pub fn from_json(bytes: &[u8]) -> Result<Self, LedgerError> {
        // The place is told, and never the text.
        let form = |error: serde_json::Error| {
            let (line, column) = (error.line(), error.column());
            LedgerError::Form(format!("line {line}, column {column}"))
        };
        let head: Head = serde_json::from_slice(bytes).map_err(form)?;
        if head.version != u64::from(VERSION) {
            return Err(LedgerError::Version(head.version));
        }
        let form: Form = serde_json::from_slice(bytes).map_err(form)?;
        let ledger = Self {
            revision: form.revision,
            tenant: form.tenant_id,
            account: form.account,
            object: form.object_id,
            claim: form.claim,
            checked_out: form.checked_out,
            versions: form.versions,
            leaving: form.leaving,
        };
        ledger.check().map_err(LedgerError::Contradiction)?;
        Ok(ledger)
    }

    /// Writes the ledger; equal ledgers have equal bytes.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        let form = Form {
            version: VERSION,
            revision: self.revision,
            tenant_id: self.tenant,
            account: self.account.clone(),
            object_id: self.object,
            claim: self.claim,
            checked_out: self.checked_out,
            versions: self.versions.clone(),
            leaving: self.leaving.clone(),
        };
        form.to_json()
    }

    /// Says what the transitions never make.
    pub(super) fn check(&self) -> Result<(), &'static str> {
        let ordered = self.versions.windows(2).all(|pair| {
            let (one, next) = (pair[0].rotation, pair[1].rotation);
            one.number() < next.number()
        });
        if !ordered {
            return Err("its versions are not in order");
        }
        let current = |version: &&LedgerVersion| version.state == VersionState::Current;
        if self.versions.iter().filter(current).count() > 1 {
            return Err("two versions are current");
        }
        let newest = self.current().map(|version| version.rotation);
        if self.unresolved().any(|pending| Some(pending.rotation) < newest) {
            return Err("a pending version is older than the current one");
        }
        let proved = |version: &LedgerVersion| {
            let was = matches!(version.state, VersionState::Current | VersionState::Previous);
            version.proved.is_some() == was
        };
        if !self.versions.iter().all(proved) {
            return Err("a version is proved and not current, or the other way round");
        }
        if self.versions.iter().any(|version| self.leaving.contains(&version.rotation)) {
            return Err("a version is kept and leaving");
        }
        Ok(())
    }
}
