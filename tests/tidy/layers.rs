//! The table of layers, and what breaks it.

use crate::{
    breach::{Breach, Rule},
    facts::Form,
    source::{Source, Tree},
};

/// Which modules a module may import from this crate; itself always.
pub(crate) const LAYERS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("source", &[]),
    ("spec", &["domain", "source"]),
    ("desired", &["domain", "source", "spec"]),
    ("observed", &["domain"]),
    ("plan", &["domain", "source", "desired", "observed"]),
    ("storage", &["domain"]),
    ("secrets", &["domain", "observed", "storage"]),
    ("audit", &["domain", "plan", "storage"]),
    ("apply", &["domain", "observed", "plan", "secrets", "audit"]),
    ("graph", &["domain", "observed", "plan", "secrets", "apply"]),
    ("fleet", &["domain"]),
    (
        "run",
        &[
            "domain", "source", "spec", "desired", "observed", "plan", "storage", "secrets",
            "audit", "apply", "graph", "fleet",
        ],
    ),
    ("render", &["domain", "source", "desired", "observed", "plan", "apply"]),
    ("sandbox", &[]),
    (
        "cli",
        &[
            "domain", "source", "spec", "desired", "observed", "plan", "storage", "secrets",
            "audit", "apply", "graph", "fleet", "run", "render", "sandbox",
        ],
    ),
    // The entry point of the binary sees only the command line.
    ("main", &["cli"]),
];

/// Returns what a layer may import, if the table knows it.
pub(crate) fn allowed(layer: &str) -> Option<&'static [&'static str]> {
    LAYERS.iter().find(|(name, _)| *name == layer).map(|(_, below)| *below)
}

/// Finds imports against the direction of flow.
pub(crate) fn check(tree: &Tree, found: &mut Vec<Breach>) {
    for source in &tree.sources {
        unknown_modules(source, found);
        if source.layer() != "lib" && !tree.is_test_only(source) {
            imports(source, found);
        }
    }
}

/// A module that the table does not know could import whatever it likes.
fn unknown_modules(source: &Source, found: &mut Vec<Breach>) {
    let layer = source.layer();
    if layer != "lib" && allowed(layer).is_none() {
        let text = format!("the table of layers does not know `{layer}`");
        found.push(source.breach(Rule::Layer, 1, text));
    }
    for declared in &source.facts.modules {
        let known = layer == "lib" && allowed(&declared.name).is_some();
        if source.module.is_empty() && declared.depth == 0 && !known {
            let text = format!("the table of layers does not know `{}`", declared.name);
            found.push(source.breach(Rule::Layer, declared.line, text));
        }
    }
}

fn imports(source: &Source, found: &mut Vec<Breach>) {
    let own = source.layer();
    let Some(below) = allowed(own) else { return };
    for name in source.facts.names.iter().filter(|name| !name.test) {
        for path in &name.paths {
            if path.first().is_none_or(|first| first != "crate") || name.form == Form::Method {
                continue;
            }
            let Some(import) = path.get(1) else {
                if matches!(name.form, Form::Use | Form::Export) {
                    let text = format!("`{own}` must not import the whole crate");
                    found.push(source.breach(Rule::Layer, name.line, text));
                }
                continue;
            };
            if import != own && !below.contains(&import.as_str()) {
                let text = format!("`{own}` must not import `{import}`");
                found.push(source.breach(Rule::Layer, name.line, text));
            }
        }
    }
}
