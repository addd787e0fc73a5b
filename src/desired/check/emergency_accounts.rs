//! Emergency accounts: enough of them, on a domain that cannot be lost.

use std::collections::BTreeMap;

use super::Subject;
use crate::{
    desired::tenant_meaning::emergency_user_name,
    domain::{AccountName, BuiltInRole, GLOBAL_ADMINISTRATOR, StoreName, Window, check_user_name},
    source::{Code, Loc, Problem},
    spec::{LapsAccountSpec, ManageMode},
};

/// The shortest time between two rotations.
const DAY: Window = Window::from_minutes(24 * 60);

/// Reports accounts of one name, on another than the initial domain, with an illegal name, without
/// a known store, or rotated too often, and tenants that declare too few. Warns of other roles.
pub(super) fn check(subject: &Subject<'_>, problems: &mut Vec<Problem>) {
    let context = subject.context;
    let mut declared: BTreeMap<&AccountName, Loc> = BTreeMap::new();
    for account in subject.emergency_accounts() {
        if let Some(first) = declared.insert(&account.name.value, account.name.at) {
            problems.push(
                Problem::error(
                    Code::DuplicateAccount,
                    format!("the emergency account `{}` is declared twice", account.name),
                )
                .label(context.place(account.name.at), "again here")
                .label(context.place(first), "first here")
                .help("give each account its own name"),
            );
        }
        check_domain(account, subject, problems);
        check_name(account, subject, problems);
        check_store(account, subject, problems);
        check_interval(account, subject, problems);
        check_role(account, subject, problems);
    }
    check_number(subject, problems);
}

fn check_domain(account: &LapsAccountSpec, subject: &Subject<'_>, problems: &mut Vec<Problem>) {
    let domain = &account.domain;
    if !domain.value.is_initial_form() {
        problems.push(
            Problem::error(
                Code::EmergencyAccountDomain,
                format!(
                    "the emergency account `{}` is not on the tenant's initial domain",
                    account.name
                ),
            )
            .label(subject.context.place(domain.at), "a domain that can be lost or federated")
            .help(
                "use the tenant's *.onmicrosoft.com domain: it works when every other one does not",
            ),
        );
    }
}

fn check_name(account: &LapsAccountSpec, subject: &Subject<'_>, problems: &mut Vec<Problem>) {
    let name = emergency_user_name(account);
    if let Err(invalid) = check_user_name(name) {
        let at = account.user_name.as_ref().map_or(account.name.at, |name| name.at);
        problems.push(
            Problem::error(
                Code::IllegalUserName,
                format!("the user name `{name}` is not possible: {invalid}"),
            )
            .label(subject.context.place(at), "Entra ID would refuse it")
            .help("use letters, digits and any of ' . - _ ! # ^ ~, at most 64 characters"),
        );
    }
}

fn check_store(account: &LapsAccountSpec, subject: &Subject<'_>, problems: &mut Vec<Problem>) {
    let context = subject.context;
    match (&account.store, &account.manage) {
        (Some(store), _)
            if context.is_whole("stores") && !context.stores.contains(&store.value) =>
        {
            let known = context.stores.iter().map(StoreName::as_str);
            let problem = Problem::error(Code::UnknownStore, format!("unknown store `{store}`"))
                .label(context.place(store.at), "no such store");
            problems.push(if context.stores.is_empty() {
                problem.help("declare it under `stores` in tenantry.yaml")
            } else {
                problem.suggest(store.value.as_str(), known)
            });
        }
        (None, Some(manage))
            if manage.value == ManageMode::Rotate && subject.removed.spares(&["store"]) =>
        {
            problems.push(
                Problem::error(Code::MissingKey, "the key `store` is missing")
                    .label(context.place(manage.at), "needs a `store` for the password")
                    .help("name one of the `stores` in tenantry.yaml, or write `manage: observe`"),
            );
        }
        _ => {}
    }
}

/// A tenant's emergency passwords change at least 24 hours apart, so none can change more often.
fn check_interval(account: &LapsAccountSpec, subject: &Subject<'_>, problems: &mut Vec<Problem>) {
    if let Some(every) = account.rotate_every.as_ref().filter(|every| every.value < DAY) {
        problems.push(
            Problem::error(
                Code::RotateEveryTooShort,
                format!("`rotateEvery` ({every}) is shorter than 24 hours"),
            )
            .label(subject.context.place(every.at), "too short")
            .help("write at least 24h; `tenantry laps rotate` changes a password at any time"),
        );
    }
}

/// A role that is not built in has its own warning.
fn check_role(account: &LapsAccountSpec, subject: &Subject<'_>, problems: &mut Vec<Problem>) {
    let Some(role) = &account.role else { return };
    let name = role.value.as_str();
    let built_in = BuiltInRole::find(name).map(|role| role.id).or_else(|| name.parse().ok());
    if built_in.is_some_and(|id| id != GLOBAL_ADMINISTRATOR) {
        problems.push(
            Problem::warning(
                Code::EmergencyAccountRole,
                format!("the emergency account `{}` is no Global Administrator", account.name),
            )
            .label(subject.context.place(role.at), "G009 does not count it")
            .help("give it the role Global Administrator: no other can undo every lock-out"),
        );
    }
}

fn check_number(subject: &Subject<'_>, problems: &mut Vec<Problem>) {
    let minimum = subject.context.organization.guards.minimum_emergency_accounts;
    let declared = subject.emergency_accounts().count();
    let whole = subject.removed.spares(&["laps", "accounts"]) && subject.context.is_whole("guards");
    if subject.settings || !whole || u32::try_from(declared).is_ok_and(|count| count >= minimum) {
        return;
    }
    let laps = subject.spec.laps.as_ref();
    let accounts =
        laps.and_then(|laps| laps.accounts.as_ref()).map(|list| list.through.unwrap_or(list.at));
    let at = accounts
        .or_else(|| laps.map(|laps| laps.through.unwrap_or(laps.at)))
        .unwrap_or(subject.top);
    problems.push(
        Problem::error(
            Code::TooFewEmergencyAccounts,
            format!("the tenant declares {declared} of at least {minimum} emergency accounts"),
        )
        .label(subject.context.place(at), format!("{declared} declared"))
        .help("declare them under `laps.accounts`, or lower `guards.minimumEmergencyAccounts` (0 opts out)"),
    );
}
