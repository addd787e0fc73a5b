//! What can be made difficult, as written in a seed or posted to the control endpoint.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A difficulty: which requests it strikes, when, and what it does to them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Fault {
    /// Which requests it strikes; every Graph request when left out.
    #[serde(default)]
    pub on: Target,
    /// How many matching requests pass before it begins. With `after: 2` the third is the first
    /// one struck.
    #[serde(default)]
    pub after: u64,
    /// How many requests it strikes; for ever when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
    /// The chance (0 to 1) that a request it could strike is struck. Which ones are is decided by
    /// the seed's `randomness`, so that a run repeats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chance: Option<f64>,
    /// What happens.
    pub effect: Effect,
}

/// Which requests a fault strikes. What is left out does not matter.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Target {
    /// Requests of this tenant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<Uuid>,
    /// Requests to this host; Graph when left out.
    #[serde(default)]
    pub host: Host,
    /// Requests with this method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Requests to this path behind the version, such as `/users/*`; `*` stands for anything.
    /// `/$batch` is the batch itself; its items are matched one by one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Only requests that would change something (anything but `GET` and the batch itself).
    #[serde(default)]
    pub writes: bool,
}

/// A host the sandbox plays.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Host {
    /// Microsoft Graph.
    #[default]
    Graph,
    /// The sign-in host.
    Login,
}

/// What happens to a request that is struck.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Effect {
    /// It is answered with an error and changes nothing.
    Status(Refusal),
    /// It is answered late.
    Latency(Latency),
    /// The connection is cut without an answer.
    Cut(Moment),
    /// The answer's body breaks off half way.
    Truncate,
    /// On the sign-in host a token is issued that has already expired; on Graph the token counts
    /// as expired.
    ExpiredToken,
    /// The answer is another tenant's: on the sign-in host the token names it, on Graph the
    /// organization bears its id. Everything else stays as it is.
    OtherTenant(Uuid),
    /// Reads answer as if a write had not happened yet.
    Lag(Lag),
    /// A process gets a signal.
    Signal(Signal),
    /// The request is charged to Graph's throttling budgets, and refused when they are used up.
    Budget(Budget),
}

/// An error answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Refusal {
    /// The HTTP status, 400 to 599.
    pub code: u16,
    /// The form of the `Retry-After` header.
    #[serde(default)]
    pub retry_after: RetryAfter,
    /// Graph's error code, where the usual one for the status does not do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Graph's error message, where the usual one for the status does not do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// The forms in which `Retry-After` is seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RetryAfter {
    /// No header.
    #[default]
    None,
    /// Whole seconds.
    Seconds(u32),
    /// Seconds with a fraction, as in `2.128`.
    Fraction(f64),
    /// An HTTP date so many seconds ahead on the sandbox's clock.
    Date(u32),
}

/// A delay.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Latency {
    /// The least delay in milliseconds.
    pub milliseconds: u64,
    /// Up to so many milliseconds more, by the seed's `randomness`.
    #[serde(default)]
    pub jitter: u64,
}

/// A moment in the life of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Moment {
    /// Nothing was done yet, and nothing will be.
    Before,
    /// What was asked for is done and durable; only the answer is missing.
    After,
}

/// A replica that has not heard of a write yet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Lag {
    /// How many of the tenant's next reads are answered from before the write.
    pub reads: u64,
    /// How many of the tenant's next writes are refused if they would have been before the write,
    /// as those that refer to an object just made are.
    #[serde(default)]
    pub writes: u64,
}

/// A signal sent to a process, such as a killed command.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Signal {
    /// The process id, above 1.
    pub pid: u32,
    /// The signal's name without `SIG`.
    #[serde(default = "kill")]
    pub name: String,
    /// Whether it comes before or after what was asked for took effect. Either way there is no
    /// answer.
    pub moment: Moment,
}

fn kill() -> String {
    "KILL".to_owned()
}

/// Graph's budgets of resource units and writes, counted per app and tenant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Budget {
    /// What the real budgets are multiplied with: 0.01 makes them a hundredth.
    #[serde(default = "one")]
    pub scale: f64,
}

fn one() -> f64 {
    1.0
}
