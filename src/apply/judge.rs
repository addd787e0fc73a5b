//! Facts about a tenant, judged by what was seen.

use std::collections::BTreeMap;

use crate::{
    domain::ObjectId,
    observed::{Reading, Unknown},
    plan::{Fact, Judgement, Look, Sighting, Subject},
};

pub(super) type Seen = BTreeMap<Look, Sighting>;

pub(super) fn looks(fact: &Fact) -> Vec<Look> {
    match fact {
        Fact::UserNameFree(name) => vec![Look::UserNamed(name.clone())],
        Fact::OwnedUser { user, .. }
        | Fact::Enabled { user, .. }
        | Fact::GrantIs { user, .. }
        | Fact::UserNamed { user, .. } => vec![Look::User(user.clone())],
        Fact::UserGone(id) => vec![Look::User(Subject::Existing(*id))],
        Fact::Role { principal, .. } => {
            vec![Look::Roles(principal.clone()), Look::Schedules(principal.clone())]
        }
        Fact::NoRoles(user) => vec![Look::Roles(user.clone()), Look::Schedules(user.clone())],
        Fact::Member { user, .. } => vec![Look::Memberships(user.clone())],
        Fact::NoGroups(user) => vec![Look::Memberships(user.clone())],
        Fact::GroupKeyFree(key) => vec![Look::GroupKeyed(key.clone())],
        Fact::GroupNameFree(name) => vec![Look::GroupNamed(name.clone())],
        Fact::OwnedGroup { group, .. } | Fact::GroupIs { group, .. } => {
            vec![Look::Group(group.clone())]
        }
        Fact::GroupTakesMembers(group) => vec![Look::Group(group.clone())],
        Fact::GroupGone(id) => vec![Look::Group(Subject::Existing(*id))],
        Fact::DomainAbsent(domain) | Fact::Domain { domain, .. } => {
            vec![Look::Domain(domain.clone())]
        }
    }
}

fn held(so: bool, otherwise: impl FnOnce() -> String) -> Judgement {
    if so { Judgement::Holds } else { Judgement::Fails(otherwise()) }
}

fn unknown(why: &Unknown) -> Judgement {
    Judgement::Unknown(why.why.clone())
}

fn existing<T>(reading: &Reading<T>, what: &str, check: impl FnOnce(&T) -> Judgement) -> Judgement {
    match reading {
        Reading::Known(value) => check(value),
        Reading::Absent => Judgement::Fails(format!("{what} is not there")),
        Reading::Unknown(why) => unknown(why),
    }
}

fn absent<T>(reading: &Reading<T>, what: &str) -> Judgement {
    match reading {
        Reading::Known(_) => Judgement::Fails(format!("{what} is there")),
        Reading::Absent => Judgement::Holds,
        Reading::Unknown(why) => unknown(why),
    }
}

fn listed<T>(reading: &Reading<Vec<T>>, check: impl FnOnce(&[T]) -> Judgement) -> Judgement {
    match reading {
        Reading::Known(values) => check(values),
        Reading::Absent => check(&[]),
        Reading::Unknown(why) => unknown(why),
    }
}

fn id(subject: &Subject) -> Option<ObjectId> {
    subject.id()
}

/// Judges a fact; what was not looked at is unknown.
#[expect(clippy::too_many_lines, reason = "one arm for each fact")]
pub(super) fn judge(fact: &Fact, seen: &Seen) -> Judgement {
    let all: Vec<&Sighting> = looks(fact).iter().filter_map(|look| seen.get(look)).collect();
    match (fact, all.as_slice()) {
        (Fact::UserNameFree(name), [Sighting::User(user)]) => absent(user, name.as_str()),
        (Fact::OwnedUser { address, .. }, [Sighting::User(user)]) => {
            existing(user, "user", |user| {
                held(user.marker.address.as_deref() == Some(&address.to_string()), || {
                    "not ours".into()
                })
            })
        }
        (Fact::Enabled { enabled, .. }, [Sighting::User(user)]) => existing(user, "user", |user| {
            held(user.account_enabled == *enabled, || format!("enabled {}", user.account_enabled))
        }),
        (Fact::GrantIs { grant, .. }, [Sighting::User(user)]) => existing(user, "user", |user| {
            let found = user.marker.grant.as_deref().filter(|text| !text.is_empty());
            held(found == grant.as_deref(), || format!("grant {found:?}"))
        }),
        (Fact::UserNamed { display_name, .. }, [Sighting::User(user)]) => {
            existing(user, "user", |user| {
                held(user.display_name == *display_name, || user.display_name.clone())
            })
        }
        (Fact::UserGone(_), [Sighting::User(user)]) => absent(user, "user"),
        (
            Fact::Role { role, scope, held: wanted, .. },
            [Sighting::Roles(roles), Sighting::Schedules(schedules)],
        ) => listed(roles, |roles| {
            listed(schedules, |schedules| {
                let direct = roles.iter().any(|one| one.role == *role && one.scope == *scope);
                let timed = schedules.iter().any(|one| one.role == *role && one.scope == *scope);
                let so = if *wanted { direct } else { !direct && !timed };
                held(so, || format!("role {role} {direct}"))
            })
        }),
        (Fact::NoRoles(_), [Sighting::Roles(roles), Sighting::Schedules(schedules)]) => {
            listed(roles, |roles| {
                listed(schedules, |schedules| {
                    held(roles.is_empty() && schedules.is_empty(), || "roles held".into())
                })
            })
        }
        (Fact::Member { group, member, .. }, [Sighting::Memberships(groups)]) => {
            existing(groups, "user", |groups| {
                let found = groups.iter().any(|one| Some(one.group) == id(group));
                held(found == *member, || format!("member {found}"))
            })
        }
        (Fact::NoGroups(_), [Sighting::Memberships(groups)]) => {
            existing(groups, "user", |groups| {
                held(groups.iter().all(|one| one.fixed), || "in groups".into())
            })
        }
        (Fact::GroupKeyFree(key), [Sighting::Group(group)]) => absent(group, key),
        (Fact::GroupNameFree(name), [Sighting::Groups(groups)]) => {
            listed(groups, |groups| held(groups.is_empty(), || format!("{name} is there")))
        }
        (Fact::OwnedGroup { address, .. }, [Sighting::Group(group)]) => {
            existing(group, "group", |group| {
                held(group.marker.address.as_deref() == Some(&address.to_string()), || {
                    "not ours".into()
                })
            })
        }
        (Fact::GroupIs { display_name, description, .. }, [Sighting::Group(group)]) => {
            existing(group, "group", |group| {
                let name = display_name.as_ref().is_none_or(|n| n.as_str() == group.display_name);
                let text = description.is_none() || *description == group.description;
                held(name && text, || "named differently".into())
            })
        }
        (Fact::GroupTakesMembers(_), [Sighting::Group(group)]) => existing(group, "group", |g| {
            let closed =
                g.dynamic || g.on_premises_synced || g.mail_enabled || g.management_restricted;
            held(!closed, || "takes no members".into())
        }),
        (Fact::GroupGone(_), [Sighting::Group(group)]) => absent(group, "group"),
        (Fact::DomainAbsent(domain), [Sighting::Domain(found)]) => absent(found, domain.as_str()),
        (Fact::Domain { verified, .. }, [Sighting::Domain(found)]) => {
            existing(found, "domain", |found| {
                held(verified.is_none_or(|wanted| wanted == found.verified), || "unverified".into())
            })
        }
        _ => Judgement::Unknown("it was not looked at".into()),
    }
}
