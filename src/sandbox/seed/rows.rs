//! Rows as Graph itself would have made them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use uuid::Uuid;

/// `@odata.type` of users.
pub(super) const USER: &str = "#microsoft.graph.user";
/// `@odata.type` of groups.
pub(super) const GROUP: &str = "#microsoft.graph.group";
/// `@odata.type` of service principals.
pub(super) const SERVICE_PRINCIPAL: &str = "#microsoft.graph.servicePrincipal";

/// Makes the id of a role assignment: role and principal (and unit), as Entra ID packs them.
pub(super) fn assignment_id(role: Uuid, principal: Uuid, unit: Option<Uuid>) -> String {
    let mut bytes = role.to_bytes_le().to_vec();
    bytes.extend(principal.to_bytes_le());
    bytes.extend(unit.map(|unit| unit.to_bytes_le()).into_iter().flatten());
    format!("{}-1", URL_SAFE_NO_PAD.encode(bytes))
}

/// Makes the id of an app role assignment.
pub(super) fn grant_id(principal: Uuid, role: Uuid) -> String {
    let mut bytes = principal.to_bytes_le().to_vec();
    bytes.extend(role.to_bytes_le());
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A user with everything but name, state and marker at its default.
pub(super) fn user(id: Uuid, upn: &str, display_name: &str, created: &str) -> Value {
    let nickname = upn.split('@').next().unwrap_or(upn);
    json!({
        "id": id, "userPrincipalName": upn, "displayName": display_name, "accountEnabled": true,
        "mailNickname": nickname, "mail": null, "givenName": null, "surname": null,
        "jobTitle": null, "mobilePhone": null, "officeLocation": null, "preferredLanguage": null,
        "businessPhones": [], "otherMails": [], "proxyAddresses": [], "userType": "Member",
        "usageLocation": null, "passwordPolicies": null, "createdDateTime": created,
        "lastPasswordChangeDateTime": created, "signInSessionsValidFromDateTime": created,
        "onPremisesSyncEnabled": null, "onPremisesImmutableId": null, "creationType": null,
        "department": null, "companyName": null, "employeeType": null, "deletedDateTime": null,
    })
}

/// A security group with everything but names and kind at its default.
pub(super) fn group(id: Uuid, display_name: &str, created: &str) -> Value {
    json!({
        "id": id, "displayName": display_name, "description": null, "uniqueName": null,
        "mailEnabled": false, "mailNickname": nickname(display_name), "mail": null,
        "securityEnabled": true, "groupTypes": [], "membershipRule": null,
        "membershipRuleProcessingState": null, "isAssignableToRole": null, "visibility": null,
        "isManagementRestricted": null, "onPremisesSyncEnabled": null, "proxyAddresses": [],
        "createdDateTime": created, "renewedDateTime": created, "deletedDateTime": null,
    })
}

/// A service principal.
pub(super) fn service_principal(id: Uuid, app_id: &str, name: &str, owner: &str) -> Value {
    json!({
        "id": id, "appId": app_id, "displayName": name, "appDisplayName": name,
        "accountEnabled": true, "servicePrincipalType": "Application",
        "appOwnerOrganizationId": owner, "servicePrincipalNames": [app_id],
        "signInAudience": "AzureADMyOrg", "appRoleAssignmentRequired": false,
        "appRoles": [], "oauth2PermissionScopes": [], "passwordCredentials": [],
        "keyCredentials": [], "tags": [], "alternativeNames": [], "replyUrls": [],
        "description": null, "homepage": null, "notes": null, "deletedDateTime": null,
    })
}

/// A mail nickname from a display name.
fn nickname(display_name: &str) -> String {
    let plain: String = display_name.chars().filter(char::is_ascii_alphanumeric).collect();
    if plain.is_empty() { "group".to_owned() } else { plain }
}
