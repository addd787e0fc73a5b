//! What a user may be called.

use crate::sandbox::directory::failure::Failure;
use crate::sandbox::directory::objects::{is_true, text};
use crate::sandbox::odata::facts::USER;
use crate::sandbox::store::{Table, Tenant};

/// The longest part before the `@`.
const LONGEST_ALIAS: usize = 64;
/// The longest user principal name.
const LONGEST: usize = 113;

/// Requires a user principal name to be well formed, on a verified domain, and nobody else's.
pub(in super::super) fn free_principal_name(
    tenant: &Tenant,
    name: &str,
    own_id: Option<&str>,
) -> Result<(), Failure> {
    let invalid = || Failure::invalid("userPrincipalName", USER.label);
    let (alias, domain) = name.split_once('@').ok_or_else(invalid)?;
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "'.-_!#^~".contains(c);
    let is_formed = (1..=LONGEST_ALIAS).contains(&alias.len())
        && name.len() <= LONGEST
        && alias.chars().all(is_allowed)
        && !alias.starts_with('.')
        && !alias.ends_with('.')
        && !alias.contains("..");
    if !is_formed {
        return Err(invalid());
    }
    let domain = tenant.get(Table::Domains, &domain.to_lowercase());
    if !domain.is_some_and(|row| is_true(row, "isVerified")) {
        return Err(Failure::bad(
            "The domain portion of the userPrincipalName property is invalid. You must use one of the verified \
             domain names in your organization.",
        ));
    }
    let is_taken = tenant.rows(Table::Users).any(|(id, row)| {
        own_id != Some(id) && text(row, "userPrincipalName").eq_ignore_ascii_case(name)
    });
    if is_taken { Err(Failure::taken("userPrincipalName")) } else { Ok(()) }
}

/// Requires a mail nickname to be well formed. It need not be unique for users.
pub(super) fn check_nickname(nickname: &str) -> Result<(), Failure> {
    let is_allowed = |c: char| c.is_ascii_graphic() && !"@()\\[]\";:<>,".contains(c);
    if (1..=LONGEST_ALIAS).contains(&nickname.len()) && nickname.chars().all(is_allowed) {
        return Ok(());
    }
    Err(Failure::invalid("mailNickname", USER.label))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn principal_names_are_checked() {
        let mut tenant = Tenant::new(uuid::Uuid::nil());
        tenant.put(Table::Domains, "x.example", json!({"isVerified": true}));
        tenant.put(Table::Domains, "new.example", json!({"isVerified": false}));
        tenant.put(Table::Users, "1", json!({"userPrincipalName": "Taken@x.example"}));
        let long = format!("{}@x.example", "a".repeat(65));
        for (name, is_fine) in [
            ("alice@x.example", true),
            ("o'neil-1_a.b!#^~@X.example", true),
            ("taken@x.example", false),
            ("alice@new.example", false),
            ("alice@other.example", false),
            ("alice", false),
            ("al ice@x.example", false),
            ("al+ice@x.example", false),
            (".alice@x.example", false),
            ("alice.@x.example", false),
            ("@x.example", false),
            (&long, false),
        ] {
            assert_eq!(free_principal_name(&tenant, name, None).is_ok(), is_fine, "{name}");
        }
        assert!(free_principal_name(&tenant, "taken@x.example", Some("1")).is_ok());
        for (nickname, is_fine) in
            [("alice", true), ("al@ice", false), ("al ice", false), ("", false)]
        {
            assert_eq!(check_nickname(nickname).is_ok(), is_fine, "{nickname}");
        }
    }
}
