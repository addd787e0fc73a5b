//! A configuration of nothing.

use crate::{
    desired::context::Context,
    source::{Code, FileKind, Problem},
    spec::OrganizationSpec,
};

/// Warns where an organization declares no tenant: checking nothing would look like a success.
/// `whole` says whether every tenant's file could be opened.
pub(in crate::desired) fn check(
    spec: &OrganizationSpec,
    whole: bool,
    context: &Context<'_>,
    problems: &mut Vec<Problem>,
) {
    let mut tenants = context.sources.of_kind(FileKind::Tenant);
    if let Some(name) = spec.organization.as_ref().filter(|_| whole && tenants.next().is_none()) {
        problems.push(
            Problem::warning(Code::NoTenants, format!("`{name}` declares no tenant"))
                .label(context.place(name.at), "has nothing to manage")
                .help("declare each tenant in a file of its own, such as `tenants/contoso.yaml`"),
        );
    }
}
