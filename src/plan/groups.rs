//! Owned groups: created by their immutable key, kept as declared, never taken over.
//!
//! A group that bears the declared name or key and is not ours stops the declared one with an
//! error: Graph's create-if-missing would silently change it.

use serde_json::{Value, json};

use super::{
    Attribute, Cause, Change, ChangeAction, Diagnostic, NewGroup, Reason, Risk, Step,
    draft::{Draft, View},
    inventory, readiness,
};
use crate::{
    desired::{DesiredGroup, TenantState},
    domain::Address,
    observed::{ObservedGroup, Reading},
    source::Origin,
};

/// Plans every declared group.
pub(crate) fn plan(view: &View<'_>, draft: &mut Draft) {
    if view.desired.state == TenantState::Offboarding {
        return delete_all(view, draft);
    }
    for group in &view.desired.groups {
        let address = group.address();
        match view.inventory.groups.get(&address).map(Vec::as_slice) {
            None => missing(view, draft, group),
            Some([found]) => existing(view, draft, group, found),
            Some(several) => twice(draft, &address, several, Some(&group.origin)),
        }
        look_alikes(view, draft, group);
    }
}

fn missing(view: &View<'_>, draft: &mut Draft, group: &DesiredGroup) {
    let address = group.address();
    let installation = &view.context.organization.name;
    let key = group.unique_name(installation);
    // Only a listing that is known and a key that was proved free allow a creation.
    let proved = view.observed.owned_groups.unknown().is_none()
        && view.observed.named_groups.unknown().is_none();
    let free = match view.observed.keyed_groups.get(&key) {
        Some(Reading::Absent) => true,
        Some(Reading::Known(found)) => {
            let message = format!("another group ({}) has the key `{key}`", found.id);
            let help = format!(
                "its marker was removed: find out who did that, and adopt it again with `tenantry \
                 import {}/{address}`; else rename or delete it",
                view.desired.name
            );
            draft.say(
                Diagnostic::error("plan::group-key-taken", &address, message)
                    .help(help)
                    .at(&group.origin),
            );
            false
        }
        Some(Reading::Unknown(_)) | None => false,
    };
    if !proved || !free || named_alike(view, group).next().is_some() || !readiness::can_create(view)
    {
        return;
    }
    let assignable = group.assignable_to_role;
    let mut attributes = vec![
        Attribute::new("/displayName", Value::Null, json!(group.name)),
        Attribute::new("/securityEnabled", Value::Null, json!(true)),
        Attribute::new("/isAssignableToRole", Value::Null, json!(assignable)),
    ];
    if let Some(description) = &group.description {
        attributes.push(Attribute::new("/description", Value::Null, json!(description)));
    }
    draft.change(Change {
        action: ChangeAction::Create,
        reason: Reason::Missing,
        risk: if assignable { Risk::Medium } else { Risk::Low },
        attributes,
        steps: vec![Step::create_group(NewGroup {
            address: address.clone(),
            installation: installation.clone(),
            mail_nickname: nickname(&key),
            unique_name: key,
            display_name: group.name.clone(),
            description: group.description.clone(),
            assignable_to_role: assignable,
        })],
        ..Change::blank(&address, Some(&group.origin))
    });
}

fn existing(view: &View<'_>, draft: &mut Draft, group: &DesiredGroup, found: &ObservedGroup) {
    let address = group.address();
    if found.assignable_to_role != group.assignable_to_role {
        let word = if found.assignable_to_role { "is" } else { "is not" };
        let message =
            format!("the group {word} assignable to roles, which cannot be changed afterwards");
        let help = "declare a group of another name, or change `assignableToRole`";
        draft.say(
            Diagnostic::error("plan::group-immutable", &address, message)
                .help(help)
                .at(&group.origin),
        );
    }
    if let Some(why) = found.obstacle() {
        let message = format!("the group is {why}");
        let help = "undo that in the admin center; until then nobody can be added";
        draft.say(
            Diagnostic::error("plan::unusable-group", &address, message)
                .help(help)
                .at(&group.origin),
        );
    }
    let name = (found.display_name != group.name.as_str()).then(|| group.name.clone());
    let description = group
        .description
        .clone()
        .filter(|text| found.description.as_deref() != Some(text.as_str()));
    if name.is_none() && description.is_none() {
        draft.unchanged += 1;
        return;
    }
    let mut attributes = Vec::new();
    if let Some(name) = &name {
        attributes.push(Attribute::new("/displayName", json!(found.display_name), json!(name)));
    }
    if let Some(text) = &description {
        attributes.push(Attribute::new("/description", json!(found.description), json!(text)));
    }
    draft.change(Change {
        object_id: Some(found.id),
        cause: Cause::Drift,
        attributes,
        steps: vec![Step::update_group(view.owned(found.id, &address), name, description)],
        ..Change::blank(&address, Some(&group.origin))
    });
}

