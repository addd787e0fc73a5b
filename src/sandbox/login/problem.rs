//! Sign-in errors: AADSTS numbers, the OAuth error they come with, their text and status.

use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

/// Why no token was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// The number behind `AADSTS`.
    pub(crate) code: u32,
    /// The HTTP status.
    pub(crate) status: u16,
    /// OAuth's `error`.
    pub(crate) error: &'static str,
    /// The text behind the number.
    pub(crate) text: String,
}

impl Problem {
    fn new(code: u32, status: u16, error: &'static str, text: impl Into<String>) -> Self {
        Self { code, status, error, text: text.into() }
    }

    fn client(code: u32, text: impl Into<String>) -> Self {
        Self::new(code, 401, "invalid_client", text)
    }

    fn request(code: u32, text: impl Into<String>) -> Self {
        Self::new(code, 400, "invalid_request", text)
    }

    pub(crate) fn missing(parameter: &str) -> Self {
        let text = format!("The request body must contain the following parameter: '{parameter}'.");
        Self::request(900_144, text)
    }

    pub(crate) fn grant_type(grant: &str) -> Self {
        let text = format!("The app requested an unsupported grant type '{grant}'.");
        Self::new(70_003, 400, "unsupported_grant_type", text)
    }

    pub(crate) fn tenant_not_found(tenant: &str) -> Self {
        let text = format!(
            "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and \
             are signing into the correct cloud."
        );
        Self::request(90_002, text)
    }

    pub(crate) fn tenant_malformed(tenant: &str) -> Self {
        let text = format!(
            "Specified tenant identifier '{tenant}' is neither a valid DNS name, nor a valid \
             external domain."
        );
        Self::request(900_023, text)
    }

    pub(crate) fn tenant_needed() -> Self {
        let text = "No tenant-identifying information found in either the request or implied by \
                    any provided credentials.";
        Self::request(50_059, text)
    }

    pub(crate) fn app_not_found(app: &str, tenant: &str) -> Self {
        let text = format!(
            "Application with identifier '{app}' was not found in the directory '{tenant}'. This \
             can happen if the application has not been installed by the administrator of the \
             tenant or consented to by any user in the tenant. You may have sent your \
             authentication request to the wrong tenant."
        );
        Self::new(700_016, 400, "unauthorized_client", text)
    }

    pub(crate) fn no_service_principal(app: &str, tenant: &str) -> Self {
        let text = format!(
            "The client application {app} is missing service principal in the tenant {tenant}."
        );
        Self::client(7_000_229, text)
    }

    pub(crate) fn app_disabled(app: &str, name: &str) -> Self {
        let text = format!("Application '{app}'({name}) is disabled.");
        Self::new(7_000_112, 400, "unauthorized_client", text)
    }

    pub(crate) fn wrong_secret(app: &str) -> Self {
        let text = format!(
            "Invalid client secret provided. Ensure the secret being sent in the request is the \
             client secret value, not the client secret ID, for a secret added to app '{app}'."
        );
        Self::client(7_000_215, text)
    }

    pub(crate) fn secret_expired(app: &str) -> Self {
        Self::client(
            7_000_222,
            format!("The provided client secret keys for app '{app}' are expired."),
        )
    }

    pub(crate) fn no_credential() -> Self {
        let text = "The request body must contain the following parameter: 'client_assertion' or \
                    'client_secret'.";
        Self::client(7_000_218, text)
    }

    pub(crate) fn scope(scope: &str) -> Self {
        let text = format!(
            "The provided value for scope {scope} is not valid. Client credential flows must have \
             a scope value with /.default suffixed to the resource identifier (application ID URI)."
        );
        Self::new(1_002_012, 400, "invalid_scope", text)
    }

    pub(crate) fn resource(resource: &str, tenant: &str) -> Self {
        let text = format!(
            "The resource principal named {resource} was not found in the tenant named {tenant}."
        );
        Self::new(500_011, 400, "invalid_resource", text)
    }

    pub(crate) fn assertion_type(kind: &str) -> Self {
        let text = format!("The value '{kind}' of 'client_assertion_type' is not supported.");
        Self::request(90_014, text)
    }

    pub(crate) fn assertion_malformed() -> Self {
        Self::client(50_027, "JWT token is invalid or malformed.")
    }

    pub(crate) fn certificate(reason: &str) -> Self {
        let text = format!(
            "The certificate with identifier used to sign the client assertion is not registered \
             on application. [Reason - {reason}]"
        );
        Self::client(700_027, text)
    }

    pub(crate) fn assertion_time() -> Self {
        Self::client(700_024, "Client assertion is not within its valid time range.")
    }

    pub(crate) fn assertion_issuer() -> Self {
        let text = "Client assertion application identifier doesn't match 'client_id' parameter.";
        Self::client(700_021, text)
    }

    pub(crate) fn assertion_audience(audience: &str) -> Self {
        let text =
            format!("Client assertion audience claim '{audience}' does not match Realm issuer.");
        Self::client(700_023, text)
    }

    pub(crate) fn assertion_signature() -> Self {
        Self::new(50_013, 400, "invalid_grant", "Assertion failed signature validation.")
    }

    pub(crate) fn federated_issuer(issuer: &str) -> Self {
        let text = format!(
            "No matching federated identity record found for presented assertion issuer '{issuer}'."
        );
        Self::client(700_211, text)
    }

    pub(crate) fn federated_subject(subject: &str) -> Self {
        let text = format!(
            "No matching federated identity record found for presented assertion subject \
             '{subject}'. Please check your federated identity credential Subject, Audience and \
             Issuer against the presented assertion."
        );
        Self::client(700_213, text)
    }

    pub(crate) fn federated_case(subject: &str) -> Self {
        let text = format!(
            "No matching federated identity record found for presented assertion subject \
             '{subject}' (matching is case-sensitive)."
        );
        Self::client(7_002_138, text)
    }

    pub(crate) fn federated_audience(audience: &str) -> Self {
        let text = format!(
            "No matching federated identity record found for presented assertion audience \
             '{audience}'."
        );
        Self::client(700_212, text)
    }

    /// The error that a fault makes of a status.
    pub(crate) fn of_status(status: u16) -> Self {
        if status == 429 {
            let text = "TenantThrottlingError - There are too many incoming requests.";
            return Self::new(90_055, 429, "temporarily_unavailable", text);
        }
        let text = "A transient error has occurred. Please try again.";
        Self::new(90_033, status, "temporarily_unavailable", text)
    }

    /// Writes the answer's body.
    pub(crate) fn body(&self, correlation_id: &str, now: Timestamp) -> Value {
        let trace = Uuid::new_v4();
        let time = now.strftime("%Y-%m-%d %H:%M:%SZ").to_string();
        let description = format!(
            "AADSTS{}: {}\r\nTrace ID: {trace}\r\nCorrelation ID: {correlation_id}\r\nTimestamp: {time}",
            self.code, self.text
        );
        json!({
            "error": self.error, "error_description": description, "error_codes": [self.code],
            "timestamp": time, "trace_id": trace, "correlation_id": correlation_id,
            "error_uri": format!("https://login.microsoftonline.com/error?code={}", self.code),
        })
    }
}
