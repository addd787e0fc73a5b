//! Turns a described tenant into rows.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use uuid::Uuid;

use super::spec::{AuthenticationType, Dns, Licence, SeedDomain, SeedTenant};
use super::when::rfc3339;
use super::{plant_apps, plant_people, plant_roles};
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
        let synced = self.tenant.rows(Table::Users).any(|(_, it)| it["onPremisesSyncEnabled"] == true);
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
    let services: &[&str] = if domain.verified { &["Email", "OfficeCommunicationsOnline"] } else { &[] };
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
