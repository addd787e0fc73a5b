//! What else there is to say of a tenant: what could not be read, what is foreign, what nothing
//! declares, what falls due, what will bite.

use jiff::Timestamp;

use super::change::position;
use crate::{
    observed::{ReadState, ReadSummary},
    plan::{
        Change, ChangeAction, Diagnostic, EndsBy, Kind, LookAlike, Orphan, PlannedTenant, Severity,
    },
    render::{
        Palette, Tone,
        clean::clean,
        layout::hanging,
        moment::{clock, distance},
    },
};

/// Where the text of a finding stands.
const TEXT: usize = 6;

/// Renders why a tenant could not be entered.
pub(super) fn refusal(tenant: &PlannedTenant, palette: Palette) -> String {
    let Some(refusal) = &tenant.refusal else { return String::new() };
    let code = refusal.code.as_deref();
    let cause = cause(&refusal.message, code, refusal.request_id.as_deref());
    let mut out = item('!', Tone::Bad, &format!("not entered: {cause}"), palette);
    out.push_str(&help(&refusal.help, palette));
    out
}

/// Renders everything that is no change.
pub(super) fn findings(tenant: &PlannedTenant, now: Timestamp, palette: Palette) -> String {
    let mut out = String::new();
    for read in tenant.reads.iter().filter(|read| read.state == ReadState::Unknown) {
        out.push_str(&unknown(read, palette));
    }
    for found in &tenant.unmanaged {
        let twin = tenant.diagnostics.iter().find(|one| says_the_same(one, found));
        out.push_str(&foreign(found, twin.and_then(|twin| twin.help.as_deref()), palette));
    }
    // What a change deletes is said there.
    let deleted = |id| {
        let deletes = |change: &Change| change.action == ChangeAction::Delete;
        tenant.changes.iter().any(|change| deletes(change) && change.object_id == Some(id))
    };
    for orphan in tenant.orphans.iter().filter(|orphan| !deleted(orphan.object_id)) {
        let alone = stands_alone(&tenant.orphans, orphan);
        out.push_str(&item('o', Tone::Notice, &clean(&left_over(orphan, alone)), palette));
    }
    for due in &tenant.scheduled {
        let (at, away) = (clock(due.at, now), distance(due.at, now));
        let text = format!("{} {} at {at} ({away})", due.address, due.action);
        out.push_str(&item('@', Tone::Regular, &clean(&text), palette));
    }
    let told = tenant.diagnostics.iter().any(|one| one.code == "plan::ends-by-runner");
    if let Some(ends_by) = tenant.access_ends_by.filter(|_| !told) {
        out.push_str(&item('@', Tone::Regular, ends(ends_by), palette));
    }
    for diagnostic in tenant.diagnostics.iter().filter(|one| !is_said(tenant, one)) {
        out.push_str(&remark(diagnostic, palette));
    }
    out
}

/// Returns whether a diagnostic says what is said of the tenant anyway.
fn is_said(tenant: &PlannedTenant, diagnostic: &Diagnostic) -> bool {
    let refused = tenant.refusal.as_ref().is_some_and(|it| it.message == diagnostic.message);
    refused || tenant.unmanaged.iter().any(|found| says_the_same(diagnostic, found))
}

fn says_the_same(diagnostic: &Diagnostic, found: &LookAlike) -> bool {
    diagnostic.address == found.address && diagnostic.message == found.message
}

fn foreign(found: &LookAlike, advice: Option<&str>, palette: Palette) -> String {
    let kind = if found.look_alike { "look-alike" } else { "not ours" };
    let tone = if found.look_alike { Tone::Bad } else { Tone::Notice };
    let id = found.object_id.to_string();
    let id = if found.message.contains(&id) { String::new() } else { format!(" ({id})") };
    let text = format!("{} {kind}: {}{id}", found.address, found.message);
    let mut out = item('!', tone, &clean(&text), palette);
    if let Some(advice) = advice {
        out.push_str(&help(advice, palette));
    }
    out
}

