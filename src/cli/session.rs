//! What `plan`, `apply` and `doctor` have in common: a configuration, a selection, a world, and
//! somebody who may interrupt.

use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use jiff::Timestamp;

use super::{
    Exit, Failure,
    args::{Common, Format, Reach, Scope, Waive},
    auditing::{Recall, auditing, recall},
    configuration,
    ending::Lenient,
    progress::Bar,
    purse::Purse,
    signals::{Signals, end_at_once},
    ui::Ui,
    world::{World, embed_stores},
};
use crate::{
    desired::{Acknowledgement, Desired, Legible, TenantSet, Unreachable},
    domain::{OrganizationName, TenantName},
    fleet::{Fleet, Stop},
    plan::{Purpose, rotation::Limits},
    run::{Auditing, Clock, Selection, SelectionError, Setup, Vault},
};

/// How many tenants are named in a hint.
const FEW: usize = 12;

/// What is typed that decides what a run is about.
#[derive(Clone, Copy)]
pub(super) struct Wishes<'a> {
    /// The folder, and how much is said.
    pub(super) common: &'a Common,
    /// Which world.
    pub(super) reach: &'a Reach,
    /// Which tenants.
    pub(super) scope: &'a Scope,
    /// What is waived; `None` for a command that decides nothing.
    pub(super) waive: Option<&'a Waive>,
    /// Whether what nothing declares any more is deleted.
    pub(super) prune: bool,
    /// Another time than now.
    pub(super) at: Option<Timestamp>,
    /// The form of the answer: only text can go along with a credential on the terminal.
    pub(super) format: Format,
}

/// What is typed that decides what a run is about which only ends access.
#[derive(Clone, Copy)]
pub(super) struct EndingWishes<'a> {
    /// The folder, and how much is said.
    pub(super) common: &'a Common,
    /// Which world.
    pub(super) reach: &'a Reach,
    /// Which tenants.
    pub(super) scope: &'a Scope,
    /// The organization's name, where its file does not tell it.
    pub(super) organization: Option<&'a OrganizationName>,
    /// Another time than now.
    pub(super) at: Option<Timestamp>,
}

/// A configuration, and which of its tenants a run is about.
struct Chosen {
    desired: Desired,
    legible: BTreeMap<TenantName, Legible>,
    unreachable: Vec<Unreachable>,
    selected: Vec<TenantName>,
    recall: Recall,
    prune: bool,
    shows: bool,
}

/// A run that can begin.
pub(super) struct Session {
    /// What the use cases are given.
    pub(super) setup: Setup,
    /// The world, to be closed at the end.
    pub(super) world: World,
    /// Another time than now, as typed.
    pub(super) at: Option<Timestamp>,
    /// Where credentials wait until what they open is proved.
    pub(super) purse: Arc<Purse>,
    /// The tenants that the configuration names and nobody can reach.
    pub(super) unreachable: Vec<Unreachable>,
    /// The audit trail.
    pub(super) auditing: Auditing,
    /// Whether the trail could be asked for every account that tenantry made.
    pub(super) remembers: bool,
    /// The bar, to be cleared before anything is printed.
    pub(super) bar: Arc<Bar>,
    interrupted: Arc<OnceLock<Exit>>,
}

impl Session {
    /// Reads the configuration, selects the tenants and opens the world.
    ///
    /// # Errors
    ///
    /// Fails on usage (64), on an invalid configuration (65), and where the world cannot be
    /// opened.
    pub(super) async fn begin(wishes: Wishes<'_>, ui: Ui) -> Result<Self, Failure> {
        let Wishes { common, reach, scope, waive, prune, at, format } = wishes;
        reach.check()?;
        let waived = waive.map(Waive::acknowledgements).transpose()?.unwrap_or_default();
        let mut desired = configuration::load(common, at.unwrap_or_else(Timestamp::now), ui)?;
        desired.organization.guards.acknowledge.extend(waived);
        let selected = select(scope, &desired)?;
        let chosen = Chosen {
            desired,
            legible: BTreeMap::new(),
            unreachable: Vec::new(),
            selected,
            recall: Recall { knows_trail: true, everywhere: false },
            prune,
            shows: format == Format::Text && Ui::can_show(),
        };
        Self::open(chosen, (common, reach, at), ui).await
    }

