//! From a tree to a type, with every fault of the tree and not only the first.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;

use super::{
    deserializer::from_node,
    fault::{Fault, FaultKind},
    node::{Node, Value},
};
use crate::source::{Code, Loc, Problem, SourceMap, nearest};

/// The most structural faults that are reported of one file.
const MOST: usize = 50;

/// A value as far as it could be read, and what could not.
pub struct Decoded<T> {
    /// The value without the parts that could not be read.
    pub value: Option<T>,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// What the rest cannot be blamed for lacking.
    pub removed: Removed,
}

/// The keys under which something was left out, anywhere in a file.
#[derive(Debug, Clone, Default)]
pub struct Removed {
    keys: BTreeSet<String>,
    /// The mappings, each with a key that was taken out of it.
    holes: BTreeSet<(Loc, String)>,
    /// The keys around each thing that was left out, from the outermost, itself included.
    paths: BTreeSet<Vec<String>>,
    /// Keys that were probably meant by slips, with the keys around them.
    guessed: BTreeSet<Vec<String>>,
    /// Keys that stand twice, of which the first was kept, with the keys around them.
    repeated: BTreeSet<Vec<String>>,
    /// Keys that are not known and resemble none that is, with the keys around them.
    strange: BTreeSet<Vec<String>>,
}

impl Removed {
    /// Notes that something was left out under a key.
    pub fn note(&mut self, key: &str) {
        self.keys.insert(key.to_owned());
    }

    /// Notes that something was left out under these keys, from the outermost.
    pub fn path(&mut self, keys: &[String]) {
        self.keys.extend(keys.iter().cloned());
        self.paths.insert(keys.to_vec());
    }

    /// Returns the keys below a section of each thing that was left out of it; none where the
    /// section, or an item of its list, was left out as a whole.
    pub fn below<'a>(&'a self, section: &'a str) -> impl Iterator<Item = &'a [String]> {
        self.paths.iter().filter_map(move |path| match path.split_first() {
            Some((first, rest)) if first == section => Some(rest),
            _ => None,
        })
    }

    /// Returns the keys around each thing that was left out, from the outermost, itself included;
    /// for a slip in a key also those of the key that was probably meant.
    pub fn paths(&self) -> impl Iterator<Item = &[String]> {
        self.paths.iter().map(Vec::as_slice)
    }

    /// Returns whether a key was left out that is really written, and not one that a slip in
    /// another was probably meant for.
    #[must_use]
    pub fn is_written(&self, keys: &[&str]) -> bool {
        let is = |path: &Vec<String>| path.iter().eq(keys);
        self.paths.iter().any(is) && !self.guessed.iter().any(is)
    }

    /// Notes that a key stands twice and the first was kept.
    pub fn repeat(&mut self, keys: &[String]) {
        self.repeated.insert(keys.to_vec());
    }

    /// Returns the keys that stand twice, with the keys around them.
    pub fn repeated(&self) -> impl Iterator<Item = &[String]> {
        self.repeated.iter().map(Vec::as_slice)
    }

    /// Returns the keys that are not known and resemble none that is, with the keys around them.
    pub fn strange(&self) -> impl Iterator<Item = &[String]> {
        self.strange.iter().map(Vec::as_slice)
    }

    /// Notes that a key was taken out of the mapping that stands somewhere.
    pub fn hole(&mut self, mapping: Loc, key: &str) {
        self.holes.insert((mapping, key.to_owned()));
    }

    /// Notes everything that another reading left out.
    pub fn extend(&mut self, other: Self) {
        self.keys.extend(other.keys);
        self.holes.extend(other.holes);
        self.paths.extend(other.paths);
        self.guessed.extend(other.guessed);
        self.repeated.extend(other.repeated);
        self.strange.extend(other.strange);
    }

    /// Returns whether nothing was left out under any of these keys, so that what is missing
    /// there was never written.
    #[must_use]
    pub fn spares(&self, keys: &[&str]) -> bool {
        !keys.iter().any(|key| self.keys.contains(*key))
    }
}

