//! A change: one declared thing and everything that must happen to it.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{GrantPlan, Step};
use crate::{
    domain::{Address, ObjectId},
    source::Origin,
};

/// One declared thing and everything that must happen to it, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// What is changed, inside its tenant.
    pub address: Address,
    /// The object, where it exists.
    pub object_id: Option<ObjectId>,
    /// What happens to it.
    pub action: ChangeAction,
    /// Why at all.
    pub cause: Cause,
    /// Why exactly.
    pub reason: Reason,
    /// How much could go wrong.
    pub risk: Risk,
    /// Before and after of exactly the fields that are touched.
    pub attributes: Vec<Attribute>,
    /// JSON pointers of values that are set and never shown, such as `/passwordProfile`.
    pub write_only: Vec<&'static str>,
    /// Changes of this tenant that must be done before.
    pub depends_on: BTreeSet<Address>,
    /// Where in the files it is declared; `None` for what no file declares any more.
    pub origin: Option<Origin>,
    /// What is done, in order.
    pub steps: Vec<Step>,
    /// Whether the change does nothing but end access (and put the shown name right on the way):
    /// such a change is never counted or blocked by G003, G004, G005, G007 and G010.
    pub ends_access: bool,
    /// Whether it raises anyone's privilege: gives a role or a membership.
    pub raises_privilege: bool,
    /// How many things it removes that G003 counts: memberships, roles, objects.
    pub removals: u32,
    /// Why the end of the access cannot be proved, where that is so: then the change is never
    /// called done, however its steps end.
    pub unproved: Option<String>,
    /// Before when the end cannot be complete, since PIM takes no assignment back in its first five
    /// minutes.
    pub pending_until: Option<Timestamp>,
    /// The grant that it opens or lengthens. What fails on the way of one that opens ends in
    /// revocation.
    pub grant: Option<GrantPlan>,
}

impl Change {
    /// Makes a change to which the caller adds what it is about.
    pub(crate) fn blank(address: &Address, origin: Option<&Origin>) -> Self {
        Self {
            address: address.clone(),
            object_id: None,
            action: ChangeAction::Update,
            cause: Cause::Config,
            reason: Reason::Differs,
            risk: Risk::Low,
            attributes: Vec::new(),
            write_only: Vec::new(),
            depends_on: BTreeSet::new(),
            origin: origin.cloned(),
            steps: Vec::new(),
            ends_access: false,
            raises_privilege: false,
            removals: 0,
            unproved: None,
            pending_until: None,
            grant: None,
        }
    }
}

/// What happens to a declared thing.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum ChangeAction {
    /// It is made.
    Create,
    /// It is changed.
    Update,
    /// It is deleted.
    Delete,
    /// Its password is replaced.
    Rotate,
    /// It is taken over by `import`.
    Adopt,
}

/// Why something changes at all.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum Cause {
    /// The configuration asks for it.
    Config,
    /// The tenant has moved away from the configuration.
    Drift,
    /// Its time has come.
    Schedule,
}

/// Why exactly something changes.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum Reason {
    /// It is declared and does not exist.
    Missing,
    /// The domain exists and is not verified.
    Unverified,
    /// Its fields differ from the declared ones.
    Differs,
    /// The account's deadline has passed.
    DeadlinePassed,
    /// The account is enabled or privileged and bears no deadline.
    DeadlineMissing,
    /// The account's deadline cannot be read.
    DeadlineUnreadable,
    /// The account's deadline lies later than the longest window allows.
    DeadlineStretched,
    /// The technician is disabled.
    TechnicianDisabled,
    /// No such technician is declared any more.
    TechnicianUnknown,
    /// No mapping of the tenant covers the technician any more.
    NotMapped,
    /// The tenant is suspended.
    TenantSuspended,
    /// The tenant is being handed over.
    TenantOffboarding,
    /// A grant opens.
    GrantOpens,
    /// A grant is lengthened.
    GrantExtended,
    /// Somebody ends the access.
    Revoked,
    /// The file of the open grant is gone, or no longer says so.
    GrantWithdrawn,
    /// The deadline on the marker is later than the grant's file says.
    DeadlineBeyondFile,
    /// The audit trail remembers the account as ours, and its marker no longer says so.
    Tampered,
    /// Its last grant ended longer ago than `deleteAfter`.
    DeleteAfter,
    /// Two objects bear one address; both may only be ended.
    AddressTwice,
    /// A disabled account, or one without a grant, still holds a role or a membership.
    LeftOver,
    /// The account in its window lacks what its mappings give, or has more.
    AccessDiffers,
    /// The emergency account's making was begun and not finished.
    Unfinished,
    /// The emergency account is disabled, or not in its role for good.
    NotReady,
    /// The password is older than `rotateEvery`.
    RotationDue,
    /// Somebody opened the password.
    PasswordOpened,
    /// Somebody else changed the password.
    PasswordChanged,
    /// An earlier rotation was not proved, or not finished.
    RotationOpen,
    /// Somebody adopts it.
    Adopted,
    /// Nothing declares it, or it is to have no access any more, and `--prune` was given.
    Pruned,
}

/// How much could go wrong.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum Risk {
    /// Nothing that anyone would notice.
    Low,
    /// Worth a look.
    Medium,
    /// Gives or takes access.
    High,
    /// Concerns a tier-0 role or deletes.
    Critical,
}

/// One field, before and after.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Attribute {
    /// A JSON pointer, such as `/accountEnabled` or `/roles`.
    pub path: String,
    /// The value found; null where there was none.
    pub before: Value,
    /// The value afterwards; null where it is removed.
    pub after: Value,
    /// A word for people, such as `deadline 11:00Z passed 42 min ago`, as of the time that the
    /// plan was made for; left out where there is none. No decision depends on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Attribute {
    /// Returns whether both stand for the same, whatever is said about it.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.path == other.path && self.before == other.before && self.after == other.after
    }

    /// Makes an attribute without a note.
    pub(crate) fn new(path: impl Into<String>, before: Value, after: Value) -> Self {
        Self { path: path.into(), before, after, note: None }
    }
}

/// The kinds of declared things.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// The app registration that tenantry signs in as.
    Connection,
    /// A domain.
    Domain,
    /// An owned group.
    Group,
    /// A JIT account.
    JitAccount,
    /// An emergency account.
    LapsAccount,
}

impl Kind {
    /// Returns the kind of thing that an address names.
    #[must_use]
    pub const fn of(address: &Address) -> Self {
        match address {
            Address::Connection => Self::Connection,
            Address::Domain(_) => Self::Domain,
            Address::Group(_) => Self::Group,
            Address::Jit(_) => Self::JitAccount,
            Address::Laps(_) => Self::LapsAccount,
        }
    }
}
