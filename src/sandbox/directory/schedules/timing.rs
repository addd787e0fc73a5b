//! When an assignment begins and ends, as a request asks for it, and the refusals that all requests
//! to Privileged Identity Management share.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use crate::sandbox::directory::context::moment;
use crate::sandbox::directory::failure::Failure;
use crate::sandbox::directory::objects::text;
use crate::sandbox::directory::policies::Rules;
use crate::sandbox::directory::roles::window;

/// The shortest assignment, and how long one cannot be ended after it began.
pub(super) const SHORTEST: SignedDuration = SignedDuration::from_mins(5);

/// Writes a schedule as Graph answers it: every property there, the type in camel case, nothing
/// that begins in the past.
pub(super) fn normal(info: &Value, now: Timestamp) -> Value {
    if info.is_null() {
        return Value::Null;
    }
    let expiration = info.get("expiration").unwrap_or(&Value::Null);
    let known = ["notSpecified", "noExpiration", "afterDateTime", "afterDuration"];
    let kind = known.into_iter().find(|kind| kind.eq_ignore_ascii_case(text(expiration, "type")));
    let start = text(info, "startDateTime").parse::<Timestamp>().unwrap_or(now).max(now);
    json!({
        "startDateTime": moment(start),
        "recurrence": null,
        "expiration": {
            "type": kind.unwrap_or("notSpecified"),
            "endDateTime": expiration.get("endDateTime").cloned().unwrap_or(Value::Null),
            "duration": expiration.get("duration").cloned().unwrap_or(Value::Null),
        },
    })
}

/// Checks what the policy asks for and that the schedule can be kept; returns it as it is kept.
pub(super) fn check(
    rules: &Rules,
    body: &Map<String, Value>,
    now: Timestamp,
) -> Result<Value, Failure> {
    let given = body.get("scheduleInfo").cloned().unwrap_or_else(|| json!({}));
    let info = normal(&given, now);
    rules.judge(body, &info)?;
    match window(&json!({"scheduleInfo": info})) {
        (start, Some(end)) if end.duration_since(start) < SHORTEST => Err(too_short()),
        _ => Ok(info),
    }
}

/// Refuses what is, or would have been, in force for less than five minutes.
pub(super) fn too_short() -> Failure {
    Failure::new(
        400,
        "ActiveDurationTooShort",
        "The active duration is too short. Minimum required is 5 minutes.",
    )
}

/// Answers for an assignment that is not there.
pub(super) fn absent() -> Failure {
    Failure::new(400, "RoleAssignmentDoesNotExist", "The Role assignment does not exist.")
}

/// Answers for an assignment that is there already.
pub(super) fn present() -> Failure {
    Failure::new(400, "RoleAssignmentExists", "The Role assignment already exists.")
}

/// Refuses what Privileged Identity Management does not do to its target.
pub(in super::super) fn unsuitable() -> Failure {
    Failure::new(400, "InvalidRoleAssignmentRequest", "The role assignment request is invalid.")
}
