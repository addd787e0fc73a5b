//! What can be typed. What it means is decided by the commands.

mod arguments;
mod common;
mod environment;
mod moment;
mod reach;
mod report;
mod safety;
mod scope;
mod value;

pub(crate) use arguments::{Arguments, Command};
pub(crate) use common::{Color, Common, LogFormat};
pub(crate) use environment::heeding_environment;
pub(crate) use moment::Moment;
pub(crate) use reach::Reach;
pub(crate) use report::{Format, Report};
pub(crate) use safety::{Safety, Waivers};
pub(crate) use scope::Scope;
pub(crate) use value::{duration, file};
