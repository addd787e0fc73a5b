//! Ctrl-C and SIGTERM: the first one ends the run gracefully, the second at once.

use super::{Exit, Failure};

/// The signals that end a run, caught from the moment this is made.
pub(super) struct Signals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Signals {
    /// Begins to catch the signals; needs the runtime.
    ///
    /// # Errors
    ///
    /// Fails where the system does not let a process catch them.
    #[cfg(unix)]
    pub(super) fn catch() -> Result<Self, Failure> {
        use tokio::signal::unix::{SignalKind, signal};
        let caught = |kind| {
            signal(kind).map_err(|error| Failure::error(format!("cannot catch signals: {error}")))
        };
        Ok(Self {
            interrupt: caught(SignalKind::interrupt())?,
            terminate: caught(SignalKind::terminate())?,
        })
    }

    /// Begins to catch the signals; needs the runtime.
    ///
    /// # Errors
    ///
    /// Never fails on this system.
    #[cfg(not(unix))]
    pub(super) fn catch() -> Result<Self, Failure> {
        Ok(Self {})
    }

    /// Waits for the next signal and returns how the run ends by it.
    #[cfg(unix)]
    pub(super) async fn next(&mut self) -> Exit {
        tokio::select! {
            _ = self.interrupt.recv() => Exit::Interrupted,
            _ = self.terminate.recv() => Exit::Terminated,
        }
    }

    /// Waits for the next signal and returns how the run ends by it.
    #[cfg(not(unix))]
    pub(super) async fn next(&mut self) -> Exit {
        // Without a console there is nobody to press Ctrl-C.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        Exit::Interrupted
    }
}

/// Ends the process at once: what was sent is in the journal.
#[expect(clippy::exit, reason = "the second Ctrl-C must not wait for anything")]
pub(super) fn end_at_once(exit: Exit) -> ! {
    std::process::exit(exit.code().into())
}
