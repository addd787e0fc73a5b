//! From a file to its tree: both readers agree, no key stands twice, no secret is left in it.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    Removed,
    decode::{self, Raw, RawValue},
    dialect,
    node::{Entry, Node, Value},
    second,
    zone::{Verdict, Zone},
};
use crate::source::{
    Code, FileId, Loc, Problem, SourceFile, Span, looks_like_secret, may_be_shown,
};

/// A file as a tree, and what is wrong with it so far.
pub struct Parsed {
    /// The tree without what was refused; `None` where the file is no YAML.
    pub tree: Option<Node>,
    /// What was refused.
    pub problems: Vec<Problem>,
    /// What the rest cannot be blamed for lacking.
    pub removed: Removed,
}

/// Reads a file with both readers.
#[must_use]
pub fn parse(id: FileId, file: &SourceFile) -> Parsed {
    let raw = match decode::read(file) {
        Ok(raw) => raw,
        Err(problem) => {
            return Parsed { tree: None, problems: vec![*problem], removed: Removed::default() };
        }
    };
    let mut ambiguous = dialect::check(file, &raw);
    let mut build = Build {
        id,
        file,
        problems: Vec::new(),
        removed: Removed::default(),
        keys: Vec::new(),
        hidden: Vec::new(),
        repeated: false,
    };
    // Only a document within the limits, and only one without repeated keys (which are reported
    // by name), is worth a second reading.
    let repeated = build.has_repeated_keys(&raw);
    if !repeated && ambiguous.is_empty() {
        ambiguous.extend(second::check(file, &raw));
    }
    let tree = build.root(raw);
    file.hide(build.hidden);
    let mut problems = build.problems;
    // What is told of a secret is told already; its text must not be repeated.
    problems.extend(
        ambiguous
            .into_iter()
            .filter(|problem| problem.place().is_none_or(|place| !file.is_hidden(place.span))),
    );
    Parsed { tree: Some(tree), problems, removed: build.removed }
}

struct Build<'a> {
    id: FileId,
    file: &'a SourceFile,
    problems: Vec<Problem>,
    removed: Removed,
    /// The keys around the value that is being built.
    keys: Vec<String>,
    /// What must never be shown.
    hidden: Vec<Span>,
    repeated: bool,
}

