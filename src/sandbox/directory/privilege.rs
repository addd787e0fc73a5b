//! The rules beyond permissions: who may touch a privileged user, and what a restricted management
//! administrative unit or a role-assignable group keeps to itself.
//!
//! Source: "Who can perform sensitive actions" in the users resource page of 2026-07, and the page
//! on restricted management administrative units.

use super::context::Context;
use super::failure::Failure;
use super::memberships::{ids_over, transitive_groups};
use super::objects::is_true;
use super::permission::ROLE_GATE;
use super::roles::{self, Held};
use crate::sandbox::catalog;
use crate::sandbox::store::{Table, Tenant};

const GLOBAL_ADMINISTRATOR: &str = "Global Administrator";
const PRIVILEGED_AUTHENTICATION_ADMINISTRATOR: &str = "Privileged Authentication Administrator";
const AUTHENTICATION_ADMINISTRATOR: &str = "Authentication Administrator";
const USER_ADMINISTRATOR: &str = "User Administrator";

/// Roles whose holders may be handled as if they held none.
const HARMLESS: [&str; 9] = [
    "Directory Readers",
    "Groups Administrator",
    "Guest Inviter",
    "Helpdesk Administrator",
    "Message Center Reader",
    "Password Administrator",
    "Reports Reader",
    "Usage Summary Reports Reader",
    USER_ADMINISTRATOR,
];

/// How far a target's own privilege reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Guarded {
    /// Holds nothing that matters.
    No,
    /// Holds Authentication Administrator at the most.
    Authentication,
    /// Holds any other role, or is in or owns a role-assignable group.
    Privileged,
}

/// Requires what a sensitive action on a user takes of the caller's own directory roles. Setting a
/// password takes User Administrator even for ordinary people.
pub(super) fn require_for_sensitive(
    context: &Context<'_>,
    user: &str,
    sets_password: bool,
) -> Result<(), Failure> {
    let caller = context.caller.principal_id.to_string();
    let held = roles::held(context.tenant, context.now, &caller);
    let holds = |names: &[&str]| {
        held.iter().any(|held| {
            catalog::role(&held.role).is_some_and(|role| names.contains(&role.display_name))
                && covers(context.tenant, &held.scope, user)
        })
    };
    let strong = [GLOBAL_ADMINISTRATOR, PRIVILEGED_AUTHENTICATION_ADMINISTRATOR];
    let is_allowed = match guarded(context, user) {
        Guarded::Privileged => holds(&strong),
        Guarded::Authentication => holds(&strong) || holds(&[AUTHENTICATION_ADMINISTRATOR]),
        Guarded::No => !sets_password || holds(&strong) || holds(&[USER_ADMINISTRATOR]),
    };
    if is_allowed { Ok(()) } else { Err(Failure::denied()) }
}

fn guarded(context: &Context<'_>, user: &str) -> Guarded {
    let tenant = &*context.tenant;
    let groups = transitive_groups(tenant, user).into_iter().chain(ids_over(
        tenant,
        Table::GroupOwners,
        user,
    ));
    if groups.into_iter().any(|group| is_role_assignable(tenant, &group)) {
        return Guarded::Privileged;
    }
    roles::held(tenant, context.now, user)
        .iter()
        .map(|held| weight(tenant, held))
        .max()
        .unwrap_or(Guarded::No)
}

fn weight(tenant: &Tenant, held: &Held) -> Guarded {
    let unit = held.scope.strip_prefix("/administrativeUnits/").unwrap_or("");
    if is_closed(tenant, unit) {
        return Guarded::Privileged;
    }
    match catalog::role(&held.role).map(|role| role.display_name) {
        Some(name) if HARMLESS.contains(&name) => Guarded::No,
        Some(AUTHENTICATION_ADMINISTRATOR) => Guarded::Authentication,
        // Any other role counts, a custom one too.
        _ => Guarded::Privileged,
    }
}

/// Tells whether a group can hold roles.
pub(super) fn is_role_assignable(tenant: &Tenant, group: &str) -> bool {
    tenant.get(Table::Groups, group).is_some_and(|group| is_true(group, "isAssignableToRole"))
}

