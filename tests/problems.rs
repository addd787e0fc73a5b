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

/// However a secret is written where its place belongs, it is found, in no output, and nothing
/// tells its length.
#[test]
fn a_secret_is_covered_however_it_is_written() {
    const SPELLINGS: &[(&str, &str)] = &[
        ("credential: { clientSecret: SECRET }", "literal-secret"),
        ("credential: { clientSecret: \"SECRET\" }", "literal-secret"),
        ("credential: { clientSecret: { value: \"SECRET\" } }", "literal-secret"),
        ("credential: { clientSecret: { envv: SECRET } }", "unknown-key"),
        ("credential: { clientSecret: { file: C, value: SECRET } }", "literal-secret"),
        ("credential: { clientSecret: { env: [SECRET] } }", "literal-secret"),
        ("credential: { clientSecret: [SECRET] }", "literal-secret"),
        ("credential: { clientSecret: { SECRET: A } }", "literal-secret"),
        ("credential: { clientSecret: { env: C }, clientSecret: SECRET }", "literal-secret"),
        ("credential: { SECRET: { env: A } }", "unknown-key"),
        ("credential: { clientSecrt: SECRET }", "literal-secret"),
        ("credential: { federated: SECRET }", "literal-secret"),
        ("credential: { federated: { token: SECRET } }", "literal-secret"),
        ("credential: { certificate: SECRET }", "literal-secret"),
        ("credential: { certificate: { file: a.pem, key: SECRET } }", "literal-secret"),
        ("credential: { managedIdentity: { id: SECRET } }", "literal-secret"),
        ("credential: SECRET", "literal-secret"),
        ("credential: clientSecret=SECRET", "literal-secret"),
        ("credential: [clientSecret, SECRET]", "literal-secret"),
        ("credential:\n    - clientSecret: SECRET", "literal-secret"),
        ("credential:\n    clientSecret:\n      value: SECRET", "literal-secret"),
        ("credential:\n    clientSecret: >-\n      SECRET\n      SECRET", "literal-secret"),
        ("credential: &a { clientSecret: { envv: SECRET } }", "unknown-key"),
        ("credential: !thing SECRET", "literal-secret"),
        ("credential: *SECRET", "yaml-syntax"),
        ("credential: { clientSecret: { value: SECRET }", "yaml-syntax"),
        ("credentail: { federated: SECRET }", "literal-secret"),
        ("clientSecret: { value: SECRET }", "literal-secret"),
        (
            "plan: { clientId: A, credential: { clientSecret: { value: SECRET } } }",
            "literal-secret",
        ),
        ("plan: { credential: SECRET }", "literal-secret"),
    ];
    const ORGANIZATION: &str = "version: 1\norganization: msp\n";
    let shown = |auth: &str| {
        let tenant = format!(
            "tenant: t\nauth:\n  {auth}\nlabels: {{ a: 1 }}\ntenantId: 3f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f\n"
        );
        let files = [("tenantry.yaml", ORGANIZATION), ("tenants/t.yaml", tenant.as_str())];
        let loaded = desired::load_texts(files, NOW.parse().expect("a time"));
        let problems = &loaded.problems;
        let text = [true, false].map(|c| render::problems_text(problems, &loaded.sources, c, 80));
        let json = render::problems_json(problems, &loaded.sources).to_string();
        (text.concat() + &json, format!("{loaded:?}"))
    };
    // What stands behind a secret on later lines has byte offsets, which are no part of a report.
    for (spelling, code) in SPELLINGS {
        for secret in
            ["p4$$w0rd-hunter2", "hunter2hunter2hunter2hunter2", "012345", "0x1F2E", "hunter2"]
        {
            let (report, debug) = shown(&spelling.replace("SECRET", secret));
            let all = format!("{report}{debug}");
            assert!(!all.contains(secret), "{spelling} {secret}: {report}");
            assert!(report.contains(&format!("config::{code}")), "{spelling} {secret}: {report}");
        }
        let of_length = |length: usize| shown(&spelling.replace("SECRET", &"s".repeat(length))).0;
        assert_eq!(of_length(7), of_length(29), "{spelling}");
    }
    assert!(
        shown("credential: { clientSecret: { envv: hunter2 } }").0.contains("did you mean `env`?")
    );
    let (report, _) =
        shown("clientId: Xk9~pQz2.LmNoPqRsT\n  markerClientId: hunter2hunter2hunter2hunter2");
    assert!(!report.contains("Xk9") && !report.contains("hunter2"), "{report}");
}
