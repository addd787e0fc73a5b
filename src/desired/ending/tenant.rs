//! A tenant, as far as it can be read.

use super::{
    EndingTenant, inheritance,
    keys::{alike, beside},
    loss::Loss,
    organization::Organization,
    reading::{CONNECTION, Reading},
    sections,
};
use crate::{
    desired::tenant_file::merged,
    domain::TenantName,
    source::{FileId, SourceFile},
    spec::{TenantSpec, node::Node, tree},
};

/// A tenant's file as far as it could be read.
pub(super) struct TenantFile {
    /// The tenant's name as written, where it could be read.
    pub(super) name: Option<TenantName>,
    /// The tenant, or the keys of its connection that cannot be told.
    pub(super) tenant: Result<EndingTenant, Vec<&'static str>>,
}

/// Reads a tenant's file. `stand_in` is the tenant's name where none can be read.
pub(super) fn read(
    (id, file): (FileId, &SourceFile),
    organization: &Organization<'_>,
    stand_in: &TenantName,
) -> TenantFile {
    let parsed = tree::parse(id, file);
    let Some(own) = parsed.tree else {
        return TenantFile { name: None, tenant: Err(CONNECTION.to_vec()) };
    };
    let mut loss = Loss::new(parsed.removed);
    inheritance::note(organization, &own, &mut loss);
    let merged = merged(&own, &organization.context, &mut Vec::new());
    let sources = organization.context.sources;
    let spec: TenantSpec = sections::read(&merged, sources, &mut loss.removed, sections::tenant);
    suspect(&merged, &mut loss);
    let top = spec.tenant.as_ref().map_or(own.at, |name| name.at);
    let reading = Reading { spec, loss, organization, top };
    let name = reading.name();
    let tenant = reading.tenant(name.as_ref().unwrap_or(stand_in));
    TenantFile { name, tenant }
}

/// A key that is not known may be any that is missing beside it, and any of a like name.
fn suspect(merged: &Node, loss: &mut Loss) {
    let strange: Vec<Vec<String>> = loss.removed.strange().map(<[String]>::to_vec).collect();
    for key in &strange {
        beside(key, merged).chain(alike(key)).for_each(|keys| loss.doubt(keys, &[merged]));
    }
}
