//! Whether this machine's clock agrees with the server's.

use super::Check;
use crate::observed::ObservedTenant;

/// From here on a difference is remarkable (seconds).
const REMARKABLE: i64 = 61;
/// Above this, grants are refused (seconds).
const REFUSED: i64 = 300;

pub(super) fn check(observed: &ObservedTenant) -> Check {
    let (code, title) = ("connection::clock", "Clock");
    let seconds = observed.clock_skew.as_secs();
    let direction = if seconds >= 0 { "ahead of" } else { "behind" };
    let message = format!("this machine's clock is {} s {direction} the server's", seconds.abs());
    let fix =
        "set the clock by NTP; decisions use the server's time, but tokens and assertions do not";
    match seconds.abs() {
        ..REMARKABLE => Check::pass(code, title, message),
        REMARKABLE..=REFUSED => Check::warn(code, title, message).fix(fix),
        _ => Check::fail(code, title, message).fix(fix),
    }
}
