//! Where in a document secrets may stand, and what of it may be shown.

use super::decode::RawValue;
use crate::source::{is_credential_word, is_secret_key, looks_like_secret, may_be_secret, nearest};

/// Keys that say where a secret lies.
const SOURCES: [&str; 2] = ["env", "file"];
/// Keys whose value is an id that people mistake for the secret beside it.
const IDS: [&str; 3] = ["clientId", "markerClientId", "tenantId"];
/// Keys below which keys are names of the writer's own.
const NAMED_BY_PEOPLE: [&str; 2] = ["stores", "profiles"];

/// What a value belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Zone {
    /// Nothing secret.
    Open,
    /// An id.
    Id,
    /// A secret, or something that holds one.
    Guarded,
    /// The name of the environment variable that holds a secret.
    Variable,
    /// The path of the file that holds a secret.
    Path,
    /// The value of a key that is nearly `env` or `file`.
    NearlySource,
}

/// What becomes of a scalar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It stays.
    Plain,
    /// It is a secret, and reported as one.
    Secret,
    /// It stays and is never shown.
    Hidden,
    /// It is taken out and never shown; its key is what is wrong.
    Dropped,
}

impl Zone {
    /// Returns what the value of a key belongs to; `parent` is the key around the mapping.
    pub(super) fn below(self, parent: Option<&str>, key: &str) -> Self {
        if self.is_guarded() {
            return match key {
                "env" => Self::Variable,
                "file" => Self::Path,
                _ if is_credential_word(key) || nearest(key, SOURCES).is_none() => Self::Guarded,
                _ => Self::NearlySource,
            };
        }
        if is_secret_key(key) && !parent.is_some_and(|name| NAMED_BY_PEOPLE.contains(&name)) {
            return Self::Guarded;
        }
        if IDS.contains(&key) { Self::Id } else { Self::Open }
    }

    /// Returns whether anything here may be a secret.
    pub(super) const fn is_guarded(self) -> bool {
        !matches!(self, Self::Open | Self::Id)
    }

    /// Returns what an item of a list here belongs to: no place of a secret is given as a list.
    pub(super) const fn inside_list(self) -> Self {
        if self.is_guarded() { Self::Guarded } else { self }
    }

    /// Decides what becomes of a scalar; lists and mappings stay.
    pub(super) fn judge(self, value: &RawValue) -> Verdict {
        let text = match value {
            RawValue::Text(text) => text.as_str(),
            RawValue::Integer(_) | RawValue::Float(_) => {
                return match self {
                    Self::Open | Self::Id => Verdict::Plain,
                    Self::NearlySource => Verdict::Dropped,
                    Self::Guarded | Self::Variable | Self::Path => Verdict::Secret,
                };
            }
            _ => return Verdict::Plain,
        };
        if looks_like_secret(text) {
            return Verdict::Secret;
        }
        match self {
            Self::Guarded if !text.is_empty() && !is_credential_word(text) => Verdict::Secret,
            Self::NearlySource => Verdict::Dropped,
            Self::Variable if !is_variable(text) => Verdict::Hidden,
            Self::Id if may_be_secret(text) => Verdict::Hidden,
            _ => Verdict::Plain,
        }
    }
}

/// Returns whether a text can be the name of an environment variable.
fn is_variable(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
