//! Passwords: what is refused, and how one is kept. None is ever kept as it is.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::failure::Failure;

/// The fewest characters of a password.
const SHORTEST: usize = 8;
/// The most characters of a password.
const LONGEST: usize = 256;
/// How much of the account's own name may not be in its password.
const TELLING_NAME: usize = 4;
/// Words that Microsoft's global banned list is known to hold in some form.
const BANNED: [&str; 4] = ["password", "qwerty", "welcome", "contoso"];

/// Requires a password to be complex enough: 8 to 256 characters of three of the four classes,
/// without the account's name and without a banned word as its whole substance.
pub(super) fn check(password: &str, user_name: &str) -> Result<(), Failure> {
    let classes = [
        password.chars().any(char::is_lowercase),
        password.chars().any(char::is_uppercase),
        password.chars().any(|c| c.is_ascii_digit()),
        password.chars().any(|c| !c.is_alphanumeric()),
    ];
    let length = password.chars().count();
    let lower = password.to_lowercase();
    let name = user_name.split('@').next().unwrap_or("").to_lowercase();
    let is_telling = name.len() >= TELLING_NAME && lower.contains(&name);
    let is_banned =
        BANNED.iter().any(|word| lower.contains(word) && length < word.len() + SHORTEST);
    let is_complex = classes.into_iter().filter(|has| *has).count() >= 3;
    if (SHORTEST..=LONGEST).contains(&length) && is_complex && !is_telling && !is_banned {
        return Ok(());
    }
    Err(Failure::bad(
        "The specified password does not comply with password complexity requirements. Please provide a \
         different password.",
    ))
}

/// Makes what is kept of a secret: a fresh salt and the hash of salt and secret.
pub(super) fn kept(secret: &str) -> Value {
    let salt = Uuid::new_v4().into_bytes();
    let hash = Sha256::new().chain_update(salt).chain_update(secret.as_bytes()).finalize();
    json!({"salt": STANDARD.encode(salt), "sha256": STANDARD.encode(hash)})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_refused() {
        for (password, is_fine) in [
            ("Zk4-ppQ9xw", true),
            ("Zkkkppqqxw9", true),
            ("short1A", false),
            ("alllowercase", false),
            ("alllowercase1", false),
            ("Password1", false),
            ("xX9-emergency-1", false),
            (&"aA1".repeat(86), false),
        ] {
            assert_eq!(check(password, "emergency-1@x.example").is_ok(), is_fine, "{password}");
        }
    }

    #[test]
    fn what_is_kept_can_be_checked_and_differs_each_time() {
        let kept_once = kept("secret");
        let salt = STANDARD.decode(kept_once["salt"].as_str().unwrap()).unwrap();
        let mut salted = salt.clone();
        salted.extend_from_slice(b"secret");
        assert_eq!(kept_once["sha256"], STANDARD.encode(Sha256::digest(&salted)));
        assert_ne!(kept_once, kept("secret"));
    }
}
