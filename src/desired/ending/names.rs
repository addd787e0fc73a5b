//! Names for tenants whose own cannot be read, or is another's.

use std::collections::BTreeSet;

use crate::domain::TenantName;

/// The longest beginning that leaves room for a number.
const LONGEST: usize = 40;

/// Makes a tenant's name from the name of its file.
pub(super) fn from_file(file: &str) -> TenantName {
    let stem = file.rsplit('/').next().unwrap_or(file);
    let stem = stem.split_once('.').map_or(stem, |(stem, _)| stem);
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let text: String = stem.chars().map(plain).take(LONGEST).collect();
    text.trim_matches('-').parse().unwrap_or_else(|_| fallback())
}

fn fallback() -> TenantName {
    "tenant".parse().expect("invariant: the word is a valid name")
}

/// Returns the name, or the name and the first number that make one that is not taken.
pub(super) fn free(name: TenantName, taken: &BTreeSet<TenantName>) -> TenantName {
    let begin: String = name.as_str().chars().take(LONGEST).collect();
    let begin = begin.trim_end_matches('-').to_owned();
    let mut numbered = (2_u32..).filter_map(|number| format!("{begin}-{number}").parse().ok());
    let free = |name: &TenantName| !taken.contains(name);
    if free(&name) { name } else { numbered.find(free).unwrap_or(name) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{free, from_file};

    #[test]
    fn every_file_gives_a_name_that_is_free() {
        let long = format!("tenants/{}.yaml", "x-".repeat(40));
        let name = |file: &str| from_file(file).to_string();
        assert_eq!(name("tenants/contoso.yaml"), "contoso");
        assert_eq!(name("tenants/Contoso_Ltd (1).yaml"), "contoso-ltd--1");
        assert_eq!(name("tenants/é.yaml"), "tenant");
        assert_eq!(name("tenants"), "tenants");
        let mut taken = BTreeSet::new();
        for expected in ["contoso", "contoso-2", "contoso-3"] {
            let name = free(from_file("contoso.yaml"), &taken);
            assert_eq!(name.as_str(), expected);
            taken.insert(name);
        }
        let first = free(from_file(&long), &taken);
        taken.insert(first.clone());
        assert_ne!(free(from_file(&long), &taken), first);
    }
}
