//! One declared account, looked at before anything is done to it.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::{LapsOutcome, LapsTerms};
use crate::{
    apply::rotation::Account as _,
    desired::{DesiredEmergencyAccount, DesiredOrganization, DesiredTenant, Manage},
    domain::{AccountName, ClientId, GuardId, ObjectId, RotationId, RotatorId, UserPrincipalName},
    graph::Connection,
    observed::{Ledger, ObservedTenant},
    plan::{
        Context, GuardStatus, LastSignIn, RotationScene, TenantDoubt,
        laps::{Foresight, certainly_cannot_set, find, foresee, rank, troubles},
        rotation::{AccountFacts, Ending, Occasion, Refusal, Sibling, Surroundings, Terms},
        rotation_guards,
    },
    secrets::Envelopes,
};

/// What is known of a tenant while its accounts are looked at.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) organization: &'a DesiredOrganization,
    pub(super) tenant: &'a DesiredTenant,
    pub(super) observed: &'a ObservedTenant,
    pub(super) connection: &'a Connection,
    pub(super) stores: &'a [Shelf],
    pub(super) terms: &'a LapsTerms,
}

/// An account's place in its store, and its ledger as it was read.
pub(super) struct Shelf {
    pub(super) account: AccountName,
    pub(super) keep: Envelopes,
    pub(super) is_local: bool,
    pub(super) ledger: Result<Option<Ledger>, String>,
    /// The same, and an error too where nobody could open what may be in force.
    pub(super) whole: Result<Option<Ledger>, String>,
}

/// An account whose password is to be rotated.
pub(super) struct Candidate {
    pub(super) object: ObjectId,
    pub(super) terms: Terms,
    /// Its name in the directory, and the app that rotates it.
    pub(super) name: UserPrincipalName,
    pub(super) client_id: ClientId,
    /// The version that was proved last, and what is in doubt since.
    pub(super) current: Option<RotationId>,
    pub(super) pending: Vec<RotationId>,
    pub(super) keep: Envelopes,
    pub(super) siblings: Vec<(AccountName, Envelopes)>,
    /// Whether the store holds nothing of it.
    pub(super) is_new: bool,
    /// For the question: see [`super::RotationWish`].
    pub(super) unusual: Vec<(AccountName, Option<Timestamp>)>,
    /// What is in doubt goes first, then what somebody else changed, then what is oldest.
    pub(super) rank: (bool, bool, Option<Timestamp>),
    pub(super) waived: Vec<String>,
}

/// Looks at one account.
///
/// # Errors
///
/// Gives what became of it, where nothing is to be done.
pub(super) async fn look(
    scene: Scene<'_>,
    account: &DesiredEmergencyAccount,
) -> Result<Candidate, LapsOutcome> {
    is_meant(scene)?;
    let user = find(scene.organization, scene.observed, account).map_err(LapsOutcome::LeftAlone)?;
    let store = |why: String| LapsOutcome::Ended(Ending::Refused(Refusal::Store(why)));
    let shelf = scene.stores.iter().find(|shelf| shelf.account == account.name);
    let shelf = shelf.ok_or_else(|| store("its store could not be opened".to_owned()))?;
    let ledger = shelf.ledger.as_ref().map_err(|why| store(why.clone()))?.as_ref();
    let around = around(scene, account, shelf).await;
    let recipients = shelf.keep.recipients();
    let terms = Terms { recipients, around, ..terms(scene, account, user.id) };
    let now = scene.connection.emergency_account(user.id).now();
    let others = || scene.stores.iter().filter(|shelf| shelf.account != account.name);
    if terms.occasion != Occasion::Asked
        && let Err(why) = &shelf.whole
    {
        return Err(store(why.clone()));
    }
    // What nobody can open any more may always be rotated; nothing else while a sibling is so.
    let mends = terms.occasion == Occasion::Asked && shelf.whole.is_err();
    let told = |other: &Shelf| if mends { other.ledger.clone() } else { other.whole.clone() };
    let siblings: Vec<Sibling> = others()
        .map(|shelf| Sibling { account: shelf.account.clone(), ledger: told(shelf) })
        .collect();
    let facts = AccountFacts::from(user);
    if let Foresight::Ends(ending) = foresee(terms.clone(), facts, (ledger, &siblings), now) {
        return Err(LapsOutcome::Ended(ending));
    }
    let pending: Vec<RotationId> =
        ledger.into_iter().flat_map(Ledger::unresolved).map(|it| it.rotation).collect();
    // What an earlier run set may be proved without any right.
    if pending.is_empty() && certainly_cannot_set(scene.observed, user.id) {
        let why = "it holds a privileged role, and the app no role that may reset it".to_owned();
        return Err(LapsOutcome::Ended(Ending::Refused(Refusal::Denied(why))));
    }
    let waived = guards(scene, (account, user.id), (shelf.is_local, now)).await?;
    Ok(Candidate {
        object: user.id,
        name: account.user_principal_name.clone(),
        client_id: scene.tenant.auth.client_id,
        current: ledger.and_then(Ledger::current).map(|current| current.rotation),
        pending,
        keep: shelf.keep.clone(),
        is_new: ledger.is_none(),
        siblings: others().map(|shelf| (shelf.account.clone(), shelf.keep.clone())).collect(),
        unusual: if terms.occasion == Occasion::Asked {
            unusual(&siblings, (now, &terms))
        } else {
            Vec::new()
        },
        rank: rank(ledger, user.last_password_change),
        terms,
        waived,
    })
}

