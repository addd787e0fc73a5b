//! Seals a secret to people's keys.

use std::io::{self, Write as _};

use age::armor::{ArmoredWriter, Format};

use super::{Credential, Recipients, Sealed};

/// Tells that a secret could not be sealed; nothing of it is in the words.
#[derive(Debug, thiserror::Error)]
#[error("the secret could not be sealed: {0}")]
pub struct SealError(&'static str);

/// Seals a credential and one newline to all recipients; each of them alone can open it.
///
/// # Errors
///
/// Fails where age does; then nothing is handed out.
pub fn seal(credential: &Credential, recipients: &Recipients) -> Result<Sealed, SealError> {
    let encryptor = age::Encryptor::with_recipients(recipients.keys())
        .map_err(|_| SealError("the recipients' keys do not go together"))?;
    let armoured =
        encrypt(encryptor, credential).map_err(|_| SealError("the encryption failed"))?;
    String::from_utf8(armoured).map(Sealed::new).map_err(|_| SealError("the armour is not text"))
}

fn encrypt(encryptor: age::Encryptor, credential: &Credential) -> io::Result<Vec<u8>> {
    let armour = ArmoredWriter::wrap_output(Vec::new(), Format::AsciiArmor)?;
    let mut writer = encryptor.wrap_output(armour)?;
    writer.write_all(credential.expose().as_bytes())?;
    writer.write_all(b"\n")?;
    writer.finish()?.finish()
}
