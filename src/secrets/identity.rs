//! The private keys of a person who opens what was sealed.

use std::{fs::File, io::Read as _, path::Path};

use zeroize::{Zeroize as _, Zeroizing};

/// The most bytes of a file of keys.
const LONGEST: u64 = 64 * 1024;
/// The most keys in one file: each is tried on every sealed text.
const MOST: usize = 16;

/// The private keys in one file; they can neither be shown nor copied.
pub struct Identity(Vec<Box<dyn age::Identity + Send + Sync>>);

/// Says why a file holds no key that can be used. Nothing of the file is in the words.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// The file cannot be read.
    #[error("the key file {path} cannot be read: {cause}")]
    Unreadable {
        /// As it was given.
        path: String,
        /// A lower-case fragment.
        cause: String,
    },
    /// The file is protected by a passphrase.
    #[error(
        "the key file {path} is protected by a passphrase, which tenantry does not ask for: open \
         the sealed text with `age --decrypt --identity {path}`, which does"
    )]
    Passphrase {
        /// As it was given.
        path: String,
    },
    /// The file holds another kind of key, or none.
    #[error("the key file {path} {cause}")]
    Unusable {
        /// As it was given.
        path: String,
        /// A lower-case fragment that follows upon the file's name.
        cause: &'static str,
    },
}

