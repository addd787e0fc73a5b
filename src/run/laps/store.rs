//! The store that an account's passwords are kept in.

use std::path::Path;

use crate::{
    desired::{DesiredEmergencyAccount, DesiredOrganization, DesiredTenant, Manage},
    secrets::{Envelopes, Recipients},
    storage::Storage,
};

/// Why an account's store cannot be opened, as a lower-case fragment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct StoreProblem(pub String);

/// Opens the place of an account's passwords, without sending anything, and tells whether it is a
/// folder of this machine.
///
/// # Errors
///
/// Fails where no store is declared, where nobody's key is, and where the environment holds no
/// usable credential.
pub fn open_store(
    organization: &DesiredOrganization,
    (tenant, account): (&DesiredTenant, &DesiredEmergencyAccount),
    folder: &Path,
) -> Result<(Envelopes, Storage, bool), StoreProblem> {
    let problem = |text: String| StoreProblem(text);
    let Manage::Rotate { store, .. } = &account.manage else {
        return Err(problem("it is only checked, so nothing of it is stored".to_owned()));
    };
    let Some(store) = organization.stores.get(store) else {
        return Err(problem(format!("no store is called {store}")));
    };
    let recipients =
        Recipients::parse(&store.recipients).map_err(|error| problem(error.to_string()))?;
    let storage = Storage::open(&store.url, folder).map_err(|error| problem(error.to_string()))?;
    let place = (tenant.id, &account.name);
    let keep = Envelopes::new(storage.clone(), place, recipients);
    Ok((keep, storage, store.url.is_local()))
}
