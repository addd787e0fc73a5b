//! Values that several lines may set, with the one that did.

use crate::source::Origin;

/// A value and the line that decides it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided<T> {
    /// The value.
    pub value: T,
    /// The line; `None` where none is written and the product's default holds.
    pub origin: Option<Origin>,
}

impl<T> Decided<T> {
    /// Makes a value that a line decides.
    #[must_use]
    pub const fn by(value: T, origin: Origin) -> Self {
        Self { value, origin: Some(origin) }
    }

    /// Makes a value that no line decides.
    #[must_use]
    pub const fn by_default(value: T) -> Self {
        Self { value, origin: None }
    }

    /// Gives way to another value that is stricter. Of two that are alike the first stays, but a
    /// line is named rather than none.
    pub(super) fn tighten(&mut self, other: Self, stricter: impl FnOnce(&T, &T) -> bool)
    where
        T: PartialEq,
    {
        let alike = other.value == self.value && self.origin.is_none();
        if alike || stricter(&other.value, &self.value) {
            *self = other;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Decided;
    use crate::source::Origin;

    #[test]
    fn the_stricter_value_wins_with_its_line() {
        let line = |number| Origin::synthetic("tenantry.yaml", number);
        for (other, expected) in [
            (Decided::by(2, line(7)), Decided::by(2, line(7))),
            (Decided::by(3, line(7)), Decided::by(3, line(1))),
            (Decided::by(4, line(7)), Decided::by(3, line(1))),
        ] {
            let mut value = Decided::by(3, line(1));
            value.tighten(other, |other, own| other < own);
            assert_eq!(value, expected);
        }
        let mut value = Decided::by_default(3);
        value.tighten(Decided::by(3, line(7)), |other, own| other < own);
        assert_eq!(value.origin, Some(line(7)), "a line that says what holds anyway is named");
    }
}
