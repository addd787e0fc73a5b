//! Which account is meant: `TENANT/NAME`, or `NAME` beside one `--tenant`.

use crate::{
    cli::Failure,
    desired::{Desired, DesiredEmergencyAccount, DesiredTenant, Manage},
    domain::{AccountName, Invalid},
};

/// An account as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    /// The tenant.
    pub(super) tenant: String,
    /// The account's short name.
    pub(super) account: AccountName,
}

impl Named {
    /// Reads `--account` beside the tenants that were typed.
    ///
    /// # Errors
    ///
    /// A usage error (64) where it does not name one account of one tenant.
    pub(super) fn read(text: &str, tenants: &[String]) -> Result<Self, Failure> {
        let usage = |why: String| {
            Failure::usage(why).help("--account contoso/emergency-1, or its name with one --tenant")
        };
        let (tenant, account) = match (text.split_once('/'), tenants) {
            (Some((tenant, account)), []) => (tenant, account),
            (Some((tenant, account)), [one]) if one == tenant => (tenant, account),
            (None, [one]) => (one.as_str(), text),
            (Some(_), _) => {
                return Err(usage("--account and --tenant name different tenants".to_owned()));
            }
            (None, _) => return Err(usage(format!("the tenant of `{text}` is not named"))),
        };
        let account = account.parse().map_err(|error: Invalid| usage(error.to_string()))?;
        Ok(Self { tenant: tenant.to_owned(), account })
    }

    /// Finds the account, which must be one that is rotated.
    ///
    /// # Errors
    ///
    /// A usage error (64) where the configuration declares no such account.
    pub(super) fn find<'a>(
        &self,
        desired: &'a Desired,
    ) -> Result<(&'a DesiredTenant, &'a DesiredEmergencyAccount), Failure> {
        let tenant = desired.tenants.values().find(|tenant| tenant.name.as_str() == self.tenant);
        let Some(tenant) = tenant else {
            return Err(Failure::usage(format!("no tenant is called `{}`", self.tenant)));
        };
        let accounts = &tenant.emergency_accounts;
        let Some(account) = accounts.iter().find(|account| account.name == self.account) else {
            let names: Vec<&str> = accounts.iter().map(|account| account.name.as_str()).collect();
            let failure = format!("{} declares no account `{}`", tenant.name, self.account);
            return Err(Failure::usage(failure).help(format!("declared: {}", names.join(", "))));
        };
        if account.manage == Manage::Observe {
            let failure = format!("{}/{} is only checked", tenant.name, account.name);
            let help = "`manage: rotate` with a store has its password rotated";
            return Err(Failure::usage(failure).help(help));
        }
        Ok((tenant, account))
    }
}

#[cfg(test)]
mod tests {
    use super::Named;

    #[test]
    fn one_account_of_one_tenant_is_named() {
        let tenants = |names: &[&str]| names.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        for (text, beside, accepted) in [
            ("contoso/emergency-1", &[][..], true),
            ("contoso/emergency-1", &["contoso"], true),
            ("emergency-1", &["contoso"], true),
            ("contoso/emergency-1", &["fabrikam"], false),
            ("contoso/emergency-1", &["contoso", "fabrikam"], false),
            ("emergency-1", &[], false),
            ("emergency-1", &["contoso", "fabrikam"], false),
            ("contoso/", &[], false),
            ("contoso/Emergency 1", &[], false),
        ] {
            let named = Named::read(text, &tenants(beside));
            assert_eq!(named.is_ok(), accepted, "{text} {beside:?}");
            if let Ok(named) = named {
                assert_eq!(
                    (named.tenant.as_str(), named.account.as_str()),
                    ("contoso", "emergency-1")
                );
            }
        }
    }
}
