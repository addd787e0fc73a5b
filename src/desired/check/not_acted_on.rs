//! What may be declared and is not acted on by this version.

use crate::{
    desired::{context::Context, grant_file::GrantFile, tenant_file::TenantFile},
    source::{Code, Loc, Problem},
    spec::{ManageMode, TenantSpec},
};

/// Warns once of grants and once of accounts to be rotated, at the first of each.
pub(in crate::desired) fn check(
    tenants: &[TenantFile],
    grants: &[GrantFile],
    context: &Context<'_>,
    problems: &mut Vec<Problem>,
) {
    if let Some(first) = grants.first() {
        problems.push(
            Problem::warning(
                Code::GrantsNotActedOn,
                "this version of tenantry checks grants and does not open them",
            )
            .label(context.place(first.top), format!("{} declared", count(grants.len(), "grant")))
            .help("open access by hand until a later version does"),
        );
    }
    let rotating: Vec<Loc> = tenants.iter().filter_map(|tenant| tenant.rotates).collect();
    if let Some(first) = rotating.first() {
        problems.push(
            Problem::warning(Code::LapsNotActedOn, "this version of tenantry checks emergency accounts and does not rotate their passwords")
                .label(context.place(*first), format!("declared in {}", count(rotating.len(), "tenant")))
                .help("rotate by hand until a later version does, or write `manage: observe`"),
        );
    }
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// Returns where a tenant first declares an account to be rotated.
pub(in crate::desired) fn rotates(spec: &TenantSpec) -> Option<Loc> {
    let accounts =
        spec.laps.iter().flat_map(|laps| &laps.value.accounts).flat_map(|list| &list.value);
    accounts
        .filter_map(|account| account.manage.as_ref())
        .find(|it| it.value == ManageMode::Rotate)
        .map(|it| it.at)
}
