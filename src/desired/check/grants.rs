//! Grants that somebody else approved and that the tenant's mappings allow.

use std::collections::BTreeMap;

use super::windows::SHORTEST;
use crate::{
    desired::{TenantState, context::Context, grant_file::GrantFile, resolve::Known},
    domain::{LONGEST_LINE, TechnicianId, TenantName, is_line},
    source::{Code, Loc, Problem, Spanned},
    spec::GrantSpec,
};

/// Reports a text that could not stand in one line of an audit trail. That it says nothing is
/// reported elsewhere.
fn no_line(text: &Spanned<String>, context: &Context<'_>) -> Option<Problem> {
    let written = text.value.trim();
    (!written.is_empty() && !is_line(written)).then(|| {
        let message = format!("this is not one line of at most {LONGEST_LINE} characters");
        Problem::error(Code::InvalidValue, message)
            .label(context.place(text.at), "too long, or with control characters")
            .help("write one plain line; there is room for the rest where the ticket is kept")
    })
}

/// Holds a grant against its rules.
pub(in crate::desired) fn check(
    grant: &GrantFile,
    known: &Known<'_>,
    context: &Context<'_>,
    problems: &mut Vec<Problem>,
) {
    let Some(spec) = &grant.spec else { return };
    required(spec, grant, context, problems);
    duration(spec, context, problems);
    for text in spec.reason.iter().chain(&spec.ticket) {
        problems.extend(no_line(text, context));
    }
    problems.extend(without_recipients(grant, known, context));
    for person in spec.technician.iter().chain(&spec.approved_by) {
        problems.extend(unknown_technician(person, context));
    }
    if let (Some(technician), Some(approver)) = (&spec.technician, &spec.approved_by)
        && technician == approver
    {
        problems.push(
            Problem::error(
                Code::SelfApproved,
                format!("the grant for `{technician}` was approved by `{approver}`"),
            )
            .label(context.place(approver.at), "the same person")
            .label(context.place(technician.at), "who is given access")
            .help("somebody else must approve it"),
        );
    }
    let mut seen: BTreeMap<&TenantName, Loc> = BTreeMap::new();
    for tenant in spec.tenants.iter().flat_map(|tenants| &tenants.value) {
        if let Some(first) = seen.insert(&tenant.value, tenant.at) {
            problems.push(
                Problem::error(
                    Code::InvalidValue,
                    format!("the grant lists the tenant `{tenant}` twice"),
                )
                .label(context.place(tenant.at), "again here")
                .label(context.place(first), "first here")
                .help("keep one of them"),
            );
        } else if known.may_exist(&tenant.value) {
            problems.extend(covered(spec, tenant, known, context));
        } else {
            problems.push(
                Problem::error(Code::UnknownTenant, format!("unknown tenant `{tenant}`"))
                    .label(context.place(tenant.at), "no such tenant")
                    .suggest(tenant.value.as_str(), known.names()),
            );
        }
    }
}

/// Access that is too short cannot be ended reliably.
fn duration(spec: &GrantSpec, context: &Context<'_>, problems: &mut Vec<Problem>) {
    if let Some(duration) = spec.duration.as_ref().filter(|duration| duration.value < SHORTEST) {
        problems.push(
            Problem::error(
                Code::WindowTooShort,
                format!("`duration` ({duration}) is shorter than 5 minutes"),
            )
            .label(context.place(duration.at), "too short")
            .help("access of less than 5 minutes cannot be ended reliably"),
        );
    }
}

