//! What the tests that drive the built binary share: copies of examples, the binary, a sandbox
//! served in its own process, and its control endpoints.

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

use serde_json::Value;
use tempfile::TempDir;

/// The secret that a served sandbox accepts for apps whose seed names none.
pub(crate) const SECRET: &str = "sandbox";

/// Returns an example's folder.
pub(crate) fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name)
}

/// Copies an example without its state, so that a test can have its own.
pub(crate) fn copy_of(name: &str) -> TempDir {
    let copy = tempfile::tempdir().expect("a temporary folder");
    copy_files(&example(name), copy.path());
    copy
}

/// Copies the msp example with nothing in it that needs a file: every app has a client secret.
pub(crate) fn msp() -> TempDir {
    let folder = copy_of("msp");
    for (tenant, old) in [
        ("fabrikam", "{ certificate: { file: keys/fabrikam.pem } }"),
        ("adatum", "{ federated: { file: token.jwt } }"),
    ] {
        let path = folder.path().join(format!("tenants/{tenant}.yaml"));
        let text = fs::read_to_string(&path).expect("a tenant's file");
        let secret = format!("{{ clientSecret: {{ env: {}_SECRET }} }}", tenant.to_uppercase());
        assert!(text.contains(old), "{tenant}");
        fs::write(&path, text.replace(old, &secret)).expect("a written file");
    }
    folder
}

fn copy_files(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("a readable folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if [".tenantry", "secrets"].iter().any(|kept| entry.file_name() == *kept) {
            continue;
        }
        if entry.path().is_dir() {
            fs::create_dir_all(&target).expect("a new folder");
            copy_files(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copied file");
        }
    }
}

/// Makes a command that runs the built binary with an empty environment.
pub(crate) fn tenantry(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tenantry"));
    command.env_clear().current_dir(folder).args(arguments).stdin(Stdio::null());
    if let Ok(path) = std::env::var("PATH") {
        command.env("PATH", path);
    }
    let embeds = arguments.contains(&"--sandbox") || arguments.contains(&"serve");
    if let Some(file) = recording().filter(|_| embeds) {
        command.env("TENANTRY_RECORD", file);
    }
    command
}

/// Names a new file for what a sandbox is asked and answers, where the run wants it recorded.
pub(crate) fn recording() -> Option<PathBuf> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let folder = std::env::var_os("TENANTRY_RECORDINGS")?;
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    Some(Path::new(&folder).join(format!("binary-{}-{number}.ndjson", std::process::id())))
}

/// Runs the binary and returns its exit code, stdout and stderr.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    parts(&tenantry(folder, arguments).output().expect("the binary runs"))
}

