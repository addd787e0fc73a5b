//! How the steps are made that open, lengthen and end a grant.
//!
//! Whatever gives access needs the deadline to be read on the marker just before it is given.

use jiff::{SignedDuration, Timestamp};

use super::{
    CredentialForm, Fact, NewSchedule, OnFailure, Privilege, ScheduleAction, Step, Subject, Write,
    steps::Owned,
};
use crate::{
    domain::{
        Address, DirectoryScope, Eligibility, GrantStamp, OrganizationName, RoleDefinitionId,
    },
    observed::{MethodKind, ObservedMethod},
};

/// An account for which a grant is opened or lengthened, made by an earlier step or there before.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Holder<'a> {
    /// The account.
    pub(crate) user: &'a Subject,
    /// Its address.
    pub(crate) address: &'a Address,
    /// The installation that owns it.
    pub(crate) installation: &'a OrganizationName,
    /// The grant as the marker holds it once it is written there.
    pub(crate) stamp: &'a GrantStamp,
}

impl Holder<'_> {
    fn owned(&self) -> Fact {
        Fact::OwnedUser {
            user: self.user.clone(),
            installation: self.installation.clone(),
            address: self.address.clone(),
        }
    }

    fn enabled(&self, enabled: bool) -> Fact {
        Fact::Enabled { user: self.user.clone(), enabled }
    }

    fn grant(&self) -> Fact {
        Fact::GrantIs { user: self.user.clone(), grant: Some(self.stamp.to_string()) }
    }

    /// The marker is ours and bears this very grant, and its deadline is still to come.
    fn stamped(&self) -> Vec<Fact> {
        vec![self.owned(), self.grant(), Fact::DeadlineAhead(self.stamp.deadline)]
    }

    /// What gives privilege: where the app cannot touch a privileged account, only to an account
    /// that is enabled already, so that the last thing given is the privilege.
    fn privileged(&self, last: bool) -> Vec<Fact> {
        let mut needs = self.stamped();
        if last {
            needs.push(self.enabled(true));
        }
        needs
    }
}

impl Step {
    /// Writes the grant on the marker of an account at rest, only while the marker's grant is the
    /// one that the plan saw: of two that are opened at once the later one is not written.
    pub(crate) fn open_grant(holder: Holder<'_>, seen: Option<&str>) -> Self {
        Self {
            write: Write::SetGrant { user: holder.user.clone(), stamp: holder.stamp.clone() },
            needs: vec![
                holder.owned(),
                holder.enabled(false),
                Fact::GrantIs { user: holder.user.clone(), grant: seen.map(str::to_owned) },
                Fact::NoMethods { user: holder.user.clone(), but_pass: true },
                Fact::DeadlineAhead(holder.stamp.deadline),
            ],
            proves: vec![holder.grant()],
            on_failure: OnFailure::Stop,
        }
    }

    /// Writes a later deadline of the grant that the marker bears and that is still open.
    pub(crate) fn extend_grant(holder: Holder<'_>, before: &GrantStamp) -> Self {
        Self {
            write: Write::SetGrant { user: holder.user.clone(), stamp: holder.stamp.clone() },
            needs: vec![
                holder.owned(),
                holder.enabled(true),
                Fact::GrantIs { user: holder.user.clone(), grant: Some(before.to_string()) },
                Fact::DeadlineAhead(before.deadline),
            ],
            proves: vec![holder.grant()],
            on_failure: OnFailure::Stop,
        }
    }

    /// Moves the deadline of a grant that ends early to now. An end that cannot be completed at once
    /// is then due for whoever comes next, and nobody takes it for a grant in the making.
    pub(crate) fn cut_grant(user: Owned<'_>, before: &GrantStamp, now: Timestamp) -> Option<Self> {
        let deadline = whole_second(now);
        // A window is never empty: that of a grant of this very second begins before it.
        let start = deadline.checked_sub(SignedDuration::from_secs(1)).ok()?.min(before.start);
        let subject = Subject::Existing(user.id);
        let is = |stamp: &GrantStamp| {
            vec![Fact::GrantIs { user: subject.clone(), grant: Some(stamp.to_string()) }]
        };
        let stamp = GrantStamp { start, deadline, ..before.clone() };
        (stamp.deadline < before.deadline).then(|| Self {
            needs: user.claim().into_iter().chain(is(before)).collect(),
            proves: is(&stamp),
            write: Write::SetGrant { user: subject.clone(), stamp },
            on_failure: OnFailure::Continue,
        })
    }

    /// Asks PIM whether it would give something; nothing changes, and the answer is the proof.
    pub(crate) fn validate(holder: Holder<'_>, new: &NewSchedule) -> Self {
        let new = NewSchedule { action: ScheduleAction::Validate, ..new.clone() };
        Self {
            write: Write::Schedule(new),
            needs: vec![holder.owned(), Fact::DeadlineAhead(holder.stamp.deadline)],
            proves: Vec::new(),
            on_failure: OnFailure::Stop,
        }
    }

