//! Which commit the configuration is, as `git` says.

use std::{
    path::Path,
    process::{Command, Stdio},
};

/// The state of the repository that the configuration is in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Commit {
    /// The commit's id; `None` outside a repository, or without `git`.
    pub(super) id: Option<String>,
    /// Whether files of the folder differ from it.
    pub(super) dirty: bool,
}

impl Commit {
    /// Asks `git`, which is optional: a plan says where it comes from, and is not bound to it.
    pub(super) fn of(folder: &Path) -> Self {
        let Some(id) = git(folder, &["rev-parse", "--verify", "HEAD"]) else {
            return Self::default();
        };
        let changed = git(folder, &["status", "--porcelain", "--", "."]);
        // Where git does not say, nothing vouches for the files.
        Self { id: Some(id), dirty: changed.is_none_or(|changed| !changed.is_empty()) }
    }
}

fn git(folder: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        // A monitor named in the repository's settings would be a program of somebody's choice.
        .args(["-c", "core.fsmonitor=false"])
        .args(arguments)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::Commit;

    #[test]
    fn outside_a_repository_there_is_no_commit() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Commit::of(folder.path()), Commit::default());
        assert_eq!(Commit::of(&folder.path().join("nowhere")), Commit::default());
    }
}