/// Reads a type out of a tree. What does not fit is reported, taken out of the tree, and the rest
/// is read again, so that one mistake never hides another. `before` is what was left out of the
/// tree already.
#[must_use]
pub fn decode<T: DeserializeOwned>(
    tree: &mut Node,
    sources: &SourceMap,
    before: Removed,
) -> Decoded<T> {
    let mut problems = Vec::new();
    let mut removed = before;
    loop {
        let fault = match from_node(tree) {
            Ok(value) => return Decoded { value: Some(value), problems, removed },
            Err(fault) => fault,
        };
        let path = fault.path();
        if !follows(tree, &fault, &removed.holes) {
            problems.push(explain(tree, &fault, sources));
        }
        // The root itself cannot be taken out.
        let Some((last, parents)) = path.split_last() else {
            return Decoded { value: None, problems, removed };
        };
        if problems.len() >= MOST {
            let limit =
                Problem::error(Code::TooComplex, format!("the file has more than {MOST} mistakes"))
                    .label(sources.place(fault.loc()), "the reader stopped here")
                    .help("the rest of the file is looked at once these are mended");
            problems.push(limit);
            return Decoded { value: None, problems, removed };
        }
        let keys = keys_on(tree, &path);
        removed.path(&keys);
        if let FaultKind::UnknownKey { key, known } = fault.kind() {
            match nearest(key, known.iter().copied()) {
                Some(meant) => {
                    let around = &keys[..keys.len().saturating_sub(1)];
                    let guess = [around, &[meant.to_owned()]].concat();
                    removed.path(&guess);
                    removed.guessed.insert(guess);
                    // A slip in a key is not that key missing, too.
                    if let Some(mapping) = tree.follow(parents) {
                        removed.hole(mapping.at, meant);
                    }
                }
                None => {
                    removed.strange.insert(keys);
                }
            }
        }
        if let Some(Node { value: Value::Mapping(entries), at }) = tree.follow(parents)
            && let Some(entry) = entries.get(*last)
        {
            removed.hole(*at, &entry.key);
        }
        tree.remove(&path);
    }
}

/// Returns whether a fault only follows from what was taken out before: a key that is missing
/// now, a choice that is empty now.
fn follows(tree: &Node, fault: &Fault, holes: &BTreeSet<(Loc, String)>) -> bool {
    let Some(node) = tree.follow(&fault.path()) else { return false };
    match (fault.kind(), &node.value) {
        (FaultKind::MissingKey(key), _) => holes.contains(&(node.at, (*key).to_owned())),
        (FaultKind::WrongType { .. }, Value::Mapping(entries)) => {
            entries.is_empty() && holes.iter().any(|(at, _)| *at == node.at)
        }
        _ => false,
    }
}

/// Returns every key on a path.
fn keys_on(tree: &Node, path: &[usize]) -> Vec<String> {
    let key = |depth: usize| match &tree.follow(&path[..depth])?.value {
        Value::Mapping(entries) => entries.get(path[depth]).map(|entry| entry.key.clone()),
        _ => None,
    };
    (0..path.len()).filter_map(key).collect()
}

/// Says what is wrong, where, and what to do.
fn explain(tree: &Node, fault: &Fault, sources: &SourceMap) -> Problem {
    let place = sources.place(fault.loc());
    let path = fault.path();
    if sources.is_hidden(fault.loc()) {
        return explain_hidden(fault).hidden_label(place, "not shown");
    }
    match fault.kind() {
        FaultKind::UnknownKey { key, known } => {
            unknown_key(key, known).label(place, "no such key here")
        }
        FaultKind::MissingKey(key) => {
            Problem::error(Code::MissingKey, format!("the key `{key}` is missing"))
                .label(place, format!("needs `{key}`"))
        }
        FaultKind::UnknownWord { word, known } => {
            Problem::error(Code::InvalidValue, format!("unknown value `{word}`"))
                .label(place, "not one of the values known here")
                .suggest(word, known.iter().copied())
        }
        FaultKind::Invalid(reason) => {
            Problem::error(Code::InvalidValue, reason).label(place, "not valid")
        }
        FaultKind::WrongType { expected } => {
            let found = tree.follow(&path);
            let describe = found.map_or_else(|| "something else".to_owned(), Node::describe);
            let problem =
                Problem::error(Code::WrongType, format!("expected {expected}, found {describe}"))
                    .label(place, format!("expected {expected}"));
            match found.and_then(|node| wrong_type_help(node, expected, sources)) {
                Some(help) => problem.help(help),
                None => problem,
            }
        }
    }
}

