//! The token in use for one tenant: asked for once, kept until shortly before its end, checked to
//! be that tenant's (G011).

use std::{sync::Arc, time::Duration};

use secrecy::{ExposeSecret, SecretString};
use tokio::{sync::Mutex, time::Instant};

use super::{
    identity::identity,
    retry::{self, UNANSWERED_TRIES, Verdict},
    sign_in::Applicant,
    token::{IssuedToken, NoToken, TokenSource},
    transport::Purpose,
};
use crate::observed::{Identity, Refusal, RefusalKind};

/// How long before its end a token is replaced.
const MARGIN: Duration = Duration::from_mins(5);
/// How often a credential that may have been added moments ago is tried.
const TRANSIENT_TRIES: u32 = 3;

/// The token in use for one tenant.
pub(super) struct Tokens {
    source: Box<dyn TokenSource>,
    applicant: Applicant,
    patience: Duration,
    kept: Mutex<Option<Kept>>,
}

/// A token and what it says; shared, so that its text exists once.
#[derive(Clone)]
pub(super) struct Kept {
    pub(super) secret: Arc<SecretString>,
    pub(super) identity: Arc<Identity>,
    fresh_until: Instant,
}

impl Tokens {
    pub(super) fn new(
        source: Box<dyn TokenSource>,
        applicant: Applicant,
        patience: Duration,
    ) -> Self {
        Self { source, applicant, patience, kept: Mutex::new(None) }
    }

    /// Returns a token that is fresh; of many callers at once, one asks and the others wait.
    pub(super) async fn current(&self) -> Result<Kept, Refusal> {
        let mut kept = self.kept.lock().await;
        match kept.as_ref() {
            Some(known) if known.fresh_until > Instant::now() => Ok(known.clone()),
            _ => Ok(kept.insert(self.fetch().await?).clone()),
        }
    }

    /// Returns another token than the one that Graph did not accept.
    pub(super) async fn renewed(&self, refused: &Kept) -> Result<Kept, Refusal> {
        let mut kept = self.kept.lock().await;
        match kept.as_ref() {
            Some(known) if !Arc::ptr_eq(&known.secret, &refused.secret) => Ok(known.clone()),
            _ => Ok(kept.insert(self.fetch().await?).clone()),
        }
    }

    async fn fetch(&self) -> Result<Kept, Refusal> {
        let started = Instant::now();
        let mut waits = retry::backoff();
        for tried in 1.. {
            let none = match self.source.token().await {
                Ok(token) => return self.check(token),
                Err(none) => none,
            };
            let Verdict::Again(named) = judge(&none, tried) else { return Err(none.refusal) };
            let wait = named.or_else(|| waits.next()).unwrap_or_default();
            if started.elapsed() + wait > self.patience {
                return Err(none.refusal);
            }
            tokio::time::sleep(wait).await;
        }
        unreachable!("the loop ends by returning")
    }

    fn check(&self, token: IssuedToken) -> Result<Kept, Refusal> {
        let Applicant { tenant, client_id, .. } = self.applicant;
        let refuse = |kind, message: String, help: &str| Refusal {
            kind,
            message,
            help: help.to_owned(),
            code: None,
            request_id: None,
        };
        let Some(identity) = identity(token.secret.expose_secret(), client_id) else {
            let message =
                "the access token names no tenant, so it cannot be told whose it is".to_owned();
            return Err(refuse(RefusalKind::SignIn, message, "check `cloud` and the endpoints"));
        };
        if identity.tenant != tenant {
            let message =
                format!("the access token is tenant {}'s, not tenant {tenant}'s", identity.tenant);
            let help = "check that `tenantId` and `auth` belong to the same customer";
            return Err(refuse(RefusalKind::WrongTenant, message, help));
        }
        if identity.client_id != client_id {
            let message =
                format!("the access token is app {}'s, not app {client_id}'s", identity.client_id);
            return Err(refuse(RefusalKind::SignIn, message, "check `auth.clientId`"));
        }
        // A short-lived token is used for half its life, so that it is not asked for all the time.
        let fresh_for = token.lifetime.saturating_sub(MARGIN).max(token.lifetime / 2);
        Ok(Kept {
            secret: Arc::new(token.secret),
            identity: Arc::new(identity),
            fresh_until: Instant::now() + fresh_for,
        })
    }
}

