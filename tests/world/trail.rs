//! Access that is granted, extended, revoked and swept from the built binary, and the trail of it.

use std::{fs, path::Path, process::Command};

use age::secrecy::ExposeSecret as _;
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;

use crate::support::{copy_of, run};

/// Carol's public key in the example, whose private half nobody has.
const PUBLISHED: &str = "age1h9uh0zcmnd3tdjdv2fp7qvrf95ez3jgjfqkk2m6uhy9fpxwxzpwse3kkeu";
const CONTOSO: &str = "3f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f";

/// The example after its first run, with a key for Carol in `carol.txt`.
fn applied() -> TempDir {
    let folder = copy_of("msp");
    let identity = age::x25519::Identity::generate();
    let organization = folder.path().join("tenantry.yaml");
    let text = fs::read_to_string(&organization).expect("a file");
    assert!(text.contains(PUBLISHED));
    let text = text.replace(PUBLISHED, &identity.to_public().to_string());
    fs::write(organization, text).expect("written");
    let secret = identity.to_string();
    fs::write(folder.path().join("carol.txt"), secret.expose_secret()).expect("written");
    ends(folder.path(), &["apply", "--sandbox", "--auto-approve"], 0);
    folder
}

/// Runs the binary, which ends with the code, and returns what it printed.
fn ends(folder: &Path, arguments: &[&str], code: i32) -> (String, String) {
    let (found, out, err) = run(folder, arguments);
    assert_eq!(found, code, "{arguments:?}: {out}{err}");
    (out, err)
}

/// Runs a command about Carol's access to Contoso.
fn carol(folder: &Path, command: &str, more: &[&str], code: i32) -> (String, String) {
    let who = ["--sandbox", "--tenant", "contoso", "--technician", "carol"];
    ends(folder, &[&[command], &who[..], more].concat(), code)
}

const GRANT: [&str; 5] = ["--for", "30m", "--reason", "mailbox rules", "--auto-approve"];

fn sealed(out: &str) -> &str {
    let end = "-----END AGE ENCRYPTED FILE-----\n";
    let begin = out.find("-----BEGIN AGE").expect("a sealed credential");
    let length = out[begin..].find(end).expect("its end") + end.len();
    &out[begin..begin + length]
}

#[test]
#[expect(clippy::print_stdout, reason = "a check that was skipped must say so")]
fn a_grant_opens_is_extended_ends_and_is_on_the_trail() {
    let folder = applied();
    let folder = folder.path();
    let (out, _) = carol(folder, "grant", &GRANT, 0);
    let sealed = sealed(&out);
    let key = fs::read_to_string(folder.join("carol.txt")).expect("a key");
    let key: age::x25519::Identity = key.parse().expect("a key");
    let opened = age::decrypt(&key, sealed.as_bytes()).expect("hers");
    let pass = String::from_utf8(opened).expect("text");
    assert!(!pass.trim().is_empty() && !out.contains(pass.trim()));
    fs::write(folder.join("sealed.age"), sealed).expect("written");
    let mut command = Command::new("age");
    command.args(["--decrypt", "--identity", "carol.txt", "sealed.age"]).current_dir(folder);
    match command.output() {
        Ok(opened) => assert_eq!(String::from_utf8_lossy(&opened.stdout), pass),
        Err(error) => println!("skipped: age cannot be run ({error})"),
    }
    let (again, _) = carol(folder, "grant", &GRANT, 4);
    assert!(again.contains("extend"), "{again}");
    carol(folder, "extend", &["--for", "20m", "--reason", "more rules", "--auto-approve"], 0);
    ends(folder, &["plan", "--sandbox", "--detailed-exitcode"], 0);

    // An hour later it is over: the sweep ends it, and a second one has nothing to do.
    let later = Timestamp::now() + SignedDuration::from_mins(70);
    let at = ["--at", &later.to_string()];
    let sweep = [&["sweep", "--sandbox", "--tenant", "contoso"][..], &at].concat();
    let (out, _) = ends(folder, &sweep, 0);
    assert!(out.contains("jit/carol"), "{out}");
    let (out, _) = ends(folder, &sweep, 0);
    assert!(!out.contains("jit/carol"), "{out}");

    let (out, _) = ends(folder, &["audit", "verify", "--sandbox"], 0);
    assert!(out.contains("0 problems, 0 remarks"), "{out}");
    let chain = format!(".tenantry/audit-sandbox/{CONTOSO}/{}.ndjson", &later.to_string()[..4]);
    let chain = fs::read_to_string(folder.join(chain)).expect("a chain");
    assert!(chain.contains("mailbox rules") && chain.contains("more rules"));
    assert!(!chain.contains(pass.trim()));
}