fn look_alikes(view: &View<'_>, draft: &mut Draft, group: &DesiredGroup) {
    let address = group.address();
    for found in named_alike(view, group) {
        let message =
            format!("group {} is called `{}` and is not ours", found.id, found.display_name);
        draft.suspect(&address, found.id, message.clone());
        if !view.inventory.groups.contains_key(&address) {
            let help = "rename or delete it, or map it by its id instead of declaring it";
            draft.say(
                Diagnostic::error("plan::group-name-taken", &address, message)
                    .help(help)
                    .at(&group.origin),
            );
        }
    }
}

/// Returns groups that bear the declared name and not its marker.
fn named_alike<'a>(
    view: &'a View<'_>,
    group: &'a DesiredGroup,
) -> impl Iterator<Item = &'a ObservedGroup> {
    let address = group.address();
    inventory::groups(view.observed).into_values().filter(move |found| {
        let ours = view.inventory.groups.get(&address);
        let is_ours = ours.is_some_and(|ours| ours.iter().any(|own| own.id == found.id));
        group.name.matches(&found.display_name) && !is_ours
    })
}

/// Says that several groups bear one address: nobody can say which one is ours, so none is changed
/// and none is deleted.
pub(crate) fn twice(
    draft: &mut Draft,
    address: &Address,
    groups: &[&ObservedGroup],
    origin: Option<&Origin>,
) {
    let ids: Vec<String> = groups.iter().map(|found| found.id.to_string()).collect();
    let message = format!("{} groups bear the marker {address}: {}", ids.len(), ids.join(", "));
    let help = "find out which one is meant and clear the marker of the others";
    let mut diagnostic = Diagnostic::error("plan::address-twice", address, message).help(help);
    diagnostic.origin = origin.cloned();
    draft.say(diagnostic);
}

/// A tenant that is handed over loses the groups that tenantry made; their members go first.
fn delete_all(view: &View<'_>, draft: &mut Draft) {
    if !view.is_named_as_declared() || view.observed.owned_groups.unknown().is_some() {
        return;
    }
    for address in view.inventory.groups.keys() {
        let bearers = view.inventory.groups_called(address);
        let [found] = bearers.as_slice() else {
            twice(draft, address, &bearers, Some(&view.desired.origin));
            continue;
        };
        draft.change(Change {
            object_id: Some(found.id),
            action: ChangeAction::Delete,
            reason: Reason::TenantOffboarding,
            risk: Risk::Critical,
            attributes: vec![gone(found)],
            steps: vec![Step::delete_group(view.owned(found.id, address))],
            ends_access: true,
            removals: 1,
            ..Change::blank(address, Some(&view.desired.origin))
        });
    }
}

/// Returns the attribute that shows a group's deletion.
pub(crate) fn gone(found: &ObservedGroup) -> Attribute {
    Attribute::new("/displayName", json!(found.display_name), Value::Null)
}

/// A mail nickname has at most 64 characters of ASCII without `@ () \ [] " ; : <> ,` and spaces
/// (Graph, create group); a key consists of letters, digits, `.`, `-` and `_`.
fn nickname(key: &str) -> String {
    let text: String =
        key.chars().filter(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
    let start = text.len().saturating_sub(64);
    text[start..].trim_start_matches(['-', '_']).to_owned()
}
