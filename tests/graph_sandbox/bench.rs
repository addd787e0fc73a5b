//! A running sandbox, an adapter that trusts it, and what the tests have in common.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use reqwest::{Certificate, Client};
use secrecy::SecretString;
use serde_json::{Value, json};
use tenantry::{
    domain::Cloud,
    graph::{Connection, Credential, Door, Graph, Settings},
    observed::{ReadNeeds, ReadState, ReadSummary},
    sandbox::{Options, Running, Sandbox},
};

pub(crate) const TENANT: &str = "3f2a8a2c-0000-4000-8000-000000000001";
pub(crate) const OTHER: &str = "3f2a8a2c-0000-4000-8000-000000000002";
pub(crate) const APP: &str = "7d1e0000-0000-4000-8000-00000000000a";
pub(crate) const OTHER_APP: &str = "7d1e0000-0000-4000-8000-00000000000b";

/// A running sandbox and an adapter that trusts it.
pub(crate) struct Bench {
    pub(crate) running: Running,
    pub(crate) graph: Graph,
}

/// Returns a tenant in which tenantry may do everything; fields can be changed before it is seeded.
pub(crate) fn tenant() -> Value {
    json!({
        "tenantId": TENANT, "displayName": "Contoso",
        "domains": [{ "name": "contoso.onmicrosoft.com" }],
        "apps": [{
            "clientId": APP,
            "permissions": [
                "Organization.Read.All", "Domain.ReadWrite.All", "User.ReadWrite.All",
                "User.EnableDisableAccount.All", "User.RevokeSessions.All", "User.DeleteRestore.All",
                "UserAuthenticationMethod.ReadWrite.All",
                "Group.ReadWrite.All", "RoleManagement.ReadWrite.Directory", "Application.Read.All",
                "AdministrativeUnit.Read.All", "RoleAssignmentSchedule.ReadWrite.Directory",
                "Directory.Read.All",
            ],
            "directoryRoles": ["Privileged Authentication Administrator"],
        }],
    })
}

pub(crate) fn settings(login: &str, graph: &str, ca_pem: &str, patience: Duration) -> Settings {
    Settings {
        login_endpoint: Some(login.parse().unwrap()),
        graph_endpoint: Some(graph.parse().unwrap()),
        ca_pem: Some(ca_pem.to_owned()),
        patience,
        max_in_flight: 8,
        ..Settings::default()
    }
}

pub(crate) fn door(tenant: &str, app: &str, credential: Credential) -> Door {
    Door {
        tenant: "contoso".parse().unwrap(),
        id: tenant.parse().unwrap(),
        cloud: Cloud::Global,
        client_id: app.parse().unwrap(),
        marker_client_id: app.parse().unwrap(),
        installation: "msp".parse().unwrap(),
        credential,
    }
}

pub(crate) fn secret(text: &str) -> Credential {
    Credential::secret(SecretString::from(text.to_owned()))
}

pub(crate) fn needs() -> ReadNeeds {
    ReadNeeds {
        installation: "msp".parse().unwrap(),
        client_id: APP.parse().unwrap(),
        marker_client_id: APP.parse().unwrap(),
        account_names: BTreeSet::new(),
        names_to_create: BTreeSet::new(),
        emergency_names: BTreeSet::new(),
        group_names: BTreeSet::new(),
        group_keys: BTreeSet::new(),
        role_names: BTreeSet::new(),
        opening: BTreeSet::new(),
        adopting: BTreeSet::new(),
        pass_policy: false,
        policies_of_roles: BTreeSet::new(),
        policies_of_groups: BTreeSet::new(),
        remembered: BTreeSet::new(),
    }
}

/// Returns the collections that are not known, with the reasons.
pub(crate) fn unknown(reads: Vec<ReadSummary>) -> Vec<(String, String)> {
    let unknown = reads.into_iter().filter(|read| read.state == ReadState::Unknown);
    unknown.map(|read| (read.collection, read.why.unwrap_or_default())).collect()
}

/// Names a new file for what the sandbox is asked and answers, where the run wants it recorded.
fn recording() -> Option<PathBuf> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let folder = std::env::var_os("TENANTRY_RECORDINGS")?;
    let name =
        format!("graph-{}-{}.ndjson", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    Some(Path::new(&folder).join(name))
}

impl Bench {
    pub(crate) async fn start(tenants: Value) -> Self {
        Self::patient(tenants, Duration::from_secs(20)).await
    }

    pub(crate) async fn patient(tenants: Value, patience: Duration) -> Self {
        let seed = serde_json::from_value(json!({ "tenants": tenants })).unwrap();
        let options = Options { seed, record: recording(), ..Options::default() };
        let running = Sandbox::start(options).await.unwrap();
        let settings = settings(&running.login(), &running.graph(), running.ca_pem(), patience);
        Self { graph: Graph::new(settings).unwrap(), running }
    }

    pub(crate) async fn enter(&self) -> Connection {
        match self.graph.enter(door(TENANT, APP, secret("sandbox"))).await {
            Ok(connection) => connection,
            Err(refusal) => panic!("{refusal:?}"),
        }
    }

    /// Makes something difficult from now on.
    pub(crate) async fn fault(&self, fault: Value) {
        self.control("faults", fault).await;
    }

    /// Posts to a control endpoint.
    pub(crate) async fn control(&self, path: &str, body: Value) {
        self.ask(path, body).await;
    }

    /// Posts to a control endpoint, and returns what it says.
    pub(crate) async fn ask(&self, path: &str, body: Value) -> Value {
        let authority = Certificate::from_pem(self.running.ca_pem().as_bytes()).unwrap();
        let client = Client::builder().tls_certs_only([authority]).build().unwrap();
        let url = format!("{}/sandbox/v1/{path}", self.running.graph());
        let response = client.post(url).json(&body).send().await.unwrap();
        let status = response.status();
        let text = response.text().await.unwrap();
        assert!(status.is_success(), "{text}");
        serde_json::from_str(&text).unwrap_or_default()
    }
}
