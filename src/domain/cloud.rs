//! Microsoft's clouds: separate worlds with their own hosts (Graph, national cloud deployments).

use serde::{Deserialize, Serialize};

/// The cloud that a tenant lives in.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum Cloud {
    /// The worldwide cloud, and GCC.
    #[default]
    Global,
    /// US Government L4 (GCC High).
    UsGov,
    /// US Government L5 (`DoD`).
    #[serde(rename = "usGovDoD")]
    UsGovDod,
    /// China, operated by 21Vianet.
    China,
}

impl Cloud {
    /// Returns the origin of the sign-in service.
    #[must_use]
    pub const fn authority(self) -> &'static str {
        match self {
            Self::Global => "https://login.microsoftonline.com",
            Self::UsGov | Self::UsGovDod => "https://login.microsoftonline.us",
            Self::China => "https://login.partner.microsoftonline.cn",
        }
    }

    /// Returns the origin of Microsoft Graph, without the version.
    #[must_use]
    pub const fn graph(self) -> &'static str {
        match self {
            Self::Global => "https://graph.microsoft.com",
            Self::UsGov => "https://graph.microsoft.us",
            Self::UsGovDod => "https://dod-graph.microsoft.us",
            Self::China => "https://microsoftgraph.chinacloudapi.cn",
        }
    }

    /// Returns where a person signs in to administer a tenant: the Microsoft Entra admin center, and
    /// the Azure portal of the national clouds (Microsoft identity platform, "National clouds", app
    /// registration endpoints).
    #[must_use]
    pub const fn portal(self) -> &'static str {
        match self {
            Self::Global => "https://entra.microsoft.com",
            Self::UsGov | Self::UsGovDod => "https://portal.azure.us",
            Self::China => "https://portal.azure.cn",
        }
    }

    /// Returns the audience that a federated token must be issued for.
    #[must_use]
    pub const fn federation_audience(self) -> &'static str {
        match self {
            Self::Global => "api://AzureADTokenExchange",
            Self::UsGov | Self::UsGovDod => "api://AzureADTokenExchangeUSGov",
            Self::China => "api://AzureADTokenExchangeChina",
        }
    }
}
