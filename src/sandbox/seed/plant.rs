//! Turns a described tenant into rows.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use uuid::Uuid;

use super::spec::{AuthenticationType, Dns, Licence, SeedDomain, SeedTenant};
use super::when::rfc3339;
use super::{plant_access, plant_apps, plant_people, plant_policies, plant_roles};
use crate::sandbox::store::{Table, Tenant};

/// A seed names something that it does not describe.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the sandbox's seed, tenant {tenant}: {at}: {reason}")]
pub struct SeedError {
    /// The tenant concerned.
    pub tenant: Uuid,
    /// Where in the tenant.
    pub at: String,
    /// What is wrong.
    pub reason: String,
}

/// Makes a tenant from its description; `now` is when it is first seen.
///
/// # Errors
/// Fails when a name (a role, permission, group, unit or member) leads nowhere, when two objects
/// have one name or id, and when a certificate or key cannot be read.
pub fn plant(seed: &SeedTenant, now: Timestamp) -> Result<Tenant, SeedError> {
    let mut bed = Bed::new(seed, now);
    bed.licences(&seed.licences);
    bed.domains(seed)?;
    plant_roles::custom_roles(&mut bed, seed)?;
    plant_people::groups(&mut bed, seed)?;
    plant_people::users(&mut bed, seed)?;
    plant_apps::apps(&mut bed, seed)?;
    plant_people::units(&mut bed, seed)?;
    plant_people::memberships(&mut bed, seed)?;
    plant_roles::assignments(&mut bed, seed)?;
    plant_people::markers(&mut bed, seed)?;
    plant_policies::policies(&mut bed, seed)?;
    plant_access::policies(&mut bed, seed)?;
    bed.organization(seed);
    drop(bed.tenant.take_recorded());
    Ok(bed.tenant)
}

/// A tenant while it is being made.
pub(super) struct Bed {
    pub(super) tenant: Tenant,
    pub(super) now: Timestamp,
    /// When what the seed does not date was made: a year ago.
    pub(super) long_ago: String,
    /// Object ids and `@odata.type`s by what other parts of the seed call the object.
    pub(super) named: BTreeMap<String, (Uuid, &'static str)>,
    /// Administrative units by display name in lower case.
    pub(super) units: BTreeMap<String, Uuid>,
    /// Custom roles by display name in lower case.
    pub(super) roles: BTreeMap<String, Uuid>,
}

impl Bed {
    fn new(seed: &SeedTenant, now: Timestamp) -> Self {
        let year = SignedDuration::from_hours(365 * 24);
        Self {
            tenant: Tenant::new(seed.tenant_id),
            now,
            long_ago: rfc3339(now.checked_sub(year).unwrap_or(now)),
            named: BTreeMap::new(),
            units: BTreeMap::new(),
            roles: BTreeMap::new(),
        }
    }

    /// Derives an object's id from its kind and name, the same in every run.
    pub(super) fn id(&self, kind: &str, name: &str) -> Uuid {
        Uuid::new_v5(&self.tenant.id, format!("{kind}/{}", name.to_lowercase()).as_bytes())
    }

    /// Makes an error about a place in the tenant.
    pub(super) fn error(&self, at: impl Into<String>, reason: impl Into<String>) -> SeedError {
        SeedError { tenant: self.tenant.id, at: at.into(), reason: reason.into() }
    }

