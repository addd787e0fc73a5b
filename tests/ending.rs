//! What ending access can still rely on in a configuration that is broken.

use std::{
    fs,
    path::{Path, PathBuf},
};

use tenantry::desired::{
    self, Ending, EndingTenant, Legible, Manage, Nameless, TenantState, load_for_ending,
    load_texts_for_ending,
};
use tenantry::domain::TenantName;

const NOW: &str = "2026-11-23T09:00:00Z";

const ORGANIZATION: &str = "\
version: 1
organization: msp
technicians:
  - { id: alice, groups: [level-2] }
  - { id: bob, groups: [level-2], state: disabled }
stores:
  emergency: { url: 'file:secrets', recipients: [age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq] }
defaults:
  jit: { disableAfter: 2h, maximum: 6h }
profiles:
  gold: { labels: { ring: canary } }
guards: { minimumEmergencyAccounts: 1 }
audit: { url: 'file:audit' }
";

const CONTOSO: &str = "\
tenant: contoso
tenantId: 3f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f
displayName: Contoso Ltd
profile: gold
state: active
auth:
  clientId: 7d1e4a52-0f57-4f0e-b6a3-1c2d3e4f5a6b
  credential: { clientSecret: { env: CONTOSO_SECRET } }
domains: [{ name: contoso.onmicrosoft.com }]
jit:
  domain: contoso.onmicrosoft.com
  groupMappings:
    - { technicians: level-2, roles: [Global Reader], maximum: 3h }
laps:
  accounts:
    - { name: emergency-1, domain: contoso.onmicrosoft.com, manage: rotate, store: emergency }
";

const FABRIKAM: &str = "\
tenant: fabrikam
tenantId: 5f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f
auth:
  clientId: 8d1e4a52-0f57-4f0e-b6a3-1c2d3e4f5a6b
  credential: { clientSecret: { env: FABRIKAM_SECRET } }
domains: [{ name: fabrikam.onmicrosoft.com }]
jit: { domain: fabrikam.onmicrosoft.com }
laps: { accounts: [{ name: emergency-1, domain: fabrikam.onmicrosoft.com }] }
";

const GRANT: &str = "technician: alice\ntenants: [contoso]\nreason: x\n";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Reads the sample with one file changed.
fn changed(file: &str, from: &str, to: &str) -> Ending {
    try_changed(file, from, to).expect("a name")
}

fn try_changed(file: &str, from: &str, to: &str) -> Result<Ending, Nameless> {
    let texts = [
        ("tenantry.yaml", ORGANIZATION),
        ("tenants/contoso.yaml", CONTOSO),
        ("tenants/fabrikam.yaml", FABRIKAM),
        ("grants/inc-1.yaml", GRANT),
    ];
    let changed: Vec<(&str, String)> = texts
        .iter()
        .map(|(name, text)| {
            assert!(*name != file || text.contains(from), "{from:?} is not in {file}");
            (*name, if *name == file { text.replace(from, to) } else { (*text).to_owned() })
        })
        .collect();
    let texts = changed.iter().map(|(name, text)| (*name, text.as_str()));
    load_texts_for_ending(texts, NOW.parse().expect("a time"))
}

fn contoso(ending: &Ending) -> &EndingTenant {
    let tenant = ending.tenants.get(&"contoso".parse().expect("a name"));
    tenant.unwrap_or_else(|| panic!("contoso is not read: {:?}", ending.unreachable))
}

/// Names what is not legible.
fn lost(legible: Legible) -> Vec<&'static str> {
    let all = [
        ("technicians", legible.technicians),
        ("mappings", legible.mappings),
        ("maximum", legible.maximum),
        ("emergency accounts", legible.emergency_accounts),
        ("state", legible.state),
        ("display name", legible.display_name),
        ("labels", legible.labels),
        ("marker", legible.marker),
    ];
    all.into_iter().filter(|(_, is)| !is).map(|(name, _)| name).collect()
}

/// Every folder that holds a configuration without errors.
fn good_folders() -> Vec<PathBuf> {
    let parents = ["examples", "tests/problems"].map(|name| root().join(name));
    let folders = parents.iter().flat_map(|parent| fs::read_dir(parent).expect("a folder"));
    let mut folders: Vec<PathBuf> = folders.map(|entry| entry.expect("an entry").path()).collect();
    folders.retain(|folder| !desired::load(folder, NOW.parse().expect("a time")).has_errors());
    assert!(folders.iter().any(|folder| folder.ends_with("tests/problems/good")));
    assert!(folders.iter().any(|folder| folder.ends_with("examples/msp")));
    folders
}

