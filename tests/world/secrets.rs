//! Passwords, tokens and secrets appear in no output, log, journal or plan, however they are
//! written, and whatever goes wrong.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    search::{is_a_password, spellings, words},
    support::{Served, copy_of, parts},
};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rcgen::{CertificateParams, KeyPair, PKCS_RSA_SHA256};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A secret with everything in it that escaping changes. Registered with the sandbox as an app's
/// client secret, so that the ordinary sign-in carries it.
const CANARY: &str = "Canary~7/+ =&%\"q9Zz.do-not-print";
/// A password that somebody in the tenant has.
const KNOWN: &str = "Kq7#mVx2_Lw9.Tz4+Rb8=Hn6!Cd3-Pf5";
const ISSUER: &str = "https://token.actions.githubusercontent.com";
const SUBJECT: &str = "repo:northwind-msp/tenants:ref:refs/heads/main";
const CONTOSO: &str = "3f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f";

/// The msp example with a secret of each kind, and what must not be said.
struct Stage {
    folder: TempDir,
    sandbox: Served,
    secrets: Vec<String>,
}

impl Stage {
    fn set() -> Self {
        let folder = copy_of("msp");
        let key = KeyPair::generate_for(&PKCS_RSA_SHA256).expect("a key");
        let parameters = CertificateParams::new(vec![]).expect("parameters");
        let certificate = parameters.self_signed(&key).expect("a certificate").pem();
        let token = federated_token(&key);
        fs::create_dir_all(folder.path().join("keys")).expect("a folder");
        let pem = format!("{}{certificate}", key.serialize_pem());
        fs::write(folder.path().join("keys/fabrikam.pem"), pem).expect("a file");
        fs::write(folder.path().join("token.jwt"), &token).expect("a file");
        let federated = json!([{ "issuer": ISSUER, "subject": SUBJECT, "publicKey": certificate }]);
        plant(
            folder.path(),
            &[
                ("7d1e0f4a-2b3c-4d5e-8f90-a1b2c3d4e5f6", "secrets", json!([{ "value": CANARY }])),
                (
                    "1a2b3c4d-5e6f-4a0b-8c1d-2e3f4a5b6c7d",
                    "certificates",
                    json!([{ "pem": certificate }]),
                ),
                ("5f6e7d8c-9b0a-4c1d-8e2f-3a4b5c6d7e8f", "federated", federated),
            ],
        );
        let mut secrets = vec![CANARY.to_owned(), KNOWN.to_owned()];
        secrets.extend(token.split('.').skip(1).map(str::to_owned));
        // The first line begins as every such key does.
        let body = key.serialize_pem();
        let lines = body.lines().filter(|line| !line.starts_with("-----")).skip(1);
        secrets.extend(lines.filter(|line| line.len() == 64).map(str::to_owned));
        assert!(secrets.len() > 20, "a private key has many lines");
        let sandbox = Served::start(folder.path());
        Self { folder, sandbox, secrets }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.sandbox.tenantry(self.folder.path(), arguments);
        command.env("CONTOSO_SECRET", CANARY);
        command.env("RUST_LOG", "trace").env("RUST_BACKTRACE", "full");
        command
    }

    /// Runs a command and returns all that it said.
    fn run(&self, arguments: &[&str], expected: i32) -> String {
        let (code, out, err) = parts(&self.command(arguments).output().expect("the binary runs"));
        assert_eq!(code, expected, "{arguments:?}\n{out}{err}");
        out + &err
    }

    /// Makes something difficult for one command.
    fn broken(&self, fault: &Value, arguments: &[&str], expected: i32) -> String {
        self.sandbox.control("POST", "/faults", Some(fault));
        let quick = [arguments, ["--patience", "1s"].as_slice()].concat();
        let said = self.run(&quick, expected);
        self.sandbox.control("DELETE", "/faults", None);
        said
    }

    /// Returns all that was written to the folder, but for the secrets' own files.
    fn written(&self) -> String {
        let mut found = Vec::new();
        files(self.folder.path(), &mut found);
        found.retain(|path| {
            ["sandbox.yaml", "fabrikam.pem", "token.jwt"].iter().all(|own| !path.ends_with(own))
        });
        assert!(found.iter().any(|path| path.ends_with("saved.json")), "the plan was saved");
        let is_journal = |path: &PathBuf| path.to_string_lossy().contains("journal");
        assert!(found.iter().any(is_journal), "a journal was kept");
        let text = |path| String::from_utf8_lossy(&fs::read(path).expect("readable")).into_owned();
        found.into_iter().map(text).collect()
    }

    fn find_nothing(&self, said: &str) {
        for secret in &self.secrets {
            for spelling in spellings(secret) {
                assert!(!said.contains(&spelling), "`{secret}` is there as `{spelling}`");
            }
        }
        for word in tokens() {
            assert!(!said.contains(&word), "a token is there: `{word}`");
        }
        for word in ["\"password\":", "passwordProfile\":{", "client_secret=", "client_assertion="]
        {
            assert!(!said.contains(word), "`{word}` is there");
        }
        let words = words(said);
        for tenant in
            self.sandbox.control("GET", "/tenants", None)["tenants"].as_array().expect("ids")
        {
            let tenant = tenant.as_str().expect("an id");
            assert!(!is_a_password(&self.sandbox, tenant, &words), "a password is there");
        }
    }
}

