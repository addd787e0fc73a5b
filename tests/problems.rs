//! Golden directories: YAML in, rendered problems out.

use tenantry::{desired, render};

/// The time of every case.
const NOW: &str = "2026-11-23T09:00:00Z";

#[test]
fn every_case_reports_what_it_should() {
    insta::glob!("problems/*/tenantry.yaml", |path| {
        let folder = path.parent().expect("a folder");
        let loaded = desired::load(folder, NOW.parse().expect("a time"));
        let text = render::problems_text(&loaded.problems, &loaded.sources, false, 100);
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(folder);
        settings.set_prepend_module_to_snapshot(false);
        settings.remove_snapshot_suffix();
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!("expected", text));
    });
}
