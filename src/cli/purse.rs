//! Where the credentials of a run wait until the run has proved what they open.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use crate::{
    desired::DesiredOrganization,
    domain::{Address, TechnicianId, TenantName},
    run::Wallet,
    secrets::{Credential, Recipients, Sealed, seal},
};

/// A technician's account in a tenant.
pub(super) type Place = (TenantName, Address);

/// A credential on its way to its technician.
pub(super) enum Held {
    /// Sealed to her own keys: anybody may see it.
    Sealed(Sealed),
    /// For the terminal, and for nothing else.
    Plain(Credential),
}

/// Takes credentials over the moment they exist. What can be sealed is sealed at once.
pub(super) struct Purse {
    /// The keys of every technician who has any; or what is wrong with them.
    keys: BTreeMap<TechnicianId, Result<Recipients, String>>,
    /// Whether there is a terminal that shows what cannot be sealed.
    shows: bool,
    held: Mutex<BTreeMap<Place, Held>>,
}

impl Purse {
    /// Makes an empty one; `shows` says whether there is a terminal for what cannot be sealed.
    pub(super) fn new(organization: &DesiredOrganization, shows: bool) -> Self {
        let people = organization.technicians.values();
        let keys = people.filter(|person| !person.recipients.is_empty()).map(|person| {
            let parsed = Recipients::parse(&person.recipients);
            (person.id.clone(), parsed.map_err(|invalid| invalid.to_string()))
        });
        Self { keys: keys.collect(), shows, held: Mutex::default() }
    }

    /// Hands everything out.
    pub(super) fn take(&self) -> BTreeMap<Place, Held> {
        std::mem::take(&mut *self.held.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn hold(&self, address: &Address, credential: Credential) -> Result<Held, String> {
        let Address::Jit(technician) = address else {
            return Err(format!("{address} is nobody's account"));
        };
        match self.keys.get(technician) {
            Some(Ok(recipients)) => {
                seal(&credential, recipients).map(Held::Sealed).map_err(|error| error.to_string())
            }
            Some(Err(invalid)) => Err(format!("the keys of {technician}: {invalid}")),
            None if self.shows => Ok(Held::Plain(credential)),
            None => Err(format!("{technician} has no key, and there is no terminal")),
        }
    }
}

impl Wallet for Purse {
    fn put(
        &self,
        tenant: &TenantName,
        address: &Address,
        credential: Credential,
    ) -> Result<(), String> {
        let held = self.hold(address, credential)?;
        let mut all = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        // A later one replaces an earlier one, which opens nothing any more.
        all.insert((tenant.clone(), address.clone()), held);
        Ok(())
    }
}
