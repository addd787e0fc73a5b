//! What carries out a rotation's commands, and holds what the machine must not: the password, and
//! which writing of a ledger was read.

use std::{collections::BTreeMap, mem, time::Duration};

use jiff::Timestamp;

use super::{Account, Drawn, Enveloped, Ports, Stored};
use crate::{
    apply::Fate,
    domain::{AccountName, RotationId},
    observed::Ledger,
    plan::rotation::{Answer, Command, Ending, Event, Sibling, Wrote},
    secrets::{Keep, KeepError},
};

/// How far the password has come.
enum Slot {
    Empty,
    Enveloped(Enveloped),
    Stored(Stored),
}

pub(super) struct Hands<'a, A, K: Keep> {
    ports: Ports<'a, A, K>,
    slot: Slot,
    /// Which writing of the ledger was read or written last.
    mark: Option<K::Mark>,
    siblings: BTreeMap<AccountName, K::Mark>,
    /// A set of which nobody knows what became.
    open: Option<RotationId>,
    /// The version that is proved to be in force, as the ledger was last read or written.
    proved: Option<RotationId>,
}

impl<'a, A: Account, K: Keep> Hands<'a, A, K> {
    pub(super) const fn new(ports: Ports<'a, A, K>) -> Self {
        Self {
            ports,
            slot: Slot::Empty,
            mark: None,
            siblings: BTreeMap::new(),
            open: None,
            proved: None,
        }
    }

    /// Carries out a command and tells what happened.
    pub(super) async fn perform(&mut self, command: Command) -> Event {
        let (account, keep) = (self.ports.account, self.ports.keep);
        match command {
            Command::Look => Event::Looked(account.look().await),
            Command::Read => Event::Read(self.read().await),
            Command::ReadSiblings => Event::ReadSiblings(self.read_siblings().await),
            Command::Probe => Event::Probed(keep.probe().await.map_err(in_words)),
            Command::Seal(rotation) => Event::Sealed(self.seal(rotation).await),
            Command::Enter { rotation, ledger } => {
                Event::Wrote(self.enter(rotation, &ledger).await)
            }
            Command::Write(ledger) => Event::Wrote(self.write(&ledger).await),
            Command::WriteSibling { account, ledger } => {
                Event::Wrote(self.write_sibling(&account, &ledger).await)
            }
            Command::Note(rotation) => {
                Event::Noted(self.ports.intents.intent(rotation).map_err(|one| one.to_string()))
            }
            Command::Set { rotation, deadline } => {
                Event::Answered(self.set(rotation, deadline).await)
            }
            Command::Pause(length) => self.pause(length).await,
            Command::Revoke => Event::Revoked(self.revoke().await),
            Command::Remove(rotations) => Event::Removed(self.remove(&rotations).await),
            Command::End(_) => Event::Stopped,
        }
    }

    /// Tells the journal how a set ended whose answer was lost.
    pub(super) fn settle(&self, ending: &Ending) {
        let Some(open) = self.open else { return };
        let fate = match ending {
            Ending::Proved { rotation, .. } if *rotation == open => Fate::Found,
            _ => Fate::NotFound,
        };
        self.ports.intents.fate(open, fate, "");
    }

    async fn read(&mut self) -> Result<Option<Ledger>, String> {
        let kept = self.ports.keep.read().await.map_err(in_words)?;
        self.mark = kept.as_ref().map(|kept| kept.mark.clone());
        if let Some(kept) = &kept {
            self.proved = kept.ledger.current().map(|current| current.rotation);
            self.slot = match mem::replace(&mut self.slot, Slot::Empty) {
                Slot::Enveloped(one) => one.found(kept).map_or_else(Slot::Enveloped, Slot::Stored),
                other => other,
            };
        }
        Ok(kept.map(|kept| kept.ledger))
    }

    async fn read_siblings(&mut self) -> Vec<Sibling> {
        let mut siblings = Vec::new();
        for (account, keep) in self.ports.siblings {
            let ledger = match keep.read().await {
                Ok(Some(kept)) => {
                    self.siblings.insert(account.clone(), kept.mark);
                    Ok(Some(kept.ledger))
                }
                Ok(None) => Ok(None),
                Err(error) => Err(in_words(error)),
            };
            siblings.push(Sibling { account: account.clone(), ledger });
        }
        siblings
    }

