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

#[cfg(test)]
mod tests {
    use std::{fs, io::Write as _, path::PathBuf};

    use age::armor::{ArmoredWriter, Format};

    use super::{OpenError, Sealed, open};
    use crate::secrets::{
        Credential, Identity, Recipients,
        keys::{self, Pair},
        seal,
    };

    const SECRET: &str = "hunter2+TAP=w9a";

    fn identity(file: &str) -> Identity {
        let temp = tempfile::tempdir().unwrap();
        let path: PathBuf = temp.path().join("key.txt");
        fs::write(&path, file).unwrap();
        Identity::read(&path).expect("a key")
    }

    fn recipients(pairs: &[&Pair]) -> Recipients {
        let keys: Vec<String> = pairs.iter().map(|pair| pair.public.clone()).collect();
        Recipients::parse(&keys).unwrap()
    }

    fn sealed(pairs: &[&Pair]) -> Sealed {
        seal(&Credential::new(SECRET.to_owned()).unwrap(), &recipients(pairs)).unwrap()
    }

    /// Seals any content, as nothing but a stranger would.
    fn crafted(content: &[u8], pair: &Pair) -> Sealed {
        let recipients = recipients(&[pair]);
        let encryptor = age::Encryptor::with_recipients(recipients.keys()).unwrap();
        let armour = ArmoredWriter::wrap_output(Vec::new(), Format::AsciiArmor).unwrap();
        let mut writer = encryptor.wrap_output(armour).unwrap();
        writer.write_all(content).unwrap();
        let text = writer.finish().unwrap().finish().unwrap();
        Sealed::read(&text).unwrap()
    }

    fn error(sealed: &Sealed, identity: &Identity) -> Option<OpenError> {
        open(sealed, identity).err()
    }

    #[test]
    fn each_recipient_alone_opens_it_and_nobody_else() {
        let (native, ssh, other) = (keys::native(), keys::ssh(), keys::native());
        let sealed = sealed(&[&native, &ssh]);
        for pair in [&native, &ssh] {
            let credential = open(&sealed, &identity(&pair.file)).expect("sealed to it");
            assert_eq!(credential.expose(), SECRET);
        }
        for pair in [&other, &keys::ssh()] {
            assert_eq!(error(&sealed, &identity(&pair.file)), Some(OpenError::OtherKeys));
        }
        let both = format!("{}{}", other.file, native.file);
        assert!(open(&sealed, &identity(&both)).is_ok(), "each key of a file is tried");
    }

    #[test]
    fn what_is_sealed_is_text_that_shows_nothing_and_is_never_the_same() {
        let pair = keys::native();
        let (one, two) = (sealed(&[&pair]), sealed(&[&pair]));
        assert_ne!(one, two);
        let text = one.to_string();
        assert!(text.is_ascii() && text.ends_with("-----END AGE ENCRYPTED FILE-----\n"), "{text}");
        assert!(text.starts_with("-----BEGIN AGE ENCRYPTED FILE-----\n"));
        assert!(!text.contains(SECRET));
        assert_eq!(Sealed::read(text.as_bytes()).unwrap(), one);
    }

    #[test]
    fn what_is_not_sealed_is_told_apart() {
        for bad in [&b""[..], b"hunter2", b"age-encryption.org/v1\n", b"\xff\xfe", &[b'a'; 99]] {
            assert_eq!(Sealed::read(bad), Err(OpenError::NotSealed));
        }
        assert_eq!(Sealed::read(&vec![b'-'; 64 * 1024 + 1]), Err(OpenError::TooLarge));
    }

    #[test]
    fn any_change_is_noticed() {
        let pair = keys::native();
        let (text, identity) = (sealed(&[&pair]).to_string(), identity(&pair.file));
        let lines: Vec<&str> = text.lines().collect();
        for cut in 1..lines.len() {
            let text = format!("{}\n", lines[..cut].join("\n"));
            let Ok(cut) = Sealed::read(text.as_bytes()) else { continue };
            assert_eq!(error(&cut, &identity), Some(OpenError::Damaged), "{cut}");
        }
        for (at, byte) in text.bytes().enumerate().skip(lines[0].len() + 1) {
            let mut bytes = text.clone().into_bytes();
            bytes[at] = if byte == b'A' { b'B' } else { b'A' };
            let Ok(changed) = Sealed::read(&bytes) else { continue };
            assert!(error(&changed, &identity).is_some(), "byte {at}");
        }
    }

    #[test]
    fn other_content_is_no_credential() {
        let pair = keys::native();
        let identity = identity(&pair.file);
        let large = vec![b'a'; 20_000];
        for content in [
            &b""[..],
            b"\n",
            b"no newline",
            b"two\nlines\n",
            b"a b\n",
            b"\x1b[2J\n",
            b"\xff\n",
            &large,
        ] {
            let sealed = crafted(content, &pair);
            assert_eq!(error(&sealed, &identity), Some(OpenError::NoCredential));
        }
        let longest = [&[b'a'; 256][..], b"\n"].concat();
        assert!(open(&crafted(&longest, &pair), &identity).is_ok());
    }

    #[test]
    fn a_passphrase_is_never_asked_nor_tried() {
        let encryptor = age::Encryptor::with_user_passphrase("hunter2".to_owned().into());
        let armour = ArmoredWriter::wrap_output(Vec::new(), Format::AsciiArmor).unwrap();
        let mut writer = encryptor.wrap_output(armour).unwrap();
        writer.write_all(b"hunter2\n").unwrap();
        let text = writer.finish().unwrap().finish().unwrap();
        let sealed = Sealed::read(&text).unwrap();
        assert_eq!(error(&sealed, &identity(&keys::native().file)), Some(OpenError::OtherKeys));
    }
}
