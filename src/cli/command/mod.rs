//! One file per command.

mod apply;
mod audit;
mod audit_show;
mod audit_verify;
mod completions;
mod dispatch;
mod doctor;
mod explain;
mod extend;
mod grant;
mod import;
mod laps;
mod man;
mod plan;
mod reset;
mod revoke;
mod sandbox;
mod schema;
mod serve;
mod show;
mod sweep;
mod validate;

pub(crate) use apply::ApplyArguments;
pub(crate) use audit::AuditArguments;
pub(crate) use completions::CompletionsArguments;
pub(crate) use doctor::DoctorArguments;
pub(crate) use explain::ExplainArguments;
pub(crate) use extend::ExtendArguments;
pub(crate) use grant::GrantArguments;
pub(crate) use import::ImportArguments;
pub(crate) use laps::LapsArguments;
pub(crate) use man::ManArguments;
pub(crate) use plan::PlanArguments;
pub(crate) use revoke::RevokeArguments;
pub(crate) use sandbox::SandboxArguments;
pub(crate) use schema::SchemaArguments;
pub(crate) use show::ShowArguments;
pub(crate) use sweep::SweepArguments;
pub(crate) use validate::ValidateArguments;

pub(super) use dispatch::run;
