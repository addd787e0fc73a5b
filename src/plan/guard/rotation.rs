//! G013 and G014: what speaks against rotating the password of one emergency account.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{
    evaluate::verdict,
    finding::{Finding, Scene, count},
};
use crate::{
    desired::{DesiredEmergencyAccount, Manage},
    domain::{Address, GuardId, TenantName},
    plan::{Context, GuardVerdict, Write, rotation::Occasion},
};

/// Within how many minutes of a sign-in an account counts as in use.
const IN_USE: u64 = 60;

/// What the guards of a rotation look at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RotationScene {
    /// Whether the account's store is a folder of this machine.
    pub store_is_local: bool,
    /// Whether this machine is thrown away after the run, as those of continuous integration are.
    pub machine_is_transient: bool,
    /// When somebody last signed in to the account, where that is shown.
    pub last_sign_in: Option<Timestamp>,
}

/// Returns what G013 and G014 say of rotating an account, those that pass included.
#[must_use]
pub fn rotation_guards(
    context: &Context<'_>,
    (tenant, account): (&TenantName, &DesiredEmergencyAccount),
    scene: RotationScene,
) -> Vec<GuardVerdict> {
    let address = || BTreeSet::from([account.address()]);
    let lost = scene.store_is_local && scene.machine_is_transient;
    let minutes = scene.last_sign_in.map(|at| since(context, at));
    let used = minutes.filter(|minutes| *minutes < IN_USE).map(|minutes| (address(), minutes));
    let store = store(if lost { address() } else { BTreeSet::new() });
    [(GuardId::G013, store), (GuardId::G014, sign_in(used, minutes))]
        .into_iter()
        .map(|(id, finding)| verdict(context, tenant, id, finding))
        .collect()
}

/// Returns what they say of a plan; nothing where it sets no password.
pub(super) fn check(scene: Scene<'_>) -> Vec<(GuardId, Finding)> {
    let (context, desired) = (scene.view.context, scene.view.desired);
    let (mut lost, mut used, mut seen) = (BTreeSet::new(), None, None);
    let mut sets = false;
    for change in scene.changes {
        let rotation = change.steps.iter().find_map(|step| match &step.write {
            Write::RotatePassword { account, user, occasion } => {
                Some((account, user.id(), *occasion))
            }
            _ => None,
        });
        let Some((name, object, occasion)) = rotation else { continue };
        sets = true;
        let account = desired.emergency_accounts.iter().find(|account| account.name == *name);
        let store = account.and_then(|account| match &account.manage {
            Manage::Rotate { store, .. } => context.organization.stores.get(store),
            Manage::Observe => None,
        });
        if context.machine_is_transient && store.is_none_or(|store| store.url.is_local()) {
            lost.insert(change.address.clone());
        }
        // Nobody signs in to an account that is still in the making.
        if occasion == Occasion::First {
            continue;
        }
        let at =
            object.and_then(|id| scene.view.observed.last_sign_ins.get(&id)?.known()?.as_ref());
        let minutes = at.map(|at| since(context, *at));
        seen = minutes.or(seen);
        if let Some(minutes) = minutes.filter(|minutes| *minutes < IN_USE) {
            used = Some((BTreeSet::from([change.address.clone()]), minutes));
        }
    }
    if sets {
        vec![(GuardId::G013, store(lost)), (GuardId::G014, sign_in(used, seen))]
    } else {
        Vec::new()
    }
}

/// A clock that is a little ahead makes a sign-in of this moment one of the future.
fn since(context: &Context<'_>, at: Timestamp) -> u64 {
    u64::try_from(context.now.duration_since(at).as_mins()).unwrap_or(0)
}

fn store(lost: BTreeSet<Address>) -> Finding {
    if lost.is_empty() {
        return Finding::pass(0, 0, "The store outlives this machine.");
    }
    let message = "The store is a folder of a machine that is thrown away: the password would be set \
                   and then lost.";
    Finding::only(count(lost.len()), 0, message, lost)
}

fn sign_in(used: Option<(BTreeSet<Address>, u64)>, minutes: Option<u64>) -> Finding {
    match (used, minutes) {
        (Some((changes, minutes)), _) => {
            let message = format!(
                "Somebody signed in to the account {minutes} minutes ago, and would be locked out."
            );
            Finding::only(minutes, IN_USE, message, changes)
        }
        (None, Some(minutes)) => {
            Finding::pass(minutes, IN_USE, "Nobody signed in within the hour.")
        }
        (None, None) => Finding::pass(0, IN_USE, "No sign-in within the hour is known of."),
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::{RotationScene, rotation_guards};
    use crate::{
        desired::{Acknowledgement, TenantSet},
        domain::GuardId,
        plan::{Context, GuardStatus, fixture},
    };

    #[test]
    fn a_store_that_is_lost_and_an_account_in_use_block_unless_acknowledged() {
        let (mut organization, desired) = (fixture::organization(), fixture::desired());
        let ago = |minutes| Some(fixture::now() - SignedDuration::from_mins(minutes));
        let whole = RotationScene::default();
        let local = RotationScene { store_is_local: true, ..whole };
        let pass = GuardStatus::Pass;
        let table = [
            (whole, pass, pass),
            (local, pass, pass),
            (RotationScene { machine_is_transient: true, ..whole }, pass, pass),
            (RotationScene { machine_is_transient: true, ..local }, GuardStatus::Block, pass),
            (RotationScene { last_sign_in: ago(59), ..whole }, pass, GuardStatus::Block),
            (RotationScene { last_sign_in: ago(-2), ..whole }, pass, GuardStatus::Block),
            (RotationScene { last_sign_in: ago(60), ..whole }, pass, pass),
        ];
        for acknowledged in [false, true] {
            for (scene, store, used) in table {
                let context = Context::new(&organization, fixture::now());
                let account = (&desired.name, &desired.emergency_accounts[0]);
                let found = rotation_guards(&context, account, scene);
                let found: Vec<_> = found.iter().map(|one| (one.id, one.status)).collect();
                let expected = |status| match status {
                    GuardStatus::Block if acknowledged => GuardStatus::Acknowledged,
                    status => status,
                };
                let expected = [(GuardId::G013, expected(store)), (GuardId::G014, expected(used))];
                assert_eq!(found, expected, "{scene:?}");
            }
            for guard in [GuardId::G013, GuardId::G014] {
                organization.guards.acknowledge.push(Acknowledgement {
                    guard,
                    tenants: TenantSet::All,
                    reason: "CHG-1".to_owned(),
                    until: None,
                    origin: None,
                });
            }
        }
    }
}
