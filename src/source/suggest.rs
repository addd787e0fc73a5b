//! "Did you mean".

/// The fewest letters that a word cut short is recognized by.
const SHORTEST: usize = 4;
/// The most words that are listed where none is near.
const LISTED: usize = 12;

/// Finds the known word nearest to the one found, if any is near enough to be meant.
pub fn nearest<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |text: &str| {
        text.chars()
            .filter(|c| !matches!(c, '-' | '_' | ' '))
            .flat_map(char::to_lowercase)
            .collect::<String>()
    };
    // Long words cost quadratic time and are no slip of the finger.
    if found.len() > 100 {
        return None;
    }
    let found = plain(found);
    let allowed = (found.chars().count() / 3).max(1);
    // A word cut short is further away than any slip, and nearer than nothing.
    let begins = |word: &str| found.len() >= SHORTEST && plain(word).starts_with(&found);
    known
        .into_iter()
        .filter_map(|word| match strsim::damerau_levenshtein(&found, &plain(word)) {
            distance if distance <= allowed => Some((distance, word)),
            distance => begins(word).then_some((100 + distance, word)),
        })
        .min()
        .map(|(_, word)| word)
}

/// Says which known word was probably meant, or which there are if they are few.
pub fn suggestion<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let mut known: Vec<&str> = known.into_iter().collect();
    let mut seen = std::collections::BTreeSet::new();
    known.retain(|word| seen.insert(*word));
    if let Some(word) = nearest(found, known.iter().copied()) {
        return Some(format!("did you mean `{word}`?"));
    }
    if known.is_empty() || known.len() > LISTED {
        return None;
    }
    let list: Vec<String> = known.iter().map(|word| format!("`{word}`")).collect();
    Some(format!("known: {}", list.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::{nearest, suggestion};

    #[test]
    fn slips_are_recognized_and_strangers_are_not() {
        let known = ["disableAfter", "maximum", "userName"];
        for (found, expected) in [
            ("disable_after", Some("disableAfter")),
            ("maximun", Some("maximum")),
            ("username", Some("userName")),
            ("disable", Some("disableAfter")),
            ("colour", None),
        ] {
            assert_eq!(nearest(found, known), expected, "{found}");
        }
        assert_eq!(suggestion("colour", ["a", "b"]).as_deref(), Some("known: `a`, `b`"));
        assert_eq!(suggestion("colour", []), None);
    }
}
