//! Random worlds, built from throws of dice so that a failing one shrinks towards a plain one.

use std::collections::BTreeSet;

use super::administrators::administrators;
use crate::{
    desired::{AccessScope, DesiredOrganization, DesiredTenant, Provision, RoleGrant, TenantState},
    domain::{Address, DirectoryScope, ObjectId, UserPrincipalName},
    observed::{
        ObservedAdministrativeUnit, ObservedDomain, ObservedGroup, ObservedMarker,
        ObservedMembership, ObservedRoleSchedule, ObservedTenant, ObservedUser, Reading, Unknown,
    },
    plan::{
        Context, Plan, assemble,
        fixture::{self, id, upn, word},
        plan_tenant,
    },
};

pub(super) const ADMINISTRATOR: &str = "Global Administrator";
const ROLES: [&str; 5] =
    ["User Administrator", "Global Reader", "Reports Reader", ADMINISTRATOR, "Lost Role"];
const GROUPS: [&str; 5] = ["Helpdesk", "Tools", "Book Club", "Assignable", "Everyone"];
const PEOPLE: [&str; 4] = ["alice", "bob", "carol", "dave"];
const MARKERS: [&str; 6] =
    ["jit/alice", "jit/bob", "laps/emergency-1", "groups/Helpdesk", "", "jit/../x"];
const GRANTS: [&str; 9] = [
    "",
    "adhoc-1 2026-11-23T11:00:00Z 2026-11-23T13:00:00Z",
    "adhoc-1 2026-11-23T09:00:00Z 2026-11-23T11:00:00Z",
    "adhoc-1 2026-11-23T11:55:00Z 2026-11-23T13:00:00Z",
    "adhoc-1 2026-11-23T11:00:00Z 2026-11-24T11:00:00Z",
    "adhoc-1 2030-01-01T00:00:00Z 2030-01-01T01:00:00Z",
    "for ever",
    "adhoc-1 2026-11-23T11:00:00Z",
    "a b c d",
];

/// A tenant as meant and as found.
#[derive(Debug, Clone)]
pub(super) struct World {
    pub(super) organization: DesiredOrganization,
    pub(super) desired: DesiredTenant,
    pub(super) observed: ObservedTenant,
    pub(super) prune: bool,
}

impl World {
    pub(super) fn plan(&self) -> Plan {
        let context =
            Context { prune: self.prune, ..Context::new(&self.organization, fixture::now()) };
        assemble(&context, vec![plan_tenant(&context, &self.desired, &self.observed)])
    }
}

/// Throws, one byte each; all further ones are zero.
pub(super) struct Dice<'a>(std::slice::Iter<'a, u8>);

impl Dice<'_> {
    pub(super) fn throw(&mut self, sides: usize) -> usize {
        usize::from(self.0.next().copied().unwrap_or(0)) % sides
    }

    pub(super) fn one_in(&mut self, sides: usize) -> bool {
        self.throw(sides) == sides - 1
    }

    pub(super) fn pick<'b>(&mut self, words: &[&'b str]) -> &'b str {
        words[self.throw(words.len())]
    }

    fn some<'b>(&mut self, words: &[&'b str], sides: usize) -> Vec<&'b str> {
        words.iter().copied().filter(|_| self.one_in(sides)).collect()
    }
}

/// Builds a world in which everything could be read.
pub(super) fn world(bytes: &[u8]) -> World {
    let mut dice = Dice(bytes.iter());
    let mut world = World {
        organization: fixture::organization(),
        desired: fixture::desired(),
        observed: fixture::bare(),
        prune: dice.one_in(4),
    };
    furnish(&mut world, &mut dice);
    mean(&mut world, &mut dice);
    for person in PEOPLE {
        seat(&mut world, &mut dice, person);
    }
    emergencies(&mut world, &mut dice);
    if dice.one_in(6) {
        world.observed.clock_skew = jiff::SignedDuration::from_secs(-301);
    }
    if dice.one_in(3) {
        let app = id("app");
        let list = world.observed.role_assignments.known_mut().expect("known");
        list.retain(|found| found.principal.id != app);
    }
    if dice.one_in(2) {
        administrators(&mut world, &mut dice);
    }
    world
}

fn unit() -> ObservedAdministrativeUnit {
    ObservedAdministrativeUnit {
        id: id("unit"),
        display_name: "Branch".to_owned(),
        restricted: false,
    }
}

pub(super) fn found_group(name: &str) -> ObservedGroup {
    let mut group = if ["Helpdesk", "Tools"].contains(&name) {
        fixture::owned_group(name)
    } else {
        fixture::group(name)
    };
    group.assignable_to_role = ["Assignable", "Tools"].contains(&name);
    group.dynamic = name == "Everyone";
    group
}

