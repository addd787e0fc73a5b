//! The rules that a policy of Privileged Identity Management holds, and how they judge a request.
//! What differs from the default lies in the tenant's settings under
//! `roleManagementPolicies/{role or group}`.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::role_management::governed;
use crate::sandbox::directory::body;
use crate::sandbox::directory::failure::Failure;
use crate::sandbox::directory::objects::{is_true, text};
use crate::sandbox::directory::roles::{after, window};
use crate::sandbox::store::{Table, Tenant};

/// How the rows of the tenant's settings that hold rules begin.
const PREFIX: &str = "roleManagementPolicies/";
/// The longest assignment unless the policy says otherwise (Microsoft's own default).
const MAXIMUM: &str = "P180D";
/// The longest eligibility (Microsoft's own default).
const ELIGIBLE_MAXIMUM: &str = "P365D";

/// How far access goes, which each has its own rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Level {
    /// In force.
    Assignment,
    /// Can be activated, and is not in force until then.
    Eligibility,
}

/// What a policy asks of access that an administrator gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Rules {
    /// Whether an assignment must end.
    requires_end: bool,
    /// The longest one, ISO 8601.
    maximum: String,
    /// `Justification`, `Ticketing`, `MultiFactorAuthentication`.
    enabled: Vec<String>,
}

impl Rules {
    /// Reads the rules for a role definition or a group's members. Those for eligibility are
    /// Microsoft's defaults in every tenant.
    pub(in super::super) fn of(tenant: &Tenant, role_or_group: &str, level: Level) -> Self {
        if level == Level::Eligibility {
            let maximum = ELIGIBLE_MAXIMUM.to_owned();
            return Self { requires_end: false, maximum, enabled: Vec::new() };
        }
        let row = tenant.get(Table::Settings, &format!("{PREFIX}{role_or_group}"));
        let row = row.unwrap_or(&Value::Null);
        let maximum = match text(row, "maximumDuration") {
            "" => MAXIMUM,
            given => given,
        };
        let enabled = row.get("enabledRules").and_then(Value::as_array).map_or_else(
            || vec!["Justification".to_owned()],
            |names| names.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        );
        Self {
            requires_end: is_true(row, "isExpirationRequired"),
            maximum: maximum.to_owned(),
            enabled,
        }
    }

    /// Judges a request with a schedule as it would be kept. An app cannot show a second factor,
    /// so a policy that asks for one refuses every app.
    pub(in super::super) fn judge(
        &self,
        body: &Map<String, Value>,
        info: &Value,
    ) -> Result<(), Failure> {
        let is_empty = |text: Option<&str>| text.is_none_or(|text| text.trim().is_empty());
        let ticket = body.get("ticketInfo").map_or("", |ticket| text(ticket, "ticketNumber"));
        let broken = [
            ("ExpirationRule", self.is_too_long(info)),
            (
                "JustificationRule",
                self.asks("Justification") && is_empty(body::text(body, "justification")),
            ),
            ("TicketingRule", self.asks("Ticketing") && is_empty(Some(ticket))),
            ("MfaRule", self.asks("MultiFactorAuthentication")),
        ];
        let names: Vec<_> =
            broken.iter().filter(|(_, is_broken)| *is_broken).map(|(name, _)| *name).collect();
        if names.is_empty() {
            return Ok(());
        }
        let message = format!("The following policy rules failed: {}", json!(names));
        Err(Failure::new(400, "RoleAssignmentRequestPolicyValidationFailed", message))
    }

    fn asks(&self, rule: &str) -> bool {
        self.enabled.iter().any(|name| name == rule)
    }

    fn is_too_long(&self, info: &Value) -> bool {
        let kind = text(info.get("expiration").unwrap_or(&Value::Null), "type");
        match (kind, window(&json!({"scheduleInfo": info}))) {
            ("noExpiration", _) => self.requires_end,
            ("afterDateTime" | "afterDuration", (start, Some(end))) => {
                let latest = after(start, &self.maximum).unwrap_or(Timestamp::MAX);
                end > latest
            }
            _ => true,
        }
    }
}

