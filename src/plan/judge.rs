//! Whether a fact holds, by what was seen. What could not be read never proves anything.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::{Fact, Judgement, Sighting, holdings::is_leavable};
use crate::{
    domain::{
        Address, DirectoryScope, Eligibility, GroupName, ObjectId, OrganizationName,
        RoleDefinitionId, UserPrincipalName,
    },
    observed::{
        MethodKind, ObservedDomain, ObservedGroup, ObservedGroupSchedule, ObservedMarker,
        ObservedMembership, ObservedMethod, ObservedRoleAssignment, ObservedRoleSchedule,
        ObservedUser, Ownership, Reading,
    },
};

impl Fact {
    /// Returns whether the fact holds, given what its looks saw, in their order, and the server's
    /// time of that.
    #[must_use]
    pub fn judge(&self, sightings: &[Sighting], now: Timestamp) -> Judgement {
        match self {
            Self::DeadlineAhead(deadline) => {
                expect(now < *deadline, || format!("the grant's deadline {deadline} has passed"))
            }
            Self::UserNameFree(_) | Self::UserGone(_) => absent(user(sightings), |found| {
                format!("a user {} exists ({})", found.user_principal_name, found.id)
            }),
            Self::OwnedUser { installation, address, .. } => {
                present(user(sightings), |found| owned(&found.marker, installation, address))
            }
            Self::Enabled { enabled, .. } => present(user(sightings), |found| {
                let word = if found.account_enabled { "enabled" } else { "disabled" };
                expect(found.account_enabled == *enabled, || format!("the account is {word}"))
            }),
            Self::PasswordNotAfter { time, .. } => {
                present(user(sightings), |found| password_not_after(found, *time))
            }
            Self::RoleForGood { role, .. } => role_for_good(sightings, *role),
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
            Self::AdoptableUser { name, .. } => {
                present(user(sightings), |found| adoptable_user(found, name))
            }
            Self::AdoptableGroup { key, .. } => {
                present(group(sightings), |found| adoptable_group(found, key))
            }
            Self::Role { role, scope, held, .. } => role_held(sightings, *role, scope, *held),
            Self::NoRoles(_) => no_roles(sightings),
            Self::Member { group, member, .. } => match group.id() {
                None => Judgement::Unknown("the group has no id yet".to_owned()),
                Some(id) => listed(memberships(sightings), |groups| is_in(groups, id, *member)),
            },
            Self::NoGroups(_) => listed(memberships(sightings), no_groups),
            Self::RoleUntil { role, scope, until, .. } => {
                listed(bound_roles(sightings), |found: &Vec<ObservedRoleSchedule>| {
                    let its = found.iter().filter(|f| f.role == *role && f.scope == *scope);
                    ends_at(its.filter(|f| !f.through_group).map(|f| f.end), *until)
                })
            }
            Self::MemberUntil { group, until, .. } => {
                listed(bound_groups(sightings), |found: &Vec<ObservedGroupSchedule>| {
                    let its = found.iter().filter(|f| Some(f.group) == group.id());
                    ends_at(its.map(|f| f.end), *until)
                })
            }
            Self::NotEligible { only, .. } => {
                listed(eligibilities(sightings), |found: &BTreeSet<Eligibility>| {
                    not_eligible(found, only.as_ref())
                })
            }
            Self::NoMethods { but_pass, .. } => {
                listed(methods(sightings), |found: &Vec<ObservedMethod>| {
                    no_methods(found, *but_pass)
                })
            }
            Self::PassUsable(_) => listed(methods(sightings), |found: &Vec<ObservedMethod>| {
                let pass = |f: &ObservedMethod| f.kind == MethodKind::TemporaryAccessPass;
                expect(found.iter().any(|f| pass(f) && f.usable != Some(false)), || {
                    "no Temporary Access Pass can be used".to_owned()
                })
            }),
            Self::GroupKeyFree(_) | Self::GroupGone(_) => absent(group(sightings), |found| {
                format!("a group `{}` exists ({})", found.display_name, found.id)
            }),
            Self::GroupNameFree(_) => listed(groups(sightings), |found: &Vec<ObservedGroup>| {
                expect(found.is_empty(), || format!("{} groups bear the name", found.len()))
            }),
            Self::OwnedGroup { installation, address, .. } => {
                present(group(sightings), |found| owned(&found.marker, installation, address))
            }
            Self::GroupIs { display_name, description, .. } => present(group(sightings), |found| {
                group_is(found, display_name.as_ref(), description.as_deref())
            }),
            Self::GroupTakesMembers(_) => present(group(sightings), |found| {
                found
                    .obstacle()
                    .map_or(Judgement::Holds, |why| Judgement::Fails(format!("the group is {why}")))
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

impl ObservedUser {
    /// Returns why the account is not this directory's own to manage, as a lower-case fragment.
    #[must_use]
    pub const fn beyond_reach(&self) -> Option<&'static str> {
        if self.on_premises_synced {
            Some("synced from an on-premises directory")
        } else if self.guest {
            Some("a guest of another directory")
        } else if self.management_restricted {
            Some("in a restricted-management administrative unit")
        } else {
            None
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

/// How far the end of a time-bound assignment may lie from what was asked for: clocks differ.
const ROUGHLY: SignedDuration = SignedDuration::from_mins(5);

/// Whether one of several ends lies where it was asked for.
fn ends_at(ends: impl Iterator<Item = Option<Timestamp>>, until: Timestamp) -> Judgement {
    let ends: Vec<Option<Timestamp>> = ends.collect();
    let near = |end: &Timestamp| end.duration_since(until).abs() <= ROUGHLY;
    expect(ends.iter().flatten().any(near), || match ends.first() {
        None => "no time-bound assignment was found".to_owned(),
        Some(None) => "the assignment never ends".to_owned(),
        Some(Some(end)) => format!("the assignment ends at {end}"),
    })
}

fn password_not_after(found: &ObservedUser, time: Timestamp) -> Judgement {
    match found.last_password_change {
        None => Judgement::Unknown("the time of the last password change was not shown".to_owned()),
        Some(change) => expect(change <= time, || format!("the password was changed at {change}")),
    }
}

fn is_in(groups: &BTreeSet<ObservedMembership>, id: ObjectId, member: bool) -> Judgement {
    expect(groups.iter().any(|found| found.group == id) == member, || {
        let word = if member { "is not" } else { "is" };
        format!("the account {word} in group {id}")
    })
}

fn not_eligible(found: &BTreeSet<Eligibility>, only: Option<&Eligibility>) -> Judgement {
    let left = found.iter().filter(|one| only.is_none_or(|only| only == *one));
    let left: Vec<String> = left.map(ToString::to_string).collect();
    expect(left.is_empty(), || format!("the account is eligible for {}", left.join(", ")))
}

fn no_methods(found: &[ObservedMethod], but_pass: bool) -> Judgement {
    let let_be = |kind: MethodKind| {
        kind == MethodKind::Password || (but_pass && kind == MethodKind::TemporaryAccessPass)
    };
    let left: Vec<String> =
        found.iter().filter(|f| !let_be(f.kind)).map(|f| f.kind.to_string()).collect();
    expect(left.is_empty(), || format!("the account has a {}", left.join(" and a ")))
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

fn adoptable_user(found: &ObservedUser, name: &UserPrincipalName) -> Judgement {
    if found.user_principal_name != *name {
        return Judgement::Fails(format!("the account is called {}", found.user_principal_name));
    }
    if !found.marker.is_blank() {
        return Judgement::Fails("the account bears a marker".to_owned());
    }
    found.beyond_reach().map_or(Judgement::Holds, |why| Judgement::Fails(format!("it is {why}")))
}

fn adoptable_group(found: &ObservedGroup, key: &str) -> Judgement {
    if found.unique_name.as_deref() != Some(key) {
        return Judgement::Fails("the group has another key".to_owned());
    }
    if !found.marker.is_blank() {
        return Judgement::Fails("the group bears a marker".to_owned());
    }
    found.obstacle().map_or(Judgement::Holds, |why| Judgement::Fails(format!("it is {why}")))
}

fn group_is(
    found: &ObservedGroup,
    name: Option<&GroupName>,
    description: Option<&str>,
) -> Judgement {
    let named = name.is_none_or(|name| name.as_str() == found.display_name);
    let described = description.is_none_or(|text| found.description.as_deref() == Some(text));
    expect(named && described, || {
        let text = found.description.as_deref().unwrap_or("none");
        format!("the group is `{}`, its description `{text}`", found.display_name)
    })
}

/// What remains where Graph cannot end a membership gives nothing, unless roles can be assigned to
/// the group.
fn no_groups(found: &BTreeSet<ObservedMembership>) -> Judgement {
    let ids = |wanted: &dyn Fn(&ObservedMembership) -> bool| -> Vec<String> {
        found.iter().filter(|held| wanted(held)).map(|held| held.group.to_string()).collect()
    };
    let left = ids(&is_leavable);
    if !left.is_empty() {
        return Judgement::Fails(format!("the account is in {}", left.join(", ")));
    }
    let powerful = ids(&|held| held.assignable_to_role == Some(true));
    expect(powerful.is_empty(), || {
        let list = powerful.join(", ");
        format!(
            "the account is in {list}, to which roles can be assigned, and Graph cannot end that"
        )
    })
}

/// Direct and time-bound are looked at; each is enough to say that a role is held, and both must
/// be known to say that it is not.
/// Whatever ends, or was activated by the account itself, is not for good.
fn role_for_good(seen: &[Sighting], role: RoleDefinitionId) -> Judgement {
    let tenant = DirectoryScope::Tenant;
    let bound = schedules(seen).known().is_some_and(|list| {
        list.iter().any(|f| {
            let own = f.role == role && f.scope == tenant && !f.through_group;
            own && (f.end.is_some() || f.activated)
        })
    });
    if bound {
        return Judgement::Fails("the role ends, or was only activated".to_owned());
    }
    if let Some(why) = unread(seen) {
        return Judgement::Unknown(why);
    }
    let direct = roles(seen)
        .known()
        .is_some_and(|list| list.iter().any(|found| found.role == role && found.scope == tenant));
    expect(direct, || "the role is not held".to_owned())
}

fn role_held(
    seen: &[Sighting],
    role: RoleDefinitionId,
    scope: &DirectoryScope,
    held: bool,
) -> Judgement {
    let direct = roles(seen)
        .known()
        .is_some_and(|list| list.iter().any(|found| found.role == role && found.scope == *scope));
    let bound = schedules(seen).known().is_some_and(|list| {
        list.iter().any(|f| f.role == role && f.scope == *scope && !f.through_group)
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
sighting!(bound_roles, Schedules, 0, Vec<ObservedRoleSchedule>);
sighting!(bound_groups, GroupSchedules, 0, Vec<ObservedGroupSchedule>);
sighting!(eligibilities, Eligibilities, 0, BTreeSet<Eligibility>);
sighting!(methods, Methods, 0, Vec<ObservedMethod>);
sighting!(memberships, Memberships, 0, BTreeSet<ObservedMembership>);
sighting!(group, Group, 0, ObservedGroup);
sighting!(groups, Groups, 0, Vec<ObservedGroup>);
sighting!(domain, Domain, 0, ObservedDomain);

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::{
        domain::{DirectoryScope, OrganizationName},
        observed::{
            ObservedMembership, ObservedRoleAssignment, ObservedRoleSchedule, ObservedUser,
            Reading, Unknown,
        },
        plan::{
            Fact, Judgement, Sighting,
            fixture::{self, id, role, upn, word},
        },
    };

    #[derive(Debug, PartialEq)]
    enum Verdict {
        Holds,
        Fails,
        Unknown,
    }

    fn judged(fact: &Fact, sightings: &[Sighting]) -> Verdict {
        assert_eq!(fact.look().len(), sightings.len(), "{fact}");
        match fact.judge(sightings, fixture::now()) {
            Judgement::Holds => Verdict::Holds,
            Judgement::Fails(_) => Verdict::Fails,
            Judgement::Unknown(_) => Verdict::Unknown,
        }
    }

    fn unknown<T>() -> Reading<T> {
        Reading::Unknown(Unknown::because("500"))
    }

    #[test]
    fn a_deadline_is_ahead_until_it_comes() {
        let now = fixture::now();
        let second = jiff::SignedDuration::from_secs(1);
        let rows =
            [(now + second, Verdict::Holds), (now, Verdict::Fails), (now - second, Verdict::Fails)];
        for (deadline, expected) in rows {
            assert_eq!(judged(&Fact::DeadlineAhead(deadline), &[]), expected, "{deadline}");
        }
    }

    fn alice() -> ObservedUser {
        let mut user = fixture::owned_user("jit/alice", upn("msp-alice").as_str());
        user.marker.grant = Some("g 2026-11-23T09:00:00Z 2026-11-23T11:00:00Z".to_owned());
        user
    }

    fn owned(installation: &str, address: &str) -> Fact {
        let installation: OrganizationName = word(installation);
        Fact::OwnedUser { user: alice().id.into(), installation, address: word(address) }
    }

    #[test]
    fn facts_about_accounts_are_judged_by_what_was_seen_of_them() {
        let subject = || alice().id.into();
        let enabled = |enabled| Fact::Enabled { user: subject(), enabled };
        let grant =
            |text: Option<&str>| Fact::GrantIs { user: subject(), grant: text.map(str::to_owned) };
        let held = "g 2026-11-23T09:00:00Z 2026-11-23T11:00:00Z";
        let named = |name: &str| Fact::UserNamed { user: subject(), display_name: name.to_owned() };
        // The fact; whether it holds of alice as she is; and of nobody.
        let rows = [
            (Fact::UserNameFree(upn("msp-alice")), Verdict::Fails, Verdict::Holds),
            (Fact::UserGone(alice().id), Verdict::Fails, Verdict::Holds),
            (owned("northwind-msp", "jit/alice"), Verdict::Holds, Verdict::Fails),
            (owned("northwind-msp", "jit/bob"), Verdict::Fails, Verdict::Fails),
            (owned("other-msp", "jit/alice"), Verdict::Fails, Verdict::Fails),
            (enabled(false), Verdict::Holds, Verdict::Fails),
            (enabled(true), Verdict::Fails, Verdict::Fails),
            (grant(Some(held)), Verdict::Holds, Verdict::Fails),
            (grant(Some("other")), Verdict::Fails, Verdict::Fails),
            (grant(None), Verdict::Fails, Verdict::Fails),
            (named("MSP alice"), Verdict::Holds, Verdict::Fails),
            (named("Alice"), Verdict::Fails, Verdict::Fails),
        ];
        for (fact, known, absent) in rows {
            assert_eq!(judged(&fact, &[Sighting::User(Reading::Known(alice()))]), known, "{fact}");
            assert_eq!(judged(&fact, &[Sighting::User(Reading::Absent)]), absent, "{fact}");
            assert_eq!(judged(&fact, &[Sighting::User(unknown())]), Verdict::Unknown, "{fact}");
        }
        let mut cleared = alice();
        cleared.marker.grant = Some(String::new());
        assert_eq!(
            judged(&grant(None), &[Sighting::User(Reading::Known(cleared))]),
            Verdict::Holds
        );
    }

    fn direct() -> ObservedRoleAssignment {
        fixture::assignment("Global Reader", &alice(), DirectoryScope::Tenant)
    }

    fn bound(through_group: bool) -> ObservedRoleSchedule {
        ObservedRoleSchedule {
            id: "1".to_owned(),
            role: role("Global Reader"),
            principal: alice().id,
            scope: DirectoryScope::Tenant,
            start: None,
            end: None,
            activated: true,
            through_group,
        }
    }

    #[test]
    fn a_role_is_held_by_one_way_and_missing_only_by_none() {
        let fact = |held| Fact::Role {
            principal: alice().id.into(),
            role: role("Global Reader"),
            scope: DirectoryScope::Tenant,
            held,
        };
        let known = |list| Reading::Known(list);
        // Assignments; schedules; held; not held; no roles at all.
        let rows = [
            (known(vec![]), Reading::Known(vec![]), Verdict::Fails, Verdict::Holds, Verdict::Holds),
            (
                known(vec![direct()]),
                Reading::Known(vec![]),
                Verdict::Holds,
                Verdict::Fails,
                Verdict::Fails,
            ),
            (known(vec![]), known_schedules(false), Verdict::Holds, Verdict::Fails, Verdict::Fails),
            (known(vec![]), known_schedules(true), Verdict::Fails, Verdict::Holds, Verdict::Holds),
            (known(vec![direct()]), unknown(), Verdict::Holds, Verdict::Fails, Verdict::Fails),
            (known(vec![]), unknown(), Verdict::Unknown, Verdict::Unknown, Verdict::Unknown),
            (
                unknown(),
                Reading::Known(vec![]),
                Verdict::Unknown,
                Verdict::Unknown,
                Verdict::Unknown,
            ),
            (unknown(), known_schedules(false), Verdict::Holds, Verdict::Fails, Verdict::Fails),
        ];
        for (roles, schedules, held, missing, none) in rows {
            let seen = [Sighting::Roles(roles), Sighting::Schedules(schedules)];
            assert_eq!(judged(&fact(true), &seen), held, "{seen:?}");
            assert_eq!(judged(&fact(false), &seen), missing, "{seen:?}");
            assert_eq!(judged(&Fact::NoRoles(alice().id.into()), &seen), none, "{seen:?}");
        }
        let mut elsewhere = direct();
        elsewhere.scope = DirectoryScope::AdministrativeUnit(id("unit"));
        let seen = [
            Sighting::Roles(Reading::Known(vec![elsewhere])),
            Sighting::Schedules(Reading::Known(vec![])),
        ];
        assert_eq!(judged(&fact(true), &seen), Verdict::Fails);
    }

    fn known_schedules(through_group: bool) -> Reading<Vec<ObservedRoleSchedule>> {
        Reading::Known(vec![bound(through_group)])
    }

    #[test]
    fn memberships_count_unless_nobody_could_end_them() {
        let group = fixture::group("Helpdesk");
        let fact =
            |member| Fact::Member { group: group.id.into(), user: alice().id.into(), member };
        let none = Fact::NoGroups(alice().id.into());
        let of = |list: Vec<ObservedMembership>| {
            [Sighting::Memberships(Reading::Known(list.into_iter().collect::<BTreeSet<_>>()))]
        };
        let inside = of(vec![fixture::membership(&group)]);
        assert_eq!(judged(&fact(true), &inside), Verdict::Holds);
        assert_eq!(judged(&fact(false), &inside), Verdict::Fails);
        assert_eq!(judged(&none, &inside), Verdict::Fails);
        let fixed = of(vec![ObservedMembership { fixed: true, ..fixture::membership(&group) }]);
        assert_eq!(judged(&none, &fixed), Verdict::Holds);
        let nested =
            of(vec![ObservedMembership { direct: Some(false), ..fixture::membership(&group) }]);
        assert_eq!(judged(&none, &nested), Verdict::Holds);
        let unread = of(vec![ObservedMembership { direct: None, ..fixture::membership(&group) }]);
        assert_eq!(judged(&none, &unread), Verdict::Fails);
        for (fixed, direct) in [(true, true), (false, false)] {
            let powerful = ObservedMembership {
                fixed,
                direct: Some(direct),
                assignable_to_role: Some(true),
                ..fixture::membership(&group)
            };
            let [seen] = of(vec![powerful]);
            let Judgement::Fails(why) = none.judge(&[seen], jiff::Timestamp::UNIX_EPOCH) else {
                panic!("{fixed} {direct}")
            };
            assert!(why.contains("roles can be assigned"), "{why}");
        }
        let outside = of(vec![]);
        assert_eq!(judged(&fact(true), &outside), Verdict::Fails);
        assert_eq!(judged(&none, &outside), Verdict::Holds);
        assert_eq!(judged(&none, &[Sighting::Memberships(unknown())]), Verdict::Unknown);
    }

    #[test]
    fn facts_about_groups_and_domains_are_judged_by_what_was_seen_of_them() {
        let mut group = fixture::owned_group("Helpdesk");
        group.description = Some("old".to_owned());
        let subject = || crate::plan::Subject::from(group.id);
        let is = |name: Option<&str>, text: Option<&str>| Fact::GroupIs {
            group: subject(),
            display_name: name.map(word),
            description: text.map(str::to_owned),
        };
        let ours = Fact::OwnedGroup {
            group: subject(),
            installation: word("northwind-msp"),
            address: word("groups/Helpdesk"),
        };
        let rows = [
            (Fact::GroupKeyFree("key".to_owned()), Verdict::Fails, Verdict::Holds),
            (Fact::GroupGone(group.id), Verdict::Fails, Verdict::Holds),
            (ours, Verdict::Holds, Verdict::Fails),
            (is(None, None), Verdict::Holds, Verdict::Fails),
            (is(Some("Helpdesk"), Some("old")), Verdict::Holds, Verdict::Fails),
            (is(Some("Helpdesk"), Some("new")), Verdict::Fails, Verdict::Fails),
            (is(Some("helpdesk"), None), Verdict::Fails, Verdict::Fails),
            (Fact::GroupTakesMembers(subject()), Verdict::Holds, Verdict::Fails),
        ];
        for (fact, known, absent) in rows {
            let seen = [Sighting::Group(Reading::Known(group.clone()))];
            assert_eq!(judged(&fact, &seen), known, "{fact}");
            assert_eq!(judged(&fact, &[Sighting::Group(Reading::Absent)]), absent, "{fact}");
            assert_eq!(judged(&fact, &[Sighting::Group(unknown())]), Verdict::Unknown, "{fact}");
        }
        for spoil in [
            (|g| g.dynamic = true) as fn(&mut crate::observed::ObservedGroup),
            |g| g.mail_enabled = true,
            |g| g.on_premises_synced = true,
            |g| g.management_restricted = true,
        ] {
            let mut spoiled = group.clone();
            spoil(&mut spoiled);
            let seen = [Sighting::Group(Reading::Known(spoiled))];
            assert_eq!(judged(&Fact::GroupTakesMembers(subject()), &seen), Verdict::Fails);
        }
        let free = Fact::GroupNameFree(word("Helpdesk"));
        assert_eq!(judged(&free, &[Sighting::Groups(Reading::Known(vec![]))]), Verdict::Holds);
        assert_eq!(judged(&free, &[Sighting::Groups(Reading::Known(vec![group]))]), Verdict::Fails);
        assert_eq!(judged(&free, &[Sighting::Groups(unknown())]), Verdict::Unknown);

        let name = "contoso.onmicrosoft.com";
        let verified = |verified| Fact::Domain { domain: word(name), verified };
        let bare = fixture::bare();
        let found =
            bare.domains.known().and_then(|all| all.get(&word(name))).cloned().expect("there");
        let rows = [
            (Fact::DomainAbsent(word(name)), Verdict::Fails, Verdict::Holds),
            (verified(None), Verdict::Holds, Verdict::Fails),
            (verified(Some(true)), Verdict::Holds, Verdict::Fails),
            (verified(Some(false)), Verdict::Fails, Verdict::Fails),
        ];
        for (fact, known, absent) in rows {
            let seen = [Sighting::Domain(Reading::Known(found.clone()))];
            assert_eq!(judged(&fact, &seen), known, "{fact}");
            assert_eq!(judged(&fact, &[Sighting::Domain(Reading::Absent)]), absent, "{fact}");
            assert_eq!(judged(&fact, &[Sighting::Domain(unknown())]), Verdict::Unknown, "{fact}");
        }
    }

    #[test]
    fn what_was_not_looked_at_proves_nothing() {
        let fact = Fact::UserGone(alice().id);
        assert!(matches!(fact.judge(&[], fixture::now()), Judgement::Unknown(_)));
        let wrong = Sighting::Groups(Reading::Known(vec![]));
        assert!(matches!(fact.judge(&[wrong], fixture::now()), Judgement::Unknown(_)));
    }
}