/// Holds the tenant against what is declared (G011).
fn is_meant(scene: Scene<'_>) -> Result<(), LapsOutcome> {
    match TenantDoubt::of(scene.tenant, scene.observed) {
        None => Ok(()),
        Some(TenantDoubt::Other(why) | TenantDoubt::Renamed(why)) => {
            Err(LapsOutcome::Guarded { guard: GuardId::G011, why })
        }
        Some(TenantDoubt::Unread(why)) => {
            Err(LapsOutcome::Ended(Ending::Refused(Refusal::Unreadable(why))))
        }
    }
}

/// Looks at the siblings, and at what is stored that no ledger tells of.
async fn around(scene: Scene<'_>, account: &DesiredEmergencyAccount, own: &Shelf) -> Surroundings {
    let ledger = |name: &AccountName| {
        let shelf = scene.stores.iter().find(|shelf| shelf.account == *name)?;
        shelf.ledger.as_ref().ok()?.as_ref()
    };
    let troubles = troubles((scene.tenant, scene.observed), account, ledger);
    // A ledger that never proved anything may have been begun anew.
    let tells =
        own.ledger.as_ref().ok().and_then(Option::as_ref).and_then(Ledger::current).is_some();
    let stored = if tells { Vec::new() } else { own.keep.stored().await.unwrap_or_default() };
    Surroundings { troubles, stored: stored.first().map_or(0, |newest| newest.number()) }
}

fn terms(scene: Scene<'_>, account: &DesiredEmergencyAccount, object: ObjectId) -> Terms {
    let occasion = match &account.manage {
        Manage::Rotate { every, .. } if scene.terms.account.is_none() => {
            Occasion::Scheduled { every: every.duration() }
        }
        _ => Occasion::Asked,
    };
    Terms {
        tenant: scene.tenant.id,
        account: account.name.clone(),
        object,
        rotator: RotatorId::new(Uuid::new_v4()),
        occasion,
        recipients: Vec::new(),
        limits: scene.terms.limits,
        around: Surroundings::default(),
    }
}

/// Evaluates G013 and G014; returns what is waived.
async fn guards(
    scene: Scene<'_>,
    (account, object): (&DesiredEmergencyAccount, ObjectId),
    (store_is_local, now): (bool, Timestamp),
) -> Result<Vec<String>, LapsOutcome> {
    let last_sign_in = LastSignIn::from(scene.connection.reader().last_sign_in(object).await);
    let unreadable = matches!(last_sign_in, LastSignIn::Unreadable(_));
    let machine_is_transient = scene.terms.machine_is_transient;
    let seen = RotationScene { store_is_local, machine_is_transient, last_sign_in };
    let context = Context::new(scene.organization, now);
    let verdicts = rotation_guards(&context, (&scene.tenant.name, account), &seen);
    if let Some(block) = verdicts.iter().find(|one| one.status == GuardStatus::Block) {
        if unreadable && block.id == GuardId::G014 {
            let why = format!(
                "{} Try again, or go on without it: --acknowledge G014=REASON",
                block.message
            );
            return Err(LapsOutcome::Ended(Ending::Refused(Refusal::Unreadable(why))));
        }
        return Err(LapsOutcome::Guarded { guard: block.id, why: block.message.clone() });
    }
    let waived = verdicts.into_iter().filter(|one| one.status == GuardStatus::Acknowledged);
    Ok(waived.map(|one| format!("{}: {}", one.id, one.message)).collect())
}

/// Names the siblings that are not proved, or were only just now.
fn unusual(
    siblings: &[Sibling],
    (now, terms): (Timestamp, &Terms),
) -> Vec<(AccountName, Option<Timestamp>)> {
    let apart = SignedDuration::try_from(terms.limits.apart).unwrap_or(SignedDuration::MAX);
    let of = |sibling: &Sibling| {
        let ledger = sibling.ledger.as_ref().ok().and_then(Option::as_ref);
        let proved = ledger.and_then(Ledger::current).and_then(|current| current.proved);
        let recent = proved.is_none_or(|proved| now.duration_since(proved) < apart);
        recent.then(|| (sibling.account.clone(), proved))
    };
    siblings.iter().filter_map(of).collect()
}