/// What every access token has in it: how it begins, how that looks in base64, its claims.
fn tokens() -> Vec<String> {
    let mut words = vec!["eyJ".to_owned(), "ZXlK".to_owned()];
    words.extend(["appidacr", "tenant_region_scope", "idtyp"].map(str::to_owned));
    for beginning in ["eyJ0eXAiOiJKV1QiLCJhbGci", "eyJhdWQiOiJodHRwczovL2dyYXBo"] {
        words.extend(spellings(beginning));
    }
    words
}

fn federated_token(key: &KeyPair) -> String {
    let now = jiff::Timestamp::now().as_second();
    let claims = json!({
        "iss": ISSUER, "sub": SUBJECT, "aud": "api://AzureADTokenExchange",
        "iat": now, "nbf": now - 5, "exp": now + 3600, "jti": "1",
    });
    let key = EncodingKey::from_rsa_pem(key.serialize_pem().as_bytes()).expect("a key");
    encode(&Header::new(Algorithm::RS256), &claims, &key).expect("a token")
}

/// Writes credentials into the seed, and a password that is known.
fn plant(folder: &Path, credentials: &[(&str, &str, Value)]) {
    let path = folder.join("sandbox.yaml");
    let mut seed = fs::read_to_string(&path).expect("the seed");
    for (app, kind, value) in credentials {
        let line = format!("      - clientId: {app}\n");
        assert!(seed.contains(&line), "{app}");
        seed = seed.replace(&line, &format!("{line}        {kind}: {value}\n"));
    }
    let user = "{ userPrincipalName: admin@contoso.onmicrosoft.com,";
    assert!(seed.contains(user));
    seed = seed.replace(user, &format!("{user} password: {},", json!(KNOWN)));
    fs::write(path, seed).expect("a seed");
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("an entry").path();
        // The sandbox's own state is the other side of the wire.
        if path.is_dir() && !path.ends_with(".served") {
            files(&path, found);
        } else if path.is_file() {
            found.push(path);
        }
    }
}

#[test]
fn no_secret_reaches_an_output_a_log_a_journal_or_a_plan() {
    let stage = Stage::set();
    let before = stage.sandbox.tables(CONTOSO)["passwords"].len();
    let mut said = stage.run(&["plan", "-vv", "--out", "saved.json"], 0);
    let json = ["plan", "-vv", "--format", "json", "--log-format", "json"];
    said += &stage.run(&json, 0);
    let doctor = parts(&stage.command(&["doctor", "-vv"]).output().expect("the binary runs"));
    said += &(doctor.1 + &doctor.2);
    let apply = ["apply", "-vv", "--auto-approve", "--verify-every", "0s"];

    // Answers that break off: half a token, half a batch, half of what a write came to.
    let half = |on: Value| json!({ "on": on, "effect": "truncate" });
    let plan = ["plan", "-vv"];
    said += &stage.broken(&half(json!({ "host": "login" })), &plan, 7);
    said += &stage.broken(&half(json!({ "path": "/$batch" })), &plan, 6);
    said += &stage.broken(&half(json!({ "method": "POST", "path": "/users" })), &apply, 0);
    said += &stage.run(&apply, 0);
    said += &stage.run(&plan, 0);
    let after = stage.sandbox.tables(CONTOSO)["passwords"].len();
    assert!(after > before, "accounts with passwords were created");

    // Wrong secrets are refused, and not repeated in the refusal.
    fs::write(stage.folder.path().join("token.jwt"), "eyJhbGciOiJub25lIn0.e30.").expect("a file");
    let mut command = stage.command(&plan);
    command.env("CONTOSO_SECRET", format!("{CANARY}x"));
    let (code, out, err) = parts(&command.output().expect("the binary runs"));
    assert_eq!(code, 6, "{out}{err}");
    said += &(out + &err);

    // A mistake in tenantry itself: it panics, with all frames told.
    let mut command = stage.command(&plan);
    command.env("TOKIO_WORKER_THREADS", "0");
    let (code, out, err) = parts(&command.output().expect("the binary runs"));
    assert!(code == 101 && err.contains("panicked at"), "{code}: {out}{err}");
    said += &(out + &err);

    said += &stage.written();
    stage.find_nothing(&said);
}

#[test]
fn the_search_finds_what_it_looks_for() {
    let stage = Stage::set();
    for secret in &stage.secrets {
        for hidden in hidden(secret) {
            assert!(spellings(secret).iter().any(|spelling| hidden.contains(spelling)), "{hidden}");
        }
    }
    let claims =
        STANDARD.encode("{\"Authorization\": \"Bearer eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9\"}");
    assert!(tokens().iter().any(|word| claims.contains(word)), "{claims}");
    for hidden in hidden(KNOWN) {
        let found = words(&format!("said `{hidden}` and more"));
        assert!(is_a_password(&stage.sandbox, CONTOSO, &found), "{hidden}");
    }
    assert!(!is_a_password(&stage.sandbox, CONTOSO, &words(CANARY)));
}

/// Hides a secret in longer texts.
fn hidden(secret: &str) -> [String; 6] {
    [
        format!("password={secret}."),
        STANDARD.encode(format!("client:{secret}")),
        STANDARD.encode(secret),
        URL_SAFE_NO_PAD.encode(format!("some {secret} text")),
        URL_SAFE_NO_PAD.encode(format!("x {secret}")),
        utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string(),
    ]
}
