//! What of an end is not proved, and why.

use jiff::Timestamp;

use super::{methods::Methods, report::named, strip::pending};
use crate::{
    domain::Address,
    plan::{Change, Diagnostic, draft::Draft, holdings::Holdings},
};

/// Says what of the end is not proved, and why.
pub(super) fn doubt(
    draft: &mut Draft,
    change: &mut Change,
    (holdings, methods): (&Holdings, Option<&Methods>),
    left: Option<Timestamp>,
) {
    let address = &change.address;
    if !(holdings.roles_known && holdings.groups_known && holdings.eligibilities_known) {
        change.unproved = Some(unproved(draft, address, holdings));
    }
    if let Some(methods) = methods.filter(|methods| !methods.all_deletable) {
        change.unproved = Some(methods.unproved(draft, address));
    }
    if let Some(until) = left {
        change.pending_until = change.pending_until.max(Some(until));
        change.unproved = Some(pending(draft, address, until));
    }
}

fn unproved(draft: &mut Draft, address: &Address, holdings: &Holdings) -> String {
    let unread = [
        (!holdings.roles_known, "its roles"),
        (!holdings.groups_known, "its groups"),
        (!holdings.eligibilities_known, "what it is eligible for"),
    ];
    let unread: Vec<&str> = unread.iter().filter(|(is, _)| *is).map(|(_, what)| *what).collect();
    let what = unread.join(" and ");
    let message =
        format!("{what} could not be read: what is known is ended, the end is not proved");
    let help = "run again once they can be read; see `reads`";
    draft.say(Diagnostic::error("plan::end-unproved", address, &message).help(help));
    message
}

pub(super) fn protected(draft: &mut Draft, address: &Address, holdings: &Holdings) {
    let kept: Vec<String> = holdings
        .kept
        .iter()
        .map(|found| format!("`{}` ({})", named(&found.display_name, found.group), found.group))
        .collect();
    let message = format!(
        "it stays in the protected {}: everything else is ended, the end is not proved",
        kept.join(", ")
    );
    say_protected(draft, address, message);
}

pub(super) fn say_protected(draft: &mut Draft, address: &Address, message: String) {
    let help = "take it out by hand, or take the id out of `guards.protected` and run again";
    draft.say(Diagnostic::error("plan::end-unproved", address, message).help(help));
}

pub(super) fn restricted(draft: &mut Draft, address: &Address) {
    let message = "the account is in a restricted-management administrative unit, where the app's \
                   rights do not apply";
    let help = "take it out of the unit, or give the app a role over that unit";
    draft.say(Diagnostic::error("plan::management-restricted", address, message).help(help));
}
