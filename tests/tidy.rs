//! The rules of the house, as tests: who may import whom, what may be named where, how long a file
//! may be. `ARCHITECTURE.md` gives the reasons.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// Which modules a module may import from this crate; itself always.
const LAYERS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("source", &[]),
    ("spec", &["domain", "source"]),
    ("desired", &["domain", "source", "spec"]),
    ("observed", &["domain"]),
    ("plan", &["domain", "source", "desired", "observed"]),
    ("secrets", &["domain", "observed"]),
    ("apply", &["domain", "observed", "plan", "secrets"]),
    ("graph", &["domain", "observed", "plan", "secrets", "apply"]),
    ("fleet", &["domain"]),
    (
        "run",
        &[
            "domain", "source", "spec", "desired", "observed", "plan", "secrets", "apply", "graph",
            "fleet",
        ],
    ),
    ("render", &["domain", "source", "desired", "observed", "plan", "apply"]),
    ("sandbox", &[]),
    (
        "cli",
        &[
            "domain", "source", "spec", "desired", "observed", "plan", "secrets", "apply", "graph",
            "fleet", "run", "render", "sandbox",
        ],
    ),
];

/// What may be named only in these modules or files.
const CONFINED: &[(&[&str], &[&str])] = &[
    (
        &["tokio::", "reqwest::"],
        &["graph/", "secrets/", "fleet/", "run/", "sandbox/", "cli/", "main.rs"],
    ),
    (
        &[
            "std::env",
            "env::var",
            "SystemTime::now",
            "Timestamp::now",
            "Instant::now",
            "rand::",
            "Uuid::new_v4",
        ],
        &[
            "source/", "secrets/", "apply/", "graph/", "fleet/", "run/", "render/", "sandbox/",
            "cli/", "main.rs",
        ],
    ),
    (
        &["std::fs", "fs::read", "fs::write", "fs::File", "File::open"],
        &[
            "source/",
            "apply/journal",
            "graph/token",
            "run/tests.rs",
            "graph/credential",
            "secrets/",
            "sandbox/",
            "cli/",
        ],
    ),
    (&["println!", "eprintln!", "print!(", "eprint!("], &["cli/"]),
    (&["serde_saphyr"], &["source/spanned.rs", "spec/decode.rs"]),
    (&["azure_core", "azure_identity"], &["graph/token.rs"]),
    (&["#[allow(", "#![allow("], &[]),
    (&["todo!(", "unimplemented!("], &[]),
];

/// The most lines that a file may have before its tests. Tables of data are exempt.
const MOST_LINES: usize = 400;
const TABLES: &[&str] =
    &["domain/role_table.rs", "domain/permission.rs", "sandbox/catalog/", "sandbox/odata/"];

struct Source {
    name: String,
    code: Vec<(usize, String)>,
}

fn sources() -> Vec<Source> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("the source tree is readable") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    walk(&root, &mut found);
    found.sort();
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("a source file is UTF-8");
        let name =
            path.strip_prefix(&root).expect("below src").to_string_lossy().replace('\\', "/");
        Source { name, code: production_lines(&text) }
    };
    found.into_iter().map(read).collect()
}

/// Returns a file's numbered lines up to its tests, without comments.
fn production_lines(text: &str) -> Vec<(usize, String)> {
    let before_tests =
        text.lines().enumerate().take_while(|(_, line)| !line.starts_with("#[cfg(test)]"));
    before_tests
        .map(|(index, line)| (index + 1, line.split(" //").next().unwrap_or_default().to_owned()))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .collect()
}

fn module(name: &str) -> &str {
    name.split(['/', '.']).next().unwrap_or_default()
}

