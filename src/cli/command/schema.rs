//! `tenantry schema`: prints the JSON Schema of a file.

use clap::{Args, ValueEnum};
use serde_json::Value;

use crate::{
    cli::{Exit, Failure, ui::Ui},
    spec::schema::{schema_text, schemas},
};

/// What `schema` takes.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  tenantry schema tenant > schemas/tenant.schema.json")]
pub(crate) struct SchemaArguments {
    /// Of which file; all in one object where nothing is said
    pub(crate) file: Option<Described>,
}

/// The files that have a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Described {
    /// tenantry.yaml
    Organization,
    /// tenants/*.yaml
    Tenant,
    /// grants/*.yaml
    Grant,
    /// A saved plan
    Plan,
}

impl Described {
    const fn name(self) -> &'static str {
        match self {
            Self::Organization => "organization",
            Self::Tenant => "tenant",
            Self::Grant => "grant",
            Self::Plan => "plan",
        }
    }
}

pub(super) fn run(arguments: &SchemaArguments, ui: Ui) -> Result<Exit, Failure> {
    let known = schemas();
    let schema = match arguments.file {
        None => known.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect(),
        Some(file) => known
            .into_iter()
            .find(|(name, _)| *name == file.name())
            .map_or(Value::Null, |(_, schema)| schema),
    };
    ui.answer(&schema_text(&schema))?;
    Ok(Exit::Success)
}
