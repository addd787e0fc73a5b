//! Finds secrets in text line by line, also in text that is no well-formed YAML.

use std::ops::Range;

use super::secret::{is_credential_word, is_secret_key, looks_like_secret, may_be_shown};

/// Finds everything that may be a secret, as ranges of bytes: whatever stands below `credential`
/// or another key of a secret and does not say where the secret lies, private keys, and words of
/// the form of a secret. Rather finds too much than too little.
#[must_use]
pub fn find_secrets(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut inside = Inside::Nothing;
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let mut hidden = Vec::new();
        inside = inside.line(line, &mut hidden);
        found.extend(hidden.into_iter().map(|range| range.start + offset..range.end + offset));
        offset += line.len();
    }
    found
}

/// What a line belongs to.
enum Inside {
    Nothing,
    /// A private key.
    Pem,
    /// The value of a secret's key.
    Value(Value),
}

/// The value of a secret's key, as far as it was read.
struct Value {
    /// The column of the key, or of its line where it does not begin one.
    column: usize,
    /// Brackets opened since the key.
    depth: usize,
    /// Whether the key itself stands between brackets.
    flow: bool,
}

impl Inside {
    /// Looks at one line; gives what the next one belongs to.
    fn line(self, line: &str, hidden: &mut Vec<Range<usize>>) -> Self {
        let end = line.trim_end().len();
        if let Some(at) = line.find("-----BEGIN").or(matches!(self, Self::Pem).then_some(0)) {
            hidden.push(at..end);
            return if line.contains("-----END") { Self::Nothing } else { Self::Pem };
        }
        let (mut value, mut at) = match self {
            Self::Value(value) if value.goes_on(line) => (Some(value), indent_of(line)),
            _ => (None, 0),
        };
        // Counted as the line is read: a line may be long and full of keys.
        let mut open = 0;
        loop {
            let Some(mut inner) = value.take() else {
                let Some((column, end)) = secret_key(line, at) else {
                    words(line, at, hidden);
                    return Self::Nothing;
                };
                words(&line[..end], at, hidden);
                open += brackets(&line[at..end]);
                value = Some(Value { column, depth: 0, flow: open > 0 });
                at = end;
                continue;
            };
            match inner.read(&line[..end], at) {
                Read::All => return Self::Value(inner),
                Read::Until(next) => at = next,
                Read::Secret(from) => {
                    hidden.push(from..end);
                    return Self::Value(inner);
                }
            }
        }
    }
}

/// How far the value of a secret's key was understood.
enum Read {
    /// To the end of the line.
    All,
    /// To the end of the value.
    Until(usize),
    /// Up to something that may be the secret.
    Secret(usize),
}

impl Value {
    /// Returns whether a line belongs to the value: it is deeper, or an item of a list.
    fn goes_on(&self, line: &str) -> bool {
        let indent = indent_of(line);
        line.trim().is_empty()
            || indent > self.column
            || (indent == self.column && line[indent..].starts_with('-'))
    }

    /// Reads known keys, brackets, and the values of `env` and `file`; nothing else is harmless.
    fn read(&mut self, line: &str, mut at: usize) -> Read {
        loop {
            at = skip_spaces(line, at);
            let Some(next) = line.as_bytes().get(at) else { return Read::All };
            let ends = self.depth == 0 && self.flow;
            match next {
                b'{' | b'[' => (self.depth, at) = (self.depth + 1, at + 1),
                b'}' | b']' | b',' if ends => return Read::Until(at),
                b'}' | b']' if self.depth > 0 => (self.depth, at) = (self.depth - 1, at + 1),
                b',' if self.depth > 0 => at += 1,
                b'-' if line[at + 1..].starts_with(' ') => at += 1,
                _ => match harmless(line, at) {
                    Some(end) => at = end,
                    None => return Read::Secret(at),
                },
            }
        }
    }
}

/// Reads a key that may be shown, with its value where it is `env` or `file`, or a lone word that
/// belongs below `credential`; gives where it ends.
fn harmless(line: &str, at: usize) -> Option<usize> {
    let (word, end) = word(line, at)?;
    let colon = skip_spaces(line, end);
    if !line[colon..].starts_with(':') {
        return (is_credential_word(word) && is_end(line, end)).then_some(end);
    }
    let value = skip_spaces(line, colon + 1);
    if !may_be_shown(word) {
        return None;
    }
    if !matches!(word, "env" | "file") || value == line.len() || line[value..].starts_with('{') {
        return Some(value);
    }
    let (name, end) = self::word(line, value)?;
    (is_end(line, end) && !looks_like_secret(name)).then_some(end)
}