/// Returns the modules of this crate that a file imports: `crate::plan`, and inside `crate::{…}`.
fn imports(source: &Source) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    let mut depth = 0_i32;
    for (number, line) in &source.code {
        let mut rest = line.as_str();
        if depth == 1 {
            let first = line.trim_start().split(|c: char| !c.is_alphanumeric() && c != '_').next();
            found.entry(first.unwrap_or_default().to_owned()).or_insert(*number);
        }
        if depth == 0 {
            while let Some(at) = rest.find("crate::") {
                rest = &rest[at + "crate::".len()..];
                if let Some(group) = rest.strip_prefix('{') {
                    for word in group.split(',') {
                        let first = word.trim().split("::").next().unwrap_or_default();
                        let name = first.trim_matches(|c: char| !c.is_alphanumeric() && c != '_');
                        found.entry(name.to_owned()).or_insert(*number);
                    }
                    depth = braces(rest);
                    break;
                }
                let name = rest.split(|c: char| !c.is_alphanumeric() && c != '_').next();
                found.entry(name.unwrap_or_default().to_owned()).or_insert(*number);
            }
        } else {
            depth += braces(line);
        }
    }
    found
}

fn braces(text: &str) -> i32 {
    text.chars().map(|c| i32::from(c == '{') - i32::from(c == '}')).sum()
}

fn report(rule: &str, broken: &[String]) {
    assert!(broken.is_empty(), "{rule}:\n{}", broken.join("\n"));
}

#[test]
fn modules_import_only_what_lies_below_them() {
    let layers: BTreeMap<_, _> = LAYERS.iter().copied().collect();
    let mut broken = Vec::new();
    for source in sources() {
        let own = module(&source.name).to_owned();
        let Some(allowed) = layers.get(own.as_str()) else {
            if !["lib", "main"].contains(&own.as_str()) {
                broken.push(format!(
                    "src/{}: the table of layers does not know `{own}`",
                    source.name
                ));
            }
            continue;
        };
        for (import, line) in imports(&source) {
            let known = layers.contains_key(import.as_str());
            if known && import != own && !allowed.contains(&import.as_str()) {
                broken.push(format!(
                    "src/{}:{line}: `{own}` must not import `{import}`",
                    source.name
                ));
            }
        }
    }
    report("imports against the direction of flow", &broken);
}

#[test]
fn effects_and_young_crates_stay_in_their_rooms() {
    let mut broken = Vec::new();
    for source in sources() {
        for (words, rooms) in CONFINED {
            if rooms.iter().any(|room| source.name.starts_with(room)) {
                continue;
            }
            for (number, line) in &source.code {
                // A macro's name must not be the tail of another (`eprintln!` holds `println!`).
                for word in *words {
                    let found = line.match_indices(word).any(|(at, _)| {
                        !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_')
                    });
                    if found {
                        broken.push(format!(
                            "src/{}:{number}: `{word}` has no place here",
                            source.name
                        ));
                    }
                }
            }
        }
    }
    report("words outside their rooms", &broken);
}

#[test]
fn files_stay_small_and_module_files_hold_nothing_but_exports() {
    let mut broken = Vec::new();
    for source in sources() {
        let table = TABLES.iter().any(|table| source.name.starts_with(table));
        let lines = source.code.last().map_or(0, |(number, _)| *number);
        if lines > MOST_LINES && !table {
            broken.push(format!("src/{}: {lines} lines, at most {MOST_LINES}", source.name));
        }
        if source.name.ends_with("mod.rs") {
            let logic = source.code.iter().find(|(_, line)| {
                ["fn ", "struct ", "enum ", "impl "].iter().any(|word| {
                    line.trim_start()
                        .trim_start_matches("pub ")
                        .trim_start_matches("pub(crate) ")
                        .starts_with(word)
                })
            });
            if let Some((number, _)) = logic {
                broken.push(format!("src/{}:{number}: logic in a module file", source.name));
            }
        }
    }
    report("files that have outgrown their room", &broken);
}

#[test]
fn every_file_says_what_it_owns() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let silent: Vec<String> = sources()
        .iter()
        .filter(|source| {
            let text = fs::read_to_string(root.join(&source.name)).expect("a source file is UTF-8");
            !text.starts_with("//! ")
        })
        .map(|source| format!("src/{}", source.name))
        .collect();
    report("files without a first sentence", &silent);
}
