//! The question before anything is changed.

use std::cell::OnceCell;

use super::{Failure, progress::Bar, ui::Ui};
use crate::{
    domain::counted,
    fleet::Stop,
    plan::{Plan, withheld},
    render::plan_text,
};

/// From how many tenants on a mere `yes` is too easy.
const MANY: usize = 10;

/// How the question is put.
pub(super) struct Question<'a> {
    /// The bar, which is cleared for it.
    pub(super) bar: &'a Bar,
    /// The wish to stop, which is an answer too.
    pub(super) stop: &'a Stop,
    /// Whether it is answered beforehand.
    pub(super) auto_approve: bool,
    /// Whether the plan is part of what stdout carries.
    pub(super) shows_on_stdout: bool,
    /// The terminal.
    pub(super) ui: Ui,
    /// Why the plan could not be shown: then nobody was asked, and nobody declined.
    pub(super) unshown: OnceCell<Failure>,
}

impl Question<'_> {
    /// Shows the plan and asks; returns whether to go on.
    pub(super) async fn put(&self, plan: &Plan) -> bool {
        self.bar.clear();
        if !self.show(plan) {
            return false;
        }
        if self.auto_approve {
            return true;
        }
        if !Ui::can_ask() {
            self.ui.warn("nothing was done: there is no terminal to ask on");
            self.ui.hint("--auto-approve answers beforehand");
            return false;
        }
        let (ui, tenants) = (self.ui, changed(plan));
        let answer = tokio::task::spawn_blocking(move || confirmed(ui, tenants));
        tokio::select! {
            answer = answer => answer.unwrap_or(false),
            () = self.stop.requested() => false,
        }
    }

    /// Whoever agrees has seen what to: nothing is done of a plan that could not be shown.
    fn show(&self, plan: &Plan) -> bool {
        if self.shows_on_stdout {
            let text = format!("{}\n", plan_text(plan, self.ui.palette()));
            return match self.ui.answer(&text) {
                Ok(()) => true,
                Err(failure) => {
                    // A question is put once, so that there is nothing to replace.
                    drop(self.unshown.set(failure));
                    false
                }
            };
        }
        if !self.auto_approve {
            self.ui.say(&plan_text(plan, self.ui.error_palette()));
        }
        true
    }
}

/// Counts the tenants in which something would be done.
fn changed(plan: &Plan) -> usize {
    let would = |tenant: &&crate::plan::PlannedTenant| {
        tenant.changes.iter().any(|change| withheld(plan, tenant, change).is_none())
    };
    plan.tenants.iter().filter(would).count()
}

fn confirmed(ui: Ui, tenants: usize) -> bool {
    let (question, expected) = question(tenants);
    ui.ask(&question).is_some_and(|answer| answer.eq_ignore_ascii_case(&expected))
}

fn question(tenants: usize) -> (String, String) {
    if tenants >= MANY {
        let question =
            format!("{} to change. Type their number to apply:", counted(tenants, "tenant"));
        (question, tenants.to_string())
    } else {
        ("Apply? Only `yes` is taken for an answer:".to_owned(), "yes".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::question;

    #[test]
    fn many_tenants_have_to_be_counted() {
        assert_eq!(question(1).1, "yes");
        assert_eq!(question(9).1, "yes");
        assert_eq!(question(10).1, "10");
        assert_eq!(question(1204).1, "1204");
    }
}
