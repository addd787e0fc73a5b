//! Groups that mappings name.

use super::Found;
use crate::{
    domain::{Address, GroupName, ObjectId},
    observed::ObservedGroup,
    plan::{
        Subject,
        draft::{Draft, View},
        inventory,
    },
};

/// Finds the group that a mapping names: a declared one by its ownership, any other by display
/// name, ignoring case, or by id.
///
/// A declared group that this plan creates is found as a subject without an id; one that cannot
/// be created is not found, and the reason is said where the group is planned.
pub(crate) fn group(view: &View<'_>, draft: &Draft, name: &GroupName) -> Found<Subject> {
    if let Some(declared) =
        view.desired.groups.iter().find(|group| group.name.matches(name.as_str()))
    {
        let address = declared.address();
        return match view.inventory.groups.get(&address).map(Vec::as_slice) {
            Some([only]) => Found::One(only.id.into()),
            Some(several) => Found::among(several.iter().map(|found| found.id.into()).collect()),
            None if draft.makes(&address) => Found::One(Subject::Created(address)),
            None if view.observed.owned_groups.unknown().is_some() => Found::Unknown,
            None => Found::None,
        };
    }
    let id = name.as_str().parse::<ObjectId>().ok();
    let all = inventory::groups(view.observed);
    let matches =
        all.values().filter(|found| Some(found.id) == id || name.matches(&found.display_name));
    let found = Found::among(matches.map(|found| found.id.into()).collect());
    match found {
        // A list that could not be read may hold a second group of this name.
        _ if view.observed.named_groups.unknown().is_some() => Found::Unknown,
        found => found,
    }
}

/// Finds a group that was read by its id.
pub(crate) fn by_id<'a>(view: &View<'a>, id: ObjectId) -> Option<&'a ObservedGroup> {
    inventory::groups(view.observed).remove(&id)
}

/// Returns the address of the change that a subject waits for.
pub(crate) fn waits_for(draft: &Draft, subject: &Subject) -> Option<Address> {
    match subject {
        Subject::Created(address) if draft.makes(address) => Some(address.clone()),
        Subject::Created(_) | Subject::Existing(_) => None,
    }
}
