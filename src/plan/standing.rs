//! Whether an owned account may have access at this moment.
//!
//! The rule is one-sided: access needs a reason to go on, never a reason to end. An account that
//! is enabled counts as expired when its deadline is missing, unreadable, past, later than its
//! start plus the maximum, or so far ahead that no grant opened by now could have set it.

use jiff::{SignedDuration, Timestamp};

use super::Reason;
use crate::{
    domain::{GrantStamp, Window},
    observed::{GrantMark, ObservedUser},
};

/// How far two clocks may be apart before grants are refused at all (300 s): a deadline may lie
/// beyond `now` plus the maximum by so much.
pub(super) const CLOCKS: SignedDuration = SignedDuration::from_secs(300);

/// How long after its start a grant may still be in the making. An account whose grant has just
/// begun and that is not enabled yet looks like one that somebody disabled.
const MAKING: SignedDuration = SignedDuration::from_mins(15);

/// Whether an owned account may have access.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It may have none, for this reason.
    MustEnd(Reason),
    /// It is enabled within its window.
    Open(GrantStamp),
    /// Its grant has begun moments ago and it is still disabled: somebody may be opening it.
    Opening(GrantStamp),
    /// It is disabled within its window: somebody ended it.
    EndedEarly,
    /// It is disabled and no grant is open: it may hold nothing.
    Resting,
}

/// Returns whether an account may have access, given the longest window that it may have and a
/// reason that forbids any access at all.
pub(crate) fn standing(
    user: &ObservedUser,
    now: Timestamp,
    maximum: Window,
    forbidden: Option<Reason>,
) -> Standing {
    if let Some(reason) = forbidden {
        return Standing::MustEnd(reason);
    }
    let stamp = match user.marker.grant() {
        GrantMark::None if user.account_enabled => {
            return Standing::MustEnd(Reason::DeadlineMissing);
        }
        GrantMark::None => return Standing::Resting,
        GrantMark::Unreadable => return Standing::MustEnd(Reason::DeadlineUnreadable),
        GrantMark::Open(stamp) => stamp,
    };
    if stamp.deadline <= now {
        return Standing::MustEnd(Reason::DeadlinePassed);
    }
    if stretched(&stamp, now, maximum) {
        return Standing::MustEnd(Reason::DeadlineStretched);
    }
    if user.account_enabled {
        Standing::Open(stamp)
    } else if now.duration_since(stamp.start) < MAKING {
        Standing::Opening(stamp)
    } else {
        Standing::EndedEarly
    }
}

/// A deadline is measured from the start that the marker claims and from now: a marker that
/// claims to start next year would otherwise allow access until then.
fn stretched(stamp: &GrantStamp, now: Timestamp, maximum: Window) -> bool {
    let length = stamp.deadline.duration_since(stamp.start);
    let ahead = stamp.deadline.duration_since(now);
    length > maximum.duration() || ahead > maximum.duration().saturating_add(CLOCKS)
}

#[cfg(test)]
mod tests {
    use super::{Standing, standing};
    use crate::{domain::Window, plan::Reason, plan::fixture};

    #[test]
    fn an_account_keeps_its_access_only_within_a_readable_window() {
        let stamp = |text: &str| Some(text.to_owned());
        let rows = [
            (true, None, "MustEnd(DeadlineMissing)"),
            (true, stamp(""), "MustEnd(DeadlineMissing)"),
            (true, stamp("for ever"), "MustEnd(DeadlineUnreadable)"),
            (false, stamp("for ever"), "MustEnd(DeadlineUnreadable)"),
            (true, stamp("g 2026-11-23T09:00:00Z 2026-11-23T11:00:00Z"), "MustEnd(DeadlinePassed)"),
            (true, stamp("g 2026-11-23T09:00:00Z 2026-11-23T12:00:00Z"), "MustEnd(DeadlinePassed)"),
            (true, stamp("g 2026-11-23T11:00:00Z 2026-11-23T12:00:01Z"), "Open"),
            (true, stamp("g 2026-11-23T08:00:00Z 2026-11-23T16:00:00Z"), "Open"),
            (
                true,
                stamp("g 2026-11-23T08:00:00Z 2026-11-23T16:00:01Z"),
                "MustEnd(DeadlineStretched)",
            ),
            (
                true,
                stamp("g 2030-01-01T08:00:00Z 2030-01-01T10:00:00Z"),
                "MustEnd(DeadlineStretched)",
            ),
            (false, stamp("g 2026-11-23T11:50:00Z 2026-11-23T13:00:00Z"), "Opening"),
            (false, stamp("g 2026-11-23T11:00:00Z 2026-11-23T13:00:00Z"), "EndedEarly"),
            (
                false,
                stamp("g 2026-11-23T09:00:00Z 2026-11-23T11:00:00Z"),
                "MustEnd(DeadlinePassed)",
            ),
            (false, None, "Resting"),
        ];
        for (enabled, grant, expected) in rows {
            let mut user = fixture::owned_user("jit/alice", "msp-alice@contoso.onmicrosoft.com");
            user.account_enabled = enabled;
            user.marker.grant.clone_from(&grant);
            let found = standing(&user, fixture::now(), Window::from_minutes(480), None);
            assert!(format!("{found:?}").starts_with(expected), "{grant:?}: {found:?}");
            let barred =
                standing(&user, fixture::now(), Window::from_minutes(480), Some(Reason::NotMapped));
            assert_eq!(barred, Standing::MustEnd(Reason::NotMapped));
        }
    }
}
