//! What a rotation comes to, where nothing is in its way: a version that is proved.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::users;
use crate::{
    domain::{AccountName, ObjectId, RotationId, RotatorId},
    observed::{Claim, Ledger, NewPending, ObservedTenant, Proof, Reading, Retention},
};

/// Sets and proves a password: the account's last change is now, and the ledger says whose it was.
pub(super) fn rotate(
    tenant: &mut ObservedTenant,
    (user, account): (ObjectId, &AccountName),
    now: Timestamp,
) {
    let ledger = match tenant.ledgers.get(account) {
        Some(Reading::Known(ledger)) => ledger.clone(),
        Some(Reading::Absent) => Ledger::new(tenant.id, account.clone(), user),
        Some(Reading::Unknown(_)) | None => return,
    };
    let by = RotatorId::new(Uuid::from_u128(1));
    let claim = Claim { by, until: now };
    let rotation = RotationId::new(ledger.next_number(), by);
    let set_after = now.saturating_sub(SignedDuration::from_secs(1)).unwrap_or(now);
    let pending = NewPending { rotation, created: now, set_after, recipients: Vec::new() };
    let proof = Proof { change: now, set_before: now, freed: Some(by) };
    let proved = ledger
        .claimed(claim)
        .entered(pending, claim)
        .and_then(|ledger| ledger.promoted(rotation, proof, Retention::DEFAULT));
    if let Ok(proved) = proved {
        let proved = proved.closed(Some(now), &[]);
        tenant.ledgers.insert(account.clone(), Reading::Known(proved));
        users::update(tenant, user, |found| found.last_password_change = Some(now));
    }
}
