//! Which world a command talks to: Microsoft's cloud, a sandbox served elsewhere, or one embedded
//! in the command. A configuration becomes a sandbox's seed here.

mod embedded;
mod folder;
mod fresh;
mod rights;
mod seed;

pub(super) use embedded::{Embedded, seed};
pub(super) use folder::{ca_file, prepare, state_file};
pub(super) use fresh::fresh_tenants;
pub(super) use seed::{SEED_FILE, read_seed};
