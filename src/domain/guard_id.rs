//! The numbers of the safety rules.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::Invalid;

macro_rules! guards {
    ($($name:ident: $rule:literal,)*) => {
        /// A numbered safety rule that can block a plan or an apply.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
            schemars::JsonSchema,
        )]
        pub enum GuardId {
            $(#[doc = $rule] $name,)*
        }

        impl GuardId {
            /// Every guard, in order.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Returns the rule in one sentence.
            #[must_use]
            pub const fn rule(self) -> &'static str {
                match self { $(Self::$name => $rule,)* }
            }
        }
    };
}

guards! {
    G001: "No step lowers the number of ready emergency accounts below the minimum.",
    G002: "Nothing removes or disables the app tenantry runs as, its roles or its consent.",
    G003: "Removals in one tenant stay within the maximum.",
    G004: "The tenants with destructive or privilege-raising changes in one run stay within the maximum.",
    G005: "A kind that had objects is not declared empty.",
    G006: "Protected objects are never changed.",
    G007: "No change depends on something unknown.",
    G008: "No object carries another installation's marker.",
    G009: "No tenant is left without an active, enabled, permanent Global Administrator.",
    G010: "No tier-0 role or sensitive group is granted unacknowledged.",
    G011: "The token, the organization and the configuration name the same tenant.",
    G012: "No grant is longer than its maximum or outlives the app's credential.",
    G013: "No password goes into a folder of a machine that is thrown away.",
    G014: "No emergency account is rotated that somebody signed in to within the hour.",
}

impl GuardId {
    /// Returns whether somebody may waive it. Some rules hold always: nobody's change number makes
    /// it right to lock a tenant out or to act in the wrong one.
    #[must_use]
    pub const fn can_be_waived(self) -> bool {
        match self {
            // A longer grant would count as stretched at once, and be ended.
            Self::G002 | Self::G006 | Self::G009 | Self::G011 | Self::G012 => false,
            Self::G001
            | Self::G003
            | Self::G004
            | Self::G005
            | Self::G007
            | Self::G008
            | Self::G010
            | Self::G013
            | Self::G014 => true,
        }
    }
}

impl fmt::Display for GuardId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl FromStr for GuardId {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        Self::ALL
            .iter()
            .copied()
            .find(|id| id.to_string().eq_ignore_ascii_case(text))
            .ok_or_else(|| Invalid::new(format!("`{text}` is not a guard such as G004")))
    }
}
