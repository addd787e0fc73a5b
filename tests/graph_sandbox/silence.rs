//! No secret in any log, at any level.

use std::{
    io,
    sync::{Arc, Mutex},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::json;
use tenantry::{
    apply::{Perform, Sending},
    plan::{NewUser, Write},
};
use tracing_subscriber::fmt::MakeWriter;

use crate::bench::{APP, Bench, TENANT, door, needs, secret, tenant};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn secrets_stand_in_no_log() {
    const SECRET: &str = "s3cr&t with~spaces/and+signs";
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(log.clone())
        .with_ansi(false)
        .finish();
    // With one dispatcher alone, whichever thread first comes to a place in the code decides for
    // all threads whether it is logged; with a second one, all dispatchers are asked.
    let _second = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::default());
    // This test's own thread only: the runtime has no other.
    let _guard = tracing::subscriber::set_default(subscriber);
    let mut seed = tenant();
    seed["apps"][0]["secrets"] = json!([{ "value": SECRET }]);
    let bench = Bench::start(json!([seed])).await;
    let Ok(connection) = bench.graph.enter(door(TENANT, APP, secret(SECRET))).await else {
        panic!("refused")
    };
    connection.observe(&needs()).await.unwrap();
    let alice = Write::CreateUser(NewUser {
        address: "jit/alice".parse().unwrap(),
        installation: "msp".parse().unwrap(),
        user_principal_name: "msp-alice@contoso.onmicrosoft.com".parse().unwrap(),
        display_name: "Alice".parse().unwrap(),
        mail_nickname: "msp-alice".to_owned(),
    });
    connection.perform(&alice, Sending::plain()).await.unwrap();
    let wrong = bench.graph.enter(door(TENANT, APP, secret("wr&ng secret"))).await;
    assert!(wrong.is_err());
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    for expected in [
        "/v1.0/$batch",
        "/v1.0/users",
        "oauth2/v2.0/token",
        "request_id",
        "client_request_id",
        "status=201",
    ] {
        assert!(text.contains(expected), "{expected} is not in the log");
    }
    for word in [SECRET, "wr&ng secret"] {
        let escaped: String = url::form_urlencoded::byte_serialize(word.as_bytes()).collect();
        for hidden in [word.to_owned(), STANDARD.encode(word), escaped] {
            assert!(!text.contains(&hidden), "the secret is in the log as {hidden}");
        }
    }
    for hidden in ["eyJ", "Bearer ", "passwordProfile", "access_token", "client_secret="] {
        let line = text.lines().find(|line| line.contains(hidden));
        assert_eq!(line, None, "{hidden} is in the log");
    }
}
