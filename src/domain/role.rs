//! Directory roles that Entra ID brings along.

use super::{RoleDefinitionId, role_table::BUILT_IN};

/// A built-in directory role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuiltInRole {
    /// The name that the directory shows.
    pub name: &'static str,
    /// The template id, which is also the id of the definition in every tenant.
    pub id: RoleDefinitionId,
    /// Whether Microsoft labels the role as privileged.
    pub privileged: bool,
}

const fn id(text: &str) -> RoleDefinitionId {
    match uuid::Uuid::try_parse(text) {
        Ok(id) => RoleDefinitionId::new(id),
        Err(_) => panic!("the table of roles holds GUIDs"),
    }
}

/// Global Administrator.
pub const GLOBAL_ADMINISTRATOR: RoleDefinitionId = id("62e90394-69f5-4237-9190-012177145e10");
/// Privileged Role Administrator.
pub const PRIVILEGED_ROLE_ADMINISTRATOR: RoleDefinitionId =
    id("e8611ab8-c189-46e8-94e1-60213ab1f814");
/// Privileged Authentication Administrator, without which an app cannot disable, reset or delete
/// a user who holds a privileged role.
pub const PRIVILEGED_AUTHENTICATION_ADMINISTRATOR: RoleDefinitionId =
    id("7be44c8a-adaf-4e2a-84d6-ab2649e08a13");
/// User Administrator.
pub const USER_ADMINISTRATOR: RoleDefinitionId = id("fe930be7-5e62-47db-91af-98c3a49a38b1");

/// The roles that lead to every other: guard G010 asks for an acknowledgement before granting one.
pub const TIER_0: [RoleDefinitionId; 9] = [
    GLOBAL_ADMINISTRATOR,
    PRIVILEGED_ROLE_ADMINISTRATOR,
    PRIVILEGED_AUTHENTICATION_ADMINISTRATOR,
    id("9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3"), // Application Administrator
    id("158c047a-c907-4556-b7ef-446551a6b5f7"), // Cloud Application Administrator
    id("8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2"), // Hybrid Identity Administrator
    id("8329153b-31d0-4727-b945-745eb3bc5f31"), // Domain Name Administrator
    id("4ba39ca4-527c-499a-b93d-d9b492c50246"), // Partner Tier1 Support
    id("e00e864a-17c5-4a4b-9c06-f5b95a8d5bd8"), // Partner Tier2 Support
];

impl BuiltInRole {
    /// Iterates over the table, ordered by name.
    pub fn all() -> impl Iterator<Item = Self> {
        BUILT_IN.iter().map(|&(name, template, privileged)| Self {
            name,
            id: id(template),
            privileged,
        })
    }

    /// Finds a role by display name, ignoring case, or by template id.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        let by_id = name.parse::<RoleDefinitionId>().ok();
        Self::all().find(|role| role.name.eq_ignore_ascii_case(name) || Some(role.id) == by_id)
    }

    /// Finds a role by id.
    #[must_use]
    pub fn by_id(id: RoleDefinitionId) -> Option<Self> {
        Self::all().find(|role| role.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::{BuiltInRole, GLOBAL_ADMINISTRATOR, TIER_0};

    #[test]
    fn the_table_holds_123_roles_and_every_constant() {
        assert_eq!(BuiltInRole::all().count(), 123);
        assert!(
            TIER_0.iter().all(|id| BuiltInRole::by_id(*id).is_some_and(|role| role.privileged))
        );
        let found = BuiltInRole::find("global administrator").expect("in the table");
        assert_eq!(found.id, GLOBAL_ADMINISTRATOR);
        assert_eq!(BuiltInRole::find(&found.id.to_string()), Some(found));
    }
}
