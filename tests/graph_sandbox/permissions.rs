//! What `doctor` says of permissions is what reading a tenant finds: with any one permission in
//! place of any other, it passes if and only if everything can be read.

use serde_json::{Value, json};
use tenantry::{
    desired::{self, Desired},
    plan,
};

use crate::bench::{Bench, door, secret, unknown};

const APP: &str = "7d1e0000-0000-4000-8000-00000000000a";

/// The least that reading takes.
const LEAST: [&str; 8] = [
    "AdministrativeUnit.Read.All",
    "Application.Read.All",
    "Domain.Read.All",
    "GroupMember.Read.All",
    "Organization.Read.All",
    "RoleAssignmentSchedule.Read.Directory",
    "RoleManagement.Read.Directory",
    "User.Read.All",
];

/// What reading takes beside where grants are opened. (`UserAuthenticationMethod.Read.All` reads as
/// well, and does not do: methods are deleted too.)
const OPENING: [&str; 3] = [
    "Policy.Read.All",
    "Policy.Read.AuthenticationMethod",
    "UserAuthenticationMethod.ReadWrite.All",
];

/// What writing takes where grants are opened.
const WRITING: [&str; 7] = [
    "GroupMember.ReadWrite.All",
    "User-PasswordProfile.ReadWrite.All",
    "User.Create",
    "User.EnableDisableAccount.All",
    "User.ReadUpdate.All",
    "User.RevokeSessions.All",
    "UserAuthMethod-TAP.ReadWrite.All",
];

/// What might do in place of one of them, rightly or wrongly.
const OTHERS: [&str; 20] = [
    "AdministrativeUnit.ReadWrite.All",
    "Application.ReadWrite.All",
    "Application.ReadWrite.OwnedBy",
    "AuditLog.Read.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
    "Domain.ReadWrite.All",
    "Group.Create",
    "Group.Read.All",
    "Group.ReadWrite.All",
    "GroupMember.ReadWrite.All",
    "Organization.ReadWrite.All",
    "Policy.Read.All",
    "RoleAssignmentSchedule.ReadWrite.Directory",
    "RoleEligibilitySchedule.Read.Directory",
    "RoleManagement.Read.All",
    "RoleManagement.ReadWrite.Directory",
    "User.ReadUpdate.All",
    "User.ReadWrite.All",
    "User.Create",
];

/// Every set of permissions that is tried: one of the least left out, and another in its place.
fn sets(jit: bool) -> Vec<Vec<&'static str>> {
    let least = if jit { [&LEAST[..], &OPENING].concat() } else { LEAST.to_vec() };
    let writing = if jit { &WRITING[..] } else { &[] };
    let mut sets = vec![[&least[..], writing].concat()];
    for left_out in &least {
        let rest = least.iter().filter(|name| *name != left_out).chain(writing);
        let rest: Vec<_> = rest.copied().collect();
        sets.extend(OTHERS.iter().map(|other| [&rest[..], &[other]].concat()));
        sets.push(rest);
    }
    // Alone, the broadest right does not do.
    sets.extend(OTHERS.map(|other| vec![other]));
    for set in &mut sets {
        set.sort_unstable();
        set.dedup();
    }
    sets
}

const JIT: &str = "jit: { domain: contoso.onmicrosoft.com, userName: 'msp-{technician}', \
                   groupMappings: [{ technicians: all, groups: [Ops] }] }\n";

fn id(number: usize) -> String {
    format!("3f2a8a2c-0000-4000-8000-{number:012}")
}

/// A tenant in which every question is asked; what an account can sign in with is asked of those
/// that are open.
fn tenant(number: usize, permissions: &[&str], open: bool) -> Value {
    json!({
        "tenantId": id(number), "displayName": "Contoso",
        "domains": [{ "name": "contoso.onmicrosoft.com" }],
        "apps": [{ "clientId": APP, "permissions": permissions }],
        "groups": [
            { "displayName": "Kings", "isAssignableToRole": true, "roles": ["Global Administrator"],
              "members": ["king@contoso.onmicrosoft.com"] },
            { "displayName": "Ops" },
        ],
        "users": [
            { "userPrincipalName": "king@contoso.onmicrosoft.com" },
            { "userPrincipalName": "msp-alice@contoso.onmicrosoft.com", "groups": ["Ops"],
              "accountEnabled": open, "marker": { "installation": "msp", "address": "jit/alice" } },
        ],
    })
}

fn declared(jit: bool) -> Desired {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write(
        "tenantry.yaml",
        "version: 1\norganization: msp\nguards: { minimumEmergencyAccounts: 0 }\n\
         technicians: [{ id: alice, mail: alice@msp.example }]\n",
    );
    std::fs::create_dir(folder.path().join("tenants")).unwrap();
    let auth = format!("auth: {{ clientId: {APP}, credential: {{ clientSecret: {{ env: X }} }} }}");
    write(
        "tenants/contoso.yaml",
        &format!(
            "tenant: contoso\ntenantId: {}\n{auth}\ndomains: [{{ name: contoso.onmicrosoft.com }}]\n{}",
            id(0),
            if jit { JIT } else { "" },
        ),
    );
    let now = "2026-11-23T09:00:00Z".parse().unwrap();
    desired::load(folder.path(), now).desired.unwrap()
}

#[tokio::test]
async fn doctor_passes_if_and_only_if_everything_can_be_read() {
    holds(false).await;
}

#[tokio::test]
async fn doctor_passes_if_and_only_if_everything_can_be_read_where_grants_are_opened() {
    holds(true).await;
}

async fn holds(jit: bool) {
    let sets = sets(jit);
    let tenants: Vec<_> = sets.iter().enumerate().map(|(n, set)| tenant(n, set, jit)).collect();
    let bench = Bench::start(tenants.into()).await;
    let desired = declared(jit);
    let [declared] = &desired.tenants.values().collect::<Vec<_>>()[..] else { panic!("one") };
    let context = |now| plan::Context::new(&desired.organization, now);
    let mut passed = 0;
    for (number, set) in sets.iter().enumerate() {
        let mut tenant = (*declared).clone();
        tenant.id = id(number).parse().unwrap();
        let Ok(reader) = bench.graph.enter_to_read(door(&id(number), APP, secret("sandbox"))).await
        else {
            panic!("{set:?}: refused")
        };
        let needs = plan::needs_to_examine(&context(jiff::Timestamp::now()), &tenant);
        let observed = reader.observe(&needs).await;
        let Ok(observed) = observed else { continue };
        let now = observed.taken_at;
        let checks = plan::doctor(&context(now), &tenant, &observed);
        let missing: Vec<_> =
            checks.iter().filter(|check| check.code == "connection::permission-missing").collect();
        let unread = unknown(observed.reads());
        assert_eq!(missing.is_empty(), unread.is_empty(), "{set:?}: {missing:?}, {unread:?}");
        passed += usize::from(missing.is_empty());
    }
    assert!(passed > 20 && passed < sets.len() - 20, "{passed} of {}", sets.len());
}
