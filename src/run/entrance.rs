//! The doors to tenants, as the use cases need them.

use jiff::Timestamp;

use super::PasswordJob;
use crate::{
    apply::Perform,
    desired::DesiredTenant,
    domain::ObjectId,
    observed::{ObservedTenant, ReadNeeds, Reading, Refusal},
    plan::rotation::Ending,
};

/// Lets the use cases into tenants. Microsoft Graph is one; tests bring their own.
pub trait Entrance: Send + Sync + 'static {
    /// A way in that cannot write.
    type Reader: Observe;
    /// A way in that can.
    type Writer: Observe + Perform + Emergency;

    /// Enters a tenant to read, with the read-only app where the tenant declares one.
    fn read(
        &self,
        tenant: &DesiredTenant,
    ) -> impl Future<Output = Result<Self::Reader, Refusal>> + Send;

    /// Enters a tenant to read and write.
    fn write(
        &self,
        tenant: &DesiredTenant,
    ) -> impl Future<Output = Result<Self::Writer, Refusal>> + Send;

    /// Returns whether it signs in with the credentials that the configuration names.
    fn is_configured(&self) -> bool {
        true
    }

    /// Returns how many requests were sent so far, through all ways in.
    fn requests(&self) -> Requests;
}

/// Reads a tenant.
pub trait Observe: Send + Sync + 'static {
    /// Reads everything that the plan needs.
    ///
    /// # Errors
    ///
    /// Fails where nothing at all can be said of the tenant; a collection that cannot be read is
    /// an unknown inside the answer.
    fn observe(
        &self,
        needs: &ReadNeeds,
    ) -> impl Future<Output = Result<ObservedTenant, Refusal>> + Send;

    /// Reads when somebody last signed in to an account with success, where the tenant shows that.
    fn last_sign_in(
        &self,
        account: ObjectId,
    ) -> impl Future<Output = Reading<Option<Timestamp>>> + Send;
}

/// Reaches the emergency accounts of a tenant.
pub trait Emergency: Send + Sync + 'static {
    /// Stores a password of one, sets it and proves it, or resolves what is in doubt.
    fn rotate(&self, job: PasswordJob<'_>) -> impl Future<Output = Ending> + Send;
}

/// HTTP requests, counted where they are sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Requests {
    /// Token requests.
    pub token: u64,
    /// Requests to Graph, writes included; a batch counts once.
    pub graph: u64,
    /// Requests to Graph that may write.
    pub writes: u64,
}
