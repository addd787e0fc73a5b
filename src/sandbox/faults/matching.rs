//! Which faults strike a request, in an order that repeats from run to run.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use uuid::Uuid;

use super::fault::{Effect, Fault, Host, Target};

/// A request as faults see it.
#[derive(Debug, Clone)]
pub(crate) struct Incoming<'a> {
    /// The host it is sent to.
    pub(crate) host: Host,
    /// The tenant it is about, where that is known.
    pub(crate) tenant: Option<Uuid>,
    /// Its method.
    pub(crate) method: &'a str,
    /// Its path behind the version.
    pub(crate) path: &'a str,
}

/// One effect that strikes a request.
#[derive(Debug, Clone)]
pub(crate) struct Strike {
    /// The number of the fault.
    pub(crate) fault: u64,
    /// What happens.
    pub(crate) effect: Effect,
    /// A number between 0 and 1 that repeats from run to run.
    pub(crate) chance: f64,
}

/// The faults in force.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    randomness: u64,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    next: u64,
    faults: BTreeMap<u64, (Fault, u64)>,
}

impl Faults {
    /// Starts with the faults of a seed.
    pub(crate) fn new(randomness: u64, faults: impl IntoIterator<Item = Fault>) -> Self {
        let this = Self { randomness, inner: Mutex::default() };
        for fault in faults {
            this.add(fault);
        }
        this
    }

    /// Adds a fault and returns its number.
    pub(crate) fn add(&self, fault: Fault) -> u64 {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.next += 1;
        let number = inner.next;
        inner.faults.insert(number, (fault, 0));
        number
    }

    /// Removes all faults.
    pub(crate) fn clear(&self) {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner).faults.clear();
    }

    /// Lists the faults in force and how many requests each has matched.
    pub(crate) fn list(&self) -> Vec<(u64, Fault, u64)> {
        let inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.faults.iter().map(|(number, (fault, seen))| (*number, fault.clone(), *seen)).collect()
    }

    /// Finds what strikes a request, and counts it as seen.
    pub(crate) fn strike(&self, incoming: &Incoming<'_>) -> Vec<Strike> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let mut strikes = Vec::new();
        for (number, (fault, seen)) in &mut inner.faults {
            if !matches(&fault.on, incoming) {
                continue;
            }
            *seen += 1;
            let chance = fraction(self.randomness, *number, *seen);
            let due = *seen > fault.after
                && fault.times.is_none_or(|times| *seen <= fault.after.saturating_add(times));
            if due && fault.chance.is_none_or(|limit| chance < limit) {
                let effect = fault.effect.clone();
                strikes.push(Strike { fault: *number, effect, chance });
            }
        }
        strikes
    }
}

fn matches(target: &Target, incoming: &Incoming<'_>) -> bool {
    let is_batch = incoming.path.eq_ignore_ascii_case("/$batch");
    target.host == incoming.host
        && target.tenant.is_none_or(|tenant| incoming.tenant == Some(tenant))
        && target.method.as_ref().is_none_or(|it| it.eq_ignore_ascii_case(incoming.method))
        && target.path.as_ref().is_none_or(|pattern| glob(pattern, incoming.path))
        && (!target.writes || (incoming.method != "GET" && !is_batch))
}

/// Matches a path with a pattern in which `*` stands for any characters, letter case aside.
fn glob(pattern: &str, path: &str) -> bool {
    let (pattern, path) = (pattern.to_lowercase(), path.to_lowercase());
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = path.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// A number between 0 and 1 from three numbers (`SplitMix64`).
fn fraction(randomness: u64, fault: u64, seen: u64) -> f64 {
    let mut mixed = randomness
        .wrapping_add(fault.wrapping_mul(0x9E37_79B9_7F4A_7C15))
        .wrapping_add(seen.wrapping_mul(0xD1B5_4A32_D192_ED03));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^= mixed >> 31;
    f64::from(u32::try_from(mixed >> 32).unwrap_or(0)) / (f64::from(u32::MAX) + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(path: &str) -> Incoming<'_> {
        Incoming { host: Host::Graph, tenant: Some(Uuid::from_u128(1)), method: "GET", path }
    }

    fn fault(json: &str) -> Fault {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn patterns_match_as_written() {
        for (pattern, path, expected) in [
            ("/users", "/users", true),
            ("/users", "/users/1", false),
            ("/users/*", "/Users/1", true),
            ("*/members/*", "/groups/1/members/$ref", true),
            ("/groups/*/members", "/groups/1/owners", false),
            ("*", "", true),
            ("/a*a", "/a", false),
        ] {
            assert_eq!(glob(pattern, path), expected, "{pattern} on {path}");
        }
    }

    #[test]
    fn a_fault_strikes_from_the_nth_request_and_so_often() {
        let faults = Faults::default();
        faults.add(fault(r#"{"on":{"method":"GET"},"after":1,"times":2,"effect":"truncate"}"#));
        let struck: Vec<_> = (0..5).map(|_| faults.strike(&get("/users")).len()).collect();
        assert_eq!(struck, [0, 1, 1, 0, 0]);
    }

    #[test]
    fn other_tenants_hosts_and_reads_are_spared() {
        let faults = Faults::default();
        let other = Uuid::from_u128(2);
        faults.add(fault(&format!(r#"{{"on":{{"tenant":"{other}"}},"effect":"truncate"}}"#)));
        faults.add(fault(r#"{"on":{"host":"login"},"effect":"truncate"}"#));
        faults.add(fault(r#"{"on":{"writes":true},"effect":"truncate"}"#));
        assert!(faults.strike(&get("/users")).is_empty());
        let batch = Incoming { method: "POST", ..get("/$batch") };
        assert!(faults.strike(&batch).is_empty());
        assert_eq!(faults.strike(&Incoming { method: "POST", ..get("/users") }).len(), 1);
    }

    #[test]
    fn chance_repeats_and_depends_on_the_seed() {
        let run = |randomness| {
            let faults = Faults::new(randomness, [fault(r#"{"chance":0.5,"effect":"truncate"}"#)]);
            (0..64).map(|_| faults.strike(&get("/users")).len()).collect::<Vec<_>>()
        };
        assert_eq!(run(7), run(7));
        assert_ne!(run(7), run(8));
        let hits: usize = run(7).iter().sum();
        assert!((16..=48).contains(&hits), "{hits}");
    }
}
