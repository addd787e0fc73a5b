//! Events for tests.

use jiff::Timestamp;
use uuid::Uuid;

use super::{Actor, Answer, Deed, Event, EventId, Outcome, Phase, Target, TenantRef, Warrant};
use crate::{
    domain::{ObjectId, TenantId},
    plan::Write,
};

pub(crate) const TENANT: &str = "11111111-0000-4000-8000-000000000001";
pub(crate) const ALICE: &str = "22222222-0000-4000-8000-000000000001";

pub(crate) fn tenant() -> TenantId {
    TENANT.parse().expect("valid")
}

pub(crate) fn alice() -> ObjectId {
    ALICE.parse().expect("valid")
}

pub(crate) fn id(number: u128) -> EventId {
    EventId::new(Uuid::from_u128(0x3333_3333_0000_4000_8000_0000_0000_0000 + number))
}

/// A moment of 2026.
pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_795_000_000 + second).expect("in range")
}

pub(crate) fn event(number: u32, write: &Write) -> Event {
    Event {
        id: id(u128::from(number)),
        at: at(i64::from(number)),
        phase: Phase::Intent,
        tenant: TenantRef { name: "contoso".parse().expect("valid"), id: tenant() },
        actor: Actor { human: Some("bob".to_owned()), ..Actor::default() }
            .acting_as(tenant(), "44444444-0000-4000-8000-000000000001".parse().expect("valid")),
        target: Target {
            address: "jit/alice".parse().expect("valid"),
            object: Some(alice()),
            user_principal_name: Some("msp-alice@contoso.example".parse().expect("valid")),
        },
        deed: Deed::of(write, &[]),
        warrant: Warrant {
            grant: Some("inc-1234".parse().expect("valid")),
            start: Some(at(0)),
            deadline: Some(at(7_200)),
            reason: Some("mailbox rules \"gone\"".to_owned()),
            ticket: Some("INC-1234".to_owned()),
            approver: Some("carol".to_owned()),
        },
        plan_digest: Some("sha256:00".to_owned()),
        tool_version: "0.1.0".to_owned(),
    }
}

pub(crate) fn intent(number: u32) -> Event {
    event(number, &Write::DisableUser { user: alice() })
}

pub(crate) fn outcome(intent: &Event, number: u32, answer: Answer) -> Event {
    let told = Outcome {
        answer,
        object: None,
        request_id: Some(format!("r-{number}")),
        detail: String::new(),
    };
    intent.outcome(id(u128::from(number)), at(i64::from(number)), told)
}

/// So many events of one chain: intents, each with what became of it.
pub(crate) fn events(count: u32) -> Vec<Event> {
    let pairs = (0..count.div_ceil(2)).flat_map(|pair| {
        let intent = intent(2 * pair + 1);
        let outcome = outcome(&intent, 2 * pair + 2, Answer::Done);
        [intent, outcome]
    });
    pairs.take(count as usize).collect()
}
