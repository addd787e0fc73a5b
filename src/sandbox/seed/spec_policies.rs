//! What a seed may say of a tenant's policies.

use serde::Deserialize;

/// What a tenant allows of Temporary Access Passes; on for everybody, with Microsoft's limits, when
/// left out.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct SeedPassPolicy {
    /// Whether the method is on.
    pub enabled: bool,
    /// Who may use it: user principal names and display names of groups; everybody when left out.
    pub users: Option<Vec<String>>,
    /// Who may not, all the same.
    pub except: Vec<String>,
    /// The shortest life of a pass, in minutes.
    pub minimum_minutes: u32,
    /// The longest.
    pub maximum_minutes: u32,
    /// The life of a pass that asks for none, in minutes; the shortest one when left out.
    pub default_minutes: Option<u32>,
    /// Whether every pass is good for one sign-in only.
    pub one_time: bool,
    /// How many characters a pass has, 8 to 48.
    pub length: u32,
}

impl Default for SeedPassPolicy {
    fn default() -> Self {
        Self {
            enabled: true,
            users: None,
            except: Vec::new(),
            minimum_minutes: 60,
            maximum_minutes: 480,
            default_minutes: None,
            one_time: false,
            length: 8,
        }
    }
}

/// What Privileged Identity Management asks of an active assignment of a role or a group. What is
/// left out is Microsoft's default: 180 days at the most, a justification.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SeedRules {
    /// The longest assignment, ISO 8601 such as `PT8H`.
    #[serde(default)]
    pub maximum_duration: Option<String>,
    /// Whether an assignment must end; when left out, whether a longest one is given.
    #[serde(default)]
    pub expiration_required: Option<bool>,
    /// What a request must show.
    #[serde(default)]
    pub enabled_rules: Option<Vec<SeedRule>>,
}

/// What a request to Privileged Identity Management must show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum SeedRule {
    /// A reason.
    Justification,
    /// A ticket's number.
    Ticketing,
    /// A second factor, which no app has.
    MultiFactorAuthentication,
}

impl SeedRule {
    /// Returns the rule as Microsoft Graph spells it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Justification => "Justification",
            Self::Ticketing => "Ticketing",
            Self::MultiFactorAuthentication => "MultiFactorAuthentication",
        }
    }
}
