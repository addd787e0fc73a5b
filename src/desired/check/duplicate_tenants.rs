//! One file per tenant: no two of one name, no two of one directory.

use std::{collections::BTreeMap, fmt::Display};

use crate::{
    desired::{context::Context, tenant_file::TenantFile},
    source::{Code, Problem, Spanned},
};

/// Reports tenants of one name, and tenants of one directory id.
pub(in crate::desired) fn check(
    tenants: &[TenantFile],
    context: &Context<'_>,
    problems: &mut Vec<Problem>,
) {
    let names = tenants.iter().filter_map(|tenant| tenant.name.as_ref());
    repeated(names, (Code::DuplicateTenant, "name"), context, problems);
    let ids = tenants.iter().filter_map(|tenant| tenant.id.as_ref());
    repeated(ids, (Code::DuplicateTenantId, "id"), context, problems);
}

fn repeated<'a, T: Ord + Display + 'a>(
    values: impl Iterator<Item = &'a Spanned<T>>,
    (code, what): (Code, &str),
    context: &Context<'_>,
    problems: &mut Vec<Problem>,
) {
    let mut seen: BTreeMap<&T, &Spanned<T>> = BTreeMap::new();
    for value in values {
        if let Some(first) = seen.get(&value.value) {
            problems.push(
                Problem::error(
                    code,
                    format!("two files declare a tenant with the {what} `{value}`"),
                )
                .label(context.place(value.at), "again here")
                .label(context.place(first.at), "first here")
                .help("one tenant has one file; remove one of the two"),
            );
        } else {
            seen.insert(&value.value, value);
        }
    }
}
