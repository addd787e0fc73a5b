//! One emergency account, by its object id: its password is set, its sessions are ended.

use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use reqwest::{
    Method, Request,
    header::{CONTENT_TYPE, HeaderValue},
};
use tokio::time::Instant;
use zeroize::Zeroizing;

use super::{
    connection::{Connection, Reader},
    failure::GraphProblem,
    retry,
    session::Session,
    transport::{Answer as Response, NoAnswer, Purpose, header},
};
use crate::{
    apply::{
        Effect, Perform, Sending,
        rotation::{Account, Reply, Stored},
    },
    domain::ObjectId,
    observed::{Reading, Unknown},
    plan::{
        Look, Sighting, Write,
        rotation::{AccountFacts, Answer},
    },
};

/// One account of one tenant, to rotate its password.
pub struct EmergencyAccount<'a> {
    connection: &'a Connection,
    id: ObjectId,
}

impl Connection {
    /// Names an account of the tenant by its object id; nothing is sent yet.
    #[must_use]
    pub const fn emergency_account(&self, id: ObjectId) -> EmergencyAccount<'_> {
        EmergencyAccount { connection: self, id }
    }
}

impl Reader {
    /// Reads when a user last signed in with success; `None` where it never did, as far as the
    /// tenant remembers. It takes Entra ID P1 and `AuditLog.Read.All` (Graph, `signInActivity`),
    /// and is unknown without them.
    pub async fn last_sign_in(&self, id: ObjectId) -> Reading<Option<Timestamp>> {
        let path = format!("/users/{id}?$select=signInActivity");
        let request = match self.session.get(&path) {
            Ok(request) => request,
            Err(failure) => return Reading::Unknown(failure.into()),
        };
        match self.session.read(&request).await {
            Ok((_, body)) => last_success(body.get()),
            Err(unknown) if unknown.status == Some(404) => Reading::Absent,
            Err(unknown) => Reading::Unknown(unknown),
        }
    }
}

/// Reads the time of the last success out of a user's `signInActivity`. Tenants that were asked
/// before December 2023 may lack it, and then the last attempt stands in.
fn last_success(body: &str) -> Reading<Option<Timestamp>> {
    let Ok(user) = serde_json::from_str::<serde_json::Value>(body) else {
        return Reading::Unknown(Unknown::because("the answer is not as expected"));
    };
    let activity = &user["signInActivity"];
    let told = ["lastSuccessfulSignInDateTime", "lastSignInDateTime"];
    let Some(text) = told.iter().find_map(|name| activity[*name].as_str()) else {
        return Reading::Known(None);
    };
    text.parse().map_or_else(
        |_| Reading::Unknown(Unknown::because("the time of the last sign-in is no time")),
        |at| Reading::Known(Some(at)),
    )
}

impl Account for EmergencyAccount<'_> {
    async fn look(&self) -> Reading<AccountFacts> {
        let seen = self.connection.reader.look(&[Look::User(self.id.into())]).await.pop();
        match seen {
            Some(Sighting::User(user)) => user.map(|user| AccountFacts::from(&user)),
            _ => Reading::Unknown(Unknown::because("the account was not looked at")),
        }
    }

    async fn set_password(&self, password: &Stored, deadline: Timestamp) -> Reply {
        let session = &self.connection.reader.session;
        match request(session, self.id, password) {
            Ok(request) => send(session, &request, deadline).await,
            Err(why) => Answer::NotSent(why).into(),
        }
    }

    async fn revoke_sessions(&self) -> Result<Option<String>, String> {
        let write = Write::RevokeSessions { user: self.id };
        let done = self.connection.perform(&write, Sending::plain()).await;
        match done {
            Ok(Effect::Done { request_id } | Effect::Created { request_id, .. }) => Ok(request_id),
            Ok(Effect::Waiting { until }) => Err(format!("Graph waits for {until}")),
            Err(error) => Err(error.to_string()),
        }
    }

    async fn pause(&self, length: Duration) {
        tokio::time::sleep(length).await;
    }

    fn now(&self) -> Timestamp {
        self.connection.reader.session.now()
    }
}

