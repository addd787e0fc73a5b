//! `tenantry man`.

use crate::harness::Bench;

#[test]
fn the_page_is_printed_or_one_is_written_for_each_command() {
    let bench = Bench::new();
    bench.run(&["man"]).exits(0).prints(".TH tenantry 1");
    bench.run(&["man", "pages"]).exits(0);
    assert!(bench.read("pages/tenantry.1").contains(".TH tenantry 1"));
    assert!(bench.read("pages/tenantry-completions.1").contains("tenantry"));
    bench.file("taken", "");
    bench.run(&["man", "taken/deeper"]).exits(1).says("cannot make");
}
