//! A configuration that everything works with.

use crate::harness::Bench;

const ORGANIZATION: &str = "\
version: 1
organization: northwind-msp
technicians:
  - { id: alice, mail: alice@northwind-msp.example, groups: [level-2] }
  - { id: bob, mail: bob@northwind-msp.example, groups: [level-1] }
guards: { minimumEmergencyAccounts: 1 }
defaults:
  jit:
    disableAfter: 2h
    maximum: 4h
    userName: \"msp-{technician}\"
    provision: ahead
";

/// The tenants of the sample, with their ids.
pub(crate) const TENANTS: [(&str, &str); 2] = [
    ("contoso", "3f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f"),
    ("fabrikam", "4f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f"),
];

/// One tenant of the sample, with more at its end.
pub(crate) fn tenant(name: &str, id: &str, more: &str) -> String {
    format!(
        "\
tenant: {name}
tenantId: {id}
labels: {{ ring: {name}-ring }}
auth:
  clientId: 7d1e8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f
  credential: {{ clientSecret: {{ env: SAMPLE_SECRET }} }}
domains:
  - name: {name}.onmicrosoft.com
groups:
  - name: Tenantry Helpdesk
jit:
  domain: {name}.onmicrosoft.com
  groupMappings:
    - technicians: all
      roles: [Global Reader]
      groups: [Tenantry Helpdesk]
laps:
  accounts:
    - {{ name: emergency-1, userName: emergency-1, domain: {name}.onmicrosoft.com, role: Global Administrator, manage: observe }}
{more}"
    )
}

/// A folder with the sample in it.
pub(crate) fn sample() -> Bench {
    let bench = Bench::new();
    bench.file("tenantry.yaml", ORGANIZATION);
    for (name, id) in TENANTS {
        bench.file(&format!("tenants/{name}.yaml"), &tenant(name, id, ""));
    }
    bench
}
