//! What emergency accounts have that nobody declared, through the built binary.

use serde_json::{Value, json};

use crate::{
    laps::{TENANT, folder, seed},
    support::Served,
};

#[test]
fn what_an_account_has_beside_its_role_is_told_and_left_to_it() {
    let folder = folder();
    let folder = folder.path();
    let mut described = seed();
    let tenant = &mut described["tenants"][0];
    tenant["licences"] = json!(["p1"]);
    tenant["groups"] = json!([
        { "displayName": "Powerful", "isAssignableToRole": true,
          "members": ["emergency-1@contoso.onmicrosoft.com"] },
        { "displayName": "Everybody", "members": ["emergency-2@contoso.onmicrosoft.com"] },
    ]);
    let users = tenant["users"].as_array_mut().expect("users");
    let second = |user: &&mut Value| {
        user["userPrincipalName"].as_str().is_some_and(|name| name.starts_with("emergency-2"))
    };
    let second = users.iter_mut().find(second).expect("there");
    second["roles"].as_array_mut().expect("roles").push(json!("Helpdesk Administrator"));
    std::fs::write(folder.join("sandbox.yaml"), described.to_string()).expect("written");
    let declared = folder.join("tenants/contoso.yaml");
    let text = std::fs::read_to_string(&declared).expect("there");
    // Of two accounts one is rotated and the other only checked.
    let text = text.replacen("manage: rotate, store: vault", "manage: observe", 1);
    std::fs::write(&declared, &text).expect("written");
    assert_eq!(text.matches("manage: observe").count(), 1, "{text}");

    let sandbox = Served::start(folder);
    let (_, out, err) = sandbox.run(folder, &["plan", "--format", "json"]);
    let plan: Value = serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}: {out}{err}"));
    let diagnostics = plan["diagnostics"].to_string();
    let (_, status, _) = sandbox.run(folder, &["laps", "status"]);
    for part in ["the role-assignable group Powerful", "the role Helpdesk Administrator"] {
        assert!(diagnostics.contains(part), "no {part} in {diagnostics}");
        assert!(status.contains(part), "no {part} in {status}");
    }
    assert!(!diagnostics.contains("Everybody"), "{diagnostics}");
    assert!(status.contains("what else it signs in with is not looked at"), "{status}");
    let (.., err) = sandbox.run(folder, &["apply", "--auto-approve"]);
    let tables = sandbox.tables(TENANT);
    let roles = tables["roleAssignments"].values();
    assert_eq!(roles.filter(|it| it["principalId"] != Value::Null).count(), 4, "{err}");
}
