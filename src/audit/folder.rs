//! Chains in a local folder: `{tenant id}/{year}.ndjson`, one event a line, and the head beside it
//! in `{year}.head`.

use std::{
    collections::BTreeSet,
    fs::{self, File, OpenOptions},
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
};

use super::{
    AuditError, ChainId, Event,
    chain::{Before, Head, seal},
    piece::{HeadFound, Reading},
    tail::Tail,
};
use crate::domain::TenantId;

/// A folder of chains. Several processes may write at once: each holds the file's lock while it
/// does.
#[derive(Debug, Clone)]
pub(super) struct Folder(PathBuf);

impl Folder {
    /// Names the folder; nothing is read or made.
    pub(super) fn new(path: PathBuf) -> Self {
        Self(path)
    }

    /// Appends an event; it is durable when this returns.
    pub(super) fn append(&self, event: &Event) -> Result<(), AuditError> {
        let chain = event.chain();
        let path = self.path(chain, "ndjson");
        let failed = |source| AuditError::Write { path: path.clone(), source };
        let folder = self.0.join(chain.tenant.to_string());
        make(&folder).map_err(failed)?;
        let mut file = private().read(true).create(true).open(&path).map_err(failed)?;
        // Released when the file is closed, also where this fails or the process dies.
        file.lock().map_err(failed)?;
        let head = self.head(chain)?;
        let tail = Tail::find(&mut file).map_err(failed)?;
        let needs_end = tail.needs_end;
        let (line, head) = seal(event, &go_on(&head, tail))?;
        let begin = if needs_end { "\n" } else { "" };
        put(&mut file, &format!("{begin}{line}\n")).map_err(failed)?;
        self.put_head(chain, &head).map_err(|source| {
            let path = self.path(chain, "head");
            AuditError::Write { path, source }
        })
    }

    /// Names all chains, or those of one tenant.
    pub(super) fn chains(&self, tenant: Option<TenantId>) -> Result<BTreeSet<ChainId>, AuditError> {
        // Of one tenant its own folder alone is looked at: a fleet asks once for each.
        let tenants: Vec<TenantId> = match tenant {
            Some(tenant) => vec![tenant],
            None => entries(&self.0)?.iter().filter_map(|name| name.parse().ok()).collect(),
        };
        let mut chains = BTreeSet::new();
        for id in tenants {
            for name in entries(&self.0.join(id.to_string()))? {
                let year = name.strip_suffix(".ndjson").or_else(|| name.strip_suffix(".head"));
                chains.extend(year.and_then(|year| format!("{id}/{year}").parse::<ChainId>().ok()));
            }
        }
        Ok(chains)
    }

    /// Begins to read a chain, as far as it goes now.
    pub(super) fn read(&self, chain: ChainId) -> Result<Reading, AuditError> {
        let path = self.path(chain, "ndjson");
        let failed = |source| AuditError::Read { path: path.clone(), source };
        let (head_file, tolerance) = (format!("{chain}.head"), 1);
        let file = match File::open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let (head, lines) = (self.head(chain)?, Box::pin(futures::stream::empty()));
                return Ok(Reading { head_file, head, tolerance, lines });
            }
            file => file.map_err(failed)?,
        };
        // Line and head are written under the lock; what follows is only ever added.
        file.lock_shared().map_err(failed)?;
        let head = self.head(chain)?;
        let length = file.metadata().map_err(failed)?.len();
        file.unlock().map_err(failed)?;
        let lines = super::lines::Lines::new(file.take(length), format!("{chain}.ndjson"), path);
        Ok(Reading { head_file, head, tolerance, lines: Box::pin(futures::stream::iter(lines)) })
    }

    fn path(&self, chain: ChainId, extension: &str) -> PathBuf {
        let ChainId { tenant, year } = chain;
        self.0.join(tenant.to_string()).join(format!("{year:04}.{extension}"))
    }

    fn head(&self, chain: ChainId) -> Result<HeadFound, AuditError> {
        let path = self.path(chain, "head");
        match fs::read(&path) {
            Ok(bytes) => Ok(HeadFound::of(Some(&bytes))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(HeadFound::Missing),
            Err(source) => Err(AuditError::Read { path, source }),
        }
    }

    /// Puts the head in place, whole or not at all.
    fn put_head(&self, chain: ChainId, head: &Head) -> io::Result<()> {
        let (path, fresh) = (self.path(chain, "head"), self.path(chain, "head.new"));
        let mut file = private().create(true).truncate(true).open(&fresh)?;
        file.write_all(head.text().as_bytes())?;
        file.sync_all()?;
        fs::rename(&fresh, &path)?;
        sync_parent(&path)
    }
}