/// Returns the rules of a policy as Graph shows them; none for an id that is no policy's.
pub(in super::super) fn rules(tenant: &Tenant, policy: &str) -> Vec<Value> {
    let Some(governed) = governed(tenant, policy) else { return Vec::new() };
    let own = Rules::of(tenant, &governed, Level::Assignment);
    let eligible = Rules::of(tenant, &governed, Level::Eligibility);
    let mut shown = vec![
        expiration("Admin", "Eligibility", (eligible.requires_end, &eligible.maximum)),
        enablement("Admin", "Eligibility", &eligible.enabled),
        notification("Admin", "Eligibility"),
        expiration("Admin", "Assignment", (own.requires_end, &own.maximum)),
        enablement("Admin", "Assignment", &own.enabled),
        notification("Admin", "Assignment"),
        expiration("EndUser", "Assignment", (true, "PT8H")),
        enablement(
            "EndUser",
            "Assignment",
            &["MultiFactorAuthentication", "Justification"].map(str::to_owned),
        ),
        notification("EndUser", "Assignment"),
    ];
    shown.push(rule("AuthenticationContext", ("AuthenticationContext", "EndUser", "Assignment")));
    shown[9]["isEnabled"] = json!(false);
    shown[9]["claimValue"] = Value::Null;
    shown.push(rule("Approval", ("Approval", "EndUser", "Assignment")));
    shown[10]["setting"] = json!({
        "isApprovalRequired": false, "isApprovalRequiredForExtension": false,
        "isRequestorJustificationRequired": true, "approvalMode": "SingleStage",
        "approvalStages": [],
    });
    shown
}

/// Makes a rule of a kind; `named` is how its id begins, whom it binds and on what level.
fn rule(kind: &str, (begin, caller, level): (&str, &str, &str)) -> Value {
    json!({
        "@odata.type": format!("#microsoft.graph.unifiedRoleManagementPolicy{kind}Rule"),
        "id": format!("{begin}_{caller}_{level}"),
        "target": {
            "caller": caller, "operations": ["all"], "level": level, "inheritableSettings": [],
            "enforcedSettings": [],
        },
    })
}

fn expiration(caller: &str, level: &str, (is_required, maximum): (bool, &str)) -> Value {
    let mut shown = rule("Expiration", ("Expiration", caller, level));
    shown["isExpirationRequired"] = json!(is_required);
    shown["maximumDuration"] = json!(maximum);
    shown
}

fn enablement(caller: &str, level: &str, enabled: &[String]) -> Value {
    let mut shown = rule("Enablement", ("Enablement", caller, level));
    shown["enabledRules"] = json!(enabled);
    shown
}

fn notification(caller: &str, level: &str) -> Value {
    let mut shown = rule("Notification", ("Notification_Admin", caller, level));
    for (name, value) in [
        ("notificationType", json!("Email")),
        ("recipientType", json!("Admin")),
        ("notificationLevel", json!("All")),
        ("isDefaultRecipientsEnabled", json!(true)),
        ("notificationRecipients", json!([])),
    ] {
        shown[name] = value;
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(rules: &Value, body: &Value, expiration: &Value) -> String {
        let mut tenant = Tenant::new(uuid::Uuid::nil());
        tenant.put(Table::Settings, format!("{PREFIX}x"), rules.clone());
        let info = json!({"startDateTime": "2026-11-23T12:00:00Z", "expiration": expiration});
        let judged =
            Rules::of(&tenant, "x", Level::Assignment).judge(body.as_object().unwrap(), &info);
        judged.map_or_else(|failure| failure.message, |()| String::new())
    }

    #[test]
    fn each_rule_is_broken_in_its_own_way() {
        let why = || json!({"justification": "INC-1"});
        let hours =
            |number: u8| json!({"type": "afterDuration", "duration": format!("PT{number}H")});
        let never = || json!({"type": "noExpiration"});
        for (rules, body, expiration, broken) in [
            (json!({}), why(), hours(4), ""),
            (json!({}), why(), never(), ""),
            (json!({}), json!({}), hours(4), r#"["JustificationRule"]"#),
            (json!({"maximumDuration": "PT2H"}), why(), hours(2), ""),
            (json!({"maximumDuration": "PT2H"}), why(), hours(3), r#"["ExpirationRule"]"#),
            (
                json!({"maximumDuration": "P180D"}),
                why(),
                json!({"type": "notSpecified"}),
                r#"["ExpirationRule"]"#,
            ),
            (json!({"isExpirationRequired": true}), why(), never(), r#"["ExpirationRule"]"#),
            (json!({"enabledRules": ["Ticketing"]}), json!({}), hours(4), r#"["TicketingRule"]"#),
            (
                json!({"enabledRules": ["Ticketing"]}),
                json!({"ticketInfo": {"ticketNumber": "1"}}),
                hours(4),
                "",
            ),
            (json!({"enabledRules": []}), json!({}), hours(4), ""),
            (
                json!({"enabledRules": ["MultiFactorAuthentication", "Justification"]}),
                json!({}),
                hours(4),
                r#"["JustificationRule","MfaRule"]"#,
            ),
        ] {
            let expected = if broken.is_empty() {
                String::new()
            } else {
                format!("The following policy rules failed: {broken}")
            };
            assert_eq!(judged(&rules, &body, &expiration), expected, "{rules} {expiration}");
        }
    }
}
