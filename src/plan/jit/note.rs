//! A word for people about why access ends.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use crate::{
    domain::Address,
    observed::{GrantMark, ObservedUser},
    plan::Reason,
};

/// Returns why access ends, such as `deadline 11:00Z passed 42 min ago`.
pub(super) fn note(
    address: &Address,
    user: &ObservedUser,
    reason: Reason,
    now: Timestamp,
) -> String {
    let technician = match address {
        Address::Jit(technician) => technician.to_string(),
        other => other.to_string(),
    };
    match reason {
        Reason::DeadlinePassed | Reason::DeadlineStretched => deadline(user, reason, now),
        Reason::DeadlineMissing => "enabled without a deadline".to_owned(),
        Reason::DeadlineUnreadable => "its deadline is not readable".to_owned(),
        Reason::TechnicianDisabled => format!("{technician} is disabled"),
        Reason::TechnicianUnknown => format!("no technician {technician} is declared"),
        Reason::NotMapped => format!("no mapping covers {technician}"),
        Reason::TenantSuspended => "the tenant is suspended".to_owned(),
        Reason::TenantOffboarding => "the tenant is being handed over".to_owned(),
        Reason::AddressTwice => format!("two accounts bear {address}"),
        Reason::Revoked => "revoked".to_owned(),
        Reason::GrantWithdrawn => "the file of its grant is gone or no longer says so".to_owned(),
        Reason::DeadlineBeyondFile => "its deadline is later than its grant's file says".to_owned(),
        Reason::Tampered => "its marker was changed: the audit trail remembers it".to_owned(),
        Reason::DeleteAfter => "its last grant ended long ago".to_owned(),
        Reason::LeftOver => "left over outside any window".to_owned(),
        Reason::Pruned => "it is to have no access any more".to_owned(),
        Reason::Missing
        | Reason::Unverified
        | Reason::Differs
        | Reason::GrantOpens
        | Reason::GrantExtended
        | Reason::Unfinished
        | Reason::NotReady
        | Reason::RotationDue
        | Reason::PasswordOpened
        | Reason::PasswordChanged
        | Reason::RotationOpen
        | Reason::Adopted
        | Reason::AccessDiffers => "differs from what is declared".to_owned(),
    }
}

fn deadline(user: &ObservedUser, reason: Reason, now: Timestamp) -> String {
    let GrantMark::Open(stamp) = user.marker.grant() else {
        return "its deadline is gone".to_owned();
    };
    let at = instant(stamp.deadline, now);
    if reason == Reason::DeadlineStretched {
        return format!("deadline {at} is later than the longest window allows");
    }
    format!("deadline {at} passed {} ago", length(now.duration_since(stamp.deadline)))
}

/// A time of the same day needs no date.
pub(super) fn instant(at: Timestamp, now: Timestamp) -> String {
    let at = at.to_zoned(TimeZone::UTC);
    let same = at.date() == now.to_zoned(TimeZone::UTC).date();
    at.strftime(if same { "%H:%MZ" } else { "%Y-%m-%d %H:%MZ" }).to_string()
}

/// Returns a length of time in its largest whole unit.
pub(in crate::plan) fn length(length: SignedDuration) -> String {
    match (length.as_hours(), length.as_mins()) {
        (hours, _) if hours >= 48 => format!("{} d", hours / 24),
        (hours, _) if hours >= 2 => format!("{hours} h"),
        (_, minutes) if minutes >= 1 => format!("{minutes} min"),
        _ => format!("{} s", length.as_secs().max(0)),
    }
}

#[cfg(test)]
mod tests {
    use super::note;
    use crate::plan::{Reason, fixture};

    #[test]
    fn a_passed_deadline_is_told_in_words() {
        let rows = [
            ("2026-11-23T11:18:00Z", "deadline 11:18Z passed 42 min ago"),
            ("2026-11-23T11:59:30Z", "deadline 11:59Z passed 30 s ago"),
            ("2026-11-23T08:00:00Z", "deadline 08:00Z passed 4 h ago"),
            ("2026-11-20T11:00:00Z", "deadline 2026-11-20 11:00Z passed 3 d ago"),
        ];
        for (deadline, expected) in rows {
            let mut user = fixture::owned_user("jit/alice", "msp-alice@contoso.onmicrosoft.com");
            user.marker.grant = Some(format!("g 2026-11-20T07:00:00Z {deadline}"));
            let address = "jit/alice".parse().expect("valid");
            assert_eq!(note(&address, &user, Reason::DeadlinePassed, fixture::now()), expected);
        }
    }
}