/// Decides what the next line goes on from. Where the head knows more than the file, lines were
/// taken away: the chain goes on from the head, so that the gap can be seen for ever.
fn go_on(found: &HeadFound, tail: Tail) -> Before {
    let head = match (found.head(), tail.head) {
        (Some(head), Some(last)) if last.seq > head.seq => Some(last),
        (Some(head), _) => Some(head.clone()),
        (None, last) => last,
    };
    // The head of the first line is written after it.
    let at_begin = !tail.damaged && head.as_ref().is_none_or(|head| head.seq <= 1);
    let head_lost = match found {
        HeadFound::Is(_) => false,
        HeadFound::Missing => !at_begin,
        HeadFound::Unreadable => true,
    };
    Before { head, torn: tail.torn, head_lost }
}

/// Appends text durably, or leaves the file as it was as far as that is possible.
fn put(file: &mut File, text: &str) -> io::Result<()> {
    let length = file.seek(SeekFrom::End(0))?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    if written.is_err() {
        // What stays all the same is named by the next line as torn.
        let _ = file.set_len(length);
    }
    written
}

/// Opens files that only their owner can read.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Makes a folder and those above it, durably.
fn make(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(parent) = path.parent() {
        make(parent)?;
    }
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        made => made.and_then(|()| sync_parent(path)),
    }
}

/// Makes the name of a file durable.
#[cfg(unix)]
fn sync_parent(path: &Path) -> io::Result<()> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    File::open(parent.unwrap_or(Path::new(".")))?.sync_all()
}

