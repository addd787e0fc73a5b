//! `tenantry laps status`: how the emergency accounts stand.

use clap::Args;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::keys;
use crate::{
    cli::{
        Exit, Failure,
        args::{Common, Format, Moment, Reach, Report, Scope},
        report::Reports,
        runtime::block_on,
        session::{Session, Wishes},
        ui::Ui,
    },
    domain::counted,
    observed::Reading,
    plan::laps::AccountStatus,
    render::{Palette, Tone, sanitize},
    run::{self, AccountStanding, LapsStatus, TenantStanding},
};

/// What a password cannot do, whoever holds it (Microsoft Entra, mandatory multifactor
/// authentication).
const LIMIT: &str = "\
A password alone opens no admin portal: Microsoft requires multifactor authentication there. Register
a passkey or a certificate for each account, and keep it where the key to its password is.";

/// What `laps status` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Ends with 9 where an account needs a person, with 7 where none of the tenants could be signed in to, \
and with 6 where one could not be entered or something of it could not be read.

Examples:
  tenantry laps status
  tenantry laps status --tenant contoso --format json")]
pub(crate) struct StatusArguments {
    /// With --sandbox only
    #[command(flatten)]
    moment: Moment,
    #[command(flatten)]
    scope: Scope,
    #[command(flatten)]
    report: Report,
    #[command(flatten)]
    reach: Reach,
}

pub(super) fn run(arguments: &StatusArguments, common: &Common, ui: Ui) -> Result<Exit, Failure> {
    arguments.reach.check_time(arguments.moment.at)?;
    Reports::new(&arguments.report, ui).check(None)?;
    block_on(async {
        let wishes = Wishes {
            common,
            reach: &arguments.reach,
            scope: &arguments.scope,
            waive: None,
            prune: false,
            format: arguments.report.format,
            at: arguments.moment.at,
        };
        let session = Session::begin(wishes, ui).await?;
        let (setup, entrance) = (&session.setup, &session.world.entrance);
        let found = run::laps_status(setup, entrance, &common.directory).await;
        session.bar.clear();
        let interruption = session.interruption();
        session.world.close().await;
        Reports::new(&arguments.report, ui).give(|format: Format, palette: Palette| {
            Ok(match format {
                Format::Text => text(&found, palette),
                Format::Json => json_of(&found),
            })
        })?;
        Ok(interruption.unwrap_or_else(|| Exit::of(found.verdict(), false)))
    })
}

fn text(found: &LapsStatus, palette: Palette) -> String {
    let mut lines: Vec<String> =
        found.tenants.iter().flat_map(|tenant| of_tenant(tenant, palette)).collect();
    if lines.is_empty() {
        return "No selected tenant declares emergency accounts.\n".to_owned();
    }
    lines.push(format!("\n{LIMIT}\n"));
    lines.join("\n")
}

fn of_tenant(tenant: &TenantStanding, palette: Palette) -> Vec<String> {
    let mut lines = vec![palette.paint(Tone::Heading, &tenant.tenant)];
    match &tenant.accounts {
        Ok(accounts) => {
            for standing in accounts {
                let account = &standing.status;
                let (word, tone) = word(account);
                lines.push(format!("  {}  {}", account.account, palette.paint(tone, word)));
                let more = details(standing, tenant.read_at);
                lines.extend(more.iter().map(|line| format!("    {}", sanitize(line))));
            }
        }
        Err(refusal) => {
            let (why, help) = (sanitize(&refusal.message), sanitize(&refusal.help));
            lines.push(format!("  {}: {why}", palette.paint(Tone::Bad, "refused")));
            lines.push(format!("    {help}"));
        }
    }
    lines
}

const fn word(account: &AccountStatus) -> (&'static str, Tone) {
    match (account.faults.is_empty(), account.unknown.is_empty()) {
        (false, _) => ("needs a person", Tone::Bad),
        (true, false) => ("unknown", Tone::Notice),
        (true, true) => ("ready", Tone::Regular),
    }
}

