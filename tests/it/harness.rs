//! Runs the built binary in a folder of its own, with nothing of the caller's environment.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

/// A folder to run the binary in.
pub(crate) struct Bench {
    folder: tempfile::TempDir,
}

/// What a run of the binary left.
#[derive(Debug)]
pub(crate) struct Ran {
    /// The exit code; `None` where a signal ended it.
    pub(crate) code: Option<i32>,
    /// What it printed.
    pub(crate) stdout: String,
    /// What it said.
    pub(crate) stderr: String,
}

impl Bench {
    /// Makes an empty folder.
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    /// Returns a path in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file, with the folders it needs.
    pub(crate) fn file(&self, name: &str, text: &str) -> &Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
        self
    }

    /// Reads a file.
    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_default()
    }

    /// Prepares a run, for whoever wants to add to its environment.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tenantry"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("HOME", self.folder.path())
            .stdin(Stdio::null());
        let embeds = arguments.contains(&"--sandbox") || arguments.contains(&"serve");
        if let Some(file) = recording().filter(|_| embeds) {
            command.env("TENANTRY_RECORD", file);
        }
        command
    }

    /// Runs the binary.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        Ran::from(self.command(arguments).output().expect("started"))
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Ran {
    /// Fails unless the run ended with this code.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}\n{}", self.stdout, self.stderr);
        self
    }

    /// Fails unless the run said this on stderr.
    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Self {
        assert!(self.stderr.contains(text), "no `{text}` in:\n{}", self.stderr);
        self
    }

    /// Fails unless the run printed this on stdout.
    #[track_caller]
    pub(crate) fn prints(self, text: &str) -> Self {
        assert!(self.stdout.contains(text), "no `{text}` in:\n{}\n{}", self.stdout, self.stderr);
        self
    }
}

/// Sends a signal by its name to a process that a test started.
pub(crate) fn signal(child: &std::process::Child, signal: &str) {
    let sent = Command::new("kill").args(["-s", signal, &child.id().to_string()]).status();
    assert!(sent.expect("started").success());
}

impl Bench {
    /// Runs the binary, and sends it a signal once it is under way.
    pub(crate) fn start(&self, arguments: &[&str], name: &str) -> Ran {
        // The log's first line comes when the first tenant is entered or read.
        self.signalled(arguments, name, None)
    }

    /// Runs the binary, and sends it a signal once it has said something on stderr.
    pub(crate) fn start_and(&self, arguments: &[&str], name: &str, said: &str) -> Ran {
        self.signalled(arguments, name, Some(said))
    }

    fn signalled(&self, arguments: &[&str], name: &str, said: Option<&str>) -> Ran {
        use std::io::{BufRead, BufReader, Read};
        let mut command = self.command(arguments);
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("started");
        let mut stderr = BufReader::new(child.stderr.take().expect("piped"));
        let mut told = String::new();
        match said {
            Some(said) => {
                while !told.contains(said) {
                    assert!(stderr.read_line(&mut told).expect("read") > 0, "never said: {told}");
                }
            }
            None => std::thread::sleep(std::time::Duration::from_millis(700)),
        }
        signal(&child, name);
        let mut stdout = String::new();
        child.stdout.take().expect("piped").read_to_string(&mut stdout).expect("read");
        stderr.read_to_string(&mut told).expect("read");
        let code = child.wait().expect("ended").code();
        Ran { code, stdout, stderr: told }
    }
}

/// Names a new file for what a sandbox is asked and answers, where the run wants it recorded.
fn recording() -> Option<PathBuf> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let folder = std::env::var_os("TENANTRY_RECORDINGS")?;
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    Some(Path::new(&folder).join(format!("it-{}-{number}.ndjson", std::process::id())))
}
