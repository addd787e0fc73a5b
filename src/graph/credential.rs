//! An app's credential, resolved from where the configuration says it is. There is no second
//! place to look: a missing credential is a refusal that names exactly what is missing.

use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};

use super::{
    certificate::Certificate,
    token::{self, read_file},
};
use crate::{
    domain::{CredentialSource, FederatedSource, SecretSource},
    observed::{Refusal, RefusalKind},
};

const AMBIENT: &str = "AZURE_FEDERATED_TOKEN_FILE";

/// An app's credential. It cannot be shown, copied or written down.
pub struct Credential(pub(super) Form);

/// The three kinds of credential.
pub(super) enum Form {
    /// A client secret.
    Secret(SecretString),
    /// A certificate's private key, which signs an assertion for every token.
    Certificate(Certificate),
    /// Where somebody else's token is found, read again for every token of ours.
    Federated(TokenPlace),
}

/// Where a federated token is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TokenPlace {
    Environment(String),
    File(PathBuf),
}

impl Credential {
    /// Takes a client secret that is already in memory.
    #[must_use]
    pub const fn secret(secret: SecretString) -> Self {
        Self(Form::Secret(secret))
    }

    /// Finds the credential that the configuration names; `base_dir` is its folder, which
    /// relative paths start from.
    ///
    /// # Errors
    ///
    /// Refuses where it is missing, empty or unusable, and says how to provide it.
    pub fn resolve(source: &CredentialSource, base_dir: &Path) -> Result<Self, Refusal> {
        match source {
            CredentialSource::ClientSecret(SecretSource::Environment(name)) => {
                let help = format!("set {name} to the app's client secret (its value, not its id)");
                environment(name, &help).map(Self::secret)
            }
            CredentialSource::ClientSecret(SecretSource::File(path)) => {
                let help = "put the app's client secret (its value, not its id) into that file";
                file(&base_dir.join(path), "client secret", help).map(Self::secret)
            }
            CredentialSource::Certificate(path) => {
                let path = base_dir.join(path);
                let help =
                    "put the certificate and its unencrypted RSA private key into that file as PEM";
                let pem = file(&path, "certificate", help)?;
                let certificate = Certificate::from_pem(pem.expose_secret())
                    .map_err(|why| missing(format!("{}: {why}", path.display()), help))?;
                Ok(Self(Form::Certificate(certificate)))
            }
            CredentialSource::Federated(source) => {
                let place = TokenPlace::find(source, base_dir)?;
                // Read once now, so that a missing token is told before anything is sent.
                place.read()?;
                Ok(Self(Form::Federated(place)))
            }
            CredentialSource::ManagedIdentity => Err(missing(
                "managed identities are not available in this version".to_owned(),
                "use `federated`, `certificate` or `clientSecret` as `auth.credential`",
            )),
        }
    }
}

impl TokenPlace {
    fn find(source: &FederatedSource, base_dir: &Path) -> Result<Self, Refusal> {
        match source {
            FederatedSource::Environment(name) => Ok(Self::Environment(name.clone())),
            FederatedSource::File(path) => Ok(Self::File(base_dir.join(path))),
            FederatedSource::Ambient => {
                let help = format!(
                    "set {AMBIENT} to the file that holds the token, or name the place under `credential.federated`"
                );
                let path = environment(AMBIENT, &help)?;
                Ok(Self::File(base_dir.join(path.expose_secret())))
            }
        }
    }

    /// Reads the token as it stands now.
    pub(super) fn read(&self) -> Result<SecretString, Refusal> {
        // Which audience that is depends on the cloud, which is not known here.
        let help = "let the job issue a token for the audience that the app's federated \
                    credential names, and put it there";
        match self {
            Self::Environment(name) => environment(name, help),
            Self::File(path) => file(path, "federated token", help),
        }
    }
}

fn environment(name: &str, help: &str) -> Result<SecretString, Refusal> {
    let Some(value) = token::variable(name) else {
        return Err(missing(format!("the environment variable {name} is not set"), help));
    };
    trimmed(value, || format!("the environment variable {name} is empty"), help)
}

fn file(path: &Path, what: &str, help: &str) -> Result<SecretString, Refusal> {
    let shown = path.display();
    let text = read_file(path).map_err(|error| {
        missing(format!("the {what} file {shown} cannot be read: {error}"), help)
    })?;
    trimmed(text, || format!("the {what} file {shown} is empty"), help)
}

/// A line break at the end is an editor's, never part of a credential.
fn trimmed(
    secret: SecretString,
    empty: impl FnOnce() -> String,
    help: &str,
) -> Result<SecretString, Refusal> {
    let text = secret.expose_secret();
    match text.trim_end_matches(['\r', '\n']) {
        "" => Err(missing(empty(), help)),
        same if same.len() == text.len() => Ok(secret),
        shorter => Ok(SecretString::from(shorter.to_owned())),
    }
}

fn missing(message: String, help: impl Into<String>) -> Refusal {
    Refusal { kind: RefusalKind::SignIn, message, help: help.into(), code: None, request_id: None }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use secrecy::ExposeSecret;

    use super::{Credential, Form};
    use crate::domain::{CredentialSource, FederatedSource, SecretSource};

    fn refusal(source: &CredentialSource, base: &Path) -> String {
        match Credential::resolve(source, base) {
            Ok(_) => panic!("resolved"),
            Err(refusal) => format!("{}; {}", refusal.message, refusal.help),
        }
    }

    #[test]
    fn a_secret_file_lies_beside_the_configuration_and_loses_its_line_break() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("secret"), "s3cret \r\n\n").unwrap();
        let source = CredentialSource::ClientSecret(SecretSource::File("secret".into()));
        let Ok(Credential(Form::Secret(secret))) = Credential::resolve(&source, folder.path())
        else {
            panic!("no secret");
        };
        assert_eq!(secret.expose_secret(), "s3cret ");
    }

    #[test]
    fn whatever_is_missing_is_named_with_the_way_to_set_it() {
        let folder = tempfile::tempdir().unwrap();
        let base = folder.path();
        std::fs::write(base.join("empty"), "\n").unwrap();
        std::fs::write(base.join("not.pem"), "hello").unwrap();
        let unset = "TENANTRY_TEST_UNSET_VARIABLE".to_owned();
        let table = [
            (
                CredentialSource::ClientSecret(SecretSource::Environment(unset.clone())),
                "variable TENANTRY_TEST_UNSET_VARIABLE is not set; set TENANTRY_TEST_UNSET_VARIABLE to",
            ),
            (
                CredentialSource::ClientSecret(SecretSource::File("none".into())),
                "none cannot be read",
            ),
            (CredentialSource::ClientSecret(SecretSource::File("empty".into())), "empty is empty"),
            (CredentialSource::Certificate("not.pem".into()), "no certificate"),
            (CredentialSource::Federated(FederatedSource::Environment(unset)), "is not set"),
            (
                CredentialSource::Federated(FederatedSource::File("none".into())),
                "federated token file",
            ),
            (CredentialSource::ManagedIdentity, "not available in this version"),
        ];
        for (source, expected) in table {
            let said = refusal(&source, base);
            assert!(said.contains(expected), "{said}");
        }
    }
}
