//! Whether a fact holds, by what was seen. What could not be read never proves anything.

use std::collections::BTreeSet;

use super::{Fact, Judgement, Sighting};
use crate::{
    domain::{Address, DirectoryScope, GroupName, OrganizationName, RoleDefinitionId},
    observed::{
        ObservedDomain, ObservedGroup, ObservedMarker, ObservedMembership, ObservedRoleAssignment,
        ObservedRoleSchedule, ObservedUser, Ownership, Reading,
    },
};

impl Fact {
    /// Returns whether the fact holds, given what its looks saw, in their order.
    #[must_use]
    pub fn judge(&self, sightings: &[Sighting]) -> Judgement {
        match self {
            Self::UserNameFree(_) | Self::UserGone(_) => absent(user(sightings), |found| {
                format!("a user {} exists ({})", found.user_principal_name, found.id)
            }),
            Self::OwnedUser { installation, address, .. } => present(user(sightings), |found| {
                owned(&found.marker, installation, address)
            }),
            Self::Enabled { enabled, .. } => present(user(sightings), |found| {
                let word = if found.account_enabled { "enabled" } else { "disabled" };
                expect(found.account_enabled == *enabled, || format!("the account is {word}"))
            }),
            Self::GrantIs { grant, .. } => present(user(sightings), |found| {
                let held = found.marker.grant.as_deref().filter(|text| !text.is_empty());
                expect(held == grant.as_deref(), || match held {
                    Some(text) => format!("the marker's grant is `{text}`"),
                    None => "the marker has no grant".to_owned(),
                })
            }),
            Self::UserNamed { display_name, .. } => present(user(sightings), |found| {
                expect(found.display_name == *display_name, || {
                    format!("the display name is `{}`", found.display_name)
                })
            }),
            Self::Role { role, scope, held, .. } => role_held(sightings, *role, *scope, *held),
            Self::NoRoles(_) => no_roles(sightings),
            Self::Member { group, member, .. } => match group.id() {
                None => Judgement::Unknown("the group has no id yet".to_owned()),
                Some(id) => listed(memberships(sightings), |groups| {
                    expect(groups.iter().any(|found| found.group == id) == *member, || {
                        let word = if *member { "is not" } else { "is" };
                        format!("the account {word} in group {id}")
                    })
                }),
            },
            Self::NoGroups(_) => listed(memberships(sightings), no_groups),
            Self::GroupKeyFree(_) | Self::GroupGone(_) => absent(group(sightings), |found| {
                format!("a group `{}` exists ({})", found.display_name, found.id)
            }),
            Self::GroupNameFree(_) => listed(groups(sightings), |found: &Vec<ObservedGroup>| {
                expect(found.is_empty(), || format!("{} groups bear the name", found.len()))
            }),
            Self::OwnedGroup { installation, address, .. } => present(group(sightings), |found| {
                owned(&found.marker, installation, address)
            }),
            Self::GroupIs { display_name, description, .. } => present(group(sightings), |found| {
                group_is(found, display_name.as_ref(), description.as_deref())
            }),
            Self::GroupTakesMembers(_) => present(group(sightings), |found| {
                found.obstacle().map_or(Judgement::Holds, |why| {
                    Judgement::Fails(format!("the group is {why}"))
                })
            }),
            Self::DomainAbsent(_) => absent(domain(sightings), |found| {
                format!("the tenant has the domain {}", found.name)
            }),
            Self::Domain { verified, .. } => present(domain(sightings), |found| {
                expect(verified.is_none_or(|wanted| wanted == found.verified), || {
                    let word = if found.verified { "verified" } else { "not verified" };
                    format!("the domain is {word}")
                })
            }),
        }
    }
}

impl ObservedGroup {
    /// Returns why Graph cannot give the group members, or `None` where it can.
    #[must_use]
    pub const fn obstacle(&self) -> Option<&'static str> {
        if self.dynamic {
            Some("dynamic: a rule decides its members")
        } else if self.on_premises_synced {
            Some("synced from an on-premises directory")
        } else if self.mail_enabled {
            Some("mail-enabled, which Graph cannot manage")
        } else if self.management_restricted {
            Some("in a restricted-management administrative unit")
        } else {
            None
        }
    }
}

fn expect(holds: bool, otherwise: impl FnOnce() -> String) -> Judgement {
    if holds { Judgement::Holds } else { Judgement::Fails(otherwise()) }
}

