//! What a person signs in with.

use zeroize::{Zeroize, ZeroizeOnDrop};

use super::Password;
use crate::domain::Invalid;

/// The most bytes of a credential: Entra ID's longest password.
pub(super) const LONGEST: usize = 256;

/// A secret text that a person signs in with: a Temporary Access Pass or a password.
///
/// It can neither be shown nor copied, and its memory is overwritten when it is dropped.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Credential(String);

impl Credential {
    /// Takes a secret as Microsoft Graph made it, such as a `temporaryAccessPass`.
    ///
    /// # Errors
    ///
    /// Fails, without repeating the text, where it is no credential: it has 1 to 256 printable
    /// ASCII characters, so that it fits on one line of a sealed text.
    pub fn new(mut text: String) -> Result<Self, Invalid> {
        if (1..=LONGEST).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Ok(Self(text));
        }
        text.zeroize();
        Err(Invalid::new("this is no credential: it has 1 to 256 printable characters"))
    }

    /// Returns the text, for the one place that needs it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<Password> for Credential {
    fn from(password: Password) -> Self {
        Self(password.into_text())
    }
}

#[cfg(test)]
mod tests {
    use super::{Credential, Password};

    #[test]
    fn a_credential_is_one_printable_line() {
        assert_eq!(Credential::new("TAP+w=9a".to_owned()).expect("valid").expose(), "TAP+w=9a");
        for bad in ["", "a b", "a\n", "\u{202e}x", "a\0", &"x".repeat(257)] {
            let complaint = Credential::new(bad.to_owned()).err().expect("no credential");
            assert!(bad.is_empty() || !complaint.to_string().contains(bad));
        }
    }

    #[test]
    fn a_password_is_a_credential() {
        let password = Password::generate().expect("randomness");
        let text = password.expose().to_owned();
        assert_eq!(Credential::from(password).expose(), text);
        assert!(Credential::new(text).is_ok(), "every password could be read back");
    }
}