/// Makes the request that sets a password (Graph, Update user). It is written by hand, so that the
/// password stands in no place that is not overwritten.
fn request(session: &Session, id: ObjectId, password: &Stored) -> Result<Request, String> {
    let url = session.url(&format!("/users/{id}")).map_err(|failure| Unknown::from(failure).why)?;
    let mut body = Zeroizing::new(Vec::with_capacity(512));
    body.extend_from_slice(
        br#"{"passwordProfile":{"forceChangePasswordNextSignIn":false,"password":""#,
    );
    // The alphabet of passwords has nothing that JSON escapes.
    body.extend_from_slice(password.expose().as_bytes());
    body.extend_from_slice(br#""}}"#);
    let mut request = Request::new(Method::PATCH, url);
    request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    *request.body_mut() = Some(Bytes::from_owner(body).into());
    Ok(request)
}

/// Sends it until it was taken once. Only what certainly did not happen is sent again: throttled
/// (429), and refused for its token's age (401), each before the deadline alone.
async fn send(session: &Session, request: &Request, deadline: Timestamp) -> Reply {
    let started = Instant::now();
    let (mut waits, mut is_renewed) = (retry::backoff(), false);
    let mut token = match session.tokens.current().await {
        Ok(token) => token,
        Err(refusal) => return Answer::NotSent(refusal.message).into(),
    };
    loop {
        let sent = session.exchange(Purpose::Write, request, (&token, Some(deadline))).await;
        let reply = match sent {
            Ok(reply) => reply,
            Err(NoAnswer::NotSent(why)) => return Answer::NotSent(why).into(),
            Err(NoAnswer::Cut { message, request_id }) => {
                return Reply { answer: Answer::Unknown(message), request_id };
            }
        };
        match reply.status {
            401 if !is_renewed => {
                is_renewed = true;
                token = match session.tokens.renewed(&token).await {
                    Ok(token) => token,
                    Err(refusal) => return Answer::Denied(refusal.message).into(),
                };
            }
            429 => {
                let named = header(&reply.headers, "retry-after");
                let wait = retry::retry_after(named.as_deref(), reply.date());
                let wait = wait.or_else(|| waits.next()).unwrap_or_default();
                if started.elapsed() + wait > session.patience {
                    let why = "throttled until patience ran out".to_owned();
                    return Reply { answer: Answer::Unknown(why), request_id: reply.request_id() };
                }
                session.pace.rest(wait);
            }
            _ => return Reply { answer: judge(&reply), request_id: reply.request_id() },
        }
    }
}

/// Judges an answer by its status. What is none of the refusals that Graph is known to give leaves
/// open whether the password was set.
fn judge(reply: &Response) -> Answer {
    let problem = GraphProblem::read(&reply.body);
    let said = if problem.message.is_empty() { "no explanation" } else { &problem.message };
    let why = format!("{said} ({})", reply.status);
    match reply.status {
        200..=299 => Answer::Accepted,
        400 => Answer::Policy(why),
        401 | 403 | 404 => Answer::Denied(why),
        _ => Answer::Unknown(why),
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use reqwest::header::HeaderMap;

    use super::{Answer, Reading, Response, judge, last_success};

    #[test]
    fn only_known_refusals_say_that_it_did_not_happen() {
        for status in [200, 204, 301, 400, 401, 403, 404, 408, 409, 412, 500, 502, 503, 504] {
            let body = r#"{"error":{"code":"x","message":"Words."}}"#;
            let reply = Response { status, headers: HeaderMap::new(), body: body.into() };
            let why = format!("Words. ({status})");
            let expected = match status {
                200 | 204 => Answer::Accepted,
                400 => Answer::Policy(why),
                401 | 403 | 404 => Answer::Denied(why),
                _ => Answer::Unknown(why),
            };
            assert_eq!(judge(&reply), expected);
        }
    }

    #[test]
    fn a_sign_in_that_is_not_shown_is_never_taken_for_none() {
        let at: Timestamp = "2026-11-23T09:00:00Z".parse().unwrap();
        for (body, expected) in [
            (r#"{"signInActivity":null}"#, Some(None)),
            (
                r#"{"signInActivity":{"lastSuccessfulSignInDateTime":"2026-11-23T09:00:00Z","lastSignInDateTime":"2026-11-24T09:00:00Z"}}"#,
                Some(Some(at)),
            ),
            (
                r#"{"signInActivity":{"lastSuccessfulSignInDateTime":null,"lastSignInDateTime":"2026-11-23T09:00:00Z"}}"#,
                Some(Some(at)),
            ),
            (r#"{"signInActivity":{"lastSignInDateTime":"soon"}}"#, None),
            ("<html>", None),
        ] {
            let read = last_success(body);
            match expected {
                Some(known) => assert_eq!(read, Reading::Known(known), "{body}"),
                None => assert!(read.unknown().is_some(), "{body}"),
            }
        }
    }
}
