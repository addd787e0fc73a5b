//! Files that were written to do harm: each is refused with a clear problem, soon and in little
//! room.

use std::{fmt::Write as _, time::Instant};

use tenantry::{desired, render};

const ORGANIZATION: &str =
    "version: 1\norganization: msp\nguards: { minimumEmergencyAccounts: 0 }\n";
/// Far above the second that an optimized build must stay below.
const PATIENCE: f64 = 10.0;

/// Returns the codes that a tenant's file is refused with.
fn codes(name: &str, text: &str) -> Vec<String> {
    let begun = Instant::now();
    let files = [("tenantry.yaml", ORGANIZATION), ("tenants/t.yaml", text)];
    let loaded = desired::load_texts(files, "2026-11-23T09:00:00Z".parse().expect("a time"));
    let shown = render::problems_text(&loaded.problems, &loaded.sources, true, 100);
    let json = render::problems_json(&loaded.problems, &loaded.sources).to_string();
    let seconds = begun.elapsed().as_secs_f64();
    assert!(seconds < PATIENCE, "{name} took {seconds} s");
    assert!(shown.len() < 2_000_000 && json.len() < 2_000_000, "{name}: {} bytes", shown.len());
    assert!(loaded.unreadable.iter().any(|file| &*file.file == "tenants/t.yaml"), "{name}");
    loaded.problems.iter().map(|problem| problem.code.to_string()).collect()
}

fn bomb() -> String {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..20 {
        let items = vec![format!("*a{}", level - 1); 9].join(", ");
        let _ = writeln!(text, "a{level}: &a{level} [{items}]");
    }
    text
}

fn wide_bomb() -> String {
    let anchor = "x, ".repeat(5_000);
    format!("a: &a [{anchor}]\nb: [{}]\n", "*a, ".repeat(99))
}

#[test]
fn what_explodes_is_refused() {
    let deep_block = (0..500).fold(String::new(), |text, depth| text + &" ".repeat(depth) + "a:\n");
    for (name, text) in [
        ("alias bomb", bomb()),
        ("wide alias bomb", wide_bomb()),
        ("many aliases", format!("a: &a 1\nb: [{}]\n", "*a, ".repeat(10_000))),
        ("self reference", "a: &a [*a]\n".to_owned()),
        ("deep flow", format!("a: {}", "[".repeat(500_000))),
        ("deep closed flow", format!("a: {}{}", "[".repeat(200_000), "]".repeat(200_000))),
        ("deep mappings", "{a: ".repeat(100_000)),
        ("deep block", deep_block),
        ("deep sequence", "- ".repeat(300_000)),
        ("many values", format!("a: [{}]\n", "1, ".repeat(200_000))),
        ("many keys", (0..100_000).fold(String::new(), |text, n| text + &format!("k{n}: 1\n"))),
    ] {
        let codes = codes(name, &text);
        let refused = ["config::too-complex", "config::yaml-syntax"];
        assert!(codes.iter().any(|code| refused.contains(&code.as_str())), "{name}: {codes:?}");
    }
}

#[test]
fn what_is_merely_wrong_a_thousand_times_is_cut() {
    let keys =
        |count: usize, key: &dyn Fn(usize) -> String| (0..count).map(key).collect::<String>();
    for (name, text, code) in [
        ("unknown keys", keys(20_000, &|n| format!("k{n}: 1\n")), "config::unknown-key"),
        ("one key", keys(20_000, &|_| "tenant: t\n".to_owned()), "config::duplicate-key"),
        ("booleans", keys(20_000, &|n| format!("k{n}: no\n")), "config::ambiguous-yaml"),
        ("anchors", keys(20_000, &|n| format!("k{n}: &a{n} x\n")), "config::too-complex"),
        (
            "secrets",
            format!("labels:\n{}", keys(15_000, &|_| "- password: x\n".to_owned())),
            "config::literal-secret",
        ),
        ("wrong items", format!("domains:\n{}", "- 1\n".repeat(20_000)), "config::wrong-type"),
        ("long key", format!("{}: 1\n", "k".repeat(900_000)), "config::"),
        (
            "places of secrets",
            format!("a: [{}", "{password: {env: A}}, ".repeat(40_000)),
            "config::",
        ),
        ("secrets in a line", format!("a: [{}", "password: hunter2, ".repeat(40_000)), "config::"),
        ("long value", format!("tenant: {}\n", "v".repeat(900_000)), "config::invalid-value"),
        ("long line", format!("tenant: [{}]\n", "v, ".repeat(20_000)), "config::wrong-type"),
        (
            "labels",
            format!("labels:\n{}", keys(20_000, &|n| format!("  l{n}: 1\n"))),
            "config::wrong-type",
        ),
    ] {
        let codes = codes(name, &text);
        assert!(
            codes.iter().any(|found| found.starts_with(code)),
            "{name}: {:?}",
            &codes[..codes.len().min(5)]
        );
        assert!(codes.len() <= 120, "{name}: {}", codes.len());
    }
}

#[test]
fn garbage_is_refused_without_a_panic() {
    for (name, text) in [
        ("nothing but controls", "\u{1}\u{2}\u{7f}".to_owned()),
        ("escapes", "a: \u{1b}]0;title\u{7}".to_owned()),
        ("nul", "tenant: a\0b\n".to_owned()),
        ("line separators", "tenant: a\u{2028}b\u{85}c\n".to_owned()),
        ("carriage returns", "tenant: a\rtenantId: b\r".to_owned()),
        ("tags", "!!python/object:os.system {a: b}\n".to_owned()),
        ("directives", "%YAML 9.9\n%TAG ! x\n---\ntenant: t\n".to_owned()),
        ("unfinished", "tenant: \"abc\\".to_owned()),
        ("emoji", "🙂: 🙂\ntenant: é\n".to_owned()),
        ("complex keys", "? {a: b}\n: c\n".to_owned()),
        ("null keys", "~: x\n: y\n".to_owned()),
        (
            "huge numbers",
            "tenant: 99999999999999999999999999999999999999999999\nlabels: { a: 1e999, b: .nan }\n"
                .to_owned(),
        ),
        ("merge", "<<: [{tenant: a}]\n".to_owned()),
        ("block", "tenant: |+9\n  x\n".to_owned()),
    ] {
        assert!(!codes(name, &text).is_empty(), "{name}");
    }
}
