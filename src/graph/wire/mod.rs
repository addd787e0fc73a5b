//! JSON as Graph writes and reads it, as far as it is needed. Unknown fields are passed over, and
//! whatever Graph may leave out is optional; nothing here decides anything.

mod application;
mod batch;
mod collection;
mod directory;
mod error;
mod group;
mod method;
mod role;
mod user;

pub(super) use application::{AppRoleAssignment, Application, ExtensionProperty, ServicePrincipal};
pub(super) use batch::{BatchBody, BatchItem, BatchReplies, BatchReply};
pub(super) use collection::{Collection, NextLink};
pub(super) use directory::{AdministrativeUnit, DnsRecord, Domain, Organization};
pub(super) use error::ErrorBody;
pub(super) use group::{Group, Member, Membership};
pub(super) use method::{
    AccessPolicy, GroupScheduleInstance, Method, PassPolicy, PolicyAssignment, Target, issued_pass,
};
pub(super) use role::{EligibleRole, RoleAssignment, RoleDefinition, RoleScheduleInstance};
pub(super) use user::User;
