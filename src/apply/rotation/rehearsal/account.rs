//! The account and the journal of one run, in memory.

use std::{io, time::Duration};

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};

use super::{
    scope::LIMITS,
    world::{Landing, Shared, Token, World, lock, turn},
};
use crate::{
    apply::{
        Fate,
        rotation::{Account, Intents, Reply, Stored},
    },
    domain::RotationId,
    observed::{Reading, Unknown},
    plan::rotation::{AccountFacts, Answer},
};

/// What goes wrong with a set.
const SET_WRONGS: usize = 6;

/// What one run has in its hands.
#[derive(Clone)]
pub(super) struct Seat {
    pub(super) world: Shared,
    /// Which account.
    pub(super) place: usize,
    /// Which run.
    pub(super) run: usize,
}

/// Returns what stands for a password.
pub(super) fn token(text: &str) -> Token {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().take(8).fold(0, |token, byte| (token << 8) | Token::from(*byte))
}

impl Account for Seat {
    async fn look(&self) -> Reading<AccountFacts> {
        turn().await;
        let mut world = lock(&self.world);
        let wrong = world.begin("look", 3);
        if wrong == 1 {
            return Reading::Unknown(Unknown::because("the service is unavailable"));
        }
        let shown = world.shown(self.place, wrong.saturating_sub(1));
        let place = &world.places[self.place];
        Reading::Known(AccountFacts {
            object: place.object,
            enabled: place.enabled,
            synced: false,
            restricted: false,
            last_change: Some(shown),
        })
    }

    async fn set_password(&self, password: &Stored, deadline: Timestamp) -> Reply {
        turn().await;
        let mut world = lock(&self.world);
        let wrong = world.begin("set", SET_WRONGS);
        if world.now >= deadline {
            return Answer::NotSent("the claim ends too soon".to_owned()).into();
        }
        let (rotation, token) = (password.rotation(), token(password.expose()));
        world.note(|| format!("{rotation} is sent"));
        let refused = |world: &mut World, answer: Answer| -> Reply {
            world.note(|| format!("{answer:?}"));
            answer.into()
        };
        match wrong {
            4 => return refused(&mut world, Answer::Policy("the password is banned".to_owned())),
            5 => return refused(&mut world, Answer::Denied("insufficient privileges".to_owned())),
            6 => return refused(&mut world, Answer::NotSent("no connection".to_owned())),
            _ => {}
        }
        world.places[self.place].sent.insert(rotation);
        let landing = SignedDuration::try_from(LIMITS.landing).unwrap_or_default();
        match wrong {
            0 | 1 => world.change(self.place, Some(token)),
            2 => {}
            _ => {
                let parts = i32::try_from(world.chance.detail(8)).unwrap_or_default();
                let at = world.now + landing * parts / 7;
                world.landing.push((at, Landing::Set { place: self.place, token }));
            }
        }
        if wrong == 0 {
            return Answer::Accepted.into();
        }
        // A timeout is noticed at once, or late.
        let parts = 2 - i32::try_from(world.chance.detail(3)).unwrap_or_default();
        let noticed = world.now + landing * parts / 4;
        world.pass(noticed);
        Answer::Unknown("no answer".to_owned()).into()
    }

    async fn revoke_sessions(&self) -> Result<Option<String>, String> {
        turn().await;
        match lock(&self.world).begin("revoke", 1) {
            0 => Ok(None),
            _ => Err("the service is unavailable".to_owned()),
        }
    }

    async fn pause(&self, length: Duration) {
        {
            let mut world = lock(&self.world);
            let wake = world.now + SignedDuration::try_from(length).unwrap_or_default();
            world.wake.insert(self.run, wake);
        }
        turn().await;
    }

    fn now(&self) -> Timestamp {
        lock(&self.world).now
    }
}

impl Intents for Seat {
    fn intent(&self, _: RotationId) -> io::Result<()> {
        match lock(&self.world).begin("journal", 1) {
            0 => Ok(()),
            _ => Err(io::Error::other("the disk is full")),
        }
    }

    fn fate(&self, _: RotationId, _: Fate, _: &str) {}
}
