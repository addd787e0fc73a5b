//! `tenantry schema`.

use serde_json::Value;

use crate::harness::Bench;

#[test]
fn every_file_has_a_schema_that_is_one() {
    for file in ["organization", "tenant", "grant"] {
        let ran = Bench::new().run(&["schema", file]).exits(0);
        let schema: Value = serde_json::from_str(&ran.stdout).expect("JSON");
        assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#", "{file}");
        jsonschema::meta::validate(&schema).expect("a schema");
    }
    let all: Value = serde_json::from_str(&Bench::new().run(&["schema"]).stdout).expect("JSON");
    assert!(all["tenant"]["properties"]["tenantId"].is_object());
    Bench::new().run(&["schema", "tenants"]).exits(64).says("tenant");
}