/// Warns of a grant that can still be opened somewhere and whose credential could be sealed to
/// nobody. Nothing is said where the technician's keys could not be read.
fn without_recipients(
    grant: &GrantFile,
    known: &Known<'_>,
    context: &Context<'_>,
) -> Option<Problem> {
    let spec = grant.spec.as_ref()?;
    let technician = spec.technician.as_ref()?;
    let person = context.organization.technicians.get(&technician.value)?;
    let ended = grant.window().is_some_and(|(_, end)| end <= context.now);
    if ended || !person.recipients.is_empty() || !context.knows_recipients() {
        return None;
    }
    let mut tenants = spec.tenants.iter().flat_map(|tenants| &tenants.value);
    let opens = tenants.any(|name| {
        known.find(&name.value).is_some_and(|tenant| {
            let accounts = tenant.jit.as_ref().map(|jit| &jit.accounts);
            tenant.state == TenantState::Active
                && accounts.is_some_and(|accounts| accounts.contains_key(&technician.value))
        })
    });
    opens.then(|| {
        let message = format!("the credential of `{technician}` could be shown on a terminal only");
        Problem::warning(Code::GrantWithoutRecipients, message)
            .label(context.place(technician.at), "has no `recipients` to seal it to")
            .label(person.origin.place.clone(), "declared here")
            .help("add a public key to the technician's `recipients`: without one, `apply` in CI refuses this grant")
    })
}

fn required(
    spec: &GrantSpec,
    grant: &GrantFile,
    context: &Context<'_>,
    problems: &mut Vec<Problem>,
) {
    let top = grant.top;
    let mut missing = |key: &str, at: Loc, help: &str| {
        if !grant.removed.spares(&[key]) {
            return;
        }
        problems.push(
            Problem::error(Code::MissingKey, format!("the key `{key}` is missing"))
                .label(context.place(at), format!("needs `{key}`"))
                .help(help),
        );
    };
    if spec.technician.is_none() {
        missing("technician", top, "say who is given access");
    }
    match &spec.tenants {
        None => missing("tenants", top, "say where, such as `tenants: [contoso]`"),
        Some(tenants) if tenants.value.is_empty() => {
            missing("tenants", tenants.at, "say where, such as `tenants: [contoso]`");
        }
        Some(_) => {}
    }
    match &spec.reason {
        None => missing("reason", top, "say why: it stands in the audit trail"),
        Some(reason) if reason.value.trim().is_empty() => {
            missing("reason", reason.at, "say why: it stands in the audit trail");
        }
        Some(_) => {}
    }
}

fn unknown_technician(person: &Spanned<TechnicianId>, context: &Context<'_>) -> Option<Problem> {
    let technicians = &context.organization.technicians;
    let unknown = context.is_whole("technicians") && !technicians.contains_key(&person.value);
    unknown.then(|| {
        Problem::error(Code::UnknownTechnician, format!("unknown technician `{person}`"))
            .label(context.place(person.at), "no such technician")
            .suggest(person.value.as_str(), technicians.keys().map(TechnicianId::as_str))
    })
}

/// Holds the grant against what the tenant's mappings give the technician. Nothing is said of a
/// tenant that could not be read completely, nor of an unknown technician.
fn covered(
    spec: &GrantSpec,
    name: &Spanned<TenantName>,
    known: &Known<'_>,
    context: &Context<'_>,
) -> Option<Problem> {
    let technician = spec.technician.as_ref()?;
    let tenant = known.find(&name.value)?;
    let person = context.organization.technicians.get(&technician.value)?;
    let account = tenant.jit.as_ref().and_then(|jit| jit.accounts.get(&technician.value));
    let Some(account) = account else {
        if !context.is_whole("technicians") {
            return None;
        }
        let problem = Problem::error(
            Code::GrantNotCovered,
            format!("no mapping of `{name}` covers the technician `{technician}`"),
        )
        .label(context.place(name.at), "gives the technician nothing")
        .label(context.place(technician.at), "who is given access");
        return Some(if person.active {
            problem.help("add a mapping for one of the technician's groups to the tenant")
        } else {
            problem.help(format!("`{technician}` is disabled: remove the grant, or set the technician's `state: active`"))
        });
    };
    let duration = spec.duration.as_ref()?;
    let maximum = account.access.maximum.value;
    (duration.value > maximum).then(|| {
        let message = format!("the grant ({duration}) is longer than the maximum of `{technician}` in `{name}` ({maximum})");
        Problem::error(Code::GrantTooLong, message)
            .label(context.place(duration.at), "too long")
            .label(context.place(name.at), format!("at most {maximum} here"))
            .help(format!("write at most {maximum}"))
    })
}
