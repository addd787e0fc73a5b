//! `domains`: added unverified, verified once their DNS record is there. What the sandbox takes for
//! DNS is `sandbox.dns` of the domain's row: `pending` means that the record cannot be found.

use std::borrow::Cow;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::body;
use super::collection::{Listing, created, list, one};
use super::context::{Context, no_content};
use super::failure::Failure;
use super::objects::{is_true, text};
use super::operation::{Operation, delete, get, patch, post};
use super::permission::{DOMAIN_READ, DOMAIN_RECORDS_READ, DOMAIN_WRITE};
use crate::sandbox::odata::facts::{DOMAIN, DOMAIN_DNS_RECORD};
use crate::sandbox::store::{Table, Tenant};
use crate::sandbox::wire::Response;

pub(super) const OPERATIONS: &[Operation] = &[
    get("/domains", DOMAIN_READ, list_all),
    post("/domains", DOMAIN_WRITE, create),
    get("/domains/{id}", DOMAIN_READ, get_one),
    patch("/domains/{id}", DOMAIN_WRITE, update),
    delete("/domains/{id}", DOMAIN_WRITE, remove),
    post("/domains/{id}/verify", DOMAIN_WRITE, verify),
    get("/domains/{id}/verificationDnsRecords", DOMAIN_RECORDS_READ, records),
];

fn list_all(context: &mut Context<'_>) -> Result<Response, Failure> {
    let items = context.tenant.rows(Table::Domains).map(|(_, row)| Cow::Borrowed(row)).collect();
    list(context, Listing { entity: &DOMAIN, name: "domains".to_owned(), items })
}

fn named(context: &Context<'_>) -> Result<(String, Value), Failure> {
    let name = context.key(0).to_lowercase();
    let found = context
        .tenant
        .get(Table::Domains, &name)
        .cloned()
        .ok_or_else(|| Failure::missing(&name))?;
    Ok((name, found))
}

fn get_one(context: &mut Context<'_>) -> Result<Response, Failure> {
    let (_, found) = named(context)?;
    one(context, &DOMAIN, "domains", &found)
}

fn create(context: &mut Context<'_>) -> Result<Response, Failure> {
    let body = context.body()?;
    body::check(context.tenant, &DOMAIN, &body)?;
    let name = body::required(&body, "id", DOMAIN.label)?.to_lowercase();
    if !is_domain(&name) || name.ends_with(".onmicrosoft.com") {
        return Err(Failure::invalid("id", DOMAIN.label));
    }
    if context.tenant.get(Table::Domains, &name).is_some() {
        return Err(Failure::taken("id"));
    }
    let parent = parent(context.tenant, &name).cloned();
    let mut row = json!({
        "id": name,
        "authenticationType": parent.as_ref().map_or("Managed", |parent| text(parent, "authenticationType")),
        "availabilityStatus": null,
        "isAdminManaged": true,
        "isDefault": false,
        "isInitial": false,
        "isRoot": parent.is_none(),
        // A subdomain of a verified domain is verified at once.
        "isVerified": parent.is_some(),
        "passwordNotificationWindowInDays": 14,
        "passwordValidityPeriodInDays": 2_147_483_647,
        "supportedServices": [],
    });
    // What the seed said about the DNS of domains that are yet to be added.
    let dns = context.tenant.get(Table::Settings, "dns").and_then(|dns| dns.get(&name)).cloned();
    row["sandbox.dns"] = dns.unwrap_or_else(|| json!("published"));
    context.tenant.put(Table::Domains, &name, row.clone());
    Ok(created(context, &DOMAIN, "domains", &row))
}

/// Finds the verified domain above a name.
fn parent<'a>(tenant: &'a Tenant, name: &str) -> Option<&'a Value> {
    let above =
        tenant.rows(Table::Domains).filter(|(domain, _)| name.ends_with(&format!(".{domain}")));
    above.map(|(_, row)| row).find(|row| is_true(row, "isVerified"))
}

fn is_domain(name: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    name.len() <= 253 && name.contains('.') && name.split('.').all(is_label)
}

