//! A sealed secret, which anyone may see.

use std::fmt;

use super::OpenError;

/// The most bytes of a sealed text: what 64 recipients and a credential need is less than 20 KiB.
const LONGEST: usize = 64 * 1024;
/// How an armoured age file begins.
const BEGINNING: &str = "-----BEGIN AGE ENCRYPTED FILE-----";

/// A credential and one newline, encrypted by age and armoured as ASCII text.
///
/// It may be printed, logged and stored: only the holder of a recipient's private key can open it,
/// by tenantry or by `age --decrypt`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed(String);

impl Sealed {
    /// Takes a sealed text as it was stored. Its form is checked, not its content: that needs a key.
    ///
    /// # Errors
    ///
    /// [`OpenError::NotSealed`] or [`OpenError::TooLarge`].
    pub fn read(bytes: &[u8]) -> Result<Self, OpenError> {
        if bytes.len() > LONGEST {
            return Err(OpenError::TooLarge);
        }
        let text = str::from_utf8(bytes).map_err(|_| OpenError::NotSealed)?;
        if !text.is_ascii() || !text.trim_start().starts_with(BEGINNING) {
            return Err(OpenError::NotSealed);
        }
        Ok(Self(text.to_owned()))
    }

    pub(super) fn new(text: String) -> Self {
        Self(text)
    }

    /// Returns the text, which ends with a newline.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
