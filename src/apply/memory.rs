//! A tenant in memory behind the port, with everything that can go wrong. The world is the model
//! that `plan` foresees steps with; only what distance adds is made here: lost answers, refusals,
//! replicas that lag, and a process that dies.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};

pub(crate) use super::logbook::Memory;
use super::{Effect, Perform, Sending, WriteError, describe};
use crate::{
    domain::{BuiltInRole, ObjectId},
    observed::{ObservedTenant, Reading},
    plan::{
        Adoption, CredentialForm, Look, OnFailure, Sighting, Step, Subject, Write,
        model::{apply_step, created_id, elapse, sight},
    },
    secrets::Credential,
};

/// What goes wrong with one write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Graph refuses it with this status.
    Refused(u16),
    /// It has no effect, and no answer comes.
    LostBefore,
    /// It has its effect, and no answer comes.
    LostAfter,
    /// It cannot be sent.
    NotSent,
    /// The process dies before it has its effect.
    DiesBefore,
    /// The process dies after it had its effect.
    DiesAfter,
}

/// A tenant in memory.
pub(crate) struct World(Mutex<State>);

struct State {
    /// What is so, and since which look it can be seen.
    versions: Vec<(u64, ObservedTenant)>,
    now: Timestamp,
    looks: u64,
    lag: u64,
    /// How long removed roles hold on to an account.
    hold: Option<SignedDuration>,
    released: BTreeMap<ObjectId, Timestamp>,
    fault: Option<(usize, Fault)>,
    /// Whether the write that the fault meets is refused for ever.
    for_ever: bool,
    sent: Vec<String>,
    effects: Vec<String>,
    paused: Duration,
    /// How long the next write waits for its turn.
    throttled: SignedDuration,
    readable: bool,
    dead: bool,
}

impl World {
    /// Makes a world in which nothing goes wrong.
    pub(crate) fn new(tenant: ObservedTenant) -> Self {
        Self(Mutex::new(State {
            now: tenant.taken_at,
            versions: vec![(0, tenant)],
            looks: 0,
            lag: 0,
            hold: None,
            released: BTreeMap::new(),
            fault: None,
            for_ever: false,
            sent: Vec::new(),
            effects: Vec::new(),
            paused: Duration::ZERO,
            throttled: SignedDuration::ZERO,
            readable: true,
            dead: false,
        }))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets every change be seen only so many looks later.
    pub(crate) fn lagging(self, looks: u64) -> Self {
        self.state().lag = looks;
        self
    }

    /// Refuses to disable an account that holds a privileged role, or did so this short ago: the
    /// app does not hold Privileged Authentication Administrator.
    pub(crate) fn holding(self, length: SignedDuration) -> Self {
        self.state().hold = Some(length);
        self
    }

    /// Lets the nth write from now (from 0) go wrong.
    pub(crate) fn fail(&self, nth: usize, fault: Fault) {
        let mut state = self.state();
        state.fault = Some((state.sent.len() + nth, fault));
    }

    /// Refuses every write from now on.
    pub(crate) fn refuse_for_ever(&self, status: u16) {
        self.fail(0, Fault::Refused(status));
        self.state().for_ever = true;
    }

    /// Lets time go by.
    pub(crate) fn wait(&self, length: SignedDuration) {
        self.state().pass(length);
    }

    /// Returns everything that was ever so, in order.
    pub(crate) fn history(&self) -> Vec<ObservedTenant> {
        self.state().versions.iter().map(|(_, tenant)| tenant.clone()).collect()
    }

    /// Lets the next write wait so long for its turn.
    pub(crate) fn throttle(&self, length: SignedDuration) {
        self.state().throttled = length;
    }

    /// Lets nothing go wrong any more.
    pub(crate) fn mend(&self) {
        let mut state = self.state();
        (state.fault, state.for_ever, state.readable) = (None, false, true);
    }

    /// Lets no look be answered.
    pub(crate) fn blind(&self) {
        self.state().readable = false;
    }

    /// Returns whether a process died at this tenant.
    pub(crate) fn is_dead(&self) -> bool {
        self.state().dead
    }

    /// Returns what is so.
    pub(crate) fn truth(&self) -> ObservedTenant {
        self.state().truth().clone()
    }

    /// Changes what is so, behind tenantry's back and at once.
    pub(crate) fn change(&self, change: impl FnOnce(&mut ObservedTenant)) {
        let mut state = self.state();
        let mut tenant = state.truth().clone();
        change(&mut tenant);
        state.versions = vec![(0, tenant)];
    }

    /// Returns what can be seen, as a whole.
    pub(crate) fn observe(&self) -> ObservedTenant {
        let mut state = self.state();
        state.looks += 1;
        // Stores do not lag behind: they are read from what acknowledged the write.
        let ledgers = state.truth().ledgers.clone();
        ObservedTenant { taken_at: state.now, ledgers, ..state.visible().clone() }
    }

    /// Returns every write that was sent, in words.
    pub(crate) fn sent(&self) -> Vec<String> {
        self.state().sent.clone()
    }

    /// Returns every write that had an effect, in words.
    pub(crate) fn effects(&self) -> Vec<String> {
        self.state().effects.clone()
    }

    /// Returns how long was waited.
    pub(crate) fn paused(&self) -> Duration {
        self.state().paused
    }
}

impl State {
    fn truth(&self) -> &ObservedTenant {
        &self.versions.last().expect("there is always one").1
    }

