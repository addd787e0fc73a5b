//! The connection: what `doctor` finds wrong with it is a diagnostic of every plan. tenantry never
//! raises its own rights, so nothing here becomes a change.

use super::{
    CheckStatus, Diagnostic, Severity,
    doctor::{OPENS, SHOWN, doctor},
    draft::{Draft, View},
};
use crate::domain::Address;

/// Says what is wrong with the connection.
pub(crate) fn plan(view: &View<'_>, draft: &mut Draft) {
    for check in doctor(view.context, view.desired, view.observed) {
        // What the app has too much of, and what it would be better with, is nothing that a
        // reviewer of this change can mend: `doctor` tells it to whoever looks after the
        // connection. Whether access can be opened follows from the other checks.
        if ["connection::permission-excess", SHOWN, OPENS].contains(&check.code) {
            continue;
        }
        let severity = match check.status {
            CheckStatus::Fail => Severity::Error,
            CheckStatus::Warn => Severity::Warning,
            // What could not be read is told by the reads.
            CheckStatus::Pass | CheckStatus::Skip | CheckStatus::Unknown => continue,
        };
        let mut found = Diagnostic::new(severity, check.code, &Address::Connection, check.message);
        found.help = check.fix;
        draft.say(found.at(&view.desired.auth.origin));
    }
}
