//! What a file must say of itself, what a module file may hold, and which ways lead round the rules.

use syn::{Item, spanned::Spanned as _};

use crate::{
    breach::{Breach, Rule},
    facts::Form,
    source::{Source, Tree},
};

/// Finds files that are not in order.
pub(crate) fn check(tree: &Tree, found: &mut Vec<Breach>) {
    for source in &tree.sources {
        if !source.text.starts_with("//! ") {
            let text = "begins without saying what it owns".to_owned();
            found.push(source.breach(Rule::FirstSentence, 1, text));
        }
        if source.name.ends_with("mod.rs") || source.name == "lib.rs" {
            module_file(source, found);
        }
        lints(source, found);
        evasions(source, found);
    }
}

/// A module file is a table of contents: modules that are files, and exports.
fn module_file(source: &Source, found: &mut Vec<Breach>) {
    for item in &source.file.items {
        let is_contents = match item {
            Item::Mod(module) => module.content.is_none(),
            Item::Use(_) => true,
            _ => false,
        };
        if !is_contents {
            let line = item.span().start().line;
            let text = "a module file holds documentation, `mod` and `use`".to_owned();
            found.push(source.breach(Rule::ModuleFile, line, text));
        }
    }
}

fn lints(source: &Source, found: &mut Vec<Breach>) {
    for mark in &source.facts.marks {
        let reasoned = mark.arguments.contains("reason");
        let text = match mark.name.as_str() {
            "allow" => "a lint is expected with a reason, never allowed",
            "expect" if !reasoned => "a lint is expected without a reason",
            _ => continue,
        };
        found.push(source.breach(Rule::Lint, mark.line, text.to_owned()));
    }
}

/// Code that this test does not find where it looks for it.
fn evasions(source: &Source, found: &mut Vec<Breach>) {
    for mark in source.facts.marks.iter().filter(|mark| mark.name == "path") {
        let text = "`#[path]` puts a module where its name does not say".to_owned();
        found.push(source.breach(Rule::Evasion, mark.line, text));
    }
    for name in source.facts.names.iter().filter(|name| name.form == Form::Macro) {
        if name.paths.iter().any(|path| path.last().is_some_and(|last| last == "include")) {
            let text = "`include!` brings in code unseen".to_owned();
            found.push(source.breach(Rule::Evasion, name.line, text));
        }
    }
}
