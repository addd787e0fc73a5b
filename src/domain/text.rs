//! The macro behind every word that is a checked string: one door in (`FromStr`), valid ever after.

/// Says why a text is not a valid word of the trade, as a lower-case fragment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Invalid(pub String);

impl Invalid {
    /// Makes the complaint from anything that can be shown.
    pub fn new(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }
}

/// Defines a newtype over `String` with `FromStr`, `Display`, `Deserialize`, `Serialize` and
/// `JsonSchema`; `$check` turns the text as written into the text as kept, or says why not.
macro_rules! checked_text {
    ($(#[$doc:meta])* $name:ident, $pattern:expr, $check:path) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Returns the text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::domain::Invalid;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $check(text).map(Self)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(de: D) -> Result<Self, D::Error> {
                let text = String::deserialize(de)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "pattern": $pattern })
            }
        }
    };
}

pub(crate) use checked_text;

/// The most characters of a reason or a ticket: PIM takes no more as a justification.
pub const LONGEST_LINE: usize = 500;

/// Returns whether a text is one line that says something and is not too long to be read.
#[must_use]
pub fn is_line(text: &str) -> bool {
    !text.trim().is_empty()
        && !text.chars().any(char::is_control)
        && text.chars().count() <= LONGEST_LINE
}
