//! All checks, in the order in which a person would mend them.

use super::{
    Check, app, clock, credential, directory_roles, licence, marker, permissions, sign_in,
};
use crate::{desired::DesiredTenant, observed::ObservedTenant, plan::Context};

/// Checks a tenant's connection: sign-in, tenant, app, permissions, directory roles, marker,
/// credential, licences, clock.
#[must_use]
pub fn doctor(
    context: &Context<'_>,
    desired: &DesiredTenant,
    observed: &ObservedTenant,
) -> Vec<Check> {
    let mut checks = sign_in::check(desired, observed);
    checks.push(app::check(desired, observed));
    checks.extend(permissions::check(context, desired, observed));
    checks.push(directory_roles::check(desired, observed));
    checks.push(marker::check(desired, observed));
    checks.push(credential::check(context, desired, observed));
    checks.extend(licence::check(desired, observed));
    checks.push(clock::check(observed));
    checks
}
