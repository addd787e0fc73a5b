//! Each rule, shown to complain where it must and to be silent where it must.

use std::collections::BTreeSet;

use crate::{
    breach::Rule,
    breaches,
    layers::LAYERS,
    rooms::{CONFINED, is_in},
    source::Tree,
};

/// What must be refused: by which rule, in which file, and what the file says after its first line.
const REFUSED: &[(Rule, &str, &str)] = &[
    // Imports, however they are written.
    (Rule::Layer, "plan/a.rs", "use crate::graph::Reader;"),
    (Rule::Layer, "plan/a.rs", "use crate::{\n    domain, graph,\n};"),
    (
        Rule::Layer,
        "plan/a.rs",
        "use crate::{\n    domain::{\n        Address,\n    }, graph::{\n        Reader\n    }\n};",
    ),
    (Rule::Layer, "plan/a.rs", "use {crate::{{domain}, {graph}}};"),
    (Rule::Layer, "plan/a.rs", "use super::super::graph::Reader;"),
    (Rule::Layer, "plan/a.rs", "use self::super::super::graph::Reader;"),
    (Rule::Layer, "plan/mod.rs", "use super::graph;"),
    (Rule::Layer, "plan/jit/mod.rs", "use super::super::graph;"),
    (Rule::Layer, "plan/a.rs", "mod inner { use super::super::super::graph; }"),
    (Rule::Layer, "plan/a.rs", "use crate::*;"),
    (Rule::Layer, "plan/a.rs", "use super::super::*;"),
    (Rule::Layer, "plan/a.rs", "use crate as house;"),
    (Rule::Layer, "plan/a.rs", "pub use crate as house;"),
    (Rule::Layer, "plan/a.rs", "pub(super) use crate::graph::Reader;"),
    (Rule::Layer, "plan/a.rs", "use super::super as house;\nfn a() { house::graph::b(); }"),
    (Rule::Layer, "plan/a.rs", "use crate::r#graph as domain;"),
    (Rule::Layer, "plan/a.rs", "extern crate self as house;\nuse house::graph::Reader;"),
    (Rule::Layer, "plan/a.rs", "fn a() { crate::graph::b(); }"),
    (Rule::Layer, "plan/a.rs", "fn a(b: &crate::graph::Reader) {}"),
    (Rule::Layer, "plan/a.rs", "impl crate::graph::Read for A {}"),
    (Rule::Layer, "plan/a.rs", "fn a() { if let crate::graph::B = c {} }"),
    (Rule::Layer, "plan/a.rs", "fn a() { <crate::graph::B as C>::d(); }"),
    (Rule::Layer, "plan/a.rs", "fn a() { println(vec![crate::graph::b()]); }"),
    (Rule::Layer, "plan/a.rs", "macro_rules! a { () => { $crate::graph::b() } }"),
    (Rule::Layer, "plan/a.rs", "macro_rules! a { () => { use crate::{domain, graph}; } }"),
    (Rule::Layer, "plan/a.rs", "#[serde(with = \"crate::graph::wire\")]\nstruct A;"),
    (Rule::Layer, "plan/a.rs", "#[cfg(not(test))]\nuse crate::graph::Reader;"),
    (Rule::Layer, "plan/a.rs", "#[cfg(any(test, unix))]\nuse crate::graph::Reader;"),
    (Rule::Layer, "plan/a.rs", "#[cfg(test)]\nmod tests {}\nuse crate::graph::Reader;"),
    (Rule::Layer, "plan/a.rs", "use crate::Reader;"),
    (Rule::Layer, "main.rs", "fn main() { tenantry::graph::a(); }"),
    (Rule::Layer, "main.rs", "mod graph;"),
    (Rule::Layer, "lib.rs", "pub mod helpers;"),
    (Rule::Layer, "helpers/mod.rs", "mod a;"),
    (Rule::Layer, "bin/other.rs", "fn main() {}"),
    // Words outside their rooms, however they came in.
    (Rule::Room, "run/a.rs", "use reqwest as http;"),
    (Rule::Room, "run/a.rs", "use tokio;"),
    (Rule::Room, "run/a.rs", "use ::tokio::spawn;"),
    (Rule::Room, "run/a.rs", "extern crate tokio as machine;"),
    (Rule::Room, "run/a.rs", "#[tokio::main]\nasync fn a() {}"),
    (Rule::Room, "run/a.rs", "fn a() { tokio::select! {} }"),
    (Rule::Room, "plan/a.rs", "use rand;"),
    (Rule::Room, "plan/a.rs", "use std::{env};"),
    (Rule::Room, "plan/a.rs", "use std::*;"),
    (Rule::Room, "plan/a.rs", "use std as s;\nfn a() { s::env::vars(); }"),
    (Rule::Room, "plan/a.rs", "fn a() { jiff::Zoned::now(); }"),
    (Rule::Room, "plan/a.rs", "use jiff::Timestamp as Moment;\nfn a() { Moment::now(); }"),
    (Rule::Room, "plan/a.rs", "type Moment = jiff::Timestamp;\nfn a() { Moment::now(); }"),
    (Rule::Room, "plan/a.rs", "fn a() { <jiff::Timestamp>::now(); }"),
    (Rule::Room, "plan/a.rs", "fn a() { b.unwrap_or_else(Timestamp::now); }"),
    (Rule::Room, "run/a.rs", "use std::{fs};\nfn a() { fs::metadata(b); }"),
    (Rule::Room, "run/a.rs", "use std::{fs};\nfn a() { fs::create_dir_all(b); }"),
    (Rule::Room, "run/a.rs", "fn a(b: &Path) { b.exists(); }"),
    (Rule::Room, "graph/tokens.rs", "use std::fs;"),
    (Rule::Room, "source/a.rs", "pub use std::fs;"),
    (Rule::Room, "run/a.rs", "fn a() { std::io::stdout().write_all(b); }"),
    (Rule::Room, "run/a.rs", "use std::io;\nfn a() { io::stderr(); }"),
    (Rule::Room, "run/a.rs", "use std::println as say;\nfn a() { say!(); }"),
    (Rule::Room, "run/a.rs", "fn a() { b!(eprintln!(\"c\")); }"),
    (Rule::Room, "cli/a.rs", "fn a() { b.unwrap(); }"),
    (Rule::Room, "cli/a.rs", "fn a() { b!(c.unwrap()); }"),
    (Rule::Room, "cli/a.rs", "fn a() { b.map(Option::unwrap); }"),
    (Rule::Room, "cli/a.rs", "impl A { fn a() { todo!() } }\n#[cfg(test)]\nmod tests {}"),
    // Lints and ways round.
    (Rule::Lint, "plan/a.rs", "#![allow(dead_code)]"),
    (Rule::Lint, "plan/a.rs", "#[allow(dead_code)]\nfn a() {}"),
    (Rule::Lint, "plan/a.rs", "#[cfg_attr(unix, allow(dead_code))]\nfn a() {}"),
    (Rule::Lint, "plan/a.rs", "#[cfg_attr(a, cfg_attr(b, inline, allow(c)))]\nfn a() {}"),
    (Rule::Lint, "plan/a.rs", "fn a() { #[allow(unused)]\nlet b = 1; }"),
    (Rule::Lint, "plan/a.rs", "a! { #[allow(dead_code)] fn b() {} }"),
    (Rule::Lint, "plan/a.rs", "#[expect(dead_code)]\nfn a() {}"),
    (Rule::Evasion, "plan/a.rs", "#[path = \"../graph/a.rs\"]\nmod b;"),
    (Rule::Evasion, "plan/a.rs", "include!(\"b.rs\");"),
    // Module files.
    (Rule::ModuleFile, "plan/mod.rs", "pub(super) fn a() {}"),
    (Rule::ModuleFile, "plan/mod.rs", "const fn a() {}"),
    (Rule::ModuleFile, "plan/mod.rs", "trait A {}"),
    (Rule::ModuleFile, "plan/mod.rs", "const A: u8 = 0;"),
    (Rule::ModuleFile, "plan/mod.rs", "type A = u8;"),
    (Rule::ModuleFile, "plan/mod.rs", "macro_rules! a { () => {} }"),
    (Rule::ModuleFile, "plan/mod.rs", "mod a { fn b() {} }"),
    (Rule::ModuleFile, "plan/mod.rs", "#[cfg(test)]\nmod tests;\nstruct A;"),
    (Rule::ModuleFile, "lib.rs", "fn a() {}"),
];

