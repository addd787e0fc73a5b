//! What became of each emergency account, for people and for programs.

use serde_json::{Value, json};

use super::keys;
use crate::{
    domain::RotationId,
    plan::rotation::{Ending, Manner, Refusal},
    render::{Palette, Tone, sanitize},
    run::{LapsAccount, LapsOutcome, LapsQuestion, LapsRun, LapsTenant, RotationWish},
};

/// Says what somebody is asked to agree to.
pub(super) fn question(question: &LapsQuestion) -> String {
    question.wishes.iter().flat_map(wish).collect::<Vec<_>>().join("\n")
}

fn wish(wish: &RotationWish) -> Vec<String> {
    let (tenant, account) = (&wish.tenant, &wish.account);
    let first = format!(
        "{tenant}/{account}: gets a new password, stored, set and proved; its sessions end"
    );
    let sibling = |(sibling, proved): &(_, Option<_>)| match proved {
        Some(at) => format!(
            "  its sibling {sibling} was rotated only at {at}: the schedule keeps them 24 h apart, \
             so that people can learn of one before the other changes"
        ),
        None => format!("  its sibling {sibling} has no proved password yet"),
    };
    let troubles = wish.troubles.iter().map(|(sibling, why)| {
        format!("  its sibling {sibling} is none to fall back on meanwhile: {why}")
    });
    let new = "  its store holds nothing of it: if something was stored before, look at the store's \
               address and at what is mounted there first";
    let new = wish.is_new.then(|| new.to_owned());
    let keys = keys::said(&wish.keys).into_iter().map(|line| format!("  {line}"));
    let siblings = wish.siblings.iter().map(sibling);
    std::iter::once(first).chain(new).chain(siblings).chain(troubles).chain(keys).collect()
}

/// Renders a run for people.
pub(super) fn text(run: &LapsRun, rekey: bool, palette: Palette) -> String {
    if run.tenants.is_empty() {
        return "No selected tenant declares an account with `manage: rotate`.\n".to_owned();
    }
    let says = |tenant: &&LapsTenant| tenant.refusal.is_some() || !tenant.accounts.is_empty();
    let told: String =
        run.tenants.iter().filter(says).map(|tenant| of_tenant(tenant, palette)).collect();
    if rekey && told.is_empty() && !run.interrupted {
        return "Every password in force is sealed to the keys that its store declares.\n"
            .to_owned();
    }
    told
}

fn of_tenant(tenant: &LapsTenant, palette: Palette) -> String {
    let mut lines = vec![palette.paint(Tone::Heading, &tenant.tenant)];
    if let Some(refusal) = &tenant.refusal {
        let (why, help) = (sanitize(&refusal.message), sanitize(&refusal.help));
        lines.push(format!("  {}: {why}", palette.paint(Tone::Bad, "refused")));
        lines.push(format!("    {help}"));
    }
    for account in &tenant.accounts {
        let said = said(&account.outcome);
        let line = format!("{}: {}", said.word, said.detail);
        lines.push(format!("  {}  {}", account.account, sanitize(&line)));
        let keys = keys::said(&account.keys);
        let more = said.more.iter().chain(&account.waived).chain(&keys);
        lines.extend(more.map(|more| format!("    {}", sanitize(more))));
    }
    lines.push(String::new());
    lines.join("\n")
}

/// What is said of an outcome.
struct Said {
    /// What programs branch on, as people read it too.
    word: &'static str,
    detail: String,
    more: Vec<String>,
}

fn said(outcome: &LapsOutcome) -> Said {
    let plain = |word, detail: &str| Said { word, detail: detail.to_owned(), more: Vec::new() };
    match outcome {
        LapsOutcome::Ended(ending) => ended(ending),
        LapsOutcome::LeftAlone(obstacle) => {
            Said { more: vec![obstacle.help.clone()], ..plain("left alone", &obstacle.why) }
        }
        LapsOutcome::Guarded { guard, why } => {
            let help = || {
                format!(
                    "--acknowledge {guard}=REASON waives it for this run, in CI only \
                     `guards.acknowledge` in tenantry.yaml"
                )
            };
            let more = guard.can_be_waived().then(help).into_iter().collect();
            Said { more, ..plain("blocked", &format!("{guard}: {why}")) }
        }
        LapsOutcome::NotThisRun => {
            plain("not this run", "at most one account of a tenant is rotated in a run")
        }
        LapsOutcome::Untried => plain("untried", "nothing was done"),
        LapsOutcome::Failed(why) => plain("failed", why),
    }
}

