//! Where credentials come from.

use std::path::{Component, Path};

use super::Subject;
use crate::{
    desired::context::Context,
    source::{Code, Problem, Spanned},
    spec::{CredentialSpec, SecretSpec},
};

/// Reports credentials that this version cannot use, names that no environment variable has, and
/// paths that leave the configuration's folder.
pub(super) fn check(subject: &Subject<'_>, problems: &mut Vec<Problem>) {
    let Some(auth) = &subject.spec.auth else { return };
    let plan = auth.plan.as_ref().and_then(|plan| plan.credential.as_ref());
    for credential in auth.credential.iter().chain(plan) {
        check_credential(credential, subject.context, problems);
    }
}

/// Returns whether a credential can be used as it is written.
pub(in crate::desired) fn is_usable(
    credential: &Spanned<CredentialSpec>,
    context: &Context<'_>,
) -> bool {
    let mut problems = Vec::new();
    check_credential(credential, context, &mut problems);
    problems.is_empty()
}

fn check_credential(
    credential: &Spanned<CredentialSpec>,
    context: &Context<'_>,
    problems: &mut Vec<Problem>,
) {
    match &credential.value {
        CredentialSpec::ClientSecret(SecretSpec::Env(name)) => environment(name, context, problems),
        CredentialSpec::ClientSecret(SecretSpec::File(file)) => path(file, context, problems),
        CredentialSpec::Certificate(certificate) => path(&certificate.file, context, problems),
        CredentialSpec::Federated(federated) => {
            federated.env.iter().for_each(|name| environment(name, context, problems));
            federated.file.iter().for_each(|file| path(file, context, problems));
            if let (Some(env), Some(_)) = (&federated.env, &federated.file) {
                problems.push(
                    Problem::error(
                        Code::InvalidValue,
                        "a federated token comes from `env` or from `file`, not both",
                    )
                    .label(context.place(env.at), "one of the two")
                    .help("keep the one that your runner provides"),
                );
            }
        }
        CredentialSpec::ManagedIdentity(_) => problems.push(
            Problem::error(
                Code::ManagedIdentityNotAvailable,
                "managed identities are not available in this version",
            )
            .label(context.place(credential.at), "not available")
            .help("use `federated`, `certificate` or `clientSecret`"),
        ),
    }
}

/// The name is not repeated: where it is no name, it may well be the secret itself.
fn environment(name: &Spanned<String>, context: &Context<'_>, problems: &mut Vec<Problem>) {
    let text = &name.value;
    let valid = !text.is_empty()
        && text.len() <= 128
        && !text.starts_with(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !valid {
        problems.push(
            Problem::error(Code::InvalidValue, "this is not the name of an environment variable")
                .hidden_label(context.place(name.at), "not a name (not shown)")
                .help("write the variable's name, such as CONTOSO_SECRET, never the secret itself"),
        );
    }
}

fn path(file: &Spanned<String>, context: &Context<'_>, problems: &mut Vec<Problem>) {
    if !stays_inside(&file.value) {
        problems.push(
            Problem::error(
                Code::OutsidePath,
                format!("the path `{file}` leads out of the configuration's folder"),
            )
            .label(context.place(file.at), "outside")
            .help("write a path relative to tenantry.yaml, without `..`"),
        );
    }
}

/// Returns whether a path is relative and never climbs. Drive letters and backslashes count as
/// climbing everywhere, so that a configuration means the same on every machine.
pub(super) fn stays_inside(path: &str) -> bool {
    !path.is_empty()
        && !path.contains(['\\', '\0'])
        && path.as_bytes().get(1) != Some(&b':')
        && Path::new(path)
            .components()
            .all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}

#[cfg(test)]
mod tests {
    use super::stays_inside;

    #[test]
    fn only_relative_paths_without_climbing_stay_inside() {
        for path in ["app.pem", "secrets/app.pem", "./a", "..a/b"] {
            assert!(stays_inside(path), "{path}");
        }
        for path in ["", "/etc/passwd", "../a", "a/../../b", "C:/a", "a\\b", "\\\\host\\a"] {
            assert!(!stays_inside(path), "{path}");
        }
    }
}