/// What stands in the tenant beside accounts.
fn furnish(world: &mut World, dice: &mut Dice<'_>) {
    let observed = &mut world.observed;
    observed.administrative_units = Reading::Known([(unit().id, unit())].into());
    let lost = crate::observed::ObservedRole {
        id: fixture::role("Lost Role"),
        display_name: "Lost Role".to_owned(),
        built_in: false,
    };
    let keep: BTreeSet<_> = ROLES.iter().map(|name| fixture::role(name)).collect();
    let roles = observed.role_definitions.known_mut().expect("known");
    roles.retain(|id, _| keep.contains(id));
    roles.insert(lost.id, lost);
    observed.keyed_groups.insert("tenantry.northwind-msp.tools".to_owned(), Reading::Absent);
    for name in GROUPS {
        if dice.one_in(3) {
            continue;
        }
        let mut group = found_group(name);
        match dice.throw(8) {
            5 => group.marker = ObservedMarker::ours(&word("other-msp"), &word("groups/X")),
            6 => group.marker = ObservedMarker::default(),
            7 => group.display_name = format!("{name} (renamed)"),
            4 => {
                // Somebody copied the marker to a group of their own.
                let mut copy = ObservedGroup { unique_name: None, ..group.clone() };
                copy.id = id(&format!("copy of {name}"));
                world.observed = fixture::with_group(world.observed.clone(), copy);
            }
            _ => {}
        }
        world.observed = fixture::with_group(world.observed.clone(), group);
    }
    if dice.one_in(2) {
        let domain = ObservedDomain {
            name: word("admin.contoso.com"),
            verified: dice.one_in(2),
            managed: !dice.one_in(4),
            initial: false,
            verification_record: None,
        };
        let domains = world.observed.domains.known_mut().expect("known");
        domains.insert(domain.name.clone(), domain);
    }
}

/// What the configuration says.
fn mean(world: &mut World, dice: &mut Dice<'_>) {
    let desired = &mut world.desired;
    desired.state = match dice.throw(6) {
        4 => TenantState::Suspended,
        5 => TenantState::Offboarding,
        _ => TenantState::Active,
    };
    if dice.one_in(8) {
        desired.display_name = Some(word("Fabrikam"));
    }
    if dice.one_in(2) {
        let mut domain = desired.domains[0].clone();
        domain.name = word("admin.contoso.com");
        domain.manage = dice.one_in(2);
        desired.domains.push(domain);
    }
    if dice.one_in(4) {
        desired.groups.clear();
    } else if dice.one_in(3) {
        desired.groups[0].description = Some("helps".to_owned());
    }
    world.organization.guards.maximum_removals = if dice.one_in(2) { 100 } else { 3 };
    if dice.one_in(5) {
        world.organization.technicians.get_mut(&word("bob")).expect("bob").active = false;
        if let Some(jit) = &mut desired.jit {
            jit.accounts.remove(&word("bob"));
        }
    }
    if dice.one_in(10) {
        desired.jit = None;
    }
    let Some(jit) = &mut desired.jit else { return };
    jit.provision = if dice.one_in(3) { Provision::OnDemand } else { Provision::Ahead };
    jit.remove_unmanaged = dice.one_in(3);
    for account in jit.accounts.values_mut() {
        let roles = dice.some(&ROLES, 3);
        let groups = dice.some(&GROUPS, 4);
        let mut access = fixture::account(account.technician.as_str(), &roles, &groups).access;
        if dice.one_in(3) {
            let origin = account.origin.clone();
            let scope = AccessScope::AdministrativeUnit(word("Branch"));
            access.roles.insert(RoleGrant { role: word("Global Reader"), scope }, origin);
        }
        account.access = access;
        if dice.one_in(8) {
            account.user_principal_name =
                word(&format!("msp-{}@admin.contoso.com", account.technician));
            let name = account.user_principal_name.clone();
            world.observed.named_users.insert(name, Reading::Absent);
        }
    }
}

/// What bears a technician's name or marker.
fn seat(world: &mut World, dice: &mut Dice<'_>, person: &str) {
    let name: UserPrincipalName = upn(&format!("msp-{person}"));
    match dice.throw(8) {
        0 | 1 => {}
        6 => stranger(world, dice, &name),
        7 => {
            account(world, dice, &format!("jit/{person}"), &name);
            account(world, dice, &format!("jit/{person}"), &upn(&format!("msp-{person}-2")));
        }
        _ => account(world, dice, &format!("jit/{person}"), &name),
    }
}