fn ended(ending: &Ending) -> Said {
    let said = |word, detail: String| Said { word, detail, more: Vec::new() };
    match ending {
        Ending::Proved { rotation, manner, drifted, untidy } => {
            let how = match manner {
                Manner::Set => "is proved to be in force",
                Manner::Recovered => "of an earlier run is proved to be in force",
                Manner::ByAnother => "was proved by another run",
            };
            let drift = "somebody else had changed the password since the last proof";
            let more = drifted.then(|| drift.to_owned()).into_iter();
            let more = more.chain(untidy.as_ref().map(|why| format!("left to do: {why}")));
            Said { more: more.collect(), ..said("rotated", format!("{rotation} {how}")) }
        }
        Ending::NothingDue { due, untidy } => {
            let more = untidy.iter().map(|why| format!("left to do: {why}")).collect();
            Said { more, ..said("nothing due", format!("the next rotation is due at {due}")) }
        }
        Ending::Refused(refusal) => Said {
            more: way_out(refusal).map(str::to_owned).into_iter().collect(),
            ..said("not rotated", refusal.to_string())
        },
        Ending::Unproven { candidates, drifted, why } => {
            let drift = "somebody else had changed the password, so it may be none of them";
            let more = [
                format!("in force is one of these, the newest first: {}", list(candidates)),
                "rotating again resolves it; `tenantry laps show` opens them in that order"
                    .to_owned(),
            ];
            let more = more.into_iter().chain(drifted.then(|| drift.to_owned()));
            Said { more: more.collect(), ..said("unproven", why.clone()) }
        }
        Ending::LostRace { candidates } => {
            let more = vec![format!("in force is one of these: {}", list(candidates))];
            Said { more, ..said("lost race", "another run goes on from here".to_owned()) }
        }
        Ending::Claimed { until } => {
            said("claimed", format!("another run may set its password until {until}"))
        }
    }
}

fn list(candidates: &[RotationId]) -> String {
    candidates.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

const fn way_out(refusal: &Refusal) -> Option<&'static str> {
    match refusal {
        Refusal::SiblingUnproved { .. } => Some(
            "put that account right first: `tenantry laps status` says what is wrong with it; \
                 `tenantry laps rotate --account TENANT/NAME` rotates one by itself",
        ),
        Refusal::NeverProved => Some(
            "look at the store's address if one was stored before; else prove its first by \
             `tenantry laps rotate --account TENANT/NAME`: the schedule begins with that",
        ),
        Refusal::Policy(_) => Some(
            "every password is drawn anew: rotate again, and look at the tenant's list of banned \
             passwords if that is refused too",
        ),
        Refusal::Denied(_) => Some(
            "it takes the permission User-PasswordProfile.ReadWrite.All and the directory role \
             Privileged Authentication Administrator",
        ),
        _ => None,
    }
}

/// Renders a run as JSON: format `tenantry.laps.rotate` or `tenantry.laps.rekey`, version 1.0.
pub(super) fn json(run: &LapsRun, rekey: bool) -> String {
    let document = json!({
        "format": if rekey { "tenantry.laps.rekey" } else { "tenantry.laps.rotate" },
        "formatVersion": "1.0",
        "toolVersion": env!("CARGO_PKG_VERSION"),
        "declined": run.declined,
        "interrupted": run.interrupted,
        "unaudited": run.unaudited,
        "tenants": run.tenants.iter().map(tenant_json).collect::<Vec<_>>(),
    });
    format!("{document:#}\n")
}

fn tenant_json(tenant: &LapsTenant) -> Value {
    let refusal = tenant.refusal.as_ref();
    json!({
        "tenant": tenant.tenant,
        "tenantId": tenant.tenant_id,
        "refusal": refusal.map(|it| json!({ "kind": it.kind, "message": it.message, "help": it.help })),
        "accounts": tenant.accounts.iter().map(account_json).collect::<Vec<_>>(),
    })
}