/// Returns whether no other orphan bears the address: of several none is ever deleted.
fn stands_alone(orphans: &[Orphan], orphan: &Orphan) -> bool {
    orphans.iter().filter(|other| other.address == orphan.address).count() < 2
}

/// Tells of an orphan. A technician may still be declared, and be disabled or covered by no
/// mapping; an emergency account is not deleted by `--prune`.
fn left_over(orphan: &Orphan, alone: bool) -> String {
    let Orphan { address, object_id: id, name } = orphan;
    let fate =
        if alone { "--prune deletes it" } else { "of several at one address none is deleted" };
    match Kind::of(address) {
        Kind::JitAccount => {
            format!("{address} orphan: {name} ({id}) is to have no access any more; {fate}")
        }
        Kind::LapsAccount => {
            format!("{address} orphan: nothing declares {name} ({id}) any more; it is kept")
        }
        Kind::Connection | Kind::Domain | Kind::Group => {
            format!("{address} orphan: nothing declares {name} ({id}) any more; {fate}")
        }
    }
}

fn unknown(read: &ReadSummary, palette: Palette) -> String {
    let why = read.why.as_deref().unwrap_or("it was not read");
    let cause = cause(why, None, read.request_id.as_deref());
    let text = format!("{} unknown: {cause}", clean(&read.collection));
    item('?', Tone::Bad, &text, palette)
}

const fn ends(ends_by: EndsBy) -> &'static str {
    match ends_by {
        EndsBy::Pim => "access is ended by Entra ID itself (pim)",
        EndsBy::Tap => "access is ended by the end of the Temporary Access Pass (tap)",
        EndsBy::Runner => "access is ended by the next run of tenantry alone (runner)",
    }
}

fn remark(diagnostic: &Diagnostic, palette: Palette) -> String {
    let (sign, tone, word) = match diagnostic.severity {
        Severity::Note => ('i', Tone::Aside, "note"),
        Severity::Warning => ('!', Tone::Notice, "warning"),
        Severity::Error => ('!', Tone::Bad, "error"),
    };
    let place = diagnostic.origin.as_ref().map(|origin| format!(" ({})", position(&origin.place)));
    let text = format!(
        "{word} {}: {} [{}]{}",
        clean(&diagnostic.address.to_string()),
        clean(&diagnostic.message),
        diagnostic.code,
        place.unwrap_or_default()
    );
    let mut out = item(sign, tone, &text, palette);
    if let Some(text) = &diagnostic.help {
        out.push_str(&help(text, palette));
    }
    out
}

/// Joins what happened with what support will ask for.
pub(in crate::render) fn cause(
    message: &str,
    code: Option<&str>,
    request_id: Option<&str>,
) -> String {
    let code = code.map(clean);
    let request = request_id.map(|id| format!("request-id {}", clean(id)));
    let details: Vec<String> = code.into_iter().chain(request).collect();
    let message = clean(message);
    if details.is_empty() { message } else { format!("{message} ({})", details.join(", ")) }
}

fn item(sign: char, tone: Tone, text: &str, palette: Palette) -> String {
    let label = palette.paint(tone, format!("  {sign} "));
    hanging(&label, 4, text, palette)
}

fn help(text: &str, palette: Palette) -> String {
    let label = palette.paint(Tone::Regular, "      help: ");
    hanging(&label, TEXT + 6, &clean(text), palette)
}

#[cfg(test)]
mod tests {
    use super::left_over;
    use crate::{plan::Orphan, render::plan_text::sample::OBJECT};

    #[test]
    fn an_orphan_is_told_as_what_it_is() {
        let table = [
            ("jit/dave", "x (ID) is to have no access any more; --prune deletes it"),
            ("laps/emergency-1", "nothing declares x (ID) any more; it is kept"),
            ("groups/Old", "nothing declares x (ID) any more; --prune deletes it"),
        ];
        for (address, text) in table {
            let orphan = Orphan {
                address: address.parse().expect("valid"),
                object_id: OBJECT.parse().expect("valid"),
                name: "x".to_owned(),
            };
            let expected = format!("{address} orphan: {}", text.replace("ID", OBJECT));
            assert_eq!(left_over(&orphan, true), expected);
        }
    }
}
