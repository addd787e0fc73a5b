//! Everything that can be asked of a tenant, and the addresses that ask it.

use crate::{
    domain::{
        ADDRESS, ClientId, DomainName, ENDED, GRANT, INSTALLATION, ObjectId, OrganizationName,
        RoleDefinitionId, UserPrincipalName,
    },
    graph::odata::{Address, literal, one_of, segment},
};

/// One question. Equal questions are asked once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::graph) enum Ask {
    Organization,
    Domains,
    OwnedUsers,
    OwnedGroups,
    /// Groups by display name or object id.
    Groups {
        names: Vec<String>,
        ids: Vec<ObjectId>,
    },
    /// Role definitions by display name or id.
    Roles {
        names: Vec<String>,
        ids: Vec<RoleDefinitionId>,
    },
    AllRoles,
    RoleAssignments,
    RoleAssignmentsOfRole(RoleDefinitionId),
    RoleAssignmentsOf(ObjectId),
    RoleSchedules,
    RoleSchedulesOf(ObjectId),
    AdministrativeUnits,
    /// Whether users can sign in.
    Enabled(Vec<ObjectId>),
    ServicePrincipal,
    Permissions,
    Application,
    Extensions,
    Users(Vec<UserPrincipalName>),
    User(ObjectId),
    UserNamed(UserPrincipalName),
    /// The groups of a user, transitively, by the name that the configuration gives it.
    GroupsOfNamed(UserPrincipalName),
    GroupsOf(ObjectId),
    DirectGroupsOf(ObjectId),
    /// The time-bound memberships of a user.
    GroupSchedulesOf(ObjectId),
    /// The roles that a user may take up.
    EligibleRolesOf(ObjectId),
    /// The memberships that a user may take up.
    EligibleGroupsOf(ObjectId),
    /// What a user can sign in with.
    MethodsOf(ObjectId),
    /// The policy of Temporary Access Passes.
    PassPolicy,
    /// Conditional Access policies.
    AccessPolicies,
    /// The PIM policy of a role.
    RolePolicy(RoleDefinitionId),
    /// The PIM policy of membership in a group.
    GroupPolicy(ObjectId),
    Group(ObjectId),
    GroupKeyed(String),
    MembersOf(ObjectId),
    Domain(DomainName),
    VerificationRecords(DomainName),
    /// The same without the marker: for tenants where its extensions are not defined yet.
    Unmarked(Box<Self>),
}

/// Whose marker is read, and whose app is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::graph) struct Marker {
    pub(in crate::graph) client_id: ClientId,
    /// The app whose extensions hold the marker.
    pub(in crate::graph) extensions_of: ClientId,
    pub(in crate::graph) installation: OrganizationName,
}

const USER: [&str; 8] = [
    "id",
    "userPrincipalName",
    "displayName",
    "accountEnabled",
    "onPremisesSyncEnabled",
    "isManagementRestricted",
    "userType",
    "lastPasswordChangeDateTime",
];
const GROUP: [&str; 10] = [
    "id",
    "displayName",
    "description",
    "uniqueName",
    "securityEnabled",
    "mailEnabled",
    "groupTypes",
    "onPremisesSyncEnabled",
    "isAssignableToRole",
    "isManagementRestricted",
];
const MEMBERSHIP: [&str; 6] = [
    "id",
    "displayName",
    "isAssignableToRole",
    "groupTypes",
    "onPremisesSyncEnabled",
    "mailEnabled",
];
const DOMAIN: [&str; 4] = ["id", "authenticationType", "isVerified", "isInitial"];
const PASS_POLICY: &str =
    "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass";
const SCHEDULE: [&str; 8] = [
    "id",
    "startDateTime",
    "roleDefinitionId",
    "principalId",
    "directoryScopeId",
    "endDateTime",
    "assignmentType",
    "memberType",
];

impl Marker {
    /// Returns the full name of one of the marker's extensions.
    pub(in crate::graph) fn extension(&self, name: &str) -> String {
        self.extensions_of.extension(name)
    }

    fn fields(&self, fixed: &[&str], is_marked: bool) -> Vec<String> {
        let marker = [INSTALLATION, ADDRESS, GRANT, ENDED].into_iter().filter(|_| is_marked);
        let fixed = fixed.iter().map(|name| (*name).to_owned());
        fixed.chain(marker.map(|name| self.extension(name))).collect()
    }

    fn is_owned(&self) -> String {
        format!("{} eq {}", self.extension(INSTALLATION), literal(self.installation.as_str()))
    }
}

