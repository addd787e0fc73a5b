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
    let strong = [
        GLOBAL_ADMINISTRATOR,
        PRIVILEGED_AUTHENTICATION_ADMINISTRATOR,
    ];
    let is_allowed = match guarded(context, user) {
        Guarded::Privileged => holds(&strong),
        Guarded::Authentication => holds(&strong) || holds(&[AUTHENTICATION_ADMINISTRATOR]),
        Guarded::No => !sets_password || holds(&strong) || holds(&[USER_ADMINISTRATOR]),
    };
    if is_allowed {
        Ok(())
    } else {
        Err(Failure::denied())
    }
}

fn guarded(context: &Context<'_>, user: &str) -> Guarded {
    let tenant = &*context.tenant;
    let groups = transitive_groups(tenant, user).into_iter().chain(ids_over(
        tenant,
        Table::GroupOwners,
        user,
    ));
    if groups
        .into_iter()
        .any(|group| is_role_assignable(tenant, &group))
    {
        return Guarded::Privileged;
    }
    roles::held(tenant, context.now, user)
        .iter()
        .map(weight)
        .max()
        .unwrap_or(Guarded::No)
}

fn weight(held: &Held) -> Guarded {
    match catalog::role(&held.role).map(|role| role.display_name) {
        Some(name) if HARMLESS.contains(&name) => Guarded::No,
        Some(AUTHENTICATION_ADMINISTRATOR) => Guarded::Authentication,
        // Any other role counts, a custom one too.
        _ => Guarded::Privileged,
    }
}

/// Tells whether a group can hold roles.
pub(super) fn is_role_assignable(tenant: &Tenant, group: &str) -> bool {
    tenant
        .get(Table::Groups, group)
        .is_some_and(|group| is_true(group, "isAssignableToRole"))
}

/// Requires the permission of its own that a role-assignable group takes.
pub(super) fn require_for_group(context: &Context<'_>, group: &str) -> Result<(), Failure> {
    if is_role_assignable(context.tenant, group) {
        context.require(ROLE_GATE)
    } else {
        Ok(())
    }
}

/// Tells whether a scope covers an object: the tenant, the object itself, or a unit that holds it.
fn covers(tenant: &Tenant, scope: &str, object: &str) -> bool {
    if scope == "/" || scope.trim_start_matches('/') == object {
        return true;
    }
    scope
        .strip_prefix("/administrativeUnits/")
        .is_some_and(|unit| {
            tenant
                .get(
                    Table::AdministrativeUnitMembers,
                    &format!("{unit}/{object}"),
                )
                .is_some()
        })
}

/// Returns the restricted management units that hold an object.
fn restricting(tenant: &Tenant, object: &str) -> Vec<String> {
    let mut units = ids_over(tenant, Table::AdministrativeUnitMembers, object);
    units.retain(|unit| {
        tenant
            .get(Table::AdministrativeUnits, unit)
            .is_some_and(|unit| is_true(unit, "isMemberManagementRestricted"))
    });
    units
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
    let scopes: Vec<_> = units
        .iter()
        .map(|unit| format!("/administrativeUnits/{unit}"))
        .collect();
    if held.iter().any(|held| scopes.contains(&held.scope)) {
        Ok(())
    } else {
        Err(Failure::denied())
    }
}
