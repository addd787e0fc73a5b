//! Bytes under names that outlive a run: a local folder or an object store, with writes that say
//! what must be there before. Knows nothing of what the bytes mean.

mod backend;
mod cloud;
mod error;
mod faults;
mod folder;
mod object_name;
mod probe;
mod store;
mod version;

pub use error::StorageError;
pub use faults::{Fault, Operation};
pub use object_name::ObjectName;
pub use store::Storage;
pub use version::{Stored, Version};
