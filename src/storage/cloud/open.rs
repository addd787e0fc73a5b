//! Makes a client for a store from its address and the environment.

use std::sync::Arc;

use object_store::{
    ObjectStore, RetryConfig,
    aws::{AmazonS3Builder, AmazonS3ConfigKey, S3ConditionalPut},
    azure::{AzureConfigKey, MicrosoftAzureBuilder},
    gcp::{GoogleCloudStorageBuilder, GoogleConfigKey},
    memory::InMemory,
};

use super::{
    backend::{Cloud, Names},
    door::{Door, is_safe},
    environment::{AMAZON, AZURE, AZURITE, Environment, GOOGLE},
};
use crate::{
    domain::StoragePlace,
    storage::{StorageError, backend::Backend},
};

/// What the library says where it finds values that it cannot use. Its own words could repeat them.
const UNUSABLE: &str =
    "the variables that were set for it do not fit together, or one is malformed";

/// Why a store cannot be opened.
#[derive(Debug)]
pub(super) enum Closed {
    NoCredential(&'static str),
    Unusable(String),
}

pub(super) type Client = Result<Arc<dyn ObjectStore>, Closed>;

/// Opens a store elsewhere with what the environment holds.
pub(in crate::storage) fn open(
    place: &StoragePlace,
    address: &str,
) -> Result<Arc<dyn Backend>, StorageError> {
    open_with(place, address, &Environment::of_process())
}

/// Makes a store that lives as long as the process.
pub(in crate::storage) fn in_memory() -> Arc<dyn Backend> {
    Arc::new(Cloud::new(Arc::new(InMemory::new()), "", Names::Tag))
}

fn open_with(
    place: &StoragePlace,
    address: &str,
    environment: &Environment,
) -> Result<Arc<dyn Backend>, StorageError> {
    let name = address.to_owned();
    let (client, prefix, names) = match place {
        StoragePlace::Folder(_) => {
            let cause = "a folder is no store elsewhere".to_owned();
            return Err(StorageError::Unavailable { name, cause });
        }
        StoragePlace::Azure { account, container, prefix } => {
            (azure(account, container, environment), prefix, Names::Tag)
        }
        StoragePlace::S3 { bucket, prefix } => (amazon(bucket, environment), prefix, Names::Tag),
        StoragePlace::Google { bucket, prefix } => {
            (google(bucket, environment), prefix, Names::Generation)
        }
    };
    match client {
        Ok(client) => Ok(Arc::new(Cloud::new(client, prefix, names))),
        Err(Closed::NoCredential(wanted)) => {
            let cause = format!("the environment holds no credential for it: set {wanted}");
            Err(StorageError::Refused { name, cause })
        }
        Err(Closed::Unusable(cause)) => Err(StorageError::Unavailable { name, cause }),
    }
}

/// Azure: the machine's own identity and the Azure CLI's are used only where they were asked for.
pub(super) fn azure(account: &str, container: &str, environment: &Environment) -> Client {
    let emulated = environment.is_on("AZURE_STORAGE_USE_EMULATOR");
    let asked = environment.is_on("AZURE_USE_AZURE_CLI")
        || environment.get("AZURE_CREDENTIAL_TYPE").is_some_and(|kind| kind != "auto");
    let any: [&[&str]; 8] = [
        &["AZURE_STORAGE_ACCOUNT_KEY"],
        &["AZURE_STORAGE_SAS_TOKEN"],
        &["AZURE_STORAGE_TOKEN"],
        &["AZURE_CLIENT_ID", "AZURE_TENANT_ID", "AZURE_CLIENT_SECRET"],
        &["AZURE_CLIENT_ID", "AZURE_TENANT_ID", "AZURE_FEDERATED_TOKEN_FILE"],
        &["AZURE_STORAGE_CLIENT_ID", "AZURE_STORAGE_TENANT_ID", "AZURE_STORAGE_CLIENT_SECRET"],
        &["AZURE_STORAGE_CLIENT_ID", "AZURE_STORAGE_TENANT_ID", "AZURE_FEDERATED_TOKEN_FILE"],
        &["AZURE_MSI_ENDPOINT"],
    ];
    if !emulated && !asked && !any.iter().any(|names| environment.has(names)) {
        return Err(Closed::NoCredential(
            "AZURE_STORAGE_ACCOUNT_KEY, AZURE_STORAGE_SAS_TOKEN, or AZURE_CLIENT_ID, \
             AZURE_TENANT_ID and AZURE_CLIENT_SECRET or AZURE_FEDERATED_TOKEN_FILE",
        ));
    }
    let endpoint = match environment.get("AZURE_STORAGE_ENDPOINT") {
        _ if emulated => environment.get(AZURITE).unwrap_or("http://127.0.0.1:10000").to_owned(),
        Some(endpoint) => endpoint.to_owned(),
        None => format!("https://{account}.blob.core.windows.net"),
    };
    check_others(environment, &["AZURE_AUTHORITY_HOST"])?;
    let mut builder = MicrosoftAzureBuilder::new();
    for (key, value) in environment.options(AZURE) {
        let key: AzureConfigKey = key.parse().map_err(|_| unusable())?;
        builder = builder.with_config(key, value);
    }
    let built = builder
        .with_account(account)
        .with_container_name(container)
        .with_retry(never())
        .with_http_connector(Door::new(&endpoint).map_err(Closed::Unusable)?)
        .build();
    Ok(Arc::new(built.map_err(|_| unusable())?))
}

/// Amazon: the machine's own identity is used only where `AWS_METADATA_ENDPOINT` asks for it.
pub(super) fn amazon(bucket: &str, environment: &Environment) -> Client {
    let any: [&[&str]; 5] = [
        &["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
        &["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"],
        &["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"],
        &["AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"],
        &["AWS_METADATA_ENDPOINT"],
    ];
    if !any.iter().any(|names| environment.has(names)) {
        return Err(Closed::NoCredential(
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_WEB_IDENTITY_TOKEN_FILE and \
             AWS_ROLE_ARN",
        ));
    }
    let region = environment.get("AWS_REGION").or(environment.get("AWS_DEFAULT_REGION"));
    let region = region.unwrap_or("us-east-1").to_owned();
    let own = environment.get("AWS_ENDPOINT_URL_S3").or(environment.get("AWS_ENDPOINT_URL"));
    let endpoint =
        own.map_or_else(|| format!("https://s3.{region}.amazonaws.com"), ToOwned::to_owned);
    check_others(environment, &["AWS_ENDPOINT_URL_STS"])?;
    let mut builder = AmazonS3Builder::new();
    for (key, value) in environment.options(AMAZON) {
        let key: AmazonS3ConfigKey = key.parse().map_err(|_| unusable())?;
        builder = builder.with_config(key, value);
    }
    let built = builder
        .with_region(region)
        .with_bucket_name(bucket)
        .with_conditional_put(S3ConditionalPut::ETagMatch)
        .with_config(AmazonS3ConfigKey::DisableBulkDelete, "true")
        .with_retry(never())
        .with_http_connector(Door::new(&endpoint).map_err(Closed::Unusable)?)
        .build();
    Ok(Arc::new(built.map_err(|_| unusable())?))
}

/// Google: a file of credentials, never one that lies in a home directory unasked.
pub(super) fn google(bucket: &str, environment: &Environment) -> Client {
    let any =
        ["GOOGLE_SERVICE_ACCOUNT", "GOOGLE_SERVICE_ACCOUNT_KEY", "GOOGLE_APPLICATION_CREDENTIALS"];
    if !any.iter().any(|name| environment.has(&[name])) {
        return Err(Closed::NoCredential(
            "GOOGLE_SERVICE_ACCOUNT, GOOGLE_SERVICE_ACCOUNT_KEY or GOOGLE_APPLICATION_CREDENTIALS",
        ));
    }
    let endpoint = environment.get("GOOGLE_BASE_URL").unwrap_or("https://storage.googleapis.com");
    let door = Door::new(endpoint).map_err(Closed::Unusable)?;
    let mut builder = GoogleCloudStorageBuilder::new();
    for (key, value) in environment.options(GOOGLE) {
        let key: GoogleConfigKey = key.parse().map_err(|_| unusable())?;
        builder = builder.with_config(key, value);
    }
    let built =
        builder.with_bucket_name(bucket).with_retry(never()).with_http_connector(door).build();
    Ok(Arc::new(built.map_err(|_| unusable())?))
}

/// The library repeats nothing: it would take its own lost write for somebody else's.
fn never() -> RetryConfig {
    RetryConfig { max_retries: 0, ..RetryConfig::default() }
}

/// Checks where tokens come from.
fn check_others(environment: &Environment, names: &[&str]) -> Result<(), Closed> {
    let unsafe_one = |name: &&&str| {
        let value = environment.get(name);
        value.is_some_and(|value| !value.parse().is_ok_and(|url| is_safe(&url)))
    };
    match names.iter().find(unsafe_one) {
        Some(name) => Err(Closed::Unusable(format!("{name} is neither https nor on this machine"))),
        None => Ok(()),
    }
}

fn unusable() -> Closed {
    Closed::Unusable(UNUSABLE.to_owned())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Environment, StorageError, open_with};
    use crate::domain::StorageUrl;

    fn opened(url: &str, variables: &[(&str, &str)]) -> Result<(), StorageError> {
        let variables: BTreeMap<_, _> = variables.iter().copied().collect();
        let environment = Environment::of(|name| variables.get(name).map(|value| (*value).into()));
        let url: StorageUrl = url.parse().expect("valid");
        open_with(url.place(), &url.to_string(), &environment).map(drop)
    }

    const KEY: (&str, &str) = ("AZURE_STORAGE_ACCOUNT_KEY", "aHVudGVyMmh1bnRlcjI=");
    const AWS: [(&str, &str); 2] =
        [("AWS_ACCESS_KEY_ID", "AKIA"), ("AWS_SECRET_ACCESS_KEY", "hunter2")];

    #[test]
    fn a_credential_that_was_given_opens_its_store() {
        opened("az:contosobackup/emergency", &[KEY]).expect("a key");
        opened("az:contosobackup/emergency", &[("AZURE_STORAGE_SAS_TOKEN", "?sv=1&sig=hunter2")])
            .expect("a signature");
        opened("az:contosobackup/emergency", &[("AZURE_STORAGE_USE_EMULATOR", "true")])
            .expect("the emulator has its own");
        opened("s3:northwind-backup/x", &AWS).expect("keys");
    }

    #[test]
    fn every_variable_is_one_that_the_library_knows() {
        use super::{AMAZON, AZURE, AmazonS3ConfigKey, AzureConfigKey, GOOGLE, GoogleConfigKey};
        let lower = |names: &[&str]| names.iter().map(|name| name.to_ascii_lowercase()).collect();
        let (azure, amazon, google): (Vec<String>, Vec<String>, Vec<String>) =
            (lower(AZURE), lower(AMAZON), lower(GOOGLE));
        assert!(azure.iter().all(|name| name.parse::<AzureConfigKey>().is_ok()));
        assert!(amazon.iter().all(|name| name.parse::<AmazonS3ConfigKey>().is_ok()));
        assert!(google.iter().all(|name| name.parse::<GoogleConfigKey>().is_ok()));
    }

    #[test]
    fn a_machines_own_identity_is_used_only_where_it_was_asked_for() {
        let azure = |name, value| opened("az:contosobackup/emergency", &[(name, value)]).is_ok();
        assert!(azure("AZURE_CREDENTIAL_TYPE", "managed_identity"));
        assert!(!azure("AZURE_CREDENTIAL_TYPE", "auto"));
        assert!(azure("AZURE_USE_AZURE_CLI", "true") && !azure("AZURE_USE_AZURE_CLI", "false"));
        let amazon = ("AWS_METADATA_ENDPOINT", "http://169.254.169.254");
        assert!(opened("s3:northwind-backup", &[amazon]).is_ok());
    }

    #[test]
    fn nothing_is_used_that_was_not_given() {
        for url in ["az:contosobackup/emergency", "s3:northwind-backup", "gs:northwind-backup"] {
            let error = opened(url, &[("AZURE_STORAGE_ACCOUNT_KEY", " "), ("AWS_REGION", "x")])
                .expect_err("no credential");
            assert!(
                matches!(&error, StorageError::Refused { cause, .. } if cause.contains("set "))
            );
        }
    }

    #[test]
    fn unencrypted_endpoints_open_only_on_this_machine() {
        let azure = |endpoint| {
            opened("az:contosobackup/emergency", &[KEY, ("AZURE_STORAGE_ENDPOINT", endpoint)])
        };
        azure("http://127.0.0.1:10000/contosobackup").expect("this machine");
        azure("https://contosobackup.blob.core.usgovcloudapi.net").expect("encrypted");
        for bad in ["http://contosobackup.blob.core.windows.net", "ftp://x", "nothing"] {
            assert!(matches!(azure(bad), Err(StorageError::Unavailable { .. })), "{bad}");
        }
        let emulator = [
            ("AZURE_STORAGE_USE_EMULATOR", "1"),
            ("AZURITE_BLOB_STORAGE_URL", "http://azurite.example:10000"),
        ];
        assert!(opened("az:contosobackup/emergency", &emulator).is_err());
        let authority = [KEY, ("AZURE_AUTHORITY_HOST", "http://login.example")];
        assert!(opened("az:contosobackup/emergency", &authority).is_err());
        let s3 = [AWS[0], AWS[1], ("AWS_ENDPOINT_URL_S3", "http://minio.example:9000")];
        assert!(opened("s3:northwind-backup", &s3).is_err());
    }

    #[test]
    fn malformed_values_are_not_repeated() {
        let key = ("AZURE_STORAGE_ACCOUNT_KEY", "hunter2 hunter2");
        let sas = ("AZURE_STORAGE_SAS_TOKEN", "hunter2");
        let account = ("GOOGLE_SERVICE_ACCOUNT_KEY", "{\"private_key\": \"hunter2\"");
        for (url, variable) in [
            ("az:contosobackup/emergency", key),
            ("az:contosobackup/emergency", sas),
            ("gs:northwind-backup", account),
        ] {
            let error = opened(url, &[variable]).expect_err("malformed");
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
        }
    }
}
