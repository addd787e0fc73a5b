//! An operation of the contract, and which paths are meant by its pattern.

use serde::Deserialize;
use serde_json::Value;

/// What a method on a path takes and gives.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Operation {
    /// The HTTP method.
    pub(crate) method: String,
    /// The path's pattern, such as `/users/{user-id}/memberOf`.
    pub(crate) path: String,
    /// The success statuses.
    pub(crate) status: Vec<u16>,
    /// The schema of the request's body.
    pub(crate) request: Option<Value>,
    /// The schema of the answer's body.
    pub(crate) response: Option<Value>,
}

impl Operation {
    /// Tells whether the pattern means a path; returns how many of its segments are placeholders.
    #[must_use]
    pub(crate) fn matches(&self, segments: &[String]) -> Option<usize> {
        let pattern = split(&self.path);
        if pattern.len() != segments.len() {
            return None;
        }
        let mut placeholders = 0;
        for (part, segment) in pattern.iter().zip(segments) {
            match (part.find('{'), part.rfind('}')) {
                (Some(open), Some(close)) => {
                    let (before, after) = (&part[..open], &part[close + 1..]);
                    let is_key = !segment.starts_with('$') && !segment.starts_with("graph.");
                    let is_long = segment.len() > before.len() + after.len();
                    if !(is_key
                        && is_long
                        && segment.starts_with(before)
                        && segment.ends_with(after))
                    {
                        return None;
                    }
                    placeholders += 1;
                }
                _ if part.eq_ignore_ascii_case(segment) => {}
                _ => return None,
            }
        }
        Some(placeholders)
    }
}

/// Splits a path at its slashes outside parentheses; casts lose `microsoft.`, as the contract
/// writes them.
#[must_use]
pub(crate) fn split(path: &str) -> Vec<String> {
    let (mut segments, mut current, mut depth) = (Vec::new(), String::new(), 0_usize);
    for c in path.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if c == '/' && depth == 0 {
            segments.push(std::mem::take(&mut current));
        } else {
            current.push(c);
        }
    }
    segments.push(current);
    segments.retain(|segment| !segment.is_empty());
    segments
        .into_iter()
        .map(|segment| segment.strip_prefix("microsoft.").map(str::to_owned).unwrap_or(segment))
        .collect()
}

/// Rewrites `users('x')` and `groups(uniqueName='x')` as `users/x`: whatever an object can do, it
/// can do under each of its keys.
#[must_use]
pub(crate) fn by_key(segments: &[String]) -> Vec<String> {
    let mut rewritten = Vec::new();
    for segment in segments {
        match segment.split_once('(') {
            Some((name, key)) if key.len() > 1 => {
                rewritten.push(name.to_owned());
                rewritten.push(key.trim_end_matches(')').to_owned());
            }
            _ => rewritten.push(segment.clone()),
        }
    }
    rewritten
}
