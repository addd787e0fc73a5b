//! Domains: declared once, and declared where used.

use std::collections::BTreeMap;

use super::Subject;
use crate::{
    domain::DomainName,
    source::{Code, Loc, Problem, Spanned},
};

/// Reports domains that are declared twice, and domains that are used and not declared.
pub(super) fn check(subject: &Subject<'_>, problems: &mut Vec<Problem>) {
    let context = subject.context;
    let mut declared: BTreeMap<&DomainName, Loc> = BTreeMap::new();
    for domain in subject.spec.domains.iter().flat_map(|list| &list.value) {
        let name = &domain.name;
        if let Some(first) = declared.get(&name.value) {
            problems.push(
                Problem::error(
                    Code::DuplicateDomain,
                    format!("the domain `{name}` is declared twice"),
                )
                .label(context.place(name.at), "again here")
                .label(context.place(*first), "first here")
                .help("keep one of them"),
            );
        } else {
            declared.insert(&name.value, name.at);
        }
    }
    if subject.settings || !subject.removed.spares(&["domains"]) {
        return;
    }
    let jit = subject.spec.jit.iter().filter_map(|jit| jit.domain.as_ref());
    let emergency = subject.emergency_accounts().map(|account| &account.domain);
    for used in jit.chain(emergency).filter(|used| !declared.contains_key(&used.value)) {
        problems.push(undeclared(subject, used, &declared));
    }
}

fn undeclared(
    subject: &Subject<'_>,
    used: &Spanned<DomainName>,
    declared: &BTreeMap<&DomainName, Loc>,
) -> Problem {
    let problem =
        Problem::error(Code::UndeclaredDomain, format!("the domain `{used}` is not declared"))
            .label(
                subject.context.place(used.through.unwrap_or(used.at)),
                "not among the tenant's `domains`",
            );
    let names = || declared.keys().map(|name| name.as_str());
    match crate::source::nearest(used.value.as_str(), names()) {
        Some(name) => problem.help(format!("did you mean `{name}`?")),
        None => problem.help(format!("add `- name: {used}` under `domains`")),
    }
}
