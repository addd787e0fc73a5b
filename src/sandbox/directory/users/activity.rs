//! What it takes to see when users last signed in.

use crate::sandbox::directory::context::Context;
use crate::sandbox::directory::failure::Failure;
use crate::sandbox::directory::licences;

/// The property.
const ACTIVITY: &str = "signInActivity";
/// The permission that Graph asks for beside the one that reads users.
const PERMISSION: &str = "AuditLog.Read.All";
/// The largest page of a listing that shows the property (List users, 2026-07).
const LARGEST_PAGE: usize = 500;

/// Requires Entra ID P1 and a permission of its own where a request selects or filters by
/// `signInActivity`.
pub(super) fn require(context: &Context<'_>) -> Result<(), Failure> {
    let mut asked = ["select", "filter"].into_iter().flat_map(|name| values(context, name));
    if !asked.any(|value| value.contains(ACTIVITY)) {
        return Ok(());
    }
    if !context.caller.permissions.contains(PERMISSION) {
        return Err(Failure::new(
            403,
            "Authentication_MSGraphPermissionMissing",
            format!("Calling principal does not have required MSGraph permissions {PERMISSION}"),
        ));
    }
    if !licences::has_p1(context.tenant) {
        return Err(Failure::new(
            403,
            "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
            "Neither tenant is B2C or tenant doesn't have premium license",
        ));
    }
    let mut top = values(context, "top").filter_map(|value| value.parse::<usize>().ok());
    if top.any(|top| top > LARGEST_PAGE) {
        return Err(Failure::bad(format!(
            "Invalid page size specified: must be between 1 and {LARGEST_PAGE} inclusive."
        )));
    }
    Ok(())
}

/// Returns what a request says for a query option.
fn values<'a>(context: &'a Context<'_>, name: &'a str) -> impl Iterator<Item = &'a str> {
    let query = context.request.query.iter();
    query
        .filter(move |(option, _)| option.trim_start_matches('$') == name)
        .map(|(_, value)| value.as_str())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::super::trial::{ALICE, Trial};
    use crate::sandbox::store::Table;

    #[test]
    fn licence_and_permission_are_asked_for() {
        let one = format!("/users/{ALICE}?$select=id,signInActivity");
        let all = "/users?$select=id,signInActivity";
        for (permissions, p1, status, code) in [
            (&["User.Read.All"][..], true, 403, "Authentication_MSGraphPermissionMissing"),
            (
                &["User.Read.All", "AuditLog.Read.All"],
                false,
                403,
                "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
            ),
            (&["User.Read.All", "AuditLog.Read.All"], true, 200, ""),
        ] {
            let mut trial = Trial::new(permissions);
            trial.tenant.put(Table::Settings, "licences", json!({"p1": p1, "p2": false}));
            for path in [one.as_str(), all] {
                assert_eq!(trial.verdict("GET", path, None), (status, code.to_owned()), "{path}");
            }
            assert_eq!(trial.ask("GET", "/users?$select=id", None).status, 200);
            let large = trial.ask("GET", &format!("{all}&$top=501"), None).status;
            assert_eq!(large, if status == 200 { 400 } else { 403 });
        }
    }

    #[test]
    fn who_never_signed_in_has_none() {
        let mut trial = Trial::new(&["User.Read.All", "AuditLog.Read.All"]);
        let path = format!("/users/{ALICE}?$select=signInActivity");
        assert!(trial.read(&path)["signInActivity"].is_null());
        let mut row = trial.tenant.get(Table::Users, ALICE).unwrap().clone();
        row["signInActivity"] = json!({"lastSignInDateTime": "2026-11-01T00:00:00Z"});
        trial.tenant.put(Table::Users, ALICE, row);
        let read = trial.read(&path);
        assert_eq!(read["signInActivity"]["lastSignInDateTime"], "2026-11-01T00:00:00Z");
    }
}
