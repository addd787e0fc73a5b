//! What one write does.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::{groups, passwords, roles, users};
use crate::{
    domain::{Address, DomainName, ObjectId},
    observed::{ObservedDomain, ObservedMarker, ObservedTenant, Reading},
    plan::{
        Adoption, CredentialForm, NewSchedule, Privilege, ScheduleAction, Step, Subject, Write,
    },
};

/// Returns the id that the model gives to the object of an address: always the same, so that the
/// model stays pure.
#[must_use]
pub fn created_id(tenant: &ObservedTenant, address: &Address) -> ObjectId {
    ObjectId::new(Uuid::new_v5(&tenant.id.uuid(), address.to_string().as_bytes()))
}

/// Does to the tenant what the step's write would do, whether its needs hold or not.
pub fn apply_step(tenant: &mut ObservedTenant, step: &Step, now: Timestamp) {
    match &step.write {
        Write::CreateDomain { domain } => create_domain(tenant, domain),
        Write::VerifyDomain { domain } => {
            let found = tenant.domains.known_mut().and_then(|domains| domains.get_mut(domain));
            if let Some(found) = found {
                found.verified = true;
            }
        }
        Write::CreateGroup(group) => groups::create(tenant, group),
        Write::UpdateGroup { group, display_name, description } => {
            groups::update(tenant, *group, |found| {
                if let Some(name) = display_name {
                    found.display_name = name.to_string();
                }
                if let Some(text) = description {
                    found.description = Some(text.clone());
                }
            });
        }
        Write::DeleteGroup { group } => groups::delete(tenant, *group),
        Write::CreateUser(user) => users::create(tenant, user),
        Write::UpdateUser { user, display_name } => {
            users::update(tenant, *user, |found| found.display_name = display_name.to_string());
        }
        Write::DisableUser { user } => users::set_enabled(tenant, *user, false),
        Write::RevokeSessions { .. } | Write::ScramblePassword { .. } => {}
        Write::EndGrant { user, grant, before } => {
            users::end_grant(tenant, *user, (grant.clone(), before.as_deref()), now);
        }
        Write::SetGrant { user, stamp } => {
            let user = resolve(tenant, user);
            users::update(tenant, user, |found| found.marker.grant = Some(stamp.to_string()));
        }
        Write::EnableUser { user, .. } | Write::EnableEmergency { user } => {
            let user = resolve(tenant, user);
            users::set_enabled(tenant, user, true);
        }
        Write::RotatePassword { user, account, .. } => {
            let user = resolve(tenant, user);
            passwords::rotate(tenant, (user, account), now);
        }
        Write::MakeRolePermanent { principal, role } => roles::keep(tenant, *principal, *role),
        Write::IssueCredential { user, form, .. } => {
            let user = resolve(tenant, user);
            if let CredentialForm::Pass { minutes, .. } = form {
                let length = SignedDuration::from_mins(i64::from(*minutes));
                users::issue_pass(tenant, user, now.saturating_add(length).unwrap_or(now));
            }
        }
        Write::DeleteMethod { user, method, .. } => users::delete_method(tenant, *user, method),
        Write::Schedule(new) => schedule(tenant, new),
        Write::Adopt(adoption) => adopt(tenant, adoption),
        Write::DeleteUser { user } => users::delete(tenant, *user),
        Write::AssignRole { principal, role, scope } => {
            let principal = resolve(tenant, principal);
            roles::assign(tenant, principal, (*role, scope.clone()));
        }
        Write::RemoveRoleAssignment { assignment, principal, role, scope } => {
            roles::unassign(tenant, assignment, *principal, (*role, scope.clone()));
        }
        Write::RemoveRoleSchedule { principal, role, scope } => {
            roles::unschedule(tenant, *principal, (*role, scope.clone()));
        }
        Write::RemoveEligibility { user, eligibility } => {
            users::remove_eligibility(tenant, *user, eligibility);
        }
        Write::AddMember { group, user } => {
            let (group, user) = (resolve(tenant, group), resolve(tenant, user));
            groups::add_member(tenant, group, user);
        }
        Write::RemoveMember { group, user } | Write::RemoveMemberSchedule { group, user } => {
            groups::remove_member(tenant, *group, *user);
        }
    }
}

fn adopt(tenant: &mut ObservedTenant, adoption: &Adoption) {
    let marker = ObservedMarker::ours(&adoption.installation, &adoption.address);
    match adoption.address {
        Address::Group(_) => groups::update(tenant, adoption.object, |found| {
            found.marker = marker.clone();
        }),
        _ => users::update(tenant, adoption.object, |found| found.marker = marker.clone()),
    }
}

fn schedule(tenant: &mut ObservedTenant, new: &NewSchedule) {
    if new.action == ScheduleAction::Validate {
        return;
    }
    let principal = resolve(tenant, &new.principal);
    let extends = new.action == ScheduleAction::Extend;
    match &new.privilege {
        Privilege::Role { role, scope } => {
            let held = (principal, (*role, scope.clone()));
            let schedules = tenant.role_schedules.known().into_iter().flatten();
            let mut schedules = schedules.filter(|found| found.principal == principal);
            // What is not there any more is not lengthened.
            if extends && !schedules.any(|found| found.role == *role && found.scope == *scope) {
                return;
            }
            roles::schedule(tenant, held, (new.start, new.end));
        }
        Privilege::Membership { group } => {
            let group = resolve(tenant, group);
            let schedules = tenant.group_schedules.get(&principal).and_then(Reading::known);
            if extends && !schedules.into_iter().flatten().any(|found| found.group == group) {
                return;
            }
            groups::schedule(tenant, (group, principal), (new.start, new.end));
        }
    }
}

/// Returns the id of a subject, which for a created one is the id that the model gave it.
pub(super) fn resolve(tenant: &ObservedTenant, subject: &Subject) -> ObjectId {
    match subject {
        Subject::Existing(id) => *id,
        Subject::Created(address) => created_id(tenant, address),
    }
}

fn create_domain(tenant: &mut ObservedTenant, name: &DomainName) {
    if let Some(domains) = tenant.domains.known_mut() {
        let domain = ObservedDomain {
            name: name.clone(),
            verified: false,
            managed: true,
            initial: false,
            verification_record: None,
        };
        domains.entry(name.clone()).or_insert(domain);
    }
}
