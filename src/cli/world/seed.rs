//! `sandbox.yaml`: what the embedded tenants look like before tenantry ever came.

use std::{fs, io::ErrorKind, path::Path};

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    cli::{Exit, Failure},
    sandbox::{
        Seed,
        faults::Fault,
        seed::{FreshTenant, SeedTenant},
    },
};

/// The seed's name beside `tenantry.yaml`.
pub(crate) const SEED_FILE: &str = "sandbox.yaml";

/// How many characters of a reason are told.
const REASON: usize = 160;

/// Reads a seed; `None` where there is no such file.
///
/// # Errors
///
/// Fails (65) with the place in the file where it says something that no seed can say.
pub(crate) fn read_seed(path: &Path) -> Result<Option<Seed>, Failure> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Failure::file("read", path, &error)),
    };
    let wrong = |reason: String| {
        let reason = bounded(&reason);
        Failure::new(Exit::Configuration, format!("{}: {reason}", path.display()))
            .help("docs/sandbox.md describes what a seed may say")
    };
    // By way of a JSON value, since the YAML reader wants variants of an enum as YAML tags.
    let value: Value = serde_yaml::from_str(&text).map_err(|error| wrong(error.to_string()))?;
    if value.is_null() {
        return Ok(Some(Seed::default()));
    }
    let seed = serde_json::from_value(value.clone());
    seed.map(Some).map_err(|error| wrong(place(&value).unwrap_or_else(|| error.to_string())))
}

/// Cuts a reason short that quotes the file: it may be any file, and a long one.
fn bounded(reason: &str) -> String {
    let line: String = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(REASON) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// Finds the entry that cannot be read, since the error itself does not name it.
fn place(seed: &Value) -> Option<String> {
    wrong_entry::<SeedTenant>(seed, "tenants")
        .or_else(|| wrong_entry::<FreshTenant>(seed, "fresh"))
        .or_else(|| wrong_entry::<Fault>(seed, "faults"))
}

fn wrong_entry<T: DeserializeOwned>(seed: &Value, list: &str) -> Option<String> {
    let entries = seed.get(list)?.as_array()?;
    entries.iter().enumerate().find_map(|(number, entry)| {
        let error = serde_json::from_value::<T>(entry.clone()).err()?;
        let name = entry.get("displayName").and_then(Value::as_str).unwrap_or("no displayName");
        Some(format!("{list}[{number}] ({name}): {error}"))
    })
}

#[cfg(test)]
mod tests {
    use super::read_seed;
    use crate::cli::Exit;

    #[test]
    fn a_seed_is_read_refused_with_its_place_or_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sandbox.yaml");
        let read = |text: &str| {
            std::fs::write(&path, text).unwrap();
            read_seed(&path)
        };
        assert!(read_seed(&path).unwrap().is_none());
        let tenant = "tenants:\n  - tenantId: 3f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f\n    displayName: Contoso\n";
        assert_eq!(read(tenant).unwrap().map(|seed| seed.tenants.len()), Some(1));
        assert_eq!(read("# nothing\n").unwrap().map(|seed| seed.tenants.len()), Some(0));
        let faults = "faults:\n  - effect: { latency: { milliseconds: 5 } }\n  - effect: { cut: before }\n  - effect: truncate\n";
        assert_eq!(read(faults).unwrap().map(|seed| seed.faults.len()), Some(3));
        for (text, expected) in [
            ("tenants: []\nfrsh: []\n", "unknown field `frsh`"),
            (
                "tenants:\n  - displayName: Contoso\n",
                "tenants[0] (Contoso): missing field `tenantId`",
            ),
            ("a: [\n", "line"),
        ] {
            let failure = read(text).unwrap_err();
            assert_eq!(failure.exit, Exit::Configuration);
            assert!(failure.message.contains(expected), "{}", failure.message);
        }
        let quoted = format!("\"{}\"", "a secret\\n".repeat(500));
        let message = read(&quoted).unwrap_err().message;
        assert!(message.chars().count() < 300 && !message.contains('\n'), "{message}");
    }
}
