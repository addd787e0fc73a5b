//! Files that only their owner can read, and that outlive a crash.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

use uuid::Uuid;

/// What the names of unfinished files begin with: no object's name begins with a period.
const UNFINISHED: &str = ".new-";

/// Makes files readable and writable by their owner alone.
pub(super) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

/// Makes a folder that only its owner can enter, durably. One that is there is left as it is.
pub(super) fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        // Another process may have made it and not got as far as this.
        _ => path.parent().map_or(Ok(()), sync_folder),
    }
}

/// Waits until the names in a folder are durable.
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    // The parent of a name without slashes is the current folder.
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    #[cfg(unix)]
    File::open(path)?.sync_all()?;
    // Windows has no such call; its file systems journal the names.
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// A whole file under a name of its own, durable, not yet an object; removed when dropped.
#[derive(Debug)]
pub(super) struct Unfinished(PathBuf);

impl Unfinished {
    /// Writes the bytes beside the place where they are to lie.
    pub(super) fn write(folder: &Path, bytes: &[u8]) -> io::Result<Self> {
        let path = folder.join(format!("{UNFINISHED}{}", Uuid::new_v4().simple()));
        let mut file = private(OpenOptions::new().write(true).create_new(true)).open(&path)?;
        let unfinished = Self(path);
        file.write_all(bytes)?;
        file.sync_all()?;
        Ok(unfinished)
    }

    /// Gives the file its name where nothing has that name; the step is atomic.
    pub(super) fn link(&self, path: &Path) -> io::Result<()> {
        fs::hard_link(&self.0, path)
    }

    /// Gives the file its name, over whatever has it; the step is atomic.
    pub(super) fn rename(&self, path: &Path) -> io::Result<()> {
        fs::rename(&self.0, path)
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // What stays because this fails is removed by the next write to the folder.
        let _ = fs::remove_file(&self.0);
    }
}

/// Removes what writers left that did not live to finish. Only the holder of the lock may, since
/// unfinished files are made under the lock alone.
pub(super) fn remove_unfinished(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Reads a file that is there; `None` where it is larger than `largest`.
pub(super) fn read_bounded(path: &Path, largest: usize) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    let bound = u64::try_from(largest).unwrap_or(u64::MAX).saturating_add(1);
    File::open(path)?.take(bound).read_to_end(&mut bytes)?;
    Ok((bytes.len() <= largest).then_some(bytes))
}
