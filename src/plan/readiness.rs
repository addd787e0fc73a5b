//! Whether anything can be created in the tenant at all.

use super::draft::View;
use crate::domain::EXTENSIONS;

/// Returns whether anything can be created: only where the marker can be written with it, since
/// an object without a marker is nobody's, and only by an app that may sign in.
pub(crate) fn can_create(view: &View<'_>) -> bool {
    let marker = view
        .observed
        .extensions
        .known()
        .is_some_and(|defined| EXTENSIONS.iter().all(|name| defined.contains(*name)));
    marker
        && !view.observed.service_principal.is_absent()
        && view.observed.service_principal.known().is_none_or(|found| found.enabled)
}