fn details(standing: &AccountStanding, now: Option<Timestamp>) -> Vec<String> {
    let AccountStanding { status: account, last_sign_in } = standing;
    let mut lines: Vec<String> = account.faults.iter().chain(&account.unknown).cloned().collect();
    if !account.beside.is_empty() {
        lines.push(format!("it has more than is declared: {}", account.beside.join("; ")));
    }
    if !account.rotated {
        let more = "its password is not rotated, and what else it signs in with is not looked at";
        lines.push(more.to_owned());
    }
    if let Some((rotation, Some(proved))) = account.current {
        let hours = now.map(|now| now.duration_since(proved).as_hours()).unwrap_or_default();
        let days = usize::try_from(hours / 24).unwrap_or_default();
        let (ago, at) = (counted(days, "day"), second(proved));
        lines.push(format!("password {rotation}: proved {ago} ago, at {at}"));
    }
    if !account.candidates.is_empty() {
        let names: Vec<String> = account.candidates.iter().map(ToString::to_string).collect();
        lines.push(format!("in force is one of these, the newest first: {}", names.join(", ")));
    }
    if let Some(opened) = account.opened {
        lines.push(format!("somebody opened it at {}", second(opened)));
    }
    if account.unfinished {
        let more =
            "left to do by the next rotation run: sessions to end, or old versions to remove";
        lines.push(more.to_owned());
    }
    if let Some(due) = account.due {
        let when = match account.not_before {
            _ if now.is_none_or(|now| due > now) => format!("at {}", second(due)),
            None => "now".to_owned(),
            Some(until) => {
                format!("now, and a day after the other account's: at {}", second(until))
            }
        };
        lines.push(format!("next rotation: due {when}"));
    }
    if !account.recipients.is_empty() {
        lines.push(format!("opened by: {}", account.recipients.join(", ")));
    }
    lines.extend(keys::said(&account.keys));
    lines.push(match last_sign_in {
        Reading::Known(Some(at)) if standing.is_used() => {
            let help = "rotate it once the emergency is over, by `tenantry laps rotate --account`";
            format!("last sign-in: {}, after the password was proved: {help}", second(*at))
        }
        Reading::Known(Some(at)) => format!("last sign-in: {}", second(*at)),
        Reading::Known(None) => "last sign-in: none that the tenant remembers".to_owned(),
        Reading::Absent => return lines,
        Reading::Unknown(unknown) => format!("last sign-in: not shown ({})", unknown.why),
    });
    lines
}

/// Writes a time to the second, which is enough for people.
fn second(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Renders it as JSON: format `tenantry.laps.status`, version 1.0.
fn json_of(found: &LapsStatus) -> String {
    let document = json!({
        "format": "tenantry.laps.status",
        "formatVersion": "1.0",
        "toolVersion": env!("CARGO_PKG_VERSION"),
        "interrupted": found.interrupted,
        "passwordAlone": LIMIT,
        "tenants": found.tenants.iter().map(tenant_json).collect::<Vec<_>>(),
    });
    format!("{document:#}\n")
}

fn tenant_json(tenant: &TenantStanding) -> Value {
    let refusal = tenant.accounts.as_ref().err();
    let accounts = tenant.accounts.iter().flatten();
    json!({
        "tenant": tenant.tenant,
        "tenantId": tenant.tenant_id,
        "readAt": tenant.read_at,
        "refusal": refusal.map(|it| json!({ "kind": it.kind, "message": it.message, "help": it.help })),
        "accounts": accounts.map(account_json).collect::<Vec<_>>(),
    })
}

fn account_json(standing: &AccountStanding) -> Value {
    let AccountStanding { status: account, last_sign_in } = standing;
    json!({
        "account": account.account,
        "userPrincipalName": account.user_principal_name,
        "objectId": account.object,
        "rotated": account.rotated,
        "status": word(account).0,
        "faults": account.faults,
        "unknown": account.unknown,
        "beside": account.beside,
        "rotation": account.current.map(|(rotation, _)| rotation),
        "proved": account.current.and_then(|(_, proved)| proved),
        "candidates": account.candidates,
        "openedAt": account.opened,
        "due": account.due,
        "notBefore": account.not_before,
        "recipients": account.recipients,
        "keys": keys::json(&account.keys),
        "unfinished": account.unfinished,
        "lastSignIn": last_sign_in.known().copied().flatten(),
        "lastSignInShown": last_sign_in.known().is_some(),
        "signedInSinceProof": standing.is_used(),
    })
}
