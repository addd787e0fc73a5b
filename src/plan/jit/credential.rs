//! What a technician signs in with, and why that cannot be had.

use std::collections::BTreeSet;

use jiff::SignedDuration;

use crate::{
    desired::{DesiredJit, Fallback, SignIn},
    domain::{Cloud, ObjectId},
    observed::{ObservedAccessPolicy, ObservedPassPolicy, Reading},
    plan::{CredentialForm, draft::View, resolve::Wanted},
};

/// Who is to sign in, and for how long.
#[derive(Debug, Clone, Copy)]
pub(super) struct Need<'a> {
    /// The account, where it exists.
    pub(super) user: Option<ObjectId>,
    /// What it will be in.
    pub(super) wanted: &'a Wanted,
    /// How long from now until the deadline.
    pub(super) left: SignedDuration,
}

/// What is made, and what there is to say of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chosen {
    /// What is made.
    pub(super) form: CredentialForm,
    /// Whether it ends with the window by itself, at Microsoft.
    pub(super) bounded: bool,
    /// What the technician should know, in one sentence.
    pub(super) note: Option<String>,
}

/// Chooses what is made; says why nothing can be.
pub(super) fn choose(view: &View<'_>, jit: &DesiredJit, need: Need<'_>) -> Result<Chosen, String> {
    let password = |note| Chosen { form: CredentialForm::Password, bounded: false, note };
    match (jit.sign_in, jit.fallback) {
        (SignIn::Password, _) => Ok(password(None)),
        (SignIn::TemporaryAccessPass, fallback) => match (pass(view, need), fallback) {
            (Ok(chosen), _) => Ok(chosen),
            (Err(Obstacle::Forbidden(why)), Fallback::Password) => {
                Ok(password(Some(format!("a password is made, since {why}"))))
            }
            (Err(Obstacle::Forbidden(why)), Fallback::None) => {
                Err(format!("no Temporary Access Pass can be used: {why}"))
            }
            (Err(Obstacle::Unknown(why)), _) => {
                Err(format!("nobody can tell whether a Temporary Access Pass can be used: {why}"))
            }
        },
    }
}

/// Why no pass can be issued: a policy says so, or that could not be read.
enum Obstacle {
    Forbidden(String),
    Unknown(String),
}

fn pass(view: &View<'_>, need: Need<'_>) -> Result<Chosen, Obstacle> {
    let forbidden = |why: &str| Err(Obstacle::Forbidden(why.to_owned()));
    if view.desired.cloud == Cloud::China {
        return forbidden(
            "Microsoft Entra operated by 21Vianet (China) has no Temporary Access Pass",
        );
    }
    let policy = match &view.observed.pass_policy {
        Some(Reading::Known(policy)) => policy,
        Some(Reading::Absent) => return forbidden("the tenant has no policy for it"),
        Some(Reading::Unknown(unknown)) => return Err(Obstacle::Unknown(unknown.why.clone())),
        None => return Err(Obstacle::Unknown("its policy was not read".to_owned())),
    };
    if !policy.enabled {
        return forbidden("the tenant's policy turns Temporary Access Passes off");
    }
    let groups = groups(view, need);
    if let Some(why) = out_of_scope(policy, &groups) {
        return forbidden(why);
    }
    if let Some(found) = demands_more(view, need, &groups) {
        let name = &found.display_name;
        return Err(Obstacle::Forbidden(format!(
            "the Conditional Access policy `{name}` demands phishing-resistant authentication"
        )));
    }
    Ok(within(policy, need.left))
}

/// Returns the groups that the account is in or will be in once access is open.
fn groups(view: &View<'_>, need: Need<'_>) -> BTreeSet<ObjectId> {
    let held = need.user.and_then(|user| view.observed.memberships.get(&user));
    let held = held.and_then(Reading::known).into_iter().flatten().map(|found| found.group);
    held.chain(need.wanted.groups.keys().filter_map(crate::plan::Subject::id)).collect()
}

fn out_of_scope(policy: &ObservedPassPolicy, groups: &BTreeSet<ObjectId>) -> Option<&'static str> {
    let is_in = |scope: &BTreeSet<ObjectId>| !scope.is_disjoint(groups);
    if is_in(&policy.excluded) {
        Some("the tenant's policy excludes a group that the account is in")
    } else if policy.included.as_ref().is_some_and(|included| !is_in(included)) {
        Some("the tenant's policy allows them to groups that the account is not in")
    } else {
        None
    }
}

/// Returns a policy in force that a pass does not satisfy.
fn demands_more<'a>(
    view: &View<'a>,
    need: Need<'_>,
    groups: &BTreeSet<ObjectId>,
) -> Option<&'a ObservedAccessPolicy> {
    let roles = need.wanted.roles.iter().map(|(role, _)| ObjectId::new(role.uuid()));
    let is: BTreeSet<ObjectId> = groups.iter().copied().chain(need.user).chain(roles).collect();
    let policies = view.observed.access_policies.as_ref().and_then(Reading::known)?;
    policies.iter().find(|policy| {
        let applies = policy.all_users || !policy.included.is_disjoint(&is);
        policy.enabled && policy.phishing_resistant && applies && policy.excluded.is_disjoint(&is)
    })
}

/// As long as the window, within the policy.
fn within(policy: &ObservedPassPolicy, left: SignedDuration) -> Chosen {
    // A pass that ends a minute after the deadline is deleted by then; one that ends before it
    // would lock its owner out.
    let asked = u32::try_from((left.as_secs() + 59) / 60).unwrap_or(u32::MAX);
    let minutes = asked.clamp(policy.minimum, policy.maximum.max(policy.minimum));
    let once = policy.once;
    let note = if minutes > asked {
        Some(format!(
            "the tenant allows no pass of less than {minutes} minutes: it is deleted at the deadline"
        ))
    } else if minutes < asked {
        Some(format!(
            "the tenant allows no pass of more than {minutes} minutes: `tenantry extend` makes the next"
        ))
    } else if once {
        Some("the tenant allows passes that can be used only once".to_owned())
    } else {
        None
    };
    Chosen { form: CredentialForm::Pass { minutes, once }, bounded: minutes <= asked, note }
}
