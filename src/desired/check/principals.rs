//! No two accounts of a tenant have one user principal name.

use std::collections::BTreeMap;

use super::Subject;
use crate::{
    desired::{
        tenant_meaning::emergency_user_name,
        user_name::{DEFAULT, TECHNICIAN, expand, principal},
    },
    domain::UserPrincipalName,
    source::{Code, Loc, Problem},
};

/// Reports emergency accounts that share a user principal name with each other or with a JIT
/// account. JIT accounts among themselves differ by their placeholder.
pub(super) fn check(subject: &Subject<'_>, problems: &mut Vec<Problem>) {
    let context = subject.context;
    let mut taken: BTreeMap<UserPrincipalName, (Loc, String)> = BTreeMap::new();
    if let Some(jit) = &subject.spec.jit
        && let Some(domain) = &jit.domain
    {
        let template = jit.user_name.as_ref().map_or(DEFAULT, |name| name.value.as_str());
        let at = jit.user_name.as_ref().map_or(domain.at, |name| name.at);
        let people = context.organization.technicians.keys();
        for technician in people.take(if template.contains(TECHNICIAN) { usize::MAX } else { 1 }) {
            let name = principal(&expand(template, technician), domain);
            taken.extend(
                name.map(|name| (name, (at, format!("the JIT account of `{technician}`")))),
            );
        }
    }
    for account in subject.emergency_accounts() {
        let Some(name) = principal(emergency_user_name(account), &account.domain) else { continue };
        let at = account.user_name.as_ref().map_or(account.name.at, |name| name.at);
        let what = format!("the emergency account `{}`", account.name);
        if let Some((first, other)) = taken.get(&name) {
            problems.push(
                Problem::error(
                    Code::DuplicateUserPrincipalName,
                    format!("{what} and {other} are both `{name}`"),
                )
                .label(context.place(at), "the same user principal name")
                .label(context.place(*first), "taken here")
                .help("give one of them another `userName`"),
            );
        } else {
            taken.insert(name, (at, what));
        }
    }
}