/// Why the text of a file holds no key that can be used.
#[derive(Debug)]
enum Flaw {
    Passphrase,
    Unusable(&'static str),
}

impl Identity {
    /// Reads a file of native keys (`AGE-SECRET-KEY-1…`, one a line, with comments), or one OpenSSH
    /// ed25519 private key, neither of them protected by a passphrase.
    ///
    /// # Errors
    ///
    /// Says what is wrong with the file, and never what is in it.
    pub fn read(path: &Path) -> Result<Self, IdentityError> {
        let shown = || path.display().to_string();
        let unreadable = |error: std::io::Error| IdentityError::Unreadable {
            path: shown(),
            cause: error.to_string(),
        };
        let mut bytes = Zeroizing::new(Vec::new());
        let file = File::open(path).map_err(unreadable)?;
        file.take(LONGEST + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        parse(&bytes).map_err(|flaw| match flaw {
            Flaw::Passphrase => IdentityError::Passphrase { path: shown() },
            Flaw::Unusable(cause) => IdentityError::Unusable { path: shown(), cause },
        })
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &dyn age::Identity> {
        self.0.iter().map(|key| &**key as &dyn age::Identity)
    }
}

fn parse(bytes: &[u8]) -> Result<Identity, Flaw> {
    if u64::try_from(bytes.len()).is_ok_and(|length| length > LONGEST) {
        return Err(Flaw::Unusable("is too large to be one of keys"));
    }
    let text = str::from_utf8(bytes).map_err(|_| Flaw::Unusable("is not text"))?;
    if text.starts_with("age-encryption.org/")
        || text.trim_start().starts_with("-----BEGIN AGE ENCRYPTED FILE-----")
    {
        return Err(Flaw::Passphrase);
    }
    if text.trim_start().starts_with("-----BEGIN ") { ssh(text) } else { native(text) }
}

fn native(text: &str) -> Result<Identity, Flaw> {
    let mut keys: Vec<Box<dyn age::Identity + Send + Sync>> = Vec::new();
    for line in text.lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if line.to_ascii_uppercase().starts_with("AGE-PLUGIN-") {
            return Err(Flaw::Unusable("names a plugin, which only `age` itself can ask"));
        }
        if line.starts_with("age1") || line.starts_with("ssh-") {
            return Err(Flaw::Unusable("holds a public key; the private one opens"));
        }
        let key: age::x25519::Identity = line
            .parse()
            .map_err(|_| Flaw::Unusable("holds something else than keys (`AGE-SECRET-KEY-1…`)"))?;
        keys.push(Box::new(key));
    }
    match keys.len() {
        0 => Err(Flaw::Unusable("holds no key")),
        1..=MOST => Ok(Identity(keys)),
        _ => Err(Flaw::Unusable("holds more than 16 keys")),
    }
}

fn ssh(text: &str) -> Result<Identity, Flaw> {
    use age::ssh::{Identity as Ssh, Recipient, UnsupportedKey};
    // age knows line ends of one kind, and copies the text; its own copy is its own to clear.
    let mut lines = text.trim().replace("\r\n", "\n");
    lines.push('\n');
    let key = Ssh::from_buffer(lines.as_bytes(), None);
    lines.zeroize();
    match key {
        Ok(key @ Ssh::Unencrypted(_)) => match Recipient::try_from(key.clone()) {
            Ok(Recipient::SshEd25519(..)) => Ok(Identity(vec![Box::new(key)])),
            _ => Err(Flaw::Unusable("holds an SSH key of another kind than ed25519")),
        },
        Ok(
            Ssh::Encrypted(_)
            | Ssh::Unsupported(UnsupportedKey::EncryptedPem | UnsupportedKey::EncryptedSsh(_)),
        ) => Err(Flaw::Passphrase),
        Ok(Ssh::Unsupported(UnsupportedKey::Hardware(_))) => {
            Err(Flaw::Unusable("stands for a key in hardware, which cannot open sealed texts"))
        }
        Ok(_) => Err(Flaw::Unusable("holds an SSH key of another kind than ed25519")),
        Err(_) => Err(Flaw::Unusable("is not a whole OpenSSH private key")),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Flaw, Identity, IdentityError, parse};
    use crate::secrets::keys;

    fn flaw(text: &str) -> Option<Flaw> {
        parse(text.as_bytes()).err()
    }

    #[test]
    fn files_of_both_kinds_are_read() {
        let (native, ssh) = (keys::native().file, keys::ssh().file);
        assert_eq!(parse(native.as_bytes()).expect("a key").0.len(), 1);
        let two = format!("\n{native}\r\n{}", keys::native().file);
        assert_eq!(parse(two.as_bytes()).expect("keys").0.len(), 2);
        assert!(parse(ssh.as_bytes()).is_ok());
        assert!(parse(ssh.replace('\n', "\r\n").as_bytes()).is_ok(), "saved on Windows");
        assert!(parse(ssh.trim_end().as_bytes()).is_ok(), "without its last line end");
    }

    #[test]
    fn a_passphrase_is_told_apart_from_a_wrong_file() {
        let armour = "-----BEGIN AGE ENCRYPTED FILE-----\n";
        for protected in
            [keys::protected_ssh().as_str(), armour, "age-encryption.org/v1\n-> scrypt"]
        {
            assert!(matches!(flaw(protected), Some(Flaw::Passphrase)), "{protected}");
        }
    }

    #[test]
    fn anything_else_is_refused_and_not_repeated() {
        let (native, ssh) = (keys::native(), keys::ssh());
        let secret = native.file.lines().last().expect("a key").to_owned();
        let many = format!("{secret}\n").repeat(17);
        let large = "#\n".repeat(40_000);
        let cut: String = ssh.file.lines().take(2).collect::<Vec<_>>().join("\n");
        for bad in [
            "",
            "# nothing\n",
            "hunter2",
            &native.public,
            &ssh.public,
            &secret[..40],
            &many,
            &large,
            &cut,
            "AGE-PLUGIN-YUBIKEY-1QQQQ",
            "-----BEGIN RSA PRIVATE KEY-----\nhunter2\n",
            "-----BEGIN CERTIFICATE-----\n",
        ] {
            let Some(Flaw::Unusable(cause)) = flaw(bad) else { panic!("{bad:.40}") };
            assert!(bad.is_empty() || !cause.contains(bad), "{cause}");
        }
        assert!(parse(b"\xff").is_err());
    }

    #[test]
    fn a_file_that_is_not_there_is_named() {
        let error = Identity::read(Path::new("/nowhere/key.txt")).err().expect("not there");
        assert!(
            matches!(&error, IdentityError::Unreadable { path, .. } if path == "/nowhere/key.txt")
        );
    }
}
