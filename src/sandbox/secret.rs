//! Secrets as they are kept: salted hashes, never the text.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// Hashes a secret with a fresh salt: `{"salt", "sha256"}`, both base64, the hash over the salt's
/// bytes followed by the secret's UTF-8.
#[must_use]
pub fn salted(secret: &str) -> Value {
    let salt = uuid::Uuid::new_v4();
    let hash = digest(salt.as_bytes(), secret);
    json!({ "salt": STANDARD.encode(salt.as_bytes()), "sha256": STANDARD.encode(hash) })
}

/// Tells whether a salted hash is that of a secret. Anything unreadable is not.
#[must_use]
pub fn is_hash_of(kept: &Value, secret: &str) -> bool {
    let bytes = |name: &str| STANDARD.decode(kept.get(name)?.as_str()?).ok();
    match (bytes("salt"), bytes("sha256")) {
        (Some(salt), Some(hash)) => digest(&salt, secret) == hash,
        _ => false,
    }
}

fn digest(salt: &[u8], secret: &str) -> Vec<u8> {
    Sha256::new().chain_update(salt).chain_update(secret.as_bytes()).finalize().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_text_matches_and_no_two_hashes_are_alike() {
        let kept = salted("opensesame");
        assert!(is_hash_of(&kept, "opensesame"));
        assert!(!is_hash_of(&kept, "openSesame"));
        assert_ne!(kept, salted("opensesame"));
        assert!(!kept.to_string().contains("opensesame"));
        assert!(!is_hash_of(&json!({}), ""));
    }
}
