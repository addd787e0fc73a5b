//! Finding and reading the configuration's files. Nothing outside the folder is ever read.

use std::{
    fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{Code, FileKind, Place, Problem, SourceFile, SourceMap, Span};

/// The largest file that is read, in bytes.
const LARGEST: u64 = 1 << 20;
/// The organization's file.
const ORGANIZATION: &str = "tenantry.yaml";

/// What was found in a configuration's folder.
#[derive(Debug, Default)]
pub struct Found {
    /// The files that could be read.
    pub sources: SourceMap,
    /// What is wrong with the others.
    pub problems: Vec<Problem>,
    /// Configuration files that could not be read, by path relative to the folder.
    pub unread: Vec<(FileKind, Arc<str>)>,
}

/// Reads `tenantry.yaml`, `tenants/*.yaml` and `grants/*.yaml` of a folder.
///
/// Refused are files over 1 MiB, files that are not UTF-8, special files, and links that lead out
/// of the folder.
#[must_use]
pub fn load_files(folder: &Path) -> Found {
    let mut search = Search { folder, root: None, files: Vec::new(), found: Found::default() };
    match folder.canonicalize() {
        Ok(root) => search.root = Some(root),
        Err(error) => {
            let message = format!("the folder `{}` cannot be opened: {error}", folder.display());
            search.found.problems.push(
                Problem::error(Code::UnreadableFile, message)
                    .help("name the folder that holds `tenantry.yaml` with `-C DIR`"),
            );
            return search.found;
        }
    }
    search.organization();
    search.folder("tenants", FileKind::Tenant);
    search.folder("grants", FileKind::Grant);
    search.found.sources = SourceMap::new(search.files);
    search.found
}

struct Search<'a> {
    folder: &'a Path,
    root: Option<PathBuf>,
    files: Vec<SourceFile>,
    found: Found,
}

impl Search<'_> {
    fn organization(&mut self) {
        let path = self.folder.join(ORGANIZATION);
        if path.symlink_metadata().is_ok() {
            self.file(ORGANIZATION, FileKind::Organization);
            return;
        }
        self.found.unread.push((FileKind::Organization, ORGANIZATION.into()));
        let problem = if self.folder.join("tenantry.yml").exists() {
            wrong_extension("tenantry.yml")
        } else {
            let message = format!("there is no `{ORGANIZATION}` in `{}`", self.folder.display());
            Problem::error(Code::MissingOrganizationFile, message).help(
                "name the folder that holds it with `-C DIR`; `examples/quickstart` is one to begin with, \
                 and `docs/configuration.md` says what belongs in it",
            )
        };
        self.found.problems.push(problem);
    }

    fn folder(&mut self, name: &str, kind: FileKind) {
        let path = self.folder.join(name);
        if path.symlink_metadata().is_err() {
            return;
        }
        if !self.is_inside(&path) {
            self.outside(name, kind);
            return;
        }
        let entries = fs::read_dir(&path).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let mut entries = match entries {
            Ok(entries) => entries,
            Err(error) => return self.unreadable(name, kind, &error),
        };
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            self.entry(name, &entry, kind);
        }
    }

    fn entry(&mut self, folder: &str, entry: &fs::DirEntry, kind: FileKind) {
        let file = entry.file_name();
        let Some(file) = file.to_str() else {
            let name = format!("{folder}/{}", file.to_string_lossy());
            let error = io::Error::other("its name is not UTF-8");
            return self.unreadable(&name, kind, &error);
        };
        if file.starts_with('.') {
            return;
        }
        let name = format!("{folder}/{file}");
        let extension = file.rsplit_once('.').map(|(_, extension)| extension);
        let other = ["yml", "yaml"]
            .iter()
            .any(|it| extension.is_some_and(|own| own.eq_ignore_ascii_case(it)));
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            // Left out silently, a tenant in it would not be managed.
            self.found.unread.push((kind, name.as_str().into()));
            let message = format!("`{name}` is a folder, and files in it are not read");
            let problem = Problem::error(Code::UnreadableFile, message)
                .label(start_of(&name), "a folder inside a folder")
                .help(format!("move its files to `{folder}/`; a folder whose name begins with `.` is passed over"));
            self.found.problems.push(problem);
        } else if extension == Some("yaml") {
            self.file(&name, kind);
        } else if other {
            self.found.unread.push((kind, name.as_str().into()));
            self.found.problems.push(wrong_extension(&name));
        }
    }

    fn file(&mut self, name: &str, kind: FileKind) {
        let path = self.folder.join(name);
        let is_link = path.symlink_metadata().is_ok_and(|data| data.is_symlink());
        if is_link && !self.is_inside(&path) {
            return self.outside(name, kind);
        }
        match read_limited(&path) {
            Err(error) => self.unreadable(name, kind, &error),
            Ok(None) => {
                let problem =
                    Problem::error(Code::TooLarge, format!("`{name}` is larger than 1 MiB"));
                self.refuse(
                    name,
                    kind,
                    problem.help("declare one tenant or one grant in each file"),
                );
            }
            Ok(Some(bytes)) => match decode_utf8(bytes) {
                Ok(text) => self.files.push(SourceFile::new(name, kind, text)),
                Err((row, column)) => {
                    let problem =
                        Problem::error(Code::NotUtf8, format!("`{name}` is not UTF-8 text"))
                            .help("save the file as UTF-8");
                    self.found.unread.push((kind, name.into()));
                    let place = Place { line: row, column, ..start_of(name) };
                    self.found.problems.push(problem.label(place, "this byte"));
                }
            },
        }
    }

    /// A link that leads nowhere leads out, too.
    fn is_inside(&self, path: &Path) -> bool {
        match (path.canonicalize(), &self.root) {
            (Ok(target), Some(root)) => target.starts_with(root),
            _ => false,
        }
    }

    fn outside(&mut self, name: &str, kind: FileKind) {
        let message =
            format!("`{name}` is a link that leads out of the configuration's folder, or nowhere");
        let problem = Problem::error(Code::OutsideFolder, message);
        self.refuse(name, kind, problem.help("replace the link by the file itself"));
    }

    fn unreadable(&mut self, name: &str, kind: FileKind, error: &io::Error) {
        let problem =
            Problem::error(Code::UnreadableFile, format!("`{name}` cannot be read: {error}"));
        self.refuse(
            name,
            kind,
            problem.help("check that it is an ordinary file with read permission"),
        );
    }

    fn refuse(&mut self, name: &str, kind: FileKind, problem: Problem) {
        self.found.unread.push((kind, name.into()));
        self.found.problems.push(problem.label(start_of(name), "this file"));
    }
}

