//! Passwords that a plan has stored, set and proved: the very same rotation as `laps rotate` does,
//! as one step of a change.

use std::io;

use async_trait::async_trait;
use uuid::Uuid;

use super::{Vault, open_store};
use crate::{
    apply::{
        Effect, Entry, Fate, Passwords, WriteError,
        journal::Journal,
        rotation::{Intents, Ports, rotate},
    },
    desired::{DesiredEmergencyAccount, DesiredOrganization, DesiredTenant},
    domain::{AccountName, ObjectId, RotationId, RotatorId},
    graph::Connection,
    plan::{
        Subject, Write,
        rotation::{Ending, Occasion, Refusal, Surroundings, Terms},
    },
    run::{Emergency, Setup},
    secrets::Envelopes,
};

/// One password to store, set and prove.
#[derive(Clone, Copy)]
pub struct PasswordJob<'a> {
    /// The MSP, with its stores.
    pub organization: &'a DesiredOrganization,
    /// The tenant.
    pub tenant: &'a DesiredTenant,
    /// The account.
    pub account: &'a DesiredEmergencyAccount,
    /// Its object.
    pub object: ObjectId,
    /// Why.
    pub occasion: Occasion,
    /// How the stores are reached.
    pub vault: &'a Vault,
    /// The journal.
    pub intents: &'a dyn Intents,
    /// Whether a stop is asked for.
    pub stop: &'a (dyn Fn() -> bool + Sync),
}

/// Carries the passwords of one tenant's plan out.
pub(in crate::run) struct Rotations<'a, W> {
    pub(in crate::run) setup: &'a Setup,
    pub(in crate::run) tenant: &'a DesiredTenant,
    pub(in crate::run) door: &'a W,
    pub(in crate::run) journal: &'a Journal,
}

#[async_trait]
impl<W: Emergency> Passwords for Rotations<'_, W> {
    async fn rotate(&self, entry: &Entry<'_>, write: &Write) -> Result<Effect, WriteError> {
        let not_sent = |message: &str| WriteError::NotSent { message: message.to_owned() };
        let Write::RotatePassword { user: Subject::Existing(object), account, occasion } = write
        else {
            return Err(not_sent("it is no password of an account that is there"));
        };
        let declared = self.tenant.emergency_accounts.iter().find(|one| one.name == *account);
        let account = declared.ok_or_else(|| not_sent("no such account is declared"))?;
        let job = PasswordJob {
            organization: &self.setup.desired.organization,
            tenant: self.tenant,
            account,
            object: *object,
            occasion: *occasion,
            vault: &self.setup.vault,
            intents: &Lines { journal: self.journal, entry },
            stop: &|| self.setup.fleet.stop.is_requested(),
        };
        told(*occasion, self.door.rotate(job).await)
    }
}

/// The journal of a run, as a rotation writes it.
struct Lines<'a> {
    journal: &'a Journal,
    entry: &'a Entry<'a>,
}

impl Intents for Lines<'_> {
    fn intent(&self, rotation: RotationId) -> io::Result<()> {
        let write = format!("set the password {rotation}");
        self.journal.announce(&Entry { write: &write, doing: None, ..*self.entry })
    }

    fn fate(&self, rotation: RotationId, fate: Fate, detail: &str) {
        let write = format!("set the password {rotation}");
        self.journal.tell(&Entry { write: &write, doing: None, ..*self.entry }, fate, detail);
    }
}

/// Says to the executor how a rotation ended.
fn told(occasion: Occasion, ending: Ending) -> Result<Effect, WriteError> {
    let one_of = |candidates: &[RotationId]| {
        let names: Vec<String> = candidates.iter().map(ToString::to_string).collect();
        if names.is_empty() {
            return "the store holds none that may be in force".to_owned();
        }
        format!("the password in force is one of {}, the likeliest first", names.join(", "))
    };
    let unproven = |message: String| Err(WriteError::Unproven { message });
    match ending {
        // Nobody can have signed in to an account that is in the making.
        Ending::Proved { untidy: Some(why), .. } if occasion != Occasion::First => {
            let message = format!("the new password is proved to be in force, and {why}");
            Err(WriteError::NotSent { message })
        }
        Ending::Proved { .. } | Ending::NothingDue { .. } => Ok(Effect::Done { request_id: None }),
        Ending::Refused(refusal) => Err(WriteError::NotSent { message: refusal.to_string() }),
        Ending::Unproven { candidates, why, .. } => {
            unproven(format!("{why}; {}", one_of(&candidates)))
        }
        Ending::LostRace { candidates } => {
            unproven(format!("another run rotates it at the same time; {}", one_of(&candidates)))
        }
        Ending::Claimed { until } => unproven(format!("another run holds its claim until {until}")),
    }
}

