//! The life of a grant over the wire: passes, methods, time-bound roles and memberships, and what is
//! left of them.

use serde_json::{Value, json};
use tenantry::sandbox::Seed;

use crate::bench::{APP, Bench, TENANT, claims, durable, options};

const ANN: &str = "ann@contoso.onmicrosoft.com";
const ROLE: &str = "f2ef992c-3afb-46b9-b7cf-a126ee74c451";
const ROLE_REQUESTS: &str = "/v1.0/roleManagement/directory/roleAssignmentScheduleRequests";
const ROLE_INSTANCES: &str = "/v1.0/roleManagement/directory/roleAssignmentScheduleInstances";
const GROUPS: &str = "/v1.0/identityGovernance/privilegedAccess/group";

/// A tenant with one ordinary person, a group, and an app that may do everything here.
fn seed() -> Value {
    json!({
        "tenants": [{
            "tenantId": TENANT, "displayName": "Contoso",
            "domains": [{ "name": "contoso.onmicrosoft.com" }],
            "apps": [{
                "clientId": APP,
                "permissions": [
                    "User.ReadWrite.All", "User-PasswordProfile.ReadWrite.All",
                    "UserAuthenticationMethod.ReadWrite.All", "RoleManagement.ReadWrite.Directory",
                    "PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup", "GroupMember.Read.All",
                    "Policy.Read.AuthenticationMethod", "AuditLog.Read.All",
                ],
                "directoryRoles": ["Privileged Authentication Administrator"],
                "secrets": [{ "value": "opensesame" }],
            }],
            "users": [
                { "userPrincipalName": ANN, "password": "Pass-w0rd!" },
                {
                    "userPrincipalName": "bea@contoso.onmicrosoft.com", "lastSignIn": "-30d",
                    "methods": ["fido2"], "groups": [{ "group": "Helpdesk", "until": "1h" }],
                },
            ],
            "groups": [{ "displayName": "Helpdesk" }],
        }],
    })
}

impl Bench {
    async fn attempt(&self, with: Value) -> Value {
        let mut body = with;
        body["user"] = json!(ANN);
        self.control(&format!("tenants/{TENANT}/sign-in"), body).await
    }

    async fn pass_on(&self, by: &str) {
        self.control("clock", json!({ "by": by })).await;
    }

    /// Makes the next write lag for two reads.
    async fn lag(&self) {
        let effect = json!({ "lag": { "reads": 2 } });
        self.control("faults", json!({ "on": { "writes": true }, "times": 1, "effect": effect }))
            .await;
    }

    async fn send(&self, method: &str, path: &str, body: Option<&Value>) -> u16 {
        let token = self.token().await;
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        let mut request = self.client.request(method, self.url(path)).bearer_auth(token);
        if let Some(body) = body {
            request = request.json(body);
        }
        request.send().await.unwrap().status().as_u16()
    }

