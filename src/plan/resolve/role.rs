//! Roles and the places where they apply.

use crate::{
    domain::{
        AdministrativeUnitName, BuiltInRole, DirectoryScope, ObjectId, RoleDefinitionId, RoleName,
    },
    observed::ObservedTenant,
};

/// What a name was found to mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found<T> {
    /// Exactly one thing.
    One(T),
    /// Several, by id.
    Many(Vec<T>),
    /// Nothing.
    None,
    /// The list of such things could not be read.
    Unknown,
}

impl<T> Found<T> {
    pub(super) fn among(mut candidates: Vec<T>) -> Self {
        match candidates.len() {
            0 => Self::None,
            1 => candidates.pop().map_or(Self::None, Self::One),
            _ => Self::Many(candidates),
        }
    }
}

/// Finds a role in the tenant by display name, ignoring case, or by id.
pub(crate) fn role(observed: &ObservedTenant, name: &RoleName) -> Found<RoleDefinitionId> {
    let Some(definitions) = observed.role_definitions.known() else { return Found::Unknown };
    let id = name.as_str().parse::<RoleDefinitionId>().ok();
    let matches = definitions.values().filter(|definition| {
        Some(definition.id) == id || definition.display_name.eq_ignore_ascii_case(name.as_str())
    });
    Found::among(matches.map(|definition| definition.id).collect())
}

/// Finds an administrative unit by display name, ignoring case, or by id.
pub(crate) fn unit(observed: &ObservedTenant, name: &AdministrativeUnitName) -> Found<ObjectId> {
    let Some(units) = observed.administrative_units.known() else { return Found::Unknown };
    let id = name.as_str().parse::<ObjectId>().ok();
    let matches = units.values().filter(|unit| {
        Some(unit.id) == id || unit.display_name.eq_ignore_ascii_case(name.as_str())
    });
    Found::among(matches.map(|unit| unit.id).collect())
}

/// Returns the name to show for a role, which is its id where nobody knows a name.
fn role_name(observed: &ObservedTenant, id: RoleDefinitionId) -> String {
    let live = observed.role_definitions.known().and_then(|definitions| definitions.get(&id));
    live.map(|definition| definition.display_name.clone())
        .or_else(|| BuiltInRole::by_id(id).map(|role| role.name.to_owned()))
        .unwrap_or_else(|| id.to_string())
}

/// Returns a role and where it applies, such as `Helpdesk Administrator in Branch Offices`.
pub(crate) fn scope_name(
    observed: &ObservedTenant,
    id: RoleDefinitionId,
    scope: &DirectoryScope,
) -> String {
    let role = role_name(observed, id);
    match scope {
        DirectoryScope::Tenant => role,
        DirectoryScope::AdministrativeUnit(unit) => {
            let units = observed.administrative_units.known();
            let name = units.and_then(|units| units.get(unit)).map(|unit| &unit.display_name);
            name.map_or_else(|| format!("{role} in {unit}"), |name| format!("{role} in {name}"))
        }
        DirectoryScope::Object(object) => format!("{role} on {object}"),
        DirectoryScope::Other(scope) => format!("{role} at {scope}"),
    }
}
