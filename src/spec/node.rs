//! A YAML document as a tree whose every scalar and key knows where it stands.

use std::sync::Arc;

use crate::source::{Loc, SourceMap};

/// A value of a document. Subtrees are shared: every tenant's tree holds the defaults it takes.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// The scalar, or for a mapping or a list the key that introduces it.
    pub at: Loc,
}

/// What a value is, by the core schema of YAML 1.2.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing: an empty value, `~` or `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i128),
    /// Any other number.
    Float(f64),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Arc<Node>>),
    /// A mapping, in the order written.
    Mapping(Vec<Entry>),
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub at: Loc,
    /// For a key (and all below it) taken from defaults or a profile: what in the tenant's file
    /// took it.
    pub through: Option<Loc>,
    /// Its value.
    pub node: Arc<Node>,
}

impl Node {
    /// Makes a mapping without keys, for a file that does not exist.
    #[must_use]
    pub fn empty() -> Self {
        Self { value: Value::Mapping(Vec::new()), at: Loc::default() }
    }

    /// Finds an entry of a mapping.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        match &self.value {
            Value::Mapping(entries) => entries.iter().find(|entry| entry.key == key),
            _ => None,
        }
    }

    /// Finds the value of a key of a mapping.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Arc<Self>> {
        self.entry(key).map(|entry| &entry.node)
    }

    /// Returns the text of a scalar.
    #[must_use]
    pub const fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text.as_str()),
            _ => None,
        }
    }

    /// Takes out what a path leads to, as indices from the root; a path that leads nowhere
    /// changes nothing.
    pub fn remove(&mut self, path: &[usize]) {
        let Some((&index, rest)) = path.split_first() else { return };
        match (&mut self.value, rest.is_empty()) {
            (Value::List(items), true) if index < items.len() => drop(items.remove(index)),
            (Value::Mapping(entries), true) if index < entries.len() => drop(entries.remove(index)),
            (Value::List(items), false) => {
                if let Some(item) = items.get_mut(index) {
                    Arc::make_mut(item).remove(rest);
                }
            }
            (Value::Mapping(entries), false) => {
                if let Some(entry) = entries.get_mut(index) {
                    Arc::make_mut(&mut entry.node).remove(rest);
                }
            }
            _ => {}
        }
    }

    /// Follows a path of indices from here.
    #[must_use]
    pub fn follow(&self, path: &[usize]) -> Option<&Self> {
        path.iter().try_fold(self, |node, &index| match &node.value {
            Value::List(items) => items.get(index).map(|item| &**item),
            Value::Mapping(entries) => entries.get(index).map(|entry| &*entry.node),
            _ => None,
        })
    }

    /// Says what the value is, for people. Secrets never get here: they are taken out before.
    #[must_use]
    pub fn describe(&self) -> String {
        match &self.value {
            Value::Null => "nothing".to_owned(),
            Value::Bool(value) => format!("the boolean `{value}`"),
            Value::Integer(number) => format!("the number `{number}`"),
            Value::Float(number) => format!("the number `{number}`"),
            Value::Text(text) => format!("the text `{text}`"),
            Value::List(_) => "a list".to_owned(),
            Value::Mapping(entries) => match entries.len() {
                0 => "an empty mapping".to_owned(),
                1 => "a mapping with one key".to_owned(),
                count => format!("a mapping with {count} keys"),
            },
        }
    }

    /// Returns the source text of a scalar as written, with its quotes.
    #[must_use]
    pub fn as_written<'a>(&self, sources: &'a SourceMap) -> &'a str {
        sources.get(self.at.file).map(|file| file.slice(self.at.span)).unwrap_or_default()
    }
}
