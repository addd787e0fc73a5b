//! The wish to stop, seen by everyone who works.

use std::sync::Arc;

use tokio::sync::watch;

/// A wish to stop that any number of clones share: nothing new is begun once it is uttered.
#[derive(Debug, Clone)]
pub struct Stop(Arc<watch::Sender<bool>>);

impl Stop {
    /// Makes one that nobody has uttered.
    #[must_use]
    pub fn new() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }

    /// Utters the wish; saying it twice is saying it once.
    pub fn request(&self) {
        self.0.send_replace(true);
    }

    /// Returns whether it was uttered.
    #[must_use]
    pub fn is_requested(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until it is uttered.
    pub async fn requested(&self) {
        let mut seen = self.0.subscribe();
        // The sender lives as long as `self`, so waiting cannot fail before the wish is uttered.
        let _ = seen.wait_for(|uttered| *uttered).await;
    }
}

impl Default for Stop {
    fn default() -> Self {
        Self::new()
    }
}
