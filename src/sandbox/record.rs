//! A record of every Graph request and answer, batch items split up, for checks against
//! Microsoft's contract. It holds no tokens and no passwords.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use super::wire::{Request, Response};

/// Appends one line of JSON per request to a file.
#[derive(Debug)]
pub(crate) struct Recorder {
    file: Mutex<File>,
}

impl Recorder {
    /// Opens the file for appending.
    ///
    /// # Errors
    /// Fails when the operating system refuses.
    pub(crate) fn open(path: &Path) -> std::io::Result<Self> {
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        Ok(Self { file: Mutex::new(file) })
    }

    /// Writes one request and its answer down.
    pub(crate) fn write(&self, request: &Request, response: &Response, batched: bool) {
        let mut headers = request.headers.clone();
        headers.remove("authorization");
        headers.remove("cookie");
        let line = json!({
            "method": request.method, "version": request.version, "path": request.path,
            "query": request.query, "batched": batched, "requestHeaders": headers,
            "requestBody": request.body.clone().map(redacted), "status": response.status,
            "responseHeaders": response.headers,
            "responseBody": response.body.clone().map(redacted),
            "requestId": request.request_id,
        });
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = file.write_all(format!("{line}\n").as_bytes()) {
            tracing::warn!(%error, "a request could not be recorded");
        }
    }
}

/// Replaces the values of properties that hold secrets.
fn redacted(mut value: Value) -> Value {
    const SECRET: [&str; 5] =
        ["password", "newPassword", "currentPassword", "secretText", "temporaryAccessPass"];
    match &mut value {
        Value::Object(map) => {
            for (name, inner) in map {
                let hide = inner.is_string() && SECRET.contains(&name.as_str());
                *inner = if hide { json!("[redacted]") } else { redacted(inner.take()) };
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| *item = redacted(item.take())),
        _ => {}
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_do_not_reach_the_record() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("record.ndjson");
        let recorder = Recorder::open(&path).unwrap();
        let request = Request {
            method: "POST".into(),
            path: "/users".into(),
            version: "v1.0".into(),
            query: Vec::new(),
            headers: [("authorization".to_owned(), "Bearer t0ken".to_owned())].into(),
            body: Some(json!({ "passwordProfile": { "password": "hunter2" }, "a": [1] })),
            base: String::new(),
            request_id: uuid::Uuid::nil(),
            client_request_id: String::new(),
        };
        recorder.write(&request, &Response { status: 201, ..Response::default() }, false);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(!text.contains("hunter2") && !text.contains("t0ken"), "{text}");
        let line: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
        assert_eq!(line["requestBody"]["a"], json!([1]));
    }
}
