//! From what the organization's file says to what it means.

use std::collections::BTreeMap;

use super::{
    Acknowledgement, DesiredAudit, DesiredOrganization, DesiredStore, GuardSettings, Technician,
    TenantSet, check::is_recipient,
};
use crate::{
    domain::{OrganizationName, StoreName, TechnicianId},
    source::{SourceMap, Spanned},
    spec::{AuditSpec, GuardsSpec, OrganizationSpec, TechnicianSpec, TechnicianState, TenantsSpec},
};

/// Says what the organization's file means, as far as it could be read. A store or an audit sink
/// whose address is none, which the checks report, is left out.
pub(super) fn organization(spec: &OrganizationSpec, sources: &SourceMap) -> DesiredOrganization {
    let mut technicians = BTreeMap::new();
    for person in spec.technicians.iter().flatten() {
        // Of two with one id, which is reported, the first counts.
        technicians.entry(person.id.value.clone()).or_insert_with(|| technician(person, sources));
    }
    DesiredOrganization {
        name: spec.organization.as_ref().map_or_else(nameless, |name| name.value.clone()),
        technicians,
        guards: guards(spec.guards.as_ref(), sources),
        sweep_every: spec.sweep_every.as_ref().map(|every| every.value),
        audit: spec.audit.as_ref().and_then(|audit| self::audit(audit, sources)),
        stores: stores(spec, sources),
    }
}

fn audit(spec: &AuditSpec, sources: &SourceMap) -> Option<DesiredAudit> {
    Some(DesiredAudit { url: spec.url.value.parse().ok()?, origin: sources.origin(&spec.url) })
}

fn stores(spec: &OrganizationSpec, sources: &SourceMap) -> BTreeMap<StoreName, DesiredStore> {
    let stores = spec.stores.iter().flatten().filter_map(|(name, store)| {
        let meant = DesiredStore {
            name: name.value.clone(),
            url: store.url.value.parse().ok()?,
            recipients: recipients(&store.recipients.value),
            origin: sources.origin(name),
        };
        Some((name.value.clone(), meant))
    });
    stores.collect()
}

/// Keeps the keys that have the form of one.
fn recipients<'a>(keys: impl IntoIterator<Item = &'a Spanned<String>>) -> Vec<String> {
    let texts = keys.into_iter().map(|key| key.value.trim());
    texts.filter(|key| is_recipient(key)).map(str::to_owned).collect()
}

/// Stands in for a name that could not be read: such a configuration is checked and never used.
fn nameless() -> OrganizationName {
    "nameless".parse().expect("invariant: the word is a valid name")
}

fn technician(spec: &TechnicianSpec, sources: &SourceMap) -> Technician {
    let id: TechnicianId = spec.id.value.clone();
    Technician {
        id,
        groups: spec
            .groups
            .iter()
            .flatten()
            .map(|group| group.value.clone())
            .filter(|g| !g.is_all())
            .collect(),
        active: spec.state.as_ref().is_none_or(|state| state.value == TechnicianState::Active),
        recipients: recipients(spec.recipients.iter().flatten()),
        mail: spec.mail.as_ref().map(|mail| mail.value.clone()),
        origin: sources.origin(&spec.id),
    }
}

fn guards(spec: Option<&GuardsSpec>, sources: &SourceMap) -> GuardSettings {
    let none = GuardsSpec::default();
    let spec = spec.unwrap_or(&none);
    let acknowledge = spec.acknowledge.iter().flatten().map(|waived| Acknowledgement {
        guard: waived.guard.value,
        tenants: match &waived.tenants.value {
            TenantsSpec::All => TenantSet::All,
            TenantsSpec::Only(names) => {
                TenantSet::Only(names.iter().map(|name| name.value.clone()).collect())
            }
        },
        reason: waived.reason.value.clone(),
        until: Some(waived.until.value.0),
        origin: Some(sources.origin(&waived.guard)),
    });
    GuardSettings {
        minimum_emergency_accounts: spec.minimum_emergency_accounts.as_ref().map_or(2, |n| n.value),
        maximum_tenants_changed: spec.maximum_tenants_changed.as_ref().map_or(25, |n| n.value),
        maximum_removals: spec.maximum_removals.as_ref().map_or(3, |n| n.value),
        protected: spec.protected.iter().flatten().map(|id| id.value).collect(),
        acknowledge: acknowledge.collect(),
    }
}
