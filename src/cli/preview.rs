//! Showing what a command would do, with nothing but reads sent.

use super::{
    Exit, Failure,
    args::{Common, Format, Report},
    report::Reports,
    saved,
    session::Session,
    ui::Ui,
};
use crate::{
    render::{Palette, plan_text},
    run,
};

/// Plans for the session's purpose and shows the plan (`--dry-run`).
///
/// # Errors
///
/// Fails where the answer cannot be written.
pub(super) async fn preview(
    session: &Session,
    common: &Common,
    report: &Report,
    ui: Ui,
) -> Result<Exit, Failure> {
    let planned = run::plan(&session.setup, &session.world.entrance).await;
    session.bar.clear();
    Reports::new(report, ui).give(|format: Format, palette: Palette| {
        Ok(match format {
            Format::Text => plan_text(&planned.plan, palette),
            Format::Json => {
                let document =
                    saved::document(&planned.plan, planned.requests, session, &common.directory);
                String::from_utf8_lossy(&document.canonical_bytes()).into_owned()
            }
        })
    })?;
    Ok(Exit::of(planned.verdict(), false))
}
