//! Addresses of stores and of the audit sink.

use super::{credentials::stays_inside, recipients};
use crate::{
    desired::context::Context,
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
        recipients::check(store.recipients.value.iter(), context, problems);
    }
    if let Some(audit) = &spec.audit {
        check_url(&audit.url, context, problems);
    }
}

fn check_url(url: &Spanned<String>, context: &Context<'_>, problems: &mut Vec<Problem>) {
    match url.value.split_once(':') {
        Some(("file", path)) if stays_inside(path) => {}
        Some(("file", _)) => problems.push(
            Problem::error(Code::OutsidePath, "the folder lies outside the configuration's folder")
                .label(context.place(url.at), "outside")
                .help("write a folder relative to tenantry.yaml, such as `file:secrets`"),
        ),
        Some(("az" | "s3" | "gs", rest)) if !rest.trim_matches('/').is_empty() => {}
        _ => problems.push(
            Problem::error(Code::InvalidStoreUrl, "this is not an address of a store")
                .label(context.place(url.at), "not file:, az:, s3: or gs:")
                .help("write `file:FOLDER`, `az://CONTAINER`, `s3://BUCKET` or `gs://BUCKET`"),
        ),
    }
}
