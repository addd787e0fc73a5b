//! What holds for every configuration: neither the order of files nor that of keys means anything.

use std::fmt::Write as _;

use proptest::prelude::*;
use serde_yaml::{Mapping, Value};
use tenantry::desired::{self, Desired, Loaded};

/// A configuration that uses every key.
const FILES: [(&str, &str); 4] = [
    ("tenantry.yaml", include_str!("problems/good/tenantry.yaml")),
    ("tenants/contoso.yaml", include_str!("problems/good/tenants/contoso.yaml")),
    (
        "grants/2026-11-23-inc-1234.yaml",
        include_str!("problems/good/grants/2026-11-23-inc-1234.yaml"),
    ),
    (
        "tenants/fabrikam.yaml",
        "tenant: fabrikam\ntenantId: 5f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f\nprofile: gold\n\
         auth: { clientId: 8d1e4a52-0f57-4f0e-b6a3-1c2d3e4f5a6b }\nmystery: 1\n",
    ),
];

fn load<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Loaded {
    desired::load_texts(files, "2026-11-23T09:00:00Z".parse().expect("a time"))
}

/// Says everything of a configuration but where it is written.
fn meaning(desired: &Desired) -> String {
    let mut text = format!("{} {:?}\n", desired.digest, desired.organization.guards.protected);
    for tenant in desired.tenants.values() {
        let _ = writeln!(
            text,
            "{} {} {:?} {:?}",
            tenant.name, tenant.id, tenant.labels, tenant.auth.credential
        );
        for account in tenant.jit.iter().flat_map(|jit| jit.accounts.values()) {
            let access = &account.access;
            let roles: Vec<_> = access.roles.keys().collect();
            let groups: Vec<_> = access.groups.keys().collect();
            let _ = writeln!(
                text,
                "{} {roles:?} {groups:?} {} {} {:?}",
                account.user_principal_name,
                access.disable_after.value,
                access.maximum.value,
                access.engine.value
            );
        }
    }
    text + &format!("{:?}", desired.grants.keys().collect::<Vec<_>>())
}

/// Writes a document again with every mapping's keys in another order, without comments and in
/// another layout: JSON is YAML.
fn shuffled(text: &str, seed: u64) -> String {
    let value: Value = serde_yaml::from_str(text).expect("YAML");
    let mut state = seed;
    serde_json::to_string_pretty(&reordered(value, &mut state)).expect("JSON")
}

fn reordered(value: Value, state: &mut u64) -> Value {
    match value {
        Value::Mapping(mapping) => {
            let mut entries: Vec<(u64, Value, Value)> = mapping
                .into_iter()
                .map(|(key, value)| {
                    *state = state
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(1_442_695_040_888_963_407);
                    (*state >> 33, key, reordered(value, state))
                })
                .collect();
            entries.sort_by_key(|(order, _, _)| *order);
            Value::Mapping(
                entries.into_iter().map(|(_, key, value)| (key, value)).collect::<Mapping>(),
            )
        }
        Value::Sequence(items) => {
            Value::Sequence(items.into_iter().map(|item| reordered(item, state)).collect())
        }
        scalar => scalar,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn the_order_of_files_means_nothing(files in Just(FILES.to_vec()).prop_shuffle()) {
        let (a, b) = (load(FILES), load(files));
        prop_assert!(a.desired.is_some());
        prop_assert_eq!(a.desired, b.desired);
        prop_assert_eq!(a.problems, b.problems);
        prop_assert_eq!(a.unreadable, b.unreadable);
    }

    #[test]
    fn the_order_of_keys_and_layout_mean_nothing(seed in any::<u64>()) {
        let files = FILES.map(|(name, text)| (name, shuffled(text, seed)));
        let a = load(FILES);
        let b = load(files.iter().map(|(name, text)| (*name, text.as_str())));
        let codes = |loaded: &Loaded| {
            let mut codes: Vec<String> = loaded.problems.iter().map(|p| format!("{} {}", p.code, p.message)).collect();
            codes.sort();
            codes
        };
        prop_assert_eq!(codes(&a), codes(&b));
        let (a, b) = (a.desired.expect("meant"), b.desired.expect("meant"));
        prop_assert_eq!(meaning(&a), meaning(&b));
    }

    #[test]
    fn no_text_makes_a_reader_panic(text in "\\PC{0,200}", yaml in "[a-z:\\[\\]{}&*!|>'\"%@`,?# \n-]{0,200}") {
        load([("tenantry.yaml", text.as_str()), ("tenants/a.yaml", yaml.as_str())]);
        load([("tenantry.yaml", yaml.as_str()), ("grants/a.yaml", text.as_str())]);
    }
}

#[test]
fn line_ends_mean_nothing() {
    let files = FILES.map(|(name, text)| (name, text.replace('\n', "\r\n")));
    let other = load(files.iter().map(|(name, text)| (*name, text.as_str())));
    let (a, b) = (load(FILES), other);
    let lines = |loaded: &Loaded| {
        let places = loaded.problems.iter().filter_map(tenantry::source::Problem::place);
        places.map(|place| (place.line, place.column)).collect::<Vec<_>>()
    };
    assert_eq!(lines(&a), lines(&b));
    assert_eq!(meaning(&a.desired.expect("meant")), meaning(&b.desired.expect("meant")));
}

#[test]
fn a_change_of_meaning_changes_the_digest() {
    let digest = |from: &str, to: &str| {
        let files = FILES.map(|(name, text)| (name, text.replace(from, to)));
        load(files.iter().map(|(name, text)| (*name, text.as_str()))).desired.expect("meant").digest
    };
    let original = digest("", "");
    for (from, to) in [
        ("disableAfter: 1h", "disableAfter: 59m"),
        ("roles: [Global Reader]", "roles: [Security Reader]"),
        ("state: disabled", "state: active"),
        ("url: file:audit", "url: file:events"),
        ("reason: mailbox migration", "reason: other"),
        ("rotateEvery: 30d", "rotateEvery: 31d"),
        // A default counts in what the tenants take from it.
        ("disableAfter: 2h", "disableAfter: 3h"),
    ] {
        assert_ne!(digest(from, to), original, "{from}");
    }
    for (from, to) in
        [("disableAfter: 1h", "disableAfter: PT1H # an hour"), ("\njit:", "\n\n# accounts\njit:")]
    {
        assert_eq!(digest(from, to), original, "{from}");
    }
}
