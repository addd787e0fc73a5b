//! An emergency account that is not there: made disabled, its first password proved, and only then
//! privileged and enabled.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    due::is_made,
    keep::{order, role_id, store_of},
    plan::foreign_home,
    reach::sets_passwords,
};
use crate::{
    desired::{DesiredEmergencyAccount, Manage},
    domain::{Address, DisplayName, Invalid, RoleDefinitionId, TIER_0},
    observed::Reading,
    plan::{
        Attribute, Change, ChangeAction, Diagnostic, NewUser, Reason, Risk, Step, Subject, domains,
        draft::{Draft, View},
        jit::nickname,
        readiness,
        rotation::Occasion,
        steps_of_laps::Kept,
    },
};

/// Plans to make an account, after the one before it; tells whether it does.
pub(super) fn plan(
    view: &View<'_>,
    draft: &mut Draft,
    (account, before): (&DesiredEmergencyAccount, Option<&Address>),
) -> bool {
    let address = account.address();
    if !is_made(view.desired, account) {
        let message = "it is not there, and a tenant that is handed over gets no accounts";
        draft.say(Diagnostic::note("plan::emergency-not-made", &address, message));
        return false;
    }
    let Prepared { depends_on, role, display_name } = match prepared(view, draft, account) {
        Ok(prepared) => prepared,
        Err(None) => return false,
        Err(Some((why, help))) => {
            let message = format!("it cannot be made: {why}");
            let found = Diagnostic::error("plan::emergency-not-made", &address, message);
            draft.say(found.help(help).at(&account.origin));
            return false;
        }
    };
    let user = Subject::Created(address.clone());
    let installation = &view.context.organization.name;
    let kept = Kept { user: &user, address: &address, installation, unchanged_since: None };
    let mut steps = vec![
        Step::create_user(new_user(view, account, display_name)),
        Step::rotate_password(kept, &account.name, Occasion::First),
    ];
    let rest = [Step::assign_for_good(kept, role), Step::enable_emergency(kept)];
    steps.extend(order(view, rest.map(Some)));
    draft.change(Change {
        action: ChangeAction::Create,
        reason: Reason::Missing,
        risk: if TIER_0.contains(&role) { Risk::Critical } else { Risk::High },
        attributes: vec![
            Attribute::new("/userPrincipalName", Value::Null, json!(account.user_principal_name)),
            Attribute::new("/accountEnabled", Value::Null, json!(true)),
            Attribute::new("/roles", json!([]), json!([account.role])),
            Attribute::new("/store", Value::Null, json!(store_of(account))),
        ],
        write_only: vec!["/passwordProfile"],
        depends_on: depends_on.into_iter().chain(before.cloned()).collect(),
        steps,
        raises_privilege: true,
        ..Change::blank(&address, Some(&account.origin))
    });
    true
}

/// Why an account cannot be made, and the way out.
type Refusal = (String, &'static str);

struct Prepared {
    depends_on: BTreeSet<Address>,
    role: RoleDefinitionId,
    display_name: DisplayName,
}

/// Returns what the account waits for and its role. What could not be read, or is told elsewhere,
/// is no refusal of its own.
fn prepared(
    view: &View<'_>,
    draft: &Draft,
    account: &DesiredEmergencyAccount,
) -> Result<Prepared, Option<Refusal>> {
    let observed = view.observed;
    if observed.owned_users.unknown().is_some() || !readiness::can_create(view) {
        return Err(None);
    }
    // It was renamed, which is an error of its own.
    let address = account.address();
    if view.inventory.users.contains_key(&address) || view.inventory.tampered.contains_key(&address)
    {
        return Err(None);
    }
    let Manage::Rotate { store, .. } = &account.manage else { return Err(None) };
    if !view.context.organization.stores.contains_key(store) {
        let why = format!("no store is called {store}");
        return Err(Some((why, "declare it under `stores` in tenantry.yaml")));
    }
    match observed.ledgers.get(&account.name) {
        Some(Reading::Absent) => {}
        Some(Reading::Known(ledger)) => {
            let why = format!(
                "the store {store} holds the passwords of another account of this name ({})",
                ledger.object()
            );
            let help = "an account of this name was there before: declare another `name`, or move \
                        its folder in the store away once nobody needs its passwords";
            return Err(Some((why, help)));
        }
        Some(Reading::Unknown(_)) | None => return Err(None),
    }
    if let Some(why) = foreign_home(view, account) {
        let help = "declare the tenant's *.onmicrosoft.com domain, which cannot be lost";
        return Err(Some((why, help)));
    }
    let home = domains::usable(view, draft, &account.domain).map_err(|why| {
        why.map(|why| (why, "emergency accounts live in the tenant's *.onmicrosoft.com domain"))
    })?;
    if !sets_passwords(observed, None) {
        let why = "the app is neither Privileged Authentication Administrator nor User \
                   Administrator, and can set no password";
        let help =
            "give the app Privileged Authentication Administrator; `tenantry doctor` says how";
        return Err(Some((why.to_owned(), help)));
    }
    let role = role_id(observed, account).ok_or_else(|| {
        (format!("the tenant has no role {}", account.role), "correct the account's `role`")
    })?;
    let installation = &view.context.organization.name;
    let display_name = format!("{} ({installation} emergency)", account.name);
    let display_name = display_name.parse().map_err(|invalid: Invalid| {
        (format!("its display name is not possible: {invalid}"), "shorten the account's `name`")
    })?;
    Ok(Prepared { depends_on: home.into_iter().collect(), role, display_name })
}

fn new_user(
    view: &View<'_>,
    account: &DesiredEmergencyAccount,
    display_name: DisplayName,
) -> NewUser {
    let name = &account.user_principal_name;
    NewUser {
        address: account.address(),
        installation: view.context.organization.name.clone(),
        user_principal_name: name.clone(),
        display_name,
        mail_nickname: nickname(name.user_name()),
    }
}
