//! Facts in words, for preconditions and messages.

use std::fmt;

use super::{Fact, Subject};
use crate::domain::{Eligibility, GroupName};

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Existing(id) => write!(f, "{id}"),
            Self::Created(address) => write!(f, "{address}"),
        }
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is = |yes: bool| if yes { "is" } else { "is not" };
        match self {
            Self::UserNameFree(name) => write!(f, "no user is called {name}"),
            Self::OwnedUser { user: object, address, .. }
            | Self::OwnedGroup { group: object, address, .. } => {
                write!(f, "{object} is marked as {address}")
            }
            Self::Enabled { user, enabled } => write!(f, "{user} {} enabled", is(*enabled)),
            Self::GrantIs { user, grant: Some(grant) } => {
                write!(f, "{user} has the grant `{grant}`")
            }
            Self::GrantIs { user, grant: None } => write!(f, "{user} has no grant"),
            Self::DeadlineAhead(deadline) => write!(f, "it is before {deadline}"),
            Self::PasswordNotAfter { user, time } => {
                write!(f, "the password of {user} was not changed after {time}")
            }
            Self::RoleForGood { principal, role } => write!(f, "{principal} holds {role} for good"),
            Self::UserNamed { user, display_name } => {
                write!(f, "{user} is called `{display_name}`")
            }
            Self::AdoptableUser { user, name } => write!(f, "{user} is {name} and unmarked"),
            Self::AdoptableGroup { group, key } => write!(f, "{group} is {key} and unmarked"),
            Self::UserGone(id) | Self::GroupGone(id) => write!(f, "{id} does not exist"),
            Self::Role { principal, role, scope, held } => {
                let word = if *held { "holds" } else { "does not hold" };
                write!(f, "{principal} {word} {role} at {scope}")
            }
            Self::NoRoles(user) => write!(f, "{user} holds no role"),
            Self::Member { group, user, member } => write!(f, "{user} {} in {group}", is(*member)),
            Self::NoGroups(user) => write!(f, "{user} is in no group"),
            Self::RoleUntil { principal, role, scope, until } => {
                write!(f, "{principal} holds {role} at {scope} until {until}")
            }
            Self::MemberUntil { group, user, until } => {
                write!(f, "{user} is in {group} until {until}")
            }
            Self::NotEligible { user, only, .. } => not_eligible(f, user, only.as_ref()),
            Self::NoMethods { user, but_pass } => {
                let pass = if *but_pass { " and a pass" } else { "" };
                write!(f, "{user} has no authentication method but its password{pass}")
            }
            Self::PassUsable(user) => write!(f, "{user} has a usable Temporary Access Pass"),
            Self::GroupKeyFree(key) => write!(f, "no group has the key {key}"),
            Self::GroupNameFree(name) => write!(f, "no group is called `{name}`"),
            Self::GroupIs { group, display_name, description } => {
                group_is(f, group, (display_name.as_ref(), description.as_deref()))
            }
            Self::GroupTakesMembers(group) => write!(f, "{group} can be given members"),
            Self::DomainAbsent(domain) => write!(f, "the tenant has no domain {domain}"),
            Self::Domain { domain, verified: None } => {
                write!(f, "the tenant has the domain {domain}")
            }
            Self::Domain { domain, verified: Some(verified) } => {
                write!(f, "the domain {domain} {} verified", is(*verified))
            }
        }
    }
}

fn not_eligible(
    f: &mut fmt::Formatter<'_>,
    user: &Subject,
    only: Option<&Eligibility>,
) -> fmt::Result {
    match only {
        Some(only) => write!(f, "{user} is not eligible for {only}"),
        None => write!(f, "{user} is eligible for nothing"),
    }
}

fn group_is(
    f: &mut fmt::Formatter<'_>,
    group: &Subject,
    (name, description): (Option<&GroupName>, Option<&str>),
) -> fmt::Result {
    write!(f, "{group} is")?;
    if let Some(name) = name {
        write!(f, " called `{name}`")?;
    }
    if let Some(text) = description {
        write!(f, " described as `{text}`")?;
    }
    Ok(())
}
