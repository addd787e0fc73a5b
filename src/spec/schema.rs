//! JSON Schemas (draft-07, which editors' YAML support reads) for the configuration's files.

use schemars::{
    JsonSchema, Schema,
    generate::SchemaSettings,
    transform::{Transform, transform_subschemas},
};
use serde_json::Value;

use super::{GrantSpec, OrganizationSpec, TenantSpec};

/// Returns the schemas that `schemas/` holds, each with its name: `organization`, `tenant` and
/// `grant`.
#[must_use]
pub fn schemas() -> Vec<(&'static str, Value)> {
    vec![
        ("grant", schema_of::<GrantSpec>()),
        ("organization", schema_of::<OrganizationSpec>()),
        ("tenant", schema_of::<TenantSpec>()),
    ]
}

/// Returns the draft-07 schema of a type, with field docs as descriptions. An optional key may be
/// left out; it may not be there without a value.
#[must_use]
pub fn schema_of<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft07().with_transform(WithoutNull).with_transform(OneLine);
    settings.into_generator().into_root_schema_for::<T>().to_value()
}

/// Writes a schema as the files hold it.
#[must_use]
pub fn schema_text(schema: &Value) -> String {
    format!("{schema:#}\n")
}

/// Takes `null` out of what is allowed.
#[derive(Clone)]
struct WithoutNull;

impl Transform for WithoutNull {
    fn transform(&mut self, schema: &mut Schema) {
        transform_subschemas(self, schema);
        let Some(object) = schema.as_object_mut() else { return };
        if let Some(Value::Array(types)) = object.get_mut("type") {
            types.retain(|kind| kind != "null");
            if let [only] = types.as_slice() {
                let only = only.clone();
                object.insert("type".to_owned(), only);
            }
        }
        if let Some(Value::Array(choices)) = object.get_mut("anyOf") {
            choices.retain(|choice| choice.get("type").is_none_or(|kind| kind != "null"));
            if let [only] = choices.as_slice() {
                // Beside other keywords a reference counts only inside `allOf` (draft-07, 8.3).
                let only = only.clone();
                object.remove("anyOf");
                object.insert("allOf".to_owned(), Value::Array(vec![only]));
            }
        }
    }
}

/// Takes the line ends of the source's comments out of descriptions.
#[derive(Clone)]
struct OneLine;

impl Transform for OneLine {
    fn transform(&mut self, schema: &mut Schema) {
        transform_subschemas(self, schema);
        if let Some(Value::String(text)) =
            schema.as_object_mut().and_then(|it| it.get_mut("description"))
        {
            *text = text.replace('\n', " ");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{env, fs, path::Path};

    use super::{schema_text, schemas};

    #[test]
    fn the_published_schemas_are_current() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
        for (name, schema) in schemas() {
            let path = folder.join(format!("{name}.schema.json"));
            let text = schema_text(&schema);
            if env::var_os("UPDATE_SCHEMAS").is_some() {
                fs::write(&path, &text).expect("written");
            }
            let published = fs::read_to_string(&path).unwrap_or_default();
            assert!(
                published == text,
                "{} is stale: UPDATE_SCHEMAS=1 cargo test schema",
                path.display()
            );
        }
    }
}
