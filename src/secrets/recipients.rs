//! Those whom secrets are sealed to.

use std::fmt;

use base64::{
    Engine as _, engine::general_purpose::STANDARD, engine::general_purpose::STANDARD_NO_PAD,
};
use sha2::{Digest as _, Sha256};

use crate::domain::Invalid;

/// The most keys that one secret is sealed to.
const MOST: usize = 64;

/// A public key that age knows.
#[derive(Clone)]
enum Key {
    Native(age::x25519::Recipient),
    Ssh(age::ssh::Recipient),
}

/// The public keys that secrets are sealed to: at least one, each once.
///
/// Whoever holds the private half of any one of them can open what was sealed.
#[derive(Clone)]
pub struct Recipients(Vec<(String, Key)>);

impl fmt::Debug for Recipients {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.fingerprints()).finish()
    }
}

impl Recipients {
    /// Reads keys as they are written in the configuration: `age1…`, or `ssh-ed25519 …` with or
    /// without a comment.
    ///
    /// # Errors
    ///
    /// Says which key cannot be sealed to, by its place in the list, and what to write instead.
    pub fn parse(keys: &[String]) -> Result<Self, Invalid> {
        if keys.is_empty() {
            return Err(Invalid::new(
                "there is no key to seal to, so nobody could open the secret",
            ));
        }
        if keys.len() > MOST {
            return Err(Invalid::new(format!("there are more than {MOST} keys to seal to")));
        }
        let mut found: Vec<(String, Key)> = Vec::new();
        for (index, text) in keys.iter().enumerate() {
            let (fingerprint, key) = read(text.trim())
                .map_err(|reason| Invalid::new(format!("key {} {reason}", index + 1)))?;
            if !found.iter().any(|(known, _)| *known == fingerprint) {
                found.push((fingerprint, key));
            }
        }
        found.sort_by(|one, other| one.0.cmp(&other.0));
        Ok(Self(found))
    }

    /// Returns a name for each key, in their order: a native key itself, which is short and public,
    /// or what `ssh-keygen -l` shows, `SHA256:…`.
    pub fn fingerprints(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(fingerprint, _)| fingerprint.as_str())
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &dyn age::Recipient> {
        self.0.iter().map(|(_, key)| match key {
            Key::Native(key) => key as &dyn age::Recipient,
            Key::Ssh(key) => key as &dyn age::Recipient,
        })
    }
}

/// Reads one key. Complaints do not repeat it: people paste private keys by mistake.
fn read(text: &str) -> Result<(String, Key), &'static str> {
    if text.starts_with("age1") {
        let key: age::x25519::Recipient = text
            .parse()
            .map_err(|_| "is not a whole native age key (`age-keygen -y` prints it)")?;
        return Ok((key.to_string(), Key::Native(key)));
    }
    if text.to_ascii_uppercase().starts_with("AGE-SECRET-KEY-") || text.contains("PRIVATE KEY") {
        return Err("is a private key: write the public one, and make a new pair");
    }
    let mut words = text.split_ascii_whitespace();
    let (Some(kind), Some(data)) = (words.next(), words.next()) else {
        return Err("is neither `age1…` nor `ssh-ed25519 …`");
    };
    if kind != "ssh-ed25519" {
        let other = ["ssh-", "ecdsa-", "sk-"].iter().any(|start| kind.starts_with(start));
        return Err(if other {
            "is an SSH key of another kind: make one by `ssh-keygen -t ed25519`"
        } else {
            "is neither `age1…` nor `ssh-ed25519 …`"
        });
    }
    let whole = "is not a whole ssh-ed25519 public key";
    let blob = STANDARD.decode(data).map_err(|_| whole)?;
    let key: age::ssh::Recipient = format!("{kind} {data}").parse().map_err(|_| whole)?;
    if !matches!(key, age::ssh::Recipient::SshEd25519(..)) {
        return Err(whole);
    }
    Ok((format!("SHA256:{}", STANDARD_NO_PAD.encode(Sha256::digest(blob))), Key::Ssh(key)))
}

#[cfg(test)]
mod tests {
    use super::Recipients;
    use crate::secrets::keys;

    fn complaint(key: &str) -> String {
        Recipients::parse(&[key.to_owned()]).expect_err(key).to_string()
    }

    #[test]
    fn both_kinds_are_known_once_each_in_one_order() {
        let (native, ssh) = (keys::native().public, keys::ssh().public);
        let (bare, _) = ssh.rsplit_once(' ').expect("a comment");
        let written = [ssh.clone(), native.clone(), format!(" {native} "), bare.to_owned()];
        let recipients = Recipients::parse(&written).expect("valid");
        let fingerprints: Vec<&str> = recipients.fingerprints().collect();
        let [hash, same] = fingerprints.as_slice() else { panic!("{fingerprints:?}") };
        assert_eq!(*same, native);
        assert!(hash.starts_with("SHA256:") && hash.len() == 7 + 43, "{hash}");
        let turned = Recipients::parse(&[native, ssh]).expect("valid");
        assert!(turned.fingerprints().eq(fingerprints));
    }

    #[test]
    fn a_fingerprint_is_what_openssh_shows() {
        // The public key of RFC 8032, section 7.1, test 1, and what `ssh-keygen -l` shows for it.
        let key =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea";
        let recipients = Recipients::parse(&[key.to_owned()]).expect("valid");
        let shown = "SHA256:bbXpuKG6zhzdmnxq256TlqzFBzRl2f6OOg722cYNbU8";
        assert!(recipients.fingerprints().eq([shown]));
    }

    #[test]
    fn other_keys_are_refused_with_a_way_out() {
        for (key, hint) in [
            ("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ alice", "ssh-keygen -t ed25519"),
            ("ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTY", "-t ed25519"),
            (
                "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAA",
                "-t ed25519",
            ),
            ("age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq", "age-keygen -y"),
            ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI", "not a whole"),
            ("ssh-ed25519 AAAAC3Nz*", "not a whole"),
            ("ssh-ed25519", "neither"),
            ("alice", "neither"),
            ("", "neither"),
        ] {
            let complaint = complaint(key);
            assert!(complaint.contains(hint), "{key}: {complaint}");
        }
        assert!(Recipients::parse(&[]).is_err(), "nobody could open it");
        let many: Vec<String> = (0..65).map(|_| keys::native().public).collect();
        assert!(Recipients::parse(&many).is_err() && Recipients::parse(&many[1..]).is_ok());
    }

    #[test]
    fn a_private_key_is_refused_and_not_repeated() {
        for file in [keys::native().file, keys::ssh().file] {
            for line in file.lines().filter(|line| !line.starts_with('#')) {
                let complaint = complaint(line);
                assert!(!complaint.contains(line), "{complaint}");
            }
        }
    }
}
