//! Why something was not read or written.

/// Says what became of an operation on a store. It never holds a secret: no query strings, no keys,
/// no tokens, no bytes that were stored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StorageError {
    /// Something of this name is there, so it was not created.
    #[error("`{name}` is already there")]
    AlreadyThere {
        /// The object's name.
        name: String,
    },
    /// What is there is not the expected version, so it was not replaced: somebody else wrote.
    #[error("`{name}` was changed by somebody else meanwhile")]
    Changed {
        /// The object's name.
        name: String,
    },
    /// The store knows no such credential, or gives it no right to this; nothing was written.
    #[error("the store refuses `{name}`: {cause}")]
    Refused {
        /// The object's name, or the store's address.
        name: String,
        /// A lower-case fragment.
        cause: String,
    },
    /// The store did not do it, and certainly wrote nothing.
    #[error("the store cannot be used for `{name}`: {cause}")]
    Unavailable {
        /// The object's name, or the store's address.
        name: String,
        /// A lower-case fragment.
        cause: String,
    },
    /// The write may have happened, now or later, or not: reading did not tell.
    #[error("whether the store wrote `{name}` is unknown: {cause}")]
    Unknown {
        /// The object's name.
        name: String,
        /// A lower-case fragment.
        cause: String,
    },
    /// The store answers, but breaks a promise that tenantry relies on.
    #[error("the server does not keep what a store promises: {cause} (`{name}`)")]
    Unfit {
        /// The object's name, or the store's address.
        name: String,
        /// A lower-case fragment.
        cause: String,
    },
}

impl StorageError {
    /// Returns whether the write may have happened all the same.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown { .. })
    }

    /// Returns whether somebody else was there first, so that reading again shows what holds.
    #[must_use]
    pub fn is_lost_race(&self) -> bool {
        matches!(self, Self::AlreadyThere { .. } | Self::Changed { .. })
    }
}
