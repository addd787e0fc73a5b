//! Checks recordings of whole test runs against Microsoft's contract. `TENANTRY_RECORDED` names a
//! folder of NDJSON files, one exchange a line: `method`, `path`, `requestBody`, `status`,
//! `responseBody`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde_json::json;

use crate::exchange::Exchange;
use crate::schema::Contract;

#[test]
fn recordings_keep_to_the_contract() {
    let (Some(contract), Some(folder)) =
        (Contract::from_environment(), std::env::var_os("TENANTRY_RECORDED"))
    else {
        eprintln!("skipped: TENANTRY_GRAPH_CONTRACT and TENANTRY_RECORDED are not both set");
        return;
    };
    let entries =
        std::fs::read_dir(PathBuf::from(&folder)).expect("the folder of recordings can be read");
    let files: Vec<_> = entries
        .map(|entry| entry.expect("a readable entry").path())
        .filter(|path| path.is_file())
        .collect();
    // Each part of the test run that drives a sandbox names its files after itself.
    let source = |path: &PathBuf| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        name.split('-').next().expect("a first part").to_owned()
    };
    let sources: BTreeSet<String> = files.iter().map(source).collect();
    for part in ["binary", "graph", "it", "server"] {
        assert!(sources.contains(part), "no recording of `{part}` among {sources:?}");
    }
    let (mut checked, mut complaints) = (0_usize, BTreeMap::<String, usize>::new());
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a recording can be read");
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let exchange: Exchange =
                serde_json::from_str(line).expect("a recording holds exchanges");
            checked += 1;
            for complaint in contract.complaints(&exchange) {
                let what = format!(
                    "{} {} ({}): {complaint}",
                    exchange.method, exchange.path, exchange.status
                );
                *complaints.entry(what).or_default() += 1;
            }
        }
    }
    assert!(checked > 0, "no exchange was recorded");
    assert!(complaints.is_empty(), "{} of {checked} exchanges: {complaints:#?}", complaints.len());
    eprintln!("{checked} exchanges keep to the contract");
}

#[test]
fn breaches_are_found() {
    let Some(contract) = Contract::from_environment() else {
        eprintln!("skipped: TENANTRY_GRAPH_CONTRACT is not set");
        return;
    };
    let exchange = |method: &str, path: &str, status: u16| Exchange {
        method: method.to_owned(),
        path: path.to_owned(),
        status,
        ..Exchange::default()
    };
    let with = |mut exchange: Exchange, request, response| {
        exchange.request_body = request;
        exchange.response_body = response;
        exchange
    };
    let asking = |path: &str, options: &[(&str, &str)], response: serde_json::Value| Exchange {
        query: options.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
        ..with(exchange("GET", path, 200), None, Some(response))
    };
    let users = || json!({"value": [{"id": "x"}]});
    let error = || Some(json!({"error": {"code": "a", "message": "b"}}));
    let user = || Some(json!({"id": "x", "displayName": "y"}));
    let fine = [
        with(exchange("GET", "/v1.0/users/x", 200), None, user()),
        with(exchange("GET", "/users('x')", 200), None, user()),
        with(exchange("GET", "/groups(uniqueName='x')", 200), None, Some(json!({"id": "x"}))),
        with(exchange("GET", "/users/x", 404), None, error()),
        with(exchange("GET", "/nonsense", 400), None, error()),
        with(exchange("PATCH", "/users/x", 204), Some(json!({"city": "Oslo"})), None),
        with(exchange("PATCH", "/users/x", 0), Some(json!({"city": "Oslo"})), None),
        with(exchange("PATCH", "/users/x", 403), Some(json!({"city": "Oslo"})), error()),
        with(exchange("PATCH", "/users/x", 400), Some(json!({"nonsense": true})), error()),
        asking("/users", &[("$select", "id,displayName,extension_a_b"), ("$top", "5")], users()),
        asking(
            "/policies/roleManagementPolicyAssignments",
            &[("$expand", "policy($expand=rules($select=id))")],
            json!({"value": []}),
        ),
        with(exchange("DELETE", "/users/x/authentication/phoneMethods/y", 204), None, None),
        asking(
            "/users/x/transitiveMemberOf",
            &[("$select", "id,uniqueName")],
            json!({"value": []}),
        ),
        with(
            exchange("GET", "/directory/deletedItems/microsoft.graph.user", 200),
            None,
            Some(json!({"value": []})),
        ),
    ];
    for exchange in fine {
        assert_eq!(contract.complaints(&exchange), Vec::<String>::new(), "{exchange:?}");
    }
    let broken = [
        with(exchange("GET", "/nonsense", 200), None, user()),
        with(exchange("PUT", "/users/x", 200), None, user()),
        with(exchange("GET", "/users/x", 201), None, user()),
        with(exchange("GET", "/users/x", 200), None, None),
        with(exchange("GET", "/users/x", 200), None, Some(json!({"id": 7}))),
        with(exchange("GET", "/users/x", 200), None, Some(json!({"nonsense": 7}))),
        with(exchange("GET", "/users", 200), None, Some(json!({"values": []}))),
        with(exchange("PATCH", "/users/x", 204), Some(json!({"nonsense": true})), None),
        with(exchange("PATCH", "/users/x", 0), Some(json!({"nonsense": true})), None),
        with(exchange("PATCH", "/users/x", 403), Some(json!({"nonsense": true})), error()),
        with(exchange("PATCH", "/users/x", 500), Some(json!({"nonsense": true})), error()),
        asking("/users", &[("$select", "id,nonsense")], users()),
        asking("/users", &[("$expand", "nonsense($select=id)")], users()),
        with(exchange("GET", "/users/x", 404), None, Some(json!({"message": "a"}))),
        with(exchange("GET", "/users/x", 500), None, None),
    ];
    for exchange in broken {
        assert_ne!(contract.complaints(&exchange), Vec::<String>::new(), "{exchange:?}");
    }
}
