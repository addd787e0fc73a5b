//! The folder `.tenantry/` beside `tenantry.yaml`: what lasts between commands.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::{cli::Failure, desired::Desired};

const FOLDER: &str = ".tenantry";
/// The stores of the embedded tenants' emergency passwords, below [`FOLDER`].
const STORES: &str = "stores-sandbox";

/// Returns where the embedded tenants are kept.
pub(crate) fn state_file(directory: &Path) -> PathBuf {
    directory.join(FOLDER).join("sandbox.ndjson")
}

/// Returns where the certificate of the sandbox's throw-away authority is written.
pub(crate) fn ca_file(directory: &Path) -> PathBuf {
    directory.join(FOLDER).join("sandbox-ca.pem")
}

/// Puts every store of emergency passwords below `.tenantry/`: what is rehearsed with the embedded
/// tenants must not get between the passwords of real ones, and takes no credential.
pub(crate) fn embed_stores(desired: &mut Desired) {
    for store in desired.organization.stores.values_mut() {
        let url = format!("file:{FOLDER}/{STORES}/{}", store.name);
        store.url = url.parse().expect("invariant: a short name is the name of a folder");
    }
}

/// Forgets the passwords of the embedded tenants. Returns whether there were any.
///
/// # Errors
///
/// Fails where the folder cannot be removed.
pub(crate) fn forget_stores(directory: &Path) -> Result<bool, Failure> {
    let folder = directory.join(FOLDER).join(STORES);
    match fs::remove_dir_all(&folder) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(Failure::file("remove", &folder, &error)),
    }
}

/// Returns where journals of writes are kept, with its parent made if that can be.
pub(crate) fn journal_folder(directory: &Path) -> PathBuf {
    place(directory).join("journal")
}

/// Returns the folder, made if that can be: whatever needs it fails where it is written to, and
/// ending access does not need it.
pub(crate) fn place(directory: &Path) -> PathBuf {
    prepare(directory).unwrap_or_else(|_| directory.join(FOLDER))
}

/// Returns where journals of rotations are kept, with its parent made. Nothing is resumed from
/// them: an interrupted rotation is resolved by the ledger in its store.
///
/// # Errors
///
/// Fails where the folder cannot be made.
pub(crate) fn rotations_folder(directory: &Path) -> Result<PathBuf, Failure> {
    prepare(directory).map(|folder| folder.join("rotations"))
}

/// Makes the folder, out of Git's sight, and returns it.
///
/// # Errors
///
/// Fails where the folder cannot be made.
pub(crate) fn prepare(directory: &Path) -> Result<PathBuf, Failure> {
    let folder = directory.join(FOLDER);
    fs::create_dir_all(&folder).map_err(|error| Failure::file("make", &folder, &error))?;
    let ignore = folder.join(".gitignore");
    if !ignore.exists() {
        fs::write(&ignore, "*\n").map_err(|error| Failure::file("write", &ignore, &error))?;
    }
    Ok(folder)
}