#[test]
fn a_configuration_without_errors_means_the_same() {
    for folder in good_folders() {
        let now = NOW.parse().expect("a time");
        let strict = desired::load(&folder, now);
        let ending = load_for_ending(&folder, now).expect("a name");
        let desired = strict.desired.expect("read");
        let name = folder.display();
        assert_eq!(ending.organization, desired.organization, "{name}");
        assert_eq!(ending.grants, desired.grants, "{name}");
        assert_eq!(ending.problems, strict.problems, "{name}");
        assert_eq!(ending.unreachable, [], "{name}");
        let legible = ending.legible;
        assert!(legible.technicians && legible.guards && legible.audit && legible.grants, "{name}");
        assert!(ending.tenants.values().all(|tenant| tenant.legible == Legible::ALL), "{name}");
        let tenants: Vec<_> = ending.tenants.values().map(|it| &it.tenant).collect();
        assert_eq!(tenants, desired.tenants.values().collect::<Vec<_>>(), "{name}");
    }
}

/// However broken a tenant's file is, nothing is concluded from what cannot be read.
#[test]
fn what_cannot_be_read_of_a_tenant_is_named() {
    let covered = "technicians: level-2, roles";
    for (from, to, expected) in [
        // A slip beside what is there costs nothing.
        ("displayName:", "colour: red\ndisplayName:", &[][..]),
        ("  domain: contoso", "  colour: red\n  domain: contoso", &[]),
        ("  domain: contoso", "  disabelAfter: 1h\n  domain: contoso", &[]),
        ("displayName: Contoso Ltd", "displayName: [Contoso]", &["display name"]),
        ("displayName: Contoso Ltd", "displayName: A\ndisplayName: B", &["display name"]),
        ("state: active", "state: suspendet", &["state"]),
        ("state: active", "state: active\nstate: suspended", &["state"]),
        ("state: active", "labels: { ring: [canary] }", &["labels"]),
        // Mappings.
        (covered, "technicians: [level-2], roles", &["mappings"]),
        (covered, "technicians: levl-2, roles", &["mappings"]),
        (covered, "technicans: level-2, roles", &["mappings"]),
        ("groupMappings:", "groupMapings:", &["mappings"]),
        ("groupMappings:", "mapping: first\n  groupMappings:", &[]),
        ("groupMappings:", "mapping: union\n  mapping: firstMatch\n  groupMappings:", &[]),
        ("roles: [Global Reader]", "roles: Global Reader", &["mappings"]),
        ("  groupMappings:\n", "groupMappings:\n", &["mappings"]),
        ("jit:\n", "justInTime:\n", &["mappings", "maximum"]),
        ("jit:\n", "jti:\n", &["mappings", "maximum"]),
        (
            "jit:\n  domain: contoso.onmicrosoft.com",
            "jit:\n  domain: [x]",
            &["mappings", "maximum"],
        ),
        ("  groupMappings:", "  userName: 'a b'\n  groupMappings:", &["mappings", "maximum"]),
        // The longest window.
        ("  groupMappings:", "  maximum: long\n  groupMappings:", &["maximum"]),
        ("  groupMappings:", "  maximum: 1m\n  groupMappings:", &["maximum"]),
        // Emergency accounts.
        ("laps:\n  accounts:", "laps:\n  acounts:", &["emergency accounts"]),
        ("laps:\n", "breakGlass:\n", &["emergency accounts"]),
        ("- { name: emergency-1,", "- { nme: emergency-1,", &["emergency accounts"]),
        ("- { name: emergency-1,", "- { name: emergency-1, upn: x,", &["emergency accounts"]),
        (
            "- { name: emergency-1,",
            "- { name: emergency-1, userName: 'x y',",
            &["emergency accounts"],
        ),
        ("laps:\n", "laps: {}\nlaps:\n", &["emergency accounts"]),
        ("manage: rotate", "manage: rotat", &[]),
        ("manage: rotate", "role: [], manage: rotate, rotateEvery: daily", &[]),
        ("store: emergency", "store: elsewhere", &[]),
        // The app that holds the marker.
        ("  clientId: 7d", "  colour: red\n  clientId: 7d", &["marker"]),
        ("state: active", "markerClientId: 7d1e4a52-0f57-4f0e-b6a3-1c2d3e4f5a6b", &["marker"]),
        // A profile that cannot be found may have said anything that no profile is known to say.
        ("profile: gold", "profile: gld", &["labels"]),
        ("profile: gold", "profile: [gold]", &["labels"]),
        ("tenant: contoso\n", "", &[]),
    ] {
        let ending = changed("tenants/contoso.yaml", from, to);
        assert_eq!(lost(contoso(&ending).legible), expected, "{to}");
        assert_eq!(ending.unreachable, [], "{to}");
        assert!(ending.problems.iter().all(|problem| !problem.is_error()), "{to}");
        assert_eq!(ending.tenants.len(), 2, "{to}");
        let other = ending.tenants.values().find(|it| it.tenant.name.as_str() == "fabrikam");
        assert_eq!(other.map(|it| it.legible), Some(Legible::ALL), "{to}");
    }
}

