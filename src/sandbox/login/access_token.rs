//! What an access token says.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::application::Application;
use crate::sandbox::catalog::{GRAPH_APP_ID, permission_name};
use crate::sandbox::directory::tenant_roles;
use crate::sandbox::store::{Table, Tenant};

/// How long a token lasts, in seconds.
pub(crate) const LIFETIME: i64 = 3_599;

/// The audiences Graph accepts: its own client id and its addresses in every cloud.
pub(crate) const GRAPH_AUDIENCES: [&str; 6] = [
    GRAPH_APP_ID,
    "https://graph.microsoft.com",
    "https://graph.microsoft.us",
    "https://dod-graph.microsoft.us",
    "https://microsoftgraph.chinacloudapi.cn",
    "https://canary.graph.microsoft.com",
];

/// Every user's and app's implicit role, which real tokens carry in `wids` too.
const DEFAULT_ROLE: &str = "0997a1d0-0d1d-4acb-b408-d5ca73121e90";

/// The claims of an app-only access token.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Claims {
    /// The resource.
    pub(crate) aud: String,
    /// The issuer.
    pub(crate) iss: String,
    /// When it was issued, in seconds since 1970.
    pub(crate) iat: i64,
    /// From when it holds.
    pub(crate) nbf: i64,
    /// When it ends.
    pub(crate) exp: i64,
    /// The app's name.
    pub(crate) app_displayname: String,
    /// The app's client id.
    pub(crate) appid: String,
    /// How it signed in: `1` with a secret, `2` with a certificate or another token.
    pub(crate) appidacr: String,
    /// The identity provider.
    pub(crate) idp: String,
    /// Always `app` here.
    pub(crate) idtyp: String,
    /// The service principal's object id.
    pub(crate) oid: Uuid,
    /// Granted application permissions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) roles: Vec<String>,
    /// The same as `oid`.
    pub(crate) sub: Uuid,
    /// The region of the tenant.
    pub(crate) tenant_region_scope: String,
    /// The tenant.
    pub(crate) tid: Uuid,
    /// A token identifier.
    pub(crate) uti: String,
    /// The token's form.
    pub(crate) ver: String,
    /// Template ids of directory roles held in the whole tenant.
    pub(crate) wids: Vec<String>,
}

impl Claims {
    /// Says who an app is and what it may, as the tenant stands at `now` (seconds since 1970).
    pub(crate) fn of(
        tenant: &Tenant,
        application: &Application<'_>,
        audience: &str,
        now: i64,
    ) -> Option<Self> {
        let principal = application.principal?;
        let id: Uuid = principal["id"].as_str()?.parse().ok()?;
        let is_graph = is_graph(audience);
        let issuer = format!("https://sts.windows.net/{}/", tenant.id);
        Some(Self {
            aud: audience.to_owned(),
            iss: issuer.clone(),
            iat: now,
            nbf: now,
            exp: now + LIFETIME,
            app_displayname: principal["displayName"].as_str().unwrap_or_default().to_owned(),
            appid: application.app_id.to_owned(),
            appidacr: "1".to_owned(),
            idp: issuer,
            idtyp: "app".to_owned(),
            oid: id,
            roles: if is_graph { granted(tenant, id) } else { Vec::new() },
            sub: id,
            tenant_region_scope: "NA".to_owned(),
            tid: tenant.id,
            uti: Uuid::new_v4().simple().to_string()[..22].to_owned(),
            ver: "1.0".to_owned(),
            wids: directory_roles(tenant, id, now),
        })
    }

    /// Makes the token one of another tenant, as one issued for the wrong authority is.
    pub(crate) fn move_to(&mut self, tenant: Uuid) {
        self.tid = tenant;
        self.iss = format!("https://sts.windows.net/{tenant}/");
        self.idp.clone_from(&self.iss);
    }
}

/// Tells whether an audience is Microsoft Graph.
pub(crate) fn is_graph(audience: &str) -> bool {
    let audience = audience.trim_end_matches('/');
    GRAPH_AUDIENCES.iter().any(|known| known.eq_ignore_ascii_case(audience))
}

fn granted(tenant: &Tenant, principal: Uuid) -> Vec<String> {
    let graph = tenant.rows(Table::ServicePrincipals).find(|(_, row)| row["appId"] == GRAPH_APP_ID);
    let Some((graph, _)) = graph else { return Vec::new() };
    let principal = principal.to_string();
    let granted = tenant
        .rows(Table::AppRoleAssignments)
        .filter(|(_, row)| row["principalId"] == principal.as_str() && row["resourceId"] == graph);
    let names = granted.filter_map(|(_, row)| permission_name(row["appRoleId"].as_str()?));
    let mut names: Vec<_> = names.map(str::to_owned).collect();
    names.sort();
    names.dedup();
    names
}

fn directory_roles(tenant: &Tenant, principal: Uuid, now: i64) -> Vec<String> {
    let now = Timestamp::from_second(now).unwrap_or_default();
    let mut roles = tenant_roles(tenant, now, &principal.to_string());
    roles.push(DEFAULT_ROLE.to_owned());
    roles.sort();
    roles.dedup();
    roles
}
