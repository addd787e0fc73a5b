//! What a rotation of an emergency account's password, and whoever opens one, leave in the trail.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Action, Deed, Edit, Field};
use crate::domain::{ObjectId, RotationId, RotationRun};

/// What became of one version of a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PasswordFate {
    /// Graph accepted it; its proof is still to come.
    Set,
    /// The directory shows that it is in force.
    Proved,
    /// The tenant's policy refused it; the rotation draws another.
    Rejected,
    /// It may be in force, and that is not proved.
    Unproven,
    /// It was certainly not set, or a later one was proved before it.
    Abandoned,
}

impl PasswordFate {
    /// Returns it in a word.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Set => "set",
            Self::Proved => "proved",
            Self::Rejected => "rejected",
            Self::Unproven => "unproven",
            Self::Abandoned => "abandoned",
        }
    }

    /// Returns whether the rotation needs no other outcome.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Proved | Self::Abandoned)
    }
}

impl Deed {
    /// Tells that a password is to be rotated by a run, and which version was in force before.
    #[must_use]
    pub fn rotation(user: ObjectId, run: RotationRun, before: Option<RotationId>) -> Self {
        let before = before.map_or(Value::Null, |version| Value::String(version.to_string()));
        let edit = Edit { before, after: Value::Null };
        let deed =
            Self { user: Some(user), rotation: Some(run), ..Self::new(Action::RotatePassword) };
        Self { fields: [(Field::PasswordVersion, edit)].into(), ..deed }
    }

    /// Tells that the sessions of an account are ended.
    #[must_use]
    pub fn sessions(user: ObjectId) -> Self {
        Self { user: Some(user), ..Self::new(Action::RevokeSessions) }
    }

    /// Tells that versions of a password are opened.
    #[must_use]
    pub fn opening(user: Option<ObjectId>, versions: &[RotationId]) -> Self {
        let names = versions.iter().map(|version| Value::String(version.to_string())).collect();
        let edit = Edit { before: Value::Array(names), after: Value::Null };
        let deed = Self { user, ..Self::new(Action::OpenPassword) };
        Self { fields: [(Field::PasswordVersion, edit)].into(), ..deed }
    }
}
