//! What a step acts on.

use crate::domain::{Address, ObjectId};

/// An object, known by id or made by an earlier step of the same plan.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// An object that exists.
    Existing(ObjectId),
    /// The object that the change at this address creates; the executor puts in its id.
    Created(Address),
}

impl Subject {
    /// Returns the object's id where it is known.
    #[must_use]
    pub const fn id(&self) -> Option<ObjectId> {
        match self {
            Self::Existing(id) => Some(*id),
            Self::Created(_) => None,
        }
    }
}

impl From<ObjectId> for Subject {
    fn from(id: ObjectId) -> Self {
        Self::Existing(id)
    }
}
