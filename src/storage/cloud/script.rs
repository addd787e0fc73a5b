//! A server on this machine that keeps objects as one of the clouds does and meets each request
//! with the fate that a script has for it.

use std::{
    collections::{BTreeMap, VecDeque},
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

/// Whose headers and error codes the server speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    Azure,
    Amazon,
    Google,
}

impl Dialect {
    fn mark(self) -> &'static str {
        match self {
            Self::Azure => "x-ms-meta-tenantrywrite",
            Self::Amazon => "x-amz-meta-tenantrywrite",
            Self::Google => "x-goog-meta-tenantrywrite",
        }
    }

    fn absent(self) -> Vec<u8> {
        refusal(404, if self == Self::Azure { "BlobNotFound" } else { "NoSuchKey" })
    }

    fn there(self) -> Vec<u8> {
        match self {
            Self::Azure => refusal(409, "BlobAlreadyExists"),
            Self::Amazon | Self::Google => self.changed(),
        }
    }

    fn changed(self) -> Vec<u8> {
        refusal(412, if self == Self::Azure { "ConditionNotMet" } else { "PreconditionFailed" })
    }
}

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is carried out and answered.
    Do,
    /// It is carried out, and the connection breaks before the answer.
    DoAndBreak,
    /// The connection breaks, and nothing is done.
    Break,
    /// It is answered with a status and an error code, and nothing is done.
    Answer(u16, &'static str),
}

struct Object {
    bytes: Vec<u8>,
    version: usize,
    mark: String,
}

struct State {
    dialect: Dialect,
    fates: VecDeque<Fate>,
    objects: BTreeMap<String, Object>,
    writes: usize,
    versions: usize,
}

/// A request as it was read.
struct Request {
    method: String,
    path: String,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

/// The server; its thread ends with the process.
#[derive(Clone)]
pub(super) struct Server {
    state: Arc<Mutex<State>>,
    endpoint: String,
}

impl Server {
    pub(super) fn start(dialect: Dialect) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let endpoint = format!("http://{}", listener.local_addr().expect("bound"));
        let (fates, objects) = (VecDeque::new(), BTreeMap::new());
        let state = State { dialect, fates, objects, writes: 0, versions: 0 };
        let server = Self { state: Arc::new(Mutex::new(state)), endpoint };
        let serving = server.clone();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                serving.serve(stream);
            }
        });
        server
    }

    pub(super) fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Gives the next requests their fates; those after them are carried out.
    pub(super) fn expect(&self, fates: &[Fate]) {
        let mut state = self.state.lock().expect("no panic");
        state.fates = fates.iter().copied().collect();
        state.writes = 0;
    }

    /// Returns how many writes came since, whatever became of them.
    pub(super) fn writes(&self) -> usize {
        self.state.lock().expect("no panic").writes
    }

    /// Returns how many fates nobody met.
    pub(super) fn fates_left(&self) -> usize {
        self.state.lock().expect("no panic").fates.len()
    }

    fn serve(&self, mut stream: TcpStream) {
        let Some(request) = read(&stream) else { return };
        let mut state = self.state.lock().expect("no panic");
        state.writes += usize::from(request.method == "PUT");
        let answer = match state.fates.pop_front().unwrap_or(Fate::Do) {
            Fate::Do => state.carry_out(request),
            Fate::DoAndBreak => {
                state.carry_out(request);
                return;
            }
            Fate::Break => return,
            Fate::Answer(status, code) => refusal(status, code),
        };
        let _ = stream.write_all(&answer);
    }
}

impl State {
    fn carry_out(&mut self, request: Request) -> Vec<u8> {
        let (dialect, found) = (self.dialect, self.objects.get(&request.path));
        match (request.method.as_str(), found) {
            ("GET" | "DELETE", None) => return dialect.absent(),
            ("GET", Some(object)) => {
                let headers = format!("{}: {}\r\n", dialect.mark(), object.mark);
                return answer(200, object.version, &headers, &object.bytes);
            }
            ("DELETE", Some(_)) => {
                self.objects.remove(&request.path);
                return answer(204, 0, "", b"");
            }
            _ => {}
        }
        let header = |name: &str| request.headers.get(name).cloned();
        let condition = match dialect {
            Dialect::Google => header("x-goog-if-generation-match"),
            // The version behind the e-tag, or none for "none may match".
            _ => header("if-match").or(header("if-none-match").map(|_| "0".to_owned())),
        };
        let condition = condition.expect("every write has a condition").replace('"', "");
        match found {
            Some(_) if condition == "0" => return dialect.there(),
            Some(object) if condition != object.version.to_string() => return dialect.changed(),
            None if condition != "0" => return dialect.changed(),
            _ => {}
        }
        self.versions += 1;
        let (version, mark) = (self.versions, header(dialect.mark()).expect("a mark"));
        self.objects.insert(request.path, Object { bytes: request.body, version, mark });
        answer(201, version, "", b"")
    }
}

fn read(stream: &TcpStream) -> Option<Request> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split_ascii_whitespace();
    let method = words.next()?.to_owned();
    let path = words.next()?.split('?').next()?.to_owned();
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length").map_or(Some(0), |length| length.parse().ok())?;
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Request { method, path, headers, body })
}

fn refusal(status: u16, code: &str) -> Vec<u8> {
    let elsewhere = "location: http://127.0.0.1:1/elsewhere\r\n";
    answer(status, 0, elsewhere, format!("<Error><Code>{code}</Code></Error>").as_bytes())
}

fn answer(status: u16, version: usize, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    // Google's conditions ask for the generation, so its e-tags are of no use.
    let versions = format!("etag: \"{version}\"\r\nx-goog-generation: {version}\r\n");
    let date = "Mon, 23 Nov 2026 09:00:00 GMT";
    let mut answer = format!(
        "HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {length}\r\n{versions}\
         last-modified: {date}\r\n{headers}\r\n"
    )
    .into_bytes();
    answer.extend(body);
    answer
}
