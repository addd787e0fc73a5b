//! The configuration in `-C DIR`, for commands that only end access: in whatever state it is.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use jiff::Timestamp;

use super::{Exit, Failure, args::Scope, ui::Ui};
use crate::{
    desired::{self, Desired, Ending, Legible, Unreachable},
    domain::{OrganizationName, TenantName},
    render::{WIDTH, problems_text},
    source::{Problem, SourceMap},
};

/// A configuration as far as ending access needs it.
pub(super) struct Lenient {
    /// What could be read.
    pub(super) desired: Desired,
    /// What of each tenant could be read.
    pub(super) legible: BTreeMap<TenantName, Legible>,
    /// The tenants that nobody can reach, or in which access may be missed.
    pub(super) unreachable: Vec<Unreachable>,
    /// Whether it could be read where the audit trail is.
    pub(super) knows_trail: bool,
}

impl Lenient {
    /// Reads the configuration; everything that is wrong with it is warned about on stderr.
    /// `name` is the organization's, for a file in which it cannot be read.
    ///
    /// # Errors
    ///
    /// Fails (65) where nobody says what the organization is called: what is ours bears its name.
    pub(super) fn load(
        directory: &Path,
        name: Option<&OrganizationName>,
        now: Timestamp,
        ui: Ui,
    ) -> Result<Self, Failure> {
        match (desired::load_for_ending(directory, now), name) {
            (Ok(ending), Some(name)) if ending.organization.name != *name => {
                let known = &ending.organization.name;
                Err(Failure::usage(format!("the organization is called {known}, not {name}"))
                    .help("leave --organization out where tenantry.yaml can be read"))
            }
            (Ok(ending), _) => Ok(Self::of(ending, ui)),
            (Err(nameless), Some(name)) => Ok(Self::of(nameless.named(name), ui)),
            (Err(nameless), None) => {
                warn(&nameless.problems, &nameless.sources, ui);
                Err(Failure::new(Exit::Configuration, nameless.to_string())
                    .help("mend it, or name the organization with --organization"))
            }
        }
    }

    fn of(ending: Ending, ui: Ui) -> Self {
        warn(&ending.problems, &ending.sources, ui);
        let legible = ending.tenants.iter().map(|(name, found)| (name.clone(), found.legible));
        let legible = legible.collect();
        let tenants = ending.tenants.into_iter().map(|(name, found)| (name, found.tenant));
        let desired = Desired {
            organization: ending.organization,
            tenants: tenants.collect(),
            grants: ending.grants,
            digest: String::new(),
        };
        let knows_trail = ending.legible.audit;
        let mut found = Self { desired, legible, unreachable: ending.unreachable, knows_trail };
        found.doubt("auth.markerClientId", |legible| legible.marker);
        found
    }

    /// Counts the tenants of which something cannot be read among those that may be left open.
    fn doubt(&mut self, lacks: &'static str, is_known: impl Fn(&Legible) -> bool) {
        for (name, tenant) in &self.desired.tenants {
            if self.legible.get(name).is_some_and(|legible| !is_known(legible)) {
                self.unreachable.push(Unreachable {
                    file: Arc::clone(&tenant.origin.place.file),
                    tenant: Some(name.clone()),
                    lacks: vec![lacks],
                    problems: Vec::new(),
                });
            }
        }
    }

    /// Returns the scope without the tenants that nobody can reach, and keeps those that it names;
    /// `None` where nothing else is left of it.
    pub(super) fn narrow(&mut self, scope: &Scope) -> Option<Scope> {
        if !scope.selector.is_empty() {
            self.doubt("labels", |legible| legible.labels);
        }
        let of_unreachable = |name: &String| {
            let mut names = self.unreachable.iter().filter_map(|it| it.tenant.as_ref());
            let declared = self.desired.tenants.keys().any(|known| known.as_str() == name);
            !declared && names.any(|known| known.as_str() == name)
        };
        let mut left = scope.clone();
        left.tenant.retain(|name| !of_unreachable(name));
        left.exclude.retain(|name| !of_unreachable(name));
        self.unreachable.retain(|it| {
            let named = |list: &[String]| {
                it.tenant.as_ref().is_some_and(|name| list.iter().any(|one| one == name.as_str()))
            };
            !named(&scope.exclude) && (scope.tenant.is_empty() || named(&scope.tenant))
        });
        let only_unreachable = left.tenant.is_empty() && !scope.tenant.is_empty();
        let nothing = self.desired.tenants.is_empty() && !self.unreachable.is_empty();
        (!only_unreachable && !nothing).then_some(left)
    }

    /// Says which tenants nobody can reach.
    pub(super) fn tell_unreachable(&self, ui: Ui) {
        for it in &self.unreachable {
            let name = it.tenant.as_ref().map_or("a tenant", TenantName::as_str);
            let lacks = it.lacks.join(", ");
            let known = it.tenant.as_ref().is_some_and(|one| self.legible.contains_key(one));
            let what = if known {
                "may hold access that is not found"
            } else {
                "cannot be reached, and nothing is ended there"
            };
            ui.warn(&format!("{name} ({}) {what}: {lacks} cannot be read", it.file));
        }
    }
}

fn warn(problems: &[Problem], sources: &SourceMap, ui: Ui) {
    if !problems.is_empty() {
        let coloured = ui.error_palette().is_coloured();
        ui.say(problems_text(problems, sources, coloured, WIDTH).trim_end());
    }
}
