//! `tenantry schema`: prints the JSON Schema of a file.

use std::collections::BTreeMap;

use clap::{Args, ValueEnum};
use schemars::generate::SchemaSettings;
use serde_json::Value;

use crate::{
    cli::{Exit, Failure, ui::Ui},
    plan::file::PlanDocument,
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
    let schema = match arguments.file {
        None => all().into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect(),
        Some(file) => all().remove(file.name()).unwrap_or_default(),
    };
    ui.answer(&schema_text(&schema))?;
    Ok(Exit::Success)
}

/// Returns every schema by the name of its file in `schemas/`.
fn all() -> BTreeMap<&'static str, Value> {
    let mut all: BTreeMap<_, _> = schemas().into_iter().collect();
    all.insert(Described::Plan.name(), plan());
    all
}

/// Plans are written by tenantry and read by others: what may be null there is written as null.
fn plan() -> Value {
    let settings = SchemaSettings::draft07().for_serialize();
    settings.into_generator().into_root_schema_for::<PlanDocument>().to_value()
}
