//! Entering tenants: one `Graph` for all of them, one connection for each.

use std::sync::{Arc, Mutex};

use super::{
    credential::Credential,
    pace::Pace,
    read::{self, Marker},
    session::{ServerClock, Session},
    settings::{GraphError, Settings},
    sign_in::Applicant,
    token::EntraTokens,
    tokens::Tokens,
    transport::{RequestCounts, Transport},
};
use crate::{
    domain::{ClientId, Cloud, OrganizationName, TenantId, TenantName},
    observed::{ObservedTenant, ReadNeeds, Refusal},
    plan::{Look, Sighting},
};

/// Microsoft Graph, for all tenants of a run.
pub struct Graph {
    settings: Settings,
    transport: Arc<Transport>,
}

/// What is needed to enter one tenant.
pub struct Door {
    /// Its short name, for logs.
    pub tenant: TenantName,
    /// Its GUID, which the token and the organization must bear.
    pub id: TenantId,
    /// The cloud it lives in.
    pub cloud: Cloud,
    /// The app that signs in.
    pub client_id: ClientId,
    /// The app whose extensions hold the marker.
    pub marker_client_id: ClientId,
    /// The installation that the marker names.
    pub installation: OrganizationName,
    /// The app's credential.
    pub credential: Credential,
}

/// One tenant, to read and nothing else: no method of this type can change it.
///
/// ```compile_fail
/// use tenantry::{apply::Perform, graph::Reader, plan::Write};
///
/// async fn change(reader: &Reader, write: &Write) {
///     let _ = reader.perform(write, None).await;
/// }
/// ```
pub struct Reader {
    pub(super) tenant: TenantName,
    pub(super) id: TenantId,
    pub(super) marker: Marker,
    pub(super) session: Session,
}

/// One tenant, to read and to change.
///
/// ```no_run
/// use tenantry::{apply::{Perform, Sending}, graph::Connection, plan::Write};
///
/// async fn change(connection: &Connection, write: &Write, sending: Sending<'_>) {
///     let _ = connection.perform(write, sending).await;
/// }
/// ```
pub struct Connection {
    pub(super) reader: Reader,
}

impl Graph {
    /// Prepares to reach Graph; nothing is sent yet.
    ///
    /// # Errors
    ///
    /// Fails on endpoints outside this machine and on unusable certificate authorities.
    pub fn new(settings: Settings) -> Result<Self, GraphError> {
        settings.check()?;
        let transport = Arc::new(Transport::new(&settings)?);
        Ok(Self { settings, transport })
    }

    /// Signs in to a tenant, to read and to change it.
    ///
    /// # Errors
    ///
    /// Refuses where no token can be had, or where it is another tenant's.
    pub async fn enter(&self, door: Door) -> Result<Connection, Refusal> {
        self.enter_to_read(door).await.map(|reader| Connection { reader })
    }

    /// Signs in to a tenant, to read it and nothing else.
    ///
    /// # Errors
    ///
    /// Refuses where no token can be had, or where it is another tenant's.
    pub async fn enter_to_read(&self, door: Door) -> Result<Reader, Refusal> {
        let Door { tenant, id, cloud, client_id, marker_client_id, installation, credential } =
            door;
        let endpoints = self.settings.endpoints(cloud);
        let applicant = Applicant { tenant: id, client_id, cloud };
        let patience = self.settings.patience;
        let source = EntraTokens {
            transport: Arc::clone(&self.transport),
            endpoints: endpoints.clone(),
            applicant,
            credential,
        };
        let session = Session {
            transport: Arc::clone(&self.transport),
            endpoints,
            tokens: Tokens::new(Box::new(source), applicant, patience),
            pace: Pace::new(),
            patience,
            clock: Mutex::new(ServerClock::default()),
            clock_moved: self.settings.clock_moved,
        };
        session.identity().await?;
        tracing::debug!(%tenant, "entered");
        Ok(Reader {
            tenant,
            id,
            marker: Marker { client_id, extensions_of: marker_client_id, installation },
            session,
        })
    }

    /// Returns how many HTTP requests were sent so far, over all tenants.
    #[must_use]
    pub fn requests(&self) -> RequestCounts {
        self.transport.counts()
    }
}

impl Reader {
    /// Reads what is needed of the tenant.
    ///
    /// # Errors
    ///
    /// Refuses where the organization is another one, or where nothing at all could be read. What
    /// could not be read beside that is unknown in the result.
    pub async fn observe(&self, needs: &ReadNeeds) -> Result<ObservedTenant, Refusal> {
        let observed = read::observe(&self.session, self.id, needs).await?;
        tracing::debug!(tenant = %self.tenant, complete = observed.is_complete(), "observed");
        Ok(observed)
    }

    /// Looks at single things; the answer has one sighting for each look, in their order.
    pub async fn look(&self, looks: &[Look]) -> Vec<Sighting> {
        read::look(&self.session, &self.marker, looks).await
    }
}

impl Connection {
    /// Reads what is needed of the tenant.
    ///
    /// # Errors
    ///
    /// As [`Reader::observe`].
    pub async fn observe(&self, needs: &ReadNeeds) -> Result<ObservedTenant, Refusal> {
        self.reader.observe(needs).await
    }

    /// Returns the part of the connection that cannot change anything.
    #[must_use]
    pub const fn reader(&self) -> &Reader {
        &self.reader
    }
}
