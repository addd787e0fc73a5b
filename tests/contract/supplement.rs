//! Operations of Microsoft Graph that the contract gives the types of and does not list: the
//! authentication methods of the other kinds, each with its own page in the API reference
//! (`phoneauthenticationmethod-delete` and its kin).

use serde_json::{Value, json};

use crate::operation::Operation;

/// The collections and the types of what they hold.
const COLLECTIONS: [(&str, &str); 6] = [
    ("emailMethods", "emailAuthenticationMethod"),
    ("microsoftAuthenticatorMethods", "microsoftAuthenticatorAuthenticationMethod"),
    ("phoneMethods", "phoneAuthenticationMethod"),
    ("platformCredentialMethods", "platformCredentialAuthenticationMethod"),
    ("softwareOathMethods", "softwareOathAuthenticationMethod"),
    ("windowsHelloForBusinessMethods", "windowsHelloForBusinessAuthenticationMethod"),
];

/// Lists the operations: of each collection its reading, and reading and deleting one of it.
pub(crate) fn operations() -> Vec<Operation> {
    let operation = |method: &str, path: String, response: Option<Value>| Operation {
        method: method.to_owned(),
        path,
        status: vec![if response.is_some() { 200 } else { 204 }],
        request: None,
        response,
    };
    COLLECTIONS
        .iter()
        .flat_map(|(collection, type_name)| {
            let all = format!("/users/{{user-id}}/authentication/{collection}");
            let one = format!("{all}/{{{type_name}-id}}");
            let entity = json!({"$ref": format!("#/$defs/microsoft.graph.{type_name}")});
            let listing = json!({
                "type": "object", "required": ["value"],
                "properties": {
                    "value": {"type": "array", "items": entity.clone()},
                    "@odata.context": {"type": "string"},
                    "@odata.nextLink": {"type": "string"},
                },
                "additionalProperties": false,
            });
            [
                operation("GET", all, Some(listing)),
                operation("GET", one.clone(), Some(entity)),
                operation("DELETE", one, None),
            ]
        })
        .collect()
}
