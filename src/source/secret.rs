//! Secrets that were written into a file by mistake, told by key and by form.

use super::nearest;

/// Names of keys whose values are secrets, in lower case and without `-` and `_`.
const SECRET_KEYS: [&str; 14] = [
    "accesskey",
    "accountkey",
    "apikey",
    "clientsecret",
    "connectionstring",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "sastoken",
    "secret",
    "secretkey",
    "sharedkey",
    "token",
];

/// Beginnings of well-known tokens.
const SECRET_PREFIXES: [&str; 9] = [
    "AGE-SECRET-KEY-1",
    "age-secret-key-1",
    "eyJ0eXAi",
    "eyJhbGci",
    "ghp_",
    "ghs_",
    "github_pat_",
    "glpat-",
    "xoxb-",
];

/// Parts of connection strings and signed addresses.
const SECRET_PARTS: [&str; 5] =
    ["AccountKey=", "SharedAccessKey=", "sig=", "PRIVATE KEY-----", "client_secret="];

/// Keys that hold a secret also where they are misspelt.
const SECRET_WORDS: [&str; 3] = ["clientSecret", "credential", "credentials"];

/// Keys below `credential` that say where a secret is.
const CREDENTIAL_WORDS: [&str; 6] =
    ["clientSecret", "certificate", "federated", "managedIdentity", "env", "file"];

/// Returns whether everything below a key of this name is to be covered but what says where a
/// secret lies: `credential`, `clientSecret` and their like, also misspelt.
#[must_use]
pub fn is_secret_key(key: &str) -> bool {
    if key.len() > 64 {
        return false;
    }
    // A word cut short is a word of its own here, such as `client`.
    if key.len() > 8 && nearest(key, SECRET_WORDS).is_some() {
        return true;
    }
    let plain: String =
        key.chars().filter(|c| !matches!(c, '-' | '_')).flat_map(char::to_lowercase).collect();
    SECRET_KEYS.contains(&plain.as_str())
}

/// Returns whether a word below `credential` is one that belongs there.
#[must_use]
pub fn is_credential_word(word: &str) -> bool {
    CREDENTIAL_WORDS.contains(&word)
}

/// Returns whether a key below `credential` may be shown: a known one, one that is nearly known,
/// or one that names a secret. Any other may be the secret itself.
#[must_use]
pub fn may_be_shown(key: &str) -> bool {
    is_credential_word(key) || is_secret_key(key) || nearest(key, CREDENTIAL_WORDS).is_some()
}

/// Returns whether a text where an id belongs is probably a secret: long, of mixed characters, and
/// not nearly a GUID.
#[must_use]
pub fn may_be_secret(text: &str) -> bool {
    let strange = text.chars().filter(|c| !c.is_ascii_hexdigit() && *c != '-').count();
    let is_nearly_id = strange <= 3 && (30..=42).contains(&text.len());
    let kinds: [fn(char) -> bool; 4] = [
        |c| c.is_lowercase(),
        char::is_uppercase,
        |c| c.is_ascii_digit(),
        |c| !c.is_alphanumeric() && c != '-',
    ];
    let mixed = kinds.into_iter().filter(|kind| text.chars().any(*kind)).count();
    let length = text.chars().count();
    !is_nearly_id && ((length >= 12 && mixed >= 3) || (length >= 24 && mixed >= 2))
}

/// Returns whether a value has the form of a secret: an Entra ID client secret, a private key, an
/// age identity, a signed token, a forge's token, a storage key.
#[must_use]
pub fn looks_like_secret(value: &str) -> bool {
    SECRET_PREFIXES
        .iter()
        .any(|prefix| value.starts_with(prefix) && value.len() >= prefix.len() + 12)
        || SECRET_PARTS.iter().any(|part| value.contains(part))
        || is_client_secret(value)
}

/// Entra ID's client secrets have 40 characters: three, a version digit, `Q~`, and the rest.
fn is_client_secret(value: &str) -> bool {
    let bytes = value.as_bytes();
    (36..=44).contains(&bytes.len())
        && bytes[3].is_ascii_digit()
        && &bytes[4..6] == b"Q~"
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"._~-".contains(byte))
}

#[cfg(test)]
mod tests {
    use super::{is_secret_key, looks_like_secret, may_be_secret, may_be_shown};

    const SECRET: &str = "abc8Q~0123456789abcdefghijklmnopqrstuvwx";

    #[test]
    fn secrets_are_told_from_ids_and_names() {
        let jwt = "eyJhbGciOiJSUzI1NiJ9.e30.c2lnbmF0dXJl";
        for secret in
            [SECRET, jwt, "-----BEGIN PRIVATE KEY-----", "AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQ"]
        {
            assert!(looks_like_secret(secret), "{secret}");
        }
        for harmless in [
            "3f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f",
            "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq",
            "ssh-ed25519 AAAA",
            "",
            "é",
        ] {
            assert!(!looks_like_secret(harmless), "{harmless}");
        }
    }

    #[test]
    fn keys_of_secrets_are_told_also_when_misspelt() {
        for key in ["client_secret", "clientSecret", "clientSecrt", "credential", "credentails"] {
            assert!(is_secret_key(key), "{key}");
        }
        for key in ["secrets", "clientId", "client", "certificate", "markerClientId", ""] {
            assert!(!is_secret_key(key), "{key}");
        }
        assert!(may_be_shown("envv") && may_be_shown("password") && !may_be_shown("hunter2"));
    }

    #[test]
    fn an_id_with_a_slip_is_no_secret() {
        for secret in ["Xk9~pQz2.LmNoPq", "hunter2hunter2hunter2hunter2"] {
            assert!(may_be_secret(secret), "{secret}");
        }
        for slip in ["contoso", "wrong place", "3F2a8a2c-5b1d-4c3e9f60-7a8b9c0d1e2z", ""] {
            assert!(!may_be_secret(slip), "{slip}");
        }
    }
}
