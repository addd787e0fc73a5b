//! What became of a plan, as text.

use std::fmt::Write as _;

use jiff::Timestamp;

use super::{
    Told, delivery::delivery_text, reasons, rollback::rollback_text, tally::Tally, told::change_of,
};
use crate::{
    apply::{AppliedTenant, ChangeOutcome, StepOutcome},
    domain::counted,
    plan::{Change, ChangeAction, Plan, PlannedTenant, allow::TenantAllowance},
    render::{
        Palette, Tone,
        clean::clean,
        layout::hanging,
        plan_text::{cause, heading},
    },
};

/// Where an address stands.
const ADDRESS: usize = 14;

/// Renders what became of a plan: per tenant what was done, what waits and for what, what failed
/// and what to do about it, what was taken back, what could not be read, what is in error, what a
/// guard withheld, what a saved plan did not allow, and the count. Whatever the exit code, its cause
/// is in it. Access that is open now comes last, with its sealed credential.
#[must_use]
pub fn outcome_text(told: &Told<'_>, palette: Palette) -> String {
    let plan = told.plan;
    let mut out = String::new();
    for tenant in &plan.tenants {
        let done = told.done(tenant);
        let mut body = body(tenant, done, palette);
        body.extend(told.taken_back(&tenant.tenant).map(|it| rollback_text(it, palette)));
        body.push_str(&kept_back(plan, tenant, done, palette));
        let allowed = told.allowance.and_then(|allowance| allowance.tenants.get(&tenant.tenant));
        body.push_str(&allowed.map(|allowed| held_back(allowed, palette)).unwrap_or_default());
        if !body.is_empty() {
            let heading = heading(&tenant.tenant, &tenant.origin, palette);
            let _ = writeln!(out, "{heading}{body}");
        }
    }
    for verdict in reasons::blocking(&plan.guards) {
        let text = format!("{}: {}", verdict.id, clean(&verdict.message));
        let _ = writeln!(out, "the run\n{}", line("blocked", Tone::Bad, &text, palette));
    }
    out.push_str(&last_line(told, palette));
    out.extend(told.deliveries.iter().map(|delivery| delivery_text(delivery, palette)));
    out
}

/// Renders what kept the tenant from being done before any of its changes was tried.
fn kept_back(
    plan: &Plan,
    tenant: &PlannedTenant,
    applied: Option<&AppliedTenant>,
    palette: Palette,
) -> String {
    let mut out = String::new();
    for read in reasons::unknown(tenant) {
        let why = read.why.as_deref().unwrap_or("it was not read");
        let why = cause(why, None, read.request_id.as_deref());
        let text = format!("{}: {why}", clean(&read.collection));
        out.push_str(&line("unknown", Tone::Bad, &text, palette));
    }
    for error in reasons::errors(tenant) {
        let address = clean(&error.address.to_string());
        let text = format!("{address}: {} [{}]", clean(&error.message), error.code);
        out.push_str(&line("error", Tone::Bad, &text, palette));
        if let Some(text) = &error.help {
            out.push_str(&help(text, palette));
        }
    }
    for verdict in reasons::blocking(&tenant.guards) {
        let text = format!("{}: {}", verdict.id, clean(&verdict.message));
        out.push_str(&line("blocked", Tone::Bad, &text, palette));
    }
    for (change, verdict) in reasons::held(plan, tenant, applied) {
        let text = format!("{}: by {}", clean(&change.address.to_string()), verdict.id);
        out.push_str(&line("withheld", Tone::Notice, &text, palette));
    }
    out
}

/// Renders what a saved plan kept from being done, and what of it was done already.
fn held_back(allowed: &TenantAllowance, palette: Palette) -> String {
    let mut out = String::new();
    if let Some(why) = &allowed.stale {
        out.push_str(&line("stale", Tone::Bad, &clean(why), palette));
        out.push_str(&help("Plan again: the tenant has moved since the plan was made.", palette));
    }
    if allowed.was_unknown {
        let text = "the saved plan did not know this tenant completely";
        out.push_str(&line("incomplete", Tone::Notice, text, palette));
        out.push_str(&help("Plan again: what it could not read, it does not allow.", palette));
    }
    for address in &allowed.unknown {
        let text = format!("{}: nobody can tell whether it is due", clean(address));
        out.push_str(&line("unknown", Tone::Bad, &text, palette));
    }
    for (address, why) in &allowed.left {
        let text = format!("{}: {}", clean(&address.to_string()), clean(why));
        out.push_str(&line("left", Tone::Notice, &text, palette));
    }
    for address in &allowed.done {
        let text = format!("{}: done already", clean(address));
        out.push_str(&line("unchanged", Tone::Aside, &text, palette));
    }
    out
}