impl Ask {
    /// Returns the address relative to Graph's version.
    pub(in crate::graph) fn path(&self, marker: &Marker) -> String {
        match self {
            Self::Unmarked(ask) => ask.address(marker, false).finish(),
            ask => ask.address(marker, true).finish(),
        }
    }

    fn address(&self, marker: &Marker, is_marked: bool) -> Address {
        let (user, group) = (marker.fields(&USER, is_marked), marker.fields(&GROUP, is_marked));
        let (app, marker_app) = (marker.client_id, marker.extensions_of);
        match self {
            Self::Organization => {
                get("/organization").select(&["id", "displayName", "assignedPlans"])
            }
            Self::Domains => get("/domains").select(&DOMAIN),
            Self::Domain(name) => get(format!("/domains/{name}")).select(&DOMAIN),
            Self::VerificationRecords(name) => {
                get(format!("/domains/{name}/verificationDnsRecords"))
            }
            Self::OwnedUsers => {
                get("/users").filter(&marker.is_owned()).select(&user).large_pages()
            }
            Self::Users(names) => {
                get("/users").filter(&one_of("userPrincipalName", names)).select(&user)
            }
            Self::User(id) => get(format!("/users/{id}")).select(&user),
            Self::Enabled(ids) => {
                let ids: Vec<_> = ids.iter().map(ToString::to_string).collect();
                get("/users").filter(&one_of("id", &ids)).select(&["id", "accountEnabled"])
            }
            Self::UserNamed(name) => {
                get(format!("/users/{}", segment(name.as_str()))).select(&user)
            }
            Self::GroupsOfNamed(name) => groups_of(&segment(name.as_str())),
            Self::GroupsOf(id) => groups_of(&id.to_string()),
            Self::DirectGroupsOf(id) => {
                get(format!("/users/{id}/memberOf")).select(&["id"]).large_pages()
            }
            Self::OwnedGroups => {
                get("/groups").filter(&marker.is_owned()).select(&group).large_pages()
            }
            Self::Groups { names, ids } => {
                get("/groups").filter(&named(names, ids)).select(&group).large_pages()
            }
            Self::Group(id) => get(format!("/groups/{id}")).select(&group),
            Self::GroupKeyed(key) => {
                get(format!("/groups(uniqueName={})", segment(&literal(key)))).select(&group)
            }
            Self::MembersOf(id) => {
                let members = get(format!("/groups/{id}/transitiveMembers"));
                members.select(&["id", "accountEnabled"]).large_pages()
            }
            Self::Roles { names, ids } => roles().filter(&named(names, ids)),
            Self::AllRoles => roles(),
            Self::RoleAssignments => assignments().large_pages(),
            Self::RoleAssignmentsOfRole(id) => assignments().filter(&is("roleDefinitionId", id)),
            Self::RoleAssignmentsOf(id) => assignments().filter(&is("principalId", id)),
            Self::RoleSchedules => schedules(),
            Self::RoleSchedulesOf(id) => schedules().filter(&is("principalId", id)),
            Self::GroupSchedulesOf(id) => {
                get("/identityGovernance/privilegedAccess/group/assignmentScheduleInstances")
                    .filter(&is("principalId", id))
            }
            Self::EligibleRolesOf(id) => {
                get("/roleManagement/directory/roleEligibilityScheduleInstances")
                    .filter(&is("principalId", id))
            }
            Self::EligibleGroupsOf(id) => {
                get("/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances")
                    .filter(&is("principalId", id))
            }
            Self::MethodsOf(id) => get(format!("/users/{id}/authentication/methods")),
            Self::PassPolicy => get(PASS_POLICY),
            Self::AccessPolicies => get("/identity/conditionalAccess/policies"),
            Self::RolePolicy(id) => policy("/", "DirectoryRole", &id.to_string()),
            Self::GroupPolicy(id) => policy(&id.to_string(), "Group", "member"),
            Self::AdministrativeUnits => get("/directory/administrativeUnits")
                .select(&["id", "displayName", "isMemberManagementRestricted"])
                .large_pages(),
            Self::ServicePrincipal => get(format!("/servicePrincipals(appId='{app}')")).select(&[
                "id",
                "displayName",
                "accountEnabled",
            ]),
            Self::Permissions => {
                get(format!("/servicePrincipals(appId='{app}')/appRoleAssignments"))
                    .select(&["appRoleId"])
            }
            Self::Application => get(format!("/applications(appId='{app}')")).select(&[
                "id",
                "passwordCredentials",
                "keyCredentials",
            ]),
            Self::Extensions => {
                get(format!("/applications(appId='{marker_app}')/extensionProperties"))
                    .select(&["name"])
            }
            Self::Unmarked(ask) => ask.address(marker, false),
        }
    }
}

