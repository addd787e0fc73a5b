//! The use cases: observe, plan, guard, apply, verify, for one tenant and for the fleet. They
//! print nothing, ask nobody, and reach no network but through what they are given.

mod act;
mod apply;
mod auditing;
#[cfg(test)]
mod cases;
mod clock;
mod digest;
mod doctor;
mod entrance;
mod explain;
#[cfg(test)]
mod explore;
mod laps;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod lives;
#[cfg(test)]
mod meetings;
mod microsoft;
mod plan;
mod progress;
mod resume;
mod roll_back;
mod scribe;
mod selection;
mod setup;
mod stage;
mod survey;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod town;
mod trail;
mod verdict;
mod wallet;

pub use apply::{Applied, ApplyEnd, ApplyError, ApplyTerms, apply, apply_saved};
pub use auditing::Auditing;
pub use clock::Clock;
pub use doctor::{Examined, ExaminedTenant, doctor};
pub use entrance::{Emergency, Entrance, Observe, Requests};
pub use explain::explain;
pub use laps::{
    AccountStanding, LapsAccount, LapsOutcome, LapsQuestion, LapsRun, LapsStatus, LapsTenant,
    LapsTerms, Opening, PasswordJob, RotationWish, StoreProblem, TenantStanding, Vault,
    laps_status, open_store, rotate_laps,
};
pub use microsoft::Microsoft;
pub use plan::{Planned, plan};
pub use progress::{Event, Progress, Silent};
pub use resume::{Resumed, resume};
pub use roll_back::{TakenBack, take_back};
pub use selection::{Selection, SelectionError};
pub use setup::Setup;
pub use verdict::Verdict;
pub use wallet::{NoWallet, Wallet};
