//! The account that a declared emergency account stands for: ours by its marker, or nobody's.

use crate::{
    desired::{DesiredEmergencyAccount, DesiredOrganization},
    observed::{ObservedTenant, ObservedUser, Ownership, Reading},
    plan::inventory,
};

/// Why a declared account is left alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obstacle {
    /// What is in the way, as a lower-case fragment.
    pub why: String,
    /// The way out, in one sentence.
    pub help: String,
    /// Whether it could not be read, so that it is not known what is there.
    pub unknown: bool,
}

/// Finds the account that is declared: it has the declared name, and bears our marker with its
/// address, which no other account bears.
///
/// # Errors
///
/// Says why nothing may be done to whatever is there.
pub fn find<'a>(
    organization: &DesiredOrganization,
    observed: &'a ObservedTenant,
    account: &DesiredEmergencyAccount,
) -> Result<&'a ObservedUser, Obstacle> {
    let installation = &organization.name;
    let (name, address) = (&account.user_principal_name, account.address());
    let known = |why: String, help: String| Obstacle { why, help, unknown: false };
    let user = match observed.named_users.get(name) {
        Some(Reading::Known(user)) => user,
        Some(Reading::Absent) => {
            let help = "`tenantry apply` makes it";
            return Err(known(format!("there is no account {name}"), help.to_owned()));
        }
        Some(Reading::Unknown(unknown)) => return Err(unread(&unknown.why)),
        None => return Err(unread("it was not read")),
    };
    let leave = "its password is set only where it bears the marker: adopt it by `tenantry import \
                 TENANT/laps/NAME`; `manage: observe` has it checked only";
    let found = match user.marker.ownership(installation) {
        Ownership::Ours(found) if found == address => None,
        Ownership::Ours(found) => Some(format!("{name} bears the marker of {found}")),
        Ownership::Unreadable => Some(format!("{name} bears a marker that cannot be read")),
        Ownership::Other(other) => Some(format!("{name} bears the marker of {other}")),
        Ownership::Foreign => Some(format!("{name} does not bear the marker {address}")),
    };
    if let Some(why) = found {
        return Err(known(why, leave.to_owned()));
    }
    if organization.guards.protected.contains(&user.id) {
        let help = "take it out of `guards.protected`, or declare `manage: observe`";
        return Err(known(format!("{name} is protected (G006)"), help.to_owned()));
    }
    let ours = Ownership::Ours(address.clone());
    let mut all = inventory::users(observed).into_values();
    if all.any(|one| one.id != user.id && one.marker.ownership(installation) == ours) {
        let help = format!("take the marker {address} from the one that is not meant");
        return Err(known(format!("another account bears the marker {address} too"), help));
    }
    Ok(user)
}

fn unread(why: &str) -> Obstacle {
    let help = "`tenantry doctor` says what the app may not read".to_owned();
    Obstacle { why: format!("it could not be read: {why}"), help, unknown: true }
}

#[cfg(test)]
mod tests {
    use super::find;
    use crate::{
        observed::{Reading, Unknown},
        plan::fixture::{desired, observed, organization, owned_user},
    };

    #[test]
    fn only_an_account_with_the_name_and_the_marker_is_found() {
        let (mut organization, desired) = (organization(), desired());
        let account = &desired.emergency_accounts[0];
        let (name, address) = (account.user_principal_name.clone(), account.address().to_string());
        let ours = owned_user(&address, name.as_str());
        let mut other = owned_user("jit/alice", name.as_str());
        let mut foreign = ours.clone();
        foreign.marker.installation = None;
        let mut strange = ours.clone();
        strange.marker.installation = Some("another-msp".to_owned());
        let mut unreadable = ours.clone();
        unreadable.marker.address = Some("laps".to_owned());
        let table = [
            (Some(Reading::Known(ours.clone())), None),
            (Some(Reading::Known(other.clone())), Some(("jit/alice", false))),
            (Some(Reading::Known(foreign)), Some(("does not bear", false))),
            (Some(Reading::Known(strange)), Some(("another-msp", false))),
            (Some(Reading::Known(unreadable)), Some(("cannot be read", false))),
            (Some(Reading::Absent), Some(("no account", false))),
            (Some(Reading::Unknown(Unknown::because("403"))), Some(("403", true))),
            (None, Some(("not read", true))),
        ];
        for (reading, expected) in table {
            let mut seen = observed();
            seen.named_users.remove(&name);
            seen.named_users.extend(reading.map(|reading| (name.clone(), reading)));
            let found = find(&organization, &seen, account);
            match expected {
                None => assert_eq!(found, Ok(&ours)),
                Some((words, unknown)) => {
                    let obstacle = found.expect_err(words);
                    assert!(obstacle.why.contains(words), "{obstacle:?}");
                    assert_eq!(obstacle.unknown, unknown, "{obstacle:?}");
                }
            }
        }
        let mut twice = observed();
        let guarded = ours.id;
        twice.named_users.insert(name, Reading::Known(ours));
        other = owned_user(&address, "twin@contoso.onmicrosoft.com");
        other.id = "99999999-0000-4000-8000-000000000009".parse().unwrap();
        twice.owned_users = Reading::Known([(other.id, other)].into());
        let obstacle = find(&organization, &twice, account).expect_err("two");
        assert!(obstacle.why.contains("another account"), "{obstacle:?}");
        organization.guards.protected.insert(guarded);
        let obstacle = find(&organization, &twice, account).expect_err("protected");
        assert!(obstacle.why.contains("G006"), "{obstacle:?}");
    }
}
