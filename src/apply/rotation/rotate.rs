//! The executor of a rotation: feeds the machine and does what it says.

use super::{Account, Intents, hands::Hands};
use crate::{
    domain::AccountName,
    plan::rotation::{Command, Ending, State, Terms},
    secrets::Keep,
};

/// What a rotation works with.
pub struct Ports<'a, A, K> {
    /// The account.
    pub account: &'a A,
    /// Where its versions are kept.
    pub keep: &'a K,
    /// Where the versions of the tenant's other emergency accounts are kept, as far as tenantry
    /// rotates them.
    pub siblings: &'a [(AccountName, K)],
    /// The journal.
    pub intents: &'a dyn Intents,
    /// Whether a stop is asked for: waits are cut short then.
    pub stop: &'a (dyn Fn() -> bool + Sync),
}

impl<A, K> Clone for Ports<'_, A, K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A, K> Copy for Ports<'_, A, K> {}

/// Rotates one account's password as [`State`] decides.
///
/// It may be dropped at any moment, as a process may die: another rotation goes on from what is
/// durable.
pub async fn rotate<A: Account, K: Keep>(ports: &Ports<'_, A, K>, terms: Terms) -> Ending {
    let mut hands = Hands::new(*ports);
    let (mut state, mut command) = (State::new(terms), Command::Look);
    loop {
        if let Command::End(ending) = command {
            hands.settle(&ending);
            return ending;
        }
        let event = hands.perform(command).await;
        (state, command) = state.next(ports.account.now(), event);
    }
}
