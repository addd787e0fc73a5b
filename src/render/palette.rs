//! Colours by meaning. Whatever a colour says is also said by a sign or a word.

use std::fmt;

use anstyle::{AnsiColor, Style};

use super::layout::WIDTH;

/// The narrowest page: below it, words would stand one below the other.
const NARROWEST: usize = 40;

/// Colours by meaning, and the width of what they are put on; without colour every style is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    coloured: bool,
    width: usize,
}

/// What a piece of text means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// A heading.
    Heading,
    /// Something appears, or is well.
    Good,
    /// Something changes, or wants a look.
    Notice,
    /// Something goes, or is wrong.
    Bad,
    /// Something that comes back regularly.
    Regular,
    /// Where and when: beside the point.
    Aside,
}

impl Palette {
    /// Makes a palette that colours, or one that does not.
    #[must_use]
    pub const fn new(coloured: bool) -> Self {
        Self { coloured, width: WIDTH }
    }

    /// Returns this palette for a terminal of so many columns: from 40 to 80 of them are used.
    #[must_use]
    pub const fn fitted(self, columns: usize) -> Self {
        let width = if columns < NARROWEST {
            NARROWEST
        } else if columns > WIDTH {
            WIDTH
        } else {
            columns
        };
        Self { coloured: self.coloured, width }
    }

    /// Returns how many columns a line may take.
    pub(super) const fn width(self) -> usize {
        self.width
    }

    /// Returns whether there is less room than a page has: then nothing stands side by side.
    pub(super) const fn is_narrow(self) -> bool {
        self.width < WIDTH
    }

    /// Returns whether this palette colours.
    #[must_use]
    pub const fn is_coloured(self) -> bool {
        self.coloured
    }

    /// Wraps a text in its colour.
    pub fn paint<T: fmt::Display>(self, tone: Tone, text: T) -> String {
        if !self.coloured {
            return text.to_string();
        }
        let style = match tone {
            Tone::Heading => Style::new().bold(),
            Tone::Good => AnsiColor::Green.on_default(),
            Tone::Notice => AnsiColor::Yellow.on_default(),
            Tone::Bad => AnsiColor::Red.on_default().bold(),
            Tone::Regular => AnsiColor::Cyan.on_default(),
            Tone::Aside => Style::new().dimmed(),
        };
        format!("{style}{text}{style:#}")
    }
}

#[cfg(test)]
mod tests {
    use super::{Palette, Tone};

    #[test]
    fn without_colour_nothing_is_added() {
        assert_eq!(Palette::new(false).paint(Tone::Bad, "x"), "x");
        assert!(Palette::new(true).paint(Tone::Bad, "x").starts_with('\u{1b}'));
    }
}
