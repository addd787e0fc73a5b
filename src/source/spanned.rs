//! Values that remember where they were written.

use std::{borrow::Cow, cmp::Ordering, fmt, marker::PhantomData, ops::Deref};

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, SeqAccess, Visitor},
};

use super::{FileId, Span};

/// Bytes of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Loc {
    /// Which file.
    pub file: FileId,
    /// Which bytes.
    pub span: Span,
}

/// A value and where it was written. Comparing looks at the value alone, so that it can be the
/// key of a map.
#[derive(Debug, Clone)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// The scalar, or for a mapping or a list the key that introduces it.
    pub at: Loc,
    /// For a value taken from defaults or a profile: what in the tenant's file took it.
    pub through: Option<Loc>,
}

impl<T> Spanned<T> {
    /// The name of the newtype by which a deserializer knows that positions are asked for. It
    /// answers with a sequence of seven numbers and the value.
    pub const MARKER: &'static str = "tenantry::Spanned";

    /// Makes a value that was written somewhere.
    #[must_use]
    pub const fn new(value: T, at: Loc) -> Self {
        Self { value, at, through: None }
    }

    /// Keeps the position and changes the value.
    #[must_use]
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned { value: change(self.value), at: self.at, through: self.through }
    }
}

impl<T> Deref for Spanned<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: PartialEq> PartialEq for Spanned<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Spanned<T> {}

impl<T: PartialOrd> PartialOrd for Spanned<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.value.partial_cmp(&other.value)
    }
}

impl<T: Ord> Ord for Spanned<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.value.cmp(&other.value)
    }
}

impl<T: fmt::Display> fmt::Display for Spanned<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl<T: Serialize> Serialize for Spanned<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Spanned<T> {
    fn deserialize<D: Deserializer<'de>>(de: D) -> Result<Self, D::Error> {
        de.deserialize_newtype_struct(Self::MARKER, SpannedVisitor(PhantomData))
    }
}

struct SpannedVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for SpannedVisitor<T> {
    type Value = Spanned<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value with its position")
    }

    /// Any other format has no positions to give.
    fn visit_newtype_struct<D: Deserializer<'de>>(self, de: D) -> Result<Spanned<T>, D::Error> {
        T::deserialize(de).map(|value| Spanned::new(value, Loc::default()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Spanned<T>, A::Error> {
        let missing = || A::Error::custom("a position has seven numbers");
        let mut numbers = [0_u64; 7];
        for number in &mut numbers {
            *number = parts.next_element()?.ok_or_else(missing)?;
        }
        let loc = |file: u64, offset: u64, length: u64| Loc {
            file: FileId(u32::try_from(file).unwrap_or_default()),
            span: Span {
                offset: usize::try_from(offset).unwrap_or_default(),
                length: usize::try_from(length).unwrap_or_default(),
            },
        };
        let [file, offset, length, inherited, through_file, through_offset, through_length] =
            numbers;
        let through = (inherited == 1).then(|| loc(through_file, through_offset, through_length));
        let value = parts.next_element()?.ok_or_else(missing)?;
        Ok(Spanned { value, at: loc(file, offset, length), through })
    }
}

/// The schema of `T` and nothing more: positions are no part of what may be written.
impl<T: JsonSchema> JsonSchema for Spanned<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}
