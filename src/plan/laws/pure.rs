//! The same files mean the same plan, byte for byte, in whatever order files and keys stand.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{
    desired::load_texts,
    domain::DirectoryScope,
    observed::{ObservedTenant, Reading},
    plan::{
        Context, assemble,
        file::{Meta, PlanDocument, RequestCounts, SourceState},
        fixture::{self, OPEN, PAST, give, upn},
        plan_tenant,
    },
};

const ORGANIZATION: &str = "version: 1
organization: northwind-msp
technicians:
  - { id: alice, mail: alice@northwind-msp.example, groups: [level-2] }
  - { id: bob, mail: bob@northwind-msp.example, groups: [level-2] }
  - { id: carol, mail: carol@northwind-msp.example }
defaults: { jit: { userName: 'msp-{technician}', disableAfter: 4h, maximum: 8h } }
profiles:
  gold: { jit: { disableAfter: 2h, provision: ahead } }
guards: { minimumEmergencyAccounts: 0, maximumRemovals: 3 }
";

const TENANT: &str = "tenant: NAME
tenantId: 3f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f
displayName: Contoso Ltd
profile: gold
auth:
  clientId: 7d1e8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f
  credential: { clientSecret: { env: X } }
domains: [{ name: contoso.onmicrosoft.com }, { name: admin.contoso.com, manage: true }]
groups:
  - { name: Helpdesk, description: who answers }
  - { name: Tools, assignableToRole: true }
jit:
  domain: contoso.onmicrosoft.com
  removeUnmanaged: true
  groupMappings:
    - technicians: all
      roles: [Global Reader, { role: User Administrator, administrativeUnit: Lost }]
      groups: [Helpdesk]
    - technicians: level-2
      roles: [Reports Reader]
      groups: [Tools, Nowhere]
";

/// A tenant with something of everything to do, and with something to say.
fn found() -> ObservedTenant {
    let mut tenant = fixture::observed();
    tenant.keyed_groups.insert("tenantry.northwind-msp.tools".to_owned(), Reading::Absent);
    for (name, grant) in [("alice", OPEN), ("bob", PAST)] {
        let own = upn(&format!("msp-{name}"));
        let mut user = fixture::owned_user(&format!("jit/{name}"), own.as_str());
        user.account_enabled = true;
        user.marker.grant = Some(grant.to_owned());
        tenant = fixture::with_user(tenant, user.clone());
        for role in ["User Administrator", "Security Reader"] {
            give(&mut tenant, role, &user);
        }
    }
    let stranger = fixture::user("msp-carol");
    let given = fixture::assignment("Global Administrator", &stranger, DirectoryScope::Tenant);
    tenant.role_assignments.known_mut().expect("known").push(given);
    fixture::with_group(fixture::with_user(tenant, stranger), fixture::owned_group("Old"))
}

/// Plans what the texts mean for the same tenant; positions are left out where `keys` moved.
fn bytes(files: &[(String, String)], keys: bool) -> String {
    let texts = files.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    let loaded = load_texts(texts, fixture::now());
    let errors: Vec<_> = loaded.problems.iter().filter(|problem| problem.is_error()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let desired = loaded.desired.expect("it is readable");
    let context = Context { prune: true, ..Context::new(&desired.organization, fixture::now()) };
    let observed = found();
    let plans = desired.tenants.values().map(|tenant| {
        let mut observed = observed.clone();
        observed.id = tenant.id;
        observed.identity.tenant = tenant.id;
        observed.organization.known_mut().expect("known").id = tenant.id;
        plan_tenant(&context, tenant, &observed)
    });
    let plan = assemble(&context, plans.collect());
    let meta = Meta {
        tool_version: "0".to_owned(),
        created_at: fixture::now(),
        source: SourceState { commit: None, dirty: false, digest: desired.digest.clone() },
        requests: RequestCounts::default(),
    };
    let mut document = PlanDocument::of(&plan, &meta);
    assert!(document.changes.len() >= 8 && !document.diagnostics.is_empty(), "{document:#?}");
    if keys {
        for change in &mut document.changes {
            change.source = None;
        }
        for found in &mut document.diagnostics {
            (found.line, found.column) = (None, None);
        }
    }
    String::from_utf8(document.canonical_bytes()).expect("text")
}

fn files() -> Vec<(String, String)> {
    let tenant = |name: &str, id: &str| {
        let text = TENANT.replace("NAME", name).replace("3f2a8a2c", id);
        (format!("tenants/{name}.yaml"), text)
    };
    vec![
        ("tenantry.yaml".to_owned(), ORGANIZATION.to_owned()),
        tenant("contoso", "3f2a8a2c"),
        tenant("fabrikam", "4f2a8a2c"),
        tenant("adatum", "5f2a8a2c"),
    ]
}

/// Writes a text again with the keys of every mapping in an order of its own: JSON is YAML.
fn shuffled(text: &str, seed: u64) -> String {
    let value: Value = serde_yaml::from_str(text).expect("YAML");
    let (mut state, mut written) = (seed, String::new());
    write(&value, &mut state, &mut written);
    written
}

fn write(value: &Value, state: &mut u64, text: &mut String) {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<(u64, &String, &Value)> = fields
                .iter()
                .map(|(key, value)| {
                    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    (*state >> 33, key, value)
                })
                .collect();
            fields.sort_by_key(|(order, ..)| *order);
            for (index, (_, key, value)) in fields.into_iter().enumerate() {
                text.push_str(if index == 0 { "{" } else { ",\n" });
                text.push_str(&json!(key).to_string());
                text.push_str(": ");
                write(value, state, text);
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                text.push_str(if index == 0 { "" } else { ", " });
                write(item, state, text);
            }
            text.push(']');
        }
        scalar => text.push_str(&scalar.to_string()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 24,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_order_of_files_and_keys_leaves_the_plan_as_it_is_byte_for_byte(
        files in Just(files()).prop_shuffle(),
        seed in any::<u64>(),
    ) {
        prop_assert_eq!(bytes(&files, false), bytes(&super::pure::files(), false));
        let moved: Vec<(String, String)> = files
            .iter()
            .map(|(name, text)| (name.clone(), shuffled(text, seed)))
            .collect();
        prop_assert_eq!(bytes(&moved, true), bytes(&super::pure::files(), true));
    }
}

#[test]
fn a_change_of_meaning_changes_the_bytes() {
    let mut files = files();
    let before = bytes(&files, true);
    files[1].1 = files[1].1.replace("Reports Reader", "Message Center Reader");
    assert_ne!(bytes(&files, true), before);
}
