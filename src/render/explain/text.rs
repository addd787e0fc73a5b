//! Why a technician has access in a tenant, or has not, as text.

use super::live::live;
use crate::{
    desired::{Decided, Engine, SignIn},
    domain::{Window, counted},
    plan::{
        Answer, CredentialForm, Ending, EndsBy, Explanation, Given, Obstacle, Through, Weighed,
    },
    render::{Palette, Tone, clean::clean, layout::hanging, plan_text::heading},
    source::{Origin, Place},
};

/// Where what is told stands.
pub(super) const COLUMN: usize = 13;

/// Renders an explanation: the answer, why not, what is given through which line, for how long and
/// ended by what, and what is there now.
#[must_use]
pub fn explain_text(explanation: &Explanation, palette: Palette) -> String {
    let mut out = heading(&explanation.tenant, &explanation.origin, palette);
    out.push_str(&answer(explanation, palette));
    for obstacle in &explanation.obstacles {
        out.push_str(&why_not(obstacle, palette));
    }
    if let Some(given) = &explanation.given {
        out.push_str(&access(given, palette));
    }
    out.push_str(&live(explanation, palette));
    out
}

/// Writes a line with its title; further lines of the same title have none.
pub(super) fn line(title: &str, tone: Tone, text: &str, palette: Palette) -> String {
    let label = palette.paint(tone, format!("  {title:<width$}", width = COLUMN - 2));
    hanging(&label, COLUMN, text, palette)
}

/// Returns a position with the file that a person would open.
pub(super) fn at(origin: &Origin) -> String {
    let place = |place: &Place| format!("{}:{}", clean(&place.file), place.line);
    let via: Vec<String> = origin.via.iter().map(place).collect();
    if via.is_empty() {
        place(&origin.place)
    } else {
        format!("{} (via {})", place(&origin.place), via.join(", "))
    }
}

fn answer(explanation: &Explanation, palette: Palette) -> String {
    let who = clean(explanation.technician.as_str());
    let (tone, text) = match explanation.answer {
        Answer::Open => (Tone::Good, format!("{who} has access now")),
        Answer::Yes => (Tone::Good, format!("{who} would get in with `tenantry grant`")),
        Answer::ByFiles => (
            Tone::Good,
            format!("{who} would get in, as far as the files say; the tenant was not asked"),
        ),
        Answer::No => (Tone::Bad, format!("{who} would not get in")),
        Answer::Unknown => (Tone::Notice, format!("nobody can tell whether {who} would get in")),
    };
    line("Answer", tone, &text, palette)
}

fn why_not(obstacle: &Obstacle, palette: Palette) -> String {
    let place = obstacle.origin.as_ref().map(|origin| format!(", {}", at(origin)));
    let text = format!(
        "{}{} [{}]",
        clean(&obstacle.message),
        place.unwrap_or_default(),
        clean(&obstacle.code)
    );
    let mut out = line("Because", Tone::Bad, &text, palette);
    if let Some(help) = &obstacle.help {
        out.push_str(&line("Way out", Tone::Regular, &clean(help), palette));
    }
    out
}

fn access(given: &Given, palette: Palette) -> String {
    let mut out = line("Account", Tone::Heading, given.user_principal_name.as_str(), palette);
    out.push_str(&things("Roles", &given.roles, palette));
    out.push_str(&things("Groups", &given.groups, palette));
    out.push_str(&window("For", &given.disable_after, palette));
    out.push_str(&window("At most", &given.maximum, palette));
    out.push_str(&line("Ended by", Tone::Heading, &ended_by(given), palette));
    out.push_str(&line("Signs in", Tone::Heading, &signs_in(given), palette));
    out
}

/// Writes each role or group, and below it through which mappings it is given.
fn things(title: &str, things: &[(String, Vec<Through>)], palette: Palette) -> String {
    let mut out = String::new();
    for (number, (name, through)) in things.iter().enumerate() {
        let title = if number == 0 { title } else { "" };
        out.push_str(&line(title, Tone::Heading, &clean(name), palette));
        for mapping in through {
            let place = mapping.line.as_ref().unwrap_or(&mapping.mapping);
            let text = format!("  for {}, {}", clean(mapping.technicians.as_str()), at(place));
            let indent = " ".repeat(COLUMN + 2);
            out.push_str(&hanging(&indent, COLUMN + 2, text.trim_start(), palette));
        }
    }
    out
}

fn window(title: &str, weighed: &Weighed, palette: Palette) -> String {
    let mut text = decided(&weighed.value);
    for (number, beaten) in weighed.beaten.iter().enumerate() {
        text.push_str(if number == 0 { "; beats " } else { " and " });
        text.push_str(&decided(beaten));
    }
    line(title, Tone::Heading, &text, palette)
}

fn decided(value: &Decided<Window>) -> String {
    let place = value.origin.as_ref().map_or_else(|| "the default".to_owned(), at);
    format!("{}, {place}", value.value)
}

fn ended_by(given: &Given) -> String {
    let engine = match given.engine.value {
        Engine::Auto => "auto",
        Engine::Direct => "direct",
        Engine::Pim => "pim",
    };
    let place = given.engine.origin.as_ref().map_or_else(|| "the default".to_owned(), at);
    let Some(Ending { by, why, .. }) = &given.ending else {
        return format!("`engine: {engine}` ({place}); the tenant decides what it comes to");
    };
    let by = match by {
        EndsBy::Pim => "pim: Entra ID ends the roles and groups itself",
        EndsBy::Tap => "tap: the Temporary Access Pass and its tokens end; tenantry takes the rest",
        EndsBy::Runner => "runner: tenantry's next run alone ends it",
    };
    let why = why.as_ref().map(|why| format!("; not PIM, since {}", clean(why)));
    format!("{by}{} (`engine: {engine}`, {place})", why.unwrap_or_default())
}

fn signs_in(given: &Given) -> String {
    let with = match (given.ending.as_ref().and_then(|ending| ending.credential), given.sign_in) {
        (Some(CredentialForm::Pass { minutes, once }), _) => {
            let once = if once { ", usable once" } else { "" };
            format!("a Temporary Access Pass of {}{once}", Window::from_minutes(minutes.into()))
        }
        (Some(CredentialForm::Password), _) | (None, SignIn::Password) => "a password".to_owned(),
        (None, SignIn::TemporaryAccessPass) => "a Temporary Access Pass".to_owned(),
    };
    match given.keys {
        0 => format!("with {with}, shown on a terminal: she has no key"),
        keys => format!("with {with}, sealed to {}", counted(keys, "key")),
    }
}
