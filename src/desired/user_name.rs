//! The naming rule of JIT accounts.

use crate::domain::{DomainName, TechnicianId, UserPrincipalName};

/// The only placeholder.
pub(super) const TECHNICIAN: &str = "{technician}";
/// The rule where none is written.
pub(super) const DEFAULT: &str = "msp-{technician}";

/// Returns the part before the `@` for a technician.
pub(super) fn expand(template: &str, technician: &TechnicianId) -> String {
    template.replace(TECHNICIAN, technician.as_str())
}

/// Joins a user name and a domain; `None` where Entra ID would not allow the result.
pub(super) fn principal(user_name: &str, domain: &DomainName) -> Option<UserPrincipalName> {
    format!("{user_name}@{domain}").parse().ok()
}

/// Returns every placeholder of a naming rule but the one that exists.
pub(super) fn unknown_placeholders(template: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = template;
    while let Some(begin) = rest.find('{') {
        let end = rest[begin..].find('}').map_or(rest.len(), |end| begin + end + 1);
        let placeholder = &rest[begin..end];
        if placeholder != TECHNICIAN {
            found.push(placeholder);
        }
        rest = &rest[end..];
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{expand, unknown_placeholders};

    #[test]
    fn only_one_placeholder_exists() {
        assert!(unknown_placeholders("msp-{technician}").is_empty());
        assert_eq!(unknown_placeholders("{a}-{technician}-{b"), ["{a}", "{b"]);
        let alice = "alice".parse().expect("valid");
        assert_eq!(expand("msp-{technician}", &alice), "msp-alice");
    }
}
