//! The laws.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::world::{World, cloud, is_laps, world};
use crate::{
    desired::TenantState,
    domain::{Address, DirectoryScope, GLOBAL_ADMINISTRATOR, ObjectId},
    observed::{GrantMark, ObservedTenant, Ownership, PrincipalKind, Reading},
    plan::{
        Change, ChangeAction, Context, Plan, Write, emergency,
        fixture::{self},
        inventory::{self, Inventory},
        model::{Modelled, apply_plan, apply_step},
        withheld,
    },
};

/// Enough to meet each oddity several times; more of them are a matter of seconds.
const CASES: u32 = 300;

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..220)
}

/// Carries a world's plan out; returns what became of each change.
fn carry_out(world: &mut World) -> BTreeMap<Address, Modelled> {
    let plan = world.plan();
    apply_plan(&mut world.observed, &plan, &plan.tenants[0], fixture::now())
}

/// Everything about objects that are not ours: the objects, what they hold, where they are.
fn foreign(world: &World) -> Vec<String> {
    let observed = &world.observed;
    let ours = |marker: &crate::observed::ObservedMarker| {
        matches!(marker.ownership(&world.organization.name), Ownership::Ours(_))
    };
    let owned = Inventory::of(&Context::new(&world.organization, fixture::now()), observed);
    let own_users: BTreeSet<ObjectId> =
        owned.users.values().flatten().map(|user| user.id).collect();
    let users = inventory::users(observed);
    let groups = inventory::groups(observed);
    let mut lines: Vec<String> = Vec::new();
    lines.extend(users.values().filter(|u| !ours(&u.marker)).map(|user| format!("{user:?}")));
    lines.extend(groups.values().filter(|g| !ours(&g.marker)).map(|group| format!("{group:?}")));
    let held = observed.role_assignments.known().into_iter().flatten();
    let own_groups: BTreeSet<ObjectId> =
        owned.groups.values().flatten().map(|group| group.id).collect();
    let is_own = |id: &ObjectId| own_users.contains(id) || own_groups.contains(id);
    lines.extend(held.filter(|f| !is_own(&f.principal.id)).map(|f| format!("{f:?}")));
    // Whoever is in a group of ours loses that when the group goes; any other group stays.
    for (id, groups) in observed.memberships.iter().filter(|(id, _)| !own_users.contains(id)) {
        let groups = groups.known().into_iter().flatten();
        let kept =
            groups.filter(|found| !["Helpdesk", "Tools"].contains(&found.display_name.as_str()));
        lines.extend(kept.map(|found| format!("{id} {found:?}")));
    }
    lines.sort();
    lines
}

fn administrators(world: &World, observed: &ObservedTenant) -> usize {
    let owned = Inventory::of(&Context::new(&world.organization, fixture::now()), &world.observed);
    let schedules = || observed.role_schedules.known().into_iter().flatten();
    let held = observed.role_assignments.known().into_iter().flatten();
    let at_large = held.filter(|found| {
        let bound = schedules().any(|s| {
            s.principal == found.principal.id
                && s.role == found.role
                && (s.end.is_some() || s.activated)
        });
        found.role == GLOBAL_ADMINISTRATOR
            && found.scope == DirectoryScope::Tenant
            && found.principal.kind == PrincipalKind::User
            && found.principal.enabled == Some(true)
            && !owned.is_jit(found.principal.id)
            && !bound
    });
    let mut all: BTreeSet<ObjectId> = at_large.map(|found| found.principal.id).collect();
    for members in observed.administrator_groups.values().filter_map(Reading::known) {
        let members =
            members.iter().filter(|(id, enabled)| **enabled == Some(true) && !owned.is_jit(**id));
        all.extend(members.map(|(id, _)| *id));
    }
    all.len()
}

