//! What a reconciler reads of a seeded tenant in one batch, as the seed describes it.

use serde_json::{Value, json};

use crate::bench::{APP, Bench, TENANT, options};

const MARKER: &str = "extension_7d1e000000004000800000000000000a_tenantry";

fn seed() -> Value {
    json!({ "tenants": [{
        "tenantId": TENANT, "displayName": "Contoso",
        "domains": [
            { "name": "contoso.onmicrosoft.com" },
            { "name": "fed.contoso.example", "authenticationType": "federated" },
        ],
        "pendingDns": ["admin.contoso.example"],
        "apps": [{
            "clientId": APP,
            "permissions": [
                "Organization.Read.All", "Domain.ReadWrite.All", "User.ReadWrite.All",
                "GroupMember.Read.All", "RoleManagement.Read.Directory", "Application.Read.All",
                "AdministrativeUnit.Read.All", "Directory.Read.All",
            ],
            "directoryRoles": ["Privileged Authentication Administrator"],
        }],
        "customRoles": [{ "displayName": "Printer Keeper" }],
        "groups": [{
            "displayName": "Helpdesk", "uniqueName": "tenantry.msp.helpdesk",
            "isAssignableToRole": true, "members": ["bea@contoso.onmicrosoft.com"],
            "marker": { "installation": "msp", "address": "groups/Helpdesk" },
        }],
        "administrativeUnits": [
            { "displayName": "Branch", "members": ["bea@contoso.onmicrosoft.com"] },
        ],
        "users": [
            { "userPrincipalName": "bea@contoso.onmicrosoft.com" },
            {
                "userPrincipalName": "msp-alice@contoso.onmicrosoft.com",
                "marker": { "installation": "msp", "address": "jit/alice", "grant": "inc-1 -2h -42m" },
                "groups": ["Helpdesk"],
                "roles": [
                    "User Administrator",
                    { "role": "Helpdesk Administrator", "administrativeUnit": "Branch" },
                    { "role": "Printer Keeper" },
                    { "role": "Global Reader", "until": "2h" },
                ],
            },
        ],
    }] })
}

/// Reads URLs in one batch; answers the bodies in the order of the URLs.
async fn read(bench: &Bench, urls: &[String]) -> Vec<Value> {
    let form = [("client_id", APP), ("client_secret", "sandbox")];
    let (_, token) = bench.outcome(TENANT, &form).await;
    let requests: Vec<Value> = urls
        .iter()
        .enumerate()
        .map(|(number, url)| json!({ "id": number.to_string(), "method": "GET", "url": url }))
        .collect();
    let batch = json!({ "requests": requests });
    let (status, body) = bench.post(token.as_str().unwrap(), "/v1.0/$batch", &batch).await;
    assert_eq!(status, 200, "{body}");
    let answers = body["responses"].as_array().unwrap();
    let of = |number: usize| {
        let id = number.to_string();
        let answer = answers.iter().find(|answer| answer["id"] == id.as_str()).unwrap();
        assert_eq!(answer["status"], 200, "{} {answer}", urls[number]);
        answer["body"].clone()
    };
    (0..urls.len()).map(of).collect()
}