fn get(path: impl Into<String>) -> Address {
    Address::path(path)
}

fn policy(scope: &str, kind: &str, role: &str) -> Address {
    let filter = format!(
        "scopeId eq {} and scopeType eq {} and roleDefinitionId eq {}",
        literal(scope),
        literal(kind),
        literal(role)
    );
    get("/policies/roleManagementPolicyAssignments").filter(&filter).expand("policy($expand=rules)")
}

fn roles() -> Address {
    get("/roleManagement/directory/roleDefinitions").select(&["id", "displayName", "isBuiltIn"])
}

fn assignments() -> Address {
    get("/roleManagement/directory/roleAssignments").expand("principal")
}

fn schedules() -> Address {
    get("/roleManagement/directory/roleAssignmentScheduleInstances").select(&SCHEDULE)
}

fn is(property: &str, id: &impl ToString) -> String {
    format!("{property} eq {}", literal(&id.to_string()))
}

/// The groups of a user. Roles and administrative units come along, since to leave them out by a
/// type cast would need an advanced query, whose index lags.
fn groups_of(user: &str) -> Address {
    get(format!("/users/{user}/transitiveMemberOf")).select(&MEMBERSHIP).large_pages()
}

/// The condition that something has one of these names or ids.
fn named<T: ToString>(names: &[String], ids: &[T]) -> String {
    let ids: Vec<_> = ids.iter().map(ToString::to_string).collect();
    match (names.is_empty(), ids.is_empty()) {
        (_, true) => one_of("displayName", names),
        (true, false) => one_of("id", &ids),
        (false, false) => format!("{} or {}", one_of("id", &ids), one_of("displayName", names)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Ask, Marker};

    fn marker() -> Marker {
        Marker {
            client_id: "7d1e0000-0000-4000-8000-000000000001".parse().unwrap(),
            extensions_of: "7d1e0000-0000-4000-8000-000000000002".parse().unwrap(),
            installation: "northwind-msp".parse().unwrap(),
        }
    }

    fn path(ask: &Ask) -> String {
        percent_encoding::percent_decode_str(&ask.path(&marker())).decode_utf8_lossy().into_owned()
    }

    #[test]
    fn questions_have_these_addresses() {
        let id = "11111111-0000-4000-8000-000000000001";
        let owned =
            "extension_7d1e0000000040008000000000000002_tenantryInstallation eq 'northwind-msp'";
        let table = [
            (Ask::OwnedUsers, format!("/users?$filter={owned}&$select=id,")),
            (Ask::OwnedGroups, format!("/groups?$filter={owned}&$select=id,")),
            (Ask::GroupKeyed("tenantry.a.b".to_owned()), "/groups(uniqueName='tenantry.a.b')?$select=id,".to_owned()),
            (
                Ask::Groups { names: vec!["Ops".to_owned()], ids: vec![id.parse().unwrap()] },
                format!("/groups?$filter=id in ('{id}') or displayName in ('Ops')&$select="),
            ),
            (
                Ask::RoleAssignments,
                "/roleManagement/directory/roleAssignments?$expand=principal&$top=999".to_owned(),
            ),
            (
                Ask::GroupsOfNamed("a#b@contoso.onmicrosoft.com".parse().unwrap()),
                "/users/a#b@contoso.onmicrosoft.com/transitiveMemberOf?$select=id,displayName,".to_owned(),
            ),
            (
                Ask::Permissions,
                "/servicePrincipals(appId='7d1e0000-0000-4000-8000-000000000001')/appRoleAssignments".to_owned(),
            ),
            (
                Ask::Extensions,
                "/applications(appId='7d1e0000-0000-4000-8000-000000000002')/extensionProperties".to_owned(),
            ),
        ];
        for (ask, expected) in table {
            assert!(path(&ask).starts_with(&expected), "{}", path(&ask));
        }
    }

    #[test]
    fn without_the_marker_no_extension_is_asked_for() {
        let ask = Ask::Users(vec!["a@contoso.onmicrosoft.com".parse().unwrap()]);
        assert!(path(&ask).contains("_tenantryGrant"));
        assert!(!path(&Ask::Unmarked(Box::new(ask))).contains("extension_"));
    }
}
