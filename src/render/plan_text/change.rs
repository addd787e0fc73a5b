//! One change: its first line, why, and its fields.

use std::fmt::Write as _;

use super::attribute::{attribute, write_only};
use crate::{
    plan::{Cause, Change, ChangeAction, Kind, Reason, Risk},
    render::{Palette, Tone, clean::clean, layout},
    source::{Origin, Place},
};

/// Where the cause stands.
const CAUSE: usize = 45;
/// Where the position in the files stands.
const POSITION: usize = 56;

/// Where both stand on a narrow page: below the address.
const BELOW: usize = 6;

/// Whether positions in the files are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Positions {
    /// They are.
    Shown,
    /// They are left out, to compare tenants.
    Hidden,
}

/// Renders a change.
pub(super) fn change(change: &Change, palette: Palette, positions: Positions) -> String {
    let (sign, tone) = sign(change.action);
    let address = clean(&change.address.to_string());
    let mut line = palette.paint(tone, format!("  {sign} {address}"));
    let column = if palette.is_narrow() {
        line.push('\n');
        layout::pad_to(&mut line, 0, BELOW, 0)
    } else {
        layout::pad_to(&mut line, 4 + layout::width(&address), CAUSE, 2)
    };
    let cause = cause(change.cause);
    line.push_str(cause);
    let column = column + cause.len();
    if positions == Positions::Shown {
        place(&mut line, column, change, palette);
    } else {
        let _ = write!(line, " {}", risk(change.risk).unwrap_or_default());
    }
    line.push('\n');
    if let Some(why) = why(change) {
        let label = if palette.is_narrow() { 14 } else { 24 };
        let because = format!("      {:<1$}", "because", label - 6);
        line.push_str(&layout::hanging(&because, label, why, palette));
    }
    for item in &change.attributes {
        line.push_str(&attribute(item, change.action, palette));
    }
    for path in &change.write_only {
        line.push_str(&write_only(path, palette));
    }
    line
}

/// Appends the position, what it was taken from and the risk, in as many lines as they need.
fn place(line: &mut String, column: usize, change: &Change, palette: Palette) {
    let mut parts: Vec<(Tone, String)> = Vec::new();
    if let Some(origin) = &change.origin {
        parts.push((Tone::Aside, position(&origin.place)));
        parts.extend(via(origin).map(|via| (Tone::Aside, via)));
    }
    parts.extend(risk(change.risk).map(|risk| (Tone::Bad, risk.to_owned())));
    let position = if palette.is_narrow() { BELOW } else { POSITION };
    let mut column = column;
    for (number, (tone, part)) in parts.into_iter().enumerate() {
        let next = column + 1 + layout::width(&part);
        if number == 0 {
            column = layout::pad_to(line, column, position, 2);
        } else if next <= palette.width() {
            line.push(' ');
            column += 1;
        } else {
            line.push('\n');
            column = layout::pad_to(line, 0, position, 0);
        }
        column += layout::width(&part);
        line.push_str(&palette.paint(tone, part));
    }
}

/// Returns a position as `contoso.yaml:31`; the folder stands in the tenant's own line.
pub(super) fn position(place: &Place) -> String {
    let file = place.file.rsplit('/').next().unwrap_or(&place.file);
    format!("{}:{}", clean(file), place.line)
}

fn via(origin: &Origin) -> Option<String> {
    let places: Vec<String> = origin.via.iter().map(position).collect();
    (!places.is_empty()).then(|| format!("(via {})", places.join(", ")))
}

/// Returns the sign of an action, which says the same as its colour.
pub(in crate::render) const fn sign(action: ChangeAction) -> (char, Tone) {
    match action {
        ChangeAction::Create => ('+', Tone::Good),
        ChangeAction::Update => ('~', Tone::Notice),
        ChangeAction::Delete => ('-', Tone::Bad),
        ChangeAction::Rotate => ('r', Tone::Regular),
        ChangeAction::Adopt => ('a', Tone::Regular),
    }
}

const fn cause(cause: Cause) -> &'static str {
    match cause {
        Cause::Config => "config",
        Cause::Drift => "drift",
        Cause::Schedule => "schedule",
    }
}

/// Only what is risky says so: a word on every line would be read on none.
const fn risk(risk: Risk) -> Option<&'static str> {
    match risk {
        Risk::Low | Risk::Medium => None,
        Risk::High => Some("high"),
        Risk::Critical => Some("critical"),
    }
}

/// Says why, where the fields do not say it already.
fn why(change: &Change) -> Option<&'static str> {
    if change.attributes.iter().any(|attribute| attribute.note.is_some()) {
        return None;
    }
    match change.reason {
        Reason::Missing | Reason::Differs => None,
        Reason::Unverified => Some("the domain is not verified yet"),
        Reason::DeadlinePassed => Some("its deadline has passed"),
        Reason::DeadlineMissing => Some("it is enabled or privileged and bears no deadline"),
        Reason::DeadlineUnreadable => Some("its deadline cannot be read, which counts as passed"),
        Reason::DeadlineStretched => Some("its deadline lies later than the longest window allows"),
        Reason::TechnicianDisabled => Some("the technician is disabled"),
        Reason::TechnicianUnknown => Some("no such technician is declared any more"),
        Reason::NotMapped => Some("no mapping covers the technician any more"),
        Reason::TenantSuspended => Some("the tenant is suspended"),
        Reason::TenantOffboarding => Some("the tenant is being handed over"),
        Reason::AddressTwice => Some("two objects bear this address; both may only be ended"),
        Reason::GrantOpens => Some("a grant opens"),
        Reason::GrantExtended => Some("its grant is lengthened"),
        Reason::Revoked => Some("it is revoked"),
        Reason::GrantWithdrawn => Some("the file of its grant is gone, or no longer says so"),
        Reason::DeadlineBeyondFile => Some("its deadline is later than its grant's file says"),
        Reason::Tampered => Some("the audit trail remembers it, and its marker was changed"),
        Reason::DeleteAfter => Some("its last grant ended longer ago than deleteAfter"),
        Reason::LeftOver => Some("it has no open grant and still holds a role or a membership"),
        Reason::AccessDiffers => Some("its access is not what its mappings give"),
        Reason::Unfinished => Some("its making was begun and not finished"),
        Reason::NotReady => Some("it could not be used in an emergency"),
        Reason::RotationDue => Some("its password is older than rotateEvery"),
        Reason::PasswordOpened => Some("somebody opened its password"),
        Reason::PasswordChanged => Some("somebody else changed its password"),
        Reason::RotationOpen => Some("its last rotation was not proved or not finished"),
        Reason::Adopted => Some("it is adopted: from now on tenantry manages it"),
        Reason::Pruned if Kind::of(&change.address) == Kind::JitAccount => {
            Some("it is to have no access any more, and --prune was given")
        }
        Reason::Pruned => Some("nothing declares it any more, and --prune was given"),
    }
}