fn owned(marker: &ObservedMarker, installation: &OrganizationName, address: &Address) -> Judgement {
    match marker.ownership(installation) {
        Ownership::Ours(found) if found == *address => Judgement::Holds,
        Ownership::Ours(found) => Judgement::Fails(format!("the marker says {found}")),
        Ownership::Unreadable => Judgement::Fails("the marker's address is not readable".into()),
        Ownership::Other(other) => Judgement::Fails(format!("the marker is {other}'s")),
        Ownership::Foreign => Judgement::Fails("the object bears no marker".to_owned()),
    }
}

fn group_is(found: &ObservedGroup, name: Option<&GroupName>, description: Option<&str>) -> Judgement {
    let named = name.is_none_or(|name| name.as_str() == found.display_name);
    let described = description.is_none_or(|text| found.description.as_deref() == Some(text));
    expect(named && described, || {
        let text = found.description.as_deref().unwrap_or("none");
        format!("the group is `{}`, its description `{text}`", found.display_name)
    })
}

fn no_groups(found: &BTreeSet<ObservedMembership>) -> Judgement {
    let left: Vec<String> =
        found.iter().filter(|membership| !membership.fixed).map(|m| m.group.to_string()).collect();
    expect(left.is_empty(), || format!("the account is in {}", left.join(", ")))
}

/// Direct and time-bound are looked at; each is enough to say that a role is held, and both must
/// be known to say that it is not.
fn role_held(seen: &[Sighting], role: RoleDefinitionId, scope: DirectoryScope, held: bool) -> Judgement {
    let direct = roles(seen).known().is_some_and(|list| {
        list.iter().any(|found| found.role == role && found.scope == scope)
    });
    let bound = schedules(seen).known().is_some_and(|list| {
        list.iter().any(|f| f.role == role && f.scope == scope && !f.through_group)
    });
    if direct || bound {
        return expect(held, || "the role is still held".to_owned());
    }
    match unread(seen) {
        Some(why) => Judgement::Unknown(why),
        None => expect(!held, || "the role is not held".to_owned()),
    }
}

fn no_roles(seen: &[Sighting]) -> Judgement {
    let direct = roles(seen).known().map_or(0, Vec::len);
    let bound = schedules(seen)
        .known()
        .map_or(0, |list| list.iter().filter(|found| !found.through_group).count());
    if direct + bound > 0 {
        return Judgement::Fails(format!("{} roles are still held", direct.max(bound)));
    }
    unread(seen).map_or(Judgement::Holds, Judgement::Unknown)
}

/// Returns why direct or time-bound roles could not be read.
fn unread(seen: &[Sighting]) -> Option<String> {
    let roles = roles(seen).unknown().map(|unknown| unknown.why.clone());
    roles.or_else(|| schedules(seen).unknown().map(|unknown| unknown.why.clone()))
}

fn present<T>(reading: Reading<T>, judge: impl FnOnce(&T) -> Judgement) -> Judgement {
    match reading {
        Reading::Known(found) => judge(&found),
        Reading::Absent => Judgement::Fails("it does not exist".to_owned()),
        Reading::Unknown(unknown) => Judgement::Unknown(unknown.why),
    }
}

fn absent<T>(reading: Reading<T>, found: impl FnOnce(&T) -> String) -> Judgement {
    match reading {
        Reading::Known(value) => Judgement::Fails(found(&value)),
        Reading::Absent => Judgement::Holds,
        Reading::Unknown(unknown) => Judgement::Unknown(unknown.why),
    }
}

/// A list that was proved absent is an empty one.
fn listed<T: Default>(reading: Reading<T>, judge: impl FnOnce(&T) -> Judgement) -> Judgement {
    match reading {
        Reading::Known(found) => judge(&found),
        Reading::Absent => judge(&T::default()),
        Reading::Unknown(unknown) => Judgement::Unknown(unknown.why),
    }
}

macro_rules! sighting {
    ($name:ident, $variant:ident, $index:literal, $type:ty) => {
        fn $name(seen: &[Sighting]) -> Reading<$type> {
            match seen.get($index) {
                Some(Sighting::$variant(reading)) => reading.clone(),
                _ => Reading::Unknown(crate::observed::Unknown::because("it was not looked at")),
            }
        }
    };
}

sighting!(user, User, 0, ObservedUser);
sighting!(roles, Roles, 0, Vec<ObservedRoleAssignment>);
sighting!(schedules, Schedules, 1, Vec<ObservedRoleSchedule>);
sighting!(memberships, Memberships, 0, BTreeSet<ObservedMembership>);
sighting!(group, Group, 0, ObservedGroup);
sighting!(groups, Groups, 0, Vec<ObservedGroup>);
sighting!(domain, Domain, 0, ObservedDomain);
