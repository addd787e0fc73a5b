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
    observed::Reading,
    plan::{Blocks, Context, GuardVerdict, Write, rotation::Occasion},
};

/// Within how many minutes of a sign-in an account counts as in use.
const IN_USE: u64 = 60;

/// What the guards of a rotation look at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RotationScene {
    /// Whether the account's store is a folder of this machine.
    pub store_is_local: bool,
    /// Whether this machine is thrown away after the run, as those of continuous integration are.
    pub machine_is_transient: bool,
    /// When somebody last signed in to the account.
    pub last_sign_in: LastSignIn,
}

/// When somebody last signed in to an account, as far as G014 can tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum LastSignIn {
    /// Then, or never as far as the tenant remembers.
    Shown(Option<Timestamp>),
    /// The tenant does not show it: it has no licence, or the app no permission. Most tenants have
    /// none, and a rotation must not depend on it.
    #[default]
    Hidden,
    /// It could not be read now, for this reason: somebody may be signed in.
    Unreadable(String),
}

impl From<Reading<Option<Timestamp>>> for LastSignIn {
    fn from(read: Reading<Option<Timestamp>>) -> Self {
        match read {
            Reading::Known(at) => Self::Shown(at),
            Reading::Unknown(unknown) if unknown.status == Some(403) => Self::Hidden,
            Reading::Unknown(unknown) => Self::Unreadable(unknown.why),
            Reading::Absent => Self::Unreadable("the account is not there".to_owned()),
        }
    }
}

/// Returns what G013 and G014 say of rotating an account, those that pass included.
#[must_use]
pub fn rotation_guards(
    context: &Context<'_>,
    (tenant, account): (&TenantName, &DesiredEmergencyAccount),
    scene: &RotationScene,
) -> Vec<GuardVerdict> {
    let address = || BTreeSet::from([account.address()]);
    let lost = scene.store_is_local && scene.machine_is_transient;
    let store = store(if lost { address() } else { BTreeSet::new() });
    [(GuardId::G013, store), (GuardId::G014, in_use(context, &scene.last_sign_in, address()))]
        .into_iter()
        .map(|(id, finding)| verdict(context, tenant, id, finding))
        .collect()
}

/// Returns what they say of a plan; nothing where it sets no password.
pub(super) fn check(scene: Scene<'_>) -> Vec<(GuardId, Finding)> {
    let (context, desired) = (scene.view.context, scene.view.desired);
    let (mut lost, mut used) = (BTreeSet::new(), None::<Finding>);
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
        let read = object.and_then(|id| scene.view.observed.last_sign_ins.get(&id));
        let shown = read.map_or_else(
            || LastSignIn::Unreadable("it was not read".to_owned()),
            |read| LastSignIn::from(read.clone()),
        );
        // One rotation that is held back is not covered up by another that is not.
        if used.as_ref().is_none_or(|found| found.blocks == Blocks::Nothing) {
            used = Some(in_use(context, &shown, BTreeSet::from([change.address.clone()])));
        }
    }
    if !sets {
        return Vec::new();
    }
    let used = used.unwrap_or_else(|| in_use(context, &LastSignIn::Hidden, BTreeSet::new()));
    vec![(GuardId::G013, store(lost)), (GuardId::G014, used)]
}

fn store(lost: BTreeSet<Address>) -> Finding {
    if lost.is_empty() {
        return Finding::pass(0, 0, "The store outlives this machine.");
    }
    let message = "The store is a folder of a machine that is thrown away: the password would be set \
                   and then lost.";
    Finding::only(count(lost.len()), 0, message, lost)
}

fn in_use(context: &Context<'_>, last: &LastSignIn, changes: BTreeSet<Address>) -> Finding {
    // A clock that is a little ahead makes a sign-in of this moment one of the future.
    let ago = |at: Timestamp| u64::try_from(context.now.duration_since(at).as_mins()).unwrap_or(0);
    match last {
        LastSignIn::Shown(Some(at)) if ago(*at) < IN_USE => {
            let minutes = ago(*at);
            let message = format!(
                "Somebody signed in to the account {minutes} minutes ago, and would be locked out."
            );
            Finding::only(minutes, IN_USE, message, changes)
        }
        LastSignIn::Shown(Some(at)) => {
            Finding::pass(ago(*at), IN_USE, "Nobody signed in within the hour.")
        }
        LastSignIn::Shown(None) | LastSignIn::Hidden => {
            Finding::pass(0, IN_USE, "No sign-in within the hour is known of.")
        }
        LastSignIn::Unreadable(why) => {
            let message = format!("When somebody last signed in could not be read: {why}.");
            Finding::only(0, IN_USE, message, changes)
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::{LastSignIn, RotationScene, rotation_guards};
    use crate::{
        desired::{Acknowledgement, TenantSet},
        domain::GuardId,
        observed::{Reading, Unknown},
        plan::{Context, GuardStatus, fixture},
    };

    #[test]
    fn only_a_missing_licence_or_permission_hides_a_sign_in() {
        let unknown = |status| Reading::Unknown(Unknown { status, ..Unknown::because("why") });
        let at = fixture::now();
        let unreadable = |why: &str| LastSignIn::Unreadable(why.to_owned());
        for (read, expected) in [
            (Reading::Known(Some(at)), LastSignIn::Shown(Some(at))),
            (Reading::Known(None), LastSignIn::Shown(None)),
            (unknown(Some(403)), LastSignIn::Hidden),
            (unknown(Some(401)), unreadable("why")),
            (unknown(Some(429)), unreadable("why")),
            (unknown(Some(500)), unreadable("why")),
            (unknown(Some(503)), unreadable("why")),
            (unknown(Some(200)), unreadable("why")),
            (unknown(None), unreadable("why")),
            (Reading::Absent, unreadable("the account is not there")),
        ] {
            assert_eq!(LastSignIn::from(read.clone()), expected, "{read:?}");
        }
    }

    #[test]
    fn a_store_that_is_lost_and_an_account_in_use_block_unless_acknowledged() {
        let (mut organization, desired) = (fixture::organization(), fixture::desired());
        let ago =
            |minutes| LastSignIn::Shown(Some(fixture::now() - SignedDuration::from_mins(minutes)));
        let whole = RotationScene::default();
        let local = RotationScene { store_is_local: true, ..whole.clone() };
        let pass = GuardStatus::Pass;
        let unreadable = LastSignIn::Unreadable("throttled".to_owned());
        let table = [
            (whole.clone(), pass, pass),
            (local.clone(), pass, pass),
            (RotationScene { machine_is_transient: true, ..whole.clone() }, pass, pass),
            (RotationScene { machine_is_transient: true, ..local }, GuardStatus::Block, pass),
            (RotationScene { last_sign_in: ago(59), ..whole.clone() }, pass, GuardStatus::Block),
            (RotationScene { last_sign_in: ago(-2), ..whole.clone() }, pass, GuardStatus::Block),
            (RotationScene { last_sign_in: ago(60), ..whole.clone() }, pass, pass),
            (RotationScene { last_sign_in: LastSignIn::Shown(None), ..whole.clone() }, pass, pass),
            (RotationScene { last_sign_in: unreadable, ..whole }, pass, GuardStatus::Block),
        ];
        for acknowledged in [false, true] {
            for (scene, store, used) in table.clone() {
                let context = Context::new(&organization, fixture::now());
                let account = (&desired.name, &desired.emergency_accounts[0]);
                let found = rotation_guards(&context, account, &scene);
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