/// Splits an output into exit code, stdout and stderr.
pub(crate) fn parts(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

/// A sandbox in its own process, ended with this value.
pub(crate) struct Served {
    child: Child,
    folder: PathBuf,
    /// The sign-in host's origin.
    pub(crate) login: String,
    /// Graph's origin.
    pub(crate) graph: String,
    /// The file with the CA's certificate.
    pub(crate) ca: PathBuf,
    client: reqwest::Client,
    runtime: tokio::runtime::Runtime,
}

impl Served {
    /// Serves the tenants of a configuration, seeded by its `sandbox.yaml`.
    pub(crate) fn start(folder: &Path) -> Self {
        let state = folder.join(".served");
        fs::create_dir_all(&state).expect("a folder for the state");
        let ca = state.join("ca.pem");
        let mut command = tenantry(folder, &["sandbox", "serve", "--port", "0", "-C", "."]);
        command.arg("--state").arg(state.join("state")).arg("--ca").arg(&ca);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("the sandbox starts");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("a pipe");
        BufReader::new(stdout).read_line(&mut line).expect("a line");
        let ready: Value = serde_json::from_str(&line).unwrap_or_else(|e| panic!("{e}: `{line}`"));
        let text = |key: &str| ready[key].as_str().expect("a text").to_owned();
        let certificate =
            reqwest::Certificate::from_pem(&fs::read(&ca).expect("the CA")).expect("PEM");
        let client =
            reqwest::Client::builder().tls_certs_only([certificate]).build().expect("a client");
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let (folder, login, graph) = (folder.to_owned(), text("login"), text("graph"));
        Self { child, folder, login, graph, ca, client, runtime }
    }

    /// Makes a command that runs the binary against this sandbox, with the secrets it accepts.
    pub(crate) fn tenantry(&self, folder: &Path, arguments: &[&str]) -> Command {
        let mut command = tenantry(folder, arguments);
        command.args(["--login-endpoint", &self.login, "--graph-endpoint", &self.graph]);
        command.arg("--ca-file").arg(&self.ca).args(["-C", "."]);
        for tenant in ["CONTOSO", "FABRIKAM", "ADATUM", "LITWARE", "HEALTHY"] {
            command.env(format!("{tenant}_SECRET"), SECRET);
        }
        command
    }

    /// Runs the binary against this sandbox.
    pub(crate) fn run(&self, folder: &Path, arguments: &[&str]) -> (i32, String, String) {
        parts(&self.tenantry(folder, arguments).output().expect("the binary runs"))
    }

    /// Asks a control endpoint.
    pub(crate) fn control(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        let url = format!("{}/sandbox/v1{path}", self.graph);
        let mut request = self.client.request(method.parse().expect("a method"), url);
        if let Some(body) = body {
            request = request.json(body);
        }
        self.runtime.block_on(async {
            let response = request.send().await.expect("an answer");
            assert!(response.status().is_success(), "{method} {path}: {}", response.status());
            let bytes = response.bytes().await.expect("a body");
            if bytes.is_empty() {
                Value::Null
            } else {
                serde_json::from_slice(&bytes).expect("JSON")
            }
        })
    }

    /// Asks Graph as another app of a tenant: what somebody else does to it.
    pub(crate) fn graph(
        &self,
        (tenant, client): (&str, &str),
        (method, path): (&str, &str),
        body: &Value,
    ) -> (u16, Value) {
        let token = format!("{}/{tenant}/oauth2/v2.0/token", self.login);
        let form = format!(
            "client_id={client}&client_secret={SECRET}&grant_type=client_credentials&scope={}",
            "https%3A%2F%2Fgraph.microsoft.com%2F.default"
        );
        self.runtime.block_on(async {
            let asked = self.client.post(token).body(form);
            let asked = asked.header("Content-Type", "application/x-www-form-urlencoded");
            let bytes = asked.send().await.expect("an answer").bytes().await.expect("a body");
            let granted: Value = serde_json::from_slice(&bytes).expect("JSON");
            let token = granted["access_token"].as_str().unwrap_or_else(|| panic!("{granted}"));
            let url = format!("{}/v1.0{path}", self.graph);
            let request = self.client.request(method.parse().expect("a method"), url);
            let request = request.bearer_auth(token).json(body);
            let response = request.send().await.expect("an answer");
            let status = response.status().as_u16();
            let bytes = response.bytes().await.expect("a body");
            (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
        })
    }

    /// Returns one tenant's tables.
    pub(crate) fn tables(&self, tenant_id: &str) -> BTreeMap<String, BTreeMap<String, Value>> {
        let state = self.control("GET", &format!("/tenants/{tenant_id}"), None);
        serde_json::from_value(state["tables"].clone()).expect("tables")
    }

    /// Ends the sandbox's process and leaves its state.
    pub(crate) fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let is_running = matches!(self.child.try_wait(), Ok(None));
        let found = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            if is_running && !std::thread::panicking() {
                crate::kept::every_password_in_force_is_kept(self, &self.folder);
            }
        }));
        // Whatever was found, the process ends with this value.
        self.end();
        if let Err(lost) = found {
            std::panic::resume_unwind(lost);
        }
    }
}
