//! From when to when a grant is open, and why it is not opened.

use jiff::{SignedDuration, Timestamp};

use crate::{
    desired::DesiredAccount,
    domain::{EndStamp, GrantStamp, Window as Length},
    observed::ObservedUser,
    plan::{Wish, draft::View, steps_of_grants::whole_second},
};

/// Access that is shorter cannot be ended reliably.
const SHORTEST: SignedDuration = SignedDuration::from_mins(5);

/// From when to when a grant is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Window {
    /// As the marker will hold it.
    pub(super) stamp: GrantStamp,
    /// How long it is.
    pub(super) length: Length,
}

/// Why a grant is not opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    /// A stable code.
    pub(super) code: &'static str,
    /// Why, as a lower-case fragment.
    pub(super) message: String,
    /// The way out.
    pub(super) help: String,
    /// Whether somebody has to do something about it.
    pub(super) is_error: bool,
}

impl Refusal {
    pub(super) fn error(
        code: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { code, message: message.into(), help: help.into(), is_error: true }
    }

    fn note(code: &'static str, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { is_error: false, ..Self::error(code, message, help) }
    }
}

/// Returns the window of a grant that is due.
pub(super) fn window(
    view: &View<'_>,
    account: &DesiredAccount,
    user: Option<&ObservedUser>,
    wish: &Wish,
) -> Result<Window, Refusal> {
    let now = view.context.now;
    let length = wish.length.unwrap_or(account.access.disable_after.value);
    let start = whole_second(wish.start.unwrap_or(now));
    let deadline = start.saturating_add(length.duration()).unwrap_or(Timestamp::MAX);
    if deadline <= now {
        let message = format!("it was for {start} to {deadline}, and that is over");
        let help = "remove its file, or declare a new grant";
        return Err(Refusal::note("plan::grant-over", message, help));
    }
    if deadline.duration_since(now) < SHORTEST {
        let message = format!("less than 5 minutes are left until {deadline}");
        return Err(Refusal::note("plan::grant-over", message, "declare a new grant"));
    }
    if let Some(user) = user {
        unended(user, wish)?;
    }
    Ok(Window { stamp: GrantStamp { id: wish.id.clone(), start, deadline }, length })
}

/// A grant that was ended stays ended.
fn unended(user: &ObservedUser, wish: &Wish) -> Result<(), Refusal> {
    let Some(text) = user.marker.ended.as_deref().filter(|text| !text.is_empty()) else {
        return Ok(());
    };
    let Ok(ended) = text.parse::<EndStamp>() else {
        let message = "which grants of the account have ended cannot be read on its marker";
        let help = "find out who changed `tenantryEnded`; `tenantry grant` opens a new grant";
        return if wish.id.is_adhoc() {
            Ok(())
        } else {
            Err(Refusal::error("plan::grant-ended", message, help))
        };
    };
    if ended.has_ended(&wish.id) {
        let message = format!("it has ended, and ended grants stay ended ({})", ended.at);
        let help = "remove its file; a new grant takes a file of another name";
        return Err(Refusal::note("plan::grant-ended", message, help));
    }
    match ended.may_be_forgotten(wish.start) {
        Some(horizon) if !wish.id.is_adhoc() => {
            let message = format!("it may be one of those that ended up to {horizon}");
            let help = format!("write a `start` later than {horizon} into its file");
            Err(Refusal::error("plan::grant-ended", message, help))
        }
        _ => Ok(()),
    }
}
