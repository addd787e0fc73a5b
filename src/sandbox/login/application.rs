//! The app that signs in, as the tenant knows it.

use jiff::Timestamp;
use serde_json::Value;

use super::problem::Problem;
use crate::sandbox::secret::is_hash_of;
use crate::sandbox::store::{Table, Tenant};

/// An app registration and its service principal.
#[derive(Debug)]
pub(crate) struct Application<'a> {
    /// The client id, in lower case.
    pub(crate) app_id: &'a str,
    /// The registration.
    pub(crate) registration: Option<&'a Value>,
    /// The service principal.
    pub(crate) principal: Option<&'a Value>,
}

impl<'a> Application<'a> {
    /// Finds an app by its client id.
    pub(crate) fn find(tenant: &'a Tenant, client_id: &str) -> Result<Self, Problem> {
        let has_id = |row: &&Value| {
            row["appId"].as_str().is_some_and(|id| id.eq_ignore_ascii_case(client_id))
        };
        let registration = tenant.rows(Table::Applications).map(|(_, row)| row).find(has_id);
        let principal = tenant.rows(Table::ServicePrincipals).map(|(_, row)| row).find(has_id);
        let Some(row) = principal.or(registration) else {
            let name =
                tenant.rows(Table::Organization).find_map(|(_, row)| row["displayName"].as_str());
            return Err(Problem::app_not_found(client_id, name.unwrap_or_default()));
        };
        let app_id = row["appId"].as_str().unwrap_or_default();
        let Some(principal) = principal else {
            return Err(Problem::no_service_principal(app_id, &tenant.id.to_string()));
        };
        if principal["accountEnabled"] == false {
            let name = principal["displayName"].as_str().unwrap_or_default();
            return Err(Problem::app_disabled(app_id, name));
        }
        Ok(Self { app_id, registration, principal: Some(principal) })
    }

    /// Checks a client secret. The run's own secret stands for any credential that is in force.
    pub(crate) fn check_secret(
        &self,
        secret: &str,
        run_secret: Option<&str>,
        now: Timestamp,
    ) -> Result<(), Problem> {
        if run_secret == Some(secret) {
            return self.check_any_credential(now);
        }
        let shown = self.list("passwordCredentials");
        let mut expired = false;
        for credential in shown {
            let key = credential["keyId"].as_str().unwrap_or_default();
            let hash = self.registration.map(|row| &row["sandbox.secrets"][key]);
            if !hash.is_some_and(|hash| is_hash_of(hash, secret)) {
                continue;
            }
            if has_ended(credential, now) {
                expired = true;
            } else {
                return Ok(());
            }
        }
        Err(if expired {
            Problem::secret_expired(self.app_id)
        } else {
            Problem::wrong_secret(self.app_id)
        })
    }

    fn check_any_credential(&self, now: Timestamp) -> Result<(), Problem> {
        let credentials =
            self.list("passwordCredentials").iter().chain(self.list("keyCredentials"));
        let is_federated = !self.list("sandbox.federated").is_empty();
        if is_federated || credentials.into_iter().any(|it| !has_ended(it, now)) {
            return Ok(());
        }
        Err(Problem::secret_expired(self.app_id))
    }

    /// Returns a list the registration holds; empty where it has none.
    pub(crate) fn list(&self, name: &str) -> &'a [Value] {
        self.registration.and_then(|row| row[name].as_array()).map_or(&[], Vec::as_slice)
    }
}

/// Tells whether a credential has ended; one without an end has not.
pub(crate) fn has_ended(credential: &Value, now: Timestamp) -> bool {
    let end: Option<Timestamp> =
        credential["endDateTime"].as_str().and_then(|end| end.parse().ok());
    end.is_some_and(|end| end <= now)
}
