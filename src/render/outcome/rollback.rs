//! Access that was taken back, as text.

use super::text::{expiry_failed, line};
use crate::{
    apply::Rollback,
    render::{Palette, Tone, clean::clean},
};

/// Renders what became of access that was taken back: that its end is proved, or why it may still
/// be open and what to do.
#[must_use]
pub fn rollback_text(rollback: &Rollback, palette: Palette) -> String {
    let address = rollback.address.to_string();
    match &rollback.end {
        Ok(()) => {
            let text =
                format!("{}: what was opened of it is ended, and read back", clean(&address));
            line("rolled back", Tone::Notice, &text, palette)
        }
        Err(unended) => {
            let why = format!("{address}: {}", unended.why);
            expiry_failed(&why, unended.pending_until, palette)
        }
    }
}
