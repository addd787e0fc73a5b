//! What the guards say.

use std::collections::BTreeMap;

use crate::{
    domain::{GuardId, counted},
    plan::{Blocks, GuardStatus, GuardVerdict, Plan},
    render::{
        Palette, Tone,
        clean::clean,
        layout::{self, hanging},
    },
};

/// Where guards stand behind the heading.
const INDENT: usize = 8;

/// Renders the guards: those that pass in one paragraph, each other with its reason.
pub(super) fn guards(plan: &Plan, palette: Palette) -> String {
    let of_tenants = plan.tenants.iter().flat_map(|tenant| &tenant.guards);
    let mut verdicts: BTreeMap<GuardId, Vec<&GuardVerdict>> = BTreeMap::new();
    for verdict in of_tenants.chain(&plan.guards) {
        verdicts.entry(verdict.id).or_default().push(verdict);
    }
    if verdicts.is_empty() {
        return String::new();
    }
    let passing: Vec<String> = verdicts.values().filter_map(|all| passing(all)).collect();
    let objecting = verdicts.values().flatten().filter(|it| it.status != GuardStatus::Pass);
    let mut out = paragraph(&passing, palette);
    for verdict in objecting {
        out.push_str(&objection(verdict, palette));
    }
    if out.is_empty() {
        return out;
    }
    format!("{}{}", palette.paint(Tone::Heading, "Guards"), &out[6..])
}

/// Says in how many tenants a guard passes, or with one tenant by which figures.
fn passing(verdicts: &[&GuardVerdict]) -> Option<String> {
    let passes: Vec<_> = verdicts.iter().filter(|it| it.status == GuardStatus::Pass).collect();
    match passes.as_slice() {
        [] => None,
        [one] if one.message.is_empty() => Some(format!("{} pass", one.id)),
        [one] => {
            let figures = clean(&one.message);
            Some(format!("{} pass ({})", one.id, figures.trim_end_matches('.')))
        }
        [first, ..] => Some(format!("{} pass ({})", first.id, counted(passes.len(), "tenant"))),
    }
}

/// Fills lines with whole entries, three spaces apart.
fn paragraph(entries: &[String], palette: Palette) -> String {
    let mut out = String::new();
    let mut column = 0;
    for entry in entries {
        let length = layout::width(entry);
        if column == 0 || column + 3 + length > palette.width() {
            if column > 0 {
                out.push('\n');
            }
            out.push_str(&" ".repeat(INDENT));
            column = INDENT;
        } else {
            out.push_str("   ");
            column += 3;
        }
        out.push_str(entry);
        column += length;
    }
    if column > 0 {
        out.push('\n');
    }
    out
}

fn objection(verdict: &GuardVerdict, palette: Palette) -> String {
    let (word, tone) = match verdict.status {
        GuardStatus::Block => ("BLOCKS", Tone::Bad),
        GuardStatus::Acknowledged | GuardStatus::Pass => ("waived", Tone::Notice),
    };
    let whole = verdict.tenant.as_ref().map_or("the run", |tenant| tenant.as_str());
    let head = format!("{} {word} ", verdict.id);
    let label = format!("{}{}", " ".repeat(INDENT), palette.paint(tone, &head));
    let withheld = match (verdict.status, &verdict.blocks) {
        (GuardStatus::Block, Blocks::Everything) => " Withheld: every change.".to_owned(),
        (GuardStatus::Block, Blocks::AllButEnding) => {
            " Withheld: every change but ending access.".to_owned()
        }
        (GuardStatus::Block, Blocks::Only(addresses)) => {
            let addresses: Vec<String> = addresses.iter().map(ToString::to_string).collect();
            format!(" Withheld: {}.", clean(&addresses.join(", ")))
        }
        _ => String::new(),
    };
    let text = format!("{whole}: {}{withheld}", clean(&verdict.message));
    hanging(&label, INDENT + head.len(), &text, palette)
}
