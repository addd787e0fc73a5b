//! Whether to colour: decided once, also for what clap says before there are arguments.

use anstream::ColorChoice;
use clap::ValueEnum;

use super::args::Color;

/// Makes a choice the choice of every stream of this process.
pub(super) fn choose(color: Color) {
    match color {
        Color::Auto => {}
        Color::Always => ColorChoice::AlwaysAnsi.write_global(),
        Color::Never => ColorChoice::Never.write_global(),
    }
}

/// Finds the choice among words that nothing has parsed yet, the last one given.
pub(super) fn named(words: impl Iterator<Item = String>, variable: Option<String>) -> Color {
    let mut found = variable;
    let mut words = words.take_while(|word| word != "--");
    while let Some(word) = words.next() {
        if word == "--color" {
            found = words.next();
        } else if let Some(value) = word.strip_prefix("--color=") {
            found = Some(value.to_owned());
        }
    }
    found.and_then(|text| Color::from_str(&text, false).ok()).unwrap_or(Color::Auto)
}

#[cfg(test)]
mod tests {
    use super::{Color, named};

    #[test]
    fn the_choice_is_found_before_anything_is_parsed() {
        for (words, variable, expected) in [
            ("plan --color never", None, Color::Never),
            ("--color=always plan", Some("never"), Color::Always),
            ("plan", Some("never"), Color::Never),
            ("plan -- --color never", None, Color::Auto),
            ("plan --color", None, Color::Auto),
            ("plan --color blue", None, Color::Auto),
            ("--color never --color always", None, Color::Always),
        ] {
            let words_given = words.split(' ').map(str::to_owned);
            assert_eq!(named(words_given, variable.map(str::to_owned)), expected, "{words}");
        }
    }
}
