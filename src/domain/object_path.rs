//! The rule for names of stored objects.

use super::text::Invalid;

/// The most bytes that a name has, with its slashes.
const LONGEST: usize = 512;
/// The most bytes between two slashes: what every file system can hold.
const LONGEST_SEGMENT: usize = 128;

/// Checks the name of a stored object: segments of letters, digits, `.`, `_` and `-` with `/`
/// between them, at most 512 bytes, and 128 a segment.
///
/// A segment begins with a letter or a digit and does not end with a period: no segment climbs, is
/// hidden, or means something else on another system.
///
/// # Errors
///
/// Says which rule the text breaks, without repeating the text.
pub fn check_object_path(text: &str) -> Result<(), Invalid> {
    if text.is_empty() || text.len() > LONGEST {
        return Err(Invalid::new("the name of a stored object has 1 to 512 characters"));
    }
    text.split('/').try_for_each(check_segment)
}

fn check_segment(segment: &str) -> Result<(), Invalid> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    if !segment.chars().all(allowed) {
        return Err(Invalid::new(
            "the name of a stored object has letters, digits, `.`, `_` and `-`, with `/` between \
             its parts",
        ));
    }
    if segment.is_empty() || segment.len() > LONGEST_SEGMENT {
        return Err(Invalid::new("each part of a stored object's name has 1 to 128 characters"));
    }
    if !segment.starts_with(|c: char| c.is_ascii_alphanumeric()) || segment.ends_with('.') {
        return Err(Invalid::new(
            "each part of a stored object's name begins with a letter or a digit and does not end \
             with a period",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::check_object_path;

    #[test]
    fn names_neither_climb_nor_hide() {
        let long = "x".repeat(128);
        let deep = ["x".repeat(127).as_str(); 4].join("/");
        for good in ["a", "contoso/emergency-1/7.age", "A_b.C-d", "0/1/2", &long, &deep] {
            assert!(check_object_path(good).is_ok(), "{good}");
        }
        let long = "x".repeat(129);
        let deep = format!("{deep}/x/x");
        for bad in [
            "", "/", "/a", "a/", "a//b", ".", "..", "a/../b", "./a", ".hidden", "a/.tmp", "a.",
            "-a", "_a", "a b", "a\\b", "a:b", "a\0b", "a\nb", "é", "%2e%2e", "a?b", "a*", &long,
            &deep,
        ] {
            assert!(check_object_path(bad).is_err(), "{bad:?}");
        }
    }
}
