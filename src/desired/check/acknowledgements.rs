//! Guards waived for a time, with a reason.

use crate::{
    desired::{context::Context, resolve::Known},
    source::{Code, Problem},
    spec::{AcknowledgementSpec, OrganizationSpec, TenantsSpec},
};

/// Reports acknowledgements without a reason and of guards that always hold, and warns of expired
/// ones.
pub(super) fn check(spec: &OrganizationSpec, context: &Context<'_>, problems: &mut Vec<Problem>) {
    for waived in declared(spec) {
        if waived.reason.value.trim().is_empty() {
            problems.push(
                Problem::error(
                    Code::AcknowledgementWithoutReason,
                    format!("{} is waived without a reason", waived.guard),
                )
                .label(context.place(waived.reason.at), "empty")
                .help("say who decided it and why, such as a change number"),
            );
        }
        if !waived.guard.value.can_be_waived() {
            problems.push(
                Problem::error(
                    Code::AcknowledgementInVain,
                    format!("{} cannot be waived", waived.guard),
                )
                .label(context.place(waived.guard.at), "always holds")
                .help("remove it; docs/guards.md says what each guard is for"),
            );
        }
        if waived.until.value.0 <= context.now {
            problems.push(
                Problem::warning(
                    Code::AcknowledgementExpired,
                    format!("the acknowledgement of {} ended at {}", waived.guard, waived.until),
                )
                .label(context.place(waived.until.at), "in the past")
                .help("remove it, or decide anew until when it holds"),
            );
        }
    }
}

/// Reports acknowledgements for tenants that do not exist.
pub(in crate::desired) fn check_tenants(
    spec: &OrganizationSpec,
    known: &Known<'_>,
    context: &Context<'_>,
    problems: &mut Vec<Problem>,
) {
    for waived in declared(spec) {
        let TenantsSpec::Only(names) = &waived.tenants.value else { continue };
        for name in names.iter().filter(|name| !known.may_exist(&name.value)) {
            problems.push(
                Problem::error(Code::UnknownTenant, format!("unknown tenant `{name}`"))
                    .label(context.place(name.at), "no such tenant")
                    .suggest(name.value.as_str(), known.names()),
            );
        }
    }
}

fn declared(spec: &OrganizationSpec) -> impl Iterator<Item = &AcknowledgementSpec> {
    spec.guards.iter().flat_map(|guards| &guards.acknowledge).flatten()
}
