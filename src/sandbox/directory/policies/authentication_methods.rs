//! `policies/authenticationMethodsPolicy` and its configuration of Temporary Access Passes.

use serde_json::{Map, Value, json};

use super::pass_policy::{KEY, PassPolicy};
use crate::sandbox::directory::body;
use crate::sandbox::directory::collection::one;
use crate::sandbox::directory::context::{Context, no_content};
use crate::sandbox::directory::failure::Failure;
use crate::sandbox::directory::objects::text;
use crate::sandbox::directory::operation::{Operation, get, patch};
use crate::sandbox::directory::permission::Needs;
use crate::sandbox::odata::facts::{
    AUTHENTICATION_METHODS_POLICY, TEMPORARY_ACCESS_PASS_CONFIGURATION as CONFIGURATION,
};
use crate::sandbox::store::Table;
use crate::sandbox::wire::Response;

const READ: Needs = &[&[
    "Policy.Read.AuthenticationMethod",
    "Policy.ReadWrite.AuthenticationMethod",
    "Policy.Read.All",
]];
const CONFIGURATION_READ: Needs =
    &[&["Policy.Read.AuthenticationMethod", "Policy.ReadWrite.AuthenticationMethod"]];
const CONFIGURATION_WRITE: Needs = &[&["Policy.ReadWrite.AuthenticationMethod"]];

const PATH: &str =
    "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass";
const TYPE: &str = "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration";
/// What the life of a pass, in minutes, is between in every tenant.
const LIFETIMES: std::ops::RangeInclusive<i64> = 10..=43_200;
/// What the length of a pass is between in every tenant.
const LENGTHS: std::ops::RangeInclusive<i64> = 8..=48;

pub(in super::super) const OPERATIONS: &[Operation] = &[
    get("/policies/authenticationMethodsPolicy", READ, read_all),
    get(PATH, CONFIGURATION_READ, read),
    patch(PATH, CONFIGURATION_WRITE, update),
];

fn read_all(context: &mut Context<'_>) -> Result<Response, Failure> {
    let mut pass = PassPolicy::of(context.tenant).into_value();
    pass["@odata.type"] = json!(TYPE);
    let everybody = json!([{
        "targetType": "group", "id": "all_users", "isRegistrationRequired": false,
    }]);
    let policy = json!({
        "id": "authenticationMethodsPolicy",
        "displayName": "Authentication Methods Policy",
        "description": "Which authentication methods are allowed in the tenant.",
        "policyMigrationState": "migrationComplete",
        "policyVersion": "1.5",
        "authenticationMethodConfigurations": [
            {
                "@odata.type": "#microsoft.graph.fido2AuthenticationMethodConfiguration",
                "id": "Fido2", "state": "enabled", "includeTargets": everybody,
                "excludeTargets": [],
            },
            pass,
        ],
    });
    let name = "policies/authenticationMethodsPolicy";
    one(context, &AUTHENTICATION_METHODS_POLICY, name, &policy)
}

fn read(context: &mut Context<'_>) -> Result<Response, Failure> {
    let policy = PassPolicy::of(context.tenant).into_value();
    let mut response = one(context, &CONFIGURATION, "authenticationMethodConfigurations", &policy)?;
    if let Some(body) = &mut response.body {
        body["@odata.type"] = json!(TYPE);
    }
    Ok(response)
}

fn update(context: &mut Context<'_>) -> Result<Response, Failure> {
    let body = context.body()?;
    body::check(context.tenant, &CONFIGURATION, &body)?;
    check_targets(&body)?;
    let mut policy = PassPolicy::of(context.tenant).into_value();
    body::merge(&mut policy, body);
    check_whole(&policy)?;
    context.tenant.put(Table::Settings, KEY, policy);
    Ok(no_content())
}