/// What is not legible is empty, and what is declared as disabled is so.
#[test]
fn what_cannot_be_read_is_empty() {
    let broken = changed("tenants/contoso.yaml", "groupMappings:", "groupMapings:");
    let jit = contoso(&broken).tenant.jit.as_ref().expect("a section");
    assert!(jit.accounts.is_empty() && jit.user_names.len() == 2);
    let broken = changed("tenants/contoso.yaml", "  domain: c", "  maximum: long\n  domain: c");
    let jit = contoso(&broken).tenant.jit.as_ref().expect("a section");
    let alice = jit.accounts.values().next().expect("alice");
    assert_eq!(
        (jit.maximum.to_string(), alice.access.maximum.value.to_string()),
        ("24h".into(), "3h".into())
    );
    let broken = changed("tenants/contoso.yaml", "store: emergency", "store: elsewhere");
    let account = &contoso(&broken).tenant.emergency_accounts[0];
    assert_eq!((account.name.as_str(), &account.manage), ("emergency-1", &Manage::Observe));
    let broken = changed("tenants/contoso.yaml", "state: active", "state: suspendet");
    assert_eq!(contoso(&broken).tenant.state, TenantState::Active);
    let broken = changed("tenantry.yaml", "{ id: alice,", "{ id: alice, colour: red,");
    assert!(broken.organization.technicians.values().any(|person| !person.active));
}

/// A tenant whose connection cannot be read is named with what it lacks; the others are read.
#[test]
fn a_tenant_without_a_connection_is_named() {
    let mistakes = format!("domains:\n{}laps:", "  - { colour: red }\n".repeat(200));
    for (from, to, expected) in [
        ("tenantId: 3f2a8a2c-5b1d", "tenantId: 3f2a8a2c-5b1", &["tenantId"][..]),
        ("tenantId:", "tenantID: x\nid:", &["tenantId"]),
        ("state: active", "tenantId: 9f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f", &["tenantId"]),
        ("  clientId:", "  client:", &["auth.clientId"]),
        ("auth:", "auht:", &["auth.clientId", "auth.credential"]),
        ("env: CONTOSO_SECRET", "evn: CONTOSO_SECRET", &["auth.credential"]),
        ("env: CONTOSO_SECRET", "env: hunter2 hunter2", &["auth.credential"]),
        ("env: CONTOSO_SECRET", "file: ../secret", &["auth.credential"]),
        (
            "{ clientSecret: { env: CONTOSO_SECRET } }",
            "{ managedIdentity: {} }",
            &["auth.credential"],
        ),
        ("{ clientSecret: { env: CONTOSO_SECRET } }", "hunter2hunter2", &["auth.credential"]),
        ("domains:", "  credential: { federated: {} }\ndomains:", &["auth.credential"]),
        ("  clientId:", "  markerClientId: x\n  clientId:", &["auth.markerClientId"]),
        ("state: active", "cloud: marsian", &["cloud"]),
        ("state: active", "cloud: global\ncloud: china", &["cloud"]),
        ("tenant: contoso", "- tenant: contoso", &["tenantId", "auth.clientId", "auth.credential"]),
        ("profile: gold", "profile: 'gold", &["tenantId", "auth.clientId", "auth.credential"]),
    ] {
        let ending = changed("tenants/contoso.yaml", from, to);
        let named: Vec<_> = ending
            .unreachable
            .iter()
            .map(|it| (&*it.file, it.tenant.as_ref().map(TenantName::as_str), it.lacks.as_slice()))
            .collect();
        assert_eq!(named, [("tenants/contoso.yaml", Some("contoso"), expected)], "{to}");
        assert!(!ending.unreachable[0].problems.is_empty(), "{to}");
        assert_eq!(ending.tenants.len(), 1, "{to}");
    }
    // Neither what only plans nor any number of mistakes elsewhere is in the way.
    for (from, to) in [
        ("  clientId:", "  plan: { clientId: x }\n  clientId:"),
        ("  clientId:", "  plan: { credential: { certificate: { file: /etc/x } } }\n  clientId:"),
        ("laps:", mistakes.as_str()),
    ] {
        let ending = changed("tenants/contoso.yaml", from, to);
        assert_eq!(ending.unreachable, [], "{to}");
        assert_eq!(
            (lost(contoso(&ending).legible), &contoso(&ending).tenant.auth.plan),
            (vec![], &None)
        );
    }
}

