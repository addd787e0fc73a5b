//! What holds after every test that serves a sandbox, whatever the test is about: the password in force
//! of every account that a store knows is one that the store can produce.

use std::{fs, path::Path};

use serde_json::{Value, json};

use crate::support::Served;

/// Holds every ledger in the folder's own store against the sandbox's record. It opens what may be in
/// force with the recipient's key, without tenantry.
pub(crate) fn every_password_in_force_is_kept(sandbox: &Served, folder: &Path) {
    let (Ok(key), Ok(tenants)) =
        (fs::read_to_string(folder.join("key.txt")), fs::read_dir(folder.join("secrets")))
    else {
        return;
    };
    let Ok(key) = key.trim().parse::<age::x25519::Identity>() else { return };
    for tenant in tenants.map(|entry| entry.expect("an entry")) {
        let id = tenant.file_name().into_string().expect("text");
        if !tenant.path().is_dir() || id == "probe" {
            continue;
        }
        for account in fs::read_dir(tenant.path()).expect("a folder") {
            let place = account.expect("an entry").path();
            let name = place.file_name().and_then(|name| name.to_str()).expect("text").to_owned();
            let passwords = may_be_in_force(&place, &key);
            if !passwords.is_empty() {
                let user = format!("{name}@contoso.onmicrosoft.com");
                let body = json!({ "user": user, "password": passwords });
                let path = format!("/tenants/{id}/password");
                let answer = sandbox.control("POST", &path, Some(&body));
                assert_eq!(answer["inForce"], true, "{name}: nobody can open what is in force");
            }
        }
    }
}

/// Opens what a ledger says may be in force; nothing where it was never set.
fn may_be_in_force(place: &Path, key: &age::x25519::Identity) -> Vec<String> {
    let Ok(ledger) = fs::read(place.join("ledger.json")) else { return Vec::new() };
    let ledger: Value = serde_json::from_slice(&ledger).expect("a ledger");
    let versions = ledger["versions"].as_array().expect("versions").iter();
    // Of an account that was taken over what was in force before is nobody's business here.
    let proved = |version: &Value| !version["proved"].is_null();
    if !versions.clone().any(proved) {
        return Vec::new();
    }
    let held = versions.filter(|it| matches!(it["state"].as_str(), Some("pending" | "current")));
    let open = |version: &Value| {
        let name = version["rotation"].as_str().expect("a name");
        let sealed = fs::read(place.join(format!("{name}.age"))).expect("an envelope");
        let text = age::decrypt(key, &sealed).expect("its key");
        String::from_utf8(text).expect("text").trim_end().to_owned()
    };
    held.map(open).collect()
}
