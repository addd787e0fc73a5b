//! What an account shall be able to do, in the tenant's own ids.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Found,
    group::{by_id, group, waits_for},
    role::{role, unit},
};
use crate::{
    desired::{AccessScope, DesiredAccount, RoleGrant},
    domain::{Address, DirectoryScope, GroupName, ObjectId, RoleDefinitionId},
    plan::{
        Diagnostic, Subject,
        draft::{Draft, View},
        holdings::HeldRole,
    },
    source::Origin,
};

/// What an account shall be able to do, as far as its mappings could be resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// Roles by id and scope.
    pub(crate) roles: BTreeSet<HeldRole>,
    /// Groups, each with the name that the mapping gives it.
    pub(crate) groups: BTreeMap<Subject, GroupName>,
    /// Roles that a name which could not be resolved may stand for: never taken away.
    pub(crate) spared_roles: BTreeSet<RoleDefinitionId>,
    /// Groups that a name which could not be resolved may stand for: never left.
    pub(crate) spared_groups: BTreeSet<ObjectId>,
    /// Whether every role name was looked up in a list that is known.
    pub(crate) roles_known: bool,
    /// Whether every group name was looked up in a list that is known.
    pub(crate) groups_known: bool,
    /// Changes of this plan that the access waits for.
    pub(crate) depends_on: BTreeSet<Address>,
}

/// Resolves everything that an account's mappings give; what cannot be resolved is said once, and
/// only what needs it is left out.
pub(crate) fn wanted(view: &View<'_>, draft: &mut Draft, account: &DesiredAccount) -> Wanted {
    let mut wanted = Wanted {
        roles: BTreeSet::new(),
        groups: BTreeMap::new(),
        spared_roles: BTreeSet::new(),
        spared_groups: BTreeSet::new(),
        roles_known: true,
        groups_known: true,
        depends_on: BTreeSet::new(),
    };
    for (grant, origin) in &account.access.roles {
        want_role(view, draft, &mut wanted, (account, grant, origin));
    }
    for (name, origin) in &account.access.groups {
        want_group(view, draft, &mut wanted, (account, name, origin));
    }
    wanted
}

fn want_role(
    view: &View<'_>,
    draft: &mut Draft,
    wanted: &mut Wanted,
    (account, grant, origin): (&DesiredAccount, &RoleGrant, &Origin),
) {
    let address = account.address();
    let name = &grant.role;
    let role = match role(view.observed, name) {
        Found::One(role) => role,
        Found::Unknown => {
            wanted.roles_known = false;
            return;
        }
        Found::None => {
            let message = format!("the tenant has no role `{name}`");
            let help = "check the spelling, or name a custom role by its id";
            return draft.say(
                Diagnostic::error("plan::unknown-role", &address, message).help(help).at(origin),
            );
        }
        Found::Many(candidates) => {
            wanted.spared_roles.extend(candidates.iter().copied());
            let message = format!("{} roles of the tenant are called `{name}`", candidates.len());
            let help = format!("name it by id: one of {}", list(&candidates));
            return draft.say(
                Diagnostic::error("plan::ambiguous-role", &address, message).help(help).at(origin),
            );
        }
    };
    let scope = match &grant.scope {
        AccessScope::Tenant => DirectoryScope::Tenant,
        AccessScope::AdministrativeUnit(name) => match unit(view.observed, name) {
            Found::One(unit) => DirectoryScope::AdministrativeUnit(unit),
            Found::Unknown => {
                wanted.spared_roles.insert(role);
                wanted.roles_known = false;
                return;
            }
            Found::None => {
                wanted.spared_roles.insert(role);
                let message = format!("the tenant has no administrative unit `{name}`");
                let diagnostic = Diagnostic::error("plan::unknown-unit", &address, message);
                return draft.say(diagnostic.help("create it, or correct its name").at(origin));
            }
            Found::Many(candidates) => {
                wanted.spared_roles.insert(role);
                let count = candidates.len();
                let message = format!("{count} administrative units are called `{name}`");
                let help = format!("name it by id: one of {}", list(&candidates));
                let diagnostic = Diagnostic::error("plan::ambiguous-unit", &address, message);
                return draft.say(diagnostic.help(help).at(origin));
            }
        },
    };
    wanted.roles.insert((role, scope));
}

fn want_group(
    view: &View<'_>,
    draft: &mut Draft,
    wanted: &mut Wanted,
    (account, name, origin): (&DesiredAccount, &GroupName, &Origin),
) {
    let address = account.address();
    let subject = match group(view, draft, name) {
        Found::One(subject) => subject,
        Found::Unknown => {
            wanted.groups_known = false;
            return;
        }
        Found::None => {
            let declared = view.desired.groups.iter().any(|it| it.name.matches(name.as_str()));
            let (message, help) = if declared {
                let message = format!("the group `{name}` is declared and not there yet");
                (message, "`tenantry apply` makes it, or says at the group why it cannot")
            } else {
                let message = format!("the tenant has no group `{name}`");
                (message, "create it, declare it under `groups`, or correct its name")
            };
            return draft.say(
                Diagnostic::error("plan::unknown-group", &address, message).help(help).at(origin),
            );
        }
        Found::Many(candidates) => {
            let ids: Vec<ObjectId> = candidates.iter().filter_map(Subject::id).collect();
            wanted.spared_groups.extend(ids.iter().copied());
            let message = format!("{} groups of the tenant are called `{name}`", ids.len());
            let help = format!("name it by id: one of {}", list(&ids));
            return draft.say(
                Diagnostic::error("plan::ambiguous-group", &address, message).help(help).at(origin),
            );
        }
    };
    let found = subject.id().and_then(|id| by_id(view, id));
    if let Some((found, why)) = found.and_then(|found| Some((found, found.obstacle()?))) {
        wanted.spared_groups.insert(found.id);
        let message = format!("the group `{name}` is {why}");
        let help = "map a security group with assigned members";
        return draft.say(
            Diagnostic::error("plan::unusable-group", &address, message).help(help).at(origin),
        );
    }
    wanted.depends_on.extend(waits_for(draft, &subject));
    wanted.groups.insert(subject, name.clone());
}

fn list<T: ToString>(ids: &[T]) -> String {
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