fn update(context: &mut Context<'_>) -> Result<Response, Failure> {
    let (name, mut row) = named(context)?;
    let body = context.body()?;
    if let Some(unknown) = body.keys().find(|key| {
        !matches!(
            key.as_str(),
            "isDefault"
                | "supportedServices"
                | "passwordValidityPeriodInDays"
                | "passwordNotificationWindowInDays"
        ) && !key.starts_with("@odata.")
    }) {
        return Err(Failure::bad(format!("Property '{unknown}' is read-only and cannot be set.")));
    }
    body::check(context.tenant, &DOMAIN, &body)?;
    if body.get("isDefault") == Some(&Value::Bool(true)) {
        if !is_true(&row, "isVerified") {
            return Err(Failure::bad("An unverified domain cannot be made the default domain."));
        }
        let others: Vec<_> = context
            .tenant
            .rows(Table::Domains)
            .filter(|(_, row)| is_true(row, "isDefault"))
            .map(|(id, row)| (id.to_owned(), row.clone()))
            .collect();
        for (id, mut other) in others {
            other["isDefault"] = json!(false);
            context.tenant.put(Table::Domains, id, other);
        }
    } else if body.contains_key("isDefault") && is_true(&row, "isDefault") {
        return Err(Failure::invalid("isDefault", DOMAIN.label));
    }
    body::merge(&mut row, body);
    context.tenant.put(Table::Domains, name, row);
    Ok(no_content())
}

fn remove(context: &mut Context<'_>) -> Result<Response, Failure> {
    let (name, row) = named(context)?;
    if is_true(&row, "isInitial") || is_true(&row, "isDefault") {
        return Err(Failure::bad("The initial or default domain of a company cannot be removed."));
    }
    let suffix = format!("@{name}");
    let is_used = context
        .tenant
        .rows(Table::Users)
        .any(|(_, user)| text(user, "userPrincipalName").to_lowercase().ends_with(&suffix));
    if is_used {
        return Err(Failure::bad(
            "Domain cannot be deleted because it is referenced by other objects.",
        ));
    }
    context.tenant.remove(Table::Domains, &name);
    Ok(no_content())
}

fn verify(context: &mut Context<'_>) -> Result<Response, Failure> {
    let (name, mut row) = named(context)?;
    if is_true(&row, "isVerified") {
        return Err(Failure::bad("Domain is already verified."));
    }
    if text(&row, "sandbox.dns") == "pending" {
        return Err(Failure::bad(
            "Domain verification failed with the following error: 'The DNS records could not be found. Add the \
             records at your registrar and try again later.'",
        ));
    }
    row["isVerified"] = json!(true);
    context.tenant.put(Table::Domains, name, row.clone());
    one(context, &DOMAIN, "domains", &row)
}

fn records(context: &mut Context<'_>) -> Result<Response, Failure> {
    let (name, row) = named(context)?;
    let number = number(context.tenant, &name);
    let record = |kind: &str, mut record: Value| {
        record["@odata.type"] = json!(format!("#microsoft.graph.domainDns{kind}Record"));
        record["id"] = json!(record_id(&number, kind));
        record["isOptional"] = json!(false);
        record["label"] = json!(text(&row, "id"));
        record["recordType"] = json!(kind);
        record["supportedService"] = json!("Email");
        record["ttl"] = json!(3600);
        Cow::Owned(record)
    };
    let items = vec![
        record("Txt", json!({"text": format!("MS={number}")})),
        record(
            "Mx",
            json!({"mailExchange": format!("{number}.msv1.invalid"), "preference": 32767}),
        ),
    ];
    let name = format!("domains('{name}')/verificationDnsRecords");
    list(context, Listing { entity: &DOMAIN_DNS_RECORD, name, items })
}

/// The value that proves the domain is the tenant's; the same each time it is asked for.
fn number(tenant: &Tenant, name: &str) -> String {
    let hash = Sha256::new().chain_update(tenant.id.as_bytes()).chain_update(name).finalize();
    let number = hash.iter().take(4).fold(0_u64, |sum, byte| sum * 256 + u64::from(*byte));
    format!("ms{:08}", number % 100_000_000)
}

