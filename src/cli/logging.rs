//! The log on stderr.

use tracing::level_filters::LevelFilter;
use tracing_subscriber::{Layer, filter::Targets, layer::SubscriberExt, util::SubscriberInitExt};

use super::args::{Common, LogFormat};

/// Starts the log: nothing without `-v`, what happens to each tenant with it, requests with two.
///
/// Only this crate's own events are written: those of libraries are not under our control, and
/// what they write of a request could hold a token.
pub(super) fn start(common: &Common) {
    let level = match common.verbose {
        0 => return,
        1 => LevelFilter::INFO,
        2 => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    };
    let filter = Targets::new().with_target(env!("CARGO_CRATE_NAME"), level);
    let layer = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let layer = match common.log_format {
        LogFormat::Text => layer.with_ansi(false).with_target(false).boxed(),
        LogFormat::Json => layer.json().boxed(),
    };
    // A second start in one process (tests) keeps the first log.
    drop(tracing_subscriber::registry().with(layer.with_filter(filter)).try_init());
}
