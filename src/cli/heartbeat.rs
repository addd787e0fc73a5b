//! The sign of life that a successful sweep leaves.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Failure, world::place};

/// Its name in `.tenantry/`.
const FILE: &str = "sweep-heartbeat.json";
/// That of a sweep of a sandbox, which says nothing of Microsoft's tenants.
const SANDBOX: &str = "sweep-heartbeat-sandbox.json";

/// How far this machine's clock may have been set back since.
const CLOCKS: SignedDuration = SignedDuration::from_mins(5);

/// What a successful sweep leaves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Heartbeat {
    /// When it ended, by this machine's clock (RFC 3339, UTC).
    pub(super) at: Timestamp,
    /// How many tenants it swept.
    pub(super) tenants: usize,
    /// The version of tenantry.
    pub(super) version: String,
}

impl Heartbeat {
    /// Returns where it is kept: where somebody says, else in `.tenantry/`, which is made if that
    /// can be.
    pub(super) fn place(typed: Option<&Path>, (directory, sandbox): (&Path, bool)) -> PathBuf {
        match typed {
            Some(path) => path.to_owned(),
            None => place(directory).join(if sandbox { SANDBOX } else { FILE }),
        }
    }

    /// Writes it; whoever reads meanwhile finds the one before.
    ///
    /// # Errors
    ///
    /// Fails where the file cannot be replaced.
    pub(super) fn write(&self, path: &Path) -> Result<(), Failure> {
        self.replace(path).map_err(|error| Failure::file("write", path, &error))
    }

    fn replace(&self, path: &Path) -> io::Result<()> {
        let text = format!("{}\n", serde_json::to_string(self)?);
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let new = format!(".{}.{}", name.unwrap_or_default(), Uuid::new_v4().simple());
        let new = path.with_file_name(new);
        let replaced = fs::File::create_new(&new).and_then(|mut file| {
            io::Write::write_all(&mut file, text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&new, path)
        });
        if replaced.is_err() {
            drop(fs::remove_file(&new));
        }
        replaced
    }

    /// Reads it and says why it is no sign of life, where it is none.
    ///
    /// # Errors
    ///
    /// Says that there is none, that it cannot be read, or how old it is, as a lower-case fragment.
    pub(super) fn check(
        path: &Path,
        (now, oldest): (Timestamp, SignedDuration),
    ) -> Result<Self, String> {
        let text = match fs::read_to_string(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(format!("no sweep has succeeded yet: there is no {}", path.display()));
            }
            text => text.map_err(|error| format!("cannot read {}: {error}", path.display()))?,
        };
        let found: Self = serde_json::from_str(&text)
            .map_err(|error| format!("{} is no heartbeat: {error}", path.display()))?;
        let age = now.duration_since(found.at);
        if age > oldest {
            return Err(format!("the last sweep that succeeded was at {}", found.at));
        }
        if age < -CLOCKS {
            return Err(format!("the last sweep is said to be at {}, which is to come", found.at));
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::Heartbeat;

    #[test]
    fn a_heartbeat_is_fresh_old_missing_or_unreadable() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("heartbeat.json");
        let at: Timestamp = "2026-11-23T09:00:00Z".parse().unwrap();
        let after = |minutes: i64| {
            let now = at + SignedDuration::from_mins(minutes);
            Heartbeat::check(&path, (now, SignedDuration::from_mins(15)))
        };
        assert!(after(1).unwrap_err().contains("no sweep has succeeded"));
        let beat = Heartbeat { at, tenants: 2, version: "0.1.0".to_owned() };
        for _ in 0..2 {
            beat.write(&path).unwrap();
            assert_eq!(after(15).unwrap(), beat);
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left");
        assert!(after(16).unwrap_err().contains("2026-11-23T09:00:00Z"));
        assert!(after(-4).is_ok() && after(-6).is_err());
        std::fs::write(&path, "{}").unwrap();
        assert!(after(1).unwrap_err().contains("no heartbeat"));
        assert!(beat.write(&folder.path().join("nowhere/x")).is_err());
    }
}
