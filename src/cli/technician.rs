//! The technician that somebody types.

use super::Failure;
use crate::{desired::Desired, domain::TechnicianId, source::suggestion};

/// Checks that a technician is declared.
///
/// # Errors
///
/// A usage error (64), with who may be meant.
pub(super) fn known(technician: &TechnicianId, desired: &Desired) -> Result<(), Failure> {
    let declared = &desired.organization.technicians;
    if declared.contains_key(technician) {
        return Ok(());
    }
    let failure = Failure::usage(format!("no technician is called `{technician}`"));
    let names = declared.keys().map(TechnicianId::as_str);
    Err(match suggestion(technician.as_str(), names) {
        Some(help) => failure.help(help),
        None => failure.help("technicians are declared in tenantry.yaml"),
    })
}
