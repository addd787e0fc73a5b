//! What must still hold at the end of a plan whose later steps undo what earlier ones proved.

use crate::plan::{Fact, Subject};

/// Keeps the facts that no later one replaces, in their order, each with what it belongs to.
pub(super) fn last_word<T: Copy>(facts: Vec<(T, Fact)>) -> Vec<(T, Fact)> {
    let facts: Vec<(T, Fact)> =
        facts.into_iter().flat_map(|(of, fact)| split(fact).map(move |part| (of, part))).collect();
    let replaced = |index: usize, fact: &Fact| {
        facts.iter().skip(index + 1).any(|(_, later)| later != fact && replaces(later, fact))
    };
    facts
        .iter()
        .enumerate()
        .filter(|(index, (_, fact))| !replaced(*index, fact))
        .map(|(_, kept)| kept.clone())
        .collect()
}

/// Takes a fact about two fields apart, since a later step may change one of them.
fn split(fact: Fact) -> impl Iterator<Item = Fact> {
    let parts = match fact {
        Fact::GroupIs { group, display_name: Some(name), description: Some(text) } => vec![
            Fact::GroupIs { group: group.clone(), display_name: Some(name), description: None },
            Fact::GroupIs { group, display_name: None, description: Some(text) },
        ],
        other => vec![other],
    };
    parts.into_iter()
}

/// Returns whether a later fact says of the same thing what holds instead.
fn replaces(later: &Fact, earlier: &Fact) -> bool {
    match (later, earlier) {
        (Fact::UserGone(id), _) => users(earlier).contains(&&Subject::Existing(*id)),
        (Fact::GroupGone(id), _) => groups(earlier).contains(&&Subject::Existing(*id)),
        (Fact::OwnedUser { user: a, .. }, Fact::OwnedUser { user: b, .. })
        | (Fact::Enabled { user: a, .. }, Fact::Enabled { user: b, .. })
        | (Fact::GrantIs { user: a, .. }, Fact::GrantIs { user: b, .. })
        | (Fact::UserNamed { user: a, .. }, Fact::UserNamed { user: b, .. })
        | (Fact::OwnedGroup { group: a, .. }, Fact::OwnedGroup { group: b, .. })
        | (
            Fact::Role { principal: a, held: true, .. } | Fact::RoleUntil { principal: a, .. },
            Fact::NoRoles(b),
        )
        | (
            Fact::NoRoles(a),
            Fact::Role { principal: b, held: true, .. } | Fact::RoleUntil { principal: b, .. },
        )
        | (
            Fact::NoMethods { user: a, but_pass: false },
            Fact::PassUsable(b) | Fact::NoMethods { user: b, .. },
        )
        | (
            Fact::PassUsable(a) | Fact::NoMethods { user: a, but_pass: true },
            Fact::NoMethods { user: b, but_pass: false },
        )
        | (
            Fact::Member { user: a, member: true, .. } | Fact::MemberUntil { user: a, .. },
            Fact::NoGroups(b),
        )
        | (
            Fact::NoGroups(a),
            Fact::Member { user: b, member: true, .. } | Fact::MemberUntil { user: b, .. },
        ) => a == b,
        (
            Fact::Role { principal: a, role: b, scope: c, held },
            Fact::Role { principal, role, scope, held: before },
        ) => held != before && (a, b, c) == (principal, role, scope),
        (
            Fact::Member { group: a, user: b, member },
            Fact::Member { group, user, member: before },
        ) => member != before && (a, b) == (group, user),
        (
            Fact::RoleUntil { principal: a, role: b, scope: c, .. },
            Fact::RoleUntil { principal, role, scope, .. },
        ) => (a, b, c) == (principal, role, scope),
        (Fact::MemberUntil { group: a, user: b, .. }, Fact::MemberUntil { group, user, .. }) => {
            (a, b) == (group, user)
        }
        (Fact::GroupIs { group: a, display_name: name, description: text }, _) => match earlier {
            Fact::GroupIs { group, display_name, description } => {
                let same = name.is_some() == display_name.is_some()
                    && text.is_some() == description.is_some();
                a == group && same
            }
            _ => false,
        },
        (Fact::Domain { domain: a, .. }, Fact::DomainAbsent(b))
        | (Fact::DomainAbsent(a), Fact::Domain { domain: b, .. }) => a == b,
        (Fact::Domain { domain: a, verified: Some(_) }, Fact::Domain { domain: b, verified }) => {
            a == b && verified.is_some()
        }
        _ => false,
    }
}

