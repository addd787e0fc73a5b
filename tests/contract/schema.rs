//! The contract itself.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex};

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use crate::exchange::Exchange;
use crate::operation::{Operation, by_key, split};
use crate::supplement;

/// The file of the contract in its folder.
const FILE: &str = "graph-v1.0-subset.strict.schema.json";

/// Operations and schemas.
pub(crate) struct Contract {
    operations: Vec<Operation>,
    definitions: Value,
    validators: Mutex<BTreeMap<String, Arc<Validator>>>,
}

impl Contract {
    /// Reads the contract from the folder that `TENANTRY_GRAPH_CONTRACT` names; `None` where the
    /// variable is not set.
    ///
    /// # Panics
    /// When the folder does not hold a contract: a check that was asked for must not be passed over.
    #[must_use]
    pub(crate) fn from_environment() -> Option<Self> {
        let folder = std::env::var_os("TENANTRY_GRAPH_CONTRACT")?;
        let path = Path::new(&folder).join(FILE);
        let text = std::fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{} cannot be read: {error}", path.display()));
        let mut schema: Value = serde_json::from_str(&text).expect("the contract is JSON");
        let mut operations: Vec<Operation> = serde_json::from_value(schema["x-operations"].take())
            .expect("the contract lists operations");
        operations.extend(supplement::operations());
        Some(Self { operations, definitions: schema["$defs"].take(), validators: Mutex::default() })
    }

    /// Iterates over the operations.
    pub(crate) fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.operations.iter()
    }

    /// Finds the operation that a method and a path mean: of several patterns that fit, the one
    /// with the fewest placeholders.
    #[must_use]
    pub(crate) fn find(&self, method: &str, path: &str) -> Option<&Operation> {
        let direct = split(path);
        let fitting = |segments: &[String]| {
            let operations = self.operations.iter().filter(|operation| operation.method == method);
            operations
                .filter_map(|operation| Some((operation.matches(segments)?, operation)))
                .min_by_key(|(placeholders, _)| *placeholders)
                .map(|(_, operation)| operation)
        };
        fitting(&direct).or_else(|| fitting(&by_key(&direct)))
    }

    /// Returns what is wrong with an exchange; nothing where it keeps to the contract.
    #[must_use]
    pub(crate) fn complaints(&self, exchange: &Exchange) -> Vec<String> {
        let path = exchange.versionless();
        let is_error = exchange.status >= 400;
        let Some(operation) = self.find(&exchange.method, path) else {
            // A request for nothing that exists is no breach when it is answered as such.
            let is_told = matches!(exchange.status, 400 | 404 | 405);
            let mut found = if is_told { Vec::new() } else { vec!["no such operation".to_owned()] };
            if is_told {
                found.extend(self.error_complaints(exchange));
            }
            return found;
        };
        // What is answered 400 was found to be malformed, and says so itself.
        let mut found = if exchange.status == 400 {
            Vec::new()
        } else {
            let mut found = self.request_complaints(operation, exchange);
            found.extend(self.query_complaints(operation, exchange));
            found
        };
        if is_error {
            found.extend(self.error_complaints(exchange));
            return found;
        }
        if exchange.status == 0 {
            return found;
        }
        if !operation.status.contains(&exchange.status) {
            found.push(format!("status {} is none of {:?}", exchange.status, operation.status));
        }
        match (&operation.response, &exchange.response_body) {
            (_, None) if matches!(exchange.status, 202 | 204) => {}
            (Some(schema), Some(body)) => {
                found.extend(self.body_complaints("response", schema, body));
            }
            (None, None) => {}
            (None, Some(_)) => found.push("a response body where none is given".to_owned()),
            (Some(_), None) => found.push("no response body".to_owned()),
        }
        found
    }

    fn request_complaints(&self, operation: &Operation, exchange: &Exchange) -> Vec<String> {
        match (&operation.request, &exchange.request_body) {
            (Some(schema), Some(body)) => self.body_complaints("request", schema, body),
            (None, Some(body)) if !body.is_null() && *body != json!({}) => {
                vec!["a request body where none is taken".to_owned()]
            }
            _ => Vec::new(),
        }
    }

    /// Checks that the properties that a query names are ones that the answer's entity has.
    fn query_complaints(&self, operation: &Operation, exchange: &Exchange) -> Vec<String> {
        let Some(known) = operation.response.as_ref().and_then(|it| self.properties(it)) else {
            return Vec::new();
        };
        let options =
            exchange.query.iter().filter(|(name, _)| name == "$select" || name == "$expand");
        let named = options.flat_map(|(option, names)| {
            // What an expansion takes of its own stands in parentheses behind its name.
            let names: Vec<_> =
                outside(names).split(',').map(|name| name.trim().to_owned()).collect();
            names.into_iter().map(move |name| (option, name))
        });
        let unknown = named.filter(|(_, name)| {
            !name.is_empty()
                && name != "*"
                && !name.starts_with("extension_")
                && !known.contains(name)
        });
        unknown.map(|(option, name)| format!("{option} names `{name}`, which is none")).collect()
    }

    /// Lists the properties of what a schema means: of a collection those of its items, of a
    /// choice of types those of all of them; `None` where the contract does not tell.
    fn properties(&self, schema: &Value) -> Option<BTreeSet<String>> {
        let entity = self.resolved(schema)?;
        let item = entity.pointer("/properties/value/items");
        let entity = item.map_or(Some(entity), |item| self.resolved(item))?;
        let mut names = BTreeSet::new();
        let kinds = entity["allOf"].as_array().into_iter().flatten().map(|kind| &kind["then"]);
        for kind in std::iter::once(entity).chain(kinds.filter_map(|kind| self.resolved(kind))) {
            names.extend(kind["properties"].as_object().into_iter().flat_map(Map::keys).cloned());
        }
        (!names.is_empty()).then_some(names)
    }

    fn resolved<'a>(&'a self, schema: &'a Value) -> Option<&'a Value> {
        match schema["$ref"].as_str() {
            Some(name) => self.definitions.get(name.strip_prefix("#/$defs/")?),
            None => Some(schema),
        }
    }

    fn error_complaints(&self, exchange: &Exchange) -> Vec<String> {
        if exchange.fault {
            return Vec::new();
        }
        let schema = json!({"$ref": "#/$defs/ODataError"});
        match &exchange.response_body {
            Some(body) => self.body_complaints("error", &schema, body),
            None => vec!["an error without a body".to_owned()],
        }
    }

    fn body_complaints(&self, what: &str, schema: &Value, body: &Value) -> Vec<String> {
        let validator = self.validator(schema);
        let errors = validator.iter_errors(body).take(3);
        errors.map(|error| format!("{what} at '{}': {error}", error.instance_path())).collect()
    }

    fn validator(&self, schema: &Value) -> Arc<Validator> {
        let key = schema.to_string();
        let mut validators =
            self.validators.lock().expect("no check panics while it holds the lock");
        let make = || {
            let mut whole = schema.clone();
            whole["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
            whole["$defs"] = self.definitions.clone();
            Arc::new(jsonschema::validator_for(&whole).expect("the contract's schemas are valid"))
        };
        validators.entry(key).or_insert_with(make).clone()
    }
}

/// Returns what stands outside parentheses.
fn outside(text: &str) -> String {
    let mut depth = 0_usize;
    let is_outside = |c: &char| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => return depth == 0,
        }
        false
    };
    text.chars().filter(is_outside).collect()
}
