//! Adoption: objects that are declared, are there already and bear no marker get it, and nothing
//! else of them is changed.
//!
//! Whatever is not certainly what is meant, or would come to surprise somebody once it is ours, is
//! refused with the way out: an adopted object is one that tenantry acts on from then on.

mod account;
mod declared;
mod group;

use serde_json::{Value, json};

pub use self::declared::is_declared;
use self::declared::{Declared, declared};
use super::{
    Adoption, Attribute, Change, ChangeAction, Diagnostic, Fact, Import, Reason, Risk, Step,
    draft::{Draft, View},
    laps::Obstacle,
};
use crate::{
    domain::{Address, ObjectId},
    source::Origin,
};

/// What becomes of one object that somebody wants adopted.
enum Verdict {
    /// It bears our marker with this address.
    Ours,
    /// It is adopted.
    Adopts(Found),
}

/// An object that may be adopted.
struct Found {
    object: ObjectId,
    /// Its name in the directory.
    name: String,
    /// What must still hold just before the marker is written.
    needs: Vec<Fact>,
    risk: Risk,
}

/// Plans the adoption of everything that somebody wants adopted in this tenant.
pub(crate) fn plan(view: &View<'_>, draft: &mut Draft, import: &Import) {
    for address in import.of(&view.desired.name) {
        match declared(view.desired, address) {
            Err(obstacle) => refuse(draft, address, obstacle, &view.desired.origin),
            Ok(declared) => match decide(view, draft, (declared, address), import.object) {
                Err(obstacle) => refuse(draft, address, obstacle, declared.origin()),
                Ok(Verdict::Ours) => {
                    let message = "it bears our marker already: there is nothing to adopt";
                    draft.say(Diagnostic::note("plan::adopted-already", address, message));
                    draft.unchanged += 1;
                }
                Ok(Verdict::Adopts(found)) => adopt(view, draft, (declared, address), found),
            },
        }
    }
}

fn decide(
    view: &View<'_>,
    draft: &mut Draft,
    (declared, address): (Declared<'_>, &Address),
    demanded: Option<ObjectId>,
) -> Result<Verdict, Obstacle> {
    match declared {
        Declared::Emergency(account) => account::emergency(view, draft, account, demanded),
        Declared::Jit(account) => account::jit(view, account, demanded),
        Declared::Group(group) => group::group(view, (group, address), demanded),
    }
}

fn adopt(
    view: &View<'_>,
    draft: &mut Draft,
    (declared, address): (Declared<'_>, &Address),
    found: Found,
) {
    let installation = view.context.organization.name.clone();
    let mut marker = Attribute::new("/tenantryAddress", Value::Null, json!(address));
    marker.note = Some(format!("{} ({})", found.name, found.object));
    let adoption = Adoption { object: found.object, address: address.clone(), installation };
    draft.change(Change {
        object_id: Some(found.object),
        action: ChangeAction::Adopt,
        reason: Reason::Adopted,
        risk: found.risk,
        attributes: vec![
            Attribute::new("/tenantryInstallation", Value::Null, json!(adoption.installation)),
            marker,
        ],
        steps: vec![Step::adopt(adoption, found.needs)],
        ..Change::blank(address, Some(declared.origin()))
    });
}

fn refuse(draft: &mut Draft, address: &Address, obstacle: Obstacle, origin: &Origin) {
    let message = format!("it is not adopted: {}", obstacle.why);
    let refusal = Diagnostic::error("plan::not-adopted", address, message);
    draft.say(refusal.help(obstacle.help).at(origin));
}

/// Says why something cannot be adopted, and the way out.
fn obstacle(why: impl Into<String>, help: impl Into<String>) -> Obstacle {
    Obstacle { why: why.into(), help: help.into(), unknown: false }
}

/// Says that what decides could not be read.
fn unread(what: &str, why: &str) -> Obstacle {
    Obstacle {
        why: format!("{what} could not be read: {why}"),
        help: "`tenantry doctor` says what the app may not read".to_owned(),
        unknown: true,
    }
}

/// Checks what is the same for every object: the one that is meant, not protected, and markable.
fn common(
    view: &View<'_>,
    (object, name): (ObjectId, &str),
    demanded: Option<ObjectId>,
) -> Result<(), Obstacle> {
    if let Some(other) = demanded.filter(|demanded| *demanded != object) {
        let why = format!("{name} is {object}, and --object-id demands {other}");
        return Err(obstacle(why, "look which object is meant, and correct the id or the name"));
    }
    if view.context.organization.guards.protected.contains(&object) {
        let why = format!("{name} is protected (G006)");
        return Err(obstacle(why, "take its id out of `guards.protected`"));
    }
    Ok(())
}

/// Checks that the marker can be written in this tenant at all.
fn markable(view: &View<'_>) -> Result<(), Obstacle> {
    if let Some(unknown) = view.observed.extensions.unknown() {
        return Err(unread("the marker's extensions", &unknown.why));
    }
    if super::readiness::can_create(view) {
        return Ok(());
    }
    let why = "nothing can be marked in this tenant: the marker's extensions are not defined, or \
               the app is disabled";
    Err(obstacle(why, "`tenantry doctor` prints what to do"))
}
