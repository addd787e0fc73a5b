//! The world that a command talks to.

use std::{fs, path::Path, sync::Arc};

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};

use super::embedded::Embedded;
use crate::{
    cli::{Failure, args::Reach},
    desired::Desired,
    graph::{Credential, Graph, Settings},
    run::Microsoft,
    sandbox::Running,
};

/// The world that a command talks to, from its first request to its last.
pub(crate) struct World {
    /// The way into its tenants.
    pub(crate) entrance: Arc<Microsoft>,
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
        (desired, prune): (&Desired, bool),
        at: Option<Timestamp>,
    ) -> Result<Self, Failure> {
        let mut settings = Settings {
            login_endpoint: reach.login_endpoint.clone(),
            graph_endpoint: reach.graph_endpoint.clone(),
            ca_pem: reach.ca_file.as_deref().map(read).transpose()?,
            patience: reach.patience,
            max_in_flight: usize::from(reach.parallelism).max(64),
            ..Settings::default()
        };
        let installation = desired.organization.name.clone();
        if reach.sandbox {
            let started =
                Embedded::start(directory, (desired, prune), reach.record.clone(), at).await?;
            settings.login_endpoint = Some(origin(&started.running.login())?);
            settings.graph_endpoint = Some(origin(&started.running.graph())?);
            settings.ca_pem = Some(started.running.ca_pem().to_owned());
            settings.clock_moved = started.running.now().duration_since(Timestamp::now());
            let secret = started.secret;
            let credential =
                move || Credential::secret(SecretString::from(secret.expose_secret().to_owned()));
            let entrance = Microsoft::with_credential(graph(settings)?, installation, credential);
            return Ok(Self { entrance: Arc::new(entrance), embedded: Some(started.running) });
        }
        let folder = directory.to_owned();
        let entrance = Microsoft::configured(graph(settings)?, installation, folder);
        Ok(Self { entrance: Arc::new(entrance), embedded: None })
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

fn graph(settings: Settings) -> Result<Arc<Graph>, Failure> {
    Graph::new(settings).map(Arc::new).map_err(|error| Failure::error(error.to_string()))
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| Failure::file("read", path, &error))
}

fn origin(text: &str) -> Result<url::Url, Failure> {
    text.parse().map_err(|error| Failure::error(format!("the sandbox's address {text}: {error}")))
}
