//! Signals to other processes, for tests that kill a command at an exact moment.

use std::process::{Command, Stdio};

use super::fault::Signal;

/// Sends a signal and waits until it was delivered.
///
/// The shell's own `kill` is used, since the standard library has none and some systems lack the
/// program. A name or process id that is not one is ignored.
pub(crate) fn send(signal: &Signal) {
    let is_name =
        !signal.name.is_empty() && signal.name.bytes().all(|byte| byte.is_ascii_uppercase());
    if signal.pid < 2 || !is_name {
        tracing::warn!(pid = signal.pid, name = signal.name, "a fault names no process or signal");
        return;
    }
    let delivered = Command::new("sh")
        .args(["-c", "kill -s \"$1\" \"$2\"", "sh", &signal.name, &signal.pid.to_string()])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if !delivered.is_ok_and(|status| status.success()) {
        tracing::warn!(pid = signal.pid, name = signal.name, "the signal was not delivered");
    }
}
