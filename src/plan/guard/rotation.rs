//! G013 and G014: what speaks against rotating the password of one emergency account.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{evaluate::verdict, finding::Finding};
use crate::{
    desired::DesiredEmergencyAccount,
    domain::{GuardId, TenantName},
    plan::{Context, GuardVerdict},
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
    let changes = || BTreeSet::from([account.address()]);
    let lost = scene.store_is_local && scene.machine_is_transient;
    let store = if lost {
        let message = "The store is a folder of a machine that is thrown away: the password would \
                       be set and then lost.";
        Finding::only(1, 0, message, changes())
    } else {
        Finding::pass(0, 0, "The store outlives this machine.")
    };
    let minutes = scene.last_sign_in.map(|at| context.now.duration_since(at).as_mins());
    let minutes = minutes.map(|minutes| u64::try_from(minutes).unwrap_or(0));
    let used = match minutes {
        Some(minutes) if minutes < IN_USE => {
            let message = format!(
                "Somebody signed in to the account {minutes} minutes ago, and would be locked out."
            );
            Finding::only(minutes, IN_USE, message, changes())
        }
        Some(minutes) => Finding::pass(minutes, IN_USE, "Nobody signed in within the hour."),
        None => Finding::pass(0, IN_USE, "No sign-in within the hour is known of."),
    };
    [(GuardId::G013, store), (GuardId::G014, used)]
        .into_iter()
        .map(|(id, finding)| verdict(context, tenant, id, finding))
        .collect()
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
