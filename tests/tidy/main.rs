//! The rules of the house, as tests: who may import whom, what may be named where, how long a file
//! may be. `ARCHITECTURE.md` gives the reasons.
//!
//! Every file below `src` is parsed; names are followed through `use`, `super` and aliases, also in
//! the arguments of macros and attributes. `samples` shows each rule to fail where it must.

mod attributes;
mod breach;
mod facts;
mod form;
mod layers;
mod read;
mod resolve;
mod rooms;
mod samples;
mod size;
mod source;
mod tokens;

use std::collections::BTreeSet;

use breach::Breach;
use source::Tree;

fn breaches(tree: &Tree) -> Vec<Breach> {
    let mut found = Vec::new();
    layers::check(tree, &mut found);
    rooms::check(tree, &mut found);
    size::check(tree, &mut found);
    form::check(tree, &mut found);
    found
}

#[test]
fn the_house_is_tidy() {
    let tree = Tree::read();
    let found: Vec<_> =
        breaches(&tree).iter().map(|breach| format!("{:?}: {breach}", breach.rule)).collect();
    assert!(found.is_empty(), "the rules in ARCHITECTURE.md are broken:\n{}", found.join("\n"));
}

#[test]
fn no_exception_outlives_its_reason() {
    let tree = Tree::read();
    let names: Vec<_> = tree.sources.iter().map(|source| source.name.as_str()).collect();
    let rooms = rooms::CONFINED.iter().flat_map(|confined| confined.rooms).chain(size::TABLES);
    for room in rooms {
        assert!(names.iter().any(|name| rooms::is_in(name, room)), "there is no src/{room}");
    }
    for (file, function) in size::LARGE {
        let mut sources = tree.sources.iter().filter(|source| source.name == *file);
        let still = sources.any(|source| {
            let mut functions = source.facts.functions.iter();
            functions.any(|found| found.name == *function && size::is_large(found))
        });
        assert!(still, "`{function}` in src/{file} is no exception any more");
    }
    for (layer, _) in layers::LAYERS {
        assert!(tree.sources.iter().any(|source| source.layer() == *layer), "no src/{layer}");
    }
}

#[test]
fn the_code_map_says_what_the_table_says() {
    let map = include_str!("../../ARCHITECTURE.md");
    for (layer, below) in layers::LAYERS.iter().filter(|(layer, _)| *layer != "main") {
        let begin = format!("| `{layer}` |");
        let row = map.lines().find(|line| line.starts_with(&begin)).expect("a row for each layer");
        let said = row.trim_end_matches(" |").rsplit("| ").next().unwrap_or_default();
        let others = layers::LAYERS.iter().map(|(name, _)| *name).filter(|name| name != layer);
        let others: BTreeSet<&str> = others.filter(|name| *name != "main").collect();
        let meant: BTreeSet<&str> = match said.split_once("all but ") {
            _ if said == "nothing" => BTreeSet::new(),
            _ if said.starts_with("everything") => others,
            Some((_, but)) => {
                let but: BTreeSet<&str> = but.split(", ").collect();
                others.difference(&but).copied().collect()
            }
            None => said.split(", ").collect(),
        };
        assert_eq!(meant, below.iter().copied().collect(), "what `{layer}` may import");
    }
}
