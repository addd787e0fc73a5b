//! `$batch`: up to twenty reads in one request, each answered, throttled and retried on its own.

use std::{collections::BTreeMap, time::Duration};

use jiff::Timestamp;
use reqwest::{
    Method, Request,
    header::{CONTENT_TYPE, HeaderValue},
};
use serde_json::value::RawValue;
use tokio::time::Instant;

use super::{
    failure::unknown,
    page::Reply,
    retry::{self, UNANSWERED_TRIES, retry_after},
    session::Session,
    wire::{BatchBody, BatchItem, BatchReplies, BatchReply},
};
use crate::observed::Unknown;

/// How many requests Graph takes in one `$batch`.
pub(super) const LARGEST_BATCH: usize = 20;

type First = Result<Box<RawValue>, Unknown>;

/// What one item of a batch came to.
enum Item {
    Done(First),
    /// Not answered for good; how long to wait, where that was said.
    Again(Unknown, Option<Duration>),
    /// Not accepted with this token.
    NewToken(Unknown),
}

/// One round of a batch: what is still open after it.
#[derive(Default)]
struct Round {
    again: Vec<(usize, Unknown)>,
    wait: Option<Duration>,
    wants_token: bool,
    is_silent: bool,
}

impl Session {
    /// Reads paths, all their pages, in as few requests as there are batches of twenty.
    ///
    /// # Errors
    ///
    /// Fails where a whole batch was not answered; a failure of one item is that item's reply.
    pub(super) async fn read_all(&self, paths: &[String]) -> Result<Vec<Reply>, Unknown> {
        let batches = paths.chunks(LARGEST_BATCH).map(|chunk| self.read_batch(chunk));
        let batches = futures::future::try_join_all(batches).await?;
        let pages = batches.into_iter().flatten().map(|first| async move {
            match first {
                Ok(first) => self.following_pages(first).await,
                Err(unknown) => Err(unknown),
            }
        });
        Ok(futures::future::join_all(pages).await)
    }

    /// Reads one path, all its pages, with a plain `GET`.
    pub(super) async fn read_one(&self, path: &str) -> Reply {
        let (_, first) = self.read(&self.get(path)?).await?;
        self.following_pages(first).await
    }

    async fn read_batch(&self, paths: &[String]) -> Result<Vec<First>, Unknown> {
        let deadline = Instant::now() + self.patience;
        let mut waits = retry::backoff();
        let (mut silent, mut is_renewed) = (0, false);
        let mut done: BTreeMap<usize, First> = BTreeMap::new();
        let mut pending: Vec<usize> = (0..paths.len()).collect();
        while !pending.is_empty() {
            let round = self.round(paths, &pending, &mut done).await?;
            silent += u32::from(round.is_silent);
            let wait = round.wait.or_else(|| waits.next()).unwrap_or_default();
            let is_hopeless = silent >= UNANSWERED_TRIES || (round.wants_token && is_renewed);
            if is_hopeless || Instant::now() + wait > deadline {
                done.extend(round.again.into_iter().map(|(at, unknown)| (at, Err(unknown))));
                break;
            }
            if round.wants_token {
                is_renewed = true;
                let refused = self.tokens.current().await.map_err(refused)?;
                self.tokens.renewed(&refused).await.map_err(self::refused)?;
            } else if !round.again.is_empty() {
                tokio::time::sleep(wait).await;
            }
            pending = round.again.into_iter().map(|(at, _)| at).collect();
        }
        Ok(done.into_values().collect())
    }

