//! Addresses of stores and of the audit sink.

use std::collections::BTreeSet;

use super::{credentials::stays_inside, recipients};
use crate::{
    desired::context::Context,
    domain::{StoragePlace, StorageUrl},
    source::{Code, Problem, Spanned},
    spec::OrganizationSpec,
};

/// Reports addresses that tenantry cannot write to, folders outside the configuration, and stores
/// that nobody could open.
pub(super) fn check(spec: &OrganizationSpec, context: &Context<'_>, problems: &mut Vec<Problem>) {
    for store in spec.stores.iter().flat_map(|stores| stores.values()) {
        check_url(&store.url, context, problems);
        if store.recipients.value.is_empty() {
            problems.push(
                Problem::error(Code::InvalidValue, "a store needs at least one recipient")
                    .label(context.place(store.recipients.at), "nobody could open what is sealed")
                    .help("list the public keys of those who may read the credentials"),
            );
        }
        let keys: BTreeSet<&str> =
            store.recipients.value.iter().map(|key| key.value.trim()).collect();
        if keys.len() == 1 {
            problems.push(
                Problem::warning(Code::OneRecipient, "a store is sealed to one key alone")
                    .label(context.place(store.recipients.at), "one key")
                    .help("add a second person's key: whoever loses the only one loses every password"),
            );
        }
        recipients::check(store.recipients.value.iter(), context, problems);
    }
    if let Some(audit) = &spec.audit {
        check_url(&audit.url, context, problems);
    }
}

fn check_url(url: &Spanned<String>, context: &Context<'_>, problems: &mut Vec<Problem>) {
    const MESSAGE: &str = "this is not an address of a store";
    let parsed = url.value.parse::<StorageUrl>();
    // A folder that climbs is no address at all; where it leads is the better thing to say.
    let outside = match (&parsed, url.value.split_once(':')) {
        (Ok(url), _) => match url.place() {
            StoragePlace::Folder(path) => !stays_inside(path),
            _ => false,
        },
        (Err(_), Some(("file", path))) => !path.is_empty() && !stays_inside(path),
        (Err(_), _) => false,
    };
    if outside {
        problems.push(
            Problem::error(Code::OutsidePath, "the folder lies outside the configuration's folder")
                .label(context.place(url.at), "outside")
                .help("write a folder relative to tenantry.yaml, such as `file:secrets`"),
        );
    } else if let Err(invalid) = parsed {
        let reason = invalid.to_string();
        let help = reason.strip_prefix(MESSAGE).and_then(|rest| rest.strip_prefix(": "));
        problems.push(
            Problem::error(Code::InvalidStoreUrl, MESSAGE)
                .label(context.place(url.at), "no address of a store")
                .help(help.unwrap_or(&reason)),
        );
    }
}