    /// Adds an object under the name others use for it.
    pub(super) fn name(
        &mut self,
        at: &str,
        name: &str,
        object: (Uuid, &'static str),
    ) -> Result<(), SeedError> {
        match self.named.insert(name.to_lowercase(), object) {
            None => Ok(()),
            Some(_) => Err(self.error(at, format!("another object is called `{name}` too"))),
        }
    }

    /// Adds a row, which must be new.
    pub(super) fn put(&mut self, table: Table, key: String, row: Value) -> Result<(), SeedError> {
        if self.tenant.get(table, &key).is_some() {
            return Err(self.error(key, "another object has this id or name too"));
        }
        self.tenant.put(table, key, row);
        Ok(())
    }

    /// Finds an object by what the seed calls it.
    pub(super) fn find(&self, at: &str, name: &str) -> Result<(Uuid, &'static str), SeedError> {
        let found = self.named.get(&name.to_lowercase()).copied();
        found.ok_or_else(|| self.error(at, format!("the tenant has nothing called `{name}`")))
    }

    fn licences(&mut self, licences: &[Licence]) {
        let p2 = licences.contains(&Licence::P2);
        let p1 = p2 || licences.contains(&Licence::P1);
        self.tenant.put(Table::Settings, "licences", json!({ "p1": p1, "p2": p2 }));
    }

    fn domains(&mut self, seed: &SeedTenant) -> Result<(), SeedError> {
        let mut domains = seed.domains.clone();
        if !domains.iter().any(|domain| is_initial_name(&domain.name)) {
            domains.insert(0, made_up_domain(seed));
        }
        let said = domains.iter().position(|domain| domain.is_initial);
        let initial = said.or_else(|| domains.iter().position(|it| is_initial_name(&it.name)));
        let mut dns = serde_json::Map::new();
        for name in &seed.pending_dns {
            dns.insert(name.to_lowercase(), json!("pending"));
        }
        for (number, domain) in domains.iter().enumerate() {
            let name = domain.name.to_lowercase();
            let record = if domain.dns == Dns::Pending { "pending" } else { "published" };
            dns.insert(name.clone(), json!(record));
            let row = domain_row(domain, Some(number) == initial, record);
            self.put(Table::Domains, name, row)?;
        }
        self.tenant.put(Table::Settings, "dns", Value::Object(dns));
        Ok(())
    }

    fn organization(&mut self, seed: &SeedTenant) {
        let verified: Vec<Value> = self
            .tenant
            .rows(Table::Domains)
            .filter(|(_, row)| row["isVerified"] == true)
            .map(|(name, row)| {
                json!({
                    "capabilities": "Email, OfficeCommunicationsOnline", "name": name,
                    "isDefault": row["isDefault"], "isInitial": row["isInitial"],
                    "type": row["authenticationType"],
                })
            })
            .collect();
        let plans: Vec<Value> = plans(&seed.licences)
            .map(|plan| {
                json!({
                    "assignedDateTime": self.long_ago, "capabilityStatus": "Enabled",
                    "service": "AADPremiumService", "servicePlanId": plan,
                })
            })
            .collect();
        let synced =
            self.tenant.rows(Table::Users).any(|(_, it)| it["onPremisesSyncEnabled"] == true);
        let row = json!({
            "id": seed.tenant_id, "displayName": seed.display_name, "verifiedDomains": verified,
            "assignedPlans": plans, "tenantType": "AAD", "countryLetterCode": "US",
            "onPremisesSyncEnabled": synced.then_some(true), "createdDateTime": self.long_ago,
            "businessPhones": [], "technicalNotificationMails": [], "deletedDateTime": null,
        });
        self.tenant.put(Table::Organization, seed.tenant_id.to_string(), row);
    }
}

impl SeedTenant {
    /// Returns the name of the initial domain, made up where the seed names none.
    pub(super) fn initial_domain(&self) -> String {
        let said = self.domains.iter().find(|domain| domain.is_initial);
        let found = said.or_else(|| self.domains.iter().find(|it| is_initial_name(&it.name)));
        found.map_or_else(|| made_up_domain(self).name, |domain| domain.name.to_lowercase())
    }
}

fn is_initial_name(name: &str) -> bool {
    let name = name.to_lowercase();
    name.strip_suffix(".onmicrosoft.com").is_some_and(|first| !first.contains('.'))
}

fn made_up_domain(seed: &SeedTenant) -> SeedDomain {
    let plain = seed.display_name.chars().filter(char::is_ascii_alphanumeric);
    let first: String = plain.take(24).collect::<String>().to_lowercase();
    let first = if first.is_empty() { "tenant" } else { &first };
    let short = seed.tenant_id.simple().to_string()[..4].to_owned();
    SeedDomain {
        name: format!("{first}{short}.onmicrosoft.com"),
        is_initial: false,
        verified: true,
        authentication_type: AuthenticationType::Managed,
        dns: Dns::Published,
    }
}

fn domain_row(domain: &SeedDomain, is_initial: bool, record: &str) -> Value {
    let kind = match domain.authentication_type {
        AuthenticationType::Managed => "Managed",
        AuthenticationType::Federated => "Federated",
    };
    let services: &[&str] =
        if domain.verified { &["Email", "OfficeCommunicationsOnline"] } else { &[] };
    json!({
        "id": domain.name.to_lowercase(), "authenticationType": kind, "availabilityStatus": null,
        "isAdminManaged": true, "isDefault": is_initial, "isInitial": is_initial, "isRoot": true,
        "isVerified": domain.verified, "supportedServices": services, "state": null,
        "passwordNotificationWindowInDays": 14, "passwordValidityPeriodInDays": 2_147_483_647,
        "sandbox.dns": record,
    })
}

/// Service plans of Entra ID P1 and P2.
fn plans(licences: &[Licence]) -> impl Iterator<Item = &'static str> {
    let p2 = licences.contains(&Licence::P2);
    let p1 = p2 || licences.contains(&Licence::P1);
    let first = p1.then_some("41781fb2-bc02-4b7c-bd55-b576c07bb09d");
    first.into_iter().chain(p2.then_some("eec0eb4f-6444-4f95-aba0-50c24d67f998"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const APP: &str = "7d1e0000-0000-4000-8000-00000000000a";

    #[expect(clippy::needless_pass_by_value, reason = "the tests hand over what they just made")]
    fn seed(more: Value) -> SeedTenant {
        let mut seed = json!({
            "tenantId": "3f2a8a2c-0000-4000-8000-000000000001", "displayName": "Contoso",
            "apps": [{ "clientId": APP, "permissions": ["User.Read.All"] }],
        });
        for (name, value) in more.as_object().unwrap() {
            seed[name] = value.clone();
        }
        serde_json::from_value(seed).unwrap()
    }

    fn now() -> Timestamp {
        "2026-01-01T12:00:00Z".parse().unwrap()
    }

    fn planted(more: Value) -> Tenant {
        plant(&seed(more), now()).unwrap()
    }

    #[test]
    fn planting_repeats_but_for_salts() {
        let ids = |tenant: &Tenant| {
            let tables = tenant.tables.iter();
            tables
                .map(|(table, rows)| (*table, rows.keys().cloned().collect()))
                .collect::<Vec<(_, Vec<_>)>>()
        };
        let more = json!({ "users": [{ "userPrincipalName": "a@x.onmicrosoft.com" }] });
        assert_eq!(ids(&planted(more.clone())), ids(&planted(more)));
    }

    #[test]
    fn offsets_in_markers_and_schedules_are_resolved() {
        let tenant = planted(json!({ "users": [{
            "userPrincipalName": "msp-alice@x.onmicrosoft.com",
            "marker": {
                "installation": "msp", "address": "jit/alice", "grant": "inc-1 -2h -42m",
            },
            "roles": ["Global Reader", { "role": "User Administrator", "until": "2h" }],
        }] }));
        let (_, user) = tenant.rows(Table::Users).next().unwrap();
        let grant = &user["extension_7d1e000000004000800000000000000a_tenantryGrant"];
        assert_eq!(grant, "inc-1 2026-01-01T10:00:00Z 2026-01-01T11:18:00Z");
        assert_eq!(tenant.rows(Table::RoleAssignments).count(), 1);
        let (_, schedule) = tenant.rows(Table::RoleAssignmentSchedules).next().unwrap();
        assert_eq!(schedule["scheduleInfo"]["expiration"]["endDateTime"], "2026-01-01T14:00:00Z");
        let names: Vec<_> =
            tenant.rows(Table::ExtensionProperties).map(|(_, row)| row["name"].clone()).collect();
        assert_eq!(names.len(), 4);
    }

    #[test]
    fn names_that_lead_nowhere_are_refused_with_their_place() {
        let user = |more: Value| {
            let mut user = json!({ "userPrincipalName": "a@x.onmicrosoft.com" });
            for (name, value) in more.as_object().unwrap() {
                user[name] = value.clone();
            }
            json!({ "users": [user] })
        };
        for (more, expected) in [
            (user(json!({ "roles": ["Global Raeder"] })), "no role is called `Global Raeder`"),
            (user(json!({ "groups": ["Nobody"] })), "nothing called `Nobody`"),
            (
                user(json!({ "roles": [{ "role": "Global Reader", "administrativeUnit": "B" }] })),
                "no administrative unit is called `B`",
            ),
            (
                json!({ "apps": [{ "clientId": APP, "permissions": ["All.All"] }] }),
                "no permission `All.All`",
            ),
            (json!({ "users": [{ "userPrincipalName": "a" }] }), "has the form name@domain"),
            (
                json!({ "users": [{ "userPrincipalName": "a@x.y" }, { "userPrincipalName": "A@x.y" }] }),
                "another object is called `A@x.y` too",
            ),
            (
                json!({ "apps": [{ "clientId": APP, "certificates": [{ "pem": "no" }] }] }),
                "the PEM cannot be read",
            ),
        ] {
            let error = plant(&seed(more), now()).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
        let unknown = json!({ "tenantId": Uuid::nil(), "displayName": "x", "domain": [] });
        assert!(serde_json::from_value::<SeedTenant>(unknown).is_err());
    }

    #[test]
    fn a_tenant_has_an_initial_domain_and_its_licences() {
        let tenant =
            planted(json!({ "licences": ["p1"], "pendingDns": ["admin.contoso.example"] }));
        let (name, row) = tenant.rows(Table::Domains).next().unwrap();
        assert_eq!((name, &row["isInitial"]), ("contoso3f2a.onmicrosoft.com", &json!(true)));
        let settings = |name: &str| tenant.get(Table::Settings, name).unwrap().clone();
        assert_eq!(settings("licences"), json!({ "p1": true, "p2": false }));
        assert_eq!(settings("dns")["admin.contoso.example"], "pending");
        let (_, organization) = tenant.rows(Table::Organization).next().unwrap();
        assert_eq!(organization["assignedPlans"].as_array().unwrap().len(), 1);
        assert_eq!(organization["verifiedDomains"][0]["name"], name);
    }

    #[test]
    fn an_app_without_credentials_has_the_usual_secret() {
        let tenant = planted(json!({}));
        let (_, app) = tenant.rows(Table::Applications).next().unwrap();
        let key = app["passwordCredentials"][0]["keyId"].as_str().unwrap();
        let hash = &app["sandbox.secrets"][key];
        assert!(crate::sandbox::secret::is_hash_of(hash, "sandbox"));
        assert_eq!(tenant.rows(Table::AppRoleAssignments).count(), 1);
    }
}