/// Reads a word of a name or a path, with or without quotes.
fn word(line: &str, at: usize) -> Option<(&str, usize)> {
    let rest = &line[at..];
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
    let inner = &rest[quote.map_or(0, char::len_utf8)..];
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
    let length = inner.find(|c| !plain(c)).unwrap_or(inner.len());
    let closed = quote.is_none_or(|quote| inner[length..].starts_with(quote));
    let quotes = if quote.is_some() { 2 } else { 0 };
    (length > 0 && closed).then(|| (&inner[..length], at + length + quotes))
}

/// Returns whether a value ends here.
fn is_end(line: &str, at: usize) -> bool {
    let next = skip_spaces(line, at);
    line[next..].is_empty()
        || line[next..].starts_with(['}', ']', ','])
        || (next > at && line[next..].starts_with('#'))
}

fn skip_spaces(line: &str, at: usize) -> usize {
    let rest = &line[at..];
    at + (rest.len() - rest.trim_start().len())
}

fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

/// Returns how many more brackets a text opens than it closes.
fn brackets(text: &str) -> isize {
    text.chars()
        .map(|c| isize::from(matches!(c, '{' | '[')) - isize::from(matches!(c, '}' | ']')))
        .sum()
}

/// Finds the first key of a secret from a place on: its column and the end of its colon.
fn secret_key(line: &str, from: usize) -> Option<(usize, usize)> {
    let mut ends = line[from..].match_indices(':').map(|(at, _)| from + at);
    ends.find_map(|end| {
        let before = line[..end].trim_end().trim_end_matches(['"', '\'']);
        let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        let begin = before.trim_end_matches(word).len();
        let key = before[begin..].trim_start_matches('-');
        let lead = line[..begin].trim_end_matches(['"', '\'']);
        let begins_line = lead.chars().all(|c| matches!(c, ' ' | '\t' | '-' | '?'));
        let column = if begins_line { lead.len() } else { indent_of(line) };
        is_secret_key(key).then_some((column, end + 1))
    })
}

/// Finds words of the form of a secret.
fn words(line: &str, from: usize, hidden: &mut Vec<Range<usize>>) {
    let separator = |c: char| c.is_whitespace() || "\"',{}[]".contains(c);
    let mut at = from;
    for token in line[from..].split_inclusive(separator) {
        let bare = token.trim_end_matches(separator);
        if looks_like_secret(bare) {
            hidden.push(at..at + bare.len());
        }
        at += token.len();
    }
}

#[cfg(test)]
mod tests {
    use super::find_secrets;
    use crate::source::ShownText;

    const SECRET: &str = "abc8Q~0123456789abcdefghijklmnopqrstuvwx";

    fn shown(text: &str) -> String {
        ShownText::new(text, find_secrets(text)).text().to_owned()
    }

    #[test]
    fn whatever_may_be_a_secret_is_covered() {
        let cases = [
            &format!(
                "auth: {{ credential: {{ clientSecret: \"hunter2\" }} }}\nnext: {SECRET} # {SECRET}\nb: 1\n"
            ),
            "clientSecret: hunter2\nb: 1\n",
            "clientSecret:\n  hunter2\nb: 1\n",
            "- password: |\n    hunter2\n    hunter2\n  c: 1\nb: 1\n",
            "key: |\n  -----BEGIN PRIVATE KEY-----\n  hunter2\n  -----END PRIVATE KEY-----\nb: 1\n",
            "\"clientSecret\": 'hunter2 é\nb: 1\n",
            "clientSecret: {env: A}\npassword: hunter2\nb: 1\n",
            "🙂: 🙂\n🙂password: hunter2\nb: 1\n",
            "credential: { clientSecret: { value: \"hunter2\" } }\nb: 1\n",
            "credential:\n  clientSecret:\n    value: hunter2\nb: 1\n",
            "credential:\n- clientSecret\n- hunter2\nb: 1\n",
            "credential: [clientSecret, hunter2]\nb: 1\n",
            "credential: { env: A, hunter2: x }\nb: 1\n",
            "credential: clientSecret=hunter2\nb: 1\n",
            "credentail: { federated: hunter2\nb: 1\n",
            "clientSecret: { env: \"hunter2 \", file: x\nb: 1\n",
        ];
        for text in cases {
            let shown = shown(text);
            assert!(!shown.contains("hunter2") && !shown.contains(SECRET), "{shown}");
            assert!(shown.contains("\nb: 1\n"), "{shown}");
            assert_eq!(text.lines().count(), shown.lines().count());
        }
    }

    #[test]
    fn where_a_secret_lies_is_shown() {
        for text in [
            "credential:\n  clientSecret:\n    env: CONTOSO_SECRET\nclientSecret: { file: a }\n",
            "auth: { credential: { certificate: { file: a/b.pem } }, markerClientId: x }\n",
            "credential: { federated: {} }\nplan: { credential: { federated: { env: \"A\" } } }\n",
            "credential: federated\nlabels: { a: \"b c\" }\n",
        ] {
            assert_eq!(shown(text), text);
        }
    }
}
