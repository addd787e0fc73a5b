//! What an account can sign in with, and what of it can be deleted.

use crate::{
    domain::{Address, ObjectId},
    observed::{ObservedMethod, Reading},
    plan::{
        Diagnostic,
        draft::{Draft, View},
        steps_of_grants::deletable,
    },
};

/// What an account can sign in with beside its password.
pub(super) struct Methods<'a> {
    /// What can be deleted.
    pub(super) found: Vec<&'a ObservedMethod>,
    /// Whether everything is known and can be deleted.
    pub(super) all_deletable: bool,
    /// Why not, where nothing could be read.
    why: Option<&'a str>,
}

impl<'a> Methods<'a> {
    pub(super) fn of(view: &View<'a>, user: ObjectId) -> Self {
        match view.observed.methods.get(&user) {
            Some(Reading::Known(methods)) => {
                let (found, others) = deletable(methods);
                Self { found, all_deletable: !others, why: None }
            }
            Some(Reading::Absent) => Self { found: Vec::new(), all_deletable: true, why: None },
            Some(Reading::Unknown(unknown)) => {
                Self { found: Vec::new(), all_deletable: false, why: Some(&unknown.why) }
            }
            None => Self {
                found: Vec::new(),
                all_deletable: false,
                why: Some("they were not asked for"),
            },
        }
    }

    /// Says why the end cannot be proved.
    pub(super) fn unproved(&self, draft: &mut Draft, address: &Address) -> String {
        let (message, help) = match self.why {
            Some(why) => (
                format!(
                    "its authentication methods could not be read ({why}): the end is not proved"
                ),
                "give the app UserAuthenticationMethod.ReadWrite.All, and run again",
            ),
            None => (
                "it has an authentication method of a kind that this version cannot delete"
                    .to_owned(),
                "delete the method by hand in the tenant's admin center, and run again",
            ),
        };
        draft.say(Diagnostic::error("plan::end-unproved", address, &message).help(help));
        message
    }
}