fn check_targets(body: &Map<String, Value>) -> Result<(), Failure> {
    for list in ["includeTargets", "excludeTargets"] {
        let targets = body.get(list).and_then(Value::as_array).into_iter().flatten();
        for target in targets {
            let is_known = matches!(text(target, "targetType"), "group" | "user");
            if !is_known || text(target, "id").is_empty() {
                return Err(Failure::invalid(list, CONFIGURATION.label));
            }
        }
    }
    Ok(())
}

fn check_whole(policy: &Value) -> Result<(), Failure> {
    let number = |name: &str| policy.get(name).and_then(Value::as_i64).unwrap_or_default();
    let (shortest, longest, usual) = (
        number("minimumLifetimeInMinutes"),
        number("maximumLifetimeInMinutes"),
        number("defaultLifetimeInMinutes"),
    );
    let wrong = [
        ("state", !matches!(text(policy, "state"), "enabled" | "disabled")),
        ("minimumLifetimeInMinutes", !LIFETIMES.contains(&shortest)),
        ("maximumLifetimeInMinutes", !LIFETIMES.contains(&longest) || longest < shortest),
        ("defaultLifetimeInMinutes", !(shortest..=longest).contains(&usual)),
        ("defaultLength", !LENGTHS.contains(&number("defaultLength"))),
    ];
    match wrong.into_iter().find(|(_, is_wrong)| *is_wrong) {
        Some((name, _)) => Err(Failure::invalid(name, CONFIGURATION.label)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::super::trial::Trial;
    use super::PATH;

    #[test]
    fn the_policy_is_read_and_changed() {
        let mut trial = Trial::new(&["Policy.ReadWrite.AuthenticationMethod"]);
        let policy = trial.read(PATH);
        assert_eq!(
            (&policy["state"], &policy["maximumLifetimeInMinutes"]),
            (&json!("enabled"), &json!(480))
        );
        let change = json!({"state": "disabled", "minimumLifetimeInMinutes": 30});
        assert_eq!(trial.ask("PATCH", PATH, Some(change)).status, 204);
        let policy = trial.read(PATH);
        assert_eq!(
            (&policy["state"], &policy["minimumLifetimeInMinutes"], &policy["@odata.type"]),
            (
                &json!("disabled"),
                &json!(30),
                &json!("#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration")
            )
        );
        let all = trial.read("/policies/authenticationMethodsPolicy");
        assert_eq!(all["authenticationMethodConfigurations"][1]["state"], "disabled");
    }

    #[test]
    fn what_contradicts_itself_is_refused() {
        for change in [
            json!({"state": "on"}),
            json!({"minimumLifetimeInMinutes": 9}),
            json!({"maximumLifetimeInMinutes": 59}),
            json!({"defaultLifetimeInMinutes": 500}),
            json!({"defaultLength": 7}),
            json!({"includeTargets": [{"id": "x"}]}),
            json!({"nonsense": 1}),
        ] {
            let mut trial = Trial::new(&["Policy.ReadWrite.AuthenticationMethod"]);
            trial.tenant.take_recorded();
            assert_eq!(trial.ask("PATCH", PATH, Some(change.clone())).status, 400, "{change}");
            assert!(trial.tenant.take_recorded().is_empty(), "{change}");
        }
    }

    #[test]
    fn reading_and_writing_take_permissions_of_their_own() {
        for (permission, all, one, write) in [
            ("Policy.Read.All", 200, 403, 403),
            ("Policy.Read.AuthenticationMethod", 200, 200, 403),
            ("Policy.ReadWrite.AuthenticationMethod", 200, 200, 204),
            ("UserAuthenticationMethod.ReadWrite.All", 403, 403, 403),
        ] {
            let mut trial = Trial::new(&[permission]);
            let path = "/policies/authenticationMethodsPolicy";
            assert_eq!(trial.ask("GET", path, None).status, all, "{permission}");
            assert_eq!(trial.ask("GET", PATH, None).status, one, "{permission}");
            let change = json!({"isUsableOnce": true});
            assert_eq!(trial.ask("PATCH", PATH, Some(change)).status, write, "{permission}");
        }
    }
}