#[test]
fn without_a_trail_nothing_is_opened_and_what_is_open_still_ends() {
    let folder = applied();
    let folder = folder.path();
    carol(folder, "grant", &GRANT, 0);
    let trail = folder.join(".tenantry/audit-sandbox");
    fs::rename(&trail, folder.join(".tenantry/away")).expect("moved");
    fs::write(&trail, "not a folder").expect("written");
    let bob = ["grant", "--sandbox", "--tenant", "contoso", "--technician", "alice"];
    let (code, out, err) = run(folder, &[&bob, &GRANT[..]].concat());
    assert_ne!(code, 0, "{out}{err}");
    assert!(err.contains("audit") || out.contains("audit"), "{out}{err}");
    assert!(!out.contains("AGE ENCRYPTED"), "{out}");
    // The five minutes in which Entra ID ends no schedule are over by then.
    let later = (Timestamp::now() + SignedDuration::from_mins(40)).to_string();
    let (out, err) = carol(folder, "revoke", &["--at", &later], 4);
    assert!(out.contains("revoked") && err.contains("audit"), "{out}{err}");
    let (out, _) =
        ends(folder, &["explain", "--sandbox", "--technician", "carol", "--tenant", "contoso"], 0);
    assert!(out.contains("no access") || out.contains("disabled"), "{out}");
}

#[test]
fn a_revoke_that_entra_id_holds_up_is_finished_by_the_next_sweep() {
    let folder = applied();
    let folder = folder.path();
    carol(folder, "grant", &GRANT, 0);
    let (out, _) = carol(folder, "revoke", &[], 4);
    assert!(out.contains("EXPIRY_FAILED"), "{out}");
    // Within the five minutes it stays a failure, and the sweep says so.
    let heartbeat = folder.join(".tenantry/sweep-heartbeat-sandbox.json");
    let (out, _) = ends(folder, &["sweep", "--sandbox"], 4);
    assert!(out.contains("EXPIRY_FAILED") && !heartbeat.exists(), "{out}");
    let later = (Timestamp::now() + SignedDuration::from_mins(6)).to_string();
    let (out, _) = ends(folder, &["sweep", "--sandbox", "--at", &later], 0);
    assert!(out.contains("revoked") && heartbeat.exists(), "{out}");
}

#[test]
fn a_sweep_that_may_miss_something_leaves_no_sign_of_life() {
    let folder = applied();
    let folder = folder.path();
    let heartbeat = folder.join(".tenantry/sweep-heartbeat-sandbox.json");
    ends(folder, &["sweep", "--sandbox", "--tenant", "contoso"], 0);
    assert!(!heartbeat.exists(), "one tenant is not all");
    let trail = folder.join(".tenantry/audit-sandbox");
    fs::rename(&trail, folder.join(".tenantry/away")).expect("moved");
    fs::write(&trail, "not a folder").expect("written");
    let (_, err) = ends(folder, &["sweep", "--sandbox"], 4);
    assert!(err.contains("the audit trail cannot be read") && !heartbeat.exists(), "{err}");
}

#[test]
fn what_a_broken_label_may_have_left_out_is_not_called_clean() {
    let folder = applied();
    let folder = folder.path();
    let path = folder.join("tenants/contoso.yaml");
    let text = fs::read_to_string(&path).expect("a file");
    let broken = text.replace("labels: {", "labels: [nonsense] # {");
    assert_ne!(broken, text);
    fs::write(&path, broken).expect("written");
    let sweep = ["sweep", "--sandbox", "--selector", "ring=early"];
    let (_, err) = ends(folder, &sweep, 4);
    assert!(err.contains("contoso") && err.contains("labels cannot be read"), "{err}");
    ends(folder, &[&sweep[..], &["--exclude", "contoso"]].concat(), 0);
}