fn ready(world: &World, observed: &ObservedTenant) -> usize {
    let all = emergency::all(&world.organization.name, &world.desired, observed);
    all.iter().filter(|one| one.readiness == emergency::Readiness::Ready).count()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: CASES,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// Whatever was carried out is not planned again; nothing fails on the way.
    #[test]
    fn a_plan_after_a_modelled_apply_holds_only_what_was_withheld(bytes in bytes()) {
        let mut world = world(&bytes);
        let planned = world.plan();
        let mut left = carry_out(&mut world);
        let failed = |change: &&Change| left.get(&change.address) == Some(&Modelled::Failed);
        let failed: Vec<&Change> = planned.tenants[0].changes.iter().filter(failed).collect();
        prop_assert!(failed.is_empty(), "{:#?}", failed);
        if world.prune || world.desired.state == TenantState::Offboarding {
            // An orphan's access ends first, the run after that deletes it, and only the one after
            // that can give its name to somebody else. Where off-boarding deletes a group that
            // made its members Global Administrators, only the next run can tell that they are
            // none any more.
            carry_out(&mut world);
            left = carry_out(&mut world);
        }
        left.retain(|_, outcome| *outcome != Modelled::Done);
        let plan = world.plan();
        let left: BTreeSet<Address> = left.into_keys().collect();
        let again = plan.tenants[0].changes.iter().filter(|change| !left.contains(&change.address));
        let again: Vec<&Change> = again.collect();
        prop_assert!(again.is_empty(), "{:#?}", again);
    }

    /// The same inputs give the same plan, in whatever order Graph listed things.
    #[test]
    fn planning_is_pure(bytes in bytes()) {
        let mut world = world(&bytes);
        let first = world.plan();
        prop_assert_eq!(&first, &world.plan());
        world.observed.role_assignments.known_mut().expect("known").reverse();
        world.observed.role_schedules.known_mut().expect("known").reverse();
        prop_assert_eq!(first, world.plan());
    }

    /// Of several objects at one address nobody knows which one is ours: none is deleted.
    #[test]
    fn a_deletion_concerns_the_only_object_at_its_address(bytes in bytes()) {
        let world = world(&bytes);
        let owned = Inventory::of(&Context::new(&world.organization, fixture::now()), &world.observed);
        for change in &world.plan().tenants[0].changes {
            let deleted = |write: &Write| {
                matches!(write, Write::DeleteUser { .. } | Write::DeleteGroup { .. })
            };
            let deletions = change.steps.iter().filter(|step| deleted(&step.write)).count();
            let users = owned.users.get(&change.address).map_or(0, Vec::len);
            let groups = owned.groups_called(&change.address).len();
            let deletes = change.action == ChangeAction::Delete || deletions > 0;
            prop_assert!(
                !deletes || (deletions == 1 && users + groups == 1),
                "{} {users} {groups}",
                change.address
            );
        }
    }

    /// A clock that cannot be trusted gives nobody anything.
    #[test]
    fn nothing_is_given_by_a_clock_that_is_wrong(bytes in bytes()) {
        let mut world = world(&bytes);
        world.observed.clock_skew = jiff::SignedDuration::from_secs(301);
        for change in &world.plan().tenants[0].changes {
            let gives = |write: &Write| {
                matches!(write, Write::AssignRole { .. } | Write::AddMember { .. })
            };
            let gives = change.steps.iter().any(|step| gives(&step.write));
            prop_assert!(!gives && !change.raises_privilege, "{}", change.address);
        }
    }

    /// What is not ours is as it was, also where half of the tenant could not be read.
    #[test]
    fn foreign_objects_are_never_touched(bytes in bytes(), clouds in bytes()) {
        let mut world = world(&bytes);
        cloud(&mut world, &clouds);
        let before = foreign(&world);
        carry_out(&mut world);
        let after = foreign(&world);
        let lost: Vec<_> = before.iter().filter(|line| !after.contains(line)).collect();
        let new: Vec<_> = after.iter().filter(|line| !before.contains(line)).collect();
        prop_assert!(lost.is_empty() && new.is_empty(), "{lost:#?} {new:#?}");
    }

    /// Nothing is created or deleted that would not be if everything had been read, and nothing at
    /// all of a kind whose own list is unknown.
    #[test]
    fn nothing_is_created_or_deleted_for_want_of_knowledge(bytes in bytes(), clouds in bytes()) {
        let clear = world(&bytes);
        let mut clouded = clear.clone();
        cloud(&mut clouded, &clouds);
        let weighty = |plan: &Plan| -> BTreeSet<(ChangeAction, Address)> {
            let changes = plan.tenants[0].changes.iter();
            let weighty = changes.filter(|change| change.action != ChangeAction::Update);
            weighty.map(|change| (change.action, change.address.clone())).collect()
        };
        let (full, partial) = (weighty(&clear.plan()), weighty(&clouded.plan()));
        let sure = |(action, address): &(ChangeAction, Address)| {
            // An account that is ended and deleted in one go may be found at rest instead, or the
            // other way round; the deletion is the same.
            full.contains(&(*action, address.clone()))
        };
        prop_assert!(partial.iter().all(sure), "{:?} beyond {:?}", partial, full);
        let made = |test: &dyn Fn(&Write) -> bool| {
            clouded.plan().tenants[0].changes.iter().flat_map(|c| &c.steps).any(|s| test(&s.write))
        };
        let observed = &clouded.observed;
        if observed.owned_users.unknown().is_some() || observed.domains.unknown().is_some() {
            prop_assert!(!made(&|write| matches!(write, Write::CreateUser(_))), "a user");
        }
        if observed.owned_groups.unknown().is_some() || observed.named_groups.unknown().is_some() {
            prop_assert!(!made(&|write| matches!(write, Write::CreateGroup(_))), "a group");
        }
        if observed.role_assignments.unknown().is_some() || observed.role_schedules.unknown().is_some() {
            let made = made(&|write| {
                matches!(write, Write::DeleteUser { .. } | Write::AssignRole { .. })
            });
            prop_assert!(!made, "made of nothing");
        }
    }

    /// After every single step the emergency accounts and an administrator are still there.
    #[test]
    fn every_prefix_keeps_the_floor(bytes in bytes()) {
        let world = world(&bytes);
        let plan = world.plan();
        let tenant = &plan.tenants[0];
        let floor = ready(&world, &world.observed).min(2);
        let any = administrators(&world, &world.observed) > 0;
        let mut observed = world.observed.clone();
        let goes_on = |change: &&Change| withheld(&plan, tenant, change).is_none();
        for step in tenant.changes.iter().filter(goes_on).flat_map(|change| &change.steps) {
            apply_step(&mut observed, step, fixture::now());
            prop_assert!(ready(&world, &observed) >= floor, "{:?}", step);
            prop_assert!(!any || administrators(&world, &observed) > 0, "{:?}", step);
        }
    }

    /// No write concerns an emergency account, by whichever of its two names it is one, nor an
    /// account at such an address that may be a permanent Global Administrator.
    #[test]
    fn emergency_accounts_are_never_written_to(bytes in bytes(), clouds in bytes()) {
        let mut world = world(&bytes);
        cloud(&mut world, &clouds);
        let owned = Inventory::of(&Context::new(&world.organization, fixture::now()), &world.observed);
        let laps = owned.users.iter().filter(|(address, _)| is_laps(address));
        let spared = laps.flat_map(|(_, users)| users).filter(|user| {
            let declared = world.desired.emergency_accounts.iter();
            let mut names = declared.map(|account| &account.user_principal_name);
            names.any(|name| *name == user.user_principal_name)
                || emergency::may_be_administrator(&world.observed, user.id)
        });
        let spared: Vec<String> = spared.map(|user| user.id.to_string()).collect();
        for step in world.plan().tenants[0].changes.iter().flat_map(|change| &change.steps) {
            let write = format!("{:?}", step.write);
            prop_assert!(!spared.iter().any(|id| write.contains(id.as_str())), "{write}");
        }
    }

    /// Whoever may not have access has none afterwards, unless a guard said so.
    #[test]
    fn nothing_is_enabled_or_privileged_without_a_deadline(bytes in bytes()) {
        let mut world = world(&bytes);
        let outcomes = carry_out(&mut world);
        let owned = Inventory::of(&Context::new(&world.organization, fixture::now()), &world.observed);
        for (address, users) in &owned.users {
            let kept = outcomes.get(address).is_some_and(|outcome| *outcome != Modelled::Done);
            if is_laps(address) || kept {
                continue;
            }
            for user in users {
                let open = match user.marker.grant() {
                    GrantMark::Open(stamp) => stamp.deadline > fixture::now(),
                    GrantMark::None | GrantMark::Unreadable => false,
                };
                let held = world.observed.role_assignments.known().into_iter().flatten();
                let roles = held.filter(|found| found.principal.id == user.id).count();
                let groups = world.observed.memberships.get(&user.id).and_then(Reading::known);
                let groups = groups.into_iter().flatten().filter(|found| !found.fixed).count();
                prop_assert!(open || !user.account_enabled, "{address} is enabled");
                prop_assert!(open || roles + groups == 0, "{address} holds {roles} and {groups}");
            }
        }
    }
}