/// Requires the permission of its own that a role-assignable group takes.
pub(super) fn require_for_group(context: &Context<'_>, group: &str) -> Result<(), Failure> {
    if is_role_assignable(context.tenant, group) { context.require(ROLE_GATE) } else { Ok(()) }
}

/// Tells whether a scope covers an object: the tenant, the object itself, or a unit that holds it.
fn covers(tenant: &Tenant, scope: &str, object: &str) -> bool {
    if scope == "/" || scope.trim_start_matches('/') == object {
        return true;
    }
    scope.strip_prefix("/administrativeUnits/").is_some_and(|unit| {
        tenant.get(Table::AdministrativeUnitMembers, &format!("{unit}/{object}")).is_some()
    })
}

/// Returns the restricted management units that hold an object.
fn restricting(tenant: &Tenant, object: &str) -> Vec<String> {
    let mut units = ids_over(tenant, Table::AdministrativeUnitMembers, object);
    units.retain(|unit| is_closed(tenant, unit));
    units
}

/// Tells whether a unit restricts the management of its members.
fn is_closed(tenant: &Tenant, unit: &str) -> bool {
    let unit = tenant.get(Table::AdministrativeUnits, unit);
    unit.is_some_and(|unit| is_true(unit, "isMemberManagementRestricted"))
}

/// Tells whether an object is in a restricted management unit.
pub(super) fn is_restricted(tenant: &Tenant, object: &str) -> bool {
    !restricting(tenant, object).is_empty()
}