    async fn seal(&mut self, rotation: RotationId) -> Result<Vec<String>, String> {
        self.slot = Slot::Empty;
        let drawn = Drawn::draw(rotation).map_err(|error| error.to_string())?;
        let enveloped = drawn.store(self.ports.keep).await.map_err(in_words)?;
        let recipients = enveloped.recipients().to_vec();
        self.slot = Slot::Enveloped(enveloped);
        Ok(recipients)
    }

    async fn enter(&mut self, rotation: RotationId, ledger: &Ledger) -> Wrote {
        let enveloped = match mem::replace(&mut self.slot, Slot::Empty) {
            Slot::Enveloped(one) if one.rotation() == rotation => one,
            _ => return Wrote::Refused("the password is not there any more".to_owned()),
        };
        match enveloped.enter(self.ports.keep, ledger, self.mark.as_ref()).await {
            Ok((stored, mark)) => {
                (self.slot, self.mark) = (Slot::Stored(stored), Some(mark));
                Wrote::Done
            }
            Err((enveloped, error)) => {
                self.slot = Slot::Enveloped(enveloped);
                failed(error)
            }
        }
    }

    async fn write(&mut self, ledger: &Ledger) -> Wrote {
        match self.ports.keep.write(ledger, self.mark.as_ref()).await {
            Ok(mark) => {
                self.mark = Some(mark);
                self.proved = ledger.current().map(|current| current.rotation);
                Wrote::Done
            }
            Err(error) => failed(error),
        }
    }

    async fn write_sibling(&mut self, account: &AccountName, ledger: &Ledger) -> Wrote {
        let keep = self.ports.siblings.iter().find(|(name, _)| name == account);
        let (Some((_, keep)), Some(mark)) = (keep, self.siblings.remove(account)) else {
            return Wrote::Refused("its ledger was not read".to_owned());
        };
        match keep.write(ledger, Some(&mark)).await {
            Ok(_) => Wrote::Done,
            Err(error) => failed(error),
        }
    }

    async fn set(&mut self, rotation: RotationId, deadline: Timestamp) -> Answer {
        let stored = match &self.slot {
            Slot::Stored(stored) if stored.rotation() == rotation => stored,
            _ => return Answer::NotSent("the password is not there any more".to_owned()),
        };
        let reply = self.ports.account.set_password(stored, deadline).await;
        let (fate, detail) = match &reply.answer {
            Answer::Accepted => (Fate::Done, ""),
            Answer::Policy(why) | Answer::Denied(why) | Answer::NotSent(why) => {
                (Fate::Refused, why.as_str())
            }
            Answer::Unknown(why) => (Fate::Unknown, why.as_str()),
        };
        match fate {
            Fate::Unknown => self.open = Some(rotation),
            Fate::Done => self.open = None,
            // A refusal says nothing of an earlier send.
            _ => {}
        }
        self.ports.intents.fate(rotation, fate, detail);
        self.ports.intents.answered(rotation, &reply).await;
        reply.answer
    }

    async fn revoke(&self) -> Result<(), String> {
        self.ports.intents.ends_sessions(self.proved).await;
        let ended = self.ports.account.revoke_sessions().await;
        self.ports.intents.ended_sessions(&ended).await;
        ended.map(drop)
    }

    async fn pause(&self, length: Duration) -> Event {
        if (self.ports.stop)() {
            return Event::Stopped;
        }
        self.ports.account.pause(length).await;
        Event::Paused
    }

    async fn remove(&self, rotations: &[RotationId]) -> Result<(), String> {
        for rotation in rotations {
            self.ports.keep.remove(*rotation).await.map_err(in_words)?;
        }
        Ok(())
    }
}

fn failed(error: KeepError) -> Wrote {
    match error {
        KeepError::LostRace => Wrote::LostRace,
        KeepError::Failed(why) => Wrote::Refused(why),
        KeepError::Unknown(why) => Wrote::Unknown(why),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is handed to `map_err`")]
fn in_words(error: KeepError) -> String {
    error.to_string()
}
