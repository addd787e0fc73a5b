//! Access that is open now, as text.

use std::fmt::Write as _;

use super::Delivery;
use crate::{
    domain::Window,
    plan::{CredentialForm, EndsBy},
    render::{Palette, Tone, clean::clean, layout::hanging},
};

/// Where a value stands.
const VALUE: usize = 16;

/// Renders access that is open now: who signs in where and until when, what ends it, and the
/// sealed credential, if there is one, as lines of its own that nothing is added to.
pub(super) fn delivery_text(delivery: &Delivery<'_>, palette: Palette) -> String {
    let grant = delivery.grant;
    let title = format!("{}/jit/{}", delivery.tenant, grant.technician);
    let mut out = format!("\n{}\n", palette.paint(Tone::Heading, &title));
    let mut say = |name: &str, text: &str| {
        let label = palette.paint(Tone::Aside, format!("  {name:<width$}", width = VALUE - 2));
        out.push_str(&hanging(&label, VALUE, &clean(text), palette));
    };
    say("user name", grant.user_principal_name.as_str());
    say("sign in at", delivery.portal);
    say("until", &grant.stamp.deadline.to_string());
    say("ended by", &ended_by(grant.ends_by, delivery.sweep_every));
    if let Some(reason) = &grant.engine_reason {
        say("engine", reason);
    }
    say("grant", grant.stamp.id.as_str());
    let what = match grant.credential {
        None => "what she has is good until then",
        Some(CredentialForm::Pass { once: true, .. }) => {
            "a Temporary Access Pass that can be used once"
        }
        Some(CredentialForm::Pass { .. }) => "a Temporary Access Pass",
        Some(CredentialForm::Password) => "a password",
    };
    match (delivery.sealed, grant.credential) {
        (Some(sealed), _) => {
            say("credential", &format!("{what}, sealed to her keys"));
            let _ = write!(out, "\n{sealed}");
        }
        (None, Some(_)) => say("credential", &format!("{what}, shown on the terminal alone")),
        (None, None) => say("credential", what),
    }
    out
}

/// Says what ends access if tenantry never runs again, and how late that can be.
fn ended_by(ends_by: EndsBy, sweep_every: Option<Window>) -> String {
    match (ends_by, sweep_every) {
        (EndsBy::Pim, _) => "pim: Entra ID itself ends her roles and groups then".to_owned(),
        (EndsBy::Tap, _) => {
            "tap: the pass ends then, and with it the way in; roles and groups end at the next sweep"
                .to_owned()
        }
        (EndsBy::Runner, Some(every)) => {
            format!("runner: only tenantry ends it, at the next sweep, up to {every} late")
        }
        (EndsBy::Runner, None) => {
            "runner: only tenantry ends it, at the next sweep (sweepEvery does not say when)"
                .to_owned()
        }
    }
}
