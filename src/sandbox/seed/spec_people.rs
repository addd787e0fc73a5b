//! What a seed may say of users, groups, administrative units and custom roles.

use serde::Deserialize;
use uuid::Uuid;

use super::membership::SeedMembership;
use super::role::SeedRole;
use super::spec::yes;
use super::when::When;

/// A user.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SeedUser {
    /// The sign-in name.
    pub user_principal_name: String,
    /// The object id; derived from the name when left out.
    #[serde(default)]
    pub id: Option<Uuid>,
    /// The name shown; the part before the `@` when left out.
    #[serde(default)]
    pub display_name: Option<String>,
    /// Whether the user may sign in.
    #[serde(default = "yes")]
    pub account_enabled: bool,
    /// The password in force; a random one that nobody knows when left out.
    #[serde(default)]
    pub password: Option<SeedPassword>,
    /// The ownership marker.
    #[serde(default)]
    pub marker: Option<SeedMarker>,
    /// Directory roles.
    #[serde(default)]
    pub roles: Vec<SeedRole>,
    /// Groups.
    #[serde(default)]
    pub groups: Vec<SeedMembership>,
    /// Authentication methods beside the password: `email`, `fido2`, `microsoftAuthenticator`,
    /// `phone`, `platformCredential`, `softwareOath`, `windowsHelloForBusiness`.
    #[serde(default)]
    pub methods: Vec<String>,
    /// When the user last signed in; never when left out.
    #[serde(default)]
    pub last_sign_in: Option<When>,
    /// Whether the user comes from an on-premises directory.
    #[serde(default)]
    pub on_premises_sync_enabled: bool,
    /// When the user was made; a year ago when left out.
    #[serde(default)]
    pub created: Option<When>,
}

/// A password of a user in the sandbox.
#[derive(Clone, PartialEq, Deserialize)]
#[serde(transparent)]
pub struct SeedPassword(pub String);

impl std::fmt::Debug for SeedPassword {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("SeedPassword")
    }
}

/// The values by which an installation knows an object as its own.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SeedMarker {
    /// The organization.
    #[serde(default)]
    pub installation: Option<String>,
    /// The address, such as `jit/alice`.
    #[serde(default)]
    pub address: Option<String>,
    /// The grant, `{id} {start} {deadline}`; words such as `-42m` are offsets.
    #[serde(default)]
    pub grant: Option<String>,
    /// The last grant that was ended, `{id} {ended at}`; words such as `-42m` are offsets.
    #[serde(default)]
    pub ended: Option<String>,
    /// The app whose extension holds the values; the tenant's first one when left out.
    #[serde(default)]
    pub client_id: Option<Uuid>,
}

/// A group.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the group in Graph too")]
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SeedGroup {
    /// The name shown.
    pub display_name: String,
    /// The object id; derived from the name when left out.
    #[serde(default)]
    pub id: Option<Uuid>,
    /// What it is for.
    #[serde(default)]
    pub description: Option<String>,
    /// The alternate key.
    #[serde(default)]
    pub unique_name: Option<String>,
    /// Whether directory roles can be assigned to it.
    #[serde(default)]
    pub is_assignable_to_role: bool,
    /// Whether a rule decides its members.
    #[serde(default)]
    pub dynamic: bool,
    /// Whether it comes from an on-premises directory.
    #[serde(default)]
    pub synced: bool,
    /// Whether it is mail-enabled.
    #[serde(default)]
    pub mail_enabled: bool,
    /// The ownership marker.
    #[serde(default)]
    pub marker: Option<SeedMarker>,
    /// Members: user principal names, display names of groups, or client ids of apps.
    #[serde(default)]
    pub members: Vec<String>,
    /// Directory roles the group itself holds.
    #[serde(default)]
    pub roles: Vec<SeedRole>,
}

/// An administrative unit.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SeedUnit {
    /// The name shown.
    pub display_name: String,
    /// The object id; derived from the name when left out.
    #[serde(default)]
    pub id: Option<Uuid>,
    /// Whether its members can be managed only by roles scoped to it.
    #[serde(default)]
    pub restricted: bool,
    /// Members: user principal names or display names of groups.
    #[serde(default)]
    pub members: Vec<String>,
}

/// A custom directory role.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SeedCustomRole {
    /// The name shown.
    pub display_name: String,
    /// Its id, which is also its template id; derived from the name when left out.
    #[serde(default)]
    pub id: Option<Uuid>,
    /// The actions it allows.
    #[serde(default)]
    pub actions: Vec<String>,
}
