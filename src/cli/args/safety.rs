//! What may be done that is not done by itself.

use std::str::FromStr;

use clap::Args;

use crate::domain::GuardId;

/// What may be done that is not done by itself.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Safety")]
pub(crate) struct Safety {
    /// Waive a guard for this run, with the reason; in CI only guards.acknowledge in tenantry.yaml
    #[arg(long, value_name = "GUARD=REASON", env = "TENANTRY_ACKNOWLEDGE", hide_env_values = true)]
    pub(crate) acknowledge: Vec<Waiver>,
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

impl FromStr for Waiver {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (guard, reason) =
            text.split_once('=').ok_or("expected GUARD=REASON, such as G004=CHG-4711")?;
        let guard = guard.parse().map_err(|error: crate::domain::Invalid| error.to_string())?;
        let reason = reason.trim();
        if reason.is_empty() {
            return Err("a guard is waived with a reason: G004=CHG-4711".to_owned());
        }
        Ok(Self { guard, reason: reason.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::Waiver;
    use crate::domain::GuardId;

    #[test]
    fn a_waiver_names_a_guard_and_a_reason() {
        let waiver: Waiver = "g004=CHG-4711 a=b".parse().expect("valid");
        assert_eq!(waiver, Waiver { guard: GuardId::G004, reason: "CHG-4711 a=b".to_owned() });
        for bad in ["G004", "G004=", "G004=  ", "G999=x", "=x", ""] {
            assert!(bad.parse::<Waiver>().is_err(), "{bad}");
        }
    }
}
