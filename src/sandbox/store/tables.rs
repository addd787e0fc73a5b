//! One tenant's tables. Every change passes through `put` and `remove`, which record it, so that
//! whoever owns the tenant can make the change durable before it answers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// A kind of object. Relationships are tables too, keyed `{from}/{to}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Table {
    /// The single organization object, keyed by the tenant's id.
    Organization,
    /// Keyed by domain name in lower case.
    Domains,
    /// Keyed by object id.
    Users,
    /// Keyed by object id.
    Groups,
    /// `{group}/{member}`; the value holds `memberType`.
    GroupMembers,
    /// `{group}/{owner}`.
    GroupOwners,
    /// Soft-deleted users, groups and applications, keyed by object id, with `@odata.type`.
    DeletedItems,
    /// Custom role definitions only; the built-in ones are static data.
    RoleDefinitions,
    /// Keyed by assignment id.
    RoleAssignments,
    /// Time-bound (PIM) active assignments, keyed by schedule id.
    RoleAssignmentSchedules,
    /// Time-bound (PIM) active memberships of groups, keyed by schedule id. While one is active,
    /// its membership is among the group members too.
    GroupAssignmentSchedules,
    /// Roles that can be activated (PIM), keyed by schedule id.
    RoleEligibilitySchedules,
    /// Memberships of groups that can be activated (PIM), keyed by schedule id.
    GroupEligibilitySchedules,
    /// Keyed by object id.
    AdministrativeUnits,
    /// `{unit}/{member}`.
    AdministrativeUnitMembers,
    /// Keyed by object id. Credentials' secrets are stored as salted hashes.
    Applications,
    /// Keyed by object id.
    ServicePrincipals,
    /// Keyed by assignment id.
    AppRoleAssignments,
    /// `{application object id}/{extension id}`.
    ExtensionProperties,
    /// Keyed by object id of the user: salted hash of the password in force.
    Passwords,
    /// `{user}/{method id}`: what a user can sign in with beside the password. The text of a
    /// Temporary Access Pass is stored as a salted hash.
    AuthenticationMethods,
    /// Anything about the tenant that is not a directory object (licences, settings), by name.
    Settings,
}

/// One recorded change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Mutation {
    /// The table changed.
    pub table: Table,
    /// The key of the row.
    pub key: String,
    /// The row's new content; `None` where it was removed.
    pub value: Option<Value>,
}

/// One tenant's whole state.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Tenant {
    /// The directory's GUID.
    pub id: Uuid,
    /// The rows by table and key, in order.
    pub tables: BTreeMap<Table, BTreeMap<String, Value>>,
    #[serde(skip)]
    recorded: Vec<Mutation>,
}

impl Tenant {
    /// Makes an empty tenant.
    #[must_use]
    pub fn new(id: Uuid) -> Self {
        Self { id, ..Self::default() }
    }

    /// Returns a row.
    #[must_use]
    pub fn get(&self, table: Table, key: &str) -> Option<&Value> {
        self.tables.get(&table)?.get(key)
    }

    /// Iterates over a table's rows in the order of their keys.
    pub fn rows(&self, table: Table) -> impl Iterator<Item = (&str, &Value)> {
        self.tables.get(&table).into_iter().flatten().map(|(key, value)| (key.as_str(), value))
    }

    /// Iterates over the rows whose key begins with `prefix`, as the members of one group do.
    pub fn rows_under<'a>(
        &'a self,
        table: Table,
        prefix: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a Value)> {
        let rows = self.tables.get(&table);
        rows.into_iter()
            .flat_map(move |rows| rows.range(prefix.to_owned()..))
            .take_while(move |(key, _)| key.starts_with(prefix))
            .map(|(key, value)| (key.as_str(), value))
    }

    /// Writes a row and records the change.
    pub fn put(&mut self, table: Table, key: impl Into<String>, value: Value) {
        let mutation = Mutation { table, key: key.into(), value: Some(value) };
        self.replay(mutation.clone());
        self.recorded.push(mutation);
    }

    /// Removes a row, records the change and returns what was there.
    pub fn remove(&mut self, table: Table, key: &str) -> Option<Value> {
        let removed = self.tables.get_mut(&table)?.remove(key)?;
        self.recorded.push(Mutation { table, key: key.to_owned(), value: None });
        Some(removed)
    }

    /// Applies a change read back from the log, without recording it again.
    pub fn replay(&mut self, mutation: Mutation) {
        let rows = self.tables.entry(mutation.table).or_default();
        match mutation.value {
            Some(value) => drop(rows.insert(mutation.key, value)),
            None => drop(rows.remove(&mutation.key)),
        }
    }

    /// Takes the changes recorded since the last call.
    pub fn take_recorded(&mut self) -> Vec<Mutation> {
        std::mem::take(&mut self.recorded)
    }
}
