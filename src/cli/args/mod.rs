//! What can be typed. What it means is decided by the commands.

mod approval;
mod arguments;
mod common;
mod environment;
mod moment;
mod place;
mod reach;
mod report;
mod safety;
mod scope;
mod value;
mod verify;
mod warrant;
mod whose;

pub(crate) use approval::Approval;
pub(crate) use arguments::{Arguments, Command};
pub(crate) use common::{Color, Common, LogFormat};
pub(crate) use environment::heeding_environment;
pub(crate) use moment::Moment;
pub(crate) use place::Place;
pub(crate) use reach::Reach;
pub(crate) use report::{Format, Report};
pub(crate) use safety::{Safety, Waive};
pub(crate) use scope::Scope;
pub(crate) use value::{age, file, line};
pub(crate) use verify::Verify;
pub(crate) use warrant::Warrant;
pub(crate) use whose::Whose;
