//! Technicians: one of each id, with groups that can be declared.

use std::collections::BTreeMap;

use super::recipients;
use crate::{
    desired::context::Context,
    domain::TechnicianId,
    source::{Code, Loc, Problem},
    spec::{OrganizationSpec, TechnicianSpec},
};

/// Reports technicians of one id, the group `all`, and broken mail addresses and keys.
pub(super) fn check(spec: &OrganizationSpec, context: &Context<'_>, problems: &mut Vec<Problem>) {
    let mut seen: BTreeMap<&TechnicianId, Loc> = BTreeMap::new();
    for person in spec.technicians.iter().flatten() {
        if let Some(first) = seen.get(&person.id.value) {
            problems.push(
                Problem::error(
                    Code::DuplicateTechnician,
                    format!("the technician `{}` is declared twice", person.id),
                )
                .label(context.place(person.id.at), "again here")
                .label(context.place(*first), "first here")
                .help("give each person an id of their own"),
            );
        } else {
            seen.insert(&person.id.value, person.id.at);
        }
        check_person(person, context, problems);
    }
}

fn check_person(person: &TechnicianSpec, context: &Context<'_>, problems: &mut Vec<Problem>) {
    for group in person.groups.iter().flatten().filter(|group| group.value.is_all()) {
        problems.push(
            Problem::error(Code::ReservedGroup, "the technician group `all` is built in")
                .label(context.place(group.at), "cannot be declared")
                .help("remove it: everyone who is active is in `all`"),
        );
    }
    if let Some(mail) = &person.mail {
        let valid = mail.value.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty() && !host.is_empty() && !host.contains('@')
        }) && !mail.value.contains(char::is_whitespace);
        if !valid {
            problems.push(
                Problem::error(Code::InvalidValue, format!("`{mail}` is not a mail address"))
                    .label(context.place(mail.at), "not valid")
                    .help("write it as name@example.com"),
            );
        }
    }
    recipients::check(person.recipients.iter().flatten(), context, problems);
}
