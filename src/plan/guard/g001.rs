//! G001: no step lowers the number of ready emergency accounts below the minimum.
//!
//! Ready is what Graph shows to be usable. Where that includes accounts whose password no store holds,
//! those whose password is kept are counted by themselves as well, so that the last one that somebody
//! could open does not go while one that nobody can open stays.
//!
//! Every step is foreseen in turn. Where the tenant has fewer ready accounts than the minimum
//! already, none of those may go; that there are too few is a diagnostic, not this guard's matter.

use std::collections::BTreeSet;

use super::finding::{Finding, Scene, count, list};
use crate::{
    domain::counted,
    observed::ObservedTenant,
    plan::{
        emergency::{Readiness, Standing, all},
        model::apply_step,
    },
};

pub(super) fn check(scene: Scene<'_>) -> Finding {
    let (desired, observed) = (scene.view.desired, scene.view.observed);
    let installation = &scene.view.context.organization.name;
    let minimum = scene.view.context.organization.guards.minimum_emergency_accounts;
    let minimum = usize::try_from(minimum).unwrap_or(usize::MAX);
    let all = |observed: &ObservedTenant| all(installation, desired, observed);
    let before = all(observed);
    let ready = number(&before);
    let mut lowering = BTreeSet::new();
    if minimum > 0 && !scene.changes.is_empty() {
        let mut world = observed.clone();
        let mut now = before.clone();
        for change in scene.changes {
            let mut next = world.clone();
            let lowers = change.steps.iter().any(|step| {
                apply_step(&mut next, step, scene.view.context.now);
                let then = all(&next);
                lowers(&now, &then, minimum)
            });
            if lowers {
                lowering.insert(change.address.clone());
            } else {
                world = next;
                now = all(&world);
            }
        }
    }
    let (observed, limit) = (count(ready), count(minimum));
    if lowering.is_empty() {
        let unknown = before.iter().filter(|one| one.readiness == Readiness::Unknown).count();
        let rest = if unknown > 0 { format!(", {unknown} unknown") } else { String::new() };
        return Finding::pass(
            observed,
            limit,
            format!("{} ready, minimum {minimum}{rest}.", counted(ready, "emergency account")),
        );
    }
    let message = format!(
        "{} would leave fewer than {} ready. Make another one ready first.",
        list(&lowering),
        counted(minimum, "emergency account")
    );
    Finding::only(observed, limit, message, lowering)
}

/// Returns whether a step takes readiness away that is needed.
fn lowers(before: &[Standing], after: &[Standing], minimum: usize) -> bool {
    lowers_of((before, after), minimum, |_| true)
        || lowers_of((before, after), minimum, |one| one.is_kept != Some(false))
}

/// The same of some of the accounts. What is unknown counts as ready before the step and as not
/// ready after it: nothing may be risked on a guess. A step that changes nothing about any
/// emergency account is no risk, whatever is unknown.
fn lowers_of(
    (before, after): (&[Standing], &[Standing]),
    minimum: usize,
    of: impl Fn(&Standing) -> bool,
) -> bool {
    let possible = before
        .iter()
        .filter(|one| of(one) && !matches!(one.readiness, Readiness::NotReady(_)))
        .count();
    let ready = after.iter().filter(|one| of(one) && one.readiness == Readiness::Ready).count();
    before != after && ready < minimum.min(possible)
}

fn number(all: &[Standing]) -> usize {
    all.iter().filter(|one| one.readiness == Readiness::Ready).count()
}
