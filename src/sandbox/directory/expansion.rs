//! `$expand`: what a navigation leads to.

use serde_json::Value;

use super::context::Context;
use super::failure::Failure;
use super::objects::{find, text, typed};
use super::presentation::{Fields, present};
use super::{memberships, policies, roles, service_principals};
use crate::sandbox::odata::facts::{
    APP_ROLE_ASSIGNMENT, AUTHENTICATION_METHODS, DIRECTORY_OBJECT, DOMAIN_DNS_MX_RECORD,
    DOMAIN_DNS_TXT_RECORD, EXTENSION_PROPERTY, GROUP, ROLE_MANAGEMENT_POLICY_RULES,
    UNIFIED_ROLE_DEFINITION, UNIFIED_ROLE_MANAGEMENT_POLICY, UNIFIED_ROLE_MANAGEMENT_POLICY_RULE,
};
use crate::sandbox::odata::{EntityType, Expand, Problem, check_navigation};
use crate::sandbox::store::Table;

/// How many objects a directory object's expanded navigation holds at most.
const MOST: usize = 20;

/// Returns the type that a navigation leads to.
fn target(navigation: &str) -> &'static EntityType {
    match navigation {
        "roleDefinition" => &UNIFIED_ROLE_DEFINITION,
        "extensionProperties" => &EXTENSION_PROPERTY,
        "appRoleAssignments" | "appRoleAssignedTo" => &APP_ROLE_ASSIGNMENT,
        "group" => &GROUP,
        "policy" => &UNIFIED_ROLE_MANAGEMENT_POLICY,
        "rules" | "effectiveRules" => &UNIFIED_ROLE_MANAGEMENT_POLICY_RULE,
        _ => &DIRECTORY_OBJECT,
    }
}

/// Checks what stands inside an `$expand`: its own `$select` and `$expand`.
pub(super) fn check(entity: &EntityType, expand: &Expand) -> Result<(), Failure> {
    let target = target(&expand.name);
    let select = expand.select.as_deref().unwrap_or_default();
    if let Some(name) =
        select.iter().find(|name| !crate::sandbox::odata::is_selectable(target, name))
    {
        let clause =
            format!("Parsing OData Select and Expand failed in '{}/{}'", entity.name, expand.name);
        return Err(Problem::unknown_property(&clause, name, target.name).into());
    }
    expand.expand.iter().try_for_each(|nested| {
        check_navigation(target, &nested.name)?;
        check(target, nested)
    })
}

/// Follows a navigation from an object.
pub(super) fn follow(
    context: &Context<'_>,
    entity: &EntityType,
    object: &Value,
    expand: &Expand,
) -> Value {
    let target = target(&expand.name);
    let fields = Fields { select: expand.select.as_deref(), expand: &expand.expand };
    let show = |found: &Value| present(context, target, found, fields);
    let scope = text(object, "directoryScopeId").rsplit('/').next().unwrap_or("");
    let single = match expand.name.as_str() {
        "principal" => object_at(context, text(object, "principalId")),
        "directoryScope" => object_at(context, scope),
        "group" => object_at(context, text(object, "groupId")),
        "policy" => Some(policies::policy(text(object, "policyId"))),
        "roleDefinition" => roles::definition(context.tenant, text(object, "roleDefinitionId")),
        _ => {
            let most = if entity.is_directory_object() { MOST } else { usize::MAX };
            let found = many(context, entity, text(object, "id"), &expand.name);
            return found.iter().take(most).map(show).collect();
        }
    };
    let mut shown = single.as_ref().map_or(Value::Null, show);
    if expand.name == "principal" && expand.select.is_none() {
        show_state(single.as_ref(), &mut shown);
    }
    shown
}

/// Adds whether a principal can sign in, which Graph's answers show here without a `$select`
/// (List unifiedRoleAssignments, second example); not of one whose properties are hidden.
fn show_state(principal: Option<&Value>, shown: &mut Value) {
    let state = principal.and_then(|principal| principal.get("accountEnabled"));
    if let Some(state) = state.filter(|_| shown["displayName"].is_string()) {
        shown["accountEnabled"] = state.clone();
    }
}

/// Follows a navigation that leads to many objects.
fn many(context: &Context<'_>, entity: &EntityType, id: &str, navigation: &str) -> Vec<Value> {
    let tenant = &*context.tenant;
    match navigation {
        "memberOf" => memberships::of(tenant, context.now, id),
        "transitiveMemberOf" => memberships::transitive(tenant, context.now, id),
        "owners" => memberships::owners(tenant, id),
        "members" if entity.name == "administrativeUnit" => {
            memberships::under(tenant, Table::AdministrativeUnitMembers, id)
        }
        "members" => memberships::under(tenant, Table::GroupMembers, id),
        "extensionProperties" => {
            let prefix = format!("{id}/");
            tenant
                .rows_under(Table::ExtensionProperties, &prefix)
                .map(|(_, row)| row.clone())
                .collect()
        }
        "rules" | "effectiveRules" => policies::rules(tenant, id),
        "appRoleAssignments" => service_principals::granted_to(tenant, id),
        "appRoleAssignedTo" => service_principals::granted_by(tenant, id),
        _ => Vec::new(),
    }
}

fn object_at(context: &Context<'_>, id: &str) -> Option<Value> {
    find(context.tenant, id).map(|(kind, object)| typed(kind, object))
}

/// Finds the type of an object that is no directory object: a DNS record, an authentication method
/// or a rule.
pub(super) fn record_type(odata_type: &str) -> Option<&'static EntityType> {
    let name = odata_type.strip_prefix("#microsoft.graph.")?;
    let records: [&EntityType; 2] = [&DOMAIN_DNS_TXT_RECORD, &DOMAIN_DNS_MX_RECORD];
    records
        .into_iter()
        .chain(AUTHENTICATION_METHODS)
        .chain(ROLE_MANAGEMENT_POLICY_RULES)
        .find(|known| known.name == name)
}
