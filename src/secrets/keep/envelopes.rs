//! Envelopes and a ledger in a store.

use super::{Keep, KeepError, Kept};
use crate::{
    domain::{AccountName, RotationId, TenantId},
    observed::{Ledger, LedgerError},
    secrets::{Credential, Recipients, seal},
    storage::{ObjectName, Storage, StorageError, Version},
};

/// One account's versions in a store.
#[derive(Debug, Clone)]
pub struct Envelopes {
    storage: Storage,
    tenant: TenantId,
    account: AccountName,
    folder: ObjectName,
    recipients: Recipients,
}

impl Envelopes {
    /// Names the place of an account's versions in a store, and the keys that new ones are sealed
    /// to.
    #[must_use]
    pub fn new(
        storage: Storage,
        (tenant, account): (TenantId, &AccountName),
        recipients: Recipients,
    ) -> Self {
        let folder = folder(tenant, account);
        Self { storage, tenant, account: account.clone(), folder, recipients }
    }

    /// Returns the fingerprints of the keys that new versions are sealed to.
    #[must_use]
    pub fn recipients(&self) -> Vec<String> {
        self.recipients.fingerprints().map(str::to_owned).collect()
    }

    /// Returns the name of the ledger.
    #[must_use]
    pub fn ledger(&self) -> ObjectName {
        self.object("ledger.json")
    }

    /// Returns the name of a version's envelope.
    #[must_use]
    pub fn envelope(&self, rotation: RotationId) -> ObjectName {
        self.object(&format!("{rotation}.age"))
    }

    /// Says which version that may be in force has no envelope: then nobody can open the password,
    /// though the ledger tells of it. `None` too where the store does not let us look.
    ///
    /// # Errors
    ///
    /// Fails where the store does not answer.
    pub async fn missing(&self, ledger: &Ledger) -> Result<Option<String>, KeepError> {
        let stored = match self.storage.list(Some(&self.folder)).await {
            Err(StorageError::Refused { .. }) => return Ok(None),
            stored => stored?,
        };
        let mut candidates = ledger.candidates().into_iter().map(|it| (it, self.envelope(it)));
        let missing = candidates.find(|(_, name)| !stored.contains(name));
        Ok(missing.map(|(version, name)| {
            format!(
                "the envelope of version {version} is missing (`{name}`): bring it back, or \
                 rotate the account by `tenantry laps rotate --account`"
            )
        }))
    }

    /// Names the versions whose envelopes are there, the newest first, whatever the ledger says.
    ///
    /// # Errors
    ///
    /// Fails where the store does not answer, or does not let us look.
    pub async fn stored(&self) -> Result<Vec<RotationId>, KeepError> {
        let names = self.storage.list(Some(&self.folder)).await?;
        let rotation = |name: &ObjectName| {
            let file = name.as_str().rsplit('/').next()?;
            file.strip_suffix(".age")?.parse::<RotationId>().ok()
        };
        let mut found: Vec<RotationId> = names.iter().filter_map(rotation).collect();
        found.sort_unstable_by(|one, other| other.cmp(one));
        Ok(found)
    }

    /// Reads the ledger, and fails where what may be in force could not be opened by anybody, or
    /// where envelopes are there and the ledger that told of them is not: it is written before the
    /// first of them.
    ///
    /// # Errors
    ///
    /// As [`Keep::read`], and where an envelope or the ledger is missing.
    pub async fn read_whole(&self) -> Result<Option<Ledger>, KeepError> {
        let Some(Kept { ledger, .. }) = self.read().await? else {
            // Whoever is not let look sees no more than that there is no ledger.
            let stored = self.stored().await.unwrap_or_default();
            if stored.is_empty() {
                return Ok(None);
            }
            let why = format!("the ledger `{}` is missing, and envelopes are there", self.ledger());
            return Err(KeepError::Failed(format!(
                "{why}: {}",
                Self::begin_anew("bring it back, or let it be")
            )));
        };
        match self.missing(&ledger).await? {
            Some(why) => Err(KeepError::Failed(why)),
            None => Ok(Some(ledger)),
        }
    }

    /// Says what is to be done where there is no ledger that can be read.
    fn begin_anew(or: &str) -> String {
        format!(
            "{or} and begin a new one by `tenantry laps rotate --account`; `tenantry laps show` opens \
             what is stored without it"
        )
    }

    fn object(&self, name: &str) -> ObjectName {
        self.folder.join(name).expect("invariant: it has no other letters than names of objects")
    }

    /// Compares what is there with what was acknowledged, where the store lets us read.
    async fn read_back(&self, name: &ObjectName, bytes: &[u8]) -> Result<(), KeepError> {
        match self.storage.read(name).await {
            Ok(Some(stored)) if stored.bytes == bytes => Ok(()),
            // Whoever may only write has the acknowledgement.
            Err(StorageError::Refused { .. }) => Ok(()),
            Ok(_) => Err(KeepError::Failed(format!("`{name}` is not what was written"))),
            Err(error) => Err(error.into()),
        }
    }
}

fn folder(tenant: TenantId, account: &AccountName) -> ObjectName {
    let name = format!("{tenant}/{account}");
    name.parse().expect("invariant: ids and short names are names of objects")
}

impl Keep for Envelopes {
    type Mark = Version;

    async fn read(&self) -> Result<Option<Kept<Version>>, KeepError> {
        let Some(stored) = self.storage.read(&self.ledger()).await? else { return Ok(None) };
        let ledger = Ledger::from_json(&stored.bytes).map_err(|error| {
            let way_out = match error {
                LedgerError::Version(_) => "use the version of tenantry that wrote it".to_owned(),
                LedgerError::Form(_) | LedgerError::Contradiction(_) => {
                    Self::begin_anew("bring an earlier one back, or move it away first")
                }
            };
            KeepError::Failed(format!("`{}`: {error}: {way_out}", self.ledger()))
        })?;
        if ledger.tenant() != self.tenant || *ledger.account() != self.account {
            let (place, account) = (self.ledger(), ledger.account());
            let way_out = Self::begin_anew("bring the right one back, or move it away first");
            return Err(KeepError::Failed(format!(
                "`{place}` is the ledger of {account} in the tenant {}: {way_out}",
                ledger.tenant()
            )));
        }
        Ok(Some(Kept { ledger, mark: stored.version }))
    }

    async fn write(&self, ledger: &Ledger, over: Option<&Version>) -> Result<Version, KeepError> {
        let (name, bytes) = (self.ledger(), ledger.to_json());
        let written = match over {
            Some(version) => self.storage.replace(&name, &bytes, version).await,
            None => self.storage.create(&name, &bytes).await,
        };
        Ok(written?)
    }

    async fn store(
        &self,
        rotation: RotationId,
        password: &Credential,
    ) -> Result<Vec<String>, KeepError> {
        let sealed = seal(password, &self.recipients)
            .map_err(|error| KeepError::Failed(error.to_string()))?;
        let (name, bytes) = (self.envelope(rotation), sealed.as_str().as_bytes());
        self.storage.create(&name, bytes).await?;
        self.read_back(&name, bytes).await?;
        Ok(self.recipients())
    }

    async fn remove(&self, rotation: RotationId) -> Result<(), KeepError> {
        Ok(self.storage.delete(&self.envelope(rotation)).await?)
    }

    async fn probe(&self) -> Result<(), KeepError> {
        Ok(self.storage.probe().await?)
    }
}