    /// Gives something that Entra ID ends, or lets it end later.
    pub(crate) fn schedule(holder: Holder<'_>, new: NewSchedule, last: bool) -> Self {
        let (user, until) = (new.principal.clone(), new.end);
        let mut needs = holder.privileged(last);
        let proof = match &new.privilege {
            Privilege::Role { role, scope } => {
                Fact::RoleUntil { principal: user, role: *role, scope: scope.clone(), until }
            }
            Privilege::Membership { group } => {
                needs.push(Fact::GroupTakesMembers(group.clone()));
                Fact::MemberUntil { group: group.clone(), user, until }
            }
        };
        Self {
            write: Write::Schedule(new),
            needs,
            proves: vec![proof],
            on_failure: OnFailure::Stop,
        }
    }

    /// Gives a role that only tenantry ends.
    pub(crate) fn open_role(
        holder: Holder<'_>,
        role: RoleDefinitionId,
        scope: DirectoryScope,
        last: bool,
    ) -> Self {
        let principal = holder.user.clone();
        Self {
            write: Write::AssignRole { principal: principal.clone(), role, scope: scope.clone() },
            needs: holder.privileged(last),
            proves: vec![Fact::Role { principal, role, scope, held: true }],
            on_failure: OnFailure::Stop,
        }
    }

    /// Gives a membership that only tenantry ends.
    pub(crate) fn open_membership(holder: Holder<'_>, group: &Subject, last: bool) -> Self {
        let user = holder.user.clone();
        let mut needs = holder.privileged(last);
        needs.push(Fact::GroupTakesMembers(group.clone()));
        Self {
            write: Write::AddMember { group: group.clone(), user: user.clone() },
            needs,
            proves: vec![Fact::Member { group: group.clone(), user, member: true }],
            on_failure: OnFailure::Stop,
        }
    }

    /// Makes what the technician signs in with. A credential that is there already was handed to
    /// nobody, or to somebody before: it never stands for the new one, so the write's own answer is
    /// the proof.
    pub(crate) fn issue_credential(holder: Holder<'_>, form: CredentialForm) -> Self {
        let mut needs = holder.stamped();
        needs.push(Fact::NoMethods { user: holder.user.clone(), but_pass: true });
        Self {
            write: Write::IssueCredential {
                user: holder.user.clone(),
                form,
                until: holder.stamp.deadline,
            },
            needs,
            proves: Vec::new(),
            on_failure: OnFailure::Stop,
        }
    }

    /// Enables the account.
    pub(crate) fn enable_user(holder: Holder<'_>, form: CredentialForm) -> Self {
        let mut proves = vec![holder.enabled(true)];
        if matches!(form, CredentialForm::Pass { once: false, .. }) {
            proves.push(Fact::PassUsable(holder.user.clone()));
        }
        Self {
            write: Write::EnableUser { user: holder.user.clone(), until: holder.stamp.deadline },
            needs: holder.stamped(),
            proves,
            on_failure: OnFailure::Stop,
        }
    }

    /// Sets a password that nobody knows; Graph shows no passwords, so its answer is the proof.
    pub(crate) fn scramble_password(user: Owned<'_>, on_failure: OnFailure) -> Self {
        Self {
            write: Write::ScramblePassword { user: user.id },
            needs: user.claim(),
            proves: Vec::new(),
            on_failure,
        }
    }

    /// Deletes something that the account can sign in with.
    pub(crate) fn delete_method(
        user: Owned<'_>,
        method: &ObservedMethod,
        on_failure: OnFailure,
    ) -> Self {
        Self {
            write: Write::DeleteMethod {
                user: user.id,
                kind: method.kind,
                method: method.id.clone(),
            },
            needs: user.claim(),
            proves: Vec::new(),
            on_failure,
        }
    }

    /// Takes away what the account may take up by itself.
    pub(crate) fn remove_eligibility(user: Owned<'_>, eligibility: &Eligibility) -> Self {
        let memberships = matches!(eligibility, Eligibility::Membership { .. });
        Self {
            write: Write::RemoveEligibility { user: user.id, eligibility: eligibility.clone() },
            needs: user.claim(),
            proves: vec![Fact::NotEligible {
                user: user.id.into(),
                only: Some(eligibility.clone()),
                memberships,
            }],
            on_failure: OnFailure::Continue,
        }
    }

    /// Ends a membership that PIM gave.
    pub(crate) fn remove_member_schedule(user: Owned<'_>, group: crate::domain::ObjectId) -> Self {
        Self {
            write: Write::RemoveMemberSchedule { group, user: user.id },
            needs: user.claim(),
            proves: vec![Fact::Member { group: group.into(), user: user.id.into(), member: false }],
            on_failure: OnFailure::Continue,
        }
    }
}

/// Returns the methods that have to be deleted, passes first, and whether there are others that
/// nothing can delete.
pub(crate) fn deletable(methods: &[ObservedMethod]) -> (Vec<&ObservedMethod>, bool) {
    let mut found: Vec<&ObservedMethod> =
        methods.iter().filter(|method| method.kind.collection().is_some()).collect();
    // A telephone can be the default method, which goes only once it is the last.
    found.sort_by_key(|method| (method.kind == MethodKind::Phone, method.kind, method.id.clone()));
    (found, methods.iter().any(|method| method.kind == MethodKind::Other))
}

/// Returns the whole second before or at a time: the marker and PIM hold whole seconds.
pub(crate) fn whole_second(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}