    /// Reads a configuration in whatever state it is, selects the tenants that can be reached and
    /// opens the world.
    ///
    /// # Errors
    ///
    /// Fails on usage (64), where nobody says what the organization is called (65), and where the
    /// world cannot be opened.
    pub(super) async fn begin_ending(wishes: EndingWishes<'_>, ui: Ui) -> Result<Self, Failure> {
        let EndingWishes { common, reach, scope, organization, at } = wishes;
        reach.check()?;
        let now = at.unwrap_or_else(Timestamp::now);
        let mut found = Lenient::load(&common.directory, organization, now, ui)?;
        let selected = match found.narrow(scope) {
            Some(scope) => select(&scope, &found.desired)?,
            None => Vec::new(),
        };
        found.tell_unreachable(ui);
        let Lenient { desired, legible, unreachable, knows_trail } = found;
        let chosen = Chosen {
            desired,
            legible,
            unreachable,
            selected,
            recall: Recall { knows_trail, everywhere: scope.is_everything() },
            prune: false,
            shows: false,
        };
        Self::open(chosen, (common, reach, at), ui).await
    }

    async fn open(
        chosen: Chosen,
        (common, reach, at): (&Common, &Reach, Option<Timestamp>),
        ui: Ui,
    ) -> Result<Self, Failure> {
        let Chosen { mut desired, legible, unreachable, selected, recall: asked, prune, shows } =
            chosen;
        if reach.sandbox {
            embed_stores(&mut desired);
        }
        let world = World::open(reach, &common.directory, (&desired, prune), at).await?;
        // The embedded sandbox's own clock is moved; whatever else there is keeps its time.
        let clock = match at {
            Some(at) if !reach.sandbox => Clock::At(at),
            _ => Clock::Server { started: world.now() },
        };
        let declared = desired.organization.audit.as_ref();
        let auditing = auditing(&common.directory, declared, reach.sandbox)?;
        let ids = selected.iter().filter_map(|name| desired.tenants.get(name));
        // What is open in a tenant that cannot be reached was told of.
        let all = (asked.everywhere && unreachable.is_empty())
            .then(|| desired.tenants.values().map(|tenant| tenant.id).collect());
        let known = asked.knows_trail || reach.sandbox;
        let ids = ids.map(|tenant| tenant.id).collect();
        let (remembered, remembers) = recall(&auditing.sink, (ids, all), known, ui).await;
        let stop = Stop::new();
        let interrupted = watch_signals(stop.clone(), ui)?;
        let bar = Arc::new(Bar::new(ui, selected.len()));
        let purse = Arc::new(Purse::new(&desired.organization, shows));
        let setup = Setup {
            desired: Arc::new(desired),
            legible: Arc::new(legible),
            selected,
            clock,
            prune,
            purpose: Arc::new(Purpose::Converge),
            can_show: shows,
            remembered: Arc::new(remembered),
            wallet: Arc::clone(&purse) as _,
            vault: vault(reach, common),
            fleet: Fleet { parallelism: reach.parallelism.into(), stop },
            progress: Arc::clone(&bar) as _,
        };
        Ok(Self { setup, world, at, purse, unreachable, auditing, remembers, bar, interrupted })
    }

    /// Says what the run is for, where that is not everything that is declared.
    pub(super) fn set_purpose(&mut self, purpose: Purpose) {
        self.setup.purpose = Arc::new(purpose);
    }

    /// Leaves the world; a signal that came decides how the process ends.
    pub(super) async fn close(self, done: Result<Exit, Failure>) -> Result<Exit, Failure> {
        self.bar.clear();
        let interruption = self.interruption();
        self.world.close().await;
        done.map(|exit| interruption.unwrap_or(exit))
    }

    /// Returns how the run ends by a signal, where one came.
    pub(super) fn interruption(&self) -> Option<Exit> {
        self.interrupted.get().copied()
    }
}

/// Says how the stores of emergency passwords are reached.
fn vault(reach: &Reach, common: &Common) -> Vault {
    let is_sandbox = reach.is_sandbox();
    Vault {
        folder: common.directory.clone(),
        limits: if is_sandbox { Limits::embedded() } else { Limits::graph() },
        // What is embedded is thrown away with the machine, accounts and all.
        machine_is_transient: on_ci() && !reach.sandbox,
    }
}

