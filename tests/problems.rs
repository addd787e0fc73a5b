//! Golden directories: YAML in, rendered problems out.

use std::path::Path;

use tenantry::{desired, render};

/// The time of every case.
const NOW: &str = "2026-11-23T09:00:00Z";

#[test]
fn every_case_reports_what_it_should() {
    insta::glob!("problems/*/tenantry.yaml", |path| {
        let folder = path.parent().expect("a folder");
        let loaded = desired::load(folder, NOW.parse().expect("a time"));
        let text = render::problems_text(&loaded.problems, &loaded.sources, false, 100);
        insta::with_settings!({ snapshot_path => folder, prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!("expected", text);
        });
    });
}

#[test]
fn probe() {
    let loaded = desired::load(Path::new("tests/problems/good"), NOW.parse().expect("a time"));
    println!("{:#?}", loaded.desired);
}