fn account_json(account: &LapsAccount) -> Value {
    let said = said(&account.outcome);
    let mut value = json!({
        "account": account.account,
        "outcome": said.word,
        "message": said.detail,
        "notes": said.more,
        "waived": account.waived,
        "keys": keys::json(&account.keys),
    });
    match &account.outcome {
        LapsOutcome::Ended(Ending::Proved { rotation, drifted, .. }) => {
            value["rotation"] = json!(rotation);
            value["drifted"] = json!(drifted);
        }
        LapsOutcome::Ended(Ending::NothingDue { due, .. }) => value["due"] = json!(due),
        LapsOutcome::Ended(Ending::Unproven { candidates, drifted, .. }) => {
            value["candidates"] = json!(candidates);
            value["drifted"] = json!(drifted);
        }
        LapsOutcome::Ended(Ending::LostRace { candidates }) => {
            value["candidates"] = json!(candidates);
        }
        LapsOutcome::Ended(Ending::Claimed { until }) => value["until"] = json!(until),
        LapsOutcome::Guarded { guard, .. } => value["guard"] = json!(guard),
        _ => {}
    }
    value
}

#[cfg(test)]
mod tests {
    use super::{json, question, text};
    use crate::{
        plan::rotation::{Ending, KeyChange, Refusal},
        render::Palette,
        run::{
            LapsAccount, LapsOutcome, LapsQuestion, LapsRun, LapsTenant, Requests, RotationWish,
        },
    };

    fn run(outcome: LapsOutcome) -> LapsRun {
        let account = LapsAccount {
            account: "emergency-1".parse().unwrap(),
            outcome,
            waived: vec!["G014: in use".to_owned()],
            keys: KeyChange::default(),
        };
        let tenant = LapsTenant {
            tenant: "contoso".parse().unwrap(),
            tenant_id: "3f2a8a2c-0000-4000-8000-000000000001".parse().unwrap(),
            refusal: None,
            accounts: vec![account],
        };
        let requests = Requests::default();
        let (declined, interrupted, unaudited) = (false, false, None);
        LapsRun { tenants: vec![tenant], declined, interrupted, unaudited, requests }
    }

    #[test]
    fn candidates_are_named_and_what_to_do_with_them() {
        let candidates =
            vec!["000002-1f3a9c2b".parse().unwrap(), "000001-1f3a9c2b".parse().unwrap()];
        let why = "the directory\u{1b}[2J does not show it".to_owned();
        let run = run(LapsOutcome::Ended(Ending::Unproven { candidates, drifted: true, why }));
        let said = text(&run, false, Palette::new(false));
        for part in [
            "contoso",
            "emergency-1  unproven",
            "000002-1f3a9c2b, 000001-1f3a9c2b",
            "laps show",
            "none of them",
            "G014: in use",
        ] {
            assert!(said.contains(part), "no `{part}` in {said}");
        }
        assert!(!said.contains('\u{1b}'), "{said}");
        let document: serde_json::Value = serde_json::from_str(&json(&run, false)).unwrap();
        let account = &document["tenants"][0]["accounts"][0];
        assert_eq!(account["candidates"][0], "000002-1f3a9c2b");
        assert_eq!((&account["outcome"], &account["drifted"]), (&"unproven".into(), &true.into()));
    }

    #[test]
    fn a_refusal_says_the_way_out() {
        let refused = LapsOutcome::Ended(Ending::Refused(Refusal::Denied("no (403)".to_owned())));
        let said = text(&run(refused), false, Palette::new(false));
        assert!(
            said.contains("not rotated") && said.contains("Privileged Authentication"),
            "{said}"
        );
    }

    #[test]
    fn the_question_tells_what_is_unusual() {
        let at = "2026-11-23T09:00:00Z".parse().ok();
        let siblings =
            vec![("emergency-2".parse().unwrap(), at), ("emergency-3".parse().unwrap(), None)];
        let (tenant, account) = ("contoso".parse().unwrap(), "emergency-1".parse().unwrap());
        let keys = KeyChange::default();
        let troubles = [("emergency-3".parse().unwrap(), "it is disabled".to_owned())].into();
        let is_new = true;
        let wishes = vec![RotationWish { tenant, account, siblings, troubles, is_new, keys }];
        let said = question(&LapsQuestion { wishes });
        for part in [
            "contoso/emergency-1",
            "24 h",
            "emergency-3 has no proved password",
            "fall back on meanwhile: it is disabled",
            "holds nothing",
        ] {
            assert!(said.contains(part), "{said}");
        }
    }
}
