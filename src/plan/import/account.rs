//! Whether an account may be adopted.

use super::{
    check::{common, markable, obstacle, unread},
    plan::{Found, Verdict},
};
use crate::{
    desired::{DesiredAccount, DesiredEmergencyAccount, TenantState},
    domain::{Address, ObjectId, UserPrincipalName},
    observed::{ObservedUser, Ownership, Reading},
    plan::{
        Diagnostic, Fact, Risk,
        draft::{Draft, View},
        emergency::{Readiness, may_be_administrator, readiness},
        holdings::{Holdings, own_principal},
        laps::Obstacle,
        resolve::scope_name,
    },
};

/// Decides about an emergency account. What keeps it from being ready is said and keeps nobody from
/// adopting it: it is adopted to be put right.
pub(super) fn emergency(
    view: &View<'_>,
    draft: &mut Draft,
    account: &DesiredEmergencyAccount,
    demanded: Option<ObjectId>,
) -> Result<Verdict, Obstacle> {
    let (address, name) = (account.address(), &account.user_principal_name);
    let absent = "import adopts only what is there: look whether `userName` and `domain` are right";
    let (user, is_ours) = find(view, (&address, name), demanded, absent)?;
    if is_ours {
        return Ok(Verdict::Ours);
    }
    let managed = home(view, account)?;
    let mut faults = match readiness(view.observed, account) {
        Readiness::NotReady(faults) => faults,
        Readiness::Ready | Readiness::Unknown => Vec::new(),
    };
    if !managed {
        faults.push(format!("its domain {} is federated", account.domain));
    }
    if !faults.is_empty() {
        let message = format!("emergency account {name} is not ready: {}", faults.join("; "));
        let help = "adopting changes none of that: rotate it once by `tenantry laps rotate --account`, then \
                    `tenantry apply` enables it and gives it its role; the rest is to be put right by hand";
        let warning = Diagnostic::warning("plan::emergency-not-ready", &address, message);
        draft.say(warning.help(help).at(&account.origin));
    }
    let needs = vec![Fact::AdoptableUser { user: user.id, name: name.clone() }];
    Ok(Verdict::Adopts(Found { object: user.id, name: name.to_string(), needs, risk: Risk::High }))
}

/// Checks that the account's domain is one of the tenant's; returns whether Entra ID itself signs
/// its users in.
fn home(view: &View<'_>, account: &DesiredEmergencyAccount) -> Result<bool, Obstacle> {
    match &view.observed.domains {
        Reading::Unknown(unknown) => Err(unread("the domains", &unknown.why)),
        domains => match domains.known().and_then(|all| all.get(&account.domain)) {
            Some(domain) if domain.verified => Ok(domain.managed),
            _ => {
                let why = format!("{} is no verified domain of the tenant", account.domain);
                Err(obstacle(why, "declare the account on the tenant's initial domain"))
            }
        },
    }
}

/// Decides about a JIT account: adopted is only one that is disabled and holds nothing, which is
/// what a JIT account at rest is. Of any other the next sweep would take what it has.
pub(super) fn jit(
    view: &View<'_>,
    account: &DesiredAccount,
    demanded: Option<ObjectId>,
) -> Result<Verdict, Obstacle> {
    let (address, name) = (account.address(), &account.user_principal_name);
    let absent = "there is nothing to adopt: the first grant makes it, and with `provision: ahead` \
                  `tenantry apply` does";
    let (user, is_ours) = find(view, (&address, name), demanded, absent)?;
    if is_ours {
        return Ok(Verdict::Ours);
    }
    if view.desired.state != TenantState::Active {
        let why = "the tenant is not active, so that its JIT accounts are ended or deleted";
        return Err(obstacle(why, "set the tenant's `state: active`"));
    }
    powerless(view, user)?;
    let subject = || user.id.into();
    let needs = vec![
        Fact::AdoptableUser { user: user.id, name: name.clone() },
        Fact::Enabled { user: subject(), enabled: false },
        Fact::NoRoles(subject()),
        Fact::NoGroups(subject()),
    ];
    let found = Found { object: user.id, name: name.to_string(), needs, risk: Risk::Medium };
    Ok(Verdict::Adopts(found))
}

