//! What an access token says of itself. Graph tokens are opaque to their holders by contract, so
//! everything but the tenant is a hint.

use std::collections::BTreeSet;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;

use crate::{domain::ClientId, observed::Identity};

#[derive(Deserialize)]
struct Claims {
    tid: Option<String>,
    appid: Option<String>,
    /// Tokens of version 2 name the app so.
    azp: Option<String>,
    oid: Option<String>,
    #[serde(default)]
    roles: BTreeSet<String>,
}

/// Reads a token's claims without checking its signature: it came from the sign-in service by TLS.
///
/// Returns `None` where the token names no tenant; then it cannot be told whose it is.
pub(super) fn identity(token: &str, client_id: ClientId) -> Option<Identity> {
    let payload = token.split('.').nth(1)?;
    let claims: Claims = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()?;
    let named = claims.appid.or(claims.azp);
    Some(Identity {
        tenant: claims.tid?.parse().ok()?,
        client_id: named.map_or(Ok(client_id), |id| id.parse()).ok()?,
        principal: claims.oid.and_then(|id| id.parse().ok()),
        permissions: claims.roles,
    })
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

    use super::identity;
    use crate::domain::ClientId;

    const TENANT: &str = "3f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f";
    const APP: &str = "7d1e0000-5b1d-4c3e-9f60-7a8b9c0d1e2f";

    fn token(claims: &str) -> String {
        format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims))
    }

    #[test]
    fn claims_are_read() {
        let app: ClientId = APP.parse().unwrap();
        let claims = format!(
            r#"{{"tid":"{TENANT}","appid":"{APP}","oid":"{TENANT}","roles":["User.Read.All"]}}"#
        );
        let read = identity(&token(&claims), app).unwrap();
        assert_eq!(read.tenant.to_string(), TENANT);
        assert_eq!(read.client_id, app);
        assert!(read.permissions.contains("User.Read.All"));
        let bare = identity(&token(&format!(r#"{{"tid":"{TENANT}"}}"#)), app).unwrap();
        assert_eq!((bare.client_id, bare.principal), (app, None));
    }

    #[test]
    fn a_token_without_a_tenant_is_nobodys() {
        let app: ClientId = APP.parse().unwrap();
        for bad in
            ["", "x", "a.b.c", &token("{}"), &token(r#"{"tid":"contoso.com"}"#), &token("[]")]
        {
            assert_eq!(identity(bad, app), None, "{bad}");
        }
    }
}