/// What must pass: files, with what they say after their first line.
const ACCEPTED: &[&[(&str, &str)]] = &[
    &[("plan/a.rs", "use crate::{domain::Address, plan::b, source};")],
    &[("plan/a.rs", "use super::graph::Edge;")],
    &[("plan/a.rs", "mod graph {}\nuse graph::Edge;\nfn a() { graph::b(); }")],
    &[(
        "plan/jit/a.rs",
        "use super::super::fs::A;\nfn b(graph: u8, rand: u8) -> u8 { graph + rand }",
    )],
    &[(
        "plan/a.rs",
        "#[cfg(test)]\nmod tests { use crate::graph::Reader; fn a() { b.unwrap(); } }",
    )],
    &[("plan/a.rs", "#[cfg(all(test, unix))]\nuse crate::graph::Reader;")],
    &[("plan/a.rs", "impl A { #[cfg(test)]\nfn b() { c.unwrap(); } }")],
    &[(
        "plan/a.rs",
        "//! `crate::graph` and tokio::spawn\n// use std::fs;\nconst A: &str = \"use tokio;\";",
    )],
    &[("plan/a.rs", "pub(in crate::plan) fn a(now: Timestamp) { b::now(now); }")],
    &[
        ("plan/mod.rs", "#[cfg(test)]\nmod a;\npub use b::c;\nmod b;"),
        ("plan/a.rs", "use crate::cli;"),
    ],
    &[
        ("plan/mod.rs", "#[cfg(test)]\nmod a;"),
        ("plan/a/mod.rs", "mod b;"),
        ("plan/a/b.rs", "use tokio;"),
    ],
    &[("cli/a.rs", "use std::{env, fs};\nfn a() { println!(); tokio::spawn(b); }")],
    &[("graph/token.rs", "use std::fs;\nuse azure_core::A;")],
    &[(
        "run/a.rs",
        "use std::io;\nuse std::fmt::{self, Write as _};\nfn a() -> io::Result<()> { writeln!(b) }",
    )],
    &[("plan/a.rs", "#[expect(dead_code, reason = \"b\")]\nfn a() { include_str!(\"c\"); }")],
    &[("lib.rs", "pub mod domain;\npub mod plan;")],
    &[("main.rs", "fn main() { tenantry::cli::run() }")],
];

