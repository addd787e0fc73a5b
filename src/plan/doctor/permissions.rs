//! Missing and excess permissions, by the features in use.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Check,
    feature::{needs, reading, recommended, with_more},
    rights::Need,
};
use crate::{
    desired::DesiredTenant,
    domain::{MICROSOFT_GRAPH, permission_id},
    observed::{ObservedTenant, Reading},
    plan::Context,
};

/// Permissions that nothing needs and something is better with: no reproach for having them. Two
/// show when somebody last signed in and what a role's policy allows, the others find and take
/// memberships that an account may take up by itself.
const WELCOME: [&str; 4] = [
    "AuditLog.Read.All",
    "RoleManagementPolicy.Read.Directory",
    "PrivilegedEligibilitySchedule.Read.AzureADGroup",
    "PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup",
];

/// Holds the app's permissions against everything that is declared.
pub(super) fn check(
    context: &Context<'_>,
    desired: &DesiredTenant,
    observed: &ObservedTenant,
) -> Vec<Check> {
    judge(needs(context, desired), &recommended(desired), (desired, observed))
}

/// Holds the permissions of an app that only reads against what reading needs. What it could write
/// with is too much.
pub(super) fn check_reading(desired: &DesiredTenant, observed: &ObservedTenant) -> Vec<Check> {
    judge(reading(desired), &[], (desired, observed))
}

fn judge(
    mut needs: Vec<Need>,
    recommended: &[Need],
    (desired, observed): (&DesiredTenant, &ObservedTenant),
) -> Vec<Check> {
    let (code, title) = ("connection::permissions", "Permissions");
    // The token is a hint where the consent itself cannot be read, and only the app's own token.
    let token = observed.identity.client_id == desired.auth.client_id;
    let held = match &observed.permissions {
        Reading::Known(held) => held.clone(),
        Reading::Absent => BTreeSet::new(),
        Reading::Unknown(_) if token && !observed.identity.permissions.is_empty() => {
            observed.identity.permissions.clone()
        }
        Reading::Unknown(unknown) => {
            let message = format!("the consent could not be read: {}", unknown.why);
            let fix = "give the app Application.Read.All, so that it can check itself";
            return vec![Check::unknown(code, title, message).fix(fix)];
        }
    };
    needs.extend(with_more(desired, &held));
    let mut checks = missing(&needs, &held, observed);
    if checks.is_empty() {
        let message = format!("all {} that are needed are there", needs.len());
        checks.push(Check::pass(code, title, message));
    }
    checks.extend(excess(desired, &needs, (&held, recommended)));
    checks.extend(better(recommended, &held, observed));
    checks
}

/// Says what Entra ID itself would end if the app might ask it to, in a tenant that has the licence.
fn better(recommended: &[Need], held: &BTreeSet<String>, observed: &ObservedTenant) -> Vec<Check> {
    let licensed = observed.organization.known().is_some_and(|found| found.has_p2);
    let unmet = recommended.iter().filter(|need| licensed && !need.is_met(held));
    let told = unmet.map(|need| {
        let (code, title) = ("connection::recommended", "Recommended");
        let message = format!(
            "{} is missing, for {}: without it tenantry's own next run ends them",
            need.least, need.feature
        );
        if need.by_group {
            return Check::skip(code, title, message);
        }
        Check::warn(code, title, message).fix(consent(need.least, observed))
    });
    told.collect()
}

/// Returns the call that gives the app a permission.
pub(super) fn consent(name: &str, observed: &ObservedTenant) -> String {
    let principal =
        observed.service_principal.known().map_or_else(|| "{id}".to_owned(), |p| p.id.to_string());
    let id = permission_id(name).unwrap_or("{appRoleId}");
    format!(
        "POST /servicePrincipals/{principal}/appRoleAssignments {{\"principalId\": \"{principal}\", \
         \"resourceId\": \"{{object id of Microsoft Graph, appId {MICROSOFT_GRAPH}}}\", \
         \"appRoleId\": \"{id}\"}}; or add it under API permissions and grant admin consent"
    )
}

fn missing(needs: &[Need], held: &BTreeSet<String>, observed: &ObservedTenant) -> Vec<Check> {
    let mut unmet: BTreeMap<&str, Vec<&Need>> = BTreeMap::new();
    for need in needs.iter().filter(|need| !need.is_met(held)) {
        unmet.entry(need.least).or_default().push(need);
    }
    let told = without_lower(&unmet).into_iter().map(|(name, features)| {
        let message = format!("{name} is missing, for {}", features.join(" and "));
        Check::fail("connection::permission-missing", "Permissions", message)
            .fix(consent(name, observed))
    });
    told.collect()
}

/// Returns each missing permission with what needs it. One that another missing one includes is
/// not told by itself: the higher one alone would do.
fn without_lower<'a>(unmet: &BTreeMap<&'a str, Vec<&Need>>) -> BTreeMap<&'a str, Vec<&'a str>> {
    let includes = |high: &str, low: &str| {
        unmet.get(low).into_iter().flatten().all(|need| need.higher.contains(&high))
    };
    let highest = |name: &str| !unmet.keys().any(|other| *other != name && includes(other, name));
    let mut told: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, needs) in unmet {
        // What is left out must be included in something that is itself told.
        let by =
            unmet.keys().find(|other| **other != *name && highest(other) && includes(other, name));
        told.entry(by.unwrap_or(name)).or_default().extend(needs.iter().map(|need| need.feature));
    }
    told
}

/// A permission is too much where nothing in use needs it, or where something less would do.
fn excess(
    desired: &DesiredTenant,
    needs: &[Need],
    (held, recommended): (&BTreeSet<String>, &[Need]),
) -> Option<Check> {
    let useful = |name: &str| {
        needs.iter().any(|need| {
            let least = need.least == name;
            // A higher one serves only where nothing lower that is held does.
            let only = need.higher.contains(&name) && !held.contains(need.least);
            least || only
        }) || recommended.iter().any(|need| need.least == name)
    };
    let spare: Vec<&str> = held
        .iter()
        .map(String::as_str)
        .filter(|name| !useful(name) && !WELCOME.contains(name))
        .collect();
    if spare.is_empty() {
        return None;
    }
    let message = format!("the app has more than anything in use needs: {}", spare.join(", "));
    let fix = format!(
        "remove them from the app {} under API permissions, and their consent",
        desired.auth.client_id
    );
    Some(Check::warn("connection::permission-excess", "Permissions", message).fix(fix))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Need, without_lower};

    const READ: &str = "RoleManagement.Read.Directory";
    const WRITE: &str = "RoleManagement.ReadWrite.Directory";

    #[test]
    fn only_the_higher_of_two_missing_permissions_is_told_where_it_does_for_both() {
        let need = |feature, least, higher| Need { feature, least, higher, by_group: false };
        let read = need("reading", READ, &[WRITE]);
        let write = need("writing", WRITE, &[]);
        let told = without_lower(&BTreeMap::from([(READ, vec![&read]), (WRITE, vec![&write])]));
        assert_eq!(told, BTreeMap::from([(WRITE, vec!["reading", "writing"])]));
        // The higher one does for one of two needs only: both permissions are missing.
        let other = need("something else", READ, &[]);
        let told =
            without_lower(&BTreeMap::from([(READ, vec![&read, &other]), (WRITE, vec![&write])]));
        assert_eq!(told.keys().copied().collect::<Vec<_>>(), [READ, WRITE]);
        let told = without_lower(&BTreeMap::from([(READ, vec![&read])]));
        assert_eq!(told, BTreeMap::from([(READ, vec!["reading"])]));
    }
}
