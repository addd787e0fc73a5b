//! Owned groups are declared once.

use std::collections::BTreeMap;

use super::Subject;
use crate::source::{Code, Loc, Problem};

/// Reports owned groups of one name; the directory ignores case.
pub(super) fn check(subject: &Subject<'_>, problems: &mut Vec<Problem>) {
    let context = subject.context;
    let mut declared: BTreeMap<String, Loc> = BTreeMap::new();
    for group in subject.spec.groups.iter().flat_map(|list| &list.value) {
        let name = &group.name;
        if let Some(first) = declared.insert(name.value.as_str().to_lowercase(), name.at) {
            problems.push(
                Problem::error(
                    Code::DuplicateGroup,
                    format!("the group `{name}` is declared twice"),
                )
                .label(context.place(name.at), "again here")
                .label(context.place(first), "first here")
                .help("keep one of them; names that differ in case alone are the same to Entra ID"),
            );
        }
    }
}
