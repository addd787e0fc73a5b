//! App registrations, their service principals, consent and credentials.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::SignedDuration;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::plant::{Bed, SeedError};
use super::rows;
use super::spec::SeedTenant;
use super::spec_apps::{SeedApp, SeedSecret};
use super::when::{When, rfc3339};
use crate::sandbox::catalog::{GRAPH_APP_ID, permission_id};
use crate::sandbox::secret::salted;
use crate::sandbox::store::Table;

/// The tenant that owns Microsoft's own apps.
const MICROSOFT: &str = "f8cdef31-a31e-4b4a-93e4-5f571e91255a";

/// Plants Microsoft Graph's service principal and every app.
pub(super) fn apps(bed: &mut Bed, seed: &SeedTenant) -> Result<(), SeedError> {
    let graph = bed.id("servicePrincipals", GRAPH_APP_ID);
    let row = rows::service_principal(graph, GRAPH_APP_ID, "Microsoft Graph", MICROSOFT);
    bed.put(Table::ServicePrincipals, graph.to_string(), row)?;
    seed.apps.iter().try_for_each(|app| plant_app(bed, app, graph))
}

fn plant_app(bed: &mut Bed, app: &SeedApp, graph: Uuid) -> Result<(), SeedError> {
    let app_id = app.client_id.to_string();
    let object = bed.id("applications", &app_id);
    let principal = bed.id("servicePrincipals", &app_id);
    bed.name("apps", &app_id, (principal, rows::SERVICE_PRINCIPAL))?;
    let mut row = application_row(bed, app, object);
    credentials(bed, app, &mut row)?;
    if app.owns_itself {
        row["sandbox.owners"] = json!([principal]);
    }
    row["requiredResourceAccess"] = required(bed, app)?;
    bed.put(Table::Applications, object.to_string(), row)?;
    let owner = bed.tenant.id.to_string();
    let mut row = rows::service_principal(principal, &app_id, &app.display_name, &owner);
    row["accountEnabled"] = json!(app.enabled);
    bed.put(Table::ServicePrincipals, principal.to_string(), row)?;
    consent(bed, app, principal, graph)?;
    for name in &app.extensions {
        let full = format!("extension_{}_{name}", app.client_id.simple());
        let id = bed.id("extensionProperties", &full);
        let row = json!({
            "id": id, "appDisplayName": app.display_name, "name": full, "dataType": "String",
            "isMultiValued": false, "isSyncedFromOnPremises": false,
            "targetObjects": ["User", "Group"], "deletedDateTime": null,
        });
        bed.put(Table::ExtensionProperties, format!("{object}/{id}"), row)?;
    }
    Ok(())
}

fn application_row(bed: &Bed, app: &SeedApp, object: Uuid) -> Value {
    let domains = bed.tenant.rows(Table::Domains);
    let publisher = domains.into_iter().find(|(_, row)| row["isInitial"] == true).map(|row| row.0);
    json!({
        "id": object, "appId": app.client_id, "displayName": app.display_name,
        "createdDateTime": bed.long_ago, "signInAudience": "AzureADMyOrg", "uniqueName": null,
        "publisherDomain": publisher, "identifierUris": [], "tags": [], "appRoles": [],
        "description": null, "notes": null, "isFallbackPublicClient": null,
        "passwordCredentials": [], "keyCredentials": [], "deletedDateTime": null,
        "sandbox.secrets": {}, "sandbox.certificates": {}, "sandbox.federated": [],
    })
}

fn permission(bed: &Bed, app: &SeedApp, name: &str) -> Result<Uuid, SeedError> {
    let at = || format!("apps/{}/permissions", app.client_id);
    let id = permission_id(name).and_then(|id| id.parse().ok());
    id.ok_or_else(|| bed.error(at(), format!("the sandbox knows no permission `{name}`")))
}