fn wrong_extension(name: &str) -> Problem {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    Problem::error(Code::WrongExtension, format!("`{name}` does not end in `.yaml`"))
        .label(start_of(name), "not read")
        .help(format!("rename it to `{stem}.yaml`"))
}

fn start_of(name: &str) -> Place {
    Place { file: name.into(), line: 1, column: 1, span: Span::default() }
}

/// Reads an ordinary file; `None` means that it is too large. A file that grows while it is read
/// is cut short by the limit, and a pipe is never opened.
fn read_limited(path: &Path) -> io::Result<Option<Vec<u8>>> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is not an ordinary file"));
    }
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= LARGEST).then_some(bytes))
}

/// Returns the text without byte order mark, or line and column of the first byte that is none.
fn decode_utf8(bytes: Vec<u8>) -> Result<String, (u32, u32)> {
    let text = String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let good = String::from_utf8_lossy(good);
        let line = good.matches('\n').count() + 1;
        let column = good.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        (number(line), number(column))
    })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::load_files;
    use crate::source::{Code, Problem};

    fn codes(folder: &std::path::Path) -> Vec<Code> {
        load_files(folder).problems.iter().map(|problem| problem.code).collect()
    }

    #[test]
    fn a_folder_without_tenantry_yaml_says_what_to_do() {
        let folder = tempfile::tempdir().expect("a folder");
        let found = load_files(folder.path());
        assert_eq!(found.problems[0].code, Code::MissingOrganizationFile);
        assert!(found.problems[0].help.as_deref().is_some_and(|help| {
            help.contains("-C DIR") && help.contains("examples/quickstart")
        }));
        fs::write(folder.path().join("tenantry.yml"), "").expect("written");
        assert_eq!(codes(folder.path()), [Code::WrongExtension]);
        assert_eq!(codes(&folder.path().join("missing")), [Code::UnreadableFile]);
    }

    #[test]
    fn files_that_cannot_be_read_are_named_and_the_others_are_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let write =
            |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).expect("written");
        fs::create_dir_all(folder.path().join("tenants/eu")).expect("made");
        write("tenantry.yaml", b"\xef\xbb\xbfversion: 1\n");
        write("tenants/a.yaml", b"tenant: a\n");
        write("tenants/b.yml", b"tenant: b\n");
        write("tenants/c.yaml", b"tenant: c\nx: \xff\n");
        write("tenants/d.yaml", &vec![b'#'; (1 << 20) + 1]);
        write("tenants/.e.yaml", b"hidden");
        write("tenants/README.md", b"text");
        let found = load_files(folder.path());
        let names: Vec<&str> = found.sources.iter().map(|(_, file)| &**file.name()).collect();
        assert_eq!(names, ["tenantry.yaml", "tenants/a.yaml"]);
        let codes: Vec<Code> = found.problems.iter().map(|problem| problem.code).collect();
        assert_eq!(
            codes,
            [Code::WrongExtension, Code::NotUtf8, Code::TooLarge, Code::UnreadableFile]
        );
        let place = found.problems[1].place().expect("a place");
        assert_eq!((place.line, place.column), (2, 4));
        assert_eq!(found.unread.len(), 4);
        assert!(found.problems.iter().all(Problem::is_error));
        assert!(
            found.sources.find("tenantry.yaml").is_some_and(|file| file.text() == "version: 1\n")
        );
    }

    #[cfg(unix)]
    #[test]
    fn links_may_stay_inside_and_not_leave() {
        use std::os::unix::fs::symlink;
        let outside = tempfile::NamedTempFile::new().expect("a file");
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("tenantry.yaml"), "").expect("written");
        fs::create_dir(folder.path().join("tenants")).expect("made");
        symlink("../tenantry.yaml", folder.path().join("tenants/in.yaml")).expect("linked");
        symlink(outside.path(), folder.path().join("tenants/out.yaml")).expect("linked");
        symlink("nowhere", folder.path().join("tenants/broken.yaml")).expect("linked");
        assert_eq!(codes(folder.path()), [Code::OutsideFolder, Code::OutsideFolder]);
        assert_eq!(load_files(folder.path()).sources.iter().count(), 2);
    }
}
