//! Ids that Entra ID gives: GUIDs, kept apart by what they name.

use std::{fmt, str::FromStr};

use uuid::Uuid;

use super::Invalid;

macro_rules! guid {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize,
        )]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps a GUID that is known to name this kind of thing.
            #[must_use]
            pub const fn new(id: Uuid) -> Self {
                Self(id)
            }

            /// Returns the GUID.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl FromStr for $name {
            type Err = Invalid;

            fn from_str(text: &str) -> Result<Self, Invalid> {
                // Only the hyphenated form: braces and URNs would print differently elsewhere.
                match (text.len(), Uuid::try_parse(text)) {
                    (36, Ok(id)) if !id.is_nil() => Ok(Self(id)),
                    _ => Err(Invalid::new(format!(
                        "`{text}` is not a GUID such as 3f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f"
                    ))),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
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
                schemars::json_schema!({
                    "type": "string",
                    "pattern": "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$",
                })
            }
        }
    };
}

guid!(
    /// The GUID of an Entra ID tenant (directory).
    TenantId
);
guid!(
    /// The application (client) id of an app registration.
    ClientId
);
guid!(
    /// The object id of anything in a directory.
    ObjectId
);
guid!(
    /// The id of a role definition; of a built-in role it is the template id.
    RoleDefinitionId
);

guid!(
    /// The id of one run that rotates an account's password; the run's claim bears it.
    RotatorId
);

impl ClientId {
    /// Returns the full name of one of this application's directory extensions, such as
    /// `extension_7d1e…_tenantryAddress`.
    #[must_use]
    pub fn extension(self, name: &str) -> String {
        format!("extension_{}_{name}", self.0.simple())
    }
}
