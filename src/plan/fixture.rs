//! A small tenant, meant and found, for tests to change.

mod permissions;

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use self::permissions::permissions;
use super::{Context, Plan, PlannedTenant, assemble, plan_tenant};
use crate::{
    desired::{
        AccessScope, CoveringMapping, Decided, DesiredAccess, DesiredAccount, DesiredAuth,
        DesiredDomain, DesiredEmergencyAccount, DesiredGroup, DesiredJit, DesiredOrganization,
        DesiredTenant, Engine, Fallback, GuardSettings, Manage, Provision, RoleGrant, SignIn,
        Technician, TenantState,
    },
    domain::{
        BuiltInRole, Cloud, CredentialSource, DirectoryScope, EXTENSIONS, ObjectId,
        RoleDefinitionId, SecretSource, TechnicianId, UserPrincipalName, Window,
    },
    observed::{
        Identity, ObservedApplication, ObservedCredential, ObservedDomain, ObservedGroup,
        ObservedMarker, ObservedMembership, ObservedOrganization, ObservedPrincipal, ObservedRole,
        ObservedRoleAssignment, ObservedServicePrincipal, ObservedTenant, ObservedUser,
        PrincipalKind, Readable, Reading,
    },
    source::Origin,
};

/// Noon of the day that every test plays on.
pub(crate) fn now() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().expect("a time")
}

/// An open grant at noon.
pub(crate) const OPEN: &str = "adhoc-1 2026-11-23T11:00:00Z 2026-11-23T13:00:00Z";
/// A grant that ended at eleven.
pub(crate) const PAST: &str = "adhoc-1 2026-11-23T09:00:00Z 2026-11-23T11:00:00Z";

pub(crate) fn word<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().expect(text)
}

pub(crate) fn id(name: &str) -> ObjectId {
    ObjectId::new(Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()))
}

pub(crate) fn role(name: &str) -> RoleDefinitionId {
    BuiltInRole::find(name).map_or_else(|| RoleDefinitionId::new(id(name).uuid()), |role| role.id)
}

pub(crate) fn upn(name: &str) -> UserPrincipalName {
    word(&format!("{name}@contoso.onmicrosoft.com"))
}

fn line(number: u32) -> Origin {
    Origin::synthetic("tenants/contoso.yaml", number)
}

pub(crate) fn organization() -> DesiredOrganization {
    let technicians = ["alice", "bob", "carol"].map(|name| {
        let technician = Technician {
            id: word(name),
            groups: BTreeSet::new(),
            active: true,
            recipients: Vec::new(),
            mail: None,
            origin: Origin::synthetic("tenantry.yaml", 4),
        };
        (word::<TechnicianId>(name), technician)
    });
    DesiredOrganization {
        name: word("northwind-msp"),
        technicians: technicians.into(),
        guards: GuardSettings {
            minimum_emergency_accounts: 2,
            maximum_tenants_changed: 25,
            maximum_removals: 3,
            protected: BTreeSet::new(),
            acknowledge: Vec::new(),
        },
        sweep_every: None,
        audit: None,
        stores: BTreeMap::new(),
    }
}

pub(crate) fn account(technician: &str, roles: &[&str], groups: &[&str]) -> DesiredAccount {
    let grant =
        |name: &&str| (RoleGrant { role: word(name), scope: AccessScope::Tenant }, line(31));
    DesiredAccount {
        technician: word(technician),
        user_principal_name: upn(&format!("msp-{technician}")),
        display_name: word(&format!("MSP {technician}")),
        access: DesiredAccess {
            roles: roles.iter().map(grant).collect(),
            groups: groups.iter().map(|name| (word(name), line(33))).collect(),
            mappings: vec![CoveringMapping {
                technicians: word("all"),
                roles: roles.iter().map(|name| grant(name).0).collect(),
                groups: groups.iter().map(|name| word(name)).collect(),
                origin: line(30),
            }],
            disable_after: Decided::by(Window::from_minutes(120), line(21)),
            maximum: Decided::by_default(Window::from_minutes(480)),
            engine: Decided::by_default(Engine::Auto),
            weighed_disable_after: vec![Decided::by(Window::from_minutes(120), line(21))],
            weighed_maximum: vec![Decided::by_default(Window::from_minutes(480))],
        },
        origin: line(30),
    }
}

