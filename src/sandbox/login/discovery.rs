//! Metadata of the sign-in host, which needs no token.

use serde_json::{Value, json};
use url::Url;
use uuid::Uuid;

use super::signing::SigningKey;

/// Answers the `OpenID` configuration of a tenant (or of `common`) as seen from a `Host`.
pub(crate) fn openid_configuration(host: &str, named: &str, id: Option<Uuid>) -> Value {
    let tenant = id.map_or("{tenantid}".to_owned(), |id| id.to_string());
    let path = id.map_or(named.to_owned(), |id| id.to_string());
    let base = format!("https://{host}");
    json!({
        "token_endpoint": format!("{base}/{path}/oauth2/v2.0/token"),
        "token_endpoint_auth_methods_supported":
            ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        "jwks_uri": format!("{base}/{path}/discovery/v2.0/keys"),
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "issuer": format!("{base}/{tenant}/v2.0"),
        "request_uri_parameter_supported": false,
        "userinfo_endpoint": "https://graph.microsoft.com/oidc/userinfo",
        "authorization_endpoint": format!("{base}/{path}/oauth2/v2.0/authorize"),
        "http_logout_supported": true, "frontchannel_logout_supported": true,
        "end_session_endpoint": format!("{base}/{path}/oauth2/v2.0/logout"),
        "claims_supported": ["sub", "iss", "aud", "exp", "iat", "nonce", "name", "oid", "tid", "ver"],
        "tenant_region_scope": "NA", "cloud_instance_name": "microsoftonline.com",
        "cloud_graph_host_name": "graph.windows.net", "msgraph_host": "graph.microsoft.com",
        "rbac_url": "https://pas.windows.net",
    })
}

/// Answers the keys that sign tokens.
pub(crate) fn keys(key: &SigningKey) -> Value {
    json!({ "keys": [key.published()] })
}

/// Answers instance discovery: which hosts are one cloud.
pub(crate) fn instance(host: &str, authorization_endpoint: Option<&str>) -> Value {
    let asked = authorization_endpoint.and_then(|text| Url::parse(text).ok());
    let tenant = asked.as_ref().and_then(|url| url.path_segments()?.next().map(str::to_owned));
    let tenant = tenant.filter(|tenant| !tenant.is_empty()).unwrap_or_else(|| "common".to_owned());
    json!({
        "tenant_discovery_endpoint":
            format!("https://{host}/{tenant}/v2.0/.well-known/openid-configuration"),
        "api-version": "1.1",
        "metadata": [
            {
                "preferred_network": "login.microsoftonline.com",
                "preferred_cache": "login.windows.net",
                "aliases": [
                    "login.microsoftonline.com", "login.windows.net", "login.microsoft.com",
                    "sts.windows.net",
                ],
            },
            { "preferred_network": host, "preferred_cache": host, "aliases": [host] },
        ],
    })
}
