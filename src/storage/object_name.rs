//! Names of stored objects.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, de};

use crate::domain::{Invalid, check_object_path};

/// The name of a stored object, such as `contoso/emergency-1/7.age`.
///
/// [`check_object_path`] tells which texts are names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct ObjectName(String);

impl ObjectName {
    /// Returns the text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the name of something in the folder that this name stands for.
    ///
    /// # Errors
    ///
    /// Says why the whole is not a name.
    pub fn join(&self, rest: &str) -> Result<Self, Invalid> {
        format!("{}/{rest}", self.0).parse()
    }

    /// Returns whether this lies in the folder that another name stands for; a name does not lie
    /// in itself.
    #[must_use]
    pub fn is_in(&self, folder: &Self) -> bool {
        self.0.strip_prefix(&folder.0).is_some_and(|rest| rest.starts_with('/'))
    }
}

impl FromStr for ObjectName {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        check_object_path(text)?;
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for ObjectName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl<'de> Deserialize<'de> for ObjectName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::ObjectName;

    #[test]
    fn a_folder_holds_what_is_below_it_and_not_its_namesakes() {
        let name = |text: &str| text.parse::<ObjectName>().expect(text);
        let folder = name("contoso/a");
        assert!(name("contoso/a/1").is_in(&folder) && name("contoso/a/b/c").is_in(&folder));
        assert!(!name("contoso/ab").is_in(&folder) && !folder.is_in(&folder));
        assert_eq!(folder.join("1.age").expect("valid"), name("contoso/a/1.age"));
        assert!(folder.join("../b").is_err() && folder.join("").is_err());
    }
}
