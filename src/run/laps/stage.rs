//! The first phase of a rotation run: every tenant is entered and read, and one account chosen.

use super::{
    LapsAccount, LapsOutcome, LapsTenant, LapsTerms, RotationWish,
    account::{Candidate, Scene, Shelf, look},
    open_store,
};
use crate::{
    desired::{DesiredEmergencyAccount, DesiredTenant, Manage},
    graph::Connection,
    observed::Refusal,
    plan,
    plan::rotation::{Ending, KeyChange, Refusal as Because, key_change},
    run::{Entrance as _, Microsoft, Setup},
    secrets::Keep,
};

/// One tenant, with what is to be done in it.
pub(super) struct Staged {
    pub(super) report: LapsTenant,
    pub(super) chosen: Option<Chosen>,
}

/// The one account of a tenant that is to be rotated, and the way to it.
pub(super) struct Chosen {
    pub(super) connection: Connection,
    pub(super) candidate: Candidate,
    /// Its place in the report.
    pub(super) place: usize,
}

impl Staged {
    /// Returns what somebody is asked to agree to.
    pub(super) fn wish(&self) -> Option<RotationWish> {
        let chosen = self.chosen.as_ref()?;
        let candidate = &chosen.candidate;
        Some(RotationWish {
            tenant: self.report.tenant.clone(),
            account: candidate.terms.account.clone(),
            siblings: candidate.unusual.clone(),
            troubles: candidate.terms.around.troubles.clone(),
            is_new: candidate.is_new,
            keys: self.report.accounts[chosen.place].keys.clone(),
        })
    }
}

/// Returns the accounts of a tenant that a run is about.
pub(super) fn meant<'a>(
    tenant: &'a DesiredTenant,
    terms: &LapsTerms,
) -> Vec<&'a DesiredEmergencyAccount> {
    let asked = |account: &&DesiredEmergencyAccount| {
        terms.account.as_ref().is_none_or(|name| account.name == *name)
    };
    rotated(tenant).filter(asked).collect()
}

fn rotated(tenant: &DesiredTenant) -> impl Iterator<Item = &DesiredEmergencyAccount> {
    tenant.emergency_accounts.iter().filter(|account| is_rotated(account))
}

pub(super) const fn is_rotated(account: &DesiredEmergencyAccount) -> bool {
    matches!(account.manage, Manage::Rotate { .. })
}

/// Enters and reads a tenant, and chooses the account to rotate.
pub(super) async fn stage(
    setup: &Setup,
    entrance: &Microsoft,
    (terms, tenant): (&LapsTerms, &DesiredTenant),
) -> Staged {
    let report = LapsTenant {
        tenant: tenant.name.clone(),
        tenant_id: tenant.id,
        refusal: None,
        accounts: Vec::new(),
    };
    match enter(setup, entrance, (terms, tenant)).await {
        Ok((connection, looked)) => choose(report, connection, looked),
        Err(refusal) => {
            let report = LapsTenant { refusal: Some(refusal), ..report };
            Staged { report, chosen: None }
        }
    }
}

type Looked = Vec<(LapsAccount, Option<Candidate>)>;

async fn enter(
    setup: &Setup,
    entrance: &Microsoft,
    (terms, tenant): (&LapsTerms, &DesiredTenant),
) -> Result<(Connection, Looked), Refusal> {
    let organization = &setup.desired.organization;
    let needs = plan::needs(&setup.context(Some(tenant), setup.clock.for_run([])), tenant);
    let connection = entrance.write(tenant).await?;
    let observed = connection.observe(&needs).await?;
    let (mut stores, mut shut) = (Vec::new(), Vec::new());
    for account in rotated(tenant) {
        match open_store(organization, (tenant, account), &terms.folder) {
            Ok((keep, _, is_local)) => {
                let read = keep.read().await;
                let ledger = read.map(|kept| kept.map(|kept| kept.ledger));
                let ledger = ledger.map_err(|error| error.to_string());
                let whole = keep.read_whole().await.map_err(|error| error.to_string());
                let account = account.name.clone();
                stores.push(Shelf { account, keep, is_local, ledger, whole });
            }
            Err(problem) => shut.push((account.name.clone(), problem)),
        }
    }
    let scene = Scene {
        organization,
        tenant,
        observed: &observed,
        connection: &connection,
        stores: &stores,
        terms,
    };
    let mut looked = Vec::new();
    for account in meant(tenant, terms) {
        let keys = keys(&stores, account, terms);
        if terms.rekey && keys.as_ref().is_some_and(|keys| !keys.is_due) {
            continue;
        }
        // An account whose sibling cannot be told to be proved is left as it is.
        let found = match shut.first() {
            Some((other, problem)) => {
                let whose = if *other == account.name { "its store" } else { "a sibling's store" };
                let why = format!("{whose} ({other}) cannot be opened: {problem}");
                Err(LapsOutcome::Ended(Ending::Refused(Because::Store(why))))
            }
            None => look(scene, account).await,
        };
        looked.push(entry((account, keys.unwrap_or_default()), found));
    }
    Ok((connection, looked))
}

/// Compares the keys that open an account's passwords with the declared ones; nothing where its
/// ledger cannot be read. An account without a password is sealed to nobody.
fn keys(
    stores: &[Shelf],
    account: &DesiredEmergencyAccount,
    terms: &LapsTerms,
) -> Option<KeyChange> {
    let shelf = stores.iter().find(|shelf| shelf.account == account.name)?;
    let ledger = shelf.ledger.as_ref().ok()?;
    let compare = |ledger| key_change(ledger, &shelf.keep.recipients(), terms.limits.retention);
    Some(ledger.as_ref().map(compare).unwrap_or_default())
}

fn entry(
    (account, keys): (&DesiredEmergencyAccount, KeyChange),
    found: Result<Candidate, LapsOutcome>,
) -> (LapsAccount, Option<Candidate>) {
    let (outcome, waived, candidate) = match found {
        Ok(candidate) => (LapsOutcome::NotThisRun, candidate.waived.clone(), Some(candidate)),
        Err(outcome) => (outcome, Vec::new(), None),
    };
    (LapsAccount { account: account.name.clone(), outcome, waived, keys }, candidate)
}

/// Chooses one: what is in doubt goes first, then what was proved longest ago.
fn choose(report: LapsTenant, connection: Connection, looked: Looked) -> Staged {
    let (mut accounts, mut best) = (Vec::new(), None::<(usize, Candidate)>);
    for (place, (account, candidate)) in looked.into_iter().enumerate() {
        accounts.push(account);
        if let Some(candidate) = candidate
            && best.as_ref().is_none_or(|(_, best)| candidate.rank < best.rank)
        {
            best = Some((place, candidate));
        }
    }
    let chosen = best.map(|(place, candidate)| {
        accounts[place].outcome = LapsOutcome::Untried;
        Chosen { connection, candidate, place }
    });
    Staged { report: LapsTenant { accounts, ..report }, chosen }
}
