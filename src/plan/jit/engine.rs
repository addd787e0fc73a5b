//! What ends a role or a membership: Entra ID itself (PIM), or tenantry's next run.
//!
//! PIM takes nothing back in an assignment's first five minutes. Where the app cannot disable an
//! account that holds privileged roles, that would leave no way out, so PIM is not used there.

use jiff::SignedDuration;

use crate::{
    desired::{DesiredAccount, Engine},
    domain::{ObjectId, RoleDefinitionId},
    observed::{ObservedAssignmentPolicy, ObservedTenant, Reading},
    plan::{draft::View, holdings::acts_on_privileged},
};

/// What is to be given and for how long.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bound<'a> {
    /// For how long.
    pub(super) length: SignedDuration,
    /// The ticket, where there is one.
    pub(super) ticket: Option<&'a str>,
}

/// How something is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Way {
    /// Entra ID ends it.
    Pim,
    /// Tenantry ends it; with the reason, where `auto` would rather have PIM.
    Direct(Option<String>),
}

/// PIM makes nothing shorter (Entra ID, "assign roles in PIM").
const SHORTEST: SignedDuration = SignedDuration::from_mins(5);
const ROLES: [&str; 2] =
    ["RoleAssignmentSchedule.ReadWrite.Directory", "RoleManagement.ReadWrite.Directory"];
const GROUPS: [&str; 1] = ["PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup"];

/// Returns how a role is given; why not at all, where `engine: pim` cannot be had.
pub(super) fn for_role(
    view: &View<'_>,
    account: &DesiredAccount,
    role: RoleDefinitionId,
    bound: Bound<'_>,
) -> Result<Way, String> {
    let policy = view.observed.role_policies.get(&role);
    choose(account, || obstacle(view.observed, &ROLES, policy, bound))
}

/// Returns how a membership is given; why not at all, where `engine: pim` cannot be had.
pub(super) fn for_group(
    view: &View<'_>,
    account: &DesiredAccount,
    group: Option<ObjectId>,
    bound: Bound<'_>,
) -> Result<Way, String> {
    choose(account, || match group {
        None => Some("the group is not there yet".to_owned()),
        Some(id) => obstacle(view.observed, &GROUPS, view.observed.group_policies.get(&id), bound),
    })
}

fn choose(
    account: &DesiredAccount,
    obstacle: impl FnOnce() -> Option<String>,
) -> Result<Way, String> {
    match account.access.engine.value {
        Engine::Direct => Ok(Way::Direct(None)),
        Engine::Auto => Ok(obstacle().map_or(Way::Pim, |why| Way::Direct(Some(why)))),
        Engine::Pim => obstacle().map_or(Ok(Way::Pim), Err),
    }
}

/// Returns why PIM cannot give it, as a lower-case fragment.
fn obstacle(
    observed: &ObservedTenant,
    permissions: &[&str],
    policy: Option<&Reading<ObservedAssignmentPolicy>>,
    bound: Bound<'_>,
) -> Option<String> {
    let licensed = observed.organization.known().map(|found| found.has_p2);
    if licensed != Some(true) {
        return Some("the tenant has no Entra ID P2 licence".to_owned());
    }
    if !acts_on_privileged(observed) {
        let why = "the app is not Privileged Authentication Administrator, and PIM takes nothing \
                   back in its first five minutes";
        return Some(why.to_owned());
    }
    if !permits(observed, permissions) {
        return Some(format!("the app lacks {}", permissions[0]));
    }
    if bound.length < SHORTEST {
        return Some("PIM gives nothing for less than five minutes".to_owned());
    }
    match policy {
        Some(Reading::Known(policy)) => against(policy, bound),
        Some(Reading::Absent) => Some("it has no PIM policy".to_owned()),
        Some(Reading::Unknown(unknown)) => {
            Some(format!("its PIM policy could not be read: {}", unknown.why))
        }
        None => Some("its PIM policy was not read".to_owned()),
    }
}

fn against(policy: &ObservedAssignmentPolicy, bound: Bound<'_>) -> Option<String> {
    if let Some(longest) = policy.maximum.filter(|longest| *longest < bound.length) {
        return Some(format!("its PIM policy allows at most {longest:#}"));
    }
    let demands = |rule: &&String| match rule.as_str() {
        "Justification" => false,
        "Ticketing" => bound.ticket.is_none(),
        _ => true,
    };
    match policy.required.iter().find(demands)?.as_str() {
        "Ticketing" => Some("its PIM policy demands a ticket, and the grant has none".to_owned()),
        rule => Some(format!("its PIM policy demands {rule}, which no app can give")),
    }
}

/// Returns whether the app is permitted to one of these; what could not be read is taken from the
/// token.
pub(super) fn permits(observed: &ObservedTenant, any: &[&str]) -> bool {
    let held = observed.permissions.known().unwrap_or(&observed.identity.permissions);
    any.iter().any(|permission| held.contains(*permission))
}
