//! Names that the directory knows things by: free text of 1 to 256 characters.

use super::text::{Invalid, checked_text};

const PATTERN: &str = "^\\S(.{0,254}\\S)?$";

fn display(text: &str) -> Result<String, Invalid> {
    let count = text.chars().count();
    if count == 0 || count > 256 {
        return Err(Invalid::new("a display name has 1 to 256 characters"));
    }
    if text.trim() != text || text.chars().any(char::is_control) {
        return Err(Invalid::new(
            "a display name has no control characters and no space at its ends",
        ));
    }
    Ok(text.to_owned())
}

checked_text!(
    /// A group named by display name or object id.
    GroupName, PATTERN, display
);
checked_text!(
    /// A directory role named by display name or template id.
    RoleName, PATTERN, display
);
checked_text!(
    /// An administrative unit named by display name or object id.
    AdministrativeUnitName, PATTERN, display
);
checked_text!(
    /// The name that a directory shows for an object.
    DisplayName, PATTERN, display
);

impl GroupName {
    /// Returns whether two names are the same to the directory, which ignores case.
    #[must_use]
    pub fn matches(&self, other: &str) -> bool {
        self.as_str().eq_ignore_ascii_case(other)
    }
}