/// Says what is wrong with something that may be a secret, without repeating it.
fn explain_hidden(fault: &Fault) -> Problem {
    match fault.kind() {
        FaultKind::UnknownKey { known, .. } | FaultKind::UnknownWord { known, .. } => {
            let list: Vec<String> = known.iter().map(|word| format!("`{word}`")).collect();
            Problem::error(Code::UnknownKey, "unknown key (not shown here)")
                .help(format!("known: {}", list.join(", ")))
        }
        FaultKind::WrongType { expected } => Problem::error(
            Code::WrongType,
            format!("expected {expected}, found something else (not shown here)"),
        ),
        FaultKind::MissingKey(key) => {
            Problem::error(Code::MissingKey, format!("the key `{key}` is missing"))
        }
        FaultKind::Invalid(_) => Problem::error(
            Code::InvalidValue,
            "this is not a GUID such as 3f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f (not shown here)",
        )
        .help(
            "it may be a secret: if it is one, replace it, since everyone with the repository \
             knows it now",
        ),
    }
}

fn wrong_type_help(found: &Node, expected: &str, sources: &SourceMap) -> Option<String> {
    let written = found.as_written(sources).trim_matches(['"', '\'']);
    match (&found.value, expected) {
        (Value::Null, _) => Some("give the key a value or remove it".to_owned()),
        (Value::Integer(_) | Value::Float(_) | Value::Bool(_), "text") => Some(format!(
            "put it in quotes if text is meant: \"{written}\"; a length of time has a unit, as in 4h"
        )),
        (Value::Text(_), "a list") => Some(format!("a list is written with brackets: [{written}]")),
        (Value::List(_), "text") => Some("write a single value, without brackets".to_owned()),
        (Value::Text(text), "`true` or `false`") => {
            let known = ["yes", "on", "y"].iter().any(|yes| yes.eq_ignore_ascii_case(text));
            Some(format!("write `{}` without quotes", if known { "true" } else { "false" }))
        }
        (Value::Text(text), "a whole number") if text.parse::<u64>().is_ok() => {
            Some(format!("write {text} without quotes"))
        }
        _ => None,
    }
}

/// Keys that people look for in another place.
const ELSEWHERE: &[(&str, &str)] = &[
    ("accounts", "laps"),
    ("acknowledge", "guards"),
    ("credential", "auth"),
    ("deleteAfter", "jit"),
    ("disableAfter", "jit"),
    ("domain", "jit"),
    ("engine", "jit.groupMappings"),
    ("fallback", "jit"),
    ("groupMappings", "jit"),
    ("mapping", "jit"),
    ("markerClientId", "auth"),
    ("maximum", "jit"),
    ("minimumEmergencyAccounts", "guards"),
    ("protected", "guards"),
    ("provision", "jit"),
    ("removeUnmanaged", "jit"),
    ("roles", "jit.groupMappings"),
    ("rotateEvery", "laps.accounts"),
    ("signIn", "jit"),
    ("userName", "jit"),
];

fn unknown_key(key: &str, known: &[&'static str]) -> Problem {
    let problem = Problem::error(Code::UnknownKey, format!("unknown key `{key}`"));
    if nearest(key, known.iter().copied()).is_none() {
        if ["tenant", "tenantId", "displayName", "clientId"].contains(&key) {
            return problem
                .help(format!("`{key}` belongs to a single tenant: write it in its file"));
        }
        if let Some((_, section)) = ELSEWHERE.iter().find(|(name, _)| *name == key) {
            return problem.help(format!("`{key}` belongs under `{section}`"));
        }
    }
    problem.suggest(key, known.iter().copied())
}