/// The organization's file may be broken everywhere but in its name.
#[test]
fn what_cannot_be_read_of_the_organization_is_named() {
    let people = &["technicians", "mappings"][..];
    for (from, to, expected) in [
        ("version: 1", "version: two\ncolour: red", &[][..]),
        ("technicians:", "technicans:", people),
        ("technicians:", "people:", people),
        ("id: bob", "id: Bob!", people),
        ("id: bob", "id: alice", people),
        ("[level-2] }", "level-2 }", people),
        ("state: disabled", "state: gone", people),
        ("stores:", "technicians: []\nstores:", people),
        ("recipients: [age1", "recipients: [age2", &[]),
        ("'file:secrets'", "'ftp:secrets'", &[]),
        ("defaults:", "default:", &["maximum", "labels", "marker"]),
        ("defaults:\n  jit:", "defaults: 7\njit:", &["maximum", "labels", "marker"]),
        ("disableAfter: 2h", "disableAfter: soon", &[]),
        ("maximum: 6h", "maximum: 6h, maximum: 7h", &["maximum"]),
        ("profiles:", "profile:", &["maximum", "labels", "marker"]),
        ("ring: canary", "ring: [canary]", &["labels"]),
        ("labels: { ring: canary }", "jit: { maximum: long }", &["maximum"]),
        ("labels: { ring: canary }", "state: suspendet", &[]),
        ("gold:", "gold: {}\n  gold:", &["maximum", "labels", "marker"]),
    ] {
        let ending = changed("tenantry.yaml", from, to);
        let found = lost(contoso(&ending).legible);
        assert_eq!(found, expected, "{to}");
        assert_eq!(ending.unreachable, [], "{to}");
        assert_eq!(ending.tenants.len(), 2, "{to}");
    }
}

#[test]
fn without_the_organizations_name_nothing_is_read_until_it_is_given() {
    for (from, to) in [
        ("organization: msp", "organization: 'msp"),
        ("organization: msp\n", ""),
        ("organization: msp", "organization: The MSP"),
        ("organization: msp", "organization: msp\norganization: other"),
        ("organization: msp", "organisation: msp"),
        ("version: 1", "- version: 1"),
    ] {
        let nameless = try_changed("tenantry.yaml", from, to).expect_err(to);
        assert!(nameless.problems.iter().any(desired_error), "{to}");
        assert!(nameless.to_string().contains("tenantry.yaml"), "{to}");
        let ending = nameless.named(&"northwind-msp".parse().expect("a name"));
        assert_eq!(ending.organization.name.as_str(), "northwind-msp", "{to}");
        assert_eq!(ending.unreachable, [], "{to}");
        let name = contoso(&ending).tenant.jit.as_ref().map(|jit| jit.user_names.len());
        // Of a file that is no YAML nothing is known, and nothing is concluded.
        if ending.organization.technicians.is_empty() {
            let lost = lost(contoso(&ending).legible);
            assert_eq!(lost, ["technicians", "mappings", "maximum", "labels", "marker"], "{to}");
        } else {
            assert_eq!((name, contoso(&ending).legible), (Some(2), Legible::ALL), "{to}");
        }
    }
    let without = [("tenants/contoso.yaml", CONTOSO)];
    assert!(load_texts_for_ending(without, NOW.parse().expect("a time")).is_err());
}

fn desired_error(problem: &tenantry::source::Problem) -> bool {
    problem.is_error()
}

