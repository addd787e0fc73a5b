//! The folder `.tenantry/` beside `tenantry.yaml`: what lasts between commands.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::cli::Failure;

const FOLDER: &str = ".tenantry";

/// Returns where the embedded tenants are kept.
pub(crate) fn state_file(directory: &Path) -> PathBuf {
    directory.join(FOLDER).join("sandbox.ndjson")
}

/// Returns where the certificate of the sandbox's throw-away authority is written.
pub(crate) fn ca_file(directory: &Path) -> PathBuf {
    directory.join(FOLDER).join("sandbox-ca.pem")
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