fn account(world: &mut World, dice: &mut Dice<'_>, address: &str, name: &UserPrincipalName) {
    let mut user = fixture::owned_user(address, name.as_str());
    user.id = id(name.as_str());
    user.account_enabled = dice.one_in(2);
    user.marker.grant = Some(dice.pick(&GRANTS).to_owned());
    if dice.one_in(6) {
        user.marker.address = Some(dice.pick(&MARKERS).to_owned());
    }
    if dice.one_in(8) {
        user.display_name = "Somebody".to_owned();
    }
    world.observed = fixture::with_user(world.observed.clone(), user.clone());
    rights(world, dice, &user);
}

/// A user who is not ours, or another installation's, under a name of ours.
fn stranger(world: &mut World, dice: &mut Dice<'_>, name: &UserPrincipalName) {
    let mut user = fixture::user("stranger");
    user.id = id(&format!("stranger {name}"));
    user.user_principal_name = name.clone();
    if dice.one_in(2) {
        user.marker = ObservedMarker::ours(&word("other-msp"), &word("jit/alice"));
    }
    world.observed = fixture::with_user(world.observed.clone(), user.clone());
    rights(world, dice, &user);
}

fn rights(world: &mut World, dice: &mut Dice<'_>, user: &ObservedUser) {
    for name in dice.some(&ROLES, 3) {
        let scope = match dice.throw(7) {
            4 => DirectoryScope::AdministrativeUnit(unit().id),
            5 => DirectoryScope::Object(id("object")),
            6 => DirectoryScope::Other("/attributeSets/Engineering".to_owned()),
            _ => DirectoryScope::Tenant,
        };
        let given = fixture::assignment(name, user, scope.clone());
        if dice.one_in(4) {
            let schedule = ObservedRoleSchedule {
                id: given.id.clone(),
                role: given.role,
                principal: user.id,
                scope,
                start: None,
                end: dice.one_in(2).then(|| "2027-01-01T00:00:00Z".parse().expect("a time")),
                activated: dice.one_in(2),
                through_group: false,
            };
            world.observed.role_schedules.known_mut().expect("known").push(schedule);
        }
        world.observed.role_assignments.known_mut().expect("known").push(given);
    }
    for name in dice.some(&GROUPS, 3) {
        let group = found_group(name);
        let membership = ObservedMembership { fixed: group.dynamic, ..fixture::membership(&group) };
        let groups = world.observed.memberships.get_mut(&user.id).and_then(Reading::known_mut);
        groups.expect("read").insert(membership);
    }
}

/// Emergency accounts that are missing, disabled, or marked as something else by somebody.
fn emergencies(world: &mut World, dice: &mut Dice<'_>) {
    for name in ["emergency-1", "emergency-2"] {
        let mut user = fixture::user(name);
        match dice.throw(8) {
            4 => user.account_enabled = false,
            5 => user.marker = ObservedMarker::ours(&word("northwind-msp"), &word("jit/alice")),
            6 => {
                let own = format!("laps/{name}");
                user.marker = ObservedMarker::ours(&word("northwind-msp"), &word(&own));
            }
            7 => user.marker = ObservedMarker::ours(&word("northwind-msp"), &word("laps/old")),
            _ => continue,
        }
        for found in world.observed.role_assignments.known_mut().expect("known") {
            if found.principal.id == user.id {
                found.principal.enabled = Some(user.account_enabled);
            }
        }
        world.observed = fixture::with_user(world.observed.clone(), user);
    }
    if dice.one_in(4) {
        world.desired.emergency_accounts.pop();
    }
}

/// Makes some of what was read unknown.
pub(super) fn cloud(world: &mut World, bytes: &[u8]) {
    let mut dice = Dice(bytes.iter());
    let observed = &mut world.observed;
    let why = || Unknown::because("500");
    macro_rules! maybe {
        ($($field:ident),*) => {
            $(if dice.one_in(5) { observed.$field = Reading::Unknown(why()); })*
        };
    }
    maybe!(
        organization,
        domains,
        owned_users,
        owned_groups,
        named_groups,
        role_definitions,
        role_assignments,
        role_schedules,
        administrative_units,
        service_principal,
        permissions,
        application,
        extensions
    );
    let users: Vec<ObjectId> = observed.memberships.keys().copied().collect();
    for user in users {
        if dice.one_in(5) {
            observed.memberships.insert(user, Reading::Unknown(why()));
        }
    }
    for reading in observed.named_users.values_mut() {
        if dice.one_in(5) {
            *reading = Reading::Unknown(why());
        }
    }
    for reading in observed.administrator_groups.values_mut() {
        if dice.one_in(5) {
            *reading = Reading::Unknown(why());
        }
    }
    for reading in observed.keyed_groups.values_mut() {
        if dice.one_in(5) {
            *reading = Reading::Unknown(why());
        }
    }
}

/// Returns whether an address is one that only emergency accounts have.
pub(super) fn is_laps(address: &Address) -> bool {
    matches!(address, Address::Laps(_))
}
