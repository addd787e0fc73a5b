//! What a seed may say. `docs/sandbox.md` describes it for those who write one.

use serde::Deserialize;
use uuid::Uuid;

use super::role::SeedRole;
use super::when::When;
use crate::sandbox::faults::Fault;

/// The tenants a sandbox begins with, and what is difficult about them.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Seed {
    /// Tenants described in full.
    #[serde(default)]
    pub tenants: Vec<SeedTenant>,
    /// Tenants in which a given configuration can succeed; one that `tenants` names too is left
    /// to `tenants`.
    #[serde(default)]
    pub fresh: Vec<FreshTenant>,
    /// Difficulties, in force from each start of the sandbox.
    #[serde(default)]
    pub faults: Vec<Fault>,
    /// What decides where chance is asked; the same number gives the same run.
    #[serde(default)]
    pub randomness: u64,
}

/// One tenant.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SeedTenant {
    /// The directory's GUID.
    pub tenant_id: Uuid,
    /// The organization's name.
    pub display_name: String,
    /// Its domains; one named after the organization on `onmicrosoft.com` when left out.
    #[serde(default)]
    pub domains: Vec<SeedDomain>,
    /// Domains whose records do not resolve yet: adding one works, verifying it waits.
    #[serde(default)]
    pub pending_dns: Vec<String>,
    /// Licences; P2, which includes P1, when left out.
    #[serde(default = "p2")]
    pub licences: Vec<Licence>,
    /// App registrations with their service principals.
    #[serde(default)]
    pub apps: Vec<SeedApp>,
    /// Users.
    #[serde(default)]
    pub users: Vec<SeedUser>,
    /// Groups.
    #[serde(default)]
    pub groups: Vec<SeedGroup>,
    /// Administrative units.
    #[serde(default)]
    pub administrative_units: Vec<SeedUnit>,
    /// Custom directory roles.
    #[serde(default)]
    pub custom_roles: Vec<SeedCustomRole>,
    /// Difficulties of this tenant alone.
    #[serde(default)]
    pub faults: Vec<Fault>,
}

fn p2() -> Vec<Licence> {
    vec![Licence::P2]
}

/// A licence of Entra ID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Licence {
    /// Entra ID P1.
    P1,
    /// Entra ID P2, which includes P1.
    P2,
}

/// A domain.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SeedDomain {
    /// Its name.
    pub name: String,
    /// Whether it is the tenant's first one; the first `*.onmicrosoft.com` one when none says so.
    #[serde(default)]
    pub is_initial: bool,
    /// Whether it is verified.
    #[serde(default = "yes")]
    pub verified: bool,
    /// Managed or federated.
    #[serde(default)]
    pub authentication_type: AuthenticationType,
    /// Whether its verification record resolves; `pending` makes an unverified domain stay so.
    #[serde(default)]
    pub dns: Dns,
}

/// Who checks the passwords of a domain's users.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub enum AuthenticationType {
    /// Entra ID.
    #[default]
    #[serde(alias = "managed")]
    Managed,
    /// Another identity provider.
    #[serde(alias = "federated")]
    Federated,
}

/// Whether a domain's verification record can be found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Dns {
    /// It resolves.
    #[default]
    Published,
    /// It does not resolve yet.
    Pending,
}

/// An app registration and its service principal.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SeedApp {
    /// The client id (`appId`).
    pub client_id: Uuid,
    /// The name shown.
    #[serde(default = "tenantry")]
    pub display_name: String,
    /// Microsoft Graph application permissions that an administrator consented to.
    #[serde(default)]
    pub permissions: Vec<String>,
    /// Directory roles of the service principal.
    #[serde(default)]
    pub directory_roles: Vec<SeedRole>,
    /// Client secrets; one with the value `sandbox` when an app has no credential of any kind.
    #[serde(default)]
    pub secrets: Vec<SeedSecret>,
    /// Certificates.
    #[serde(default)]
    pub certificates: Vec<SeedCertificate>,
    /// Federated identity credentials.
    #[serde(default)]
    pub federated: Vec<SeedFederated>,
    /// Whether the service principal owns the registration.
    #[serde(default = "yes")]
    pub owns_itself: bool,
    /// Whether the service principal may sign in.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Directory extensions the app defines for users and groups, by their short names; the four
    /// of the ownership marker when left out.
    #[serde(default = "marker_extensions")]
    pub extensions: Vec<String>,
}

fn tenantry() -> String {
    "tenantry".to_owned()
}

/// The short names of the directory extensions that mark what an installation owns.
pub(crate) fn marker_extensions() -> Vec<String> {
    ["Installation", "Address", "Grant", "Ended"].map(|name| format!("tenantry{name}")).into()
}

/// A client secret.
#[derive(Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SeedSecret {
    /// The secret itself; only good for the sandbox.
    #[serde(default = "sandbox")]
    pub value: String,
    /// When it ends; in two years when left out.
    #[serde(default)]
    pub ends: Option<When>,
}

impl std::fmt::Debug for SeedSecret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("SeedSecret").field("ends", &self.ends).finish_non_exhaustive()
    }
}

fn sandbox() -> String {
    "sandbox".to_owned()
}

/// A certificate.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SeedCertificate {
    /// The certificate as PEM.
    pub pem: String,
    /// When Entra ID stops accepting it; in two years when left out.
    #[serde(default)]
    pub ends: Option<When>,
}

/// A federated identity credential.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SeedFederated {
    /// The credential's name.
    #[serde(default = "federated")]
    pub name: String,
    /// The token issuer, compared letter by letter.
    pub issuer: String,
    /// The token's subject, compared letter by letter.
    pub subject: String,
    /// The token's audience.
    #[serde(default = "exchange")]
    pub audience: String,
    /// The issuer's RSA public key (or its certificate) as PEM, in place of its published keys.
    pub public_key: String,
}

fn federated() -> String {
    "federated".to_owned()
}

fn exchange() -> String {
    "api://AzureADTokenExchange".to_owned()
}

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
    /// Groups, by display name.
    #[serde(default)]
    pub groups: Vec<String>,
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

/// A tenant in which a configuration can succeed, as the command line describes it.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FreshTenant {
    /// The directory's GUID.
    pub tenant_id: Uuid,
    /// The declared display name, or the tenant's name in the configuration.
    pub display_name: String,
    /// The domains that exist and are verified: all but those the configuration manages. The
    /// first `*.onmicrosoft.com` one is the initial one; one is made up where there is none.
    #[serde(default)]
    pub domains: Vec<String>,
    /// The configured apps with the permissions and directory roles they are asked to have.
    #[serde(default)]
    pub apps: Vec<SeedApp>,
    /// Groups that are named but not created by the configuration.
    #[serde(default)]
    pub groups: Vec<String>,
    /// Administrative units that are named.
    #[serde(default)]
    pub administrative_units: Vec<String>,
    /// Roles that are named and not built in.
    #[serde(default)]
    pub custom_roles: Vec<String>,
    /// Emergency accounts that are observed only, with their roles.
    #[serde(default)]
    pub observed_accounts: Vec<ObservedAccount>,
}

/// An emergency account that the configuration observes and does not create.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ObservedAccount {
    /// The sign-in name.
    pub user_principal_name: String,
    /// The directory role it holds, by display name or template id.
    pub role: String,
}

fn yes() -> bool {
    true
}
