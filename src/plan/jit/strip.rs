//! Taking away every role and group, by the way in which each is held.

use jiff::{SignedDuration, Timestamp};

use crate::{
    domain::Address,
    plan::{
        Diagnostic, Step,
        draft::{Draft, View},
        holdings::{Hold, Holdings},
        steps::Owned,
    },
};

/// How long PIM takes no assignment back (Entra ID, "assign roles in PIM": an assignment can not be
/// removed within five minutes of being made).
const UNTOUCHABLE: SignedDuration = SignedDuration::from_mins(5);

/// The steps that strip an account, and what they leave for a while.
pub(super) struct Stripped {
    /// What can be taken away now.
    pub(super) steps: Vec<Step>,
    /// When the last of what PIM does not take back yet can be taken away.
    pub(super) pending: Option<Timestamp>,
}

/// Plans to take every role and group away.
pub(super) fn strip(view: &View<'_>, owned: Owned<'_>, holdings: &Holdings) -> Stripped {
    let mut stripped = Stripped { steps: Vec::new(), pending: None };
    let now = view.context.now;
    for ((role, scope), hold) in &holdings.roles {
        match hold {
            Hold::Direct(assignment) => stripped.steps.push(Step::remove_role_assignment(
                owned,
                assignment.clone(),
                *role,
                scope.clone(),
            )),
            Hold::Scheduled(since) => match untouchable(*since, now) {
                Some(until) => stripped.pending = stripped.pending.max(Some(until)),
                None => {
                    stripped.steps.push(Step::remove_role_schedule(owned, *role, scope.clone()));
                }
            },
        }
    }
    let eligibilities = holdings.eligibilities.iter();
    stripped.steps.extend(eligibilities.map(|found| Step::remove_eligibility(owned, found)));
    for found in holdings.leavable() {
        match holdings.bound_groups.get(&found.group) {
            None => stripped.steps.push(Step::remove_member(owned, found.group)),
            Some(since) => match untouchable(*since, now) {
                Some(until) => stripped.pending = stripped.pending.max(Some(until)),
                None => stripped.steps.push(Step::remove_member_schedule(owned, found.group)),
            },
        }
    }
    stripped
}

/// Returns until when PIM does not take an assignment back.
fn untouchable(since: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
    since?.checked_add(UNTOUCHABLE).ok().filter(|until| now < *until)
}

/// Says what is left for a while.
pub(super) fn pending(draft: &mut Draft, address: &Address, until: Timestamp) -> String {
    let message = format!("PIM takes back what it gave no sooner than {until}");
    let help = "the account is disabled meanwhile; `tenantry sweep` finishes it after that time";
    draft.say(Diagnostic::warning("plan::end-pending", address, &message).help(help));
    message
}
