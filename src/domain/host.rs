//! Domain names and user principal names.

use super::text::{Invalid, checked_text};

fn domain(text: &str) -> Result<String, Invalid> {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    if text.len() > 253 || !text.contains('.') || !text.split('.').all(label) {
        return Err(Invalid::new(format!("`{text}` is not a domain name")));
    }
    Ok(text.to_ascii_lowercase())
}

checked_text!(
    /// A domain of a tenant, in lower case.
    DomainName,
    "^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+$",
    domain
);

impl DomainName {
    /// Returns whether this is a domain that Microsoft gives with a tenant and that no customer
    /// can lose, `*.onmicrosoft.com` or its twin in another cloud.
    #[must_use]
    pub fn is_initial_form(&self) -> bool {
        [".onmicrosoft.com", ".onmicrosoft.us", ".partner.onmschina.cn"].iter().any(|suffix| {
            self.as_str().strip_suffix(suffix).is_some_and(|rest| !rest.contains('.'))
        })
    }
}

/// Checks the part of a user principal name before the `@`.
///
/// Entra ID allows `A-Z a-z 0-9 ' . - _ ! # ^ ~`, no period at either end, at most 64 characters
/// (Graph, create user).
///
/// # Errors
///
/// Says which rule the text breaks.
pub fn check_user_name(text: &str) -> Result<(), Invalid> {
    if text.is_empty() || text.len() > 64 {
        return Err(Invalid::new("a user name has 1 to 64 characters"));
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || "'.-_!#^~".contains(c);
    if let Some(bad) = text.chars().find(|c| !allowed(*c)) {
        return Err(Invalid::new(format!("Entra ID does not allow `{bad}` in a user name")));
    }
    if text.starts_with('.') || text.ends_with('.') {
        return Err(Invalid::new("a user name neither begins nor ends with a period"));
    }
    Ok(())
}

fn upn(text: &str) -> Result<String, Invalid> {
    let (name, host) = text
        .split_once('@')
        .ok_or_else(|| Invalid::new(format!("`{text}` is not a user principal name")))?;
    check_user_name(name)?;
    Ok(format!("{}@{}", name.to_ascii_lowercase(), domain(host)?))
}

checked_text!(
    /// A user principal name, in lower case since Entra ID compares it so.
    UserPrincipalName, "^[^@\\s]{1,64}@[^@\\s]+$", upn
);

impl UserPrincipalName {
    /// Takes a name as a directory shows it, whatever characters it has: only names that are
    /// declared have to keep the rules. Guests have a `+` before their `#EXT#`, say.
    #[must_use]
    pub fn observed(text: &str) -> Self {
        Self(text.to_ascii_lowercase())
    }

    /// Returns the part before the `@`.
    #[must_use]
    pub fn user_name(&self) -> &str {
        self.as_str().split_once('@').map_or(self.as_str(), |(name, _)| name)
    }

    /// Returns the part behind the `@`.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.as_str().split_once('@').map_or("", |(_, domain)| domain)
    }
}

#[cfg(test)]
mod tests {
    use super::{DomainName, UserPrincipalName};

    #[test]
    fn initial_domains_are_told_from_look_alikes() {
        let initial = |text: &str| text.parse::<DomainName>().is_ok_and(|d| d.is_initial_form());
        assert!(initial("contoso.onmicrosoft.com"));
        assert!(!initial("mail.contoso.onmicrosoft.com"));
        assert!(!initial("contoso.onmicrosoft.com.example"));
    }

    #[test]
    fn observed_names_are_taken_as_they_are_and_compare_with_declared_ones() {
        for odd in ["Ann+Tag_Fabrikam.com#EXT#@Contoso.OnMicrosoft.com", "a b@c", "alice", ""] {
            assert_eq!(UserPrincipalName::observed(odd).as_str(), odd.to_ascii_lowercase());
        }
        let declared: UserPrincipalName = "msp-alice@contoso.example".parse().expect("valid");
        assert_eq!(UserPrincipalName::observed("MSP-Alice@Contoso.example"), declared);
    }

    #[test]
    fn user_principal_names_are_kept_in_lower_case() {
        let upn: UserPrincipalName = "MSP-Alice@Contoso.OnMicrosoft.com".parse().expect("valid");
        assert_eq!(upn.as_str(), "msp-alice@contoso.onmicrosoft.com");
        for bad in ["alice", "a b@c.example", ".a@c.example", "a@b", "a@b@c.example", "@c.example"]
        {
            assert!(bad.parse::<UserPrincipalName>().is_err(), "{bad}");
        }
    }
}
