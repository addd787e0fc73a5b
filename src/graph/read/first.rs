//! The first questions: what always has to be known, and what the configuration names.

use std::collections::BTreeSet;

use super::Ask;
use crate::{
    domain::{
        BuiltInRole, GLOBAL_ADMINISTRATOR, PRIVILEGED_AUTHENTICATION_ADMINISTRATOR,
        RoleDefinitionId, USER_ADMINISTRATOR, UserPrincipalName,
    },
    graph::{batch::LARGEST_BATCH, odata::LARGEST_IN},
    observed::ReadNeeds,
};

/// Built-in roles that are reasoned about whether named or not.
const REASONED_ABOUT: [RoleDefinitionId; 3] =
    [GLOBAL_ADMINISTRATOR, PRIVILEGED_AUTHENTICATION_ADMINISTRATOR, USER_ADMINISTRATOR];

/// Returns the first questions. Slots of the last batch that would stay empty ask for the groups
/// of declared accounts, so that a small clean tenant costs one batch.
pub(super) fn first(needs: &ReadNeeds) -> Vec<Ask> {
    let mut asks = vec![
        Ask::Organization,
        Ask::Domains,
        Ask::OwnedUsers,
        Ask::OwnedGroups,
        Ask::RoleAssignments,
        Ask::RoleSchedules,
        Ask::AdministrativeUnits,
        Ask::ServicePrincipal,
        Ask::Permissions,
        Ask::Application,
        Ask::Extensions,
    ];
    asks.extend(users(needs));
    asks.extend(groups(needs));
    asks.extend(roles(needs));
    let free = (LARGEST_BATCH - asks.len() % LARGEST_BATCH) % LARGEST_BATCH;
    let others: BTreeSet<_> = needs.names_to_create.union(&needs.emergency_names).collect();
    let others = others.into_iter().filter(|name| !needs.account_names.contains(*name));
    let names = needs.account_names.iter().chain(others).take(free);
    asks.extend(names.cloned().map(Ask::GroupsOfNamed));
    asks
}

/// Questions for users by name.
pub(super) fn users(needs: &ReadNeeds) -> Vec<Ask> {
    let names: BTreeSet<UserPrincipalName> = needs
        .account_names
        .iter()
        .chain(&needs.names_to_create)
        .chain(&needs.emergency_names)
        .cloned()
        .collect();
    let names: Vec<_> = names.into_iter().collect();
    names.chunks(LARGEST_IN).map(|chunk| Ask::Users(chunk.to_vec())).collect()
}

/// Questions for groups by display name or id.
pub(super) fn groups(needs: &ReadNeeds) -> Vec<Ask> {
    let (mut names, mut ids) = (Vec::new(), Vec::new());
    for name in &needs.group_names {
        match name.as_str().parse() {
            Ok(id) => ids.push(id),
            Err(_) => names.push(name.as_str().to_owned()),
        }
    }
    in_pieces(names, ids).map(|(names, ids)| Ask::Groups { names, ids }).collect()
}

/// Questions for role definitions: built-in ones by their id, which is the same everywhere, others
/// by whatever they are named with.
pub(super) fn roles(needs: &ReadNeeds) -> Vec<Ask> {
    let (mut names, mut ids) = (Vec::new(), BTreeSet::from(REASONED_ABOUT));
    for name in &needs.role_names {
        let known = BuiltInRole::find(name.as_str()).map(|role| role.id);
        match known.or_else(|| name.as_str().parse().ok()) {
            Some(id) => drop(ids.insert(id)),
            None => names.push(name.as_str().to_owned()),
        }
    }
    in_pieces(names, ids.into_iter().collect())
        .map(|(names, ids)| Ask::Roles { names, ids })
        .collect()
}

/// Cuts names and ids into pieces that Graph takes in one question: so many values in all.
fn in_pieces<T: Clone>(
    names: Vec<String>,
    ids: Vec<T>,
) -> impl Iterator<Item = (Vec<String>, Vec<T>)> {
    let count = names.len() + ids.len();
    (0..count).step_by(LARGEST_IN).map(move |start| {
        let end = (start + LARGEST_IN).min(count);
        let split = ids.len();
        let ids = ids[start.min(split)..end.min(split)].to_vec();
        let names = names[start.max(split) - split..end.max(split) - split].to_vec();
        (names, ids)
    })
}

#[cfg(test)]
mod tests {
    use super::{first, groups, in_pieces, roles};
    use crate::graph::read::Ask;

    fn needs(accounts: usize) -> crate::observed::ReadNeeds {
        let account = |number| format!("msp-{number}@contoso.onmicrosoft.com").parse().unwrap();
        crate::graph::read::replies::tests::needs((0..accounts).map(account).collect())
    }

    #[test]
    fn a_small_tenant_fits_one_batch_and_a_larger_one_fills_its_last() {
        assert_eq!(first(&needs(0)).len(), 12);
        assert_eq!(first(&needs(6)).len(), 19);
        for accounts in [7, 15, 20, 40, 400] {
            assert_eq!(first(&needs(accounts)).len() % 20, 0, "{accounts}");
        }
        assert_eq!(first(&needs(15)).len(), 20);
    }

    #[test]
    fn values_are_cut_into_pieces_of_fifteen() {
        let names: Vec<String> = (0..20).map(|n| n.to_string()).collect();
        let pieces: Vec<_> = in_pieces(names, (0..13).collect()).collect();
        let sizes: Vec<_> = pieces.iter().map(|(names, ids)| (names.len(), ids.len())).collect();
        assert_eq!(sizes, [(2, 13), (15, 0), (3, 0)]);
        assert_eq!(pieces[1].0[0], "2");
    }

    #[test]
    fn names_and_ids_are_told_apart() {
        let mut needs = needs(0);
        let id = "11111111-0000-4000-8000-000000000001";
        needs.group_names = [id, "Ops"].map(|name| name.parse().unwrap()).into();
        assert_eq!(
            groups(&needs),
            [Ask::Groups { names: vec!["Ops".to_owned()], ids: vec![id.parse().unwrap()] }]
        );
        needs.role_names = ["global reader", "Our Own"].map(|name| name.parse().unwrap()).into();
        let [Ask::Roles { names, ids }] = &roles(&needs)[..] else { panic!("not one question") };
        assert_eq!((names.as_slice(), ids.len()), (&["Our Own".to_owned()][..], 4));
    }
}
