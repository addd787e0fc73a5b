//! Who calls: the access token, checked as Graph checks it.

use jiff::Timestamp;
use uuid::Uuid;

use crate::sandbox::login::{Claims, GRAPH_AUDIENCES, SigningKey};
use crate::sandbox::store::Store;
use crate::sandbox::wire::Caller;

/// A caller whose token holds.
#[derive(Debug, Clone)]
pub(super) struct Bearer {
    /// The tenant the token is for.
    pub(super) tenant: Uuid,
    /// The app and what it may.
    pub(super) caller: Caller,
}

/// Checks the `Authorization` header; the error is Graph's message for a 401.
pub(super) fn check(
    header: Option<&str>,
    key: &SigningKey,
    store: &Store,
    now: Timestamp,
) -> Result<Bearer, &'static str> {
    let token = header.and_then(bearer_token).ok_or("Access token is empty.")?;
    if token.split('.').count() != 3 || jsonwebtoken::decode_header(token).is_err() {
        return Err("CompactToken parsing failed with error code: 80049217");
    }
    let claims = key.check(token).ok_or("Access token validation failure. Invalid signature.")?;
    if claims.exp <= now.as_second() || claims.nbf > now.as_second() + 300 {
        return Err("Lifetime validation failed, the token is expired.");
    }
    let audience = claims.aud.trim_end_matches('/');
    if !GRAPH_AUDIENCES.iter().any(|known| known.eq_ignore_ascii_case(audience)) {
        return Err("Access token validation failure. Invalid audience.");
    }
    if !store.contains(claims.tid) {
        return Err("The identity of the calling application could not be established.");
    }
    Ok(bearer(claims))
}

fn bearer(claims: Claims) -> Bearer {
    let caller = Caller {
        app_id: claims.appid,
        principal_id: claims.oid,
        permissions: claims.roles.into_iter().collect(),
    };
    Bearer { tenant: claims.tid, caller }
}

fn bearer_token(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}
