//! A change as the file holds it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::plan::{Attribute, Cause, ChangeAction, DocumentGrant, Kind, Reason, Risk};

/// One declared thing and what happens to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DocumentChange {
    /// `TENANT/ADDRESS`, such as `contoso/jit/alice`.
    pub address: String,
    /// The kind of thing.
    pub kind: Kind,
    /// The object's id, where it exists.
    pub object_id: Option<String>,
    /// What happens to it.
    pub actions: Vec<ChangeAction>,
    /// Why at all.
    pub cause: Cause,
    /// Why exactly.
    pub reason: Reason,
    /// How much could go wrong.
    pub risk: Risk,
    /// Before and after of exactly the fields that are touched.
    pub attributes: Vec<Attribute>,
    /// JSON pointers of values that are set and never shown.
    pub write_only: Vec<String>,
    /// What must hold before its first write, in words. It is read again just before the write
    /// that needs it; what an earlier write of the same change brings about is left out.
    pub preconditions: Vec<String>,
    /// The roles and memberships that it gives, by id: `role {id} at {scope}`, `group {id}`.
    pub gives: Vec<String>,
    /// Addresses of changes that must be done before.
    pub depends_on: Vec<String>,
    /// Whether the change does nothing but end access.
    pub ends_access: bool,
    /// Whether it gives anyone a role or a membership.
    pub raises_privilege: bool,
    /// The grant that it opens or lengthens; left out where it does neither.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant: Option<DocumentGrant>,
    /// Where it is declared; null for what no file declares any more.
    pub source: Option<DocumentSource>,
    /// Equal for the same change in several tenants.
    pub group_key: String,
}

/// Where something is declared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DocumentSource {
    /// The path relative to the configuration's folder.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
    /// Positions in defaults or profiles that the value was taken from.
    pub via: Vec<DocumentPlace>,
}

/// A position in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DocumentPlace {
    /// The path relative to the configuration's folder.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
}

impl DocumentChange {
    /// Returns whether both would do the same to the same object, whatever is said about it.
    pub(crate) fn does_the_same(&self, other: &Self) -> bool {
        self.address == other.address
            && self.object_id == other.object_id
            && self.actions == other.actions
            && self.attributes.len() == other.attributes.len()
            && self.attributes.iter().zip(&other.attributes).all(|(one, two)| one.is_same(two))
            && self.gives == other.gives
            && self.write_only == other.write_only
    }
}
