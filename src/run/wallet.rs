//! Where credentials go that are made for technicians.

use crate::{
    apply::Slots,
    domain::{Address, TenantName},
    secrets::Credential,
};

/// Takes over the credentials that a run makes, from several tenants at the same time.
pub trait Wallet: Send + Sync {
    /// Takes a credential over: sealed to its technician's keys, or kept for the one terminal that
    /// shows it.
    ///
    /// # Errors
    ///
    /// Says why it cannot be handed on to anybody, as a lower-case fragment without the credential.
    fn put(
        &self,
        tenant: &TenantName,
        address: &Address,
        credential: Credential,
    ) -> Result<(), String>;
}

/// Takes nothing: for runs that make no credential.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoWallet;

impl Wallet for NoWallet {
    fn put(&self, _: &TenantName, _: &Address, _: Credential) -> Result<(), String> {
        Err("nobody is there to take the credential".to_owned())
    }
}

/// One tenant's part of a wallet.
pub(super) struct Pocket<'a> {
    pub(super) tenant: &'a TenantName,
    pub(super) wallet: &'a dyn Wallet,
}

impl Slots for Pocket<'_> {
    fn put(&self, address: &Address, credential: Credential) -> Result<(), String> {
        self.wallet.put(self.tenant, address, credential)
    }
}
