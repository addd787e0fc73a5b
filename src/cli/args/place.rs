//! A declared thing in one tenant, as it is typed.

use std::str::FromStr;

use crate::domain::{Address, Invalid};

/// `TENANT/ADDRESS`, such as `contoso/jit/alice`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    /// The tenant's short name, as typed.
    pub(crate) tenant: String,
    /// The address in it.
    pub(crate) address: Address,
}

impl FromStr for Place {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let expected = || {
            Invalid::new(format!(
                "`{text}` is not TENANT/ADDRESS, such as contoso/laps/emergency-1"
            ))
        };
        let (tenant, address) = text.split_once('/').ok_or_else(expected)?;
        let address = address.parse().map_err(|_| expected())?;
        Ok(Self { tenant: tenant.to_owned(), address })
    }
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn a_place_is_a_tenant_and_an_address() {
        let place: Place = "contoso/groups/A/B".parse().unwrap();
        assert_eq!(
            (place.tenant.as_str(), place.address.to_string().as_str()),
            ("contoso", "groups/A/B")
        );
        for bad in ["", "contoso", "contoso/", "contoso/alice", "contoso/jit/", "contoso/x/y"] {
            assert!(bad.parse::<Place>().is_err(), "{bad}");
        }
    }
}
