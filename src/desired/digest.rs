//! One name for everything that the files mean.

use std::collections::BTreeMap;

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::{domain::hexadecimal, spec::OrganizationSpec};

/// The form of what is hashed: another form gives other digests.
const FORM: &[u8] = b"tenantry.configuration 1\n";

/// Hashes a value by what it means: fields stand in the order of their type, maps in that of
/// their keys, and nothing of layout, comments or positions is left.
pub(super) fn hash<T: Serialize>(value: &T) -> [u8; 32] {
    let bytes = serde_json::to_vec(value).expect("invariant: what is written has text keys");
    Sha256::digest(bytes).into()
}

/// Returns `sha256:…` over organization, tenants and grants. Defaults and profiles count in what
/// the tenants took from them.
pub(super) fn digest(
    organization: &OrganizationSpec,
    tenants: &BTreeMap<String, [u8; 32]>,
    grants: &BTreeMap<String, [u8; 32]>,
) -> String {
    let organization = OrganizationSpec { defaults: None, profiles: None, ..organization.clone() };
    let mut hasher = Sha256::new();
    hasher.update(FORM);
    hasher.update(hash(&organization));
    for (kind, hashes) in [("tenant", tenants), ("grant", grants)] {
        for (name, hash) in hashes {
            hasher.update(format!("{kind} {name}\n"));
            hasher.update(hash);
        }
    }
    format!("sha256:{}", hexadecimal(&hasher.finalize()))
}
