//! What is there now, as text.

use super::text::line;
use crate::{
    domain::counted,
    plan::{Explanation, LiveAccess, LiveAccount, LiveThing},
    render::{
        Palette, Tone,
        clean::clean,
        moment::{clock, distance},
        plan_text::cause,
    },
};

/// Writes what is there now, or why that is not known.
pub(super) fn live(explanation: &Explanation, palette: Palette) -> String {
    let found = match &explanation.live {
        None => return String::new(),
        Some(Ok(found)) => found,
        Some(Err(refusal)) => {
            let code = refusal.code.as_deref();
            let why = cause(&refusal.message, code, refusal.request_id.as_deref());
            let mut out = line("Now", Tone::Bad, &format!("not known: {why}"), palette);
            out.push_str(&line("Way out", Tone::Regular, &clean(&refusal.help), palette));
            return out;
        }
    };
    let mut out = account(found, explanation, palette);
    if !found.unread.is_empty() {
        let names: Vec<String> = found
            .unread
            .iter()
            .map(|read| match &read.why {
                Some(why) => format!("{} ({})", clean(&read.collection), clean(why)),
                None => clean(&read.collection),
            })
            .collect();
        let text = format!("not read: {}", names.join("; "));
        out.push_str(&line("", Tone::Bad, &text, palette));
    }
    out
}

fn account(found: &LiveAccess, explanation: &Explanation, palette: Palette) -> String {
    let LiveAccount::Found {
        id,
        user_principal_name,
        enabled,
        grant,
        due,
        roles,
        groups,
        eligible,
        complete,
        ended,
    } = &found.account
    else {
        let (tone, text) = match &found.account {
            LiveAccount::Absent => (Tone::Heading, "she has no account yet".to_owned()),
            LiveAccount::Unknown(why) => {
                (Tone::Bad, format!("her account could not be read: {}", clean(why)))
            }
            LiveAccount::NotOurs(what) | LiveAccount::Found { due: Some(what), .. } => {
                (Tone::Bad, format!("no account is hers: {}", clean(what)))
            }
            LiveAccount::Found { .. } => return String::new(),
        };
        return line("Now", tone, &text, palette);
    };
    let now = explanation.at;
    let state = if *enabled { "enabled" } else { "disabled" };
    let name = clean(user_principal_name.as_str());
    let mut out = line("Now", Tone::Heading, &format!("{name} ({id}) is {state}"), palette);
    let mut more = |text: String| out.push_str(&line("", Tone::Heading, &text, palette));
    match grant {
        Some(stamp) => more(format!(
            "grant {} until {} ({})",
            clean(stamp.id.as_str()),
            clock(stamp.deadline, now),
            distance(stamp.deadline, now)
        )),
        None => more("no grant is open".to_owned()),
    }
    if let Some(due) = due {
        more(format!("its access ends at the next sweep: {}", clean(due)));
    }
    more(held("role", roles));
    more(held("group", groups));
    if !eligible.is_empty() {
        let names: Vec<String> = eligible.iter().map(|name| clean(name)).collect();
        more(format!("may take up by itself: {}", names.join(", ")));
    }
    if !complete {
        more("those may not be all".to_owned());
    }
    if let Some(ended) = ended {
        let id = ended.id.as_ref().map_or("access without a grant", |id| id.as_str());
        more(format!("last ended: {}, {}", clean(id), clock(ended.at, now)));
    }
    out
}

fn held(word: &str, things: &[LiveThing]) -> String {
    if things.is_empty() {
        return format!("in no {word}").replace("in no role", "holds no role");
    }
    let names: Vec<String> = things
        .iter()
        .map(|thing| {
            let mut notes = Vec::new();
            if thing.bound {
                notes.push("ended by Entra ID");
            }
            if !thing.mapped {
                notes.push("no mapping gives it");
            }
            let name = clean(&thing.name);
            if notes.is_empty() { name } else { format!("{name} ({})", notes.join(", ")) }
        })
        .collect();
    format!("{}: {}", counted(things.len(), word), names.join(", "))
}
