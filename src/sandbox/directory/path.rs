//! A request's path as segments, and how segments meet an operation's pattern.

/// Splits a path. `users('x')` becomes `users`, `x`; `groups(uniqueName='x')` becomes `groups`,
/// `uniqueName='x'`. Slashes inside parentheses do not split.
pub(super) fn split(path: &str) -> Vec<String> {
    let mut segments = Vec::new();
    let mut rest = path.trim_matches('/');
    while !rest.is_empty() {
        let end = rest.find(['/', '(']).unwrap_or(rest.len());
        segments.push(rest[..end].to_owned());
        if rest[end..].starts_with('(') {
            let close = closing(&rest[end..]).map_or(rest.len(), |at| end + at);
            segments.push(key(&rest[end + 1..close]));
            rest = rest.get(close + 1..).unwrap_or("");
        } else {
            rest = &rest[end..];
        }
        rest = rest.trim_start_matches('/');
    }
    segments
}

/// Finds the parenthesis that closes the one at the start, outside quotes.
fn closing(text: &str) -> Option<usize> {
    let mut is_quoted = false;
    for (at, c) in text.char_indices() {
        match c {
            '\'' => is_quoted = !is_quoted,
            ')' if !is_quoted => return Some(at),
            _ => {}
        }
    }
    None
}

fn key(inside: &str) -> String {
    let quoted = inside.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
    quoted.map_or_else(|| inside.to_owned(), |key| key.replace("''", "'"))
}

/// Reads an alternate key: `uniqueName='x'` gives `uniqueName` and `x`.
pub(super) fn alternate_key(segment: &str) -> Option<(&str, String)> {
    let (name, value) = segment.split_once('=')?;
    let value = value.strip_prefix('\'')?.strip_suffix('\'')?;
    Some((name, value.replace("''", "'")))
}

/// Meets segments with a pattern such as `/groups/{id}/members`; returns what the braces caught.
pub(super) fn catch(pattern: &str, segments: &[String]) -> Option<Vec<String>> {
    let parts: Vec<_> = pattern.trim_start_matches('/').split('/').collect();
    if parts.len() != segments.len() {
        return None;
    }
    let mut caught = Vec::new();
    for (part, segment) in parts.iter().zip(segments) {
        if part.starts_with('{') {
            // Neither `$count` nor a cast is ever a key.
            if segment.starts_with('$') || segment.starts_with("microsoft.graph.") {
                return None;
            }
            caught.push(segment.clone());
        } else if !is_same(part, segment) {
            return None;
        }
    }
    Some(caught)
}

/// Counts how many leading segments a pattern shares, to tell which one is unknown.
pub(super) fn shared(pattern: &str, segments: &[String]) -> usize {
    let parts = pattern.trim_start_matches('/').split('/');
    parts
        .zip(segments)
        .take_while(|(part, segment)| part.starts_with('{') || is_same(part, segment))
        .count()
}

/// Names are compared without regard to letter case; `graph` is the namespace's alias.
fn is_same(part: &str, segment: &str) -> bool {
    part.eq_ignore_ascii_case(segment)
        || part.strip_prefix("microsoft.").is_some_and(|alias| alias.eq_ignore_ascii_case(segment))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_split() {
        for (path, expected) in [
            ("/users", vec!["users"]),
            ("/users/a@b.c/memberOf/", vec!["users", "a@b.c", "memberOf"]),
            ("/users('o''neil@b.c')/memberOf", vec!["users", "o'neil@b.c", "memberOf"]),
            ("/groups(uniqueName='a/b(c)')", vec!["groups", "uniqueName='a/b(c)'"]),
            (
                "/groups(uniqueName='x')/members/$ref",
                vec!["groups", "uniqueName='x'", "members", "$ref"],
            ),
            ("/users/o'neil@b.c", vec!["users", "o'neil@b.c"]),
            ("/users(", vec!["users", ""]),
        ] {
            assert_eq!(split(path), expected, "{path}");
        }
        assert_eq!(alternate_key("uniqueName='a''b'"), Some(("uniqueName", "a'b".to_owned())));
        assert_eq!(alternate_key("3f2a"), None);
    }

    #[test]
    fn patterns_are_met() {
        let segments = |path: &str| split(path);
        assert_eq!(catch("/users/{id}", &segments("/Users/x")), Some(vec!["x".to_owned()]));
        assert_eq!(catch("/users/{id}", &segments("/users/$count")), None);
        assert_eq!(catch("/users/{id}", &segments("/users")), None);
        let cast = "/groups/{id}/members/microsoft.graph.user";
        assert!(catch(cast, &segments("/groups/x/members/graph.user")).is_some());
        assert_eq!(shared("/users/{id}/memberOf", &segments("/users/x/nonsense")), 2);
    }
}
