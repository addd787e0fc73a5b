//! Whatever is missing or broken around it, access ends, and what may have been missed is said.

use std::{fs, path::PathBuf};

use crate::{
    grants::nothing_is_open,
    town::{CONTOSO, FABRIKAM, Town},
};

const REVOKE: [&str; 5] = ["revoke", "--tenant", "fabrikam", "--technician", "alice"];

/// Returns the file of a tenant's audit chain.
fn chain_of(town: &Town, tenant: &str) -> PathBuf {
    let chain = fs::read_dir(town.path(".tenantry/audit").join(tenant)).expect("a chain");
    let mut files = chain.map(|entry| entry.expect("an entry").path());
    files.find(|path| path.extension().is_some_and(|it| it == "ndjson")).expect("a file")
}

/// Takes the last line from the newest journal, as if its run had been killed.
fn kill_the_newest(town: &Town) {
    let journals = fs::read_dir(town.path(".tenantry/journal")).expect("a folder");
    let newest = journals.map(|entry| entry.expect("an entry").path()).max().expect("a journal");
    let text = fs::read_to_string(&newest).expect("text");
    let (kept, ended) = text.trim_end().rsplit_once('\n').expect("several lines");
    assert!(ended.contains("\"ended\""), "{ended}");
    fs::write(newest, format!("{kept}\n")).expect("written");
}

#[test]
fn only_a_run_of_apply_is_resumed() {
    let town = Town::new();
    let resume = ["apply", "--resume", "--auto-approve"];
    town.grant("fabrikam", "alice", &[]).exits(0);
    kill_the_newest(&town);
    town.run(&resume).exits(0).tells("nothing to resume");
    town.rewrite("tenants/contoso.yaml", |text| {
        text.replace("jit:\n", "jit:\n  provision: ahead\n")
    });
    town.run(&["apply", "--auto-approve"]).exits(0);
    kill_the_newest(&town);
    let ran = town.run(&resume).exits(0);
    assert!(!ran.err.contains("nothing to resume"), "{}{}", ran.out, ran.err);
}

#[test]
fn access_ends_without_a_journal() {
    let town = Town::new();
    town.grant("fabrikam", "alice", &[]).exits(0);
    let journal = town.path(".tenantry/journal");
    fs::remove_dir_all(&journal).expect("removed");
    fs::write(&journal, "not a folder").expect("written");
    town.grant("contoso", "alice", &[]).exits(1).tells("nothing is sent without a journal");
    let ran = town.run(&REVOKE).exits(4).tells("revoked     jit/alice");
    assert!(ran.err.contains("the journal could not be written"), "{}", ran.err);
    nothing_is_open(&town, FABRIKAM);
    fs::remove_file(&journal).expect("removed");
    town.run(&["sweep"]).exits(0);
}

#[test]
fn a_tenant_whose_file_was_deleted_is_not_forgotten() {
    let town = Town::new();
    town.grant("contoso", "alice", &[]).exits(0);
    let file = town.path("tenants/contoso.yaml");
    let text = fs::read_to_string(&file).expect("a file");
    fs::remove_file(&file).expect("removed");
    for command in [&["sweep"][..], &["revoke", "--technician", "alice"]] {
        let ran = town.run(command).exits(4).tells(CONTOSO);
        assert!(ran.err.contains("no file declares tenant"), "{}", ran.err);
    }
    assert!(!town.path(".tenantry/sweep-heartbeat-sandbox.json").exists(), "not all was swept");
    // What a damaged trail may have told of such a tenant is not taken for nothing.
    let chain = chain_of(&town, CONTOSO);
    let whole = fs::read_to_string(&chain).expect("text");
    let without: Vec<&str> = whole.lines().filter(|line| !line.contains("createUser")).collect();
    fs::write(&chain, without.join("\n") + "\n").expect("written");
    town.run(&["sweep"]).exits(4).tells("it is damaged");
    fs::write(&chain, whole).expect("written");
    // Somebody who sweeps one tenant asks about that one.
    town.run(&["sweep", "--tenant", "fabrikam"]).exits(0);
    fs::write(&file, text).expect("written");
    town.wait("61m");
    town.run(&["sweep"]).exits(0).tells("revoked     jit/alice");
    nothing_is_open(&town, CONTOSO);
}

#[test]
fn a_trail_that_is_damaged_or_that_nobody_can_find_is_no_memory() {
    let town = Town::new();
    town.grant("fabrikam", "alice", &[]).exits(0);
    town.run(&["sweep"]).exits(0);
    let chain = chain_of(&town, FABRIKAM);
    let text = fs::read_to_string(&chain).expect("text");
    let without_first: Vec<&str> = text.lines().skip(1).collect();
    fs::write(&chain, without_first.join("\n") + "\n").expect("written");
    let ran = town.run(&["sweep"]).exits(4).tells("is damaged");
    assert!(ran.err.contains("audit verify"), "{}", ran.err);
    fs::write(&chain, text).expect("written");
    town.run(&["sweep"]).exits(0);
    town.rewrite("tenantry.yaml", |text| format!("{text}audit: [nowhere]\n"));
    town.run(&REVOKE).exits(4).tells("cannot be read").tells("revoked     jit/alice");
}

#[test]
fn a_name_that_nobody_bears_is_not_called_revoked() {
    let town = Town::new();
    town.run(&["revoke", "--technician", "alise"]).exits(1).tells("no technician is called");
}

#[test]
fn a_declared_grant_is_lengthened_in_its_file_first() {
    let town = Town::new();
    let file = |length: &str| {
        format!(
            "technician: alice\ntenants: [fabrikam]\nduration: {length}\nreason: mailboxes\n\
             approvedBy: bob\n"
        )
    };
    town.rewrite("grants/inc-7.yaml", |_| file("1h"));
    town.run(&["apply", "--tenant", "fabrikam", "--auto-approve"]).exits(0);
    let extend = ["extend", "--tenant", "fabrikam", "--technician", "alice", "--for", "30m"];
    let extend = [&extend[..], &["--reason", "longer", "--auto-approve"]].concat();
    town.run(&extend).exits(4).tells("plan::grant-declared");
    town.rewrite("grants/inc-7.yaml", |_| file("2h"));
    town.run(&extend).exits(0);
    let apply = ["apply", "--tenant", "fabrikam", "--auto-approve"];
    town.run(&apply).exits(0).tells("Nothing was written");
}

#[test]
fn a_customer_that_was_renamed_is_swept_like_any_other() {
    let town = Town::new();
    town.grant("fabrikam", "alice", &[]).exits(0);
    town.rewrite("tenants/fabrikam.yaml", |text| format!("{text}displayName: Fabrikam Renamed\n"));
    town.run(&["sweep"]).exits(0);
    town.grant("fabrikam", "alice", &[]).exits(3).tells("G011");
    town.run(&REVOKE).exits(0).tells("revoked     jit/alice");
    nothing_is_open(&town, FABRIKAM);
}
