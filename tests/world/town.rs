//! Tenants in which grants are opened and ended: their configuration, a sandbox that serves them,
//! and alice, who has a key.

use std::{
    fs,
    io::Read as _,
    path::{Path, PathBuf},
};

use age::secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Served, run};

/// Where roles are given by PIM and a pass is the way in.
pub(crate) const CONTOSO: &str = "3f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f";
/// Where roles are given directly and a password is the way in.
pub(crate) const FABRIKAM: &str = "4f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f";

/// The app that tenantry runs as.
pub(crate) const APP: &str = "7d1e8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f";

/// What an app of ours is permitted to in a tenant that a seed describes.
pub(crate) const PERMISSIONS: [&str; 17] = [
    "Organization.Read.All",
    "Domain.Read.All",
    "User.ReadWrite.All",
    "User.EnableDisableAccount.All",
    "User.RevokeSessions.All",
    "User-PasswordProfile.ReadWrite.All",
    "UserAuthenticationMethod.ReadWrite.All",
    "UserAuthMethod-TAP.ReadWrite.All",
    "Group.ReadWrite.All",
    "GroupMember.ReadWrite.All",
    "RoleManagement.ReadWrite.Directory",
    "RoleAssignmentSchedule.ReadWrite.Directory",
    "AdministrativeUnit.Read.All",
    "Application.Read.All",
    "Directory.Read.All",
    "Policy.Read.All",
    "Policy.Read.AuthenticationMethod",
];

/// A configuration with alice's key in it, and a sandbox that serves its tenants.
pub(crate) struct Town {
    folder: TempDir,
    key: age::x25519::Identity,
    /// The sandbox.
    pub(crate) sandbox: Served,
}

/// What a run of the binary left.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// Fails unless the run ended with this code.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}\n{}", self.out, self.err);
        self
    }

    /// Fails unless the run printed or said this.
    #[track_caller]
    pub(crate) fn tells(self, text: &str) -> Self {
        let told = format!("{}{}", self.out, self.err);
        assert!(told.contains(text), "no `{text}` in:\n{told}");
        self
    }

    /// Reads the answer as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|e| panic!("{e}: {}\n{}", self.out, self.err))
    }
}

impl Town {
    /// Serves fresh tenants.
    pub(crate) fn new() -> Self {
        Self::seeded("")
    }

    /// Serves tenants that `sandbox.yaml` describes; those that it does not are fresh.
    pub(crate) fn seeded(seed: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let key = age::x25519::Identity::generate();
        configure(folder.path(), &key.to_public().to_string());
        fs::write(folder.path().join("sandbox.yaml"), seed).expect("written");
        let sandbox = Served::start(folder.path());
        Self { folder, key, sandbox }
    }

    /// Returns the configuration's folder.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Changes a file of the configuration.
    pub(crate) fn rewrite(&self, name: &str, change: impl FnOnce(String) -> String) {
        let path = self.path(name);
        let text = fs::read_to_string(&path).unwrap_or_default();
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, change(text)).expect("written");
    }

    /// Returns the path of a file of the configuration.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs a command that talks to tenants.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        let (code, out, err) = self.sandbox.run(self.folder.path(), &command(arguments));
        Ran { code, out, err }
    }

    /// Runs a command that talks to nobody.
    pub(crate) fn run_offline(&self, arguments: &[&str]) -> Ran {
        let (code, out, err) = run(self.folder.path(), arguments);
        Ran { code, out, err }
    }

    /// Opens a grant; the answer is JSON.
    pub(crate) fn grant(&self, tenant: &str, technician: &str, more: &[&str]) -> Ran {
        self.run(&[&grant(tenant, technician), more].concat())
    }

    /// Opens a sealed text with alice's key.
    pub(crate) fn open(&self, sealed: &str) -> String {
        let armour = age::armor::ArmoredReader::new(sealed.as_bytes());
        let sealed = age::Decryptor::new(armour).expect("an age file");
        let key: &dyn age::Identity = &self.key;
        let mut text = String::new();
        sealed.decrypt([key].into_iter()).expect("hers").read_to_string(&mut text).expect("text");
        let line = text.strip_suffix('\n').expect("a newline ends it").to_owned();
        assert!(!line.contains('\n'), "nothing else is in it");
        line
    }

    /// Returns the public half of alice's key.
    pub(crate) fn public_key(&self) -> String {
        self.key.to_public().to_string()
    }

    /// Returns alice's key.
    pub(crate) fn secret_key(&self) -> String {
        self.key.to_string().expose_secret().to_owned()
    }

    /// Returns whether this is the password in force of a user of contoso.
    pub(crate) fn sandbox_opens(&self, name: &str, password: &str) -> bool {
        let user = format!("{name}@contoso.onmicrosoft.com");
        let body = json!({ "user": user, "password": [password] });
        let path = format!("/tenants/{CONTOSO}/password");
        self.sandbox.control("POST", &path, Some(&body))["inForce"] == true
    }

    /// Tells what comes of an attempt to sign in.
    pub(crate) fn sign_in(&self, tenant: &str, technician: &str, with: (&str, &str)) -> Value {
        let domain = if tenant == CONTOSO { "contoso" } else { "fabrikam" };
        let user = format!("msp-{technician}@{domain}.onmicrosoft.com");
        let body = json!({ "user": user, with.0: with.1, "pretend": true });
        self.sandbox.control("POST", &format!("/tenants/{tenant}/sign-in"), Some(&body))
    }

    /// Lets time pass.
    pub(crate) fn wait(&self, by: &str) {
        self.sandbox.control("POST", "/clock", Some(&json!({ "by": by })));
    }

    /// Makes something difficult.
    pub(crate) fn fault(&self, fault: &Value) {
        self.sandbox.control("POST", "/faults", Some(fault));
    }

    /// Returns how many writes were sent so far.
    pub(crate) fn writes(&self) -> u64 {
        self.sandbox.control("GET", "/requests", None)["writes"].as_u64().expect("a count")
    }
}

