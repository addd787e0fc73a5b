//! The folder of journals.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom},
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use uuid::Uuid;

use super::{
    History, Journal, Line, Scope,
    entry::{APPLY, of_apply},
};

/// How many finished journals are kept.
const KEPT: usize = 20;

/// The folder of journals, `.tenantry/journal` beside `tenantry.yaml`: one file for each run, in
/// the order of their names.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
    of: String,
}

/// The newest run that is not finished, and its journal.
#[derive(Debug)]
pub struct Unfinished {
    /// What the journal tells.
    pub history: History,
    /// Its file.
    pub path: PathBuf,
    journal: Journal,
}

impl Unfinished {
    /// Goes on with the run, in the same file.
    ///
    /// # Errors
    ///
    /// Fails where the file cannot be written.
    pub fn resume(self, tool_version: &str, plan_digest: &str) -> io::Result<Journal> {
        let (tool_version, plan_digest) = (tool_version.to_owned(), plan_digest.to_owned());
        let line = Line::Resumed { at: Timestamp::now(), tool_version, plan_digest };
        self.journal.append(&line).map_err(|error| named(&self.path, &error))?;
        Ok(self.journal)
    }
}

impl Folder {
    /// Names the folder, for runs of `apply` over Microsoft's tenants; nothing is read or made.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), of: of_apply() }
    }

    /// Says which command writes there, and over which world. Only runs of the same can be
    /// resumed: what one of another kind left is planned anew by that command, or ended by a
    /// sweep.
    #[must_use]
    pub fn of(self, command: &str) -> Self {
        Self { of: command.to_owned(), ..self }
    }

    /// Begins the journal of a new run, and removes the oldest finished ones beyond the newest 20.
    ///
    /// # Errors
    ///
    /// Fails, naming the path, where the folder or the file cannot be made, or not durably.
    pub fn start(
        &self,
        tool_version: &str,
        plan_digest: &str,
        scope: Scope,
    ) -> io::Result<Journal> {
        make_folder(&self.path).map_err(|error| named(&self.path, &error))?;
        let now = Timestamp::now();
        let id = Uuid::new_v4().simple().to_string();
        let name = format!("{}-{}.ndjson", now.strftime("%Y%m%dT%H%M%S%3fZ"), &id[..8]);
        let path = self.path.join(name);
        let begin = || {
            let file = private().write(true).create_new(true).open(&path)?;
            file.try_lock()?;
            #[cfg(unix)]
            File::open(&self.path)?.sync_all()?;
            let journal = Journal::new(file);
            journal.append(&Line::Started {
                format_version: "1.0".to_owned(),
                at: now,
                of: self.of.clone(),
                tool_version: tool_version.to_owned(),
                plan_digest: plan_digest.to_owned(),
                scope,
            })?;
            Ok(journal)
        };
        let journal = begin().map_err(|error| named(&path, &error))?;
        self.prune();
        Ok(journal)
    }

    /// Finds the newest run of this command that is not finished; `None` where there is nothing to
    /// resume.
    ///
    /// # Errors
    ///
    /// Fails, naming the path, where a journal cannot be read, or where that run is still going.
    pub fn unfinished(&self) -> io::Result<Option<Unfinished>> {
        for path in self.journals().map_err(|error| named(&self.path, &error))?.into_iter().rev() {
            if !self.is_of(&path) {
                continue;
            }
            if let Some(found) = open_unfinished(&path).map_err(|error| named(&path, &error))? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// Returns the paths of all journals, the oldest first.
    fn journals(&self) -> io::Result<Vec<PathBuf>> {
        let mut paths = Vec::new();
        let entries = match fs::read_dir(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(paths),
            entries => entries?,
        };
        for entry in entries {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "ndjson") {
                paths.push(path);
            }
        }
        paths.sort();
        Ok(paths)
    }

    /// Returns whether a journal may be of this command: one whose first line cannot be read is
    /// looked at, and its trouble told.
    fn is_of(&self, path: &Path) -> bool {
        let first = File::open(path).and_then(|file| {
            let mut line = String::new();
            BufReader::new(file).read_line(&mut line).map(|_| line)
        });
        match first.map(|line| serde_json::from_str(&line)) {
            Ok(Ok(Line::Started { of, .. })) => of == self.of,
            _ => true,
        }
    }

    /// Removes the oldest finished journals, and those that nothing resumes. Failing to tidy up is
    /// no reason not to run.
    fn prune(&self) {
        let finished = |path: &PathBuf| {
            let text = fs::read_to_string(path).unwrap_or_default();
            let resumable = |of: &str| of.starts_with(APPLY);
            History::parse(&text).is_ok_and(|found| found.finished || !resumable(&found.of))
        };
        let all = self.journals().unwrap_or_default();
        let finished: Vec<PathBuf> = all.into_iter().filter(finished).collect();
        for path in finished.iter().take(finished.len().saturating_sub(KEPT)) {
            let _ = fs::remove_file(path);
        }
    }
}

