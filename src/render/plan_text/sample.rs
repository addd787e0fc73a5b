//! Plans built by hand.

use serde_json::{Value, json};

use crate::{
    domain::GuardId,
    observed::{ReadState, ReadSummary, Refusal, RefusalKind},
    plan::{
        Attribute, Blocks, Cause, Change, ChangeAction, Diagnostic, EndsBy, GuardStatus,
        GuardVerdict, LookAlike, Orphan, Plan, PlannedTenant, Reason, Risk, Scheduled, Severity,
    },
    source::{Origin, Place, Span},
};

pub(in crate::render) const OBJECT: &str = "11111111-2222-4333-8444-555555555555";

/// A plan of these tenants, for 11:42 on a November day.
pub(in crate::render) fn plan(tenants: Vec<PlannedTenant>) -> Plan {
    Plan {
        evaluated_at: "2026-11-23T11:42:00Z".parse().expect("valid"),
        tenants,
        guards: vec![verdict(GuardId::G004, GuardStatus::Pass, "1 of 1,204 tenants")],
    }
}

/// A tenant in which nothing is to be done.
pub(in crate::render) fn tenant(name: &str) -> PlannedTenant {
    PlannedTenant {
        tenant: name.parse().expect("valid"),
        tenant_id: "3f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f".parse().expect("valid"),
        origin: Origin::synthetic(&format!("tenants/{name}.yaml"), 1),
        refusal: None,
        reads: Vec::new(),
        changes: Vec::new(),
        unchanged: 7,
        access_ends_by: None,
        unmanaged: Vec::new(),
        orphans: Vec::new(),
        scheduled: Vec::new(),
        guards: vec![verdict(GuardId::G001, GuardStatus::Pass, "2 emergency accounts, minimum 2")],
        diagnostics: Vec::new(),
    }
}

/// A change of an address, declared at a line of the tenant's file.
pub(in crate::render) fn change(address: &str, action: ChangeAction, line: u32) -> Change {
    Change {
        address: address.parse().expect("valid"),
        object_id: None,
        action,
        cause: Cause::Config,
        reason: Reason::Differs,
        risk: Risk::Low,
        attributes: Vec::new(),
        write_only: Vec::new(),
        depends_on: std::collections::BTreeSet::default(),
        origin: Some(Origin::synthetic("tenants/contoso.yaml", line)),
        steps: Vec::new(),
        ends_access: false,
        raises_privilege: false,
        removals: 0,
        unproved: None,
        pending_until: None,
        grant: None,
    }
}

/// A field.
pub(in crate::render) fn field(
    path: &str,
    before: Value,
    after: Value,
    note: Option<&str>,
) -> Attribute {
    Attribute { path: path.to_owned(), before, after, note: note.map(str::to_owned) }
}

/// What a guard says of the whole run, or of a tenant it is given to.
pub(in crate::render) fn verdict(id: GuardId, status: GuardStatus, message: &str) -> GuardVerdict {
    GuardVerdict {
        id,
        status,
        tenant: None,
        observed: 1,
        limit: 2,
        message: message.to_owned(),
        blocks: Blocks::Nothing,
    }
}

/// The page of the product's description: an ended account and a new group.
pub(in crate::render) fn contoso() -> PlannedTenant {
    let mut ended = change("jit/alice", ChangeAction::Update, 31);
    ended.cause = Cause::Drift;
    ended.reason = Reason::DeadlinePassed;
    ended.attributes = vec![
        field(
            "/accountEnabled",
            json!(true),
            json!(false),
            Some("deadline 11:00Z passed 42 min ago"),
        ),
        field("/roles", json!(["User Administrator"]), json!([]), None),
    ];
    let mut group = change("groups/Tenantry Helpdesk", ChangeAction::Create, 14);
    group.reason = Reason::Missing;
    group.attributes = vec![
        field("/securityEnabled", Value::Null, json!(true), None),
        field("/isAssignableToRole", Value::Null, json!(true), None),
    ];
    let via = Place { file: "tenantry.yaml".into(), line: 12, column: 1, span: Span::default() };
    group.origin.as_mut().expect("declared").via.push(via);
    let mut rotated = change("laps/emergency-2", ChangeAction::Rotate, 52);
    rotated.cause = Cause::Schedule;
    rotated.write_only = vec!["/password"];
    PlannedTenant { changes: vec![ended, group, rotated], ..tenant("contoso") }
}