    fn visible(&self) -> &ObservedTenant {
        let seen = self.versions.iter().rev().find(|(since, _)| *since <= self.looks);
        &seen.expect("the first is seen from the beginning").1
    }

    /// Lets time go by, and ends what is bound to it.
    fn pass(&mut self, length: SignedDuration) {
        self.now += length;
        // Replicas agree after a while.
        if length >= SignedDuration::from_mins(1) {
            self.looks += self.lag;
        }
        let mut tenant = self.truth().clone();
        elapse(&mut tenant, self.now);
        if tenant != *self.truth() {
            self.versions.push((self.looks, tenant));
        }
    }

    /// Does what Graph would do.
    fn accept(&mut self, write: &Write) -> Result<Effect, WriteError> {
        if let Some(problem) = self.objection(write) {
            return Err(problem);
        }
        let mut tenant = self.truth().clone();
        let step = Step {
            write: write.clone(),
            needs: Vec::new(),
            proves: Vec::new(),
            on_failure: OnFailure::Stop,
        };
        apply_step(&mut tenant, &step, self.now);
        if tenant != *self.truth() {
            self.effects.push(describe(write));
        }
        if let Write::RemoveRoleAssignment { principal, .. } = write {
            self.released.insert(*principal, self.now);
        }
        let created = match write {
            Write::CreateUser(user) => Some(created_id(&tenant, &user.address)),
            Write::CreateGroup(group) => Some(created_id(&tenant, &group.address)),
            _ => None,
        };
        self.versions.push((self.looks + self.lag, tenant));
        Ok(match created {
            Some(id) => Effect::Created { id, request_id: None },
            None => Effect::Done { request_id: None },
        })
    }

    /// Says why Graph would not do it.
    fn objection(&self, write: &Write) -> Option<WriteError> {
        let refused = |status, message: &str| {
            let (code, message) = ("Request_BadRequest".to_owned(), message.to_owned());
            Some(WriteError::Refused { status, code, message, request_id: None })
        };
        match write {
            Write::CreateUser(user) => {
                let taken = self.truth().named_users.get(&user.user_principal_name)?.known()?;
                refused(400, &format!("another object has the name of {}", taken.id))
            }
            Write::DisableUser { user }
            | Write::RevokeSessions { user }
            | Write::ScramblePassword { user }
            | Write::DeleteMethod { user, .. }
                if self.is_held(*user) =>
            {
                refused(403, "privileged target")
            }
            // A pass takes a permission and no directory role.
            Write::EnableUser { user, .. }
            | Write::EnableEmergency { user }
            | Write::RotatePassword { user, .. }
            | Write::IssueCredential { user, form: CredentialForm::Password, .. }
                if user.id().is_some_and(|user| self.is_held(user)) =>
            {
                refused(403, "privileged target")
            }
            Write::SetGrant { user, .. }
            | Write::EnableUser { user, .. }
            | Write::EnableEmergency { user }
            | Write::RotatePassword { user, .. }
            | Write::IssueCredential { user, .. } => self.missing(user),
            Write::Schedule(new) => self.missing(&new.principal),
            Write::AddMember { group, user } => self.missing(group).or_else(|| self.missing(user)),
            Write::AssignRole { principal, .. } => self.missing(principal),
            Write::DisableUser { user }
            | Write::UpdateUser { user, .. }
            | Write::EndGrant { user, .. }
            | Write::Adopt(Adoption { object: user, .. }) => {
                self.missing(&Subject::Existing(*user))
            }
            _ => None,
        }
    }