fn body(tenant: &PlannedTenant, applied: Option<&AppliedTenant>, palette: Palette) -> String {
    let mut out = String::new();
    if let Some(refusal) = &tenant.refusal {
        let text = cause(&refusal.message, refusal.code.as_deref(), refusal.request_id.as_deref());
        out.push_str(&line("not entered", Tone::Bad, &text, palette));
        out.push_str(&help(&refusal.help, palette));
    }
    for change in applied.into_iter().flat_map(|applied| &applied.changes) {
        out.push_str(&outcome(change, change_of(tenant, change), palette));
    }
    out
}

fn outcome(change: &ChangeOutcome, planned: Option<&Change>, palette: Palette) -> String {
    let ends = planned.is_some_and(|planned| planned.ends_access);
    if ends && change.outcome != StepOutcome::Proved {
        let text = format!("{}: {}", change.address, change.message);
        return expiry_failed(&text, change.pending_until, palette);
    }
    let (word, tone, advice) = match change.outcome {
        StepOutcome::Proved => (planned.map_or("done", proved), Tone::Good, None),
        StepOutcome::Waiting => ("waiting", Tone::Notice, Some("Apply again once it is there.")),
        StepOutcome::Skipped => ("skipped", Tone::Notice, None),
        StepOutcome::Stale => ("stale", Tone::Bad, Some("Plan again: the tenant has changed.")),
        StepOutcome::Unverified => {
            ("unverified", Tone::Bad, Some("Apply again: what took effect is not sent twice."))
        }
        StepOutcome::Unproven => (
            "unproven",
            Tone::Bad,
            Some(
                "Apply again, which resolves it; until then try the named versions in their order.",
            ),
        ),
        StepOutcome::Failed => ("failed", Tone::Bad, Some("Remove the cause and apply again.")),
        StepOutcome::Interrupted => (
            "interrupted",
            Tone::Notice,
            Some("Run the same again; `apply --resume` finishes an apply."),
        ),
    };
    let message = if change.message.is_empty() {
        String::new()
    } else {
        format!(": {}", clean(&change.message))
    };
    let text = format!("{}{message}", clean(&change.address.to_string()));
    let mut out = line(word, tone, &text, palette);
    if let Some(advice) = advice {
        out.push_str(&help(advice, palette));
    }
    out
}

/// Returns the word for a change that is done and read back.
fn proved(planned: &Change) -> &'static str {
    match &planned.grant {
        Some(grant) if grant.extends => "extended",
        Some(_) => "granted",
        None if planned.ends_access && planned.action != ChangeAction::Delete => "revoked",
        None => "done",
    }
}

/// Renders the end of access that is not proved; `text` is the address and the cause.
pub(super) fn expiry_failed(
    text: &str,
    pending_until: Option<Timestamp>,
    palette: Palette,
) -> String {
    let mut out = line("EXPIRY_FAILED ", Tone::Bad, &clean(text), palette);
    let advice = match pending_until {
        Some(until) => format!(
            "Entra ID takes it back from {until} on: run the same command again then, or let \
             `tenantry sweep` finish it."
        ),
        None => "The access may still be open. Remove the cause and run the same command again."
            .to_owned(),
    };
    out.push_str(&help(&advice, palette));
    out
}

pub(super) fn line(word: &str, tone: Tone, text: &str, palette: Palette) -> String {
    let label = palette.paint(tone, format!("  {word:<width$}", width = ADDRESS - 2));
    hanging(&label, ADDRESS, text, palette)
}

fn help(text: &str, palette: Palette) -> String {
    let label = format!("{}{}", " ".repeat(ADDRESS), palette.paint(Tone::Regular, "help: "));
    hanging(&label, ADDRESS + 6, &clean(text), palette)
}

fn last_line(told: &Told<'_>, palette: Palette) -> String {
    let tally = Tally::of(told);
    let mut text = format!("{}. {}.", tally.words().join(", "), writes(&tally));
    for (number, what) in [
        (tally.not_entered, "could not be entered"),
        (tally.incomplete, "incomplete: not everything could be read"),
        (tally.in_error, "with errors"),
        (tally.blocked, "held back by a guard"),
    ] {
        if number > 0 {
            let _ = write!(text, " {} {what}.", counted(number, "tenant"));
        }
    }
    if tally.expiry_failed > 0 {
        let _ = write!(text, " {} EXPIRY_FAILED.", counted(tally.expiry_failed, "account"));
    }
    let command = told.command;
    let (first, rest) = command.split_at(command.len().min(1));
    let label = format!("{}{rest}: ", first.to_uppercase());
    let width = label.len();
    hanging(&palette.paint(Tone::Heading, &label), width, &text, palette)
}

