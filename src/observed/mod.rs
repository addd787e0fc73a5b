//! What is: plain data read from a tenant, buildable by hand in a test. Every collection is known,
//! proved absent, or unknown; nothing here decides anything.

mod connection;
mod directory;
mod group;
mod ledger;
mod marker;
mod method;
mod needs;
mod policy;
mod readable;
mod reading;
mod tenant;
mod user;

pub use connection::{
    Identity, ObservedApplication, ObservedCredential, ObservedOrganization,
    ObservedServicePrincipal, Refusal, RefusalKind,
};
pub use directory::{
    ObservedAdministrativeUnit, ObservedDomain, ObservedPrincipal, ObservedRole,
    ObservedRoleAssignment, ObservedRoleSchedule, PrincipalKind,
};
pub use group::{ObservedGroup, ObservedMembership};
pub use ledger::{
    Claim, Ledger, LedgerError, LedgerVersion, Misstep, NewPending, Proof, Retention, VersionState,
};
pub use marker::{GrantMark, ObservedMarker, Ownership};
pub use method::{MethodKind, ObservedGroupSchedule, ObservedMethod};
pub use needs::ReadNeeds;
pub use policy::{ObservedAccessPolicy, ObservedAssignmentPolicy, ObservedPassPolicy};
pub use readable::Readable;
pub use reading::{Reading, Unknown};
pub use tenant::{ELIGIBLE_MEMBERSHIPS, ObservedTenant, ReadState, ReadSummary};
pub use user::ObservedUser;
