//! The store of one account's versions, in memory.

use jiff::SignedDuration;

use super::{
    account::{Seat, token},
    scope::LIMITS,
    world::{Landing, lock, turn},
};
use crate::{
    domain::RotationId,
    observed::Ledger,
    secrets::{Credential, Keep, KeepError, Kept},
};

fn failed() -> KeepError {
    KeepError::Failed("the store cannot be reached".to_owned())
}

fn unknown() -> KeepError {
    KeepError::Unknown("the store did not answer".to_owned())
}

impl Keep for Seat {
    type Mark = u64;

    async fn read(&self) -> Result<Option<Kept<u64>>, KeepError> {
        turn().await;
        let mut world = lock(&self.world);
        if world.begin("read", 1) > 0 {
            return Err(failed());
        }
        let ledger = world.places[self.place].ledger.clone();
        Ok(ledger.map(|(ledger, mark)| Kept { ledger, mark }))
    }

    async fn write(&self, ledger: &Ledger, over: Option<&u64>) -> Result<u64, KeepError> {
        turn().await;
        let (mut world, over) = (lock(&self.world), over.copied());
        match world.begin("write", 4) {
            0 => world.put(self.place, ledger, over).ok_or(KeepError::LostRace),
            1 => Err(failed()),
            2 => Err(unknown()),
            3 => {
                let _ = world.put(self.place, ledger, over);
                Err(unknown())
            }
            _ => {
                let landing = SignedDuration::try_from(LIMITS.landing).unwrap_or_default();
                let parts = i32::try_from(1 + world.chance.detail(8)).unwrap_or_default();
                let (at, place) = (world.now + landing * parts / 2, self.place);
                let ledger = Box::new(ledger.clone());
                world.landing.push((at, Landing::Ledger { place, ledger, over }));
                Err(unknown())
            }
        }
    }

    async fn store(
        &self,
        rotation: RotationId,
        password: &Credential,
    ) -> Result<Vec<String>, KeepError> {
        turn().await;
        let mut world = lock(&self.world);
        let wrong = world.begin("store", 2);
        if wrong == 1 {
            return Err(failed());
        }
        let token = token(password.expose());
        if world.places[self.place].envelopes.insert(rotation, token).is_some() {
            world.violated(format!("{rotation} is stored twice"));
        }
        if wrong == 2 { Err(unknown()) } else { Ok(Vec::new()) }
    }

    async fn remove(&self, rotation: RotationId) -> Result<(), KeepError> {
        turn().await;
        let mut world = lock(&self.world);
        if world.begin("remove", 1) > 0 {
            return Err(failed());
        }
        world.check_removal(self.place, rotation);
        world.places[self.place].envelopes.remove(&rotation);
        Ok(())
    }

    async fn probe(&self) -> Result<(), KeepError> {
        turn().await;
        if lock(&self.world).begin("probe", 1) > 0 { Err(failed()) } else { Ok(()) }
    }
}
