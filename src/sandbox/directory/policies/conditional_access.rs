//! `identity/conditionalAccess/policies`, for reading, and what they make of a sign-in. They lie in
//! the tenant's settings under `conditionalAccessPolicies/{id}`; a seed puts them there.

use std::borrow::Cow;
use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::Value;

use crate::sandbox::directory::collection::{Listing, list, one};
use crate::sandbox::directory::context::Context;
use crate::sandbox::directory::failure::Failure;
use crate::sandbox::directory::memberships::transitive_groups;
use crate::sandbox::directory::objects::text;
use crate::sandbox::directory::operation::{Operation, get};
use crate::sandbox::directory::permission::POLICY_READ;
use crate::sandbox::directory::roles;
use crate::sandbox::odata::facts::CONDITIONAL_ACCESS_POLICY as POLICY;
use crate::sandbox::store::{Table, Tenant};
use crate::sandbox::wire::Response;

const PREFIX: &str = "conditionalAccessPolicies/";
const NAME: &str = "identity/conditionalAccess/policies";

pub(in super::super) const OPERATIONS: &[Operation] = &[
    get("/identity/conditionalAccess/policies", POLICY_READ, list_all),
    get("/identity/conditionalAccess/policies/{id}", POLICY_READ, get_one),
];

fn policies(tenant: &Tenant) -> impl Iterator<Item = &Value> {
    tenant.rows_under(Table::Settings, PREFIX).map(|(_, row)| row)
}

fn list_all(context: &mut Context<'_>) -> Result<Response, Failure> {
    let items = policies(context.tenant).map(Cow::Borrowed).collect();
    list(context, Listing { entity: &POLICY, name: NAME.to_owned(), items })
}

fn get_one(context: &mut Context<'_>) -> Result<Response, Failure> {
    let id = context.key(0);
    let found = policies(context.tenant).find(|row| text(row, "id") == id);
    one(context, &POLICY, NAME, found.ok_or_else(|| Failure::missing(id))?)
}

/// How strong a way to sign in is; `None` for a password alone.
pub(in super::super) type Strength = Option<&'static str>;

/// Tells whether policies keep out a user who signs in in one way, named as an authentication
/// strength names it, such as `temporaryAccessPassMultiUse`.
pub(in super::super) fn is_kept_out(
    tenant: &Tenant,
    now: Timestamp,
    (user, strength): (&str, Strength),
) -> bool {
    let mut named: BTreeSet<_> = transitive_groups(tenant, user);
    named.extend(roles::held(tenant, now, user).into_iter().map(|held| held.role));
    named.extend([user.to_owned(), "All".to_owned()]);
    policies(tenant)
        .filter(|policy| text(policy, "state") == "enabled" && covers(policy, &named))
        .any(|policy| !satisfies(&policy["grantControls"], strength))
}

/// Tells whether a policy is about somebody who is named so.
fn covers(policy: &Value, named: &BTreeSet<String>) -> bool {
    let users = &policy["conditions"]["users"];
    let is_among = |side: &str| {
        ["Users", "Groups", "Roles"].iter().any(|kind| {
            let listed = users.get(format!("{side}{kind}")).and_then(Value::as_array);
            listed.into_iter().flatten().filter_map(Value::as_str).any(|id| named.contains(id))
        })
    };
    is_among("include") && !is_among("exclude")
}

/// Tells whether a way to sign in is what a policy asks for.
fn satisfies(controls: &Value, strength: Strength) -> bool {
    let listed = |value: &Value, word: &str| {
        value.as_array().into_iter().flatten().any(|found| found.as_str() == Some(word))
    };
    let wanted = &controls["authenticationStrength"];
    let is_strong = wanted.is_null()
        || strength.is_some_and(|strength| listed(&wanted["allowedCombinations"], strength));
    let asks_for_more = listed(&controls["builtInControls"], "mfa");
    !listed(&controls["builtInControls"], "block")
        && is_strong
        && (!asks_for_more || strength.is_some())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::super::trial::{ADMIN, ALICE, PLAIN, Trial, role};
    use super::*;

    fn put(trial: &mut Trial, users: &Value, controls: &Value) {
        let row = json!({
            "id": "p1", "displayName": "Strong", "state": "enabled",
            "conditions": {"users": users}, "grantControls": controls,
        });
        trial.tenant.put(Table::Settings, format!("{PREFIX}p1"), row);
    }

    #[test]
    fn policies_are_read_with_their_permission() {
        let mut trial = Trial::new(&["Policy.Read.All"]);
        put(&mut trial, &json!({"includeUsers": ["All"]}), &json!({"builtInControls": ["mfa"]}));
        let all = trial.read(&format!("/{NAME}"));
        assert_eq!(all["value"][0]["grantControls"]["builtInControls"], json!(["mfa"]));
        assert_eq!(trial.read(&format!("/{NAME}/p1"))["displayName"], "Strong");
        assert_eq!(trial.ask("GET", &format!("/{NAME}/p2"), None).status, 404);
        let mut other = Trial::new(&["Policy.Read.AuthenticationMethod"]);
        assert_eq!(other.ask("GET", &format!("/{NAME}"), None).status, 403);
    }

    #[test]
    fn whom_a_policy_is_about_follows_users_groups_and_roles() {
        let mfa = json!({"builtInControls": ["mfa"]});
        for (users, alice, admin) in [
            (json!({"includeUsers": ["All"]}), true, true),
            (json!({"includeUsers": ["All"], "excludeUsers": [ALICE]}), false, true),
            (json!({"includeUsers": ["All"], "excludeGroups": [PLAIN]}), false, true),
            (json!({"includeGroups": [PLAIN]}), true, false),
            (json!({"includeRoles": [role("Global Administrator")]}), false, true),
            (json!({"includeUsers": ["None"]}), false, false),
        ] {
            let mut trial = Trial::new(&[]);
            trial.join(Table::GroupMembers, PLAIN, ALICE);
            put(&mut trial, &users, &mfa);
            let found =
                [ALICE, ADMIN].map(|user| is_kept_out(&trial.tenant, trial.now, (user, None)));
            assert_eq!(found, [alice, admin], "{users}");
        }
    }

    #[test]
    fn what_is_strong_enough_follows_the_controls() {
        let pass = Some("temporaryAccessPassMultiUse");
        for (controls, password, by_pass, key) in [
            (json!({"builtInControls": ["block"]}), true, true, true),
            (json!({"builtInControls": ["mfa"]}), true, false, false),
            (
                json!({"authenticationStrength": {"allowedCombinations": ["fido2"]}}),
                true,
                true,
                false,
            ),
            (json!({"builtInControls": ["compliantDevice"]}), false, false, false),
        ] {
            let mut trial = Trial::new(&[]);
            put(&mut trial, &json!({"includeUsers": ["All"]}), &controls);
            let found = [None, pass, Some("fido2")]
                .map(|strength| is_kept_out(&trial.tenant, trial.now, (ALICE, strength)));
            assert_eq!(found, [password, by_pass, key], "{controls}");
        }
    }
}
