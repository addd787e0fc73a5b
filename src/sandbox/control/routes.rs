//! The control endpoints.

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;

use super::accounts;
use crate::sandbox::directory::settle;
use crate::sandbox::faults::Fault;
use crate::sandbox::seed::{Dns, When};
use crate::sandbox::server::{Arrived, Reply};
use crate::sandbox::store::{StoreError, Table, Tenant};
use crate::sandbox::world::World;

/// Why a control request was not done.
pub(super) enum Refused {
    NotFound,
    Bad(String),
    Failed(StoreError),
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

/// Serves one request under `/sandbox/v1`.
pub(crate) async fn serve(world: &World, arrived: &Arrived) -> Reply {
    let path = arrived.path.strip_prefix("/sandbox/v1").unwrap_or_default();
    let segments: Vec<&str> = path.split('/').filter(|it| !it.is_empty()).collect();
    let answered = match (arrived.method.as_str(), segments.as_slice()) {
        ("GET", ["requests"]) => serde_json::to_value(world.counts.read())
            .map_err(|error| Refused::Bad(error.to_string())),
        ("DELETE", ["requests"]) => {
            world.counts.reset();
            Ok(Value::Null)
        }
        ("GET", ["clock"]) => Ok(clock(world)),
        ("POST", ["clock"]) => set_clock(world, &arrived.body).await,
        ("GET", ["faults"]) => Ok(faults(world)),
        ("POST", ["faults"]) => {
            read::<Fault>(&arrived.body).map(|fault| json!({ "fault": world.faults.add(fault) }))
        }
        ("DELETE", ["faults"]) => {
            world.faults.clear();
            Ok(Value::Null)
        }
        ("GET", ["tenants"]) => Ok(json!({ "tenants": world.store.ids() })),
        ("GET", ["tenants", id]) => tenant(world, id),
        ("POST", ["tenants", id, "password"]) => accounts::password(world, id, &arrived.body),
        ("POST", ["tenants", id, "sign-in"]) => {
            accounts::try_sign_in(world, id, &arrived.body).await
        }
        ("POST", ["tenants", id, "methods"]) => accounts::register(world, id, &arrived.body).await,
        ("POST", ["tenants", id, "dns"]) => set_dns(world, id, &arrived.body).await,
        _ => Err(Refused::NotFound),
    };
    match answered {
        Ok(Value::Null) => Reply { status: 204, ..Reply::default() },
        Ok(body) => Reply::json(200, &body),
        Err(Refused::NotFound) => Reply::json(404, &json!({ "error": "there is nothing here" })),
        Err(Refused::Bad(reason)) => Reply::json(400, &json!({ "error": reason })),
        Err(Refused::Failed(error)) => Reply::json(500, &json!({ "error": error.to_string() })),
    }
}

pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refused> {
    serde_json::from_slice(body).map_err(|error| Refused::Bad(error.to_string()))
}

fn clock(world: &World) -> Value {
    json!({ "now": world.clock.now().to_string(), "offsetMilliseconds": world.clock.offset() })
}

/// Moves the clock: to a moment, or by so much, or back to real time.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
enum Move {
    At(Timestamp),
    By(When),
    OffsetMilliseconds(i64),
}

async fn set_clock(world: &World, body: &[u8]) -> Result<Value, Refused> {
    let offset = match read::<Move>(body)? {
        Move::OffsetMilliseconds(offset) => i128::from(offset),
        Move::At(at) => at.duration_since(Timestamp::now()).as_millis(),
        Move::By(by) => {
            let now = world.clock.now();
            i128::from(world.clock.offset()) + by.resolve(now).duration_since(now).as_millis()
        }
    };
    // Far enough for any test, and near enough that no time computed from it overflows.
    let limit = SignedDuration::from_hours(200 * 365 * 24).as_millis();
    let offset = i64::try_from(offset.clamp(-limit, limit)).unwrap_or_default();
    let change = world.store.keep_clock(world.clock.set_offset(offset))?;
    world.store.settle(change).await?;
    Ok(clock(world))
}

fn faults(world: &World) -> Value {
    let listed = world.faults.list().into_iter().map(
        |(number, fault, matched)| json!({ "number": number, "matched": matched, "fault": fault }),
    );
    json!({ "faults": listed.collect::<Vec<_>>() })
}

pub(super) fn with<T>(
    world: &World,
    id: &str,
    act: impl FnOnce(&mut Tenant) -> T,
) -> Result<T, Refused> {
    let id: Uuid = id.parse().map_err(|_| Refused::NotFound)?;
    world.store.with(id, act)?.map(|(result, _)| result).ok_or(Refused::NotFound)
}

fn tenant(world: &World, id: &str) -> Result<Value, Refused> {
    let now = world.clock.now();
    let whole = with(world, id, |tenant| {
        settle(tenant, now);
        serde_json::to_value(tenant)
    })?;
    whole.map_err(|error| Refused::Bad(error.to_string()))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct DnsChange {
    domain: String,
    state: Dns,
}

/// Publishes a domain's verification record, or takes it away.
async fn set_dns(world: &World, id: &str, body: &[u8]) -> Result<Value, Refused> {
    let asked: DnsChange = read(body)?;
    let id: Uuid = id.parse().map_err(|_| Refused::NotFound)?;
    let state = if asked.state == Dns::Pending { "pending" } else { "published" };
    let change = world.store.with(id, |tenant| {
        let name = asked.domain.to_lowercase();
        let mut dns = tenant.get(Table::Settings, "dns").cloned().unwrap_or_else(|| json!({}));
        dns[&name] = json!(state);
        tenant.put(Table::Settings, "dns", dns);
        if let Some(row) = tenant.get(Table::Domains, &name) {
            let mut row = row.clone();
            row["sandbox.dns"] = json!(state);
            tenant.put(Table::Domains, name, row);
        }
    })?;
    let ((), change) = change.ok_or(Refused::NotFound)?;
    world.store.settle(change).await?;
    Ok(json!({ "domain": asked.domain, "state": state }))
}
