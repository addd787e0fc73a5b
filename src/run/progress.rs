//! What the use cases tell whoever watches.

use crate::{
    apply::{Moment, StepOutcome, Watch},
    domain::TenantName,
    plan::TenantStatus,
};

/// Is told how a run goes. Tenants tell at the same time, from several threads.
pub trait Progress: Send + Sync {
    /// Takes notice; must return soon.
    fn event(&self, tenant: &TenantName, event: &Event<'_>);
}

/// Something that happens to a tenant during a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event<'a> {
    /// It is being entered and read.
    Started,
    /// It was read.
    Read,
    /// It is planned.
    Planned {
        /// Its state.
        status: TenantStatus,
        /// How many changes there are.
        changes: usize,
        /// How many tenants are planned now, this one included.
        count: usize,
        /// How many there are to plan.
        of: usize,
    },
    /// Its changes are begun.
    Applying {
        /// How many changes there are.
        changes: usize,
    },
    /// Something happens to one of its changes.
    Step(Moment<'a>),
    /// Its changes are over.
    Applied {
        /// The worst outcome.
        outcome: StepOutcome,
        /// How many tenants are over now, this one included.
        count: usize,
        /// How many there are to change.
        of: usize,
    },
}

/// Tells nobody.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn event(&self, _: &TenantName, _: &Event<'_>) {}
}

/// Passes on what the executor tells of one tenant.
pub(super) struct Tenant<'a> {
    pub(super) name: &'a TenantName,
    pub(super) progress: &'a dyn Progress,
}

impl Watch for Tenant<'_> {
    fn saw(&self, moment: Moment<'_>) {
        self.progress.event(self.name, &Event::Step(moment));
    }
}