pub(crate) fn desired() -> DesiredTenant {
    let accounts = [
        account("alice", &["User Administrator"], &["Helpdesk"]),
        account("bob", &["Global Reader"], &[]),
    ];
    DesiredTenant {
        name: word("contoso"),
        id: word("3f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f"),
        display_name: Some(word("Contoso Ltd")),
        labels: BTreeMap::new(),
        state: TenantState::Active,
        cloud: Cloud::Global,
        auth: DesiredAuth {
            client_id: word("7d1e8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f"),
            credential: CredentialSource::ClientSecret(SecretSource::Environment("X".into())),
            plan: None,
            marker_client_id: word("7d1e8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f"),
            origin: line(6),
        },
        domains: vec![DesiredDomain {
            name: word("contoso.onmicrosoft.com"),
            manage: false,
            origin: line(10),
        }],
        groups: vec![DesiredGroup {
            name: word("Helpdesk"),
            description: None,
            assignable_to_role: false,
            origin: line(14),
        }],
        jit: Some(DesiredJit {
            domain: word("contoso.onmicrosoft.com"),
            domain_origin: line(20),
            provision: Provision::Ahead,
            sign_in: SignIn::TemporaryAccessPass,
            fallback: Fallback::None,
            remove_unmanaged: false,
            delete_after: None,
            maximum: Window::from_minutes(480),
            user_names: ["alice", "bob", "carol"]
                .map(|name| (word(name), upn(&format!("msp-{name}"))))
                .into(),
            accounts: accounts.map(|account| (account.technician.clone(), account)).into(),
            origin: line(19),
        }),
        emergency_accounts: ["emergency-1", "emergency-2"]
            .map(|name| DesiredEmergencyAccount {
                name: word(name),
                user_principal_name: upn(name),
                domain: word("contoso.onmicrosoft.com"),
                role: word("Global Administrator"),
                manage: Manage::Observe,
                origin: line(52),
            })
            .into(),
        origin: line(1),
    }
}

pub(crate) fn user(name: &str) -> ObservedUser {
    ObservedUser {
        id: id(name),
        user_principal_name: upn(name),
        display_name: name.to_owned(),
        account_enabled: true,
        on_premises_synced: false,
        management_restricted: false,
        guest: false,
        last_password_change: None,
        marker: ObservedMarker::default(),
    }
}

/// An owned account, disabled, without a grant.
pub(crate) fn owned_user(address: &str, name: &str) -> ObservedUser {
    let technician = address.split_once('/').map_or(address, |(_, name)| name);
    ObservedUser {
        id: id(address),
        user_principal_name: word(name),
        display_name: format!("MSP {technician}"),
        account_enabled: false,
        marker: ObservedMarker::ours(&word("northwind-msp"), &word(address)),
        ..user("any")
    }
}

pub(crate) fn group(name: &str) -> ObservedGroup {
    ObservedGroup {
        id: id(&format!("group {name}")),
        display_name: name.to_owned(),
        description: None,
        unique_name: None,
        security_enabled: true,
        mail_enabled: false,
        dynamic: false,
        on_premises_synced: false,
        assignable_to_role: false,
        management_restricted: false,
        marker: ObservedMarker::default(),
    }
}

pub(crate) fn assignment(
    role_name: &str,
    user: &ObservedUser,
    scope: DirectoryScope,
) -> ObservedRoleAssignment {
    ObservedRoleAssignment {
        id: format!("{role_name} {} {scope}", user.id),
        role: role(role_name),
        principal: ObservedPrincipal {
            id: user.id,
            kind: PrincipalKind::User,
            display_name: user.display_name.clone(),
            enabled: Some(user.account_enabled),
        },
        scope,
    }
}

pub(crate) fn membership(group: &ObservedGroup) -> ObservedMembership {
    ObservedMembership {
        group: group.id,
        display_name: group.display_name.clone(),
        assignable_to_role: Some(group.assignable_to_role),
        direct: Some(true),
        fixed: false,
    }
}

/// A tenant in which everything is as declared: both accounts at rest, the group there.
pub(crate) fn observed() -> ObservedTenant {
    let tenant = bare();
    let tenant = with_owned_group(tenant, "Helpdesk");
    ["alice", "bob"].into_iter().fold(tenant, |tenant, name| {
        with_user(tenant, owned_user(&format!("jit/{name}"), upn(&format!("msp-{name}")).as_str()))
    })
}

