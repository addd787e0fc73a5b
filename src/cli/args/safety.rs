//! What may be done that is not done by itself.

use std::str::FromStr;

use clap::Args;

use crate::domain::GuardId;

/// Which guards are waived.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Safety")]
pub(crate) struct Waive {
    /// Waive a guard for this run, with the reason, once for each; the variable holds one a line.
    /// In CI only guards.acknowledge in tenantry.yaml
    #[arg(long, value_name = "GUARD=REASON", env = "TENANTRY_ACKNOWLEDGE", hide_env_values = true)]
    pub(crate) acknowledge: Vec<Waivers>,
}

/// What may be done that is not done by itself.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Safety")]
pub(crate) struct Safety {
    #[command(flatten)]
    pub(crate) waive: Waive,
    /// Also delete owned objects that nothing declares any more
    #[arg(
        long,
        env = "TENANTRY_PRUNE",
        hide_env_values = true,
        value_parser = clap::builder::BoolishValueParser::new()
    )]
    pub(crate) prune: bool,
}

/// A guard waived on the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Waiver {
    /// Which guard.
    pub(crate) guard: GuardId,
    /// Why.
    pub(crate) reason: String,
}

/// What one value waives: a line each, since a reason may hold every other sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Waivers(pub(crate) Vec<Waiver>);

impl FromStr for Waivers {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let waivers: Vec<Waiver> = lines.map(str::parse).collect::<Result<_, _>>()?;
        if waivers.is_empty() {
            return Err("expected GUARD=REASON, such as G004=CHG-4711".to_owned());
        }
        Ok(Self(waivers))
    }
}

impl FromStr for Waiver {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (guard, reason) =
            text.split_once('=').ok_or("expected GUARD=REASON, such as G004=CHG-4711")?;
        let guard: GuardId =
            guard.parse().map_err(|error: crate::domain::Invalid| error.to_string())?;
        if !guard.can_be_waived() {
            return Err(format!("{guard} always holds and cannot be waived"));
        }
        let reason = reason.trim();
        if reason.is_empty() {
            return Err("a guard is waived with a reason: G004=CHG-4711".to_owned());
        }
        if let Some(second) = reason.split([',', ';']).find(|part| names_a_guard(part)) {
            let second = second.trim();
            return Err(format!("`{second}` waives a guard of its own: write one a line"));
        }
        Ok(Self { guard, reason: reason.to_owned() })
    }
}

/// Tells whether a piece of a reason looks like another waiver, which would be lost in it.
fn names_a_guard(part: &str) -> bool {
    part.split_once('=').is_some_and(|(guard, _)| guard.trim().parse::<GuardId>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::{Waiver, Waivers};
    use crate::domain::GuardId;

    #[test]
    fn a_waiver_names_a_guard_and_a_reason() {
        let waiver: Waiver = "g004=CHG-4711 a=b".parse().expect("valid");
        assert_eq!(waiver, Waiver { guard: GuardId::G004, reason: "CHG-4711 a=b".to_owned() });
        assert!("G002=CHG-1".parse::<Waiver>().unwrap_err().contains("always holds"));
        for bad in ["G004", "G004=", "G004=  ", "G999=x", "=x", ""] {
            assert!(bad.parse::<Waiver>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_value_holds_one_waiver_a_line_and_no_two_in_one() {
        let waivers: Waivers = "G010=a, b; c\n\n  G003=b\n".parse().expect("valid");
        let found: Vec<_> = waivers.0.iter().map(|one| (one.guard, one.reason.as_str())).collect();
        assert_eq!(found, [(GuardId::G010, "a, b; c"), (GuardId::G003, "b")]);
        for bad in ["G010=a,G003=b", "G010=a; g003=b", "G010=a\nb", "\n"] {
            assert!(bad.parse::<Waivers>().is_err(), "{bad}");
        }
    }
}