/// Opens a journal whose run is not finished, locked and at the end of its last whole line.
fn open_unfinished(path: &Path) -> io::Result<Option<Unfinished>> {
    let mut file = private().read(true).write(true).open(path)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            return Err(io::Error::new(io::ErrorKind::WouldBlock, "this run is still going"));
        }
        Err(TryLockError::Error(error)) => return Err(error),
    }
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    if !text.contains('\n') {
        // Not even the start became durable, so nothing was sent.
        return Ok(None);
    }
    let history = History::parse(&text)?;
    if history.finished {
        return Ok(None);
    }
    let whole = text.rfind('\n').map_or(0, |end| end + 1);
    file.set_len(u64::try_from(whole).unwrap_or(u64::MAX))?;
    file.seek(SeekFrom::End(0))?;
    Ok(Some(Unfinished { history, path: path.to_owned(), journal: Journal::new(file) }))
}

/// Opens files that only their owner can read.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("journal {}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use std::{fs, io};

    use super::{Folder, Scope};
    use crate::{
        apply::{Entry, Fate, journal::RunEnd},
        domain::{Address, TenantName},
    };

    fn scope() -> Scope {
        let tenant: TenantName = "contoso".parse().expect("valid");
        Scope::from([(tenant, ["jit/alice".parse().expect("valid")].into())])
    }

    fn only_file(folder: &Folder) -> std::path::PathBuf {
        folder.journals().expect("readable").pop().expect("one")
    }

    #[test]
    fn an_interrupted_run_is_found_and_gone_on_with_in_the_same_file() {
        let temp = tempfile::tempdir().expect("temp");
        let folder = Folder::new(temp.path().join("journal"));
        assert!(folder.unfinished().expect("readable").is_none(), "no folder, nothing to resume");
        let journal = folder.start("0.1.0", "sha256:1", scope()).expect("writable");
        let busy = folder.unfinished().expect_err("locked");
        assert_eq!(busy.kind(), io::ErrorKind::WouldBlock);
        let tenant: TenantName = "contoso".parse().expect("valid");
        let address: Address = "jit/alice".parse().expect("valid");
        let entry =
            |write| Entry { tenant: &tenant, address: &address, step: 0, write, doing: None };
        journal.announce(&entry("one")).expect("durable");
        journal.tell(&entry("one"), Fate::Done, "");
        journal.announce(&entry("two")).expect("durable");
        drop(journal);
        let path = only_file(&folder);
        let torn = fs::read_to_string(&path).expect("readable") + r#"{"record":"int"#;
        fs::write(&path, torn).expect("writable");

        let found = folder.unfinished().expect("readable").expect("one");
        assert_eq!(found.history.scope, scope());
        let open: Vec<&str> = found.history.open.iter().map(|open| open.write.as_str()).collect();
        assert_eq!(open, ["two"]);
        let journal = found.resume("0.1.0", "sha256:2").expect("writable");
        journal.tell(&entry("two"), Fate::Found, "");
        journal.end(RunEnd::Finished).expect("durable");
        drop(journal);
        assert!(folder.unfinished().expect("readable").is_none());
        assert_eq!(folder.journals().expect("readable").len(), 1);
    }

    #[test]
    fn only_a_run_of_the_same_command_is_resumed() {
        let temp = tempfile::tempdir().expect("temp");
        let apply = Folder::new(temp.path());
        let sandbox = apply.clone().of("apply --sandbox");
        let sweep = apply.clone().of("sweep");
        drop(apply.start("0.1.0", "sha256:1", scope()).expect("writable"));
        drop(sweep.start("0.1.0", "sha256:2", scope()).expect("writable"));
        let found = apply.unfinished().expect("readable").expect("one");
        assert_eq!(found.history.plan_digest, "sha256:1");
        assert!(sandbox.unfinished().expect("readable").is_none());
        drop(found);
        // One that is still going is nobody's business but its own command's.
        let extend = apply.clone().of("extend");
        let going = extend.start("0.1.0", "sha256:3", scope()).expect("writable");
        assert!(apply.unfinished().is_ok() && extend.unfinished().is_err());
        drop(going);
        // Nothing resumes a sweep, so its journals go like finished ones.
        (0..30).for_each(|_| drop(sweep.start("0.1.0", "sha256:2", scope()).expect("writable")));
        assert_eq!(apply.journals().expect("readable").len(), 20 + 1);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_a_journal() {
        use std::os::unix::fs::PermissionsExt as _;
        let temp = tempfile::tempdir().expect("temp");
        let folder = Folder::new(temp.path().join("journal"));
        drop(folder.start("0.1.0", "sha256:1", scope()).expect("writable"));
        let mode = fs::metadata(only_file(&folder)).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn the_oldest_finished_journals_go_and_unfinished_ones_stay() {
        let temp = tempfile::tempdir().expect("temp");
        let folder = Folder::new(temp.path());
        let started = |end: Option<RunEnd>| {
            let journal = folder.start("0.1.0", "sha256:1", scope()).expect("writable");
            if let Some(end) = end {
                journal.end(end).expect("durable");
            }
            // Names carry milliseconds; the order of runs within one does not matter here.
            drop(journal);
        };
        started(None);
        started(Some(RunEnd::Interrupted));
        (0..25).for_each(|_| started(Some(RunEnd::Finished)));
        started(None);
        let left = folder.journals().expect("readable").len();
        assert_eq!(left, 20 + 3);
    }
}
