//! The three states of knowledge.

/// What is known of something that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading<T> {
    /// It was read, completely.
    Known(T),
    /// It was proved not to exist.
    Absent,
    /// It could not be read: nothing may be derived from it.
    Unknown(Unknown),
}

/// Why something could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unknown {
    /// A lower-case fragment for people.
    pub why: String,
    /// The HTTP status, where there was an answer.
    pub status: Option<u16>,
    /// Graph's error code, where there was one.
    pub code: Option<String>,
    /// Graph's `request-id`, to give to Microsoft's support.
    pub request_id: Option<String>,
}

impl Unknown {
    /// Makes a reason that no answer of Graph stands behind.
    pub fn because(why: impl Into<String>) -> Self {
        Self { why: why.into(), ..Self::default() }
    }
}

impl<T> Reading<T> {
    /// Returns the value where it is known.
    pub const fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Absent | Self::Unknown(_) => None,
        }
    }

    /// Returns the value to change, where it is known.
    pub const fn known_mut(&mut self) -> Option<&mut T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Absent | Self::Unknown(_) => None,
        }
    }

    /// Returns the reason where it is unknown.
    pub const fn unknown(&self) -> Option<&Unknown> {
        match self {
            Self::Unknown(why) => Some(why),
            Self::Known(_) | Self::Absent => None,
        }
    }

    /// Returns whether it is proved absent.
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Applies a function to the known value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Reading<U> {
        match self {
            Self::Known(value) => Reading::Known(f(value)),
            Self::Absent => Reading::Absent,
            Self::Unknown(why) => Reading::Unknown(why),
        }
    }
}
