//! A `$filter` as read.

use jiff::Timestamp;

/// A comparison operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `eq`.
    Equal,
    /// `ne`.
    NotEqual,
    /// `ge`.
    AtLeast,
    /// `le`.
    AtMost,
    /// `gt`, which the directory refuses.
    Above,
    /// `lt`, which the directory refuses.
    Below,
}

impl Comparison {
    /// Returns the operator as it is written.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Equal => "eq",
            Self::NotEqual => "ne",
            Self::AtLeast => "ge",
            Self::AtMost => "le",
            Self::Above => "gt",
            Self::Below => "lt",
        }
    }

    /// Returns the operator's name in `OData`'s messages.
    #[must_use]
    pub fn kind(self) -> &'static str {
        match self {
            Self::Equal => "Equal",
            Self::NotEqual => "NotEqual",
            Self::AtLeast => "GreaterThanOrEqual",
            Self::AtMost => "LessThanOrEqual",
            Self::Above => "GreaterThan",
            Self::Below => "LessThan",
        }
    }
}

/// A constant.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// `'…'`, with doubled quotes undone.
    Text(String),
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// `null`.
    Null,
    /// An unquoted GUID, in lower case.
    Guid(String),
    /// An unquoted RFC 3339 time.
    Moment(Timestamp),
}

impl Literal {
    /// Returns the type's name in `OData`'s messages.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Text(_) => "Edm.String",
            Self::Boolean(_) => "Edm.Boolean",
            Self::Integer(_) => "Edm.Int32",
            Self::Null => "<null>",
            Self::Guid(_) => "Edm.Guid",
            Self::Moment(_) => "Edm.DateTimeOffset",
        }
    }
}

/// A condition on one object. Paths are split at their slashes.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// Both hold.
    And(Box<Self>, Box<Self>),
    /// Either holds.
    Or(Box<Self>, Box<Self>),
    /// It does not hold.
    Not(Box<Self>),
    /// `path operator literal`.
    Compare(Vec<String>, Comparison, Literal),
    /// `path in (…)`.
    In(Vec<String>, Vec<Literal>),
    /// `startsWith(path, 'text')` and its kin, by lower-case name.
    Function(String, Vec<String>, Literal),
    /// `path/any(variable:condition)`; without a condition: there is at least one value.
    Any(Vec<String>, Option<(String, Box<Self>)>),
}