/// Judges files that begin as they should.
fn judged(files: &[(&str, &str)]) -> Vec<String> {
    let tree = Tree::of(
        files
            .iter()
            .map(|(name, text)| ((*name).to_owned(), format!("//! What it owns.\n{text}\n"))),
    );
    breaches(&tree).iter().map(|breach| format!("{:?}: {breach}", breach.rule)).collect()
}

fn refuses(rule: Rule, file: &str, text: &str) {
    let found = judged(&[(file, text)]);
    let begin = format!("{rule:?}: ");
    let said = found.iter().any(|breach| breach.starts_with(&begin));
    assert!(said, "{rule:?} is silent about src/{file}:\n{text}\nfound: {found:?}");
}

#[test]
fn what_breaks_a_rule_is_refused() {
    for (rule, file, text) in REFUSED {
        refuses(*rule, file, text);
    }
}

#[test]
fn what_keeps_the_rules_passes() {
    for files in ACCEPTED {
        let found = judged(files);
        assert!(found.is_empty(), "{files:?}:\n{}", found.join("\n"));
    }
}

#[test]
fn a_file_that_is_also_built_is_no_test() {
    let twice = "#[cfg(test)]\nmod a;\n#[cfg(not(test))]\nmod a;";
    let found = judged(&[("plan/mod.rs", twice), ("plan/a.rs", "use crate::cli;")]);
    assert_eq!(found, ["Layer: src/plan/a.rs:2: `plan` must not import `cli`"]);
}

