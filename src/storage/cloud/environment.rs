//! The environment variables that reach a store, and no others: `docs/stores.md` lists them.

use std::{collections::BTreeMap, env};

/// Variables for `az:`. Later ones go before earlier ones: an identity for the store alone before
/// the one that is shared.
pub(super) const AZURE: &[&str] = &[
    "AZURE_CLIENT_ID",
    "AZURE_CLIENT_SECRET",
    "AZURE_TENANT_ID",
    "AZURE_AUTHORITY_HOST",
    "AZURE_FEDERATED_TOKEN_FILE",
    "AZURE_STORAGE_CLIENT_ID",
    "AZURE_STORAGE_CLIENT_SECRET",
    "AZURE_STORAGE_TENANT_ID",
    "AZURE_STORAGE_ACCOUNT_KEY",
    "AZURE_STORAGE_SAS_TOKEN",
    "AZURE_STORAGE_TOKEN",
    "AZURE_MSI_ENDPOINT",
    "AZURE_USE_AZURE_CLI",
    "AZURE_CREDENTIAL_TYPE",
    "AZURE_STORAGE_ENDPOINT",
    "AZURE_STORAGE_USE_EMULATOR",
];

/// Variables for `s3:`.
pub(super) const AMAZON: &[&str] = &[
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_ROLE_ARN",
    "AWS_ROLE_SESSION_NAME",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "AWS_METADATA_ENDPOINT",
    "AWS_DEFAULT_REGION",
    "AWS_REGION",
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_S3",
    "AWS_ENDPOINT_URL_STS",
];

/// Variables for `gs:`.
pub(super) const GOOGLE: &[&str] = &[
    "GOOGLE_SERVICE_ACCOUNT",
    "GOOGLE_SERVICE_ACCOUNT_KEY",
    "GOOGLE_APPLICATION_CREDENTIALS",
    "GOOGLE_BASE_URL",
];

/// Where Azurite listens; only with `AZURE_STORAGE_USE_EMULATOR`.
pub(super) const AZURITE: &str = "AZURITE_BLOB_STORAGE_URL";

/// The variables that are set, and not to nothing.
#[derive(Clone, Default)]
pub(super) struct Environment(BTreeMap<&'static str, String>);

impl Environment {
    /// Takes what the process was started with.
    pub(super) fn of_process() -> Self {
        Self::of(|name| env::var(name).ok())
    }

    /// Takes what a function says.
    pub(super) fn of(value: impl Fn(&str) -> Option<String>) -> Self {
        let names = AZURE.iter().chain(AMAZON).chain(GOOGLE).chain([&AZURITE]);
        let set = |name: &&'static str| {
            let value = value(name)?;
            // A CI system sets a secret that is missing to nothing.
            (!value.trim().is_empty()).then_some((*name, value))
        };
        Self(names.filter_map(set).collect())
    }

    /// Returns a variable.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Returns whether all of these are set.
    pub(super) fn has(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.0.contains_key(name))
    }

    /// Returns those of a list that are set, in its order, with the names the library knows.
    pub(super) fn options(&self, names: &[&'static str]) -> Vec<(String, &str)> {
        let set = |name: &&'static str| Some((name.to_ascii_lowercase(), self.get(name)?));
        names.iter().filter_map(set).collect()
    }

    /// Returns whether a switch is on, as the library reads switches.
    pub(super) fn is_on(&self, name: &str) -> bool {
        let on = ["1", "true", "on", "yes", "y"];
        self.get(name).is_some_and(|value| on.contains(&value.to_ascii_lowercase().as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::{AMAZON, AZURE, AZURITE, Environment, GOOGLE};

    #[test]
    fn every_variable_is_documented_and_no_other() {
        let page = include_str!("../../../docs/stores.md");
        let known: Vec<&str> =
            AZURE.iter().chain(AMAZON).chain(GOOGLE).chain([&AZURITE]).copied().collect();
        for name in &known {
            assert!(page.contains(name), "docs/stores.md does not name {name}");
        }
        let words = page.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        for word in words.filter(|word| word.contains('_')) {
            let cloud = ["AZURE_", "AZURITE_", "AWS_", "GOOGLE_"];
            let named = cloud.iter().any(|start| word.starts_with(start));
            assert!(!named || known.contains(&word), "{word} is documented and not read");
        }
    }

    #[test]
    fn what_is_set_to_nothing_is_not_set() {
        let environment = Environment::of(|name| match name {
            "AWS_REGION" => Some("eu-central-1".to_owned()),
            "AWS_ACCESS_KEY_ID" => Some("  ".to_owned()),
            "AZURE_USE_AZURE_CLI" => Some("TRUE".to_owned()),
            _ => None,
        });
        assert!(environment.has(&["AWS_REGION"]) && !environment.has(&["AWS_ACCESS_KEY_ID"]));
        assert!(environment.is_on("AZURE_USE_AZURE_CLI") && !environment.is_on("AWS_REGION"));
        let options = environment.options(AMAZON);
        assert_eq!(options, [("aws_region".to_owned(), "eu-central-1")]);
    }
}