fn select(scope: &Scope, desired: &Desired) -> Result<Vec<crate::domain::TenantName>, Failure> {
    let selection = Selection {
        tenants: scope.tenant.clone(),
        selectors: scope.selector.clone(),
        exclude: scope.exclude.clone(),
    };
    selection.select(&desired.tenants).map_err(|errors| {
        let nothing = matches!(errors[..], [SelectionError::Nothing(_)]);
        let texts: Vec<String> = errors.iter().map(ToString::to_string).collect();
        let failure = Failure::usage(texts.join("; "));
        let names: Vec<&str> = desired.tenants.keys().map(TenantName::as_str).collect();
        let labels = "a tenant is selected where every --tenant, --selector and --exclude lets it";
        match &names[..] {
            _ if !nothing => failure,
            [] => failure.help("declare one in tenants/NAME.yaml; docs/configuration.md shows how"),
            few if few.len() <= FEW => {
                failure.help(format!("{labels}; declared are {}", few.join(", ")))
            }
            many => failure.help(format!("{labels}; {} are declared", many.len())),
        }
    })
}

/// Lets the first signal ask for a stop, and the second end the process.
fn watch_signals(stop: Stop, ui: Ui) -> Result<Arc<OnceLock<Exit>>, Failure> {
    let interrupted = Arc::new(OnceLock::new());
    let mut signals = Signals::catch()?;
    let noted = Arc::clone(&interrupted);
    tokio::spawn(async move {
        let first = signals.next().await;
        noted.get_or_init(|| first);
        ui.say("Stopping: what has begun is finished. Again to stop at once.");
        stop.request();
        end_at_once(signals.next().await)
    });
    Ok(interrupted)
}

impl Waive {
    /// Returns what is waived for this run.
    ///
    /// # Errors
    ///
    /// A usage error (64) on a continuous-integration machine: there the configuration alone
    /// waives, where somebody has reviewed it.
    pub(super) fn acknowledgements(&self) -> Result<Vec<Acknowledgement>, Failure> {
        if !self.acknowledge.is_empty() && on_ci() {
            return Err(Failure::usage("--acknowledge is not taken in CI").help(
                "write guards.acknowledge into tenantry.yaml, with a reason and an end, and have it reviewed",
            ));
        }
        let waived =
            self.acknowledge.iter().flat_map(|waivers| &waivers.0).map(|waiver| Acknowledgement {
                guard: waiver.guard,
                tenants: TenantSet::All,
                reason: waiver.reason.clone(),
                until: None,
                origin: None,
            });
        Ok(waived.collect())
    }
}

/// The variables that say that this is a continuous-integration machine: most forges set the
/// first; Azure Pipelines, Jenkins, `TeamCity` and AWS `CodeBuild` set one of the others.
const FORGES: [&str; 6] =
    ["CI", "TF_BUILD", "BUILD_BUILDID", "JENKINS_URL", "TEAMCITY_VERSION", "CODEBUILD_BUILD_ID"];

/// Tells whether this process runs on a continuous-integration machine.
pub(super) fn on_ci() -> bool {
    in_ci(|name| std::env::var(name).ok())
}

/// Tells whether this is a continuous-integration machine.
fn in_ci(variable: impl Fn(&str) -> Option<String>) -> bool {
    FORGES.iter().any(|name| {
        variable(name).is_some_and(|value| !matches!(value.as_str(), "" | "0" | "false" | "False"))
    })
}

#[cfg(test)]
mod tests {
    use super::in_ci;

    #[test]
    fn a_forge_is_known_by_its_variables() {
        let machine = |set: &'static str, value: &'static str| {
            in_ci(move |name| (name == set).then(|| value.to_owned()))
        };
        for (name, value) in
            [("CI", "true"), ("CI", "woodpecker"), ("TF_BUILD", "True"), ("JENKINS_URL", "x")]
        {
            assert!(machine(name, value), "{name}={value}");
        }
        for (name, value) in [("CI", ""), ("CI", "false"), ("CI", "0"), ("HOME", "true")] {
            assert!(!machine(name, value), "{name}={value}");
        }
    }
}
