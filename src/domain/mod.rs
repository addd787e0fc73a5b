//! The words of the trade: tenant, domain, role, group, technician, window, ids. Each is parsed
//! once and valid ever after. Nothing here reads, writes, waits or asks for the time.

mod address;
mod adhoc;
mod canonical;
mod cloud;
mod count;
mod credential;
mod eligibility;
mod ended;
mod guard_id;
mod guid;
mod host;
mod label;
mod marker;
mod name;
mod object_path;
mod permission;
mod role;
mod role_table;
mod rotation_id;
mod scope;
mod storage_url;
mod text;
mod window;

pub use address::Address;
pub use canonical::{canonical_json, hexadecimal};
pub use cloud::Cloud;
pub use count::{counted, grouped};
pub use credential::{CredentialSource, FederatedSource, SecretSource};
pub use eligibility::Eligibility;
pub use ended::EndStamp;
pub use guard_id::GuardId;
pub use guid::{ClientId, ObjectId, RoleDefinitionId, RotatorId, TenantId};
pub use host::{DomainName, UserPrincipalName, check_user_name};
pub use label::{AdministrativeUnitName, DisplayName, GroupName, RoleName};
pub use marker::{ADDRESS, ENDED, EXTENSIONS, GRANT, GrantId, GrantStamp, INSTALLATION};
pub use name::{
    AccountName, OrganizationName, ProfileName, StoreName, TechnicianGroup, TechnicianId,
    TenantName,
};
pub use object_path::check_object_path;
pub use permission::{MICROSOFT_GRAPH, permission_id, permission_name};
pub use role::{
    BuiltInRole, GLOBAL_ADMINISTRATOR, PRIVILEGED_AUTHENTICATION_ADMINISTRATOR,
    PRIVILEGED_ROLE_ADMINISTRATOR, TIER_0, USER_ADMINISTRATOR,
};
pub use rotation_id::{RotationId, RotationRun};
pub use scope::DirectoryScope;
pub use storage_url::{StoragePlace, StorageUrl};
pub use text::{Invalid, LONGEST_LINE, is_line};
pub use window::Window;
