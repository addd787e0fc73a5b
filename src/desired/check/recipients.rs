//! Public keys that credentials are sealed to.

use crate::{
    desired::context::Context,
    source::{Code, Problem, Spanned},
};

/// Reports keys that are neither an age nor an ssh-ed25519 public key. Only the form is looked at:
/// a key of the right form that no one holds is found by nobody.
pub(super) fn check<'a>(
    recipients: impl Iterator<Item = &'a Spanned<String>>,
    context: &Context<'_>,
    problems: &mut Vec<Problem>,
) {
    for key in recipients.filter(|key| !is_recipient(key.value.trim())) {
        problems.push(
            Problem::error(
                Code::InvalidRecipient,
                "this is not a public key that can be sealed to",
            )
            .label(context.place(key.at), "neither age1… nor ssh-ed25519 …")
            .help("write the public key that `age-keygen -y` prints, or an ssh-ed25519 public key"),
        );
    }
}

/// Returns whether a text has the form of a public key that can be sealed to.
pub(in crate::desired) fn is_recipient(key: &str) -> bool {
    is_age(key) || is_ssh(key)
}

/// An X25519 recipient is Bech32: `age1` and 58 characters of that alphabet.
fn is_age(key: &str) -> bool {
    key.strip_prefix("age1").is_some_and(|data| {
        data.len() == 58 && data.chars().all(|c| "qpzry9x8gf2tvdw0s3jn54khce6mua7l".contains(c))
    })
}

/// An ssh-ed25519 key is 68 characters of Base64 that always begin alike, and maybe a comment.
fn is_ssh(key: &str) -> bool {
    let mut words = key.split_ascii_whitespace();
    let (kind, data) = (words.next(), words.next());
    kind == Some("ssh-ed25519")
        && data.is_some_and(|data| {
            data.len() == 68
                && data.starts_with("AAAAC3NzaC1lZDI1NTE5AAAAI")
                && data.chars().all(|c| c.is_ascii_alphanumeric() || "+/=".contains(c))
        })
}

#[cfg(test)]
mod tests {
    use super::{is_age, is_ssh};

    #[test]
    fn keys_are_known_by_their_form() {
        let age = format!("age1{}", "q".repeat(58));
        let ssh = format!("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{} alice", "A".repeat(43));
        assert!(is_age(&age) && is_ssh(&ssh));
        for bad in ["age1", "age1qqq", &age.to_uppercase(), "ssh-rsa AAAA", "ssh-ed25519 AAAA", ""]
        {
            assert!(!is_age(bad) && !is_ssh(bad), "{bad}");
        }
    }
}
