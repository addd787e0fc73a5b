//! One tenant's plan.

use jiff::Timestamp;

use super::{
    Change, ChangeAction, Context, Diagnostic, EndsBy, Kind, PlannedTenant, Purpose, connection,
    domains,
    draft::{Draft, View},
    groups, guard,
    holdings::{Hold, Holdings},
    import, jit, laps, orphans,
    standing::CLOCKS,
};
use crate::{
    desired::DesiredTenant,
    domain::Address,
    observed::{
        GrantMark, MethodKind, ObservedTenant, ObservedUser, Reading, Refusal, RefusalKind,
    },
};

/// Plans one tenant: what must change so that it is as declared, what is only reported, and what
/// the guards say to it.
#[must_use]
pub fn plan_tenant(
    context: &Context<'_>,
    desired: &DesiredTenant,
    observed: &ObservedTenant,
) -> PlannedTenant {
    let view = View::of(context, desired, observed);
    let mut draft = Draft::default();
    // Whoever ends access does not ask whether the rest is in order.
    if !context.purpose.only_ends() {
        connection::plan(&view, &mut draft);
    }
    if *context.purpose == Purpose::Converge {
        domains::plan(&view, &mut draft);
        groups::plan(&view, &mut draft);
        orphans::plan(&view, &mut draft);
    }
    match context.purpose {
        Purpose::Import(import) => import::plan(&view, &mut draft, import),
        _ => jit::plan(&view, &mut draft),
    }
    if *context.purpose == Purpose::Converge {
        laps::plan(&view, &mut draft);
    }
    let access_ends_by = ends_by(&view, &mut draft);
    let changes = order(draft.changes.into_values().collect());
    let guards = guard::evaluate(&view, &changes);
    draft
        .diagnostics
        .sort_by(|a, b| (&a.address, b.severity, a.code).cmp(&(&b.address, a.severity, b.code)));
    draft.unmanaged.sort_by(|a, b| {
        (&a.address, a.object_id, &a.message).cmp(&(&b.address, b.object_id, &b.message))
    });
    draft.scheduled.sort_by(|a, b| (a.at, &a.address).cmp(&(b.at, &b.address)));
    draft.orphans.sort_by(|a, b| (&a.address, a.object_id).cmp(&(&b.address, b.object_id)));
    PlannedTenant {
        tenant: desired.name.clone(),
        tenant_id: desired.id,
        origin: desired.origin.clone(),
        refusal: None,
        reads: observed.reads(),
        changes,
        unchanged: draft.unchanged,
        access_ends_by,
        unmanaged: draft.unmanaged,
        orphans: draft.orphans,
        scheduled: draft.scheduled,
        guards,
        diagnostics: draft.diagnostics,
    }
}

/// Plans a tenant that could not be entered: nothing, and why.
///
/// No guard speaks here: a guard that blocks would say that somebody's plan is dangerous, and there
/// is none.
#[must_use]
pub fn refused(_context: &Context<'_>, desired: &DesiredTenant, refusal: Refusal) -> PlannedTenant {
    let code = match refusal.kind {
        RefusalKind::SignIn => "connection::sign-in",
        RefusalKind::WrongTenant => "connection::wrong-tenant",
        RefusalKind::Unreachable => "connection::unreachable",
    };
    let diagnostic = Diagnostic::error(code, &Address::Connection, refusal.message.clone())
        .help(refusal.help.clone())
        .at(&desired.auth.origin);
    PlannedTenant {
        tenant: desired.name.clone(),
        tenant_id: desired.id,
        origin: desired.origin.clone(),
        refusal: Some(refusal),
        reads: Vec::new(),
        changes: Vec::new(),
        unchanged: 0,
        access_ends_by: None,
        unmanaged: Vec::new(),
        orphans: Vec::new(),
        scheduled: Vec::new(),
        guards: Vec::new(),
        diagnostics: vec![diagnostic],
    }
}

/// Addresses are in the order of creation; groups are deleted after the accounts in them.
fn order(mut changes: Vec<Change>) -> Vec<Change> {
    let late = |change: &Change| {
        change.action == ChangeAction::Delete && Kind::of(&change.address) == Kind::Group
    };
    changes.sort_by(|a, b| (late(a), &a.address).cmp(&(late(b), &b.address)));
    changes
}

/// Returns what ends access if tenantry never runs again: the weakest over all accounts that have
/// any, or are to get some.
fn ends_by(view: &View<'_>, draft: &mut Draft) -> Option<EndsBy> {
    let ending =
        |address: &Address| draft.changes.get(address).is_some_and(|change| change.ends_access);
    let jit = view.inventory.users.iter();
    let jit = jit.filter(|(address, _)| matches!(address, Address::Jit(_)) && !ending(address));
    let open = jit.flat_map(|(_, users)| users).filter(|user| user.account_enabled);
    let found = open.map(|user| ends_now(view, user));
    let planned = draft.changes.values().filter_map(|change| change.grant.as_ref());
    let weakest = found.chain(planned.map(|grant| grant.ends_by)).max()?;
    if let (EndsBy::Runner, Some(every)) = (weakest, view.context.organization.sweep_every) {
        let message =
            format!("access ends with tenantry's own next run, which is to come every {every}");
        draft.say(Diagnostic::note("plan::ends-by-runner", &Address::Connection, message));
    }
    Some(weakest)
}

/// Returns what ends the access of an account that has some: the weakest over its roles, its groups
/// and what it can sign in with.
pub(super) fn ends_now(view: &View<'_>, user: &ObservedUser) -> EndsBy {
    let GrantMark::Open(stamp) = user.marker.grant() else { return EndsBy::Runner };
    let in_time = |end: Option<Timestamp>| {
        end.is_some_and(|end| end.duration_since(stamp.deadline) <= CLOCKS)
    };
    let Some(Reading::Known(methods)) = view.observed.methods.get(&user.id) else {
        return EndsBy::Runner;
    };
    let pass = methods.iter().any(|found| found.kind == MethodKind::TemporaryAccessPass);
    let bounded = methods
        .iter()
        .filter(|found| found.kind != MethodKind::Password)
        .all(|found| found.kind == MethodKind::TemporaryAccessPass && in_time(found.until));
    if !pass || !bounded {
        return EndsBy::Runner;
    }
    let holdings = Holdings::of(view.observed, user.id);
    let roles = holdings.roles.values().all(|hold| matches!(hold, Hold::Scheduled(_)));
    let groups = holdings.leavable().all(|found| holdings.bound_groups.contains_key(&found.group));
    let known = holdings.roles_known && holdings.groups_known && !holdings.is_empty();
    // What may be taken up again whenever the account likes, Entra ID does not end.
    let known = known && holdings.eligibilities_known && holdings.eligibilities.is_empty();
    if known && roles && groups { EndsBy::Pim } else { EndsBy::Tap }
}
