//! `tenantry completions`.

use crate::harness::Bench;

#[test]
fn every_shell_gets_a_script() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        Bench::new().run(&["completions", shell]).exits(0).prints("tenantry");
    }
    Bench::new().run(&["completions", "tcsh"]).exits(64).says("possible values");
}
