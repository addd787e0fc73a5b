//! Accounts made ahead of any grant: disabled, marked, with a password that nobody knows.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::{
    desired::{DesiredAccount, DesiredJit, Provision, TenantState},
    domain::Address,
    observed::Reading,
    plan::{
        Attribute, Change, ChangeAction, Diagnostic, NewUser, Reason, Risk, Step, domains,
        draft::{Draft, View},
        readiness,
    },
};

/// Plans the account of a mapped technician who has none.
pub(super) fn plan(view: &View<'_>, draft: &mut Draft, account: &DesiredAccount) {
    let Some(jit) = &view.desired.jit else { return };
    if jit.provision != Provision::Ahead || view.desired.state != TenantState::Active {
        draft.unchanged += u32::from(view.observed.owned_users.unknown().is_none());
        return;
    }
    let free = matches!(
        view.observed.named_users.get(&account.user_principal_name),
        Some(Reading::Absent)
    );
    let proved = view.observed.owned_users.unknown().is_none() && free;
    let Some(depends_on) = home(view, draft, (jit, account)) else { return };
    if !proved || !readiness::can_create(view) {
        return;
    }
    let address = account.address();
    draft.change(Change {
        action: ChangeAction::Create,
        reason: Reason::Missing,
        risk: Risk::Low,
        attributes: vec![
            Attribute::new("/userPrincipalName", Value::Null, json!(account.user_principal_name)),
            Attribute::new("/displayName", Value::Null, json!(account.display_name)),
            Attribute::new("/accountEnabled", Value::Null, json!(false)),
        ],
        write_only: vec!["/passwordProfile"],
        depends_on,
        steps: vec![Step::create_user(new_user(view, account))],
        ..Change::blank(&address, Some(&account.origin))
    });
}

/// Describes the account to make.
pub(super) fn new_user(view: &View<'_>, account: &DesiredAccount) -> NewUser {
    NewUser {
        address: account.address(),
        installation: view.context.organization.name.clone(),
        user_principal_name: account.user_principal_name.clone(),
        display_name: account.display_name.clone(),
        mail_nickname: nickname(account.user_principal_name.user_name()),
    }
}

/// Returns the changes that the account's domain waits for, or `None` where no account can live in
/// it.
pub(super) fn home(
    view: &View<'_>,
    draft: &mut Draft,
    (jit, account): (&DesiredJit, &DesiredAccount),
) -> Option<BTreeSet<Address>> {
    // A mapping may place an account in a domain of its own, so its name decides.
    let domain =
        account.user_principal_name.domain().parse().unwrap_or_else(|_| jit.domain.clone());
    match domains::usable(view, draft, &domain) {
        Ok(waits) => Some(waits.into_iter().collect()),
        Err(None) => None,
        Err(Some(why)) => {
            let message = format!("no account can be created: {why}");
            let help = "JIT accounts need a domain that is verified and managed";
            let diagnostic =
                Diagnostic::error("plan::domain-unusable", &account.address(), message);
            draft.say(diagnostic.help(help).at(&jit.domain_origin));
            None
        }
    }
}

/// A mail nickname has no period at its ends and none of the characters that only a user name may
/// have (Graph, create user).
pub(in crate::plan) fn nickname(user_name: &str) -> String {
    user_name.chars().filter(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c)).collect()
}
