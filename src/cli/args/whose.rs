//! Whose access in which tenant.

use clap::Args;

use crate::domain::TechnicianId;

/// Whose access in which tenant.
#[derive(Debug, Clone, Args)]
pub(crate) struct Whose {
    /// The tenant
    #[arg(long, value_name = "NAME", env = "TENANTRY_TENANT", hide_env_values = true)]
    pub(crate) tenant: String,
    /// The technician
    #[arg(long, value_name = "ID", env = "TENANTRY_TECHNICIAN", hide_env_values = true)]
    pub(crate) technician: TechnicianId,
}
