//! `tenantry man`.

use crate::harness::Bench;

#[test]
fn the_page_is_printed_or_one_is_written_for_each_command() {
    let bench = Bench::new();
    bench.run(&["man"]).exits(0).prints(".TH tenantry 1");
    bench.run(&["man", "pages"]).exits(0);
    assert!(bench.read("pages/tenantry.1").contains(".TH tenantry 1"));
    assert!(bench.read("pages/tenantry-completions.1").contains("tenantry"));
    for page in [
        "tenantry",
        "tenantry-plan",
        "tenantry-apply",
        "tenantry-grant",
        "tenantry-sweep",
        "tenantry-sandbox-serve",
    ] {
        let text = bench.read(&format!("pages/{page}.1"));
        for expected in ["TENANTRY_DIRECTORY", ".SH EXAMPLES"] {
            assert!(text.contains(expected), "no {expected} in {page}");
        }
        assert!(!text.contains(".SH EXTRA"), "{page}");
    }
    assert!(bench.read("pages/tenantry.1").contains(".SH \"EXIT STATUS\""));
    assert!(bench.read("pages/tenantry-plan.1").contains("TENANTRY_DETAILED_EXITCODE"));
    bench.file("taken", "");
    bench.run(&["man", "taken/deeper"]).exits(1).says("cannot make");
}
