//! What the sandbox was asked, counted for assertions and benchmarks.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use uuid::Uuid;

/// Counters since the start or the last reset.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    tally: Mutex<Tally>,
}

/// What was counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Tally {
    /// HTTP requests to the token endpoint.
    pub tokens: u64,
    /// HTTP requests to Graph; a batch is one.
    pub graph: u64,
    /// Items inside batches.
    pub batched: u64,
    /// Graph requests and batch items other than `GET` and the batch itself.
    pub writes: u64,
    /// The same by tenant.
    pub tenants: BTreeMap<Uuid, TenantTally>,
}

/// What was counted of one tenant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TenantTally {
    /// Token requests by the status they were answered with.
    pub tokens: BTreeMap<u16, u64>,
    /// HTTP requests by method and operation, such as `GET /users/{id}`.
    pub requests: BTreeMap<String, u64>,
    /// Items inside batches by method and operation.
    pub batched: BTreeMap<String, u64>,
    /// Answers, batch items included, by status.
    pub statuses: BTreeMap<u16, u64>,
    /// Requests and items other than `GET` and the batch itself.
    pub writes: u64,
}

/// A Graph request that was answered.
#[derive(Debug)]
pub(crate) struct Counted<'a> {
    /// Its tenant; nil when the token named none.
    pub(crate) tenant: Uuid,
    /// Its method.
    pub(crate) method: &'a str,
    /// Its path behind the version.
    pub(crate) path: &'a str,
    /// Whether it was an item of a batch.
    pub(crate) batched: bool,
    /// The status it was answered with; 0 where the connection was cut.
    pub(crate) status: u16,
}

impl Counts {
    /// Counts a token request.
    pub(crate) fn token(&self, tenant: Option<Uuid>, status: u16) {
        let mut tally = self.tally.lock().unwrap_or_else(PoisonError::into_inner);
        tally.tokens += 1;
        let tenant = tally.tenants.entry(tenant.unwrap_or_default()).or_default();
        *tenant.tokens.entry(status).or_default() += 1;
    }

    /// Counts a Graph request or batch item.
    pub(crate) fn graph(&self, counted: &Counted<'_>) {
        let operation = format!("{} {}", counted.method, operation(counted.path));
        let is_write = counted.method != "GET" && operation != "POST /$batch";
        let mut tally = self.tally.lock().unwrap_or_else(PoisonError::into_inner);
        tally.graph += u64::from(!counted.batched);
        tally.batched += u64::from(counted.batched);
        tally.writes += u64::from(is_write);
        let tenant = tally.tenants.entry(counted.tenant).or_default();
        tenant.writes += u64::from(is_write);
        *tenant.statuses.entry(counted.status).or_default() += 1;
        let by_operation = if counted.batched { &mut tenant.batched } else { &mut tenant.requests };
        *by_operation.entry(operation).or_default() += 1;
    }

    /// Returns what was counted.
    pub(crate) fn read(&self) -> Tally {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Begins again at nothing.
    pub(crate) fn reset(&self) {
        *self.tally.lock().unwrap_or_else(PoisonError::into_inner) = Tally::default();
    }
}

/// Names the operation of a path: ids, names and keys become `{id}`.
pub(crate) fn operation(path: &str) -> String {
    let mut named = String::new();
    let mut takes_id = false;
    for segment in path.split('/').filter(|segment| !segment.is_empty()) {
        named.push('/');
        if let Some((collection, key)) = segment.split_once('(') {
            let key = key.split('=').next().filter(|_| key.contains('='));
            let key = key.map_or("{id}".to_owned(), |name| format!("{name}={{id}}"));
            named.extend([collection, "(", &key, ")"]);
            takes_id = false;
        } else if takes_id && !is_word(segment) {
            named.push_str("{id}");
            takes_id = false;
        } else {
            named.push_str(segment);
            takes_id = is_collection(segment);
        }
    }
    named
}

/// Segments that are followed by an id.
fn is_collection(segment: &str) -> bool {
    const SINGULAR: [&str; 6] =
        ["directory", "roleManagement", "manager", "memberOf", "policies", "privilegedAccess"];
    segment.ends_with('s') && !SINGULAR.contains(&segment)
        || matches!(segment, "organization" | "owners" | "members" | "memberOf")
}

/// Segments that are operations or casts rather than ids, behind a collection.
fn is_word(segment: &str) -> bool {
    segment.starts_with('$')
        || segment.starts_with("microsoft.graph.")
        || matches!(segment, "delta" | "getByIds" | "validateProperties")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_have_no_ids() {
        for (path, expected) in [
            ("/users", "/users"),
            ("/users/alice@contoso.com", "/users/{id}"),
            ("/users/1/memberOf", "/users/{id}/memberOf"),
            ("/groups/1/members/$ref", "/groups/{id}/members/$ref"),
            ("/groups/1/members/2/$ref", "/groups/{id}/members/{id}/$ref"),
            ("/groups(uniqueName='a.b')", "/groups(uniqueName={id})"),
            (
                "/servicePrincipals(appId='x')/appRoleAssignments",
                "/servicePrincipals(appId={id})/appRoleAssignments",
            ),
            ("/users/$count", "/users/$count"),
            ("/domains/contoso.com/verify", "/domains/{id}/verify"),
            (
                "/roleManagement/directory/roleAssignments/x-1",
                "/roleManagement/directory/roleAssignments/{id}",
            ),
            (
                "/directory/deletedItems/microsoft.graph.user",
                "/directory/deletedItems/microsoft.graph.user",
            ),
            (
                "/directory/administrativeUnits/1/members/2/$ref",
                "/directory/administrativeUnits/{id}/members/{id}/$ref",
            ),
            (
                "/users/1/authentication/phoneMethods/2",
                "/users/{id}/authentication/phoneMethods/{id}",
            ),
            (
                "/policies/roleManagementPolicyAssignments/x",
                "/policies/roleManagementPolicyAssignments/{id}",
            ),
            (
                "/identityGovernance/privilegedAccess/group/assignmentSchedules",
                "/identityGovernance/privilegedAccess/group/assignmentSchedules",
            ),
            ("/$batch", "/$batch"),
        ] {
            assert_eq!(operation(path), expected);
        }
    }

    #[test]
    fn a_batch_is_one_request_and_no_write() {
        let counts = Counts::default();
        let tenant = Uuid::from_u128(1);
        let of = |method, path, batched| Counted { tenant, method, path, batched, status: 200 };
        counts.graph(&of("POST", "/$batch", false));
        counts.graph(&of("GET", "/users/1", true));
        counts.graph(&of("POST", "/users", true));
        counts.token(Some(tenant), 200);
        let tally = counts.read();
        assert_eq!((tally.tokens, tally.graph, tally.batched, tally.writes), (1, 1, 2, 1));
        assert_eq!(tally.tenants[&tenant].batched["GET /users/{id}"], 1);
        counts.reset();
        assert_eq!(counts.read(), Tally::default());
    }
}