    /// Writes go to replicas too: what they do not see yet they do not find.
    fn missing(&self, subject: &Subject) -> Option<WriteError> {
        let user = sight(self.visible(), &Look::User(subject.clone()));
        let group = sight(self.visible(), &Look::Group(subject.clone()));
        let there = matches!(user, Sighting::User(Reading::Known(_)))
            || matches!(group, Sighting::Group(Reading::Known(_)));
        let message = "Resource does not exist".to_owned();
        (!there).then_some(WriteError::NotFound { message, request_id: None })
    }

    fn is_held(&self, user: ObjectId) -> bool {
        let Some(hold) = self.hold else { return false };
        let privileged = |assignment: &crate::observed::ObservedRoleAssignment| {
            BuiltInRole::by_id(assignment.role).is_some_and(|role| role.privileged)
        };
        let roles = self.truth().role_assignments.known().into_iter().flatten();
        let holds = roles.filter(|one| one.principal.id == user).any(privileged);
        holds || self.released.get(&user).is_some_and(|since| self.now < *since + hold)
    }
}

impl Perform for World {
    async fn look(&self, looks: &[Look]) -> Vec<Sighting> {
        let mut state = self.state();
        state.looks += 1;
        if !state.readable {
            return looks.iter().map(unreadable).collect();
        }
        looks.iter().map(|look| sight(state.visible(), look)).collect()
    }

    async fn perform(&self, write: &Write, sending: Sending<'_>) -> Result<Effect, WriteError> {
        let deadline = sending.deadline;
        {
            let mut state = self.state();
            let throttled = std::mem::take(&mut state.throttled);
            state.now += throttled;
            if let Some(deadline) = deadline.filter(|deadline| *deadline <= state.now) {
                return Err(WriteError::TooLate { deadline });
            }
            let number = state.sent.len();
            state.sent.push(describe(write));
            let fault = state.fault.filter(|(nth, _)| *nth == number || state.for_ever);
            let message = "cut".to_owned();
            match fault.map(|(_, fault)| fault) {
                None => {
                    let effect = state.accept(write)?;
                    if matches!(write, Write::IssueCredential { .. }) {
                        let pass = Credential::new("pass".to_owned()).expect("valid");
                        let put = sending.slot.put(pass);
                        put.map_err(|message| WriteError::Undelivered { message })?;
                    }
                    return Ok(effect);
                }
                Some(Fault::Refused(status)) => {
                    let (code, message) = ("Refused".to_owned(), "no".to_owned());
                    return Err(WriteError::Refused { status, code, message, request_id: None });
                }
                Some(Fault::LostBefore) => {
                    return Err(WriteError::Ambiguous { message, request_id: None });
                }
                Some(Fault::LostAfter) => {
                    let _ = state.accept(write);
                    return Err(WriteError::Ambiguous { message, request_id: None });
                }
                Some(Fault::NotSent) => return Err(WriteError::NotSent { message }),
                Some(Fault::DiesBefore) => {}
                Some(Fault::DiesAfter) => {
                    let _ = state.accept(write);
                }
            }
            state.dead = true;
        }
        std::future::pending().await
    }

    async fn pause(&self, length: Duration) {
        let mut state = self.state();
        state.paused += length;
        state.pass(SignedDuration::try_from(length).expect("short"));
    }

    fn now(&self) -> Timestamp {
        self.state().now
    }
}

fn unreadable(look: &Look) -> Sighting {
    fn unknown<T>() -> Reading<T> {
        Reading::Unknown(crate::observed::Unknown::because("the service is unavailable"))
    }
    match look {
        Look::User(_) | Look::UserNamed(_) => Sighting::User(unknown()),
        Look::Roles(_) => Sighting::Roles(unknown()),
        Look::Schedules(_) => Sighting::Schedules(unknown()),
        Look::Memberships(_) => Sighting::Memberships(unknown()),
        Look::GroupSchedules(_) => Sighting::GroupSchedules(unknown()),
        Look::Eligibilities { .. } => Sighting::Eligibilities(unknown()),
        Look::Methods(_) => Sighting::Methods(unknown()),
        Look::Group(_) | Look::GroupKeyed(_) => Sighting::Group(unknown()),
        Look::GroupNamed(_) => Sighting::Groups(unknown()),
        Look::Domain(_) => Sighting::Domain(unknown()),
    }
}
