//! The whole page.

use std::fmt::Write as _;

use super::{fold::fold, guards::guards, summary::summary};
use crate::{
    domain::{TenantName, counted, grouped},
    plan::Plan,
    render::{Palette, Tone, clean::clean, layout},
    source::Origin,
};

/// How many names of tenants that show the same are listed.
const NAMES: usize = 40;

/// Renders a plan as text: every tenant in which there is something to say, the guards, and the
/// summary. Tenants that show exactly the same are shown once.
#[must_use]
pub fn plan_text(plan: &Plan, palette: Palette) -> String {
    let mut out = String::new();
    for block in fold(plan, palette) {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&heading(&block.first.tenant, &block.first.origin, palette));
        out.push_str(&block.body);
        if !block.others.is_empty() {
            out.push_str(&same_in(&block.others, palette));
        }
    }
    out.push_str(&guards(plan, palette));
    out.push_str(&summary(plan, palette));
    out
}

/// Renders a tenant's name and where it is declared, as far as that is known.
pub(in crate::render) fn heading(tenant: &TenantName, origin: &Origin, palette: Palette) -> String {
    let name = palette.paint(Tone::Heading, tenant);
    match &*origin.place.file {
        "" => format!("{name}\n"),
        file => format!("{name}   {}\n", palette.paint(Tone::Aside, clean(file))),
    }
}

fn same_in(others: &[&str], palette: Palette) -> String {
    let mut names = others.iter().take(NAMES).copied().collect::<Vec<_>>().join(", ");
    if others.len() > NAMES {
        let _ = write!(names, " and {} more", grouped(others.len() - NAMES));
    }
    let text = format!("the same in {}: {names}", counted(others.len(), "more tenant"));
    let mut out = String::new();
    for line in layout::wrap(&text, palette.width() - 4) {
        let sign = if out.is_empty() { "  = " } else { "    " };
        let _ = writeln!(out, "{sign}{line}");
    }
    out
}
