//! What `doctor` found, as text.

use super::Examined;
use crate::{
    domain::counted,
    plan::{Check, CheckStatus},
    render::{
        Palette, Tone,
        clean::clean,
        layout::hanging,
        plan_text::{cause, heading},
    },
};

/// Where a check's title stands.
const TITLE: usize = 11;

/// Renders what `doctor` found: per tenant every check with its result, and the exact fix of
/// whatever is not well.
#[must_use]
pub fn doctor_text(tenants: &[Examined], palette: Palette) -> String {
    let mut out = String::new();
    for tenant in tenants {
        out.push_str(&heading(&tenant.tenant, &tenant.origin, palette));
        if let Some(refusal) = &tenant.refusal {
            let code = refusal.code.as_deref();
            let text = cause(&refusal.message, code, refusal.request_id.as_deref());
            out.push_str(&line("error", Tone::Bad, &format!("not entered: {text}"), palette));
            out.push_str(&fix(&refusal.help, palette));
        }
        for check in &tenant.checks {
            out.push_str(&checked(check, palette));
        }
        out.push('\n');
    }
    out.push_str(&summary(tenants, palette));
    out
}

fn checked(check: &Check, palette: Palette) -> String {
    let (word, tone) = match check.status {
        CheckStatus::Pass => ("ok", Tone::Good),
        CheckStatus::Skip => ("skipped", Tone::Aside),
        CheckStatus::Unknown => ("unknown", Tone::Bad),
        CheckStatus::Warn => ("warning", Tone::Notice),
        CheckStatus::Fail => ("error", Tone::Bad),
    };
    let text = format!("{}: {}", clean(&check.title), clean(&check.message));
    let mut out = line(word, tone, &text, palette);
    if let Some(text) = &check.fix {
        out.push_str(&fix(text, palette));
    }
    out
}

fn line(word: &str, tone: Tone, text: &str, palette: Palette) -> String {
    let label = palette.paint(tone, format!("  {word:<width$}", width = TITLE - 2));
    hanging(&label, TITLE, text, palette)
}

fn fix(text: &str, palette: Palette) -> String {
    let label = format!("{}{}", " ".repeat(TITLE), palette.paint(Tone::Regular, "fix: "));
    hanging(&label, TITLE + 5, &clean(text), palette)
}

fn summary(tenants: &[Examined], palette: Palette) -> String {
    let count = |status| tenants.iter().map(|tenant| tenant.count(status)).sum::<usize>();
    let refused = tenants.iter().filter(|tenant| tenant.refusal.is_some()).count();
    let text = format!(
        "{}: {} ok, {}, {}, {} unknown.",
        counted(tenants.len(), "tenant"),
        count(CheckStatus::Pass),
        counted(count(CheckStatus::Warn), "warning"),
        counted(count(CheckStatus::Fail) + refused, "error"),
        count(CheckStatus::Unknown)
    );
    hanging(&palette.paint(Tone::Heading, "Doctor: "), 8, &text, palette)
}
