//! Whether the extensions that hold the marker are defined.

use super::Check;
use crate::{
    desired::DesiredTenant,
    domain::EXTENSIONS,
    observed::{ObservedTenant, Reading},
};

pub(super) fn check(desired: &DesiredTenant, observed: &ObservedTenant) -> Check {
    let (code, title) = ("connection::marker", "Marker");
    let marker = desired.auth.marker_client_id;
    let defined = match &observed.extensions {
        Reading::Known(defined) => defined,
        Reading::Absent => {
            let message = format!(
                "the app {marker}, whose extensions hold the marker, is not registered here"
            );
            let fix = "register it, or correct `auth.markerClientId`";
            return Check::fail(code, title, message).fix(fix);
        }
        Reading::Unknown(unknown) => {
            return Check::unknown(
                code,
                title,
                format!("the extensions could not be read: {}", unknown.why),
            );
        }
    };
    let missing: Vec<&str> =
        EXTENSIONS.into_iter().filter(|name| !defined.contains(*name)).collect();
    if missing.is_empty() {
        return Check::pass(code, title, "all four extensions are defined");
    }
    let message = format!(
        "the extensions {} are not defined: nothing can be created, since nothing could be marked as ours",
        missing.join(", ")
    );
    let own = marker == desired.auth.client_id;
    let app = observed.application.known().filter(|_| own);
    let path = app.map_or_else(
        || format!("applications(appId='{marker}')"),
        |app| format!("applications/{}", app.id),
    );
    let calls = missing.iter().map(|name| {
        format!(
            "POST /{path}/extensionProperties {{\"name\": \"{name}\", \"dataType\": \"String\", \
             \"targetObjects\": [\"User\", \"Group\"]}}"
        )
    });
    Check::fail(code, title, message).fix(calls.collect::<Vec<_>>().join("; "))
}
