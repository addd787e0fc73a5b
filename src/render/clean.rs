//! Texts of others inside lines of ours.

use super::sanitize;

/// Makes a text fit to stand in a line of ours: sanitised, and without the marks that a
/// continuous-integration log takes for a command (`::` at a line's start, `##[` and `##vso[`
/// anywhere), since wrapping can move any word to the start of a line.
pub(super) fn clean(text: &str) -> String {
    // Twice each, since taking a row of three apart leaves a pair.
    let apart =
        |text: String, pair: &str, parted: &str| text.replace(pair, parted).replace(pair, parted);
    let text = apart(sanitize(text).into_owned(), "::", ": :");
    apart(text, "##", "# #")
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn nothing_is_left_that_a_log_acts_on() {
        assert_eq!(clean("a ::error::b ##vso[c] d\u{1b}"), "a : :error: :b # #vso[c] d\\u{1b}");
        assert_eq!(clean("###[x]"), "# # #[x]");
    }
}
