//! Golden directories: YAML in, rendered problems out.

use tenantry::{desired, render};

/// The time of every case.
const NOW: &str = "2026-11-23T09:00:00Z";

#[test]
fn every_case_reports_what_it_should() {
    insta::glob!("problems/*/tenantry.yaml", |path| {
        let folder = path.parent().expect("a folder");
        let loaded = desired::load(folder, NOW.parse().expect("a time"));
        let text = render::problems_text(&loaded.problems, &loaded.sources, false, 100);
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(folder);
        settings.set_prepend_module_to_snapshot(false);
        settings.remove_snapshot_suffix();
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!("expected", text));
    });
}

/// Twenty mistakes and one, in four files: each is reported in one run, on its line.
#[test]
fn twenty_mistakes_are_reported_in_one_run_each_on_its_line() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/problems/twenty");
    let loaded = desired::load(&folder, NOW.parse().expect("a time"));
    let json = render::problems_json(&loaded.problems, &loaded.sources);
    let diagnostics = json["diagnostics"].as_array().expect("a list");
    let found: Vec<String> = diagnostics
        .iter()
        .filter(|it| it["severity"] == "error")
        .map(|it| {
            let text = |key: &str| it[key].as_str().unwrap_or_default().to_owned();
            format!("{}:{} {}", text("file"), it["line"], text("code").replace("config::", ""))
        })
        .collect();
    let expected = [
        "tenantry.yaml:2 unknown-key",
        "tenantry.yaml:5 invalid-value",
        "tenantry.yaml:6 unknown-key",
        "tenantry.yaml:7 duplicate-technician",
        "tenantry.yaml:9 wrong-type",
        "tenants/contoso.yaml:2 invalid-value",
        "tenants/contoso.yaml:3 unknown-key",
        "tenants/contoso.yaml:4 unknown-profile",
        "tenants/contoso.yaml:7 literal-secret",
        "tenants/contoso.yaml:9 wrong-type",
        "tenants/contoso.yaml:11 duplicate-domain",
        "tenants/contoso.yaml:14 unknown-placeholder",
        "tenants/contoso.yaml:15 disable-after-exceeds-maximum",
        "tenants/contoso.yaml:21 unknown-key",
        "tenants/contoso.yaml:24 emergency-account-domain",
        "tenants/contoso.yaml:24 unknown-store",
        "tenants/fabrikam.yaml:1 duplicate-tenant",
        "tenants/fabrikam.yaml:5 managed-identity-not-available",
        "grants/inc-1.yaml:1 missing-key",
        "grants/inc-1.yaml:2 unknown-tenant",
        "grants/inc-1.yaml:4 self-approved",
    ];
    assert_eq!(found, expected);
    assert_eq!(json["errors"], expected.len());
    assert!(loaded.has_errors() && loaded.desired.is_none());
}

#[test]
fn diagnostics_as_json_point_at_the_scalar() {
    let folder =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/problems/unknown-profile");
    let loaded = desired::load(&folder, NOW.parse().expect("a time"));
    let json = render::problems_json(&loaded.problems, &loaded.sources);
    assert_eq!(
        json["diagnostics"][1],
        serde_json::json!({
            "severity": "error", "code": "config::unknown-profile", "message": "unknown profile `gld`",
            "help": "did you mean `gold`?", "file": "tenants/contoso.yaml",
            "line": 6, "column": 10, "endLine": 6, "endColumn": 13,
        })
    );
    assert_eq!((&json["errors"], &json["warnings"]), (&2.into(), &0.into()));
}

/// No form of output, with or without colour, holds a byte of a secret that stands in a file.
#[test]
fn a_secret_in_a_file_is_in_no_output() {
    for case in ["literal-secret", "twenty", "credentials-2"] {
        let folder =
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/problems").join(case);
        let loaded = desired::load(&folder, NOW.parse().expect("a time"));
        let shown = [true, false]
            .map(|color| render::problems_text(&loaded.problems, &loaded.sources, color, 80));
        let all = format!(
            "{}{}{:?}",
            shown.concat(),
            render::problems_json(&loaded.problems, &loaded.sources),
            loaded.problems
        );
        for secret in ["hunter2", "8Q~0123456789", "do-not-show-me", "not a name!"] {
            assert!(!all.contains(secret), "{case}: {secret}");
        }
    }
}