/// What `grant` takes so that it asks nobody and answers in JSON.
pub(crate) fn grant<'a>(tenant: &'a str, technician: &'a str) -> Vec<&'a str> {
    let who = ["grant", "--tenant", tenant, "--technician", technician];
    [&who[..], &["--reason", "INC-1 outage", "--auto-approve", "--format", "json"]].concat()
}

/// Adds what makes a command that talks to tenants quick.
pub(crate) fn command<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    [arguments, &["--verify-every", "0s", "--patience", "1s"]].concat()
}

fn configure(folder: &Path, key: &str) {
    let organization = format!(
        "\
version: 1
organization: northwind-msp
technicians:
  - {{ id: alice, mail: alice@northwind-msp.example, groups: [level-2], recipients: [{key}] }}
  - {{ id: bob, mail: bob@northwind-msp.example, groups: [level-2] }}
  - {{ id: carol, mail: carol@northwind-msp.example, groups: [level-1], recipients: [{key}] }}
  - {{ id: dave, mail: dave@northwind-msp.example, groups: [level-2], state: disabled }}
sweepEvery: 5m
guards: {{ minimumEmergencyAccounts: 0 }}
defaults:
  jit: {{ userName: \"msp-{{technician}}\", disableAfter: 1h, maximum: 4h }}
"
    );
    fs::write(folder.join("tenantry.yaml"), organization).expect("written");
    fs::create_dir_all(folder.join("tenants")).expect("made");
    let pim = "groupMappings: [{ technicians: level-2, roles: [Global Reader] }]";
    let direct = "signIn: password
  groupMappings:
    - technicians: level-2
      roles: [User Administrator, Global Reader]
      groups: [Helpdesk]
      engine: direct";
    for (name, id, jit) in [("contoso", CONTOSO, pim), ("fabrikam", FABRIKAM, direct)] {
        let file = folder.join(format!("tenants/{name}.yaml"));
        fs::write(file, tenant(name, id, jit)).expect("written");
    }
}

fn tenant(name: &str, id: &str, jit: &str) -> String {
    let variable = name.to_uppercase();
    format!(
        "\
tenant: {name}
tenantId: {id}
auth:
  clientId: {APP}
  credential: {{ clientSecret: {{ env: {variable}_SECRET }} }}
domains:
  - name: {name}.onmicrosoft.com
jit:
  domain: {name}.onmicrosoft.com
  {jit}
"
    )
}

/// Describes contoso with more than a fresh tenant has.
pub(crate) fn seed(more: &Value) -> String {
    let mut contoso = json!({
        "tenantId": CONTOSO,
        "displayName": "contoso",
        "domains": [{ "name": "contoso.onmicrosoft.com", "isInitial": true }],
        "apps": [{
            "clientId": APP, "displayName": "tenantry", "permissions": PERMISSIONS,
            "directoryRoles": ["Privileged Authentication Administrator"],
        }],
        "users": [{
            "userPrincipalName": "admin@contoso.onmicrosoft.com", "roles": ["Global Administrator"],
        }],
        "groups": [{ "displayName": "Others" }],
    });
    for (name, value) in more.as_object().expect("an object") {
        contoso[name] = value.clone();
    }
    json!({ "tenants": [contoso] }).to_string()
}
