//! Parts of guards that few plans reach, each with a row of its own.

use super::{
    finding::Scene,
    g002,
    table::{World, alice, blocks, last_administrator, many_removals, verdict},
};
use crate::{
    domain::{DirectoryScope, GuardId, ObjectId},
    observed::{PrincipalKind, Reading, Unknown},
    plan::{
        Blocks, Context, GuardStatus, Subject, Write,
        draft::View,
        fixture::{self, OPEN, PAST, give, id, now, role},
    },
};

/// Nobody plans these against the app, since it is no user; the guard knows them all the same.
#[test]
fn g002_knows_every_write_that_could_take_the_app_away() {
    let app = id("app");
    let (role, scope) = (role("Global Reader"), DirectoryScope::Tenant);
    let assignment = "given".to_owned();
    let writes = |principal: ObjectId| {
        [
            Write::RemoveRoleAssignment {
                assignment: assignment.clone(),
                principal,
                role,
                scope: scope.clone(),
            },
            Write::RemoveRoleSchedule { principal, role, scope: scope.clone() },
            Write::RemoveMember { group: id("group Helpdesk"), user: principal },
            Write::DisableUser { user: principal },
            Write::DeleteUser { user: principal },
        ]
    };
    let harms = |world: &World, write: &Write| {
        let mut planned = world.plan().tenants.remove(0).changes.remove(0);
        planned.steps.truncate(1);
        planned.steps[0].write = write.clone();
        let context = Context::new(&world.organization, now());
        let view = View::of(&context, &world.desired, &world.observed);
        let found = g002::check(Scene { view: &view, changes: &[planned] });
        found.blocks != Blocks::Nothing
    };
    let mut world = World::clean();
    world.observed = fixture::with_user(world.observed, alice(Some(PAST)));
    for (write, other) in writes(app).iter().zip(&writes(id("jit/alice"))) {
        assert!(harms(&world, write), "{write:?}");
        assert!(!harms(&world, other), "{other:?}");
    }
    // Where nobody can say which the app is, whatever is no user may be it.
    world.observed.service_principal = Reading::Unknown(Unknown::because("403"));
    world.observed.identity.principal = None;
    for (write, other) in writes(id("stranger")).iter().zip(&writes(id("jit/alice"))) {
        assert!(harms(&world, write), "{write:?}");
        assert!(!harms(&world, other), "{other:?}");
    }
}

#[test]
fn g003_allows_a_quarter_of_what_is_owned() {
    for (owned, limit, status) in [(15, 3, GuardStatus::Block), (16, 4, GuardStatus::Pass)] {
        let mut world = many_removals();
        // Alice, Bob and one group are there already.
        for number in 3..owned {
            let group = fixture::owned_group(&format!("Old {number}"));
            world.observed = fixture::with_group(world.observed, group);
        }
        let found = verdict(&world.plan(), GuardId::G003);
        assert_eq!((found.observed, found.limit, found.status), (4, limit, status), "{owned}");
    }
}

#[test]
fn g009_counts_the_members_of_groups_whose_role_it_is() {
    // An enabled member of a group that holds the role is enough; an unread group proves nothing.
    let members = |enabled| Reading::Known([(id("owner"), enabled)].into());
    for (members, status) in [
        (members(Some(true)), GuardStatus::Pass),
        (members(Some(false)), GuardStatus::Block),
        (members(None), GuardStatus::Block),
        (Reading::Unknown(Unknown::because("403")), GuardStatus::Block),
    ] {
        let mut world = last_administrator();
        let group = fixture::group("Administrators");
        let mut given = fixture::assignment(
            "Global Administrator",
            &fixture::user("x"),
            DirectoryScope::Tenant,
        );
        given.principal.id = group.id;
        given.principal.kind = PrincipalKind::Group;
        given.principal.enabled = None;
        world.observed.role_assignments.known_mut().expect("known").push(given);
        world.observed.administrator_groups.insert(group.id, members.clone());
        assert_eq!(verdict(&world.plan(), GuardId::G009).status, status, "{members:?}");
    }
}

#[test]
fn g010_asks_before_a_role_assignable_group_that_the_plan_itself_makes() {
    for assignable in [true, false] {
        let mut world = World::clean();
        world.desired.groups[0].assignable_to_role = assignable;
        world.observed = fixture::with_user(fixture::bare(), alice(Some(OPEN)));
        give(&mut world.observed, "User Administrator", &alice(Some(OPEN)));
        let plan = world.plan();
        let steps = plan.tenants[0].changes.iter().flat_map(|change| &change.steps);
        let joins =
            |write: &Write| matches!(write, Write::AddMember { group: Subject::Created(_), .. });
        assert_eq!(steps.filter(|step| joins(&step.write)).count(), 1, "the row tests something");
        if assignable {
            blocks(world, GuardId::G010, &["jit/alice"], true);
        } else {
            assert_eq!(verdict(&plan, GuardId::G010).status, GuardStatus::Pass);
        }
    }
}