fn record_id(number: &str, kind: &str) -> String {
    uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_DNS, format!("{number}/{kind}").as_bytes())
        .to_string()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::trial::Trial;
    use crate::sandbox::store::Table;

    #[test]
    fn a_domain_is_added_proved_and_removed() {
        let mut trial = Trial::new(&["Domain.ReadWrite.All", "Organization.Read.All"]);
        let made = trial.ask("POST", "/domains", Some(json!({"id": "Admin.Fabrikam.example"})));
        assert_eq!((made.status, &made.body.unwrap()["isVerified"]), (201, &json!(false)));
        let again = trial
            .ask("POST", "/domains", Some(json!({"id": "admin.fabrikam.example"})))
            .body
            .unwrap();
        assert_eq!(again["error"]["details"][0]["target"], "id");
        let records = trial.read("/domains/admin.fabrikam.example/verificationDnsRecords");
        assert_eq!(records["value"][0]["@odata.type"], "#microsoft.graph.domainDnsTxtRecord");
        assert!(records["value"][0]["text"].as_str().unwrap().starts_with("MS=ms"));
        assert_eq!(records, trial.read("/domains/admin.fabrikam.example/verificationDnsRecords"));
        let verified = trial.ask("POST", "/domains/admin.fabrikam.example/verify", None);
        assert_eq!((verified.status, &verified.body.unwrap()["isVerified"]), (200, &json!(true)));
        let organization = trial.read("/organization");
        let domains = organization["value"][0]["verifiedDomains"].as_array().unwrap();
        assert!(domains.iter().any(|domain| domain["name"] == "admin.fabrikam.example"));
        assert_eq!(trial.ask("DELETE", "/domains/admin.fabrikam.example", None).status, 204);
        assert_eq!(trial.ask("GET", "/domains/admin.fabrikam.example", None).status, 404);
    }

    #[test]
    fn pending_dns_delays_verification() {
        let mut trial = Trial::new(&["Domain.ReadWrite.All"]);
        trial.tenant.put(Table::Settings, "dns", json!({"slow.example": "pending"}));
        assert_eq!(trial.ask("POST", "/domains", Some(json!({"id": "slow.example"}))).status, 201);
        assert_eq!(
            trial.verdict("POST", "/domains/slow.example/verify", None),
            (400, "Request_BadRequest".to_owned())
        );
        let mut row = trial.tenant.get(Table::Domains, "slow.example").unwrap().clone();
        row["sandbox.dns"] = Value::Null;
        trial.tenant.put(Table::Domains, "slow.example", row);
        assert_eq!(trial.ask("POST", "/domains/slow.example/verify", None).status, 200);
        assert_eq!(trial.ask("POST", "/domains/slow.example/verify", None).status, 400);
    }

    #[test]
    fn domains_in_use_stay_and_nonsense_is_refused() {
        let mut trial = Trial::new(&["Domain.ReadWrite.All"]);
        for name in ["trial.example", "trial.onmicrosoft.com"] {
            assert_eq!(
                trial.ask("DELETE", &format!("/domains/{name}"), None).status,
                400,
                "{name}"
            );
        }
        for name in ["nonsense", "a..b", "-a.example", "other.onmicrosoft.com", ""] {
            assert_eq!(
                trial.ask("POST", "/domains", Some(json!({"id": name}))).status,
                400,
                "{name}"
            );
        }
        let child =
            trial.ask("POST", "/domains", Some(json!({"id": "sub.trial.example"}))).body.unwrap();
        assert_eq!((&child["isVerified"], &child["isRoot"]), (&json!(true), &json!(false)));
        assert_eq!(
            trial.ask("PATCH", "/domains/new.example", Some(json!({"isDefault": true}))).status,
            400
        );
        assert_eq!(
            trial.ask("PATCH", "/domains/trial.example", Some(json!({"isDefault": true}))).status,
            204
        );
        assert_eq!(
            trial.tenant.get(Table::Domains, "trial.onmicrosoft.com").unwrap()["isDefault"],
            false
        );
    }
}
