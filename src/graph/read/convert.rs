//! From Graph's JSON to what is observed, object by object.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::{Value, value::RawValue};

use super::Marker;
use crate::{
    domain::{
        ADDRESS, DirectoryScope, ENDED, GRANT, INSTALLATION, UserPrincipalName, permission_name,
    },
    graph::{page::Reply, wire},
    observed::{
        ObservedAdministrativeUnit, ObservedApplication, ObservedCredential, ObservedDomain,
        ObservedGroup, ObservedMarker, ObservedMembership, ObservedOrganization, ObservedPrincipal,
        ObservedRole, ObservedRoleAssignment, ObservedRoleSchedule, ObservedServicePrincipal,
        ObservedUser, PrincipalKind, Reading, Unknown,
    },
};

/// Entra ID P1, P2 and ID Governance as service plans (Entra, licensing service plan reference).
pub(super) const P1: &str = "41781fb2-bc02-4b7c-bd55-b576c07bb09d";
pub(super) const P2: &str = "eec0eb4f-6444-4f95-aba0-50c24d67f998";
const ID_GOVERNANCE: &str = "e866a266-3cff-43a3-acca-0c90a7e00c8b";

/// Reads one object; 404 proves its absence.
pub(in crate::graph) fn decode_one<T: DeserializeOwned>(reply: &Reply) -> Reading<T> {
    match reply {
        Err(unknown) if unknown.status == Some(404) => Reading::Absent,
        Err(unknown) => Reading::Unknown(unknown.clone()),
        Ok(pages) => match pages.first().map(|page| decode(page)) {
            Some(Ok(value)) => Reading::Known(value),
            Some(Err(unknown)) => Reading::Unknown(unknown),
            None => Reading::Unknown(Unknown::because("the answer is empty")),
        },
    }
}

/// Reads a collection, all of it or nothing.
pub(in crate::graph) fn decode_all<T: DeserializeOwned>(reply: &Reply) -> Result<Vec<T>, Unknown> {
    match decode_each(reply) {
        (all, None) => Ok(all),
        (_, Some(unknown)) => Err(unknown),
    }
}

/// Reads what can be read of a collection, element by element, and says why that is not all.
pub(in crate::graph) fn decode_each<T: DeserializeOwned>(
    reply: &Reply,
) -> (Vec<T>, Option<Unknown>) {
    let pages = match reply {
        Ok(pages) => pages,
        Err(unknown) => return (Vec::new(), Some(unknown.clone())),
    };
    let (mut all, mut missing) = (Vec::new(), None);
    for page in pages {
        match decode::<wire::Collection<Box<RawValue>>>(page) {
            Ok(elements) => {
                for element in elements.value {
                    match decode(&element) {
                        Ok(element) => all.push(element),
                        Err(unknown) => missing = Some(unknown),
                    }
                }
            }
            Err(unknown) => missing = Some(unknown),
        }
    }
    (all, missing)
}

fn decode<T: DeserializeOwned>(page: &RawValue) -> Result<T, Unknown> {
    serde_json::from_str(page.get())
        .map_err(|error| Unknown::because(format!("an answer is not as expected: {error}")))
}

pub(super) fn organization(found: wire::Organization) -> Result<ObservedOrganization, Unknown> {
    let has = |plan: &str| {
        found.assigned_plans.iter().any(|assigned| {
            let is_usable =
                matches!(assigned.capability_status.as_deref(), None | Some("Enabled" | "Warning"));
            is_usable
                && assigned
                    .service_plan_id
                    .as_deref()
                    .is_some_and(|id| id.eq_ignore_ascii_case(plan))
        })
    };
    let has_p2 = has(P2) || has(ID_GOVERNANCE);
    Ok(ObservedOrganization {
        id: found
            .id
            .parse()
            .map_err(|invalid| Unknown::because(format!("the organization's id: {invalid}")))?,
        has_p1: has(P1) || has(P2),
        has_p2,
        display_name: found.display_name.unwrap_or_default(),
    })
}

pub(in crate::graph) fn domain(found: &wire::Domain) -> Result<ObservedDomain, Unknown> {
    Ok(ObservedDomain {
        name: found
            .id
            .parse()
            .map_err(|invalid| Unknown::because(format!("a domain's name: {invalid}")))?,
        verified: found.is_verified == Some(true),
        managed: found
            .authentication_type
            .as_deref()
            .is_some_and(|kind| kind.eq_ignore_ascii_case("Managed")),
        initial: found.is_initial == Some(true),
        verification_record: None,
    })
}

pub(super) fn user(found: wire::User, marker: &Marker) -> ObservedUser {
    let name = found.user_principal_name.unwrap_or_default();
    ObservedUser {
        id: found.id,
        guest: is_guest(found.user_type.as_deref(), &name),
        user_principal_name: UserPrincipalName::observed(&name),
        display_name: found.display_name.unwrap_or_default(),
        account_enabled: found.account_enabled,
        on_premises_synced: found.on_premises_sync_enabled == Some(true),
        management_restricted: found.is_management_restricted == Some(true),
        last_password_change: found
            .last_password_change_date_time
            .and_then(|text| text.parse().ok()),
        marker: marker_on(&found.extensions, marker),
    }
}

/// An invited person keeps the mark in the name even where an administrator made her a member.
fn is_guest(user_type: Option<&str>, name: &str) -> bool {
    user_type.is_some_and(|it| it.eq_ignore_ascii_case("Guest"))
        || name.to_ascii_uppercase().contains("#EXT#")
}