/// Grants have no say in what is ended, but a missing one is not certainly missing.
#[test]
fn broken_grants_change_nothing() {
    let whole = changed("grants/inc-1.yaml", "reason: x", "reason: x");
    assert!(whole.legible.grants && whole.grants.len() == 1);
    for (from, to) in [
        ("reason: x", "reason: 'x"),
        ("technician: alice", "technician: [alice]"),
        ("reason: x", "reason: x\nreason: y"),
        ("reason: x", "colour: red"),
        ("technician: alice\ntenants: [contoso]\nreason: x\n", ""),
    ] {
        let ending = changed("grants/inc-1.yaml", from, to);
        assert_eq!(ending.tenants, whole.tenants, "{to}");
        assert_eq!(ending.unreachable, [], "{to}");
        assert!(!ending.legible.grants && ending.grants.is_empty(), "{to}");
    }
}

/// No tenant hides another of the same name.
#[test]
fn tenants_of_one_name_are_all_read() {
    for name in ["tenant: contoso", "tenant: Contoso!", "tenant: []"] {
        let ending = changed("tenants/fabrikam.yaml", "tenant: fabrikam", name);
        let names: Vec<&str> = ending.tenants.keys().map(TenantName::as_str).collect();
        assert_eq!(names, ["contoso", "fabrikam"], "{name}");
        assert!(ending.tenants.iter().all(|(name, it)| *name == it.tenant.name));
        assert!(ending.tenants.values().all(|it| it.legible == Legible::ALL));
    }
}

/// Of two files for one directory, neither's emergency accounts are in danger, and nobody is
/// called unmapped.
#[test]
fn files_of_one_directory_protect_each_others_accounts() {
    let from = "tenantId: 5f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f";
    let to = "tenantId: 3f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f";
    let ending = changed("tenants/fabrikam.yaml", from, to);
    assert_eq!((ending.tenants.len(), ending.unreachable.len()), (2, 0));
    for it in ending.tenants.values() {
        let accounts: Vec<&str> =
            it.tenant.emergency_accounts.iter().map(|it| it.user_principal_name.as_str()).collect();
        assert_eq!(accounts.len(), 2, "{accounts:?}");
        assert_eq!(lost(it.legible), ["mappings", "maximum", "state", "display name"]);
        let jit = it.tenant.jit.as_ref().expect("a section");
        assert!(jit.accounts.is_empty() && jit.maximum.to_string() == "6h");
    }
    // With one connection, one of them is visited; the other is perhaps another tenant's.
    let whole =
        CONTOSO.replace("tenant: contoso", "tenant: adatum").replace("emergency-1", "spare");
    let ending = changed("tenants/fabrikam.yaml", FABRIKAM, &whole);
    let lacking: Vec<_> =
        ending.unreachable.iter().map(|it| (&*it.file, it.lacks.as_slice())).collect();
    assert_eq!(lacking, [("tenants/fabrikam.yaml", &["tenantId"][..])]);
    let accounts = &contoso(&ending).tenant.emergency_accounts;
    let names: Vec<&str> = accounts.iter().map(|account| account.name.as_str()).collect();
    assert_eq!((ending.tenants.len(), names), (1, vec!["emergency-1", "spare"]));
    assert!(!contoso(&ending).legible.mappings);
}

/// Files that cannot even be opened are named, too.
#[test]
fn files_that_cannot_be_opened_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, bytes).expect("written");
    };
    write("tenantry.yaml", ORGANIZATION.as_bytes());
    write("tenants/contoso.yaml", CONTOSO.as_bytes());
    write("tenants/large.yaml", &vec![b'#'; (1 << 20) + 1]);
    write("tenants/latin.yaml", b"tenant: \xff\n");
    write("tenants/other.yml", FABRIKAM.as_bytes());
    write("tenants/inner/x.yaml", FABRIKAM.as_bytes());
    write("grants/inc-1.yml", b"");
    let ending = load_for_ending(folder.path(), NOW.parse().expect("a time")).expect("a name");
    let named: Vec<_> = ending
        .unreachable
        .iter()
        .map(|it| (&*it.file, it.tenant.as_ref().map(TenantName::as_str), it.problems.len()))
        .collect();
    assert_eq!(
        named,
        [
            ("tenants/inner", Some("inner"), 1),
            ("tenants/large.yaml", Some("large"), 1),
            ("tenants/latin.yaml", Some("latin"), 1),
            ("tenants/other.yml", None, 1),
        ]
    );
    assert_eq!(contoso(&ending).legible, Legible::ALL);
    assert!(!ending.legible.grants && ending.sources.find("tenants/contoso.yaml").is_some());
    assert!(load_for_ending(&folder.path().join("missing"), NOW.parse().expect("a time")).is_err());
}
