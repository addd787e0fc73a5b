//! What may be named only in some rooms of the house.

use crate::{
    breach::{Breach, Rule},
    facts::{Form, Name},
    source::{Source, Tree},
};

/// Words and the files and folders that may hold them.
pub(crate) struct Confined {
    /// `a::b` is a path from its beginning, with whatever is below; `*::b` is the end of a path;
    /// `b!` is a macro, `.b` a method.
    pub(crate) words: &'static [&'static str],
    /// A folder ends with a slash; anything else is a file.
    pub(crate) rooms: &'static [&'static str],
}

/// Where the time, the environment and chance may be asked; a decision is told them.
const NOT_DECIDING: &[&str] = &[
    "source/", "storage/", "secrets/", "audit/", "apply/", "graph/", "fleet/", "run/", "render/",
    "sandbox/", "cli/",
];

/// The table of what is confined.
pub(crate) const CONFINED: &[Confined] = &[
    Confined {
        words: &["tokio", "reqwest"],
        rooms: &["graph/", "storage/", "secrets/", "fleet/", "sandbox/", "cli/"],
    },
    Confined {
        words: &[
            "*::Instant::now",
            "*::SystemTime::now",
            "*::Timestamp::now",
            "*::Zoned::now",
            "*::Utc::now",
            "*::Local::now",
            "*::TimeZone::system",
            "*::TimeZone::try_system",
            "std::time::Instant",
            "std::time::SystemTime",
            "tokio::time",
            ".elapsed",
        ],
        rooms: NOT_DECIDING,
    },
    Confined { words: &["std::env"], rooms: NOT_DECIDING },
    Confined {
        words: &[
            "rand",
            "getrandom",
            "*::Uuid::new_v4",
            "*::Uuid::now_v1",
            "*::Uuid::now_v6",
            "*::Uuid::now_v7",
            "*::RandomState",
        ],
        rooms: NOT_DECIDING,
    },
    Confined {
        words: &[
            "std::fs",
            "std::os::unix::fs",
            "tokio::fs",
            ".read_dir",
            ".symlink_metadata",
            ".canonicalize",
            ".try_exists",
            ".exists",
            ".is_file",
            ".is_dir",
        ],
        rooms: &[
            "source/",
            "storage/",
            "audit/",
            "apply/journal/",
            "graph/token.rs",
            "secrets/",
            "sandbox/",
            "cli/",
        ],
    },
    Confined {
        words: &[
            "println!",
            "eprintln!",
            "print!",
            "eprint!",
            "dbg!",
            "std::io::stdout",
            "std::io::Stdout",
            "std::io::stderr",
            "std::io::Stderr",
            "tokio::io::stdout",
            "tokio::io::stderr",
            "anstream",
        ],
        rooms: &["cli/"],
    },
    Confined { words: &["std::io::stdin", "tokio::io::stdin"], rooms: &["cli/"] },
    Confined { words: &["serde_saphyr"], rooms: &["source/spanned.rs", "spec/decode.rs"] },
    Confined { words: &["azure_core", "azure_identity"], rooms: &["graph/token.rs"] },
    Confined { words: &["object_store"], rooms: &["storage/"] },
    Confined { words: &["age"], rooms: &["secrets/"] },
    Confined {
        words: &["todo!", "unimplemented!", ".unwrap", "*::Option::unwrap", "*::Result::unwrap"],
        rooms: &[],
    },
];

/// Finds words outside their rooms.
pub(crate) fn check(tree: &Tree, found: &mut Vec<Breach>) {
    for source in tree.sources.iter().filter(|source| !tree.is_test_only(source)) {
        for confined in CONFINED {
            words(source, confined, found);
        }
    }
}

fn words(source: &Source, confined: &Confined, found: &mut Vec<Breach>) {
    let home = confined.rooms.iter().any(|room| is_in(&source.name, room));
    for name in source.facts.names.iter().filter(|name| !name.test) {
        let word = confined.words.iter().find(|word| names(name, word));
        match word {
            Some(word) if !home => {
                let text = format!("`{word}` has no place here");
                found.push(source.breach(Rule::Room, name.line, text));
            }
            // What a room hands on could be named outside it.
            Some(word) if name.form == Form::Export => {
                let text = format!("`{word}` is handed on to other rooms");
                found.push(source.breach(Rule::Room, name.line, text));
            }
            _ => {}
        }
    }
}

/// Tells whether a file is a room or lies in it.
pub(crate) fn is_in(file: &str, room: &str) -> bool {
    file == room || (room.ends_with('/') && file.starts_with(room))
}

fn names(name: &Name, word: &str) -> bool {
    name.paths.iter().any(|path| {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        if let Some(called) = word.strip_suffix('!') {
            let macros = [Form::Macro, Form::Use, Form::Export];
            return macros.contains(&name.form)
                && path.last() == Some(&called)
                && (path.len() == 1 || path[0] == "std");
        }
        if let Some(method) = word.strip_prefix('.') {
            return name.form == Form::Method && path == [method];
        }
        if name.form == Form::Method {
            return false;
        }
        if let Some(end) = word.strip_prefix("*::") {
            return path.ends_with(&parts(end));
        }
        let word = parts(word);
        let path = standard(path);
        path.starts_with(&word) || (name.glob && word.starts_with(&path))
    })
}

fn parts(word: &str) -> Vec<&str> {
    word.split("::").collect()
}

/// What `core` and `alloc` have is also the standard library's.
fn standard(mut path: Vec<&str>) -> Vec<&str> {
    if let Some(first) = path.first_mut()
        && ["core", "alloc"].contains(first)
    {
        *first = "std";
    }
    path
}
