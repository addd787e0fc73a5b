//! The doors to tenants through Microsoft Graph.

use std::{path::PathBuf, sync::Arc};

use jiff::Timestamp;

use super::{Entrance, Observe, Requests};
use crate::{
    desired::DesiredTenant,
    domain::{ClientId, CredentialSource, ObjectId, OrganizationName},
    graph::{Connection, Credential, Door, Graph, Reader},
    observed::{ObservedTenant, ReadNeeds, Reading, Refusal},
};

/// Finds the credential that a source names.
type Resolve = dyn Fn(&CredentialSource) -> Result<Credential, Refusal> + Send + Sync;

/// Enters tenants through Microsoft Graph.
pub struct Microsoft {
    graph: Arc<Graph>,
    installation: OrganizationName,
    resolve: Box<Resolve>,
    is_configured: bool,
}

impl Microsoft {
    /// Enters with the credentials that the configuration names; `folder` is the configuration's.
    #[must_use]
    pub fn configured(graph: Arc<Graph>, installation: OrganizationName, folder: PathBuf) -> Self {
        let resolve = move |source: &CredentialSource| Credential::resolve(source, &folder);
        Self { graph, installation, resolve: Box::new(resolve), is_configured: true }
    }

    /// Enters with other credentials than the configured ones: those of a sandbox.
    pub fn with_credential(
        graph: Arc<Graph>,
        installation: OrganizationName,
        credential: impl Fn() -> Credential + Send + Sync + 'static,
    ) -> Self {
        let resolve = move |_: &CredentialSource| Ok(credential());
        Self { graph, installation, resolve: Box::new(resolve), is_configured: false }
    }

    fn door(
        &self,
        tenant: &DesiredTenant,
        client_id: ClientId,
        source: &CredentialSource,
    ) -> Result<Door, Refusal> {
        Ok(Door {
            tenant: tenant.name.clone(),
            id: tenant.id,
            cloud: tenant.cloud,
            client_id,
            marker_client_id: tenant.auth.marker_client_id,
            installation: self.installation.clone(),
            credential: (self.resolve)(source)?,
        })
    }
}

impl Entrance for Microsoft {
    type Reader = Reader;
    type Writer = Connection;

    async fn read(&self, tenant: &DesiredTenant) -> Result<Reader, Refusal> {
        let auth = &tenant.auth;
        let own = (auth.client_id, auth.credential.clone());
        let (client_id, source) = auth.plan.as_ref().unwrap_or(&own);
        self.graph.enter_to_read(self.door(tenant, *client_id, source)?).await
    }

    async fn write(&self, tenant: &DesiredTenant) -> Result<Connection, Refusal> {
        let auth = &tenant.auth;
        self.graph.enter(self.door(tenant, auth.client_id, &auth.credential)?).await
    }

    fn is_configured(&self) -> bool {
        self.is_configured
    }

    fn requests(&self) -> Requests {
        let counted = self.graph.requests();
        Requests { token: counted.token, graph: counted.graph, writes: counted.writes }
    }
}

impl Observe for Reader {
    async fn observe(&self, needs: &ReadNeeds) -> Result<ObservedTenant, Refusal> {
        Self::observe(self, needs).await
    }

    async fn last_sign_in(&self, account: ObjectId) -> Reading<Option<Timestamp>> {
        Self::last_sign_in(self, account).await
    }
}

impl Observe for Connection {
    async fn observe(&self, needs: &ReadNeeds) -> Result<ObservedTenant, Refusal> {
        Self::observe(self, needs).await
    }
    async fn last_sign_in(&self, account: ObjectId) -> Reading<Option<Timestamp>> {
        self.reader().last_sign_in(account).await
    }
}
