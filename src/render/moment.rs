//! Times as people read them.

use jiff::{SignedDuration, Timestamp};

/// Writes a time of day where it is near, else with its date, always in UTC: `11:00Z`.
pub(super) fn clock(at: Timestamp, now: Timestamp) -> String {
    let near = at.duration_since(now).abs() < SignedDuration::from_hours(24);
    at.strftime(if near { "%H:%MZ" } else { "%Y-%m-%d %H:%MZ" }).to_string()
}

/// Writes how far a time is away: `in 42 min`, `2 d ago`.
pub(super) fn distance(at: Timestamp, now: Timestamp) -> String {
    let gap = at.duration_since(now);
    let length = length(gap.abs());
    if gap.is_negative() { format!("{length} ago") } else { format!("in {length}") }
}

/// Writes a length of time in its largest sensible unit: `42 min`, `3 h 5 min`, `2 d`.
pub(super) fn length(gap: SignedDuration) -> String {
    let minutes = gap.as_secs().abs() / 60;
    match minutes {
        0 => format!("{} s", gap.as_secs().abs()),
        1..60 => format!("{minutes} min"),
        60..2_880 if minutes % 60 == 0 => format!("{} h", minutes / 60),
        60..2_880 => format!("{} h {} min", minutes / 60, minutes % 60),
        _ => format!("{} d", minutes / 1_440),
    }
}

#[cfg(test)]
mod tests {
    use super::{clock, distance};

    #[test]
    fn times_are_short_where_they_are_near() {
        let now = "2026-11-23T11:42:00Z".parse().expect("valid");
        let cases = [
            ("2026-11-23T11:00:00Z", "11:00Z", "42 min ago"),
            ("2026-11-23T11:42:30Z", "11:42Z", "in 30 s"),
            ("2026-11-23T14:47:00Z", "14:47Z", "in 3 h 5 min"),
            ("2026-11-23T13:42:00Z", "13:42Z", "in 2 h"),
            ("2026-11-20T11:42:00Z", "2026-11-20 11:42Z", "3 d ago"),
        ];
        for (at, time, away) in cases {
            let at = at.parse().expect("valid");
            assert_eq!(clock(at, now), time);
            assert_eq!(distance(at, now), away);
        }
    }
}
