//! How each step for an emergency account is made: what must hold before its write, and what
//! proves it.
//!
//! Every one of them stops what is behind it: nothing is enabled or privileged whose password is
//! not proved, and the order of the steps says what that takes.

use jiff::Timestamp;

use super::{Fact, OnFailure, Step, Subject, Write, rotation::Occasion};
use crate::domain::{
    AccountName, Address, DirectoryScope, ObjectId, OrganizationName, RoleDefinitionId,
};

/// An emergency account that steps act on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kept<'a> {
    /// The account.
    pub(crate) user: &'a Subject,
    /// Its address.
    pub(crate) address: &'a Address,
    /// The installation that owns it.
    pub(crate) installation: &'a OrganizationName,
    /// When its password is known to have been changed last, where no step in front proves one: a
    /// later change takes the ground from everything that follows.
    pub(crate) unchanged_since: Option<Timestamp>,
}

impl Kept<'_> {
    fn claim(&self) -> Vec<Fact> {
        let owned = Fact::OwnedUser {
            user: self.user.clone(),
            installation: self.installation.clone(),
            address: self.address.clone(),
        };
        let since = self.unchanged_since;
        let unchanged = since.map(|time| Fact::PasswordNotAfter { user: self.user.clone(), time });
        [owned].into_iter().chain(unchanged).collect()
    }
}

impl Step {
    /// The machine's own answer is the proof: Graph does not tell whose password is in force.
    pub(crate) fn rotate_password(
        account: Kept<'_>,
        name: &AccountName,
        occasion: Occasion,
    ) -> Self {
        let mut needs = account.claim();
        if occasion == Occasion::First {
            needs.push(Fact::Enabled { user: account.user.clone(), enabled: false });
        }
        Self {
            write: Write::RotatePassword {
                user: account.user.clone(),
                account: name.clone(),
                occasion,
            },
            needs,
            proves: Vec::new(),
            on_failure: OnFailure::Stop,
        }
    }

    pub(crate) fn enable_emergency(account: Kept<'_>) -> Self {
        Self {
            write: Write::EnableEmergency { user: account.user.clone() },
            needs: account.claim(),
            proves: vec![Fact::Enabled { user: account.user.clone(), enabled: true }],
            on_failure: OnFailure::Stop,
        }
    }

    pub(crate) fn assign_for_good(account: Kept<'_>, role: RoleDefinitionId) -> Self {
        let principal = account.user.clone();
        Self {
            write: Write::AssignRole {
                principal: principal.clone(),
                role,
                scope: DirectoryScope::Tenant,
            },
            needs: account.claim(),
            proves: vec![Fact::RoleForGood { principal, role }],
            on_failure: OnFailure::Stop,
        }
    }

    pub(crate) fn make_role_permanent(
        account: Kept<'_>,
        principal: ObjectId,
        role: RoleDefinitionId,
    ) -> Self {
        Self {
            write: Write::MakeRolePermanent { principal, role },
            needs: account.claim(),
            proves: vec![Fact::RoleForGood { principal: principal.into(), role }],
            on_failure: OnFailure::Stop,
        }
    }
}
