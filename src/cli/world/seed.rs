//! `sandbox.yaml`: what the embedded tenants look like before tenantry ever came.

use std::{fs, io::ErrorKind, path::Path};

use crate::{
    cli::{Exit, Failure},
    sandbox::Seed,
};

/// The seed's name beside `tenantry.yaml`.
pub(crate) const SEED_FILE: &str = "sandbox.yaml";

/// Reads a seed; `None` where there is no such file.
///
/// # Errors
///
/// Fails with the place in the file where it says something that no seed can say.
pub(crate) fn read_seed(path: &Path) -> Result<Option<Seed>, Failure> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Failure::file("read", path, &error)),
    };
    let seed = serde_yaml::from_str(&text).map_err(|error| {
        Failure::new(Exit::Configuration, format!("{}: {error}", path.display()))
            .help("docs/sandbox.md describes what a seed may say")
    })?;
    Ok(Some(seed))
}

#[cfg(test)]
mod tests {
    use super::read_seed;
    use crate::cli::Exit;

    #[test]
    fn a_seed_is_read_refused_with_its_line_or_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sandbox.yaml");
        assert!(read_seed(&path).unwrap().is_none());
        std::fs::write(&path, "tenants:\n  - tenantId: 3f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f\n    displayName: Contoso\n").unwrap();
        assert_eq!(read_seed(&path).unwrap().map(|seed| seed.tenants.len()), Some(1));
        std::fs::write(&path, "tenants: []\nfrsh: []\n").unwrap();
        let failure = read_seed(&path).unwrap_err();
        assert_eq!(failure.exit, Exit::Configuration);
        assert!(failure.message.contains("line 2"), "{}", failure.message);
    }
}
