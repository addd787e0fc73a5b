//! Where an object lies, and that no link leads elsewhere.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::storage::ObjectName;

/// The folder of a store.
#[derive(Debug, Clone)]
pub(super) struct Root {
    /// What is not the store's business: links may lead here.
    base: PathBuf,
    /// The parts below it, each of which has to be a folder itself.
    below: Vec<String>,
}

impl Root {
    /// Takes a path as the address has it: relative to `base`, or absolute.
    pub(super) fn new(base: &Path, path: &str) -> Self {
        let mut below: Vec<String> =
            path.split('/').filter(|part| !part.is_empty()).map(ToOwned::to_owned).collect();
        if !path.starts_with('/') {
            return Self { base: base.to_owned(), below };
        }
        // An absolute path is the operator's; only the folder itself is looked at.
        let last = below.pop();
        let above = below.iter().fold(PathBuf::from("/"), |path, part| path.join(part));
        Self { base: above, below: last.into_iter().collect() }
    }

    /// Returns the path of the folder.
    pub(super) fn path(&self) -> PathBuf {
        self.below.iter().fold(self.base.clone(), |path, part| path.join(part))
    }

    /// Returns the path of an object.
    pub(super) fn object(&self, name: &ObjectName) -> PathBuf {
        name.as_str().split('/').fold(self.path(), |path, part| path.join(part))
    }

    /// Returns the folders from the store's own down to the one that holds an object.
    pub(super) fn folders(&self, name: &ObjectName) -> Vec<PathBuf> {
        self.folders_down_to(name.as_str().rsplit_once('/').map_or("", |(holding, _)| holding))
    }

    fn folders_down_to(&self, deepest: &str) -> Vec<PathBuf> {
        let deeper = deepest.split('/').filter(|part| !part.is_empty());
        let mut path = self.base.clone();
        let mut folders = Vec::new();
        for part in self.below.iter().map(String::as_str).chain(deeper) {
            path.push(part);
            folders.push(path.clone());
        }
        folders
    }

    /// Tells whether the folders that hold an object are there, and refuses links among them.
    pub(super) fn can_hold(&self, name: &ObjectName) -> io::Result<bool> {
        are_there(&self.folders(name))
    }

    /// Tells whether a folder of objects is there, or the store's own, and refuses links on the way.
    pub(super) fn has(&self, folder: Option<&ObjectName>) -> io::Result<bool> {
        are_there(&self.folders_down_to(folder.map_or("", ObjectName::as_str)))
    }
}

fn are_there(folders: &[PathBuf]) -> io::Result<bool> {
    for path in folders {
        match fs::symlink_metadata(path) {
            Ok(found) if found.is_dir() => {}
            Ok(found) if found.is_symlink() => return Err(link(path)),
            Ok(_) => return Err(no_folder(path)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(error),
        }
    }
    Ok(true)
}

/// Tells whether a file is there, and refuses a link or anything else in its place.
pub(super) fn is_there(path: &Path) -> io::Result<bool> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_file() => Ok(true),
        Ok(found) if found.is_symlink() => Err(link(path)),
        Ok(_) => Err(invalid(format!("{} is not a file", path.display()))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

fn link(path: &Path) -> io::Error {
    invalid(format!("{} is a symbolic link, which a store never follows", path.display()))
}

fn no_folder(path: &Path) -> io::Error {
    invalid(format!("{} is not a folder", path.display()))
}

fn invalid(cause: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, cause)
}