#[test]
fn every_pair_of_layers_is_judged() {
    for (own, below) in LAYERS.iter().filter(|(own, _)| *own != "main") {
        for (import, _) in LAYERS.iter().filter(|(import, _)| import != own) {
            let text = format!("use crate::{{{own}::A, {import}::B}};");
            let file = format!("{own}/a.rs");
            if below.contains(import) {
                assert_eq!(judged(&[(&file, &text)]), Vec::<String>::new());
            } else {
                refuses(Rule::Layer, &file, &text);
            }
        }
    }
}

#[test]
fn every_confined_word_is_confined() {
    let layers = LAYERS.iter().filter(|(layer, _)| *layer != "main");
    for (layer, _) in layers {
        let file = format!("{layer}/none.rs");
        for confined in CONFINED.iter().filter(|c| !c.rooms.iter().any(|room| is_in(&file, room))) {
            for word in confined.words {
                refuses(Rule::Room, &file, &format!("fn a() {{ {}; }}", call(word)));
            }
        }
    }
}

fn call(word: &str) -> String {
    if let Some(method) = word.strip_prefix('.') {
        format!("b.{method}()")
    } else if word.ends_with('!') {
        format!("{word}()")
    } else if let Some(end) = word.strip_prefix("*::") {
        format!("b::{end}()")
    } else {
        format!("{word}::b()")
    }
}

#[test]
fn sizes_are_measured_to_the_line() {
    let lines = |count: usize| "const A: u8 = 0;\n".repeat(count);
    assert_eq!(judged(&[("plan/a.rs", &lines(399))]), Vec::<String>::new());
    refuses(Rule::FileLength, "plan/a.rs", &lines(400));
    let tests = format!("#[cfg(test)]\nmod tests {{\n{}}}", lines(400));
    assert_eq!(judged(&[("plan/a.rs", &tests)]), Vec::<String>::new());
    refuses(Rule::FileLength, "plan/a.rs", &format!("{tests}\nstruct A;"));
    assert_eq!(judged(&[("domain/role_table.rs", &lines(400))]), Vec::<String>::new());

    let function = |count: usize| format!("fn a() {{\n{}}}", "b();\n".repeat(count));
    assert_eq!(judged(&[("plan/a.rs", &function(58))]), Vec::<String>::new());
    refuses(Rule::FunctionSize, "plan/a.rs", &function(59));
    refuses(Rule::FunctionSize, "plan/a.rs", &format!("impl A {{ {} }}", function(59)));
    refuses(Rule::FunctionSize, "plan/a.rs", &format!("trait A {{ {} }}", function(59)));
    refuses(Rule::FunctionSize, "plan/a.rs", "fn a(b: B, c: C, d: D, e: E, f: F) {}");
    let method = "impl A { fn a(&self, b: B, c: C, d: D, e: E) {} }";
    assert_eq!(judged(&[("plan/a.rs", method)]), Vec::<String>::new());
}

#[test]
fn a_file_without_a_first_sentence_is_refused() {
    for text in ["fn a() {}", "// What it owns.\n", "\n//! What it owns.\n"] {
        let tree = Tree::of([("plan/a.rs".to_owned(), text.to_owned())]);
        assert!(breaches(&tree).iter().any(|breach| breach.rule == Rule::FirstSentence), "{text}");
    }
}

#[test]
fn every_rule_has_a_sample() {
    let measured = [Rule::FileLength, Rule::FunctionSize, Rule::FirstSentence];
    let shown: BTreeSet<Rule> = REFUSED.iter().map(|sample| sample.0).chain(measured).collect();
    assert_eq!(shown, BTreeSet::from(Rule::ALL));
}