fn required(bed: &Bed, app: &SeedApp) -> Result<Value, SeedError> {
    let mut access = Vec::new();
    for name in &app.permissions {
        access.push(json!({ "id": permission(bed, app, name)?, "type": "Role" }));
    }
    if access.is_empty() {
        return Ok(json!([]));
    }
    Ok(json!([{ "resourceAppId": GRAPH_APP_ID, "resourceAccess": access }]))
}

fn consent(bed: &mut Bed, app: &SeedApp, principal: Uuid, graph: Uuid) -> Result<(), SeedError> {
    for name in &app.permissions {
        let role = permission(bed, app, name)?;
        let id = rows::grant_id(principal, role);
        let row = json!({
            "id": id, "appRoleId": role, "createdDateTime": bed.long_ago,
            "principalDisplayName": app.display_name, "principalId": principal,
            "principalType": "ServicePrincipal", "resourceDisplayName": "Microsoft Graph",
            "resourceId": graph, "deletedDateTime": null,
        });
        bed.put(Table::AppRoleAssignments, id, row)?;
    }
    Ok(())
}

fn credentials(bed: &Bed, app: &SeedApp, row: &mut Value) -> Result<(), SeedError> {
    let has_none =
        app.secrets.is_empty() && app.certificates.is_empty() && app.federated.is_empty();
    let usual = [SeedSecret { value: "sandbox".to_owned(), ends: None }];
    let secrets = if has_none { &usual[..] } else { &app.secrets };
    let end = |ends: Option<When>| {
        let two_years = bed.now.checked_add(SignedDuration::from_hours(2 * 365 * 24));
        rfc3339(ends.map_or(two_years.unwrap_or(bed.now), |when| when.resolve(bed.now)))
    };
    let (mut shown, mut hashes) = (Vec::new(), Map::new());
    for (number, secret) in secrets.iter().enumerate() {
        let key = bed.id("secrets", &format!("{}/{number}", app.client_id));
        let hint: String = secret.value.chars().take(3).collect();
        shown.push(json!({
            "keyId": key, "displayName": "sandbox", "hint": hint, "secretText": null,
            "customKeyIdentifier": null, "startDateTime": bed.long_ago,
            "endDateTime": end(secret.ends),
        }));
        hashes.insert(key.to_string(), salted(&secret.value));
    }
    row["passwordCredentials"] = Value::Array(shown);
    row["sandbox.secrets"] = Value::Object(hashes);
    certificates(bed, app, row, end)?;
    let federated = app.federated.iter().map(|it| {
        json!({
            "name": it.name, "issuer": it.issuer, "subject": it.subject,
            "audience": it.audience, "publicKey": it.public_key,
        })
    });
    row["sandbox.federated"] = federated.collect();
    Ok(())
}

fn certificates(
    bed: &Bed,
    app: &SeedApp,
    row: &mut Value,
    end: impl Fn(Option<When>) -> String,
) -> Result<(), SeedError> {
    let (mut shown, mut kept) = (Vec::new(), Map::new());
    for (number, certificate) in app.certificates.iter().enumerate() {
        let at = format!("apps/{}/certificates/{number}", app.client_id);
        let der = CertificateDer::from_pem_slice(certificate.pem.as_bytes())
            .map_err(|error| bed.error(at, format!("the PEM cannot be read: {error}")))?;
        let key = bed.id("certificates", &format!("{}/{number}", app.client_id));
        let thumbprint = sha1_smol::Sha1::from(der.as_ref()).digest().bytes();
        shown.push(json!({
            "keyId": key, "displayName": "sandbox", "type": "AsymmetricX509Cert",
            "usage": "Verify", "customKeyIdentifier": STANDARD.encode(thumbprint), "key": null,
            "startDateTime": bed.long_ago, "endDateTime": end(certificate.ends),
        }));
        kept.insert(key.to_string(), json!(STANDARD.encode(der.as_ref())));
    }
    row["keyCredentials"] = Value::Array(shown);
    row["sandbox.certificates"] = Value::Object(kept);
    Ok(())
}
