//! The token endpoint: client credentials in, an access token or an AADSTS error out.

use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use super::access_token::{Claims, LIFETIME, is_graph};
use super::application::Application;
use super::assertion::{Assertion, Endpoint};
use super::form::Form;
use super::problem::Problem;
use crate::sandbox::store::{Table, Tenant};
use crate::sandbox::world::World;

/// Resources beside Graph that Azure clients ask tokens for.
const OTHER_RESOURCES: [&str; 5] = [
    "https://management.azure.com",
    "https://management.core.windows.net",
    "https://management.usgovcloudapi.net",
    "https://management.chinacloudapi.cn",
    "https://vault.azure.net",
];

/// A request to the token endpoint.
#[derive(Debug)]
pub(crate) struct TokenRequest<'a> {
    /// The tenant as the path names it.
    pub(crate) tenant: &'a str,
    /// The `Host` header.
    pub(crate) host: &'a str,
    /// The `Authorization` header.
    pub(crate) authorization: Option<&'a str>,
    /// The body.
    pub(crate) body: &'a [u8],
    /// Whether a fault makes the token one that has already expired.
    pub(crate) expired: bool,
    /// The tenant that a fault makes the token one of.
    pub(crate) other_tenant: Option<Uuid>,
}

/// Answers a token request with the body of a 200, or with the reason there is none.
pub(crate) async fn token(world: &World, request: &TokenRequest<'_>) -> Result<Value, Problem> {
    let unavailable = |_| Problem::of_status(503);
    let id = find_tenant(world, request.tenant)?;
    let mut form = Form::read(request.body);
    form.add_basic(request.authorization);
    match form.need("grant_type")? {
        "client_credentials" => {}
        other => return Err(Problem::grant_type(other)),
    }
    let client_id = form.need("client_id")?.to_owned();
    let key = world.signing_key().await.map_err(unavailable)?;
    let now = world.clock.now();
    let issue = |tenant: &mut Tenant| {
        let app = Application::find(tenant, &client_id)?;
        let how = authenticate(world, (&*tenant, &app), &form, (request, now))?;
        let audience = resource(&form, request.host, id)?;
        let seconds = now.as_second() - if request.expired { LIFETIME + 600 } else { 0 };
        let mut claims = Claims::of(tenant, &app, &audience, seconds)
            .ok_or_else(|| Problem::no_service_principal(&client_id, &id.to_string()))?;
        how.clone_into(&mut claims.appidacr);
        if let Some(other) = request.other_tenant {
            claims.move_to(other);
        }
        Ok(claims)
    };
    let (claims, _) =
        world.store.with(id, issue).map_err(unavailable)?.ok_or_else(|| Problem::of_status(503))?;
    let token = key.sign(&claims?).ok_or_else(|| Problem::of_status(503))?;
    Ok(json!({
        "token_type": "Bearer", "expires_in": LIFETIME, "ext_expires_in": LIFETIME,
        "access_token": token,
    }))
}

fn find_tenant(world: &World, name: &str) -> Result<Uuid, Problem> {
    if matches!(name, "common" | "organizations" | "consumers") {
        return Err(Problem::tenant_needed());
    }
    if name.parse::<Uuid>().is_err() && !name.contains('.') {
        return Err(Problem::tenant_malformed(name));
    }
    world.tenant_named(name).ok_or_else(|| Problem::tenant_not_found(name))
}

/// Checks the client's credential; returns what `appidacr` says of it.
fn authenticate(
    world: &World,
    (tenant, app): (&Tenant, &Application<'_>),
    form: &Form,
    (request, now): (&TokenRequest<'_>, Timestamp),
) -> Result<&'static str, Problem> {
    if let Some(text) = form.get("client_assertion") {
        let assertion = Assertion::read(form.need("client_assertion_type")?, text)?;
        let endpoint = Endpoint { host: request.host, tenant_names: names(tenant), now };
        assertion.check(app, &endpoint)?;
        return Ok("2");
    }
    let secret = form.get("client_secret").ok_or_else(Problem::no_credential)?;
    app.check_secret(secret, world.run_secret.as_deref(), now)?;
    Ok("1")
}

/// Lists what an assertion's audience may call the tenant.
fn names(tenant: &Tenant) -> Vec<String> {
    let domains = tenant.rows(Table::Domains).filter(|(_, row)| row["isVerified"] == true);
    let names = domains.map(|(name, _)| name.to_owned());
    names.chain([tenant.id.to_string()]).collect()
}

/// Reads the resource a scope asks for. Tools with a configured Graph address ask for that
/// address, so the sandbox's own is Graph too.
fn resource(form: &Form, host: &str, tenant: Uuid) -> Result<String, Problem> {
    let scope = form.need("scope")?;
    let mut wanted = scope.split(' ').filter(|scope| !scope.is_empty());
    let first = wanted.next().unwrap_or_default();
    let resource = first.strip_suffix("/.default").ok_or_else(|| Problem::scope(scope))?;
    if wanted.next().is_some() {
        return Err(Problem::scope(scope));
    }
    let bare = resource.trim_end_matches('/');
    let own = format!("https://{host}");
    let is_own = bare.eq_ignore_ascii_case(&own);
    if is_own {
        return Ok("https://graph.microsoft.com".to_owned());
    }
    let is_under_own = bare.to_lowercase().starts_with(&format!("{}/", own.to_lowercase()));
    let is_other = OTHER_RESOURCES.iter().any(|known| known.eq_ignore_ascii_case(bare));
    if is_graph(resource) || is_other || is_under_own {
        return Ok(resource.to_owned());
    }
    Err(Problem::resource(resource, &tenant.to_string()))
}
