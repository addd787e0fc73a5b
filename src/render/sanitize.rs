//! The one sanitiser: everything that came from a file or from Graph passes it before it is shown.

use std::{borrow::Cow, fmt::Write as _};

/// The most characters of one string that are shown where nothing else is asked for.
pub const LONGEST: usize = 1_000;

/// Makes a text safe to show: whatever a terminal would act on, or an eye would overlook, becomes
/// a visible escape such as `\u{202e}`. Longer texts than [`LONGEST`] characters are cut.
#[must_use]
pub fn sanitize(text: &str) -> Cow<'_, str> {
    sanitize_to(text, LONGEST)
}

/// Makes a text safe to show, and cuts it behind `longest` characters.
#[must_use]
pub fn sanitize_to(text: &str, longest: usize) -> Cow<'_, str> {
    let short = text.len() <= longest || text.chars().nth(longest).is_none();
    if short && !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len().min(longest) + 8);
    for c in text.chars().take(longest) {
        if is_unsafe(c) {
            let _ = write!(safe, "{}", c.escape_unicode());
        } else {
            safe.push(c);
        }
    }
    if !short {
        safe.push('…');
    }
    Cow::Owned(safe)
}

/// Returns whether a character is acted on or overlooked: controls (line ends and ESC among
/// them), bidirectional controls, zero-width and other invisible format characters, tags,
/// variation selectors, line and paragraph separators, noncharacters.
#[must_use]
pub fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(
            u32::from(c),
            0xad | 0x34f | 0x61c | 0x115f..=0x1160 | 0x17b4..=0x17b5 | 0x180b..=0x180f
                | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0x3164
                | 0xfe00..=0xfe0f | 0xfeff | 0xffa0 | 0xfff0..=0xfffb | 0xfffe..=0xffff
                | 0x1_d173..=0x1_d17a | 0xe_0000..=0xe_0fff
        )
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use proptest::prelude::*;

    use super::{is_unsafe, sanitize, sanitize_to};

    #[test]
    fn what_acts_or_hides_becomes_visible() {
        for (text, expected) in [
            ("Contoso Ltd", "Contoso Ltd"),
            ("a\u{1b}[2Jb", "a\\u{1b}[2Jb"),
            ("a\rb\nc\td", "a\\u{d}b\\u{a}c\\u{9}d"),
            ("x\u{202e}y\u{2066}z\u{200b}", "x\\u{202e}y\\u{2066}z\\u{200b}"),
            ("\u{9b}31m\u{7f}", "\\u{9b}31m\\u{7f}"),
            ("Zürich 東京 🙂", "Zürich 東京 🙂"),
        ] {
            assert_eq!(sanitize(text), expected);
        }
        assert!(matches!(sanitize("plain"), Cow::Borrowed(_)));
        assert_eq!(sanitize_to("abcdef", 3), "abc…");
        assert_eq!(sanitize_to("äöü", 3), "äöü");
    }

    proptest! {
        #[test]
        fn nothing_unsafe_is_left(text in any::<String>()) {
            let shown = sanitize(&text);
            prop_assert!(!shown.chars().any(is_unsafe));
            prop_assert_eq!(sanitize(&shown), shown.clone());
        }
    }
}
