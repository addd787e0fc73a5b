//! The authentication methods that a person can register beside the password.

use serde_json::{Value, json};

/// A kind of authentication method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MethodKind {
    /// What a seed and the control endpoint call it.
    pub name: &'static str,
    /// The name of its type in Microsoft Graph, without the namespace.
    pub type_name: &'static str,
    /// Whether it can be the default second factor, which Graph does not delete while another one
    /// is registered.
    pub is_second_factor: bool,
}

/// Returns the kind of a name.
#[must_use]
pub fn method_kind(name: &str) -> Option<&'static MethodKind> {
    METHOD_KINDS.iter().find(|kind| kind.name == name)
}

impl MethodKind {
    /// Makes a method of this kind as it is kept once somebody has registered it.
    #[must_use]
    pub fn registered(&self, id: &str, at: &str) -> Value {
        let mut row = match self.name {
            "email" => json!({"emailAddress": "person@elsewhere.example"}),
            "fido2" => json!({
                "aaGuid": "2fc0579f-8113-47ea-b116-bb5a8db9202a", "attestationCertificates": [],
                "attestationLevel": "attested", "displayName": "Security key",
                "model": "Security key", "passkeyType": "deviceBound",
            }),
            "microsoftAuthenticator" => json!({
                "deviceTag": "SoftwareTokenActivated", "displayName": "Phone",
                "phoneAppVersion": "6.2.0",
            }),
            "phone" => json!({
                "phoneNumber": "+1 5555550100", "phoneType": "mobile",
                "smsSignInState": "notConfigured",
            }),
            "platformCredential" => json!({
                "displayName": "Laptop", "keyStrength": "normal", "platform": "macOS",
            }),
            "windowsHelloForBusiness" => json!({"displayName": "Laptop", "keyStrength": "normal"}),
            _ => json!({}),
        };
        row["@odata.type"] = json!(format!("#microsoft.graph.{}", self.type_name));
        row["id"] = json!(id);
        row["createdDateTime"] = json!(at);
        row
    }
}

const fn kind(name: &'static str, type_name: &'static str, is_second_factor: bool) -> MethodKind {
    MethodKind { name, type_name, is_second_factor }
}

/// Every kind, by name.
pub const METHOD_KINDS: [MethodKind; 7] = [
    kind("email", "emailAuthenticationMethod", false),
    kind("fido2", "fido2AuthenticationMethod", false),
    kind("microsoftAuthenticator", "microsoftAuthenticatorAuthenticationMethod", true),
    kind("phone", "phoneAuthenticationMethod", true),
    kind("platformCredential", "platformCredentialAuthenticationMethod", false),
    kind("softwareOath", "softwareOathAuthenticationMethod", true),
    kind("windowsHelloForBusiness", "windowsHelloForBusinessAuthenticationMethod", false),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_found_by_its_name_and_makes_methods_of_its_type() {
        for known in &METHOD_KINDS {
            assert_eq!(method_kind(known.name), Some(known));
            let row = known.registered("x", "2026-01-01T00:00:00Z");
            assert_eq!(row["@odata.type"], format!("#microsoft.graph.{}", known.type_name));
        }
        assert_eq!(method_kind("password"), None);
    }
}
