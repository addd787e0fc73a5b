//! Carrying out what a session was begun for, with or without asking.

use std::cell::OnceCell;

use super::{Failure, args::Format, confirm::Question, session::Session, terms::failed, ui::Ui};
use crate::run::{self, Applied, ApplyTerms};

/// Plans, shows the plan, asks, and does it.
///
/// # Errors
///
/// Fails where nothing could be begun, and where the plan could not be shown.
pub(super) async fn ask_and_carry_out(
    session: &Session,
    terms: &ApplyTerms,
    (auto_approve, format): (bool, Format),
    ui: Ui,
) -> Result<Applied, Failure> {
    let question = Question {
        bar: &session.bar,
        stop: &session.setup.fleet.stop,
        auto_approve,
        shows_on_stdout: format == Format::Text,
        ui,
        unshown: OnceCell::new(),
    };
    let (setup, entrance) = (&session.setup, &session.world.entrance);
    let confirm = async |plan: &crate::plan::Plan| question.put(plan).await;
    let done = run::apply(setup, entrance, terms, confirm).await.map_err(|error| failed(&error));
    question.unshown.into_inner().map_or(done, Err)
}

/// Plans and does it: ending access asks nobody.
///
/// # Errors
///
/// Fails where the journal cannot be begun or ended.
pub(super) async fn carry_out(session: &Session, terms: &ApplyTerms) -> Result<Applied, Failure> {
    let (setup, entrance) = (&session.setup, &session.world.entrance);
    let applied = run::apply(setup, entrance, terms, async |_| true).await;
    applied.map_err(|error| failed(&error))
}
