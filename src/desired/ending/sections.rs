//! Reading a file section by section.

use serde::de::DeserializeOwned;

use crate::{
    source::SourceMap,
    spec::{
        OrganizationSpec, Removed, TenantSpec, decode,
        node::{Node, Value},
    },
};

/// Reads every section of a file by itself, so that no number of mistakes in one keeps another
/// from being read. What could not be read is noted in `removed`.
pub(super) fn read<T: Default + DeserializeOwned>(
    tree: &Node,
    sources: &SourceMap,
    removed: &mut Removed,
    join: impl Fn(T, T) -> T,
) -> T {
    let mut whole = T::default();
    let Value::Mapping(entries) = &tree.value else { return whole };
    for entry in entries {
        let mut alone = Node { value: Value::Mapping(vec![entry.clone()]), at: tree.at };
        let decoded = decode::<T>(&mut alone, sources, std::mem::take(removed));
        *removed = decoded.removed;
        match decoded.value {
            Some(part) => whole = join(whole, part),
            None => removed.path(std::slice::from_ref(&entry.key)),
        }
    }
    whole
}

/// Takes the sections of two readings of a tenant together.
pub(super) fn tenant(one: TenantSpec, other: TenantSpec) -> TenantSpec {
    TenantSpec {
        tenant: one.tenant.or(other.tenant),
        tenant_id: one.tenant_id.or(other.tenant_id),
        display_name: one.display_name.or(other.display_name),
        profile: one.profile.or(other.profile),
        labels: one.labels.or(other.labels),
        state: one.state.or(other.state),
        cloud: one.cloud.or(other.cloud),
        auth: one.auth.or(other.auth),
        domains: one.domains.or(other.domains),
        groups: one.groups.or(other.groups),
        jit: one.jit.or(other.jit),
        laps: one.laps.or(other.laps),
    }
}

/// Takes the sections of two readings of the organization's file together.
pub(super) fn organization(one: OrganizationSpec, other: OrganizationSpec) -> OrganizationSpec {
    OrganizationSpec {
        version: one.version.or(other.version),
        organization: one.organization.or(other.organization),
        technicians: one.technicians.or(other.technicians),
        stores: one.stores.or(other.stores),
        defaults: one.defaults.or(other.defaults),
        profiles: one.profiles.or(other.profiles),
        sweep_every: one.sweep_every.or(other.sweep_every),
        guards: one.guards.or(other.guards),
        audit: one.audit.or(other.audit),
    }
}