pub(super) fn group(found: wire::Group, marker: &Marker) -> ObservedGroup {
    ObservedGroup {
        id: found.id,
        display_name: found.display_name.unwrap_or_default(),
        description: found.description,
        unique_name: found.unique_name,
        security_enabled: found.security_enabled == Some(true),
        mail_enabled: found.mail_enabled == Some(true),
        dynamic: is_dynamic(&found.group_types),
        on_premises_synced: found.on_premises_sync_enabled == Some(true),
        assignable_to_role: found.is_assignable_to_role == Some(true),
        management_restricted: found.is_management_restricted == Some(true),
        marker: marker_on(&found.extensions, marker),
    }
}

fn is_dynamic(types: &[String]) -> bool {
    types.iter().any(|kind| kind.eq_ignore_ascii_case("DynamicMembership"))
}

fn marker_on(extensions: &BTreeMap<String, Value>, marker: &Marker) -> ObservedMarker {
    let text = |name: &str| match extensions.get(&marker.extension(name)) {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text.clone()),
        // Somebody made the extension anew with another type: shown as it is, never ours.
        Some(other) => Some(other.to_string()),
    };
    ObservedMarker {
        installation: text(INSTALLATION),
        address: text(ADDRESS),
        grant: text(GRANT),
        ended: text(ENDED),
    }
}

/// Returns nothing for what is no group.
pub(super) fn membership(found: wire::Membership) -> Option<ObservedMembership> {
    if found.kind.as_deref().is_some_and(|kind| kind_of(kind) != PrincipalKind::Group) {
        return None;
    }
    let is_unified = found.group_types.iter().any(|kind| kind.eq_ignore_ascii_case("Unified"));
    let by_exchange = found.mail_enabled == Some(true) && !is_unified;
    Some(ObservedMembership {
        group: found.id,
        display_name: found.display_name.unwrap_or_default(),
        assignable_to_role: found.is_assignable_to_role,
        direct: None,
        fixed: is_dynamic(&found.group_types)
            || found.on_premises_sync_enabled == Some(true)
            || by_exchange,
    })
}

pub(super) fn role(found: wire::RoleDefinition) -> ObservedRole {
    ObservedRole {
        id: found.id,
        display_name: found.display_name.unwrap_or_default(),
        built_in: found.is_built_in == Some(true),
    }
}

/// Reads an `@odata.type`.
fn kind_of(name: &str) -> PrincipalKind {
    match name {
        "#microsoft.graph.user" => PrincipalKind::User,
        "#microsoft.graph.group" => PrincipalKind::Group,
        "#microsoft.graph.servicePrincipal" => PrincipalKind::ServicePrincipal,
        _ => PrincipalKind::Other,
    }
}

pub(super) fn role_assignment(found: wire::RoleAssignment) -> ObservedRoleAssignment {
    let principal = found.principal.as_ref();
    let kind = principal
        .and_then(|principal| principal.kind.as_deref())
        .map_or(PrincipalKind::Other, kind_of);
    ObservedRoleAssignment {
        id: found.id,
        role: found.role_definition_id,
        scope: scope(found.directory_scope_id.as_deref()),
        principal: ObservedPrincipal {
            id: found.principal_id,
            kind,
            display_name: principal
                .and_then(|principal| principal.display_name.clone())
                .unwrap_or_default(),
            enabled: principal
                .filter(|_| kind != PrincipalKind::Group)
                .and_then(|principal| principal.account_enabled),
        },
    }
}

/// An assignment inside one app names no scope of the directory.
pub(super) fn scope(found: Option<&str>) -> DirectoryScope {
    DirectoryScope::observed(found.unwrap_or("an app's own scope"))
}

pub(super) fn role_schedule(found: wire::RoleScheduleInstance) -> ObservedRoleSchedule {
    let is = |value: Option<&str>, expected: &str| {
        value.is_some_and(|value| value.eq_ignore_ascii_case(expected))
    };
    ObservedRoleSchedule {
        id: found.id,
        role: found.role_definition_id,
        principal: found.principal_id,
        scope: scope(found.directory_scope_id.as_deref()),
        start: found.start_date_time,
        end: found.end_date_time,
        activated: is(found.assignment_type.as_deref(), "Activated"),
        through_group: is(found.member_type.as_deref(), "Group"),
    }
}

pub(super) fn administrative_unit(found: wire::AdministrativeUnit) -> ObservedAdministrativeUnit {
    ObservedAdministrativeUnit {
        id: found.id,
        display_name: found.display_name.unwrap_or_default(),
        restricted: found.is_member_management_restricted == Some(true),
    }
}

pub(super) fn service_principal(found: wire::ServicePrincipal) -> ObservedServicePrincipal {
    ObservedServicePrincipal {
        id: found.id,
        display_name: found.display_name.unwrap_or_default(),
        enabled: found.account_enabled != Some(false),
    }
}

pub(super) fn application(found: wire::Application) -> ObservedApplication {
    let secrets = found.password_credentials.into_iter().map(|secret| ObservedCredential {
        kind: "client secret",
        display_name: secret.display_name.unwrap_or_default(),
        end: secret.end_date_time,
    });
    let certificates = found.key_credentials.into_iter().map(|key| ObservedCredential {
        kind: "certificate",
        display_name: key.display_name.unwrap_or_default(),
        end: key.end_date_time,
    });
    ObservedApplication { id: found.id, credentials: secrets.chain(certificates).collect() }
}

pub(super) fn permission(found: wire::AppRoleAssignment) -> String {
    permission_name(&found.app_role_id).map_or(found.app_role_id, str::to_owned)
}
