//! Everything one running sandbox shares between its requests.

use std::sync::Arc;

use tokio::sync::OnceCell;
use uuid::Uuid;

use super::clock::Clock;
use super::counts::Counts;
use super::faults::{Buckets, Faults, Replicas};
use super::login::SigningKey;
use super::record::Recorder;
use super::store::{Store, StoreError, Table};

/// What the hosts of a running sandbox share.
#[derive(Debug)]
pub(crate) struct World {
    /// The tenants.
    pub(crate) store: Arc<Store>,
    /// The time.
    pub(crate) clock: Clock,
    /// The difficulties in force.
    pub(crate) faults: Faults,
    /// Throttling budgets.
    pub(crate) buckets: Buckets,
    /// Replicas that lag.
    pub(crate) replicas: Replicas,
    /// What was asked.
    pub(crate) counts: Counts,
    /// Where Graph requests and answers are written down, if anywhere.
    pub(crate) recorder: Option<Recorder>,
    /// A secret that stands for any of an app's own credentials, for commands that embed the
    /// sandbox and hold none.
    pub(crate) run_secret: Option<String>,
    /// The key that signs access tokens, made when first needed.
    pub(crate) signing: OnceCell<Arc<SigningKey>>,
}

impl World {
    /// Returns the key that signs access tokens; makes and keeps one where there is none.
    pub(crate) async fn signing_key(&self) -> Result<Arc<SigningKey>, StoreError> {
        let make = || async {
            let kept = self.store.keys().signing_key;
            let made = tokio::task::spawn_blocking(move || SigningKey::of(&kept)).await;
            let key = made.ok().flatten().ok_or(StoreError::Failed)?;
            if self.store.keys().signing_key != key.pem() {
                let change =
                    self.store.keep_keys(|keys| key.pem().clone_into(&mut keys.signing_key))?;
                self.store.settle(change).await?;
            }
            Ok(Arc::new(key))
        };
        self.signing.get_or_try_init(make).await.cloned()
    }

    /// Finds the tenant that a path names by its GUID or by one of its verified domains.
    pub(crate) fn tenant_named(&self, name: &str) -> Option<Uuid> {
        if let Ok(id) = name.parse() {
            return self.store.contains(id).then_some(id);
        }
        let name = name.to_lowercase();
        self.store.ids().into_iter().find(|id| {
            let verified = self.store.with(*id, |tenant| {
                tenant.get(Table::Domains, &name).is_some_and(|row| row["isVerified"] == true)
            });
            matches!(verified, Ok(Some((true, _))))
        })
    }
}
