//! Which world a command talks to: Microsoft's cloud, a sandbox served elsewhere, or one embedded
//! in the command. A configuration becomes a sandbox's seed here.

mod embedded;
mod folder;
mod fresh;
mod open;
mod rights;
mod seed;

pub(super) use embedded::seed;
pub(super) use folder::{
    ca_file, embed_stores, forget_stores, journal_folder, place, prepare, rotations_folder,
    state_file,
};
pub(super) use fresh::fresh_tenants;
pub(super) use open::World;
pub(super) use seed::read_seed;
