//! Mappings that cover somebody and give something.

use super::Subject;
use crate::{
    domain::TechnicianGroup,
    source::{Code, Problem, Spanned},
    spec::GroupMappingSpec,
};

/// Reports mappings for unknown technician groups, for nobody, and for nothing.
pub(super) fn check(subject: &Subject<'_>, problems: &mut Vec<Problem>) {
    let context = subject.context;
    for mapping in subject.mappings() {
        let group = &mapping.technicians;
        let known = group.value.is_all() || context.groups.contains(&group.value);
        if !known {
            problems.extend(context.is_whole("technicians").then(|| unknown_group(subject, group)));
        } else if context.is_whole("technicians") && context.covered(&group.value).next().is_none()
        {
            problems.push(
                Problem::warning(
                    Code::MappingCoversNobody,
                    format!("no active technician is in `{group}`"),
                )
                .label(context.place(group.at), "covers nobody")
                .help("remove the mapping, or put somebody into the group"),
            );
        }
        if gives_nothing(mapping) {
            problems.push(
                Problem::warning(
                    Code::MappingGivesNothing,
                    format!("the mapping for `{group}` gives neither a role nor a group"),
                )
                .label(context.place(group.at), "gives nothing")
                .help("add `roles` or `groups`, or remove the mapping"),
            );
        }
    }
}

fn gives_nothing(mapping: &GroupMappingSpec) -> bool {
    mapping.roles.iter().flatten().next().is_none()
        && mapping.groups.iter().flatten().next().is_none()
}

fn unknown_group(subject: &Subject<'_>, group: &Spanned<TechnicianGroup>) -> Problem {
    let context = subject.context;
    let problem =
        Problem::error(Code::UnknownTechnicianGroup, format!("unknown technician group `{group}`"))
            .label(context.place(group.at), "no technician is in it");
    let is_person =
        context.organization.technicians.keys().any(|id| id.as_str() == group.value.as_str());
    if is_person {
        return problem.help(format!(
            "`{group}` is a technician: mappings name groups; put the person into one with `groups: [...]`"
        ));
    }
    let known = context.groups.iter().map(TechnicianGroup::as_str).chain([TechnicianGroup::ALL]);
    problem.suggest(group.value.as_str(), known)
}