    async fn read(&self, path: &str) -> Value {
        let (status, body) = self.get(&self.token().await, path).await;
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    async fn id(&self, user: &str) -> String {
        self.read(&format!("/v1.0/users/{user}")).await["id"].as_str().unwrap().to_owned()
    }

    async fn helpdesk(&self) -> String {
        let found = self.read("/v1.0/groups?$filter=displayName eq 'Helpdesk'").await;
        found["value"][0]["id"].as_str().unwrap().to_owned()
    }
}

fn wish(target: &Value, action: &str, duration: &str) -> Value {
    let mut wish = json!({
        "action": action, "justification": "INC-1",
        "scheduleInfo": { "expiration": { "type": "afterDuration", "duration": duration } },
    });
    for (name, value) in target.as_object().unwrap() {
        wish[name] = value.clone();
    }
    wish
}

fn role_of(principal: &str) -> Value {
    json!({ "roleDefinitionId": ROLE, "directoryScopeId": "/", "principalId": principal })
}

fn passes() -> String {
    format!("/v1.0/users/{ANN}/authentication/temporaryAccessPassMethods")
}

#[tokio::test]
async fn a_pass_opens_until_its_end_and_its_user_registers_more() {
    let bench = Bench::start(options(seed())).await;
    let token = bench.token().await;
    let (status, made) = bench.post(&token, &passes(), &json!({ "lifetimeInMinutes": 60 })).await;
    assert_eq!(status, 201, "{made}");
    let pass = made["temporaryAccessPass"].clone();
    let said = bench.attempt(json!({ "pass": pass })).await;
    assert_eq!(said["succeeds"], true);
    let starts: jiff::Timestamp = made["startDateTime"].as_str().unwrap().parse().unwrap();
    let until: jiff::Timestamp = said["tokensUntil"].as_str().unwrap().parse().unwrap();
    assert_eq!(until.duration_since(starts).as_mins(), 60);
    let registered = bench
        .control(&format!("tenants/{TENANT}/methods"), json!({ "user": ANN, "kind": "fido2" }))
        .await;
    bench.pass_on("1h").await;
    assert_eq!(bench.attempt(json!({ "pass": pass })).await["why"], "Expired");
    // Who registered a method meanwhile still comes in, until it is deleted or the account disabled.
    assert_eq!(bench.attempt(json!({ "method": "fido2" })).await["succeeds"], true);
    let all = bench.read(&format!("/v1.0/users/{ANN}/authentication/methods")).await;
    assert_eq!(all["value"].as_array().unwrap().len(), 3);
    let key = registered["id"].as_str().unwrap();
    let path = format!("/v1.0/users/{ANN}/authentication/fido2Methods/{key}");
    assert_eq!(bench.send("DELETE", &path, None).await, 204);
    assert_eq!(bench.attempt(json!({ "method": "fido2" })).await["why"], "NotRegistered");
    let activity = bench.read(&format!("/v1.0/users/{ANN}?$select=signInActivity")).await;
    assert!(activity["signInActivity"]["lastSignInDateTime"].is_string());
}

#[tokio::test]
async fn a_seed_says_what_people_sign_in_with_and_when_they_did() {
    let bench = Bench::start(options(seed())).await;
    let bea = "/v1.0/users/bea@contoso.onmicrosoft.com";
    let methods = bench.read(&format!("{bea}/authentication/methods")).await;
    assert_eq!(methods["value"][1]["@odata.type"], "#microsoft.graph.fido2AuthenticationMethod");
    let read = bench.read(&format!("{bea}?$select=signInActivity")).await;
    let last = read["signInActivity"]["lastSignInDateTime"].as_str().unwrap().to_owned();
    let last: jiff::Timestamp = last.parse().unwrap();
    assert_eq!(bench.running.now().duration_since(last).as_hours(), 30 * 24);
    let url = |path: &str| bench.url(&format!("/sandbox/v1/tenants/{TENANT}/{path}"));
    for (path, body, status) in [
        ("sign-in", json!({ "user": ANN }), 400),
        ("sign-in", json!({ "user": ANN, "pass": "x", "password": "y" }), 400),
        ("sign-in", json!({ "user": ANN, "pas": "x" }), 400),
        ("sign-in", json!({ "user": "nobody@contoso.onmicrosoft.com", "pass": "x" }), 404),
        ("methods", json!({ "user": ANN, "kind": "password" }), 400),
        ("methods", json!({ "user": "nobody@contoso.onmicrosoft.com", "kind": "fido2" }), 404),
    ] {
        let response = bench.client.post(url(path)).json(&body).send().await.unwrap();
        assert_eq!(response.status(), status, "{path} {body}");
    }
}

#[tokio::test]
async fn sessions_end_when_they_are_revoked() {
    let bench = Bench::start(options(seed())).await;
    let began = bench.running.now();
    assert_eq!(bench.attempt(json!({ "session": began })).await["succeeds"], true);
    bench.pass_on("1m").await;
    let path = format!("/v1.0/users/{ANN}/revokeSignInSessions");
    assert_eq!(bench.send("POST", &path, None).await, 200);
    assert_eq!(bench.attempt(json!({ "session": began })).await["why"], "SessionRevoked");
    let change = json!({ "accountEnabled": false });
    assert_eq!(bench.send("PATCH", &format!("/v1.0/users/{ANN}"), Some(&change)).await, 204);
    assert_eq!(bench.attempt(json!({ "password": "Pass-w0rd!" })).await["why"], "AccountDisabled");
}

#[tokio::test]
async fn roles_and_memberships_end_with_nobody_doing_anything() {
    let bench = Bench::start(options(seed())).await;
    let (token, ann, group) = (bench.token().await, bench.id(ANN).await, bench.helpdesk().await);
    let role = wish(&role_of(&ann), "adminAssign", "PT2H");
    assert_eq!(bench.post(&token, ROLE_REQUESTS, &role).await.0, 201);
    let target = json!({ "accessId": "member", "groupId": group, "principalId": ann });
    let requests = format!("{GROUPS}/assignmentScheduleRequests");
    assert_eq!(bench.post(&token, &requests, &wish(&target, "adminAssign", "PT2H")).await.0, 201);
    let early = bench.post(&token, &requests, &wish(&target, "adminRemove", "PT2H")).await;
    assert_eq!((early.0, &early.1["error"]["code"]), (400, &json!("ActiveDurationTooShort")));
    let said = bench.attempt(json!({ "password": "Pass-w0rd!" })).await;
    assert_eq!(said["roles"][0]["role"], "Global Reader");
    assert_eq!(said["groups"][0]["displayName"], "Helpdesk");
    let members = format!("/v1.0/groups/{group}/members");
    // The other one is there by the seed, for an hour.
    assert_eq!(bench.read(&members).await["value"].as_array().unwrap().len(), 2);
    bench.pass_on("1h").await;
    assert_eq!(bench.read(&members).await["value"].as_array().unwrap().len(), 1);
    bench.pass_on("1h").await;
    let said = bench.attempt(json!({ "password": "Pass-w0rd!" })).await;
    assert_eq!((&said["roles"], &said["groups"]), (&json!([]), &json!([])));
    assert_eq!(bench.read(&members).await["value"], json!([]));
    let state = bench.state(TENANT).await;
    assert_eq!(state["tables"]["groupMembers"], json!({}));
}

#[tokio::test]
async fn an_apps_token_says_the_roles_that_it_holds_now() {
    let mut seed = seed();
    seed["tenants"][0]["apps"][0]["directoryRoles"] = json!([{ "role": ROLE, "until": "1h" }]);
    let bench = Bench::start(options(seed)).await;
    let holds = |token: &str| claims(token)["wids"].as_array().unwrap().contains(&json!(ROLE));
    assert!(holds(&bench.token().await));
    bench.pass_on("1h").await;
    assert!(!holds(&bench.token().await));
}

#[tokio::test]
async fn what_lasts_lasts_and_no_pass_is_kept() {
    let directory = tempfile::tempdir().unwrap();
    let start = || tenantry::sandbox::Options {
        seed: serde_json::from_value::<Seed>(seed()).unwrap(),
        ..durable(directory.path())
    };
    let bench = Bench::start(start()).await;
    let token = bench.token().await;
    let (_, made) = bench.post(&token, &passes(), &json!({})).await;
    let pass = made["temporaryAccessPass"].as_str().unwrap().to_owned();
    let ann = bench.id(ANN).await;
    let role = wish(&role_of(&ann), "adminAssign", "PT2H");
    assert_eq!(bench.post(&token, ROLE_REQUESTS, &role).await.0, 201);
    bench.running.stop().await;
    let text = std::fs::read_to_string(directory.path().join("state.ndjson")).unwrap();
    assert!(!text.contains(&pass));
    let again = Bench::start(start()).await;
    let said = again.attempt(json!({ "pass": pass, "pretend": true })).await;
    assert_eq!(
        (&said["succeeds"], &said["roles"][0]["role"]),
        (&json!(true), &json!("Global Reader"))
    );
    again.pass_on("2h").await;
    assert_eq!(again.attempt(json!({ "pass": pass })).await["roles"], json!([]));
}

/// Each write lags for two reads: the first two answers are those from before it.
#[tokio::test]
async fn everything_about_a_grant_can_lag() {
    let bench = Bench::start(options(seed())).await;
    let (ann, group) = (bench.id(ANN).await, bench.helpdesk().await);
    let target = json!({ "accessId": "member", "groupId": group, "principalId": ann });
    let requests = format!("{GROUPS}/assignmentScheduleRequests");
    let profile = json!({ "passwordProfile": {
        "password": "Zx9-quite-l0ng", "forceChangePasswordNextSignIn": false,
    } });
    let user = format!("/v1.0/users/{ANN}");
    let methods = format!("{user}/authentication/methods");
    let instances = format!("{GROUPS}/assignmentScheduleInstances?$filter=principalId eq '{ann}'");
    let changed = format!("{user}?$select=lastPasswordChangeDateTime");
    let valid = format!("{user}?$select=signInSessionsValidFromDateTime");
    for (method, path, body, read) in [
        ("POST", passes(), Some(json!({})), passes()),
        ("POST", passes(), Some(json!({})), methods),
        (
            "POST",
            ROLE_REQUESTS.to_owned(),
            Some(wish(&role_of(&ann), "adminAssign", "PT2H")),
            format!("{ROLE_INSTANCES}?$filter=principalId eq '{ann}'"),
        ),
        ("POST", requests, Some(wish(&target, "adminAssign", "PT2H")), instances),
        ("PATCH", user.clone(), Some(profile), changed),
        ("POST", format!("{user}/revokeSignInSessions"), None, valid),
    ] {
        bench.pass_on("1m").await;
        let before = bench.read(&read).await;
        bench.lag().await;
        let status = bench.send(method, &path, body.as_ref()).await;
        assert!((200..300).contains(&status), "{method} {path}: {status}");
        let seen = [bench.read(&read).await, bench.read(&read).await, bench.read(&read).await];
        assert_eq!([&seen[0], &seen[1]], [&before, &before], "{read}");
        assert_ne!(seen[2], before, "{read}");
    }
}

#[tokio::test]
async fn a_seed_says_who_may_use_passes_and_for_how_long() {
    let mut seed = seed();
    seed["tenants"][0]["temporaryAccessPass"] = json!({ "users": ["bea@contoso.onmicrosoft.com"], "minimumMinutes": 10, "maximumMinutes": 30 });
    seed["tenants"][0]["rolePolicies"] = json!({ "Global Reader": { "maximumDuration": "PT1H" } });
    let bench = Bench::start(options(seed.clone())).await;
    let token = bench.token().await;
    let made = bench.post(&token, &passes(), &json!({ "lifetimeInMinutes": 30 })).await.1;
    assert_eq!(
        (&made["isUsable"], &made["methodUsabilityReason"]),
        (&json!(false), &json!("DisabledByPolicy"))
    );
    let refused = bench.post(&token, &passes(), &json!({ "lifetimeInMinutes": 60 })).await;
    assert_eq!((refused.0, &refused.1["error"]["code"]), (400, &json!("badRequest")));
    let policy = "/v1.0/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass";
    assert_eq!(bench.read(policy).await["maximumLifetimeInMinutes"], 30);
    let ann = bench.id(ANN).await;
    let long =
        bench.post(&token, ROLE_REQUESTS, &wish(&role_of(&ann), "adminAssign", "PT2H")).await;
    assert_eq!(long.1["error"]["code"], "RoleAssignmentRequestPolicyValidationFailed");
    let rules = bench
        .read(&format!(
            "/v1.0/policies/roleManagementPolicyAssignments?$filter=scopeId eq '/' and scopeType eq \
             'DirectoryRole' and roleDefinitionId eq '{ROLE}'&$expand=policy($expand=rules)"
        ))
        .await;
    let rules = rules["value"][0]["policy"]["rules"].as_array().unwrap().clone();
    assert!(rules.iter().any(|rule| rule["maximumDuration"] == "PT1H"));
    for (place, value) in [
        ("users", json!([{ "userPrincipalName": ANN, "method": [] }])),
        ("temporaryAccessPass", json!({ "on": true })),
        ("rolePolicies", json!({ "Global Reader": { "maximum": "PT1H" } })),
    ] {
        let mut wrong = seed.clone();
        wrong["tenants"][0][place] = value;
        assert!(serde_json::from_value::<Seed>(wrong).is_err(), "{place}");
    }
}
