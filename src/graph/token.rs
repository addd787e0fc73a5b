//! Where access tokens come from: the only file that knows the Azure libraries, the environment
//! and the file system. It asks for a token and gives it away; keeping it is not its business.

use std::{
    fmt::{self, Display},
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use azure_core::{
    cloud::{CloudConfiguration, CustomConfiguration},
    credentials::{Secret, TokenCredential},
    error::ErrorKind,
    http::{
        AsyncRawResponse, Body, ClientMethodOptions, ClientOptions, HttpClient,
        Request as AzureRequest, RetryOptions, Transport as AzureTransport, headers::Headers,
    },
};
use azure_identity::{
    ClientAssertion, ClientAssertionCredential, ClientAssertionCredentialOptions,
    ClientSecretCredential, ClientSecretCredentialOptions,
};
use jiff::Timestamp;
use reqwest::{Method, Request, Url, header::HeaderName};
use secrecy::{ExposeSecret, SecretString};

use super::{
    credential::{Credential, Form},
    settings::Endpoints,
    sign_in::{Applicant, SignInProblem, problem, unanswered},
    transport::{Answer, NoAnswer, Purpose, Transport},
};
use crate::observed::{Refusal, RefusalKind};

/// A token as it was issued.
pub(super) struct IssuedToken {
    pub(super) secret: SecretString,
    /// How long it is good for from now.
    pub(super) lifetime: Duration,
}

/// Why one attempt brought no token.
pub(super) struct NoToken {
    pub(super) refusal: Refusal,
    /// The answer, where there was one, from which the caller tells whether to try again.
    pub(super) exchange: Option<Result<Answer, NoAnswer>>,
    /// Whether the refusal is one that passes by itself.
    pub(super) is_transient: bool,
}

/// Something that can ask for tokens of one app in one tenant.
#[async_trait]
pub(super) trait TokenSource: Send + Sync {
    /// Asks once.
    async fn token(&self) -> Result<IssuedToken, NoToken>;
}

/// Signs an app in to a tenant of Entra ID.
pub(super) struct EntraTokens {
    pub(super) transport: Arc<Transport>,
    pub(super) endpoints: Endpoints,
    pub(super) applicant: Applicant,
    pub(super) credential: Credential,
}

#[async_trait]
impl TokenSource for EntraTokens {
    async fn token(&self) -> Result<IssuedToken, NoToken> {
        let carrier =
            Arc::new(Carrier { transport: Arc::clone(&self.transport), last: Mutex::new(None) });
        let credential = self.azure_credential(Arc::clone(&carrier)).map_err(NoToken::fatal)?;
        let result = credential.get_token(&[&self.endpoints.scope], None).await;
        let last = carrier.last.lock().unwrap_or_else(PoisonError::into_inner).take();
        match (result, last) {
            (Ok(token), _) => {
                let left = token.expires_on.unix_timestamp() - Timestamp::now().as_second();
                Ok(IssuedToken {
                    secret: SecretString::from(token.token.secret().to_owned()),
                    lifetime: Duration::from_secs(left.try_into().unwrap_or(0)),
                })
            }
            (Err(_), Some(exchange)) => Err(self.explain(exchange)),
            // What the library says of its own arguments holds no secret, but no cause for trust.
            (Err(_), None) => Err(NoToken::fatal(Refusal {
                kind: RefusalKind::SignIn,
                message: "the sign-in request could not be made".to_owned(),
                help: "check `tenantId` and `auth`".to_owned(),
                code: None,
                request_id: None,
            })),
        }
    }
}

impl NoToken {
    const fn fatal(refusal: Refusal) -> Self {
        Self { refusal, exchange: None, is_transient: false }
    }
}

impl EntraTokens {
    fn explain(&self, exchange: Result<Answer, NoAnswer>) -> NoToken {
        let (refusal, is_transient) = match &exchange {
            Ok(answer) => {
                let SignInProblem { refusal, is_transient } =
                    problem(self.applicant, answer.status, &answer.body);
                (refusal, is_transient)
            }
            Err(NoAnswer::NotSent(message) | NoAnswer::Cut { message, .. }) => {
                (unanswered(message), false)
            }
        };
        NoToken { refusal, exchange: Some(exchange), is_transient }
    }

    /// Makes the library's credential for one request: it must not keep tokens, since a token
    /// that Graph no longer accepts could not be taken from it.
    fn azure_credential(&self, carrier: Arc<Carrier>) -> Result<Arc<dyn TokenCredential>, Refusal> {
        let (tenant, client_id) =
            (self.applicant.tenant.to_string(), self.applicant.client_id.to_string());
        let client_options = self.client_options(carrier);
        let credential: azure_core::Result<Arc<dyn TokenCredential>> = match &self.credential.0 {
            Form::Secret(secret) => {
                let secret = Secret::new(secret.expose_secret().to_owned());
                let options = ClientSecretCredentialOptions { client_options };
                ClientSecretCredential::new(&tenant, client_id, secret, Some(options))
                    .map(|made| made as _)
            }
            Form::Certificate(certificate) => {
                let audience = format!("{}/{tenant}/oauth2/v2.0/token", self.endpoints.login);
                let assertion = certificate
                    .assertion(&audience, &client_id, Timestamp::now().as_second())
                    .map_err(unusable)?;
                asserted(tenant, client_id, assertion, client_options)
            }
            Form::Federated(place) => asserted(tenant, client_id, place.read()?, client_options),
        };
        credential.map_err(unusable)
    }

    fn client_options(&self, carrier: Arc<Carrier>) -> ClientOptions {
        let mut cloud = CustomConfiguration::default();
        cloud.authority_host.clone_from(&self.endpoints.login);
        ClientOptions {
            retry: RetryOptions::none(),
            transport: Some(AzureTransport::new(carrier)),
            cloud: Some(Arc::new(CloudConfiguration::from(cloud))),
            ..ClientOptions::default()
        }
    }
}

fn asserted(
    tenant: String,
    client_id: String,
    assertion: SecretString,
    client_options: ClientOptions,
) -> azure_core::Result<Arc<dyn TokenCredential>> {
    let options = ClientAssertionCredentialOptions { client_options };
    ClientAssertionCredential::new(tenant, client_id, Assertion(assertion), Some(options))
        .map(|made| made as _)
}

fn unusable(why: impl Display) -> Refusal {
    Refusal {
        kind: RefusalKind::SignIn,
        message: format!("the credential cannot be used: {why}"),
        help: "check what `auth.credential` points to".to_owned(),
        code: None,
        request_id: None,
    }
}

/// An assertion that is already at hand.
struct Assertion(SecretString);

impl fmt::Debug for Assertion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Assertion")
    }
}

