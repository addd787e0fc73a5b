//! The world that a command talks to.

use std::{fs, path::Path, sync::Arc};

use jiff::Timestamp;

use super::{
    embedded::Embedded,
    entrance::{Credentials, GraphEntrance},
};
use crate::{
    cli::{Failure, args::Reach},
    desired::Desired,
    graph::{Graph, Settings},
    sandbox::Running,
};

/// The world that a command talks to, from its first request to its last.
pub(crate) struct World {
    /// The way into its tenants.
    pub(crate) entrance: Arc<GraphEntrance>,
    /// The sandbox, where it is embedded.
    embedded: Option<Running>,
}

impl World {
    /// Opens the world that was asked for: the embedded one is started, others are only prepared
    /// for.
    ///
    /// # Errors
    ///
    /// Fails where the sandbox cannot be started, and on an unusable `--ca-file`.
    pub(crate) async fn open(
        reach: &Reach,
        directory: &Path,
        desired: &Desired,
        at: Option<Timestamp>,
    ) -> Result<Self, Failure> {
        let mut settings = Settings {
            login_endpoint: reach.login_endpoint.clone(),
            graph_endpoint: reach.graph_endpoint.clone(),
            ca_pem: reach.ca_file.as_deref().map(read).transpose()?,
            ..Settings::default()
        };
        let mut credentials = Credentials::Configured(directory.to_owned());
        let mut embedded = None;
        if reach.sandbox {
            let started = Embedded::start(directory, desired, at).await?;
            settings.login_endpoint = Some(origin(&started.running.login())?);
            settings.graph_endpoint = Some(origin(&started.running.graph())?);
            settings.ca_pem = Some(started.running.ca_pem().to_owned());
            credentials = Credentials::Embedded(started.secret);
            embedded = Some(started.running);
        }
        let graph = Graph::new(settings).map_err(|error| Failure::error(error.to_string()))?;
        let installation = desired.organization.name.clone();
        let entrance = Arc::new(GraphEntrance { graph, installation, credentials });
        Ok(Self { entrance, embedded })
    }

    /// Returns the time of this world, as far as this machine knows it.
    pub(crate) fn now(&self) -> Timestamp {
        self.embedded.as_ref().map_or_else(Timestamp::now, Running::now)
    }

    /// Leaves the world; an embedded one is stopped when its last request has ended.
    pub(crate) async fn close(self) {
        if let Some(running) = self.embedded {
            running.stop().await;
        }
    }
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| Failure::file("read", path, &error))
}

fn origin(text: &str) -> Result<url::Url, Failure> {
    text.parse().map_err(|error| Failure::error(format!("the sandbox's address {text}: {error}")))
}