/// Requires a role at the scope of a restricted management unit that holds the object: permissions
/// and tenant-wide roles do not reach into one.
pub(super) fn require_unrestricted(context: &Context<'_>, object: &str) -> Result<(), Failure> {
    let units = restricting(context.tenant, object);
    if units.is_empty() {
        return Ok(());
    }
    let caller = context.caller.principal_id.to_string();
    let held = roles::held(context.tenant, context.now, &caller);
    let scopes: Vec<_> = units.iter().map(|unit| format!("/administrativeUnits/{unit}")).collect();
    if held.iter().any(|held| scopes.contains(&held.scope)) {
        Ok(())
    } else {
        Err(Failure::denied())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::trial::{ADMIN, ALICE, CLOSED, HELD, PRINCIPAL, Trial, UNIT};
    use crate::sandbox::store::Table;

    const PERMISSIONS: &[&str] = &[
        "User.ReadWrite.All",
        "User.EnableDisableAccount.All",
        "User-PasswordProfile.ReadWrite.All",
    ];

    fn disable(trial: &mut Trial, user: &str) -> u16 {
        trial.ask("PATCH", &format!("/users/{user}"), Some(json!({"accountEnabled": false}))).status
    }

    fn reset(trial: &mut Trial, user: &str) -> u16 {
        let profile = json!({"passwordProfile": {"password": "Zk4-ppQ9xw", "forceChangePasswordNextSignIn": false}});
        trial.ask("PATCH", &format!("/users/{user}"), Some(profile)).status
    }

    #[test]
    fn what_a_target_holds_decides_what_the_caller_needs() {
        // target's role, caller's role, disabling, setting the password
        let table = [
            (None, None, 204, 403),
            (None, Some("Global Reader"), 204, 403),
            (None, Some("User Administrator"), 204, 204),
            (None, Some("Privileged Authentication Administrator"), 204, 204),
            (Some("Helpdesk Administrator"), None, 204, 403),
            (Some("Helpdesk Administrator"), Some("User Administrator"), 204, 204),
            (Some("Global Reader"), None, 403, 403),
            (Some("Global Reader"), Some("User Administrator"), 403, 403),
            (Some("Global Reader"), Some("Privileged Authentication Administrator"), 204, 204),
            (Some("Global Administrator"), Some("Global Administrator"), 204, 204),
            (Some("Authentication Administrator"), Some("User Administrator"), 403, 403),
            (Some("Authentication Administrator"), Some("Authentication Administrator"), 204, 204),
        ];
        for (target, caller, disabled, set) in table {
            let mut trial = Trial::new(PERMISSIONS);
            if let Some(name) = target {
                trial.give(ALICE, name, "/");
            }
            if let Some(name) = caller {
                trial.give(PRINCIPAL, name, "/");
            }
            assert_eq!(reset(&mut trial, ALICE), set, "{target:?} by {caller:?}");
            assert_eq!(disable(&mut trial, ALICE), disabled, "{target:?} by {caller:?}");
        }
    }

    #[test]
    fn role_assignable_groups_protect_members_and_owners() {
        for table in [Table::GroupMembers, Table::GroupOwners] {
            let mut trial = Trial::new(PERMISSIONS);
            trial.join(table, HELD, ALICE);
            assert_eq!(disable(&mut trial, ALICE), 403, "{table:?}");
            assert_eq!(
                trial.ask("DELETE", &format!("/users/{ALICE}"), None).status,
                403,
                "{table:?}"
            );
            trial.give(PRINCIPAL, "Privileged Authentication Administrator", "/");
            assert_eq!(disable(&mut trial, ALICE), 204, "{table:?}");
        }
    }

    #[test]
    fn a_role_over_a_restricted_unit_makes_privileged() {
        let mut trial = Trial::new(PERMISSIONS);
        trial.give(ALICE, "Helpdesk Administrator", &format!("/administrativeUnits/{UNIT}"));
        assert_eq!(disable(&mut trial, ALICE), 204);
        trial.give(ALICE, "Helpdesk Administrator", &format!("/administrativeUnits/{CLOSED}"));
        assert_eq!(disable(&mut trial, ALICE), 403);
    }

    #[test]
    fn ordinary_properties_of_the_privileged_are_open() {
        let mut trial = Trial::new(PERMISSIONS);
        assert_eq!(
            trial.ask("PATCH", &format!("/users/{ADMIN}"), Some(json!({"city": "Oslo"}))).status,
            204
        );
        assert_eq!(
            trial
                .ask("PATCH", &format!("/users/{ADMIN}"), Some(json!({"mobilePhone": "1"})))
                .status,
            403
        );
    }

    #[test]
    fn scoped_roles_reach_their_unit() {
        let mut trial = Trial::new(PERMISSIONS);
        trial.give(PRINCIPAL, "User Administrator", &format!("/administrativeUnits/{UNIT}"));
        assert_eq!(reset(&mut trial, ALICE), 403);
        trial.join(Table::AdministrativeUnitMembers, UNIT, ALICE);
        assert_eq!(reset(&mut trial, ALICE), 204);
    }

    #[test]
    fn restricted_units_keep_everyone_else_out() {
        let mut trial = Trial::new(PERMISSIONS);
        trial.join(Table::AdministrativeUnitMembers, CLOSED, ALICE);
        trial.give(PRINCIPAL, "Global Administrator", "/");
        assert_eq!(
            trial.ask("PATCH", &format!("/users/{ALICE}"), Some(json!({"city": "Oslo"}))).status,
            403
        );
        assert_eq!(disable(&mut trial, ALICE), 403);
        assert_eq!(trial.ask("DELETE", &format!("/users/{ALICE}"), None).status, 403);
        let shown = trial.read(&format!("/users/{ALICE}?$select=isManagementRestricted"));
        assert_eq!(shown["isManagementRestricted"], true);
        trial.give(PRINCIPAL, "User Administrator", &format!("/administrativeUnits/{CLOSED}"));
        assert_eq!(disable(&mut trial, ALICE), 204);
    }

    #[test]
    fn a_role_that_ended_protects_no_longer() {
        let mut trial = Trial::new(PERMISSIONS);
        let schedule = json!({
            "id": "s", "principalId": ALICE, "roleDefinitionId": super::super::trial::role("Global Reader"),
            "directoryScopeId": "/",
            "scheduleInfo": {
                "startDateTime": "2026-11-23T10:00:00Z",
                "expiration": {"type": "afterDuration", "duration": "PT3H"},
            },
        });
        trial.tenant.put(Table::RoleAssignmentSchedules, "s", schedule);
        assert_eq!(disable(&mut trial, ALICE), 403);
        trial.now = "2026-11-23T13:00:00Z".parse().unwrap();
        assert_eq!(disable(&mut trial, ALICE), 204);
    }
}
