//! Carrying out writes in one tenant.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::{
    Request,
    header::{CONTENT_TYPE, HeaderName, HeaderValue},
};
use tokio::time::Instant;

use super::{
    draft::{Draft, Surroundings},
    outcome::{Outcome, judge},
};
use crate::{
    apply::{Effect, Perform, Sending, Slot, WriteError},
    domain::{DomainName, ObjectId},
    graph::{
        connection::Connection,
        failure::Failure,
        read::{Ask, decode_all, decode_one, verification_record},
        retry,
        transport::{Answer, Purpose},
        wire,
    },
    observed::Reading,
    plan::{CredentialForm, Look, Sighting, Write},
    secrets::{Credential, Password},
};

/// How long freshly defined extensions may take to be known everywhere.
const EXTENSIONS_SETTLE: Duration = Duration::from_mins(15);
const PREFER: HeaderName = HeaderName::from_static("prefer");

impl Perform for Connection {
    async fn look(&self, looks: &[Look]) -> Vec<Sighting> {
        self.reader.look(looks).await
    }

    async fn perform(&self, write: &Write, sending: Sending<'_>) -> Result<Effect, WriteError> {
        let started = Instant::now();
        let mut waits = retry::backoff();
        loop {
            let (outcome, request_id) = self.try_once(write, sending).await?;
            return match outcome {
                Outcome::Done => Ok(Effect::Done { request_id }),
                Outcome::Created(id) => Ok(Effect::Created { id, request_id }),
                Outcome::Updated => Ok(self.updated(write, request_id).await),
                Outcome::Unverified => {
                    Ok(Effect::Waiting { until: self.awaited_record(write).await })
                }
                Outcome::NoExtensions(error) => {
                    let wait = waits.next().unwrap_or_default();
                    if started.elapsed() + wait > EXTENSIONS_SETTLE {
                        return Err(error);
                    }
                    tracing::debug!("the marker's extensions are not known to the server yet");
                    self.pause(wait).await;
                    continue;
                }
            };
        }
    }

    async fn pause(&self, length: Duration) {
        tokio::time::sleep(length).await;
    }

    fn now(&self) -> Timestamp {
        self.reader.session.now()
    }
}

/// Puts the credential that a write made into its slot; an answer without one made none that anybody
/// could use.
fn hand_over(
    write: &Write,
    (sent, password): (&Result<Answer, Failure>, Option<Password>),
    slot: &dyn Slot,
) -> Result<(), WriteError> {
    let Write::IssueCredential { form, .. } = write else { return Ok(()) };
    let Some(answer) = sent.as_ref().ok().filter(|answer| (200..300).contains(&answer.status))
    else {
        return Ok(());
    };
    let credential = match (form, password) {
        (CredentialForm::Password, password) => password.map(Credential::from),
        (CredentialForm::Pass { .. }, _) => {
            wire::issued_pass(&answer.body).and_then(|pass| Credential::new(pass).ok())
        }
    };
    let Some(credential) = credential else {
        let message = "the answer holds no Temporary Access Pass".to_owned();
        return Err(WriteError::Ambiguous { message, request_id: answer.request_id() });
    };
    slot.put(credential).map_err(|message| WriteError::Undelivered { message })
}

impl Connection {
    /// Sends a write as one request; 429 and 503 are waited out below, nothing else is repeated.
    async fn try_once(
        &self,
        write: &Write,
        sending: Sending<'_>,
    ) -> Result<(Outcome, Option<String>), WriteError> {
        let deadline = sending.deadline;
        let session = &self.reader.session;
        let around = Surroundings {
            marker: &self.reader.marker,
            graph: &session.endpoints.graph,
            now: session.now(),
        };
        let mut draft =
            Draft::of(write, &around).map_err(|message| WriteError::NotSent { message })?;
        let password = draft.password.take();
        let sent = match self.request(draft) {
            Ok(request) => session.send_before(deadline, (Purpose::Write, &request)).await,
            Err(failure) => Err(failure),
        };
        let request_id = sent.as_ref().ok().and_then(Answer::request_id);
        hand_over(write, (&sent, password), sending.slot)?;
        match (judge(write, sent), deadline) {
            // Nothing was carried out, and now it is too late for it.
            (Err(WriteError::NotSent { .. }), Some(deadline)) if session.now() >= deadline => {
                Err(WriteError::TooLate { deadline })
            }
            (judged, _) => judged.map(|outcome| (outcome, request_id)),
        }
    }

    fn request(&self, draft: Draft) -> Result<Request, Failure> {
        let Draft { method, path, body, creates_if_missing, password: _ } = draft;
        let mut request = Request::new(method, self.reader.session.url(&path)?);
        if creates_if_missing {
            request.headers_mut().insert(PREFER, HeaderValue::from_static("create-if-missing"));
        }
        if let Some(body) = body {
            request
                .headers_mut()
                .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            *request.body_mut() = Some(body.into());
        }
        Ok(request)
    }

    /// Finds the object that an upsert found instead of making it: moments ago its key was free,
    /// so it is the one that an earlier try made.
    async fn updated(&self, write: &Write, request_id: Option<String>) -> Effect {
        let Write::CreateGroup(group) = write else { return Effect::Done { request_id } };
        match self.group_id(&group.unique_name).await {
            Some(id) => Effect::Created { id, request_id },
            None => Effect::Done { request_id },
        }
    }

    async fn group_id(&self, key: &str) -> Option<ObjectId> {
        let path = Ask::GroupKeyed(key.to_owned()).path(&self.reader.marker);
        match decode_one::<wire::Group>(&self.reader.session.read_one(&path).await) {
            Reading::Known(group) => Some(group.id),
            Reading::Absent | Reading::Unknown(_) => None,
        }
    }

    async fn awaited_record(&self, write: &Write) -> String {
        let Write::VerifyDomain { domain } = write else { return "something outside".to_owned() };
        match self.record(domain).await {
            Some(text) => format!("a TXT record at {domain} with the value {text}"),
            None => format!("the TXT record at {domain} that the tenant's domain page shows"),
        }
    }

    async fn record(&self, domain: &DomainName) -> Option<String> {
        let path = Ask::VerificationRecords(domain.clone()).path(&self.reader.marker);
        let reply = self.reader.session.read_one(&path).await;
        decode_all::<wire::DnsRecord>(&reply).ok().and_then(verification_record)
    }
}
