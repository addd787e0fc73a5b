//! Planning adoptions: each object by itself, adopted or refused with the way out.

use serde_json::{Value, json};

use super::{
    account,
    declared::{Declared, declared},
    group,
};
use crate::{
    domain::{Address, ObjectId},
    plan::{
        Adoption, Attribute, Change, ChangeAction, Diagnostic, Fact, Import, Reason, Risk, Step,
        draft::{Draft, View},
        laps::Obstacle,
    },
    source::Origin,
};

/// What becomes of one object that somebody wants adopted.
pub(super) enum Verdict {
    /// It bears our marker with this address.
    Ours,
    /// It is adopted.
    Adopts(Found),
}

/// An object that may be adopted.
pub(super) struct Found {
    pub(super) object: ObjectId,
    /// Its name in the directory.
    pub(super) name: String,
    /// What must still hold just before the marker is written.
    pub(super) needs: Vec<Fact>,
    pub(super) risk: Risk,
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