#[async_trait]
impl ClientAssertion for Assertion {
    async fn secret(&self, _: Option<ClientMethodOptions<'_>>) -> azure_core::Result<String> {
        Ok(self.0.expose_secret().to_owned())
    }
}

/// Carries the library's requests over our transport and remembers the last answer.
struct Carrier {
    transport: Arc<Transport>,
    last: Mutex<Option<Result<Answer, NoAnswer>>>,
}

impl fmt::Debug for Carrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Carrier")
    }
}

#[async_trait]
impl HttpClient for Carrier {
    async fn execute_request(
        &self,
        request: &AzureRequest,
    ) -> azure_core::Result<AsyncRawResponse> {
        let failed = |why: &str| azure_core::Error::with_message(ErrorKind::Io, why.to_owned());
        // The library posts forms to the token endpoint and does nothing else.
        let Body::Bytes(body) = request.body() else {
            return Err(failed("streams are not sent"));
        };
        let url = Url::parse(request.url().as_str()).map_err(|_| failed("no address"))?;
        let mut carried = Request::new(Method::POST, url);
        for (name, value) in request.headers().iter() {
            if let (Ok(name), Ok(value)) =
                (HeaderName::try_from(name.as_str()), value.as_str().parse())
                && name != reqwest::header::USER_AGENT
            {
                carried.headers_mut().insert(name, value);
            }
        }
        *carried.body_mut() = Some(body.clone().into());
        let exchange = self.transport.exchange(Purpose::Token, carried).await;
        let response = match &exchange {
            Ok(answer) => {
                let status = answer.status.into();
                Ok(AsyncRawResponse::from_bytes(status, Headers::new(), answer.body.clone()))
            }
            Err(_) => Err(failed("no answer")),
        };
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(exchange);
        response
    }
}

/// Reads a file that holds a secret.
pub(super) fn read_file(path: &Path) -> std::io::Result<SecretString> {
    std::fs::read_to_string(path).map(SecretString::from)
}

/// Reads an environment variable that holds a secret.
pub(super) fn variable(name: &str) -> Option<SecretString> {
    std::env::var(name).ok().map(SecretString::from)
}
