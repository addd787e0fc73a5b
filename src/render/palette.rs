//! Colours by meaning. Whatever a colour says is also said by a sign or a word.

use std::fmt;

use anstyle::{AnsiColor, Style};

/// Colours by meaning; without colour every style is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    coloured: bool,
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
        Self { coloured }
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
