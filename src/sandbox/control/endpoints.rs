//! What Azure clients ask of the management host before they get to Graph.

use serde_json::{Value, json};

/// Answers `/metadata/endpoints`: a cloud whose hosts are the one asked.
pub(crate) fn metadata(host: &str) -> Value {
    let is_public = host.eq_ignore_ascii_case("management.azure.com");
    let own = |public: &str| if is_public { public.to_owned() } else { format!("https://{host}") };
    json!({
        "name": "AzureCloud",
        "portal": "https://portal.azure.com",
        "authentication": {
            "loginEndpoint": own("https://login.microsoftonline.com"),
            "audiences": ["https://management.core.windows.net/", "https://management.azure.com/"],
            "tenant": "common", "identityProvider": "AAD",
        },
        "resourceManager": own("https://management.azure.com"),
        "graph": "https://graph.windows.net", "graphAudience": "https://graph.windows.net/",
        "microsoftGraphResourceId": format!("{}/", own("https://graph.microsoft.com")),
        "batch": "https://batch.core.windows.net/",
        "media": "https://rest.media.azure.net",
        "vmImageAliasDoc": "", "gallery": "https://gallery.azure.com/",
        "activeDirectoryDataLake": "https://datalake.azure.net/",
        "sqlManagement": "https://management.core.windows.net:8443/",
        "suffixes": {
            "acrLoginServer": "azurecr.io", "keyVaultDns": "vault.azure.net",
            "sqlServerHostname": "database.windows.net", "storage": "core.windows.net",
            "azureFrontDoorEndpointSuffix": "azurefd.net", "mhsmDns": "managedhsm.azure.net",
        },
    })
}

/// Answers `/subscriptions`: there are none.
pub(crate) fn subscriptions() -> Value {
    json!({ "value": [] })
}
