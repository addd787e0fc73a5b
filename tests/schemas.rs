//! The published schemas say what the reader does: an independent validator accepts and refuses
//! the same files, and the documentation names the same keys.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn schema(name: &str) -> Value {
    let path = root().join(format!("schemas/{name}.schema.json"));
    serde_json::from_str(&fs::read_to_string(path).expect("a schema")).expect("JSON")
}

fn yaml(path: &Path) -> Value {
    serde_yaml::from_str(&fs::read_to_string(path).expect("a file")).expect("YAML")
}

/// Returns whether a case's file is what its schema allows.
fn is_valid(case: &str, file: &str) -> bool {
    let name = match file.split_once('/') {
        None => "organization",
        Some(("tenants", _)) => "tenant",
        Some(_) => "grant",
    };
    let validator = jsonschema::draft7::new(&schema(name)).expect("a schema");
    let path: PathBuf = root().join("tests/problems").join(case).join(file);
    validator.is_valid(&yaml(&path))
}

#[test]
fn the_schemas_are_draft_07_and_accept_what_the_reader_accepts() {
    for name in ["organization", "tenant", "grant"] {
        let schema = schema(name);
        assert!(jsonschema::draft7::meta::is_valid(&schema), "{name}");
        assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
    }
    for file in ["tenantry.yaml", "tenants/contoso.yaml", "grants/2026-11-23-inc-1234.yaml"] {
        assert!(is_valid("good", file), "{file}");
    }
}

#[test]
fn the_schemas_refuse_structural_mistakes() {
    for (case, file) in [
        ("unknown-key", "tenants/contoso.yaml"),
        ("wrong-type", "tenants/contoso.yaml"),
        ("invalid-value", "tenants/contoso.yaml"),
        ("missing-key", "tenants/contoso.yaml"),
        ("organization-file", "tenantry.yaml"),
        ("acknowledgements", "tenantry.yaml"),
        ("roles", "tenants/contoso.yaml"),
        ("credentials-2", "tenants/tenant-a.yaml"),
        ("credentials-2", "tenants/tenant-b.yaml"),
        ("literal-secret", "tenants/tenant-a.yaml"),
        ("grants", "grants/c.yaml"),
        ("wrong-defaults", "tenantry.yaml"),
        ("yaml", "tenants/f.yaml"),
    ] {
        assert!(!is_valid(case, file), "{case}/{file}");
    }
}

/// Collects the keys of every mapping that a schema describes.
fn keys(schema: &Value, found: &mut BTreeSet<String>) {
    match schema {
        Value::Object(object) => {
            if let Some(Value::Object(properties)) = object.get("properties") {
                found.extend(properties.keys().cloned());
            }
            object.values().for_each(|inner| keys(inner, found));
        }
        Value::Array(items) => items.iter().for_each(|inner| keys(inner, found)),
        _ => {}
    }
}

#[test]
fn the_documentation_names_every_key_and_no_other() {
    let mut published = BTreeSet::new();
    for name in ["organization", "tenant", "grant"] {
        keys(&schema(name), &mut published);
    }
    let page = fs::read_to_string(root().join("docs/configuration.md")).expect("the page");
    let documented: BTreeSet<String> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`').map(|(key, _)| key.to_owned()))
        .filter_map(|path| path.rsplit('.').next().map(str::to_owned))
        .collect();
    assert_eq!(documented, published, "docs/configuration.md is out of step with the schemas");
}
