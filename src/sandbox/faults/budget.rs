//! Graph's throttling: what a request costs and what a tenant may spend.
//!
//! Source: "Microsoft Graph service-specific throttling limits", page of 2026-02-06, identity and
//! access.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use uuid::Uuid;

/// What one request costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cost {
    /// Resource units, as told in `x-ms-resource-unit`.
    pub(crate) units: u32,
    /// Write units.
    pub(crate) writes: u32,
}

/// Tells what a request costs by its method, its path behind the version and its query.
pub(crate) fn cost(method: &str, path: &str, query: &[(String, String)]) -> Cost {
    if method != "GET" {
        let units = if path.ends_with("/getByIds") { 5 } else { 1 };
        return Cost { units, writes: 1 };
    }
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let mut units: i64 = match (segments.as_slice(), segments.last().copied().unwrap_or_default()) {
        (["contracts" | "subscribedSkus"] | [_, _, "members"], _) => 3,
        ([_, _, "transitiveMembers"], _) => 5,
        (_, "domainNameReferences") => 4,
        (["users" | "applications"] | ["oauth2PermissionGrants", ..], _)
        | (
            _,
            "memberOf"
            | "transitiveMemberOf"
            | "ownedObjects"
            | "licenseDetails"
            | "extensionProperties"
            | "appRoleAssignments",
        ) => 2,
        _ => 1,
    };
    let value = |name: &str| query.iter().find(|(key, _)| key == name).map(|(_, value)| value);
    units -= i64::from(value("$select").is_some());
    units += i64::from(value("$expand").is_some());
    units -=
        i64::from(value("$top").and_then(|top| top.parse().ok()).is_some_and(|top: u32| top < 20));
    Cost { units: u32::try_from(units.max(1)).unwrap_or(1), writes: 0 }
}

/// What a charge came to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Charge {
    /// Paid; the share of the budget that is used.
    Paid(f64),
    /// Refused: which limit, and in how many seconds to come again.
    Refused(&'static str, u32),
}

/// The token buckets, one pair per fault, tenant and app.
#[derive(Debug, Default)]
pub(crate) struct Buckets {
    buckets: Mutex<BTreeMap<(u64, Uuid, String), [Bucket; 2]>>,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    used: f64,
    at: Timestamp,
}

/// Whose bucket is charged.
#[derive(Debug, Clone)]
pub(crate) struct Account<'a> {
    /// The number of the fault.
    pub(crate) fault: u64,
    /// The tenant.
    pub(crate) tenant: Uuid,
    /// The app's client id.
    pub(crate) app: &'a str,
    /// How many users the tenant has: its size decides its budget.
    pub(crate) users: usize,
    /// What the budgets are multiplied with.
    pub(crate) scale: f64,
}

impl Buckets {
    /// Charges a request.
    pub(crate) fn charge(&self, account: &Account<'_>, cost: Cost, now: Timestamp) -> Charge {
        let units = match account.users {
            0..50 => 3_500.0,
            50..=500 => 5_000.0,
            _ => 8_000.0,
        };
        let limits = [
            (f64::from(cost.units), units * account.scale, 10.0, "ResourceUnitLimitExceeded"),
            (f64::from(cost.writes), 3_000.0 * account.scale, 150.0, "WriteLimitExceeded"),
        ];
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (account.fault, account.tenant, account.app.to_owned());
        let pair = buckets.entry(key).or_insert([Bucket { used: 0.0, at: now }; 2]);
        for (bucket, (_, limit, window, _)) in pair.iter_mut().zip(limits) {
            let passed = now.duration_since(bucket.at).as_secs_f64().max(0.0);
            bucket.used = (bucket.used - passed * limit / window).max(0.0);
            bucket.at = now;
        }
        for (bucket, (price, limit, window, name)) in pair.iter().zip(limits) {
            if price > 0.0 && bucket.used + price > limit {
                let wait = (bucket.used + price - limit) / (limit / window);
                return Charge::Refused(name, whole_seconds(wait));
            }
        }
        let mut share: f64 = 0.0;
        for (bucket, (price, limit, ..)) in pair.iter_mut().zip(limits) {
            bucket.used += price;
            share = share.max(bucket.used / limit);
        }
        Charge::Paid(share)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the value is clamped to what fits first"
)]
fn whole_seconds(seconds: f64) -> u32 {
    seconds.ceil().clamp(1.0, 600.0) as u32
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    fn query(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn costs_follow_the_table() {
        let select = query(&[("$select", "id")]);
        let expand = query(&[("$expand", "principal")]);
        for (method, path, query, units) in [
            ("GET", "/users", &[][..], 2),
            ("GET", "/users", &select, 1),
            ("GET", "/users/1", &select, 1),
            ("GET", "/groups/1/members", &[], 3),
            ("GET", "/groups/1/transitiveMembers", &[], 5),
            ("GET", "/roleManagement/directory/roleAssignments", &expand, 2),
            ("POST", "/users", &[], 1),
        ] {
            assert_eq!(cost(method, path, query).units, units, "{method} {path}");
        }
        assert_eq!(cost("POST", "/users", &[]).writes, 1);
        assert_eq!(cost("GET", "/users", &[]).writes, 0);
    }

    #[test]
    fn a_budget_is_used_up_and_fills_again() {
        let buckets = Buckets::default();
        let account = Account { fault: 1, tenant: Uuid::nil(), app: "app", users: 3, scale: 0.001 };
        let start: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let read = Cost { units: 1, writes: 0 };
        let results: Vec<_> = (0..4).map(|_| buckets.charge(&account, read, start)).collect();
        assert!(matches!(results[2], Charge::Paid(share) if share > 0.8), "{results:?}");
        assert_eq!(results[3], Charge::Refused("ResourceUnitLimitExceeded", 2));
        let later = start + SignedDuration::from_secs(2);
        assert!(matches!(buckets.charge(&account, read, later), Charge::Paid(_)));
        let other = Account { app: "other", ..account };
        assert!(matches!(buckets.charge(&other, read, start), Charge::Paid(_)));
    }
}