    /// Sends the pending items once and sorts their answers.
    async fn round(
        &self,
        paths: &[String],
        pending: &[usize],
        done: &mut BTreeMap<usize, First>,
    ) -> Result<Round, Unknown> {
        let (mut replies, date) = self.send_batch(paths, pending).await?;
        let mut round = Round::default();
        for &at in pending {
            let Some(reply) = replies.remove(&at) else {
                round.is_silent = true;
                round.again.push((at, Unknown::because("the answer to the batch leaves it out")));
                continue;
            };
            self.pace.note(reply.header("x-ms-throttle-limit-percentage"));
            match judge(reply, date) {
                Item::Done(first) => drop(done.insert(at, first)),
                Item::Again(unknown, wait) => {
                    round.wait = round.wait.max(wait);
                    round.again.push((at, unknown));
                }
                Item::NewToken(unknown) => {
                    round.wants_token = true;
                    round.again.push((at, unknown));
                }
            }
        }
        Ok(round)
    }

    async fn send_batch(
        &self,
        paths: &[String],
        pending: &[usize],
    ) -> Result<(BTreeMap<usize, BatchReply>, Option<Timestamp>), Unknown> {
        let requests = pending.iter().map(|&at| BatchItem {
            id: at.to_string(),
            method: "GET",
            url: &paths[at],
        });
        let body = serde_json::to_vec(&BatchBody { requests: requests.collect() })
            .map_err(|error| Unknown::because(format!("the batch cannot be written: {error}")))?;
        let mut request = Request::new(Method::POST, self.url("/$batch")?);
        request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        *request.body_mut() = Some(body.into());
        let (answer, body) = self.read(&request).await?;
        let replies: BatchReplies = serde_json::from_str(body.get()).map_err(|error| Unknown {
            request_id: answer.request_id(),
            ..Unknown::because(format!("the answer to the batch is not as expected: {error}"))
        })?;
        let by_position = |reply: BatchReply| Some((reply.id.parse().ok()?, reply));
        Ok((replies.responses.into_iter().filter_map(by_position).collect(), answer.date()))
    }
}

fn refused(refusal: crate::observed::Refusal) -> Unknown {
    super::failure::Failure::SignIn(refusal).into()
}

fn judge(reply: BatchReply, date: Option<Timestamp>) -> Item {
    let BatchReply { status, body, .. } = &reply;
    let text = body.as_ref().map_or("", |body| body.get());
    let unknown = unknown(*status, text.as_bytes(), reply.header("request-id").map(str::to_owned));
    match status {
        200..=299 => Item::Done(reply.body.ok_or_else(|| Unknown::because("the answer is empty"))),
        401 => Item::NewToken(unknown),
        408 | 429 | 500..=599 => {
            Item::Again(unknown, retry_after(reply.header("retry-after"), date))
        }
        _ => Item::Done(Err(unknown)),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Item, judge};
    use crate::graph::wire::BatchReplies;

    fn item(json: &str) -> Item {
        let text = format!(r#"{{"responses":[{json}]}}"#);
        let mut replies: BatchReplies = serde_json::from_str(&text).unwrap();
        judge(replies.responses.pop().unwrap(), None)
    }

    #[test]
    fn each_item_is_judged_by_its_own_status() {
        assert!(matches!(
            item(r#"{"id":"0","status":200,"body":{"value":[]}}"#),
            Item::Done(Ok(_))
        ));
        assert!(matches!(item(r#"{"id":"0","status":200}"#), Item::Done(Err(_))));
        assert!(matches!(item(r#"{"id":"0","status":401,"headers":{}}"#), Item::NewToken(_)));
        let throttled = item(r#"{"id":"0","status":429,"headers":{"Retry-After":"2.5"}}"#);
        assert!(
            matches!(throttled, Item::Again(_, Some(wait)) if wait == Duration::from_millis(2500))
        );
        assert!(matches!(item(r#"{"id":"0","status":504,"body":"aGk="}"#), Item::Again(_, None)));
        let refused = item(
            r#"{"id":"0","status":403,"headers":{"request-id":"r"},
                "body":{"error":{"code":"Authorization_RequestDenied","message":"No."}}}"#,
        );
        let Item::Done(Err(unknown)) = refused else { panic!("not refused") };
        assert_eq!((unknown.status, unknown.request_id.as_deref()), (Some(403), Some("r")));
        assert_eq!(unknown.code.as_deref(), Some("Authorization_RequestDenied"));
    }
}
