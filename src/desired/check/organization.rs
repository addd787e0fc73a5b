//! What the organization's file must say.

use super::{acknowledgements, stores, technicians};
use crate::{
    desired::context::Context,
    source::{Code, Loc, Problem},
    spec::OrganizationSpec,
};

/// The version of the configuration's form that this program reads.
const VERSION: u64 = 1;

/// Holds the organization's file against its rules.
pub(in crate::desired) fn check(
    spec: &OrganizationSpec,
    context: &Context<'_>,
    top: Loc,
    problems: &mut Vec<Problem>,
) {
    check_head(spec, context, top, problems);
    technicians::check(spec, context, problems);
    stores::check(spec, context, problems);
    acknowledgements::check(spec, context, problems);
}

fn check_head(
    spec: &OrganizationSpec,
    context: &Context<'_>,
    top: Loc,
    problems: &mut Vec<Problem>,
) {
    let mut missing = |key: &str, help: &str| {
        problems.push(
            Problem::error(Code::MissingKey, format!("the key `{key}` is missing"))
                .label(context.place(top), format!("needs `{key}`"))
                .help(help),
        );
    };
    if context.is_whole("version") && spec.version.is_none() {
        missing("version", "write `version: 1` at the top");
    }
    if context.is_whole("organization") && spec.organization.is_none() {
        missing(
            "organization",
            "give the organization a short name: `organization: northwind-msp`",
        );
    }
    if let Some(version) = spec.version.as_ref().filter(|version| version.value != VERSION) {
        problems.push(
            Problem::error(
                Code::UnsupportedVersion,
                format!("version {version} of the configuration is not supported"),
            )
            .label(context.place(version.at), "not supported")
            .help("this tenantry reads version 1; a newer configuration needs a newer tenantry"),
        );
    }
}
