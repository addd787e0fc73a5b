//! From a question to its answer.

use super::{Answer, Ending, Explanation, LiveAccount, Obstacle, files, found, reasons};
use crate::{
    desired::DesiredTenant,
    domain::TechnicianId,
    observed::{ObservedTenant, ReadNeeds, Refusal},
    plan::{Context, Purpose, Wish, needs},
};

/// The grant that is asked about: one at once, for as long as the files say.
fn wish(technician: &TechnicianId) -> Option<Wish> {
    Some(Wish {
        id: "adhoc-explained".parse().ok()?,
        technician: technician.clone(),
        start: None,
        length: None,
        reason: "explained".to_owned(),
        ticket: None,
        approver: None,
        origin: None,
    })
}

/// Returns what has to be read of a tenant to say whether a technician would get in.
#[must_use]
pub fn needs_to_explain(
    context: &Context<'_>,
    desired: &DesiredTenant,
    technician: &TechnicianId,
) -> ReadNeeds {
    let purpose = wish(technician).map_or(Purpose::Converge, Purpose::Grant);
    needs(&Context { purpose: &purpose, ..*context }, desired)
}

/// Explains whether a technician would get into a tenant, with what and for how long, or why not;
/// beside it what is there now. `observed` is `None` where the tenant was not asked.
///
/// What the tenant has to say is said by the very plan that `tenantry grant` would make.
#[must_use]
pub fn explain(
    context: &Context<'_>,
    desired: &DesiredTenant,
    technician: &TechnicianId,
    observed: Option<&ObservedTenant>,
) -> Explanation {
    let mut explanation = Explanation {
        technician: technician.clone(),
        tenant: desired.name.clone(),
        tenant_id: desired.id,
        origin: desired.origin.clone(),
        at: context.now,
        answer: Answer::ByFiles,
        obstacles: files::obstacles(context, desired, technician),
        given: files::given(context, desired, technician),
        live: observed.map(|observed| Ok(found::live(context, desired, (observed, technician)))),
    };
    let wish = wish(technician).map(Purpose::Grant);
    explanation.answer = match (observed, &wish) {
        (Some(observed), Some(purpose)) => {
            let context = Context { purpose, ..*context };
            by_the_tenant(&context, (desired, observed), &mut explanation)
        }
        _ if explanation.obstacles.is_empty() => Answer::ByFiles,
        _ => Answer::No,
    };
    explanation
}

/// Explains what the files say of a tenant that could not be asked.
#[must_use]
pub fn unexplained(
    context: &Context<'_>,
    desired: &DesiredTenant,
    technician: &TechnicianId,
    refusal: Refusal,
) -> Explanation {
    let mut explanation = explain(context, desired, technician, None);
    if explanation.answer == Answer::ByFiles {
        explanation.answer = Answer::Unknown;
    }
    explanation.live = Some(Err(refusal));
    explanation
}

fn by_the_tenant(
    context: &Context<'_>,
    (desired, observed): (&DesiredTenant, &ObservedTenant),
    explanation: &mut Explanation,
) -> Answer {
    let open = is_open(explanation);
    let by_files = !explanation.obstacles.is_empty();
    if open && !by_files {
        let ending = reasons::of_open(context, (desired, observed), &explanation.technician);
        set(explanation, ending);
        return Answer::Open;
    }
    if by_files {
        return Answer::No;
    }
    match reasons::of_grant(context, (desired, observed), &explanation.technician) {
        Ok(ending) => {
            set(explanation, Some(ending));
            Answer::Yes
        }
        Err(obstacles) => {
            let unread = explanation.live.iter().flatten().any(|live| !live.unread.is_empty());
            let unread = unread && obstacles.iter().all(is_of_reading);
            explanation.obstacles = obstacles;
            if unread { Answer::Unknown } else { Answer::No }
        }
    }
}

/// What is said where something could not be read.
fn is_of_reading(obstacle: &Obstacle) -> bool {
    ["plan::grant-unclear", "explain::unread", "G007"].contains(&obstacle.code.as_str())
}

fn set(explanation: &mut Explanation, ending: Option<Ending>) {
    if let Some(given) = &mut explanation.given {
        given.ending = ending;
    }
}

/// Returns whether the account is enabled within its window.
fn is_open(explanation: &Explanation) -> bool {
    let live = explanation.live.as_ref().and_then(|live| live.as_ref().ok());
    matches!(
        live.map(|live| &live.account),
        Some(LiveAccount::Found { enabled: true, grant: Some(_), due: None, .. })
    )
}