impl Emergency for Connection {
    async fn rotate(&self, job: PasswordJob<'_>) -> Ending {
        let open = |account: &DesiredEmergencyAccount| -> Result<Envelopes, Ending> {
            let opened = open_store(job.organization, (job.tenant, account), &job.vault.folder);
            opened.map(|(keep, ..)| keep).map_err(|problem| {
                let why = format!("the store of {} cannot be opened: {problem}", account.name);
                Ending::Refused(Refusal::Store(why))
            })
        };
        let mut siblings: Vec<(AccountName, Envelopes)> = Vec::new();
        let keep = match open(job.account) {
            Ok(keep) => keep,
            Err(ending) => return ending,
        };
        for other in &job.tenant.emergency_accounts {
            if other.name == job.account.name || !super::stage::is_rotated(other) {
                continue;
            }
            match open(other) {
                Ok(keep) => siblings.push((other.name.clone(), keep)),
                Err(ending) => return ending,
            }
        }
        let terms = Terms {
            tenant: job.tenant.id,
            account: job.account.name.clone(),
            object: job.object,
            rotator: RotatorId::new(Uuid::new_v4()),
            occasion: job.occasion,
            recipients: keep.recipients(),
            limits: job.vault.limits,
            around: Surroundings::default(),
        };
        let account = self.emergency_account(job.object);
        let ports = Ports {
            account: &account,
            keep: &keep,
            siblings: &siblings,
            intents: job.intents,
            stop: job.stop,
        };
        rotate(&ports, terms).await
    }
}

#[cfg(test)]
mod tests {
    use super::told;
    use crate::{
        apply::{Effect, WriteError},
        plan::rotation::{Ending, Manner, Occasion, Refusal},
    };

    #[test]
    fn only_what_leaves_the_password_in_force_open_is_unproven() {
        let rotation = "000002-11111111".parse().expect("valid");
        let (manner, drifted, untidy) = (Manner::Set, false, None);
        let proved = Ending::Proved { rotation, manner, drifted, untidy };
        let due = jiff::Timestamp::UNIX_EPOCH;
        for ending in [proved, Ending::NothingDue { due, untidy: None }] {
            assert_eq!(told(Occasion::Asked, ending), Ok(Effect::Done { request_id: None }));
        }
        let untidy = || Some("sessions were not ended: 503".to_owned());
        for (occasion, is_done) in [(Occasion::First, true), (Occasion::Asked, false)] {
            let proved = Ending::Proved { rotation, manner, drifted, untidy: untidy() };
            assert_eq!(told(occasion, proved).is_ok(), is_done, "{occasion:?}");
        }
        let refused =
            told(Occasion::Asked, Ending::Refused(Refusal::Policy("too short".to_owned())));
        assert!(matches!(refused, Err(WriteError::NotSent { .. })), "{refused:?}");
        let why = || "no answer".to_owned();
        let candidates = || vec![rotation];
        let table = [
            (Ending::Unproven { candidates: candidates(), drifted, why: why() }, "000002-11111111"),
            (Ending::Unproven { candidates: Vec::new(), drifted: true, why: why() }, "holds none"),
            (Ending::LostRace { candidates: candidates() }, "000002-11111111"),
            (Ending::Claimed { until: due }, "1970"),
        ];
        for (ending, part) in table {
            let answer = told(Occasion::Asked, ending);
            let Err(WriteError::Unproven { message }) = &answer else { panic!("{answer:?}") };
            assert!(message.contains(part), "{message}");
        }
    }
}
