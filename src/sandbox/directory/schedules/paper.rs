//! Requests as they are written down. They lie in the tenant's settings and stay there, whatever
//! becomes of the assignment.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::subject::{Done, Subject};
use crate::sandbox::directory::context::Context;
use crate::sandbox::directory::objects::text;
use crate::sandbox::store::Table;

/// Writes a request down, and keeps it under `prefix` unless it was a trial.
pub(in super::super) fn write(
    context: &mut Context<'_>,
    (prefix, id): (&str, &str),
    subject: &Subject,
    (body, done): (&Map<String, Value>, &Done),
) -> Value {
    let now = context.moment();
    let given = |name: &str| body.get(name).cloned().unwrap_or(Value::Null);
    let ticket = |name: &str| given("ticketInfo").get(name).cloned().unwrap_or(Value::Null);
    let starts = text(&done.info, "startDateTime").parse::<Timestamp>();
    let is_ahead = starts.is_ok_and(|start| start > context.now);
    let status = match (done.action, is_ahead) {
        ("adminRemove", _) => "Revoked",
        (_, true) => "Granted",
        (_, false) => "Provisioned",
    };
    let mut row = json!({
        "id": id,
        "action": done.action,
        "approvalId": null,
        "completedDateTime": if is_ahead { done.info["startDateTime"].clone() } else { json!(now) },
        "createdBy": {"application": {"id": context.caller.app_id}, "device": null, "user": null},
        "createdDateTime": now,
        "customData": null,
        "isValidationOnly": subject.is_trial,
        "justification": given("justification"),
        "scheduleInfo": done.info,
        "status": status,
        "targetScheduleId": done.schedule,
        "ticketInfo": {
            "ticketNumber": ticket("ticketNumber"), "ticketSystem": ticket("ticketSystem"),
        },
    });
    for (name, value) in &subject.target {
        row[*name] = json!(value);
    }
    if !subject.is_trial {
        context.tenant.put(Table::Settings, format!("{prefix}{id}"), row.clone());
    }
    row
}

/// Returns the requests under a prefix. One that was granted for later is provisioned once its time
/// has come.
pub(in super::super) fn all(context: &Context<'_>, prefix: &str) -> Vec<Value> {
    let rows = context.tenant.rows_under(Table::Settings, prefix);
    rows.map(|(_, row)| {
        let mut row = row.clone();
        let starts = text(&row["scheduleInfo"], "startDateTime").parse::<Timestamp>();
        if text(&row, "status") == "Granted" && starts.is_ok_and(|start| start <= context.now) {
            row["status"] = json!("Provisioned");
        }
        row
    })
    .collect()
}
