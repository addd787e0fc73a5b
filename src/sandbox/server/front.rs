//! Between HTTP and the sandbox: bodies are read, answers written, connections cut.

use std::convert::Infallible;
use std::future::{Future, Ready, ready};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::http::{Request, Response};
use futures::{StreamExt as _, stream};
use tower::{BoxError, Service};

use super::route::route;
use super::{Arrived, Cut, Reply, read_target};
use crate::sandbox::gateway::http_date;
use crate::sandbox::world::World;

/// The largest body that is read, in bytes. Graph's own limit is 4 MiB.
const LARGEST_BODY: usize = 4 * 1024 * 1024;

/// Serves the requests of one connection.
#[derive(Clone)]
pub(super) struct Front {
    world: Arc<World>,
}

/// Makes a [`Front`] for each connection.
#[derive(Clone)]
pub(super) struct Doorman {
    world: Arc<World>,
}

impl Doorman {
    pub(super) fn new(world: Arc<World>) -> Self {
        Self { world }
    }
}

impl<Address> Service<Address> for Doorman {
    type Response = Front;
    type Error = Infallible;
    type Future = Ready<Result<Front, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Address) -> Self::Future {
        ready(Ok(Front { world: Arc::clone(&self.world) }))
    }
}

impl<B> Service<Request<B>> for Front
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = Response<Body>;
    type Error = Cut;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Cut>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Cut>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let world = Arc::clone(&self.world);
        Box::pin(async move { answer(&world, request.map(Body::new)).await })
    }
}

async fn answer(world: &World, request: Request<Body>) -> Result<Response<Body>, Cut> {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else {
        return Ok(write(world, Reply { status: 413, ..Reply::default() }));
    };
    let (path, query) = read_target(parts.uri.path(), parts.uri.query());
    let text =
        |value: &axum::http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let mut arrived = Arrived {
        method: parts.method.as_str().to_owned(),
        path,
        query,
        headers: parts
            .headers
            .iter()
            .map(|(name, value)| (name.to_string(), text(value)))
            .collect(),
        body: body.to_vec(),
    };
    // In HTTP/2 the host is the request's authority.
    if let Some(authority) = parts.uri.authority() {
        arrived.headers.insert("host".to_owned(), authority.to_string());
    }
    route(world, &arrived).await.map(|reply| write(world, reply))
}

fn write(world: &World, reply: Reply) -> Response<Body> {
    let mut builder =
        Response::builder().status(reply.status).header("date", http_date(world.clock.now()));
    for (name, value) in &reply.headers {
        builder = builder.header(name, value);
    }
    let body = reply.body.unwrap_or_default();
    let body = if reply.truncated {
        builder = builder.header("content-length", body.len());
        let half = Bytes::copy_from_slice(&body[..body.len() / 2]);
        // In HTTP/2 a reset discards what still waits to be sent, so the half gets a head start.
        let end = stream::once(async {
            tokio::time::sleep(Duration::from_millis(30)).await;
            Err(Cut)
        });
        Body::from_stream(stream::once(async { Ok(half) }).chain(end))
    } else {
        Body::from(body)
    };
    builder.body(body).unwrap_or_default()
}