/// A tenant in which nothing of ours exists yet.
pub(crate) fn bare() -> ObservedTenant {
    let id = desired().id;
    let definitions = BuiltInRole::all().map(|role| {
        (role.id, ObservedRole { id: role.id, display_name: role.name.to_owned(), built_in: true })
    });
    let mut tenant = ObservedTenant {
        id,
        taken_at: now(),
        clock_skew: SignedDuration::ZERO,
        identity: Identity {
            tenant: id,
            client_id: desired().auth.client_id,
            principal: Some(self::id("app")),
            permissions: BTreeSet::new(),
        },
        organization: Reading::Known(ObservedOrganization {
            id,
            display_name: "Contoso Ltd".to_owned(),
            has_p1: true,
            has_p2: true,
        }),
        domains: Reading::Known(
            [ObservedDomain {
                name: word("contoso.onmicrosoft.com"),
                verified: true,
                managed: true,
                initial: true,
                verification_record: None,
            }]
            .map(|domain| (domain.name.clone(), domain))
            .into(),
        ),
        owned_users: Reading::Known(BTreeMap::new()),
        named_users: ["msp-alice", "msp-bob", "msp-carol"]
            .map(|name| (upn(name), Reading::Absent))
            .into(),
        owned_groups: Reading::Known(BTreeMap::new()),
        named_groups: Reading::Known(BTreeMap::new()),
        keyed_groups: [("tenantry.northwind-msp.helpdesk".to_owned(), Reading::Absent)].into(),
        role_definitions: Reading::Known(definitions.collect()),
        role_assignments: Reading::Known(Vec::new()),
        role_schedules: Reading::Known(Vec::new()),
        administrative_units: Reading::Known(BTreeMap::new()),
        service_principal: Reading::Known(ObservedServicePrincipal {
            id: self::id("app"),
            display_name: "tenantry".to_owned(),
            enabled: true,
        }),
        permissions: Reading::Known(permissions()),
        application: Reading::Known(ObservedApplication {
            id: self::id("application"),
            credentials: vec![ObservedCredential {
                kind: "client secret",
                display_name: "tenantry".to_owned(),
                end: Some("2027-11-23T00:00:00Z".parse().expect("a time")),
            }],
        }),
        extensions: Reading::Known(EXTENSIONS.map(str::to_owned).into()),
        memberships: BTreeMap::new(),
        administrator_groups: BTreeMap::new(),
        methods: BTreeMap::new(),
        group_schedules: BTreeMap::new(),
        eligibilities: BTreeMap::new(),
        pass_policy: None,
        access_policies: None,
        role_policies: BTreeMap::new(),
        group_policies: BTreeMap::new(),
        ledgers: BTreeMap::new(),
        sealing_keys: BTreeMap::new(),
        last_sign_ins: BTreeMap::new(),
        remembered_users: BTreeMap::new(),
        readable: Readable::default(),
    };
    for emergency in ["emergency-1", "emergency-2"].map(user) {
        give(&mut tenant, "Global Administrator", &emergency);
        tenant.named_users.insert(emergency.user_principal_name.clone(), Reading::Known(emergency));
    }
    let app = ObservedUser { id: self::id("app"), ..user("app") };
    give(&mut tenant, "Privileged Authentication Administrator", &app);
    tenant
}

pub(crate) fn with_user(mut tenant: ObservedTenant, user: ObservedUser) -> ObservedTenant {
    tenant.memberships.entry(user.id).or_insert_with(|| Reading::Known(BTreeSet::new()));
    tenant.methods.entry(user.id).or_insert_with(|| Reading::Known(Vec::new()));
    tenant.group_schedules.entry(user.id).or_insert_with(|| Reading::Known(Vec::new()));
    tenant.eligibilities.entry(user.id).or_insert_with(|| Reading::Known(BTreeSet::new()));
    tenant.named_users.insert(user.user_principal_name.clone(), Reading::Known(user.clone()));
    if user.marker.installation.as_deref() == Some("northwind-msp") {
        tenant.owned_users.known_mut().map(|users| users.insert(user.id, user));
    }
    tenant
}

pub(crate) fn with_group(mut tenant: ObservedTenant, group: ObservedGroup) -> ObservedTenant {
    if let Some(key) = &group.unique_name {
        tenant.keyed_groups.insert(key.clone(), Reading::Known(group.clone()));
    }
    if group.marker.installation.as_deref() == Some("northwind-msp") {
        tenant.owned_groups.known_mut().map(|groups| groups.insert(group.id, group.clone()));
    }
    tenant.named_groups.known_mut().map(|groups| groups.insert(group.id, group));
    tenant
}

pub(crate) fn owned_group(name: &str) -> ObservedGroup {
    ObservedGroup {
        unique_name: Some(format!("tenantry.northwind-msp.{}", name.to_lowercase())),
        marker: ObservedMarker::ours(&word("northwind-msp"), &word(&format!("groups/{name}"))),
        ..group(name)
    }
}

pub(crate) fn with_owned_group(tenant: ObservedTenant, name: &str) -> ObservedTenant {
    with_group(tenant, owned_group(name))
}

/// Gives an account a role over the whole tenant.
pub(crate) fn give(tenant: &mut ObservedTenant, role_name: &str, user: &ObservedUser) {
    if let Some(assignments) = tenant.role_assignments.known_mut() {
        assignments.push(assignment(role_name, user, DirectoryScope::Tenant));
    }
}

pub(crate) fn join(tenant: &mut ObservedTenant, group: &ObservedGroup, user: &ObservedUser) {
    if let Some(groups) = tenant.memberships.get_mut(&user.id).and_then(Reading::known_mut) {
        groups.insert(membership(group));
    }
}

/// Plans one tenant at noon.
pub(crate) fn plan(desired: &DesiredTenant, observed: &ObservedTenant) -> PlannedTenant {
    let organization = organization();
    plan_tenant(&Context::new(&organization, now()), desired, observed)
}

/// Plans one tenant at noon as a whole run.
pub(crate) fn run(
    organization: &DesiredOrganization,
    desired: &DesiredTenant,
    observed: &ObservedTenant,
) -> Plan {
    let context = Context::new(organization, now());
    assemble(&context, vec![plan_tenant(&context, desired, observed)])
}