fn writes(tally: &Tally) -> String {
    if tally.writes == 0 {
        return "Nothing was written".to_owned();
    }
    format!("{} to {}", counted(tally.writes, "write"), counted(tally.written, "tenant"))
}

#[cfg(test)]
mod tests {
    use super::outcome_text;
    use crate::{
        apply::{AppliedTenant, ChangeOutcome, StepOutcome},
        plan::{
            Blocks, Diagnostic, GuardStatus,
            allow::{Allowance, TenantAllowance},
        },
        render::{
            Palette,
            outcome::{Told, outcome_json},
            plan_text::sample::{OBJECT, contoso, plan, refused, tenant, troubled},
        },
    };

    fn applied() -> Vec<AppliedTenant> {
        let change = |address: &str, outcome, message: &str| ChangeOutcome {
            address: address.parse().expect("valid"),
            outcome,
            message: message.to_owned(),
            pending_until: None,
        };
        let changes = vec![
            change("jit/alice", StepOutcome::Proved, ""),
            change(
                "domains/admin.contoso.com",
                StepOutcome::Waiting,
                "publish TXT MS=ms64983159 at admin.contoso.com",
            ),
            change("groups/Helpdesk", StepOutcome::Failed, "denied (403 Forbidden, request-id 1)"),
            change("jit/bob", StepOutcome::Skipped, "withheld by G010"),
            change("jit/carol", StepOutcome::Stale, "it is enabled"),
            change("jit/dan", StepOutcome::Unverified, "it is still\u{1b}[2J enabled"),
            change("jit/erin", StepOutcome::Interrupted, "not begun"),
        ];
        vec![AppliedTenant { tenant: "contoso".parse().expect("valid"), changes, writes: 1_204 }]
    }

    #[test]
    fn every_outcome_is_told_with_what_to_do() {
        let plan = plan(vec![contoso(), tenant("adatum"), refused()]);
        insta::assert_snapshot!(outcome_text(
            &Told { tenants: &applied(), ..Told::untried(&plan) },
            Palette::new(false)
        ));
        let contoso = TenantAllowance {
            left: [("jit/bob".parse().expect("valid"), "the file does not hold it".to_owned())]
                .into(),
            done: ["jit/carol".to_owned()].into(),
            stale: Some("jit/dan differs".to_owned()),
            ..TenantAllowance::default()
        };
        let name = "contoso".parse().expect("valid");
        let allowance = Allowance { tenants: [(name, contoso)].into() };
        let text = outcome_text(
            &Told { allowance: Some(&allowance), ..Told::untried(&plan) },
            Palette::new(false),
        );
        insta::assert_snapshot!("saved", text);
        let told =
            Told { tenants: &applied(), allowance: Some(&allowance), ..Told::untried(&plan) };
        insta::assert_snapshot!("json", outcome_json(&told));
    }

    #[test]
    fn what_was_never_tried_is_told_with_its_cause() {
        let mut broken = tenant("tailspin");
        broken.diagnostics = vec![Diagnostic::error(
            "plan::unknown-role",
            &"jit/alice".parse().expect("valid"),
            "no role of the tenant is called `Nobody`",
        )];
        let plan = plan(vec![troubled(), broken, refused()]);
        let text = outcome_text(&Told::untried(&plan), Palette::new(false));
        for part in ["fabrikam", "roleSchedules", "throttled until", OBJECT, "G010", "jit/bob"] {
            assert!(text.contains(part), "`{part}` in\n{text}");
        }
        insta::assert_snapshot!("untried", text);
        insta::assert_snapshot!("untried_json", outcome_json(&Told::untried(&plan)));
    }

    #[test]
    fn a_guard_over_the_whole_run_is_told_and_only_tenants_written_to_are_counted() {
        let mut plan = plan(vec![contoso(), tenant("adatum")]);
        let group = plan.tenants[0].changes[1].address.clone();
        plan.tenants[0].changes[1].raises_privilege = true;
        plan.guards[0].status = GuardStatus::Block;
        plan.guards[0].blocks = Blocks::Only([group].into());
        let applied = ["contoso", "adatum"].map(|name| AppliedTenant {
            tenant: name.parse().expect("valid"),
            changes: Vec::new(),
            writes: u32::from(name == "contoso"),
        });
        insta::assert_snapshot!(outcome_text(
            &Told { tenants: &applied, ..Told::untried(&plan) },
            Palette::new(false)
        ));
    }
}
