//! Writes in words, for the journal, progress and messages.

use crate::plan::{
    Adoption, CredentialForm, NewSchedule, Privilege, ScheduleAction, Subject, Write,
};

/// Says in a few words what a write does, with every object's id; the same write always gets the
/// same words.
#[must_use]
pub fn describe(write: &Write) -> String {
    match write {
        Write::CreateDomain { domain } => format!("create domain {domain}"),
        Write::VerifyDomain { domain } => format!("verify domain {domain}"),
        Write::CreateGroup(group) => {
            format!("create group {} ({})", group.display_name, group.unique_name)
        }
        Write::UpdateGroup { group, display_name, description } => {
            let fields = [
                display_name.as_ref().map(|name| format!("displayName {name:?}")),
                description.as_ref().map(|text| format!("description {text:?}")),
            ];
            let fields: Vec<String> = fields.into_iter().flatten().collect();
            format!("update group {group}: {}", fields.join(", "))
        }
        Write::DeleteGroup { group } => format!("delete group {group}"),
        Write::CreateUser(user) => format!("create user {}", user.user_principal_name),
        Write::UpdateUser { user, display_name } => {
            format!("update user {user}: displayName {:?}", display_name.as_str())
        }
        Write::DisableUser { user } => format!("disable user {user}"),
        Write::RevokeSessions { user } => format!("revoke sessions of user {user}"),
        Write::EndGrant { user, grant, .. } => {
            let grant = grant.as_ref().map_or("-", |id| id.as_str());
            format!("end grant {grant} of user {user}")
        }
        Write::DeleteUser { user } => format!("delete user {user}"),
        Write::SetGrant { user, stamp } => {
            format!("write grant {stamp} on user {}", subject(user))
        }
        Write::EnableUser { user, until } => format!("enable user {} until {until}", subject(user)),
        Write::IssueCredential { user, form: CredentialForm::Pass { minutes, once }, .. } => {
            let once = if *once { ", once" } else { "" };
            format!("issue Temporary Access Pass to user {} ({minutes} min{once})", subject(user))
        }
        Write::IssueCredential { user, form: CredentialForm::Password, .. } => {
            format!("issue password to user {}", subject(user))
        }
        Write::ScramblePassword { user } => format!("set unknown password of user {user}"),
        Write::RotatePassword { user, account, .. } => {
            format!("store, set and prove a password of {account} (user {})", subject(user))
        }
        Write::EnableEmergency { user } => format!("enable user {}", subject(user)),
        Write::MakeRolePermanent { principal, role } => {
            format!("take the end from role {role} of {principal}")
        }
        Write::DeleteMethod { user, kind, method } => {
            format!("delete {kind} {method} of user {user}")
        }
        Write::Schedule(new) => schedule(new),
        Write::RemoveMemberSchedule { group, user } => {
            format!("end time-bound membership of user {user} in group {group}")
        }
        Write::AssignRole { principal, role, scope } => {
            format!("assign role {role} at {scope} to {}", subject(principal))
        }
        Write::RemoveRoleAssignment { assignment, principal, role, scope } => {
            format!("remove role {role} at {scope} from {principal} (assignment {assignment})")
        }
        Write::RemoveRoleSchedule { principal, role, scope } => {
            format!("end time-bound role {role} at {scope} of {principal}")
        }
        Write::RemoveEligibility { user, eligibility } => {
            format!("take eligibility for {eligibility} from {user}")
        }
        Write::AddMember { group, user } => {
            format!("add member {} to group {}", subject(user), subject(group))
        }
        Write::Adopt(Adoption { object, address, installation }) => {
            format!("mark {object} as {address} of {installation}")
        }
        Write::RemoveMember { group, user } => format!("remove member {user} from group {group}"),
    }
}

fn schedule(new: &NewSchedule) -> String {
    let what = match &new.privilege {
        Privilege::Role { role, scope } => format!("role {role} at {scope}"),
        Privilege::Membership { group } => format!("membership of group {}", subject(group)),
    };
    let (who, until) = (subject(&new.principal), new.end);
    match new.action {
        ScheduleAction::Validate => {
            format!("ask whether {what} can be given to {who} until {until}")
        }
        ScheduleAction::Assign => format!("give {what} to {who} until {until}"),
        ScheduleAction::Extend => format!("let {what} of {who} end at {until}"),
    }
}

fn subject(subject: &Subject) -> String {
    match subject {
        Subject::Existing(id) => id.to_string(),
        Subject::Created(address) => address.to_string(),
    }
}
