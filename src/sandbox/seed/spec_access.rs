//! What a seed may say of a tenant's Conditional Access policies.

use serde::Deserialize;

/// A Conditional Access policy.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SeedAccessPolicy {
    /// The name shown.
    pub display_name: String,
    /// Whether it is in force.
    #[serde(default)]
    pub state: SeedAccessState,
    /// Whom it is about: user principal names and display names of groups; everybody when neither
    /// this nor `includeRoles` is given.
    #[serde(default)]
    pub include: Vec<String>,
    /// Holders of these roles, by display name or template id.
    #[serde(default)]
    pub include_roles: Vec<String>,
    /// Who is left out, likewise.
    #[serde(default)]
    pub exclude: Vec<String>,
    /// What it asks for.
    pub require: SeedRequirement,
}

/// Whether a Conditional Access policy is in force.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SeedAccessState {
    /// It is.
    #[default]
    Enabled,
    /// It is not.
    Disabled,
    /// It only reports.
    EnabledForReportingButNotEnforced,
}

impl SeedAccessState {
    /// Returns the state as Microsoft Graph spells it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Enabled => "enabled",
            Self::Disabled => "disabled",
            Self::EnabledForReportingButNotEnforced => "enabledForReportingButNotEnforced",
        }
    }
}

/// What a Conditional Access policy asks of a sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SeedRequirement {
    /// Nothing is enough.
    Block,
    /// A second factor of any kind, which a Temporary Access Pass is.
    Mfa,
    /// The built-in strength that only keys, certificates and Windows Hello have.
    PhishingResistant,
}
