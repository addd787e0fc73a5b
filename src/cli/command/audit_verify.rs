//! `tenantry audit verify`: finds what was done to the audit trail.

use std::fmt::Write as _;

use clap::Args;
use serde_json::{Value, json};

use super::audit::{OfTenant, Trail, failed};
use crate::{
    audit::{Finding, Verified, verify},
    cli::{
        Exit, Failure,
        args::{Common, Format, Report},
        report::Reports,
        runtime::block_on,
        ui::Ui,
    },
    domain::counted,
    render::{Palette, Tone, sanitize},
};

/// What `audit verify` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Ends with 0 where every chain is whole, and with 1 where one is not or cannot be read. Remarks \
change nothing: writes that a crash cut off, and announcements without outcome.

Examples:
  tenantry audit verify
  tenantry audit verify --tenant contoso --format json")]
pub(crate) struct VerifyArguments {
    #[command(flatten)]
    pub(crate) tenant: OfTenant,
    #[command(flatten)]
    pub(crate) report: Report,
}

pub(super) fn run(arguments: &VerifyArguments, common: &Common, ui: Ui) -> Result<Exit, Failure> {
    Reports::new(&arguments.report, ui).check(None)?;
    let trail = Trail::open(common, &arguments.tenant)?;
    let tenant = trail.tenant(&arguments.tenant)?;
    block_on(async {
        let verified = verify(&trail.sink, tenant).await.map_err(|error| failed(&error))?;
        Reports::new(&arguments.report, ui).give(|format: Format, palette: Palette| {
            Ok(match format {
                Format::Text => text(&verified, &trail, palette),
                Format::Json => format!("{:#}\n", document(&verified, &trail)),
            })
        })?;
        Ok(if verified.problems.is_empty() { Exit::Success } else { Exit::Error })
    })
}

fn text(verified: &Verified, trail: &Trail, palette: Palette) -> String {
    let mut text = String::new();
    for (chain, extent) in &verified.chains {
        let tenant = chain.tenant;
        let name = trail.name(tenant).map_or_else(|| tenant.to_string(), ToString::to_string);
        let events = counted(extent.events, "event");
        let head = extent.head.as_ref().map(|head| format!(", seq {} {}", head.seq, head.hash));
        let line = format!("{name} {}: {events}{}", chain.year, head.unwrap_or_default());
        let _ = writeln!(text, "{line}");
    }
    let kinds = [
        (&verified.problems, palette.paint(Tone::Bad, "problem:")),
        (&verified.remarks, palette.paint(Tone::Notice, "remark:")),
    ];
    for (findings, kind) in kinds {
        for finding in findings {
            let _ = writeln!(text, "{kind} {}", sanitize(&finding.to_string()));
        }
    }
    let _ = writeln!(
        text,
        "Audit: {} in {}, {}, {}.",
        counted(verified.events(), "event"),
        counted(verified.chains.len(), "chain"),
        counted(verified.problems.len(), "problem"),
        counted(verified.remarks.len(), "remark"),
    );
    text
}

fn document(verified: &Verified, trail: &Trail) -> Value {
    let chains = verified.chains.iter().map(|(chain, extent)| {
        json!({
            "tenantId": chain.tenant,
            "tenant": trail.name(chain.tenant),
            "year": chain.year,
            "events": extent.events,
            "head": extent.head,
        })
    });
    json!({
        "formatVersion": "1.0",
        "chains": chains.collect::<Vec<_>>(),
        "problems": verified.problems.iter().map(finding).collect::<Vec<_>>(),
        "remarks": verified.remarks.iter().map(finding).collect::<Vec<_>>(),
    })
}

fn finding(finding: &Finding) -> Value {
    json!({
        "code": finding.what.code(),
        "file": finding.file,
        "line": finding.line,
        "seq": finding.seq,
        "message": sanitize(&finding.what.to_string()),
    })
}
