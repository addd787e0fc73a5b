//! `policies/roleManagementPolicyAssignments`: which policy of Privileged Identity Management binds
//! a role or a group. Every role and every group has one of its own, whose id is made from theirs.

use std::borrow::Cow;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::sandbox::catalog::BUILT_IN_ROLES;
use crate::sandbox::directory::asked::demanded;
use crate::sandbox::directory::collection::{Listing, list, one};
use crate::sandbox::directory::context::Context;
use crate::sandbox::directory::failure::Failure;
use crate::sandbox::directory::licences;
use crate::sandbox::directory::objects::{canonical, text};
use crate::sandbox::directory::operation::{Operation, get};
use crate::sandbox::directory::permission::Needs;
use crate::sandbox::odata::facts::UNIFIED_ROLE_MANAGEMENT_POLICY_ASSIGNMENT as ASSIGNMENT;
use crate::sandbox::store::{Table, Tenant};
use crate::sandbox::wire::Response;

const NAME: &str = "policies/roleManagementPolicyAssignments";
/// Policies of directory roles.
const ROLES_READ: Needs = &[&[
    "RoleManagement.Read.All",
    "RoleManagement.Read.Directory",
    "RoleManagement.ReadWrite.Directory",
    "RoleManagementPolicy.Read.Directory",
    "RoleManagementPolicy.ReadWrite.Directory",
]];
/// Policies of groups.
const GROUPS_READ: Needs =
    &[&["RoleManagementPolicy.Read.AzureADGroup", "RoleManagementPolicy.ReadWrite.AzureADGroup"]];
/// Either: which one it takes depends on the scope.
const EITHER: Needs = &[&[
    "RoleManagement.Read.All",
    "RoleManagement.Read.Directory",
    "RoleManagement.ReadWrite.Directory",
    "RoleManagementPolicy.Read.AzureADGroup",
    "RoleManagementPolicy.Read.Directory",
    "RoleManagementPolicy.ReadWrite.AzureADGroup",
    "RoleManagementPolicy.ReadWrite.Directory",
]];

pub(in super::super) const OPERATIONS: &[Operation] = &[
    get("/policies/roleManagementPolicyAssignments", EITHER, list_all),
    get("/policies/roleManagementPolicyAssignments/{id}", EITHER, get_one),
];

/// Makes the last part of a policy's id from the id of what it binds, and the other way round.
fn mixed(tenant: &Tenant, id: &str) -> Option<String> {
    let id = Uuid::try_parse(id).ok()?;
    Some(Uuid::from_u128(id.as_u128() ^ tenant.id.as_u128() ^ 0x9e37_79b9).to_string())
}

fn assignment(tenant: &Tenant, kind: &str, (scope, bound, role): (&str, &str, &str)) -> Value {
    let owner = if kind == "Group" { scope.to_owned() } else { tenant.id.to_string() };
    let policy = format!("{kind}_{owner}_{}", mixed(tenant, bound).unwrap_or_default());
    json!({
        "id": format!("{policy}_{role}"),
        "policyId": policy,
        "scopeId": scope,
        "scopeType": kind,
        "roleDefinitionId": role,
    })
}

/// The assignments of every role; both names of their scope's type are known.
fn of_roles(tenant: &Tenant, kind: &str) -> Vec<Value> {
    let built_in = BUILT_IN_ROLES.iter().map(|role| role.template_id.to_owned());
    let own = tenant.rows(Table::RoleDefinitions).map(|(id, _)| id.to_owned());
    built_in.chain(own).map(|role| assignment(tenant, kind, ("/", &role, &role))).collect()
}

fn of_group(tenant: &Tenant, group: &str) -> Vec<Value> {
    if tenant.get(Table::Groups, group).is_none() {
        return Vec::new();
    }
    vec![assignment(tenant, "Group", (group, group, "member"))]
}

fn list_all(context: &mut Context<'_>) -> Result<Response, Failure> {
    let (scope, kind) = (demanded(context, "scopeId")?, demanded(context, "scopeType")?);
    let (Some(scope), Some(kind)) = (scope, kind) else {
        return Err(Failure::new(
            400,
            "InvalidFilter",
            "The filter is invalid: both scopeId and scopeType must be given with eq.",
        ));
    };
    let mut items = if kind == "Group" {
        context.require(GROUPS_READ)?;
        of_group(context.tenant, &canonical(&scope))
    } else {
        context.require(ROLES_READ)?;
        let is_known = matches!(kind.as_str(), "Directory" | "DirectoryRole") && scope == "/";
        if is_known { of_roles(context.tenant, &kind) } else { Vec::new() }
    };
    licences::require_p2(context.tenant)?;
    items.sort_by(|left, right| text(left, "id").cmp(text(right, "id")));
    let items = items.into_iter().map(Cow::Owned).collect();
    list(context, Listing { entity: &ASSIGNMENT, name: NAME.to_owned(), items })
}

