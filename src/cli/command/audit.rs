//! `tenantry audit`: verifies the audit trail, or shows it.

use std::collections::BTreeMap;

use clap::{Args, Subcommand};
use jiff::Timestamp;

use super::{audit_show, audit_verify};
use crate::{
    audit::{AuditError, Sink},
    cli::{Exit, Failure, args::Common, auditing::sink, ui::Ui},
    desired::{self, Ending},
    domain::{TenantId, TenantName},
};

/// What `audit` takes.
#[derive(Debug, Args)]
pub(crate) struct AuditArguments {
    /// What to do.
    #[command(subcommand)]
    pub(crate) action: AuditAction,
}

/// What can be done with the audit trail.
#[derive(Debug, Subcommand)]
pub(crate) enum AuditAction {
    /// Find edits, gaps, reorderings and truncation
    Verify(audit_verify::VerifyArguments),
    /// Show who did what, when and why
    Show(audit_show::ShowArguments),
}

pub(super) fn run(arguments: &AuditArguments, common: &Common, ui: Ui) -> Result<Exit, Failure> {
    match &arguments.action {
        AuditAction::Verify(arguments) => audit_verify::run(arguments, common, ui),
        AuditAction::Show(arguments) => audit_show::run(arguments, common, ui),
    }
}

/// Whose events are meant.
#[derive(Debug, Clone, Args)]
pub(crate) struct OfTenant {
    /// Only this tenant: its name, or its id where the configuration no longer names it
    #[arg(long, value_name = "NAME", env = "TENANTRY_TENANT", hide_env_values = true)]
    pub(crate) tenant: Option<String>,
    /// The trail of what was done to the embedded tenants
    #[arg(long, env = "TENANTRY_SANDBOX", hide_env_values = true)]
    pub(crate) sandbox: bool,
}

/// The trail, and the tenants by id.
pub(super) struct Trail {
    pub(super) sink: Sink,
    names: BTreeMap<TenantId, TenantName>,
}

impl Trail {
    /// Opens the sink. Whatever else is wrong with the configuration does not matter here.
    ///
    /// # Errors
    ///
    /// Fails (65) where the section that names the sink cannot be read, and (1) where the sink
    /// cannot be opened.
    pub(super) fn open(common: &Common, wanted: &OfTenant) -> Result<Self, Failure> {
        let found = desired::load_for_ending(&common.directory, Timestamp::now());
        let unreadable = || {
            Failure::new(Exit::Configuration, "the `audit` section cannot be read").help(format!(
                "`tenantry validate -C {}` says what is wrong",
                common.directory.display()
            ))
        };
        let Ok(found) = found else { return Err(unreadable()) };
        let declared = found.organization.audit.as_ref();
        if declared.is_none() && !found.legible.audit {
            return Err(unreadable());
        }
        let sink = sink(&common.directory, declared, wanted.sandbox)?;
        Ok(Self { sink, names: names(&found) })
    }

    /// Returns the id of the tenant that is meant; `None` where all are.
    ///
    /// # Errors
    ///
    /// Fails (64) where there is no such tenant.
    pub(super) fn tenant(&self, wanted: &OfTenant) -> Result<Option<TenantId>, Failure> {
        let Some(wanted) = &wanted.tenant else { return Ok(None) };
        let by_name = self.names.iter().find(|(_, name)| name.as_str() == wanted.as_str());
        match by_name.map(|(id, _)| *id).or_else(|| wanted.parse().ok()) {
            Some(id) => Ok(Some(id)),
            None => Err(Failure::usage(format!("there is no tenant `{wanted}`"))
                .help("give the tenant's id where the configuration no longer names it")),
        }
    }

    /// Returns what a tenant is called, where the configuration names it.
    pub(super) fn name(&self, tenant: TenantId) -> Option<&TenantName> {
        self.names.get(&tenant)
    }
}

fn names(found: &Ending) -> BTreeMap<TenantId, TenantName> {
    let tenants = found.tenants.iter();
    tenants.map(|(name, ending)| (ending.tenant.id, name.clone())).collect()
}

/// Says why the trail cannot be used.
pub(super) fn failed(error: &AuditError) -> Failure {
    Failure::error(error.to_string())
}
