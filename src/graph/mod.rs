//! Microsoft Graph: signing in, reading a tenant, carrying out writes. A connection belongs to one
//! tenant from beginning to end; what reads has no method that writes; whatever could not be read
//! is unknown and never absent. No decision is taken here.

mod batch;
mod certificate;
mod connection;
mod credential;
mod failure;
mod identity;
mod odata;
mod pace;
mod page;
mod read;
mod retry;
mod rotation;
mod session;
mod settings;
mod sign_in;
mod token;
mod tokens;
mod transport;
mod wire;
mod write;

pub use connection::{Connection, Door, Graph, Reader};
pub use credential::Credential;
pub use rotation::EmergencyAccount;
pub use settings::{GraphError, Settings};
pub use transport::RequestCounts;