/// A tenant in which everything that can be said is said.
pub(in crate::render) fn troubled() -> PlannedTenant {
    let mut given = change("jit/bob", ChangeAction::Update, 40);
    given.reason = Reason::AccessDiffers;
    given.risk = Risk::Critical;
    given.attributes = vec![
        field(
            "/roles",
            json!(["Global Reader", "User Administrator"]),
            json!(["Global Administrator", "Global Reader"]),
            None,
        ),
        field("/groups", json!(["a", "b"]), json!(["a", "b", "c"]), None),
    ];
    let mut deleted = change("groups/Old", ChangeAction::Delete, 1);
    deleted.reason = Reason::Pruned;
    deleted.risk = Risk::Critical;
    deleted.origin = None;
    let long = "a description that is long enough not to fit beside the other one at all";
    let mut described = change("groups/Described", ChangeAction::Update, 9);
    described.attributes = vec![
        field("/description", json!(long), json!(format!("{long}, and longer")), None),
        field("/displayName", json!("one\ntwo"), json!("one\nthree"), None),
    ];
    let guard = GuardVerdict {
        tenant: Some("fabrikam".parse().expect("valid")),
        blocks: Blocks::Only(["jit/bob".parse().expect("valid")].into()),
        ..verdict(
            GuardId::G010,
            GuardStatus::Block,
            "Global Administrator is a tier-0 role. Waive it with --acknowledge G010=REASON.",
        )
    };
    let waived = GuardVerdict {
        tenant: Some("fabrikam".parse().expect("valid")),
        ..verdict(GuardId::G003, GuardStatus::Acknowledged, "4 removals, maximum 3: CHG-4711")
    };
    PlannedTenant {
        reads: vec![ReadSummary {
            collection: "roleSchedules".to_owned(),
            state: ReadState::Unknown,
            count: 0,
            why: Some("throttled until patience ran out".to_owned()),
            request_id: Some(OBJECT.to_owned()),
        }],
        changes: vec![described, deleted, given],
        access_ends_by: Some(EndsBy::Runner),
        unmanaged: vec![LookAlike {
            address: "jit/alice".parse().expect("valid"),
            object_id: OBJECT.parse().expect("valid"),
            message: "msp-alice@fabrikam.onmicrosoft.com bears our name without our marker"
                .to_owned(),
            look_alike: true,
        }],
        orphans: vec![Orphan {
            address: "groups/Old".parse().expect("valid"),
            object_id: OBJECT.parse().expect("valid"),
            name: "Old".to_owned(),
        }],
        scheduled: vec![Scheduled {
            address: "jit/bob".parse().expect("valid"),
            at: "2026-11-23T13:00:00Z".parse().expect("valid"),
            action: "disable".to_owned(),
        }],
        guards: vec![waived, guard],
        diagnostics: vec![Diagnostic {
            severity: Severity::Warning,
            code: "plan::permission-missing",
            address: "connection".parse().expect("valid"),
            message: "the app lacks User.ReadWrite.All, which creating accounts needs".to_owned(),
            help: Some("Add the application permission and consent to it.".to_owned()),
            origin: Some(Origin::synthetic("tenants/fabrikam.yaml", 6)),
        }],
        ..tenant("fabrikam")
    }
}

/// A tenant that could not be entered.
pub(in crate::render) fn refused() -> PlannedTenant {
    PlannedTenant {
        refusal: Some(Refusal {
            kind: RefusalKind::SignIn,
            message: "the client secret was refused".to_owned(),
            help: "Put a current secret into CONTOSO_SECRET.".to_owned(),
            code: Some("AADSTS7000215".to_owned()),
            request_id: Some(OBJECT.to_owned()),
        }),
        unchanged: 0,
        guards: Vec::new(),
        ..tenant("wingtip")
    }
}
