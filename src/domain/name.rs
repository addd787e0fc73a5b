//! Short names that people choose in the configuration.

use super::text::{Invalid, checked_text};

/// The pattern of short names, also published in the schemas.
const SLUG: &str = "^[a-z0-9]([a-z0-9-]{0,46}[a-z0-9])?$";

fn slug(text: &str) -> Result<String, Invalid> {
    let edge = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let ends = text.starts_with(edge) && text.ends_with(edge);
    if !ends || text.len() > 48 || !text.chars().all(|c| edge(c) || c == '-') {
        return Err(Invalid::new(format!(
            "`{text}` is not a valid name: 1 to 48 lower-case letters, digits and inner hyphens"
        )));
    }
    Ok(text.to_owned())
}

checked_text!(
    /// The MSP's name, which is also the installation id in every marker.
    OrganizationName, SLUG, slug
);
checked_text!(
    /// The short name of a customer's tenant.
    TenantName, SLUG, slug
);
checked_text!(
    /// The short name of a person of the MSP.
    TechnicianId, SLUG, slug
);
checked_text!(
    /// A named set of technicians; `all` means everyone who is active.
    TechnicianGroup, SLUG, slug
);
checked_text!(
    /// A named set of defaults that tenants can take.
    ProfileName, SLUG, slug
);
checked_text!(
    /// A named place for sealed credentials.
    StoreName, SLUG, slug
);
checked_text!(
    /// The short name of an emergency account.
    AccountName, SLUG, slug
);

impl TechnicianGroup {
    /// The reserved group that holds every active technician.
    pub const ALL: &str = "all";

    /// Returns whether this is the reserved group `all`.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.as_str() == Self::ALL
    }
}

#[cfg(test)]
mod tests {
    use super::TenantName;

    #[test]
    fn a_name_is_a_slug() {
        for good in ["a", "contoso", "contoso-2", "0x"] {
            assert!(good.parse::<TenantName>().is_ok(), "{good}");
        }
        for bad in ["", "-a", "a-", "Contoso", "a b", "a_b", "é", &"x".repeat(49)] {
            assert!(bad.parse::<TenantName>().is_err(), "{bad}");
        }
    }
}
