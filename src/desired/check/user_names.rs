//! Names of JIT accounts that Entra ID allows.

use super::Subject;
use crate::{
    desired::user_name::{TECHNICIAN, expand, unknown_placeholders},
    domain::check_user_name,
    source::{Code, Problem},
};

/// Reports naming rules with placeholders that do not exist or without the one that does, and
/// names that Entra ID would refuse.
pub(super) fn check(subject: &Subject<'_>, problems: &mut Vec<Problem>) {
    let context = subject.context;
    let Some(template) = subject.spec.jit.as_ref().and_then(|jit| jit.user_name.as_ref()) else {
        return;
    };
    let place = || context.place(template.at);
    let unknown = unknown_placeholders(&template.value);
    for placeholder in &unknown {
        problems.push(
            Problem::error(
                Code::UnknownPlaceholder,
                format!("unknown placeholder `{placeholder}`"),
            )
            .label(place(), format!("`{placeholder}` means nothing"))
            .help("the only placeholder is `{technician}`"),
        );
    }
    if !unknown.is_empty() {
        return;
    }
    let technicians = &context.organization.technicians;
    if !template.value.contains(TECHNICIAN) && technicians.len() > 1 {
        problems.push(
            Problem::error(Code::MissingPlaceholder, "the user name is the same for every technician")
                .label(place(), "no `{technician}` in it")
                .help("write `{technician}` where the technician's id belongs, such as \"msp-{technician}\""),
        );
    }
    let longest = technicians.keys().max_by_key(|id| id.as_str().len());
    let sample = longest
        .map_or_else(|| template.value.replace(TECHNICIAN, "a"), |id| expand(&template.value, id));
    if let Err(invalid) = check_user_name(&sample) {
        problems.push(
            Problem::error(
                Code::IllegalUserName,
                format!("the user name `{sample}` is not possible: {invalid}"),
            )
            .label(place(), "Entra ID would refuse it")
            .help("use letters, digits and any of ' . - _ ! # ^ ~, at most 64 characters"),
        );
    }
}
