//! Secrets that were written into a file by mistake: found, and covered wherever text is shown.

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

/// Returns whether a key of this name holds a secret wherever its value is text.
#[must_use]
pub fn is_secret_key(key: &str) -> bool {
    if key.len() > 64 {
        return false;
    }
    let plain: String =
        key.chars().filter(|c| !matches!(c, '-' | '_')).flat_map(char::to_lowercase).collect();
    SECRET_KEYS.contains(&plain.as_str())
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

/// Covers everything that looks like a secret with `*`, byte for byte, also in text that is no
/// well-formed YAML. Rather covers too much than too little.
#[must_use]
pub fn mask_secrets(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut inside = Inside::Nothing;
    for line in text.split_inclusive('\n') {
        let from = if inside.covers(line) {
            line.len() - line.trim_start().len()
        } else {
            inside = Inside::after(line);
            secret_begins(line).unwrap_or(line.len())
        };
        let (open, covered) = line.split_at(from);
        push_masked_tokens(&mut shown, open);
        push_masked(&mut shown, covered);
    }
    shown
}

/// What the lines that follow belong to.
enum Inside {
    /// Nothing secret.
    Nothing,
    /// The value of a secret key indented this far.
    Value { indent: usize, first: bool },
    /// A private key.
    Pem,
}

impl Inside {
    /// Decides whether a line belongs to a secret that began on an earlier one.
    fn covers(&mut self, line: &str) -> bool {
        match self {
            Self::Nothing => false,
            Self::Pem => {
                if line.contains("-----END") {
                    *self = Self::Nothing;
                }
                true
            }
            Self::Value { indent, first } => {
                if line.trim().is_empty() {
                    return true;
                }
                let deeper = indent_of(line) > *indent;
                // A mapping below the key says where the secret is; it holds none itself.
                let nested = *first && line.contains(": ");
                *first = false;
                if !deeper || nested {
                    *self = Self::Nothing;
                    return false;
                }
                true
            }
        }
    }

    fn after(line: &str) -> Self {
        if line.contains("-----BEGIN") && !line.contains("-----END") {
            return Self::Pem;
        }
        match secret_key(line) {
            Some(end) if !line[end..].trim_start().starts_with(['{', '[']) => {
                Self::Value { indent: indent_of(line), first: line[end..].trim().is_empty() }
            }
            _ => Self::Nothing,
        }
    }
}

fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

/// Returns where a secret begins on a line: behind the colon of a key that holds one, or at the
/// head of a private key.
fn secret_begins(line: &str) -> Option<usize> {
    let pem = line.find("-----BEGIN");
    let value = secret_key(line).filter(|end| {
        let rest = line[*end..].trim_start();
        !rest.is_empty() && !rest.starts_with(['{', '[', '#'])
    });
    pem.into_iter().chain(value).min()
}

/// Returns the end of the first `key:` on a line whose key names a secret and whose value is no
/// mapping.
fn secret_key(line: &str) -> Option<usize> {
    line.match_indices(':').map(|(at, _)| at).find_map(|at| {
        let before = line[..at].trim_end().trim_end_matches(['"', '\'']);
        let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        let begin = before.trim_end_matches(word).len();
        let rest = line[at + 1..].trim_start();
        // Where a mapping follows on the same line, its own keys decide.
        let named =
            is_secret_key(before[begin..].trim_start_matches('-')) && !rest.starts_with('{');
        named.then_some(at + 1)
    })
}

fn push_masked_tokens(shown: &mut String, text: &str) {
    let separator = |c: char| c.is_whitespace() || "\"',{}[]".contains(c);
    for token in text.split_inclusive(separator) {
        let bare = token.trim_end_matches(separator);
        if looks_like_secret(bare) {
            push_masked(shown, bare);
            shown.push_str(&token[bare.len()..]);
        } else {
            shown.push_str(token);
        }
    }
}

fn push_masked(shown: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '\n' | '\r' | ' ' => shown.push(c),
            other => shown.extend(std::iter::repeat_n('*', other.len_utf8())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{is_secret_key, looks_like_secret, mask_secrets};

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
        assert!(
            is_secret_key("client_secret")
                && is_secret_key("clientSecret")
                && !is_secret_key("secrets")
        );
    }

    #[test]
    fn masking_covers_values_and_keeps_every_byte_in_its_place() {
        let cases = [
            format!(
                "auth: {{ credential: {{ clientSecret: \"hunter2\" }} }}\nnext: {SECRET} # {SECRET}\n"
            ),
            "clientSecret: hunter2\nb: 1\n".to_owned(),
            "clientSecret:\n  hunter2\nb: 1\n".to_owned(),
            "- password: |\n    hunter2\n    hunter2\n  b: 1\n".to_owned(),
            "key: |\n  -----BEGIN PRIVATE KEY-----\n  hunter2\n  -----END PRIVATE KEY-----\nb: 1\n"
                .to_owned(),
            "\"clientSecret\": 'hunter2 é\n".to_owned(),
            "clientSecret: {env: A}\npassword: hunter2".to_owned(),
            "🙂: 🙂\n🙂password: hunter2".to_owned(),
        ];
        for text in &cases {
            let shown = mask_secrets(text);
            assert_eq!(shown.len(), text.len(), "{text}");
            assert!(!shown.contains("hunter2") && !shown.contains(SECRET), "{shown}");
            assert_eq!(text.contains("\nb: 1"), shown.contains("\nb: 1"), "{shown}");
        }
        let innocent =
            "credential:\n  clientSecret:\n    env: CONTOSO_SECRET\nclientSecret: { file: a }\n";
        assert_eq!(mask_secrets(innocent), innocent);
    }
}
