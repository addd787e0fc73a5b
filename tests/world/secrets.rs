//! Passwords, tokens and secrets appear in no output, log, journal or plan, however they are
//! written: plain, base64, URL-escaped.

use std::{fs, path::Path};

use crate::support::{Served, copy_of, parts};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// A secret with everything in it that escaping changes. Registered with the sandbox as an app's
/// client secret, so that the ordinary sign-in carries it.
const CANARY: &str = "Canary~7/+ =&%\"q9Zz.do-not-print";

fn spellings(secret: &str) -> Vec<String> {
    let mut spellings =
        vec![secret.to_owned(), utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string()];
    spellings.push(secret.replace('"', "\\\""));
    // base64 of a text inside another begins at one of three offsets: the middle is what they share.
    for padding in ["", "x", "xy"] {
        for engine in [STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
            let encoded = engine.encode(format!("{padding}{secret}"));
            spellings.push(encoded[8..encoded.len() - 6].to_owned());
        }
    }
    spellings
}

fn files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
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
    let folder = copy_of("quickstart");
    fs::write(
        folder.path().join("sandbox.yaml"),
        format!(
            "tenants:\n  - tenantId: 3f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f\n    displayName: Contoso\n    domains: [{{ name: contoso.onmicrosoft.com, isInitial: true }}]\n    apps:\n      - clientId: 7d1e0f4a-2b3c-4d5e-8f90-a1b2c3d4e5f6\n        secrets: [{{ value: {} }}]\n        directoryRoles: [Privileged Authentication Administrator]\n        permissions: [Organization.Read.All, Domain.Read.All, User.ReadWrite.All, User.EnableDisableAccount.All, User.RevokeSessions.All, Group.ReadWrite.All, RoleManagement.ReadWrite.Directory, RoleAssignmentSchedule.Read.Directory, AdministrativeUnit.Read.All, Application.Read.All, Directory.Read.All]\n    users:\n      - {{ userPrincipalName: admin@contoso.onmicrosoft.com, roles: [Global Administrator] }}\n",
            serde_json::to_string(CANARY).expect("a JSON string")
        ),
    )
    .expect("a seed");
    let sandbox = Served::start(folder.path());
    let mut said = String::new();
    let runs: [&[&str]; 5] = [
        &["plan", "-vv", "--out", "saved.json"],
        &["plan", "-vv", "--format", "json", "--log-format", "json"],
        &["doctor", "-vv"],
        &["apply", "-vv", "--auto-approve", "--verify-every", "0s"],
        &["plan", "-vv"],
    ];
    for arguments in runs {
        let mut command = sandbox.tenantry(folder.path(), arguments);
        command.env("CONTOSO_SECRET", CANARY).env("RUST_LOG", "trace").env("RUST_BACKTRACE", "1");
        let (code, out, err) = parts(&command.output().expect("the binary runs"));
        assert_eq!(code, 0, "{arguments:?}\n{out}{err}");
        said.push_str(&out);
        said.push_str(&err);
    }
    // A wrong secret is refused, and not repeated in the refusal.
    let mut command = sandbox.tenantry(folder.path(), &["plan", "-vv"]);
    command.env("CONTOSO_SECRET", format!("{CANARY}x"));
    let (code, out, err) = parts(&command.output().expect("the binary runs"));
    assert_eq!(code, 7, "{out}{err}");
    said.push_str(&out);
    said.push_str(&err);

    let mut written = Vec::new();
    files(folder.path(), &mut written);
    written.retain(|path| !path.ends_with("sandbox.yaml"));
    assert!(written.iter().any(|path| path.ends_with("saved.json")), "the plan was saved");
    assert!(
        written.iter().any(|path| path.to_string_lossy().contains("journal")),
        "a journal was kept"
    );
    for path in written {
        said.push_str(&String::from_utf8_lossy(&fs::read(path).expect("a readable file")));
    }
    for spelling in spellings(CANARY) {
        assert!(!said.contains(&spelling), "the client secret is there as `{spelling}`");
    }
    assert!(!said.contains("eyJ"), "a token is there");
    for word in ["\"password\":", "passwordProfile\":{", "client_secret=", "client_assertion="] {
        assert!(!said.contains(word), "`{word}` is there");
    }
    let tables = sandbox.tables("3f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f");
    assert!(tables["passwords"].len() >= 2, "accounts with passwords were created");
}

#[test]
fn the_search_finds_what_it_looks_for() {
    for hidden in [
        STANDARD.encode(format!("client:{CANARY}")),
        URL_SAFE_NO_PAD.encode(format!("some {CANARY} text")),
        utf8_percent_encode(CANARY, NON_ALPHANUMERIC).to_string(),
    ] {
        assert!(spellings(CANARY).iter().any(|spelling| hidden.contains(spelling)), "{hidden}");
    }
}