impl Build<'_> {
    fn loc(&self, span: Span) -> Loc {
        Loc { file: self.id, span }
    }

    fn has_repeated_keys(&mut self, raw: &Raw) -> bool {
        match &raw.value {
            RawValue::List(items) => items.iter().for_each(|item| {
                self.has_repeated_keys(item);
            }),
            RawValue::Mapping(entries) => {
                let mut keys: Vec<&str> = entries.iter().map(|(key, _, _)| key.as_str()).collect();
                keys.sort_unstable();
                self.repeated |= keys.windows(2).any(|pair| pair[0] == pair[1]);
                for (_, _, value) in entries {
                    self.has_repeated_keys(value);
                }
            }
            _ => {}
        }
        self.repeated
    }

    /// An empty file is a mapping without keys.
    fn root(&mut self, raw: Raw) -> Node {
        let first = match &raw.value {
            RawValue::Mapping(entries) => entries.first().map(|(_, span, _)| *span),
            _ => None,
        };
        let start = first.unwrap_or(Span { offset: raw.span.offset, length: raw.span.length });
        match raw.value {
            RawValue::Null => {
                Node { value: Value::Mapping(Vec::new()), at: self.loc(Span::default()) }
            }
            value => {
                let raw = Raw { value, span: raw.span };
                let empty = Node { value: Value::Mapping(Vec::new()), at: self.loc(start) };
                self.node(raw, Some(start), Zone::Open).unwrap_or(empty)
            }
        }
    }

    /// Builds a node, or nothing where all of it was refused. A mapping or a list stands where
    /// its key stands, in a list where its first key or scalar does.
    fn node(&mut self, raw: Raw, key: Option<Span>, zone: Zone) -> Option<Node> {
        let span = raw.span;
        let at = self.loc(span);
        let scalar = |value| Some(Node { value, at });
        match zone.judge(&raw.value) {
            Verdict::Plain => {}
            Verdict::Secret => {
                self.secret(span);
                return None;
            }
            Verdict::Hidden => self.hidden.push(span),
            Verdict::Dropped => {
                self.hidden.push(span);
                return scalar(Value::Null);
            }
        }
        match raw.value {
            // Nothing has no bytes; its key does.
            RawValue::Null => {
                let at = if span.length == 0 { self.loc(key.unwrap_or(span)) } else { at };
                Some(Node { value: Value::Null, at })
            }
            RawValue::Bool(value) => scalar(Value::Bool(value)),
            RawValue::Integer(number) => scalar(Value::Integer(number)),
            RawValue::Float(number) => scalar(Value::Float(number)),
            RawValue::Text(text) => scalar(Value::Text(text)),
            RawValue::List(items) => self.list(items, key.unwrap_or(span), zone.inside_list()),
            RawValue::Mapping(entries) => self.mapping(entries, key.unwrap_or(span), zone),
        }
    }

    fn list(&mut self, raw: Vec<Raw>, at: Span, zone: Zone) -> Option<Node> {
        let given = raw.len();
        let mut items = Vec::with_capacity(given);
        for item in raw {
            let first = first_scalar(&item);
            items.extend(self.node(item, first, zone).map(Arc::new));
        }
        let left = given == 0 || !items.is_empty();
        left.then(|| Node { value: Value::List(items), at: self.loc(at) })
    }

    fn mapping(&mut self, raw: Vec<(String, Span, Raw)>, at: Span, zone: Zone) -> Option<Node> {
        let given = raw.len();
        let mut entries: Vec<Entry> = Vec::with_capacity(given);
        let mut seen: BTreeMap<String, Span> = BTreeMap::new();
        for (key, span, value) in raw {
            let inner = zone.below(self.keys.last().map(String::as_str), &key);
            if looks_like_secret(&key) {
                self.secret(span);
                continue;
            }
            if zone.is_guarded() && !may_be_shown(&key) {
                self.hidden.push(span);
                // The key may be the secret: nothing behind it is pointed at.
                if inner.judge(&value.value) == Verdict::Secret {
                    self.hidden.push(value.span);
                    self.secret(span);
                    continue;
                }
            }
            let again = seen.get(&key).copied();
            if let Some(first) = again {
                self.repeated_key(&key, span, first);
            } else if self.repeated {
                // Without a repeated key in the whole file, nothing needs to be remembered.
                seen.insert(key.clone(), span);
            }
            self.keys.push(key);
            let node = self.node(value, Some(span), inner);
            let key = self.keys.pop().unwrap_or_default();
            if again.is_some() {
                continue;
            }
            match node {
                Some(node) => {
                    let at = self.loc(span);
                    entries.push(Entry { key, at, through: None, node: Arc::new(node) });
                }
                None => self.removed.hole(self.loc(at), &key),
            }
        }
        let left = given == 0 || !entries.is_empty();
        left.then(|| Node { value: Value::Mapping(entries), at: self.loc(at) })
    }

    fn repeated_key(&mut self, key: &str, again: Span, first: Span) {
        let name = if self.hidden.last() == Some(&again) {
            "a key".to_owned()
        } else {
            format!("the key `{key}`")
        };
        let problem = Problem::error(Code::DuplicateKey, format!("{name} stands twice"))
            .label(self.file.place(again), "again here")
            .label(self.file.place(first), "first here")
            .help("keep one of them");
        self.problems.push(problem);
        self.removed.repeat(&[self.keys.as_slice(), &[key.to_owned()]].concat());
    }

    fn secret(&mut self, span: Span) {
        self.hidden.push(span);
        self.removed.path(&self.keys);
        let problem =
            Problem::error(Code::LiteralSecret, "a secret is written in the file (not shown here)")
                .hidden_label(self.file.place(span), "a secret")
                .help(
                    "name an environment variable or a file that holds it, such as \
                 `clientSecret: { env: CONTOSO_SECRET }`, and replace the secret, which everyone \
                 with the repository knows now",
                );
        self.problems.push(problem);
    }
}

/// Finds what a list item is known by: its first key or scalar.
fn first_scalar(raw: &Raw) -> Option<Span> {
    match &raw.value {
        RawValue::Mapping(entries) => entries.first().map(|(_, span, _)| *span),
        RawValue::List(items) => items.first().and_then(first_scalar),
        _ => Some(raw.span),
    }
}
