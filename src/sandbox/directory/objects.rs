//! The kinds of directory objects and where they lie.

use serde_json::Value;
use uuid::Uuid;

use super::failure::Failure;
use super::path::alternate_key;
use super::permission::{
    APPLICATIONS_READ_ALL, GROUP_READ, Needs, ROLES_READ, UNITS_READ, USER_READ,
};
use crate::sandbox::odata::EntityType;
use crate::sandbox::odata::facts::{
    ADMINISTRATIVE_UNIT, APPLICATION, DIRECTORY_ROLE, GROUP, SERVICE_PRINCIPAL, USER,
};
use crate::sandbox::store::{Table, Tenant};

/// A kind of directory object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ObjectKind {
    User,
    Group,
    ServicePrincipal,
    Application,
    AdministrativeUnit,
    DirectoryRole,
}

/// The kinds that are rows of a table.
const STORED: [ObjectKind; 5] = [
    ObjectKind::User,
    ObjectKind::Group,
    ObjectKind::ServicePrincipal,
    ObjectKind::Application,
    ObjectKind::AdministrativeUnit,
];

impl ObjectKind {
    /// Returns the type's description.
    pub(super) fn entity(self) -> &'static EntityType {
        match self {
            Self::User => &USER,
            Self::Group => &GROUP,
            Self::ServicePrincipal => &SERVICE_PRINCIPAL,
            Self::Application => &APPLICATION,
            Self::AdministrativeUnit => &ADMINISTRATIVE_UNIT,
            Self::DirectoryRole => &DIRECTORY_ROLE,
        }
    }

    /// Returns the table; directory roles are computed and have none.
    pub(super) fn table(self) -> Option<Table> {
        match self {
            Self::User => Some(Table::Users),
            Self::Group => Some(Table::Groups),
            Self::ServicePrincipal => Some(Table::ServicePrincipals),
            Self::Application => Some(Table::Applications),
            Self::AdministrativeUnit => Some(Table::AdministrativeUnits),
            Self::DirectoryRole => None,
        }
    }

    /// Returns the value of `@odata.type`.
    pub(super) fn odata_type(self) -> String {
        format!("#microsoft.graph.{}", self.entity().name)
    }

    /// Finds a kind by the value of `@odata.type`.
    pub(super) fn of_type(odata_type: &str) -> Option<Self> {
        let name = odata_type.trim_start_matches("#microsoft.graph.");
        STORED.into_iter().chain([Self::DirectoryRole]).find(|kind| kind.entity().name == name)
    }

    /// Returns what it takes to see more than the id of such an object in a mixed collection.
    pub(super) fn read_needs(self) -> Needs {
        match self {
            Self::User => USER_READ,
            Self::Group => GROUP_READ,
            Self::ServicePrincipal | Self::Application => APPLICATIONS_READ_ALL,
            Self::AdministrativeUnit => UNITS_READ,
            Self::DirectoryRole => ROLES_READ,
        }
    }
}

/// Finds a directory object by id.
pub(super) fn find<'a>(tenant: &'a Tenant, id: &str) -> Option<(ObjectKind, &'a Value)> {
    let id = canonical(id);
    STORED.into_iter().find_map(|kind| Some((kind, tenant.get(kind.table()?, &id)?)))
}

/// Marks an object with its type, for a collection that mixes types.
pub(super) fn typed(kind: ObjectKind, object: &Value) -> Value {
    let mut object = object.clone();
    object["@odata.type"] = Value::String(kind.odata_type());
    object
}

/// Writes an id as keys hold it; what is no GUID stays as it is.
pub(super) fn canonical(id: &str) -> String {
    Uuid::try_parse(id).map_or_else(|_| id.to_owned(), |id| id.to_string())
}

/// Returns the text of a property, or nothing.
pub(super) fn text<'a>(object: &'a Value, property: &str) -> &'a str {
    object.get(property).and_then(Value::as_str).unwrap_or("")
}

/// Tells whether a property is true.
pub(super) fn is_true(object: &Value, property: &str) -> bool {
    object.get(property).and_then(Value::as_bool).unwrap_or(false)
}

/// Finds the id of an object by what a path names it with: its id, one of its alternate keys, or,
/// of a user, the user principal name.
pub(super) fn identify(tenant: &Tenant, kind: ObjectKind, key: &str) -> Result<String, Failure> {
    let Some(table) = kind.table() else {
        return Err(Failure::missing(key));
    };
    let missing = || Failure::missing(key);
    let by = |name: &str, value: &str| {
        tenant
            .rows(table)
            .find(|(_, row)| text(row, name).eq_ignore_ascii_case(value))
            .map(|(id, _)| id.to_owned())
    };
    if let Some((name, value)) = alternate_key(key) {
        let is_key = match kind {
            ObjectKind::User => name == "userPrincipalName",
            ObjectKind::Group => name == "uniqueName",
            ObjectKind::Application => matches!(name, "appId" | "uniqueName"),
            ObjectKind::ServicePrincipal => name == "appId",
            ObjectKind::AdministrativeUnit | ObjectKind::DirectoryRole => false,
        };
        if !is_key {
            return Err(Failure::new(
                400,
                "BadRequest",
                "The key value from the request is not valid.",
            ));
        }
        return by(name, &value).ok_or_else(|| Failure::missing(&value));
    }
    let id = canonical(key);
    if tenant.get(table, &id).is_some() {
        return Ok(id);
    }
    if Uuid::try_parse(key).is_ok() {
        return Err(missing());
    }
    match kind {
        ObjectKind::User => by("userPrincipalName", key).ok_or_else(missing),
        _ => Err(Failure::bad(format!("Invalid object identifier '{key}'."))),
    }
}

/// Reads the object id at the end of a reference such as
/// `https://graph.microsoft.com/v1.0/directoryObjects/{id}`.
pub(super) fn referenced(reference: &str) -> Result<String, Failure> {
    let last = super::path::split(reference).pop().unwrap_or_default();
    Uuid::try_parse(&last)
        .map(|id| id.to_string())
        .map_err(|_| Failure::bad(format!("Invalid object identifier in reference '{reference}'.")))
}
