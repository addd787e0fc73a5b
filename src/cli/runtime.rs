//! The runtime that asynchronous commands run in.

use super::{Exit, Failure};

/// Runs a command to its end.
///
/// # Errors
///
/// Fails as the command does, and where the system gives no threads.
pub(super) fn block_on(
    command: impl Future<Output = Result<Exit, Failure>>,
) -> Result<Exit, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::error(format!("cannot start the runtime: {error}")))?;
    let ended = runtime.block_on(command);
    // A question that nobody answered must not keep an interrupted command alive.
    runtime.shutdown_background();
    ended
}
