//! Whether a Temporary Access Pass can be used now, and when it ends.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::sandbox::directory::objects::{is_true, text};
use crate::sandbox::directory::policies::PassPolicy;
use crate::sandbox::store::Tenant;

/// Returns the moment from which a pass is good.
pub(super) fn start(pass: &Value) -> Option<Timestamp> {
    text(pass, "startDateTime").parse().ok()
}

/// Returns the moment from which a pass is good no longer.
pub(in super::super) fn end(pass: &Value) -> Option<Timestamp> {
    let minutes = pass.get("lifetimeInMinutes").and_then(Value::as_i64)?;
    start(pass)?.checked_add(SignedDuration::from_mins(minutes)).ok()
}

/// Tells whether a user's pass is usable, and why, in Graph's words (`methodUsabilityReason`).
pub(in super::super) fn usability(
    tenant: &Tenant,
    (user, pass): (&str, &Value),
    now: Timestamp,
) -> (bool, &'static str) {
    let policy = PassPolicy::of(tenant);
    let is_once = is_true(pass, "isUsableOnce");
    let is_allowed = policy.includes(tenant, user) && (is_once || !policy.is_once_only());
    if end(pass).is_none_or(|end| end <= now) {
        (false, "Expired")
    } else if is_once && !text(pass, "sandbox.used").is_empty() {
        (false, "OneTimeUsed")
    } else if !is_allowed {
        (false, "DisabledByPolicy")
    } else if start(pass).is_none_or(|start| now < start) {
        (false, "NotYetValid")
    } else {
        (true, "EnabledByPolicy")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::super::trial::{ALICE, Trial};
    use super::*;
    use crate::sandbox::store::Table;

    #[test]
    fn time_use_and_policy_decide() {
        let pass = |start: &str, is_once: bool, used: &str| {
            json!({
                "startDateTime": format!("2026-11-23T{start}Z"), "lifetimeInMinutes": 60,
                "isUsableOnce": is_once, "sandbox.used": used,
            })
        };
        let on = || json!({"state": "enabled", "includeTargets": [{"id": "all_users"}]});
        let off = || json!({"state": "disabled", "includeTargets": [{"id": "all_users"}]});
        let once = || json!({"state": "enabled", "includeTargets": [{"id": "all_users"}], "isUsableOnce": true});
        for (pass, policy, expected) in [
            (pass("12:00:00", false, ""), on(), "EnabledByPolicy"),
            (pass("11:00:01", false, "x"), on(), "EnabledByPolicy"),
            (pass("11:00:00", false, ""), on(), "Expired"),
            (pass("12:00:01", false, ""), on(), "NotYetValid"),
            (pass("12:00:00", true, ""), on(), "EnabledByPolicy"),
            (pass("12:00:00", true, "x"), on(), "OneTimeUsed"),
            (pass("12:00:00", false, ""), off(), "DisabledByPolicy"),
            (pass("12:00:00", false, ""), once(), "DisabledByPolicy"),
            (pass("12:00:00", true, ""), once(), "EnabledByPolicy"),
        ] {
            let mut trial = Trial::new(&[]);
            trial.tenant.put(Table::Settings, "temporaryAccessPass", policy);
            let found = usability(&trial.tenant, (ALICE, &pass), trial.now);
            assert_eq!(found, (expected == "EnabledByPolicy", expected), "{pass}");
        }
    }
}
