//! `tenantry schema`.

use serde_json::Value;

use crate::harness::Bench;

#[test]
fn every_file_has_a_schema_that_is_one() {
    for file in ["organization", "tenant", "grant", "plan"] {
        let ran = Bench::new().run(&["schema", file]).exits(0);
        let schema: Value = serde_json::from_str(&ran.stdout).expect("JSON");
        assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#", "{file}");
        jsonschema::meta::validate(&schema).expect("a schema");
    }
    let all: Value = serde_json::from_str(&Bench::new().run(&["schema"]).stdout).expect("JSON");
    assert!(all["tenant"]["properties"]["tenantId"].is_object());
    Bench::new().run(&["schema", "tenants"]).exits(64).says("tenant");
}

#[test]
fn the_published_schemas_are_what_the_binary_prints() {
    let schemas = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    for file in ["organization", "tenant", "grant", "plan"] {
        let printed = Bench::new().run(&["schema", file]).exits(0).stdout;
        let path = schemas.join(format!("{file}.schema.json"));
        if std::env::var_os("UPDATE_SCHEMAS").is_some() {
            std::fs::write(&path, &printed).expect("written");
        }
        let published = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(published == printed, "{file} is stale: UPDATE_SCHEMAS=1 cargo test schema");
    }
}
