//! How a run goes: a bar on a terminal, a line for each tenant in the log, else nothing.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::ui::Ui;
use crate::{
    apply::Moment,
    domain::TenantName,
    render::{sanitize, sanitize_to},
    run::{Event, Progress},
};

/// How much of a message is drawn: the bar must stay on its line.
const MESSAGE: usize = 48;

/// Draws how a run goes, and tells the log.
pub(super) struct Bar {
    bar: ProgressBar,
}

impl Bar {
    /// Makes a bar that draws on a terminal, and nowhere else.
    ///
    /// `tenants` is how many are to be read.
    pub(super) fn new(ui: Ui, tenants: usize) -> Self {
        let target =
            if ui.can_draw() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        let style = ProgressStyle::with_template("{prefix:>9} [{bar:24}] {pos}/{len} {msg}")
            .unwrap_or_else(|_| ProgressStyle::default_bar())
            .progress_chars("=> ");
        bar.set_style(style);
        bar.set_prefix("Reading");
        bar.set_length(tenants as u64);
        Self { bar }
    }

    /// Takes the bar off the terminal, for whatever is printed next.
    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }

    fn show(&self, tenant: &TenantName, what: &str) {
        self.bar.set_message(sanitize_to(&format!("{tenant} {what}"), MESSAGE).into_owned());
    }

    fn count(&self, phase: &'static str, count: usize, of: usize) {
        self.bar.set_prefix(phase);
        self.bar.set_length(of as u64);
        self.bar.set_position(count as u64);
    }

    fn step(&self, tenant: &TenantName, moment: &Moment<'_>) {
        match moment {
            Moment::Begun { address, write, .. } => {
                let write = &*sanitize(write);
                tracing::info!(%tenant, %address, write, "writing");
                self.show(tenant, write);
            }
            Moment::Waits { address, why } => {
                let why = &*sanitize(why);
                tracing::info!(%tenant, %address, why, "waiting");
                self.show(tenant, why);
            }
            Moment::Ended { address, step, outcome, message } => {
                let message = &*sanitize(message);
                tracing::debug!(%tenant, %address, step, ?outcome, message, "step ended");
            }
            Moment::Verifying { facts } => {
                tracing::debug!(%tenant, facts, "reading back");
                self.show(tenant, "reading back");
            }
        }
    }
}

impl Progress for Bar {
    fn event(&self, tenant: &TenantName, event: &Event<'_>) {
        match event {
            Event::Started => self.show(tenant, "signing in"),
            Event::Read => {
                tracing::debug!(%tenant, "read");
                self.bar.inc(1);
                self.show(tenant, "read");
            }
            Event::Planned { status, changes, count, of } => {
                tracing::info!(%tenant, ?status, changes, "planned");
                self.count("Reading", *count, *of);
            }
            Event::Applying { changes } => {
                tracing::debug!(%tenant, changes, "applying");
                self.show(tenant, "begun");
            }
            Event::Step(moment) => self.step(tenant, moment),
            Event::Applied { outcome, count, of } => {
                tracing::info!(%tenant, ?outcome, "applied");
                self.count("Applying", *count, *of);
            }
        }
    }
}
