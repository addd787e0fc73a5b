//! What is checked of every object, and how a refusal is made.

use crate::{
    domain::ObjectId,
    plan::{draft::View, laps::Obstacle, readiness},
};

/// Says why something cannot be adopted, and the way out.
pub(super) fn obstacle(why: impl Into<String>, help: impl Into<String>) -> Obstacle {
    Obstacle { why: why.into(), help: help.into(), unknown: false }
}

/// Says that what decides could not be read.
pub(super) fn unread(what: &str, why: &str) -> Obstacle {
    Obstacle {
        why: format!("{what} could not be read: {why}"),
        help: "`tenantry doctor` says what the app may not read".to_owned(),
        unknown: true,
    }
}

/// Checks what is the same for every object: the one that is meant, not protected, and markable.
pub(super) fn common(
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
pub(super) fn markable(view: &View<'_>) -> Result<(), Obstacle> {
    if let Some(unknown) = view.observed.extensions.unknown() {
        return Err(unread("the marker's extensions", &unknown.why));
    }
    if readiness::can_create(view) {
        return Ok(());
    }
    let why = "nothing can be marked in this tenant: the marker's extensions are not defined, or \
               the app is disabled";
    Err(obstacle(why, "`tenantry doctor` prints what to do"))
}
