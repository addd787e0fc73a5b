//! Opens what was sealed, for a person who holds a key.

use std::io::Read as _;

use age::{DecryptError, armor::ArmoredReader};
use zeroize::Zeroizing;

use super::{Credential, Identity, Sealed, credential::LONGEST};

/// Says why a sealed text was not opened. Nothing of its content is in the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// It is larger than any sealed credential.
    #[error("this is larger than any sealed credential")]
    TooLarge,
    /// It is not an armoured age file.
    #[error("this is not a sealed text (`-----BEGIN AGE ENCRYPTED FILE-----`)")]
    NotSealed,
    /// It was sealed to other keys.
    #[error("this was sealed to other keys")]
    OtherKeys,
    /// It was cut off or changed.
    #[error("this sealed text was cut off or changed")]
    Damaged,
    /// It holds something else than a credential and a newline.
    #[error("this sealed text holds something else than a credential")]
    NoCredential,
}

/// Opens a sealed text. Hostile ones cost no more than their own size, of at most 64 KiB, and one
/// try of each key on each of their recipients.
///
/// # Errors
///
/// Says why it was not opened.
pub fn open(sealed: &Sealed, identity: &Identity) -> Result<Credential, OpenError> {
    let armour = ArmoredReader::new(sealed.as_str().trim_start().as_bytes());
    let decryptor = age::Decryptor::new_buffered(armour).map_err(|_| OpenError::Damaged)?;
    if decryptor.is_scrypt() {
        return Err(OpenError::OtherKeys);
    }
    let reader = decryptor.decrypt(identity.keys()).map_err(|error| match error {
        DecryptError::NoMatchingKeys => OpenError::OtherKeys,
        _ => OpenError::Damaged,
    })?;
    // Room for the newline and one more byte, which tells that there is too much.
    let bound = LONGEST + 2;
    let mut bytes = Zeroizing::new(Vec::with_capacity(bound));
    reader
        .take(u64::try_from(bound).unwrap_or(u64::MAX))
        .read_to_end(&mut bytes)
        .map_err(|_| OpenError::Damaged)?;
    let line = bytes.strip_suffix(b"\n").ok_or(OpenError::NoCredential)?;
    let text = str::from_utf8(line).map_err(|_| OpenError::NoCredential)?;
    Credential::new(text.to_owned()).map_err(|_| OpenError::NoCredential)
}