fn get_one(context: &mut Context<'_>) -> Result<Response, Failure> {
    let id = context.key(0).to_owned();
    let all = match id.split('_').collect::<Vec<_>>().as_slice() {
        ["Group", group, ..] => {
            context.require(GROUPS_READ)?;
            of_group(context.tenant, group)
        }
        [kind @ ("Directory" | "DirectoryRole"), ..] => {
            context.require(ROLES_READ)?;
            of_roles(context.tenant, kind)
        }
        _ => Vec::new(),
    };
    licences::require_p2(context.tenant)?;
    let found = all.iter().find(|row| text(row, "id") == id);
    one(context, &ASSIGNMENT, NAME, found.ok_or_else(|| Failure::missing(&id))?)
}

/// Returns a policy by its id.
pub(in super::super) fn policy(id: &str) -> Value {
    let mut parts = id.split('_');
    let kind = parts.next().unwrap_or_default();
    let scope = if kind == "Group" { parts.next().unwrap_or_default() } else { "/" };
    json!({
        "id": id,
        "displayName": kind,
        "description": kind,
        "isOrganizationDefault": false,
        "scopeId": scope,
        "scopeType": kind,
        "lastModifiedDateTime": null,
        "lastModifiedBy": {"displayName": null, "id": null},
    })
}

/// Returns the id of the role or group that a policy binds.
pub(super) fn governed(tenant: &Tenant, policy: &str) -> Option<String> {
    mixed(tenant, policy.rsplit('_').next()?)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::super::trial::{PLAIN, Trial, role};
    use super::*;

    fn asked(role: &str) -> String {
        format!(
            "/{NAME}?$filter=scopeId eq '/' and scopeType eq 'DirectoryRole' and roleDefinitionId eq \
             '{role}'&$expand=policy($expand=rules)"
        )
    }

    #[test]
    fn a_roles_rules_are_found_by_its_filter() {
        let mut trial = Trial::new(&["RoleManagement.Read.Directory"]);
        let reader = role("Global Reader");
        let row = json!({"maximumDuration": "PT8H", "isExpirationRequired": true, "enabledRules": ["Ticketing"]});
        trial.tenant.put(Table::Settings, format!("roleManagementPolicies/{reader}"), row);
        let found = trial.read(&asked(reader));
        assert_eq!(found["value"].as_array().unwrap().len(), 1);
        let rules = found["value"][0]["policy"]["rules"].as_array().unwrap().clone();
        let rule = |id: &str| rules.iter().find(|rule| rule["id"] == id).unwrap();
        assert_eq!(rule("Expiration_Admin_Assignment")["maximumDuration"], "PT8H");
        assert_eq!(rule("Expiration_Admin_Assignment")["isExpirationRequired"], true);
        assert_eq!(rule("Enablement_Admin_Assignment")["enabledRules"], json!(["Ticketing"]));
        assert_eq!(
            rule("Expiration_EndUser_Assignment")["@odata.type"],
            "#microsoft.graph.unifiedRoleManagementPolicyExpirationRule"
        );
        let other = trial.read(&asked(role("User Administrator")));
        let rules = other["value"][0]["policy"]["rules"].as_array().unwrap().clone();
        assert!(rules.iter().any(|rule| rule["maximumDuration"] == "P180D"));
        let id = other["value"][0]["id"].as_str().unwrap();
        assert_eq!(trial.read(&format!("/{NAME}/{id}"))["policyId"], other["value"][0]["policyId"]);
    }

    #[test]
    fn a_groups_rules_take_a_permission_of_their_own() {
        let path = format!(
            "/{NAME}?$filter=scopeId eq '{PLAIN}' and scopeType eq 'Group' and roleDefinitionId eq \
             'member'&$expand=policy($expand=rules)"
        );
        assert_eq!(Trial::new(&["RoleManagement.Read.All"]).ask("GET", &path, None).status, 403);
        let mut trial = Trial::new(&["RoleManagementPolicy.Read.AzureADGroup"]);
        let found = trial.read(&path);
        assert_eq!(found["value"][0]["policy"]["rules"][3]["maximumDuration"], "P180D");
        assert_eq!(trial.ask("GET", &asked(role("Global Reader")), None).status, 403);
    }

    #[test]
    fn what_is_not_asked_as_graph_wants_it_is_refused() {
        let mut trial = Trial::new(&["RoleManagement.Read.All"]);
        for (query, expected) in [
            ("", "InvalidFilter"),
            ("?$filter=scopeId eq '/'", "InvalidFilter"),
            (
                "?$filter=scopeId eq '/' and scopeType eq 'DirectoryRole' and nonsense eq 'x'",
                "BadRequest",
            ),
            (
                "?$filter=scopeId eq '/' and scopeType eq 'DirectoryRole'&$expand=rules",
                "BadRequest",
            ),
            (
                "?$filter=scopeId eq '/' and scopeType eq 'DirectoryRole'&$expand=policy($expand=nonsense)",
                "BadRequest",
            ),
            (
                "?$filter=scopeId eq '/' and scopeType eq 'DirectoryRole'&$expand=policy($top=1)",
                "BadRequest",
            ),
        ] {
            let verdict = trial.verdict("GET", &format!("/{NAME}{query}"), None);
            assert_eq!(verdict, (400, expected.to_owned()), "{query}");
        }
        trial.tenant.put(Table::Settings, "licences", json!({"p1": true, "p2": false}));
        assert_eq!(
            trial.verdict("GET", &asked(role("Global Reader")), None).1,
            "AadPremiumLicenseRequired"
        );
    }
}
