//! The technician that somebody types.

use super::Failure;
use crate::{desired::Desired, domain::TechnicianId, source::suggestion};

/// Checks that a technician is declared.
///
/// # Errors
///
/// A usage error (64), with who may be meant.
pub(super) fn known(technician: &TechnicianId, desired: &Desired) -> Result<(), Failure> {
    declared(technician.as_str(), desired).map(drop)
}

/// Finds a technician by what somebody typed.
///
/// # Errors
///
/// A usage error (64), with who may be meant.
pub(super) fn declared<'a>(
    technician: &str,
    desired: &'a Desired,
) -> Result<&'a TechnicianId, Failure> {
    let declared = &desired.organization.technicians;
    if let Some(found) = declared.keys().find(|known| known.as_str() == technician) {
        return Ok(found);
    }
    let failure = Failure::usage(format!("no technician is called `{technician}`"));
    let names = declared.keys().map(TechnicianId::as_str);
    Err(match suggestion(technician, names) {
        Some(help) => failure.help(help),
        None => failure.help("technicians are declared in tenantry.yaml"),
    })
}
