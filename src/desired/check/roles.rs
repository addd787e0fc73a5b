//! Role names that are probably slips.

use super::Subject;
use crate::{
    domain::{BuiltInRole, RoleDefinitionId, RoleName},
    source::{Code, Problem, Spanned, nearest},
};

/// Warns of roles that are not built in. They may be custom roles, which only the tenant knows.
pub(super) fn check(subject: &Subject<'_>, problems: &mut Vec<Problem>) {
    let mapped = subject
        .mappings()
        .flat_map(|mapping| mapping.roles.iter().flatten())
        .map(crate::spec::RoleSpec::role);
    let emergency = subject.emergency_accounts().filter_map(|account| account.role.as_ref());
    for role in mapped.chain(emergency) {
        problems.extend(unknown(subject, role));
    }
}

fn unknown(subject: &Subject<'_>, role: &Spanned<RoleName>) -> Option<Problem> {
    let name = role.value.as_str();
    if BuiltInRole::find(name).is_some() || name.parse::<RoleDefinitionId>().is_ok() {
        return None;
    }
    let problem = Problem::warning(Code::UnknownRole, format!("the role `{role}` is not built in"))
        .label(subject.context.place(role.at), "not one of the 123 built-in roles");
    let names: Vec<&'static str> = BuiltInRole::all().map(|role| role.name).collect();
    Some(match nearest(name, names) {
        Some(known) => problem.help(format!(
            "did you mean `{known}`? a custom role of the tenant is looked up at plan time"
        )),
        None => problem.help("a custom role of the tenant is looked up at plan time"),
    })
}
