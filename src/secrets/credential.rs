//! What somebody signs in with, from the moment it exists until it is sealed.

use zeroize::{Zeroize, ZeroizeOnDrop};

use super::Password;

/// A Temporary Access Pass or a password that is to be handed to a person.
///
/// It can neither be shown nor copied, and its memory is overwritten when it is dropped.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Credential(String);

impl Credential {
    /// Takes over a text, which must have no copy elsewhere.
    #[must_use]
    pub const fn new(text: String) -> Self {
        Self(text)
    }

    /// Returns the text, for sealing it or for the one terminal that shows it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<Password> for Credential {
    fn from(password: Password) -> Self {
        Self(password.expose().to_owned())
    }
}