/// Returns the users that a fact is about.
pub(super) fn users(fact: &Fact) -> Vec<&Subject> {
    match fact {
        Fact::OwnedUser { user, .. }
        | Fact::Enabled { user, .. }
        | Fact::GrantIs { user, .. }
        | Fact::PasswordNotAfter { user, .. }
        | Fact::UserNamed { user, .. }
        | Fact::NoRoles(user)
        | Fact::NoGroups(user)
        | Fact::NoMethods { user, .. }
        | Fact::NotEligible { user, .. }
        | Fact::PassUsable(user)
        | Fact::MemberUntil { user, .. }
        | Fact::Member { user, .. } => vec![user],
        Fact::Role { principal, .. }
        | Fact::RoleForGood { principal, .. }
        | Fact::RoleUntil { principal, .. } => vec![principal],
        Fact::UserNameFree(_)
        | Fact::DeadlineAhead(_)
        | Fact::UserGone(_)
        | Fact::AdoptableUser { .. }
        | Fact::AdoptableGroup { .. }
        | Fact::GroupKeyFree(_)
        | Fact::GroupNameFree(_)
        | Fact::OwnedGroup { .. }
        | Fact::GroupIs { .. }
        | Fact::GroupTakesMembers(_)
        | Fact::GroupGone(_)
        | Fact::DomainAbsent(_)
        | Fact::Domain { .. } => Vec::new(),
    }
}

/// Returns the groups that a fact is about.
pub(super) fn groups(fact: &Fact) -> Vec<&Subject> {
    match fact {
        Fact::Member { group, .. }
        | Fact::MemberUntil { group, .. }
        | Fact::OwnedGroup { group, .. }
        | Fact::GroupIs { group, .. }
        | Fact::GroupTakesMembers(group) => vec![group],
        Fact::UserNameFree(_)
        | Fact::DeadlineAhead(_)
        | Fact::OwnedUser { .. }
        | Fact::Enabled { .. }
        | Fact::GrantIs { .. }
        | Fact::PasswordNotAfter { .. }
        | Fact::RoleForGood { .. }
        | Fact::UserNamed { .. }
        | Fact::UserGone(_)
        | Fact::AdoptableUser { .. }
        | Fact::AdoptableGroup { .. }
        | Fact::Role { .. }
        | Fact::RoleUntil { .. }
        | Fact::NoRoles(_)
        | Fact::NoGroups(_)
        | Fact::NoMethods { .. }
        | Fact::NotEligible { .. }
        | Fact::PassUsable(_)
        | Fact::GroupKeyFree(_)
        | Fact::GroupNameFree(_)
        | Fact::GroupGone(_)
        | Fact::DomainAbsent(_)
        | Fact::Domain { .. } => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::last_word;
    use crate::{
        domain::{DirectoryScope, GLOBAL_ADMINISTRATOR, ObjectId},
        plan::{Fact, Subject},
    };

    fn id(last: u8) -> ObjectId {
        format!("00000000-0000-4000-8000-0000000000{last:02x}").parse().expect("valid")
    }

    fn kept(facts: Vec<Fact>) -> Vec<usize> {
        last_word(facts.into_iter().enumerate().collect()).into_iter().map(|(of, _)| of).collect()
    }

    #[test]
    fn what_a_later_step_undoes_is_not_asked_for() {
        let user = Subject::Existing(id(1));
        let enabled = |enabled| Fact::Enabled { user: user.clone(), enabled };
        let role = |held| Fact::Role {
            principal: user.clone(),
            role: GLOBAL_ADMINISTRATOR,
            scope: DirectoryScope::Tenant,
            held,
        };
        let member =
            |member| Fact::Member { group: Subject::Existing(id(2)), user: user.clone(), member };
        let none = || Fact::NoRoles(user.clone());
        let gone = || Fact::UserGone(id(1));
        let other = Fact::Enabled { user: Subject::Existing(id(3)), enabled: true };
        let table: [(Vec<Fact>, &[usize]); 8] = [
            (vec![enabled(false), enabled(true)], &[1]),
            (vec![role(false), none()], &[0, 1]),
            (vec![none(), role(true)], &[1]),
            (vec![role(true), none()], &[1]),
            (vec![member(true), member(false)], &[1]),
            (vec![enabled(false), role(false), member(false), gone()], &[3]),
            (vec![other, gone()], &[0, 1]),
            (vec![member(true), Fact::GroupGone(id(2))], &[1]),
        ];
        for (facts, expected) in table {
            assert_eq!(kept(facts.clone()), expected, "{facts:?}");
        }
    }

    #[test]
    fn fields_of_a_group_are_replaced_one_by_one() {
        let is = |name: Option<&str>, text: Option<&str>| Fact::GroupIs {
            group: Subject::Existing(id(2)),
            display_name: name.map(|name| name.parse().expect("valid")),
            description: text.map(str::to_owned),
        };
        let facts = vec![(0, is(Some("A"), Some("a"))), (1, is(Some("B"), None))];
        let expected = vec![(0, is(None, Some("a"))), (1, is(Some("B"), None))];
        assert_eq!(last_word(facts), expected);
    }
}
