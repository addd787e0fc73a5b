//! The source tree, parsed.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use syn::{File, spanned::Spanned as _};

use crate::{
    attributes::{attributes, is_test_only},
    breach::{Breach, Rule},
    facts::Facts,
    read,
};

/// One file below `src`.
pub(crate) struct Source {
    /// Its path below `src`, with slashes.
    pub(crate) name: String,
    /// The module that it is; empty for the roots of the library and of the binary.
    pub(crate) module: Vec<String>,
    pub(crate) text: String,
    pub(crate) file: File,
    pub(crate) facts: Facts,
}

impl Source {
    fn parse((name, text): (String, String)) -> Self {
        let file =
            syn::parse_file(&text).unwrap_or_else(|error| panic!("src/{name} parses: {error}"));
        let module = module_of(&name);
        let facts = read::facts(&module, &file);
        Self { name, module, text, file, facts }
    }

    /// Returns the first part of the name: a module of the crate, `lib` or `main`.
    pub(crate) fn layer(&self) -> &str {
        self.name.split(['/', '.']).next().unwrap_or_default()
    }

    /// Returns the line on which the last item ends that is not only for tests.
    pub(crate) fn last_line(&self) -> usize {
        let items = self.file.items.iter().filter(|item| !is_test_only(attributes(item)));
        items.map(|item| item.span().end().line).max().unwrap_or_default()
    }

    pub(crate) fn breach(&self, rule: Rule, line: usize, text: String) -> Breach {
        Breach { rule, file: self.name.clone(), line, text }
    }
}

/// All files, and which of them are only for tests.
pub(crate) struct Tree {
    pub(crate) sources: Vec<Source>,
    test_modules: BTreeSet<Vec<String>>,
}

impl Tree {
    /// Parses files given as names below `src` and texts.
    pub(crate) fn of(files: impl IntoIterator<Item = (String, String)>) -> Self {
        let sources: Vec<_> = files.into_iter().map(Source::parse).collect();
        let (mut test_modules, mut built) = (BTreeSet::new(), BTreeSet::new());
        for source in &sources {
            if is_test_only(&source.file.attrs) {
                test_modules.insert(source.module.clone());
            }
            for module in source.facts.modules.iter().filter(|module| module.depth == 0) {
                let mut path = source.module.clone();
                path.push(module.name.clone());
                if module.test {
                    test_modules.insert(path)
                } else {
                    built.insert(path)
                };
            }
        }
        // What is declared a second time without the condition is built.
        test_modules.retain(|module| !built.contains(module));
        Self { sources, test_modules }
    }

    /// Reads the source tree of this package.
    pub(crate) fn read() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut paths = Vec::new();
        walk(&root, &mut paths);
        paths.sort();
        Self::of(paths.into_iter().map(|path| {
            let text = fs::read_to_string(&path).expect("a source file is UTF-8");
            let name = path.strip_prefix(&root).expect("below src").to_string_lossy();
            (name.replace('\\', "/"), text)
        }))
    }

    /// Tells whether a file is compiled only for tests: it or a module above it says so.
    pub(crate) fn is_test_only(&self, source: &Source) -> bool {
        let above = (1..=source.module.len()).map(|length| &source.module[..length]);
        above.into_iter().any(|module| self.test_modules.contains(module))
    }
}

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

fn module_of(name: &str) -> Vec<String> {
    let path = name.trim_end_matches(".rs").trim_end_matches("/mod");
    match path {
        "lib" | "main" => Vec::new(),
        _ => path.split('/').map(str::to_owned).collect(),
    }
}