/// Judges whether to ask again.
fn judge(none: &NoToken, tried: u32) -> Verdict {
    let Some(exchange) = &none.exchange else { return Verdict::Keep };
    match retry::judge(Purpose::Token, exchange) {
        Verdict::Again(_) if exchange.is_err() && tried >= UNANSWERED_TRIES => Verdict::Keep,
        Verdict::Keep if none.is_transient && tried < TRANSIENT_TRIES => Verdict::Again(None),
        verdict => verdict,
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::atomic::{AtomicUsize, Ordering::SeqCst},
        time::Duration,
    };

    use async_trait::async_trait;
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    use reqwest::header::HeaderMap;
    use secrecy::SecretString;

    use super::Tokens;
    use crate::{
        domain::Cloud,
        graph::{
            sign_in::{Applicant, problem},
            token::{IssuedToken, NoToken, TokenSource},
            transport::Answer,
        },
        observed::RefusalKind,
    };

    const TENANT: &str = "3f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f";
    const APP: &str = "7d1e0000-5b1d-4c3e-9f60-7a8b9c0d1e2f";

    fn applicant() -> Applicant {
        Applicant {
            tenant: TENANT.parse().unwrap(),
            client_id: APP.parse().unwrap(),
            cloud: Cloud::Global,
        }
    }

    /// Fails so often, then issues tokens with these claims.
    struct Script {
        failures: usize,
        status: u16,
        error: u32,
        claims: String,
        asked: &'static AtomicUsize,
    }

    #[async_trait]
    impl TokenSource for Script {
        async fn token(&self) -> Result<IssuedToken, NoToken> {
            if self.asked.fetch_add(1, SeqCst) >= self.failures {
                let token = format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(&self.claims));
                return Ok(IssuedToken {
                    secret: SecretString::from(token),
                    lifetime: Duration::from_hours(1),
                });
            }
            let body = format!(
                r#"{{"error":"x","error_description":"AADSTS{0}: no.","error_codes":[{0}]}}"#,
                self.error
            );
            let problem = problem(applicant(), self.status, body.as_bytes());
            let answer =
                Answer { status: self.status, headers: HeaderMap::new(), body: body.into() };
            Err(NoToken {
                refusal: problem.refusal,
                exchange: Some(Ok(answer)),
                is_transient: problem.is_transient,
            })
        }
    }

    fn tokens(
        failures: usize,
        status: u16,
        error: u32,
        claims: &str,
    ) -> (Tokens, &'static AtomicUsize) {
        let asked: &'static AtomicUsize = Box::leak(Box::default());
        let source = Script { failures, status, error, claims: claims.to_owned(), asked };
        (Tokens::new(Box::new(source), applicant(), Duration::from_mins(5)), asked)
    }

    fn ours() -> String {
        format!(r#"{{"tid":"{TENANT}","appid":"{APP}"}}"#)
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_is_asked_for_once_until_shortly_before_its_end() {
        let (tokens, asked) = tokens(0, 0, 0, &ours());
        let first = tokens.current().await.ok().unwrap();
        tokens.current().await.ok().unwrap();
        assert_eq!(asked.load(SeqCst), 1);
        tokio::time::advance(Duration::from_mins(56)).await;
        tokens.current().await.ok().unwrap();
        assert_eq!(asked.load(SeqCst), 2);
        tokens.renewed(&first).await.ok().unwrap();
        assert_eq!(asked.load(SeqCst), 2, "the first was replaced already");
        let second = tokens.current().await.ok().unwrap();
        tokens.renewed(&second).await.ok().unwrap();
        assert_eq!(asked.load(SeqCst), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn what_passes_by_itself_is_waited_for_and_nothing_else() {
        let table = [
            (2, 429, 90_055, 3, true),
            (2, 400, 70_021, 3, true),
            (9, 400, 70_021, 3, false),
            (1, 401, 7_000_215, 1, false),
            (1, 401, 7_000_222, 1, false),
            (3, 500, 0, 4, true),
        ];
        for (failures, status, error, expected, succeeds) in table {
            let (tokens, asked) = tokens(failures, status, error, &ours());
            assert_eq!(tokens.current().await.is_ok(), succeeds, "{error}");
            assert_eq!(asked.load(SeqCst), expected, "{error}");
        }
        let (tokens, asked) = tokens(usize::MAX, 503, 0, &ours());
        assert!(tokens.current().await.is_err(), "patience ends");
        assert!(asked.load(SeqCst) > 5);
    }

    #[tokio::test]
    async fn another_tenants_token_is_refused() {
        let other = "11111111-5b1d-4c3e-9f60-7a8b9c0d1e2f";
        let table = [
            (format!(r#"{{"tid":"{other}","appid":"{APP}"}}"#), RefusalKind::WrongTenant),
            (format!(r#"{{"tid":"{TENANT}","appid":"{other}"}}"#), RefusalKind::SignIn),
            ("{}".to_owned(), RefusalKind::SignIn),
        ];
        for (claims, kind) in table {
            let (tokens, _) = tokens(0, 0, 0, &claims);
            assert_eq!(tokens.current().await.err().unwrap().kind, kind, "{claims}");
        }
    }
}