fn names(list: &Value, property: &str) -> Vec<String> {
    let rows = list["value"].as_array().unwrap().iter();
    let mut names: Vec<_> =
        rows.map(|row| row[property].as_str().unwrap_or("null").to_owned()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn one_batch_reads_a_seeded_tenant() {
    let bench = Bench::start(options(seed())).await;
    let owned = format!(
        "$filter={MARKER}Installation eq 'msp'&$select=id,accountEnabled,{MARKER}Address,{MARKER}Grant"
    );
    let owned_groups = format!(
        "$filter={MARKER}Installation eq 'msp'&$select=id,uniqueName,isAssignableToRole,{MARKER}Address"
    );
    let application = format!("/applications(appId='{APP}')");
    let principal = format!("/servicePrincipals(appId='{APP}')");
    let urls = [
        "/organization?$select=id,displayName,verifiedDomains,assignedPlans".to_owned(),
        "/domains?$select=id,authenticationType,isVerified,isInitial".to_owned(),
        format!("/users?{owned}"),
        format!("/groups?{owned_groups}"),
        "/groups?$filter=displayName in ('Helpdesk')&$select=id,displayName".to_owned(),
        "/roleManagement/directory/roleDefinitions?$filter=isBuiltIn eq false&$select=id,displayName".to_owned(),
        "/roleManagement/directory/roleAssignments?$expand=principal".to_owned(),
        "/roleManagement/directory/roleAssignmentScheduleInstances".to_owned(),
        "/directory/administrativeUnits?$select=id,displayName".to_owned(),
        format!("{principal}?$select=id,appId"),
        format!("{principal}/appRoleAssignments"),
        format!("{application}?$select=id,passwordCredentials,keyCredentials"),
        format!("{application}/extensionProperties"),
        "/users/msp-alice@contoso.onmicrosoft.com/transitiveMemberOf?$select=id,displayName".to_owned(),
    ];
    let answers = read(&bench, &urls).await;
    assert_eq!(names(&answers[0], "displayName"), ["Contoso"]);
    assert_eq!(answers[0]["value"][0]["assignedPlans"].as_array().unwrap().len(), 2);
    assert_eq!(names(&answers[1], "authenticationType"), ["Federated", "Managed"]);
    assert_eq!(names(&answers[2], &format!("{MARKER}Address")), ["jit/alice"]);
    let grant = answers[2]["value"][0][format!("{MARKER}Grant")].as_str().unwrap();
    let words: Vec<&str> = grant.split(' ').collect();
    let deadline: jiff::Timestamp = words[2].parse().unwrap();
    assert_eq!((words[0], deadline < jiff::Timestamp::now()), ("inc-1", true));
    assert_eq!(names(&answers[3], "uniqueName"), ["tenantry.msp.helpdesk"]);
    assert_eq!(names(&answers[4], "displayName"), ["Helpdesk"]);
    assert_eq!(names(&answers[5], "displayName"), ["Printer Keeper"]);
    let scopes = names(&answers[6], "directoryScopeId");
    assert!(scopes.iter().any(|scope| scope.starts_with("/administrativeUnits/")), "{scopes:?}");
    assert!(
        answers[6]["value"]
            .as_array()
            .unwrap()
            .iter()
            .all(|row| row["principal"]["id"] == row["principalId"])
    );
    assert!(names(&answers[7], "endDateTime").iter().any(|end| end != "null"));
    assert_eq!(names(&answers[8], "displayName"), ["Branch"]);
    assert_eq!(answers[9]["appId"], APP);
    assert_eq!(answers[10]["value"].as_array().unwrap().len(), 8);
    assert!(answers[11]["passwordCredentials"][0]["endDateTime"].is_string());
    assert!(!answers[11].to_string().contains("sandbox.secrets"));
    assert_eq!(answers[12]["value"].as_array().unwrap().len(), 4);
    assert!(names(&answers[13], "displayName").contains(&"Helpdesk".to_owned()));
}

#[tokio::test]
async fn a_domain_is_verified_once_its_record_is_published() {
    let bench = Bench::start(options(seed())).await;
    let form = [("client_id", APP), ("client_secret", "sandbox")];
    let (_, token) = bench.outcome(TENANT, &form).await;
    let token = token.as_str().unwrap();
    let body = json!({ "id": "admin.contoso.example" });
    assert_eq!(bench.post(token, "/v1.0/domains", &body).await.0, 201);
    let verify = async || {
        let url = bench.url("/v1.0/domains/admin.contoso.example/verify");
        bench.client.post(url).bearer_auth(token).send().await.unwrap().status().as_u16()
    };
    assert_eq!(verify().await, 400);
    let publish = json!({ "domain": "admin.contoso.example", "state": "published" });
    bench.control(&format!("tenants/{TENANT}/dns"), publish).await;
    assert_eq!(verify().await, 200);
    let form = [("client_id", APP), ("client_secret", "sandbox")];
    assert_eq!(bench.outcome("admin.contoso.example", &form).await.0, 200);
}
