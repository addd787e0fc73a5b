//! What there is to say of one technician in one tenant.

use jiff::Timestamp;

use crate::{
    desired::{Decided, Engine, SignIn},
    domain::{
        EndStamp, GrantStamp, ObjectId, TechnicianGroup, TechnicianId, TenantId, TenantName,
        UserPrincipalName, Window,
    },
    observed::{ReadSummary, Refusal},
    plan::{CredentialForm, EndsBy},
    source::Origin,
};

/// What there is to say of one technician in one tenant.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// Who.
    pub technician: TechnicianId,
    /// Where.
    pub tenant: TenantName,
    /// Its GUID.
    pub tenant_id: TenantId,
    /// Where the tenant is declared.
    pub origin: Origin,
    /// The time that the answer is for.
    pub at: Timestamp,
    /// The answer in one word.
    pub answer: Answer,
    /// Why she would not get in; empty where she would.
    pub obstacles: Vec<Obstacle>,
    /// What she gets, and through what; empty where no mapping covers her.
    pub given: Option<Given>,
    /// What is there now; `None` where nobody asked.
    pub live: Option<Result<LiveAccess, Refusal>>,
}

/// Whether a technician gets in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Answer {
    /// She has access at this moment.
    Open,
    /// `tenantry grant` would let her in.
    Yes,
    /// The files let her in; the tenant was not asked.
    ByFiles,
    /// She would not get in.
    No,
    /// Something that decides could not be read.
    Unknown,
}

/// Why a technician would not get in.
#[derive(Debug, Clone, PartialEq)]
pub struct Obstacle {
    /// A stable code, such as `explain::not-mapped` or a plan's own.
    pub code: String,
    /// Why, in one sentence.
    pub message: String,
    /// The way out, where there is one.
    pub help: Option<String>,
    /// The line that says so.
    pub origin: Option<Origin>,
}

/// What a technician gets.
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    /// Her account's name.
    pub user_principal_name: UserPrincipalName,
    /// Roles, with where they apply, such as `Helpdesk Administrator in Branch Offices`.
    pub roles: Vec<(String, Vec<Through>)>,
    /// Groups.
    pub groups: Vec<(String, Vec<Through>)>,
    /// How long after its opening a grant ends, unless another length is asked for.
    pub disable_after: Weighed,
    /// The longest that may be asked for.
    pub maximum: Weighed,
    /// What is asked to end the access.
    pub engine: Decided<Engine>,
    /// What she is to sign in with.
    pub sign_in: SignIn,
    /// How many keys her credential is sealed to.
    pub keys: usize,
    /// What would end the access, as far as the tenant tells.
    pub ending: Option<Ending>,
}

/// The mapping that gives something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Through {
    /// The technician group that it is for.
    pub technicians: TechnicianGroup,
    /// Where the mapping is written.
    pub mapping: Origin,
    /// Where the role or group itself is written, where this mapping is the first to give it.
    pub line: Option<Origin>,
}

/// A window and the lines that were weighed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weighed {
    /// The one that decides.
    pub value: Decided<Window>,
    /// Those that it beats.
    pub beaten: Vec<Decided<Window>>,
}

/// What ends access.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// What does if tenantry never runs again.
    pub by: EndsBy,
    /// Why it is not PIM, where `auto` would rather have it.
    pub why: Option<String>,
    /// What she signs in with; `None` where the access is open already.
    pub credential: Option<CredentialForm>,
}

/// What is there now.
#[derive(Debug, Clone, PartialEq)]
pub struct LiveAccess {
    /// When it was read, by the server's clock.
    pub read_at: Timestamp,
    /// Her account.
    pub account: LiveAccount,
    /// What could not be read of the tenant.
    pub unread: Vec<ReadSummary>,
}

/// An account as it is now.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "there is one of it in an explanation")]
pub enum LiveAccount {
    /// There is none.
    Absent,
    /// Nobody can tell whether there is one.
    Unknown(String),
    /// One bears her name and not our marker, or several bear her marker: none is hers.
    NotOurs(String),
    /// It is there.
    Found {
        /// Its object id.
        id: ObjectId,
        /// Its name.
        user_principal_name: UserPrincipalName,
        /// Whether it can sign in.
        enabled: bool,
        /// The grant on its marker.
        grant: Option<GrantStamp>,
        /// Why its access must end at the next sweep, in words; `None` where it need not.
        due: Option<String>,
        /// The roles that it holds.
        roles: Vec<LiveThing>,
        /// The groups that it is in.
        groups: Vec<LiveThing>,
        /// What it may take up by itself (PIM, "eligible").
        eligible: Vec<String>,
        /// Whether those are all.
        complete: bool,
        /// The end of its last grant.
        ended: Option<EndStamp>,
    },
}

/// A role or a group that an account has now.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LiveThing {
    /// Its name.
    pub name: String,
    /// Whether Entra ID itself ends it.
    pub bound: bool,
    /// Whether a mapping gives it.
    pub mapped: bool,
}