/// Elsewhere a folder cannot be opened, and the file system sees to it.
#[cfg(not(unix))]
fn sync_parent(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Lists a folder; one that is not there is empty.
fn entries(path: &Path) -> Result<Vec<String>, AuditError> {
    let failed = |source| AuditError::Read { path: path.to_owned(), source };
    let entries = match fs::read_dir(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(failed)?,
    };
    let mut named = Vec::new();
    for entry in entries {
        let entry = entry.map_err(failed)?;
        if let Ok(name) = entry.file_name().into_string() {
            named.push(name);
        }
    }
    Ok(named)
}

#[cfg(test)]
mod tests {
    use std::{fs, thread};

    use futures::executor::block_on;

    use super::Folder;
    use crate::audit::{Answer, AuditError, Sink, Verified, Wrong, fixture, verify};

    fn verified(folder: &std::path::Path) -> Verified {
        block_on(verify(&Sink::in_folder(folder), None)).expect("readable")
    }

    fn codes(folder: &std::path::Path) -> (Vec<&'static str>, Vec<&'static str>) {
        let verified = verified(folder);
        let codes = |found: &[crate::audit::Finding]| {
            let codes = found.iter().map(|finding| finding.what.code());
            codes.filter(|code| *code != "unmatched").collect()
        };
        (codes(&verified.problems), codes(&verified.remarks))
    }

    struct Sample {
        temp: tempfile::TempDir,
        folder: Folder,
    }

    impl Sample {
        fn new() -> Self {
            let temp = tempfile::tempdir().expect("temp");
            let folder = Folder::new(temp.path().join("audit"));
            Self { temp, folder }
        }

        fn with(count: u32) -> Self {
            let sample = Self::new();
            for event in &fixture::events(count) {
                sample.folder.append(event).expect("writable");
            }
            sample
        }

        fn path(&self, extension: &str) -> std::path::PathBuf {
            self.folder.path(fixture::intent(1).chain(), extension)
        }

        fn text(&self) -> String {
            fs::read_to_string(self.path("ndjson")).expect("readable")
        }

        fn codes(&self) -> (Vec<&'static str>, Vec<&'static str>) {
            codes(&self.temp.path().join("audit"))
        }

        fn next(&self) {
            self.folder.append(&fixture::intent(99)).expect("writable");
        }
    }

    #[test]
    fn events_are_appended_in_order_and_verified() {
        let sample = Sample::with(6);
        let verified = verified(&sample.temp.path().join("audit"));
        assert_eq!((verified.events(), verified.chains.len()), (6, 1));
        assert_eq!((verified.problems, verified.remarks), (vec![], vec![]));
        let mut late = fixture::intent(7);
        late.at = "2027-01-01T00:00:00Z".parse().expect("valid");
        sample.folder.append(&late).expect("writable");
        let outcome = fixture::outcome(&late, 8, Answer::Done);
        sample.folder.append(&outcome).expect("writable");
        assert_eq!(sample.folder.chains(None).expect("readable").len(), 2, "one for each year");
    }

    #[test]
    fn many_writers_at_once_make_one_chain() {
        let sample = Sample::new();
        thread::scope(|scope| {
            for writer in 0..8_u32 {
                let folder = sample.folder.clone();
                scope.spawn(move || {
                    for event in 0..10 {
                        let event = fixture::intent(writer * 10 + event);
                        folder.append(&event).expect("writable");
                    }
                });
            }
        });
        let verified = verified(&sample.temp.path().join("audit"));
        assert_eq!((verified.events(), verified.problems), (80, vec![]));
    }

    #[test]
    fn the_chain_goes_on_wherever_a_crash_cut_it_off() {
        let sample = Sample::with(3);
        let (text, head) = (sample.text(), fs::read(sample.path("head")).expect("readable"));
        let second = text.match_indices('\n').nth(1).expect("two lines").0 + 1;
        let two = Sample::with(2);
        let head_of_two = fs::read(two.path("head")).expect("readable");
        let (few, some) = (0..3, (3..text.len()).step_by(97));
        let cuts = few.clone().map(|more| second + more).chain(few.map(|less| text.len() - less));
        for cut in cuts.chain(some.filter(|cut| *cut > second)) {
            fs::write(sample.path("ndjson"), &text[..cut]).expect("writable");
            fs::write(sample.path("head"), &head_of_two).expect("writable");
            let (problems, before) = sample.codes();
            assert_eq!(problems, [""; 0], "cut at {cut}");
            sample.next();
            let (problems, after) = sample.codes();
            assert_eq!(problems, [""; 0], "cut at {cut}, and gone on");
            let torn = cut > second && cut + 1 < text.len();
            assert_eq!(before.contains(&"torn"), torn, "cut at {cut}");
            assert_eq!(after.contains(&"torn"), torn, "cut at {cut}, and gone on");
        }
        fs::write(sample.path("ndjson"), &text).expect("writable");
        fs::write(sample.path("head"), &head).expect("writable");
        assert_eq!(sample.codes(), (vec![], vec![]));
    }

    #[test]
    fn what_was_taken_away_stays_visible_after_more_is_written() {
        let cut = |sample: &Sample| {
            let text = sample.text();
            let two = text.match_indices('\n').nth(1).expect("two lines").0 + 1;
            fs::write(sample.path("ndjson"), &text[..two]).expect("writable");
        };
        let sample = Sample::with(5);
        cut(&sample);
        assert_eq!(sample.codes().0, ["truncated"]);
        sample.next();
        assert_eq!(sample.codes().0, ["gap"]);

        let sample = Sample::with(5);
        fs::remove_file(sample.path("ndjson")).expect("there");
        assert_eq!(sample.codes().0, ["truncated"]);
        sample.next();
        assert_eq!(sample.codes().0, ["gap"]);

        let sample = Sample::with(5);
        cut(&sample);
        fs::remove_file(sample.path("head")).expect("there");
        assert_eq!(sample.codes().0, ["headMissing"]);
        sample.next();
        assert_eq!(sample.codes().0, ["headLost"]);

        let sample = Sample::with(5);
        cut(&sample);
        fs::write(sample.path("head"), "{}").expect("writable");
        assert_eq!(sample.codes().0, ["headUnreadable"]);
        sample.next();
        assert_eq!(sample.codes().0, ["headLost"]);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_the_trail() {
        use std::os::unix::fs::PermissionsExt as _;
        let sample = Sample::with(1);
        for extension in ["ndjson", "head"] {
            let mode = fs::metadata(sample.path(extension)).expect("there").permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{extension}");
        }
    }

    #[test]
    fn a_folder_that_cannot_be_written_to_is_named() {
        let temp = tempfile::tempdir().expect("temp");
        fs::write(temp.path().join("audit"), "in the way").expect("writable");
        let folder = Folder::new(temp.path().join("audit"));
        let error = folder.append(&fixture::intent(1)).expect_err("in the way");
        assert!(matches!(error, AuditError::Write { .. }));
        assert!(error.to_string().contains("something else is in the way"), "{error}");
    }

    #[test]
    fn announcements_without_outcome_are_remarks() {
        let sample = Sample::with(1);
        let verified = verified(&sample.temp.path().join("audit"));
        assert_eq!(verified.problems, []);
        let what = "disable account of jit/alice".to_owned();
        assert_eq!(verified.remarks[0].what, Wrong::Unmatched { what });
        let file = format!("{}.ndjson", fixture::intent(1).chain());
        assert_eq!(
            (verified.remarks[0].file.as_str(), verified.remarks[0].line),
            (&*file, Some(1))
        );
    }
}
