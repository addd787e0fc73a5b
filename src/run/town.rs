//! Several tenants in memory behind one entrance, for tests.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
    time::Duration,
};

use jiff::Timestamp;

use super::{
    ApplyTerms, Clock, Emergency, Entrance, Event, NoWallet, Observe, PasswordJob, Progress,
    Requests, Setup, Vault,
};
use crate::{
    apply::{Effect, Pace, Perform, Sending, WriteError, journal::Folder, memory::World},
    desired::{Desired, DesiredTenant},
    domain::{ObjectId, TenantName},
    fleet::{Fleet, Stop},
    observed::{ObservedTenant, ReadNeeds, Reading, Refusal, RefusalKind},
    plan::{
        Look, Purpose, Sighting, Write, fixture,
        rotation::{self, Ending, Limits},
    },
};

/// The tenants of these tests.
pub(super) const NAMES: [&str; 3] = ["contoso", "fabrikam", "tailspin"];

/// Several tenants in memory.
#[derive(Default)]
pub(super) struct Town {
    pub(super) worlds: BTreeMap<TenantName, Arc<World>>,
    pub(super) refused: BTreeMap<TenantName, RefusalKind>,
    /// Tenants at whose door tenantry makes a mistake.
    pub(super) cursed: BTreeSet<TenantName>,
    /// Tenants that were entered to write.
    pub(super) entered: Mutex<Vec<TenantName>>,
}

/// A way into one of them.
pub(super) struct Way(Arc<World>);

impl Town {
    /// Makes tenants in which everything of ours is still to be made.
    pub(super) fn bare() -> Self {
        Self::new(&fixture::bare())
    }

    /// Makes copies of one tenant.
    pub(super) fn new(tenant: &ObservedTenant) -> Self {
        let world = |name: &&str| {
            let mut tenant = tenant.clone();
            tenant.id = desired_tenant(name).id;
            tenant.identity.tenant = tenant.id;
            if let Reading::Known(organization) = &mut tenant.organization {
                organization.id = tenant.id;
            }
            (fixture::word(name), Arc::new(World::new(tenant)))
        };
        Self { worlds: NAMES.iter().map(world).collect(), ..Self::default() }
    }

    pub(super) fn world(&self, name: &str) -> &World {
        &self.worlds[&fixture::word::<TenantName>(name)]
    }

    /// Returns every write that was sent, by tenant.
    pub(super) fn sent(&self) -> BTreeMap<&str, usize> {
        self.worlds.iter().map(|(name, world)| (name.as_str(), world.sent().len())).collect()
    }

    fn enter(&self, tenant: &DesiredTenant) -> Result<Way, Refusal> {
        assert!(!self.cursed.contains(&tenant.name), "a mistake");
        match self.refused.get(&tenant.name) {
            Some(kind) => Err(Refusal {
                kind: *kind,
                message: "refused".to_owned(),
                help: "mend it".to_owned(),
                code: None,
                request_id: None,
            }),
            None => Ok(Way(Arc::clone(&self.worlds[&tenant.name]))),
        }
    }
}

impl Entrance for Town {
    type Reader = Way;
    type Writer = Way;

    async fn read(&self, tenant: &DesiredTenant) -> Result<Way, Refusal> {
        self.enter(tenant)
    }

    async fn write(&self, tenant: &DesiredTenant) -> Result<Way, Refusal> {
        self.entered.lock().expect("whole").push(tenant.name.clone());
        self.enter(tenant)
    }

    fn requests(&self) -> Requests {
        let writes = self.sent().values().sum::<usize>() as u64;
        Requests { token: 0, graph: writes, writes }
    }
}

impl Observe for Way {
    async fn observe(&self, _: &ReadNeeds) -> Result<ObservedTenant, Refusal> {
        Ok(self.0.observe())
    }

    async fn last_sign_in(&self, _: ObjectId) -> Reading<Option<Timestamp>> {
        Reading::Known(None)
    }
}

/// Does what the model foresees: the machine has a world of its own.
impl Emergency for Way {
    async fn rotate(&self, job: PasswordJob<'_>) -> Ending {
        let (account, user) = (job.account.name.clone(), job.object.into());
        let write = Write::RotatePassword { user, account, occasion: job.occasion };
        match self.0.perform(&write, Sending::plain()).await {
            Ok(_) => Ending::NothingDue { due: self.0.now(), untidy: None },
            Err(WriteError::Ambiguous { message, .. }) => {
                Ending::Unproven { candidates: Vec::new(), drifted: false, why: message }
            }
            Err(error) => Ending::Refused(rotation::Refusal::Denied(error.to_string())),
        }
    }
}

impl Perform for Way {
    async fn look(&self, looks: &[Look]) -> Vec<Sighting> {
        self.0.look(looks).await
    }

    async fn perform(&self, write: &Write, sending: Sending<'_>) -> Result<Effect, WriteError> {
        self.0.perform(write, sending).await
    }

    async fn pause(&self, length: Duration) {
        self.0.pause(length).await;
    }

    fn now(&self) -> Timestamp {
        self.0.now()
    }
}

/// Remembers what it was told, in words.
#[derive(Default)]
pub(super) struct Listener(pub(super) Mutex<Vec<String>>);

impl Progress for Listener {
    fn event(&self, tenant: &TenantName, event: &Event<'_>) {
        self.0.lock().expect("whole").push(format!("{tenant} {event:?}"));
    }
}

/// Returns a tenant as meant: all alike but for name and id.
pub(super) fn desired_tenant(name: &str) -> DesiredTenant {
    let mut tenant = fixture::desired();
    tenant.name = fixture::word(name);
    tenant.id = crate::domain::TenantId::new(fixture::id(name).uuid());
    tenant.labels.insert("ring".to_owned(), format!("ring-of-{name}"));
    tenant
}

pub(super) fn setup() -> Setup {
    let tenants = NAMES.map(|name| (fixture::word(name), desired_tenant(name)));
    let desired = Desired {
        organization: fixture::organization(),
        tenants: tenants.into(),
        grants: BTreeMap::new(),
        digest: "sha256:00".to_owned(),
    };
    Setup {
        selected: desired.tenants.keys().cloned().collect(),
        desired: Arc::new(desired),
        clock: Clock::Server { started: fixture::now() },
        prune: false,
        purpose: Arc::new(Purpose::Converge),
        can_show: true,
        remembered: Arc::default(),
        legible: Arc::default(),
        wallet: Arc::new(NoWallet),
        vault: Vault {
            folder: "nowhere".into(),
            limits: Limits::graph(),
            machine_is_transient: false,
        },
        fleet: Fleet { parallelism: 8, stop: Stop::new() },
        progress: Arc::new(Listener::default()),
    }
}

pub(super) fn terms(folder: &std::path::Path) -> ApplyTerms {
    ApplyTerms {
        pace: Pace::graph(),
        journal: Folder::new(folder.join("journal")),
        tool_version: "0.1.0".to_owned(),
        audit: None,
    }
}
