//! What a tenant allows of Temporary Access Passes. The policy lies in the tenant's settings under
//! `temporaryAccessPass`; a tenant without one lets everybody use them, with Microsoft's limits.

use serde_json::{Value, json};

use crate::sandbox::directory::memberships::transitive_groups;
use crate::sandbox::directory::objects::{is_true, text};
use crate::sandbox::store::{Table, Tenant};

/// The row of the tenant's settings that holds the policy.
pub(super) const KEY: &str = "temporaryAccessPass";
/// The target that means everybody.
const EVERYBODY: &str = "all_users";

/// The policy of Temporary Access Passes.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) struct PassPolicy(Value);

impl PassPolicy {
    /// Reads a tenant's policy.
    pub(in super::super) fn of(tenant: &Tenant) -> Self {
        Self(tenant.get(Table::Settings, KEY).cloned().unwrap_or_else(default))
    }

    /// Returns the policy as Graph names its properties.
    pub(super) fn into_value(self) -> Value {
        self.0
    }

    fn number(&self, property: &str) -> i64 {
        self.0.get(property).and_then(Value::as_i64).unwrap_or_default()
    }

    /// Returns the shortest and the longest life of a pass, in minutes.
    pub(in super::super) fn bounds(&self) -> (i64, i64) {
        (self.number("minimumLifetimeInMinutes"), self.number("maximumLifetimeInMinutes"))
    }

    /// Returns the life of a pass that asks for none, in minutes.
    pub(in super::super) fn default_lifetime(&self) -> i64 {
        self.number("defaultLifetimeInMinutes")
    }

    /// Returns how many characters a pass has.
    pub(in super::super) fn length(&self) -> usize {
        usize::try_from(self.number("defaultLength")).unwrap_or(8).clamp(8, 48)
    }

    /// Tells whether every pass is good for one sign-in only.
    pub(in super::super) fn is_once_only(&self) -> bool {
        is_true(&self.0, "isUsableOnce")
    }

    /// Tells whether the method is on and a user is among those who may use it.
    pub(in super::super) fn includes(&self, tenant: &Tenant, user: &str) -> bool {
        let groups = transitive_groups(tenant, user);
        let is_among = |list: &str| {
            let targets = self.0.get(list).and_then(Value::as_array).into_iter().flatten();
            targets
                .map(|target| text(target, "id"))
                .any(|id| id == EVERYBODY || id.eq_ignore_ascii_case(user) || groups.contains(id))
        };
        text(&self.0, "state") == "enabled"
            && is_among("includeTargets")
            && !is_among("excludeTargets")
    }
}

/// The policy of a tenant that says nothing: on for everybody, 60 to 480 minutes
/// (`temporaryAccessPassAuthenticationMethodConfiguration`, its example).
fn default() -> Value {
    json!({
        "id": "TemporaryAccessPass",
        "state": "enabled",
        "defaultLength": 8,
        "defaultLifetimeInMinutes": 60,
        "isUsableOnce": false,
        "maximumLifetimeInMinutes": 480,
        "minimumLifetimeInMinutes": 60,
        "includeTargets": [
            {"targetType": "group", "id": EVERYBODY, "isRegistrationRequired": false},
        ],
        "excludeTargets": [],
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::trial::{ADMIN, ALICE, PLAIN, Trial};
    use super::*;

    #[test]
    fn who_is_included_follows_state_and_targets() {
        let mut trial = Trial::new(&[]);
        trial.join(Table::GroupMembers, PLAIN, ALICE);
        let target = |id: &str| json!([{"targetType": "group", "id": id}]);
        for (state, include, exclude, alice, admin) in [
            ("enabled", target(EVERYBODY), json!([]), true, true),
            ("disabled", target(EVERYBODY), json!([]), false, false),
            ("enabled", target(PLAIN), json!([]), true, false),
            ("enabled", target(ADMIN), json!([]), false, true),
            ("enabled", target(EVERYBODY), target(PLAIN), false, true),
            ("enabled", json!([]), json!([]), false, false),
        ] {
            let row = json!({"state": state, "includeTargets": include, "excludeTargets": exclude});
            trial.tenant.put(Table::Settings, KEY, row);
            let policy = PassPolicy::of(&trial.tenant);
            let found = [ALICE, ADMIN].map(|user| policy.includes(&trial.tenant, user));
            assert_eq!(found, [alice, admin], "{policy:?}");
        }
    }
}