fn powerless(view: &View<'_>, user: &ObservedUser) -> Result<(), Obstacle> {
    let (observed, name) = (view.observed, &user.user_principal_name);
    let assignments = observed.role_assignments.unknown();
    if let Some(unknown) = assignments.or_else(|| observed.role_schedules.unknown()) {
        return Err(unread("its roles", &unknown.why));
    }
    if may_be_administrator(observed, user.id) {
        let why = format!("{name} is a Global Administrator, by itself or through a group");
        let help = "a JIT account holds roles within a grant only, and the next sweep would take \
                    them: take the role from it by hand, or choose another `userName`";
        return Err(obstacle(why, help));
    }
    if user.account_enabled {
        let why =
            format!("{name} is enabled, and no grant of it is open: the next sweep would end it");
        let help = "find out who uses it, disable it by hand, and import it then; `tenantry grant` \
                    enables it";
        return Err(obstacle(why, help));
    }
    let holdings = Holdings::of(observed, user.id);
    if let Some((role, scope)) = holdings.roles.keys().next() {
        let why = format!("{name} holds {}", scope_name(observed, *role, scope));
        let help = "a JIT account holds roles within a grant only: take its roles from it by hand";
        return Err(obstacle(why, help));
    }
    if !holdings.groups_known {
        return Err(unread("its groups", "nothing told which it is in"));
    }
    let assignable =
        |group: &&crate::observed::ObservedMembership| group.assignable_to_role == Some(true);
    let group = holdings.leavable().next().or_else(|| holdings.groups.values().find(assignable));
    group.map_or(Ok(()), |group| {
        let why = format!("{name} is in the group `{}` ({})", group.display_name, group.group);
        let help = "a JIT account is in groups within a grant only: take it out of them by hand";
        Err(obstacle(why, help))
    })
}

/// Finds the account that is meant, and whether it is ours already; says why it is neither ours nor
/// adoptable.
fn find<'a>(
    view: &'a View<'_>,
    (address, name): (&Address, &UserPrincipalName),
    demanded: Option<ObjectId>,
    absent: &str,
) -> Result<(&'a ObservedUser, bool), Obstacle> {
    let user = match view.observed.named_users.get(name) {
        Some(Reading::Known(user)) => user,
        Some(Reading::Absent) => {
            return Err(obstacle(format!("there is no account {name}"), absent));
        }
        Some(Reading::Unknown(unknown)) => return Err(unread(name.as_str(), &unknown.why)),
        None => return Err(unread(name.as_str(), "nothing told whether it is there")),
    };
    if let Some(unknown) = view.observed.owned_users.unknown() {
        return Err(unread("the accounts that are ours", &unknown.why));
    }
    common(view, (user.id, name.as_str()), demanded)?;
    let is_ours = is_ours(view, address, user)?;
    alone(view, address, user)?;
    if !is_ours {
        markable(view)?;
        if let Some(why) = user.beyond_reach() {
            let help = "declare an account that is cloud-only, the tenant's own, and in no \
                        restricted-management administrative unit";
            return Err(obstacle(format!("{name} is {why}"), help));
        }
    }
    Ok((user, is_ours))
}

/// Returns whether the account bears our marker with this address, where it bears any.
fn is_ours(view: &View<'_>, address: &Address, user: &ObservedUser) -> Result<bool, Obstacle> {
    let name = &user.user_principal_name;
    let find_out = "find out who wrote it; clear the marker's values by hand where nothing stands \
                    behind them";
    let why = match user.marker.ownership(&view.context.organization.name) {
        Ownership::Ours(found) if found == *address => return Ok(true),
        Ownership::Ours(found) => format!("{name} bears our marker as {found}"),
        Ownership::Other(other) => format!("{name} bears the marker of the installation {other}"),
        Ownership::Unreadable => format!("{name} bears our marker without a readable address"),
        Ownership::Foreign if !user.marker.is_blank() => {
            format!("{name} bears the rest of a marker")
        }
        Ownership::Foreign => return Ok(false),
    };
    let help = match user.marker.ownership(&view.context.organization.name) {
        Ownership::Ours(_) => "an account has one address: correct the declaration",
        Ownership::Other(_) => "let one installation manage it (G008)",
        Ownership::Unreadable | Ownership::Foreign => find_out,
    };
    Err(obstacle(why, help))
}

/// Checks that the address is nobody else's, by any marker and by the audit trail, and that the
/// account is not the app.
fn alone(view: &View<'_>, address: &Address, user: &ObservedUser) -> Result<(), Obstacle> {
    let name = &user.user_principal_name;
    let bearers = view.inventory.users.get(address).into_iter().flatten();
    let remembered = view.inventory.tampered.get(address).into_iter().flatten();
    if let Some(other) = bearers.chain(remembered).find(|other| other.id != user.id) {
        let why = format!("{} ({}) is {address} already", other.user_principal_name, other.id);
        let help = "find out which one is meant, and delete the other or clear its marker";
        return Err(obstacle(why, help));
    }
    let memory = view.context.remembered.get(&user.id);
    if let Some(other) = memory.filter(|other| *other != address) {
        let why = format!("the audit trail remembers {name} ({}) as {other}", user.id);
        return Err(obstacle(why, "an account has one address: declare it under that one"));
    }
    if own_principal(view.observed) == Some(user.id) {
        let why = format!("{name} is what tenantry runs as");
        return Err(obstacle(why, "declare another account"));
    }
    Ok(())
}
