//! What the audit trail remembers of a tenant, whatever the marker on an object says.

use std::collections::{BTreeMap, BTreeSet};

use super::{Action, Event, Finding, Phase, Sink, finding::Findings, verify::walk};
use crate::domain::{Address, ObjectId, TenantId};

/// What the audit trail remembers of one tenant.
///
/// It backs up the marker: an account that stands here and bears no marker of ours is tampered
/// with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Memory {
    /// The accounts that tenantry made and did not delete, with their addresses.
    pub accounts: BTreeMap<ObjectId, Address>,
    /// What is wrong with the tenant's chains; where there is anything, less may stand here than
    /// was done.
    pub problems: Vec<Finding>,
}

impl Memory {
    /// Takes the tenant's next event.
    fn see(&mut self, event: &Event) {
        let Phase::Outcome { answer, .. } = &event.phase else { return };
        if !answer.took_effect() {
            return;
        }
        match event.deed.action {
            Action::CreateUser => {
                let address = event.target.address.clone();
                self.accounts.extend(event.target.object.map(|id| (id, address)));
            }
            Action::DeleteUser => {
                if let Some(id) = event.deed.user.or(event.target.object) {
                    self.accounts.remove(&id);
                }
            }
            _ => {}
        }
    }
}

/// Returns the tenants that there are events of.
///
/// # Errors
///
/// Fails where the sink cannot be read.
pub async fn recorded_tenants(sink: &Sink) -> Result<BTreeSet<TenantId>, super::AuditError> {
    Ok(sink.chains(None).await?.into_iter().map(|chain| chain.tenant).collect())
}

/// Reads what is remembered of a tenant: all of its chains once, line by line.
///
/// # Errors
///
/// Fails where the sink cannot be read; then nothing is known, not even that there is nothing.
pub async fn remembered(sink: &Sink, tenant: TenantId) -> Result<Memory, super::AuditError> {
    let (mut memory, mut found) = (Memory::default(), Findings::default());
    for chain in sink.chains(Some(tenant)).await? {
        let reading = sink.read(chain).await?;
        walk(chain, reading, &mut found, |event, _| memory.see(&event)).await?;
    }
    memory.problems = found.into_parts().0;
    Ok(memory)
}

#[cfg(test)]
mod tests {
    use super::{Memory, Phase};
    use crate::{
        audit::{Answer, Event, fixture},
        domain::ObjectId,
        plan::{NewUser, Write},
    };

    fn create() -> Event {
        let write = Write::CreateUser(NewUser {
            address: "jit/alice".parse().expect("valid"),
            installation: "northwind-msp".parse().expect("valid"),
            user_principal_name: "msp-alice@contoso.example".parse().expect("valid"),
            display_name: "Alice".parse().expect("valid"),
            mail_nickname: "msp-alice".to_owned(),
        });
        let mut event = fixture::event(1, &write);
        event.target.object = None;
        event
    }

    fn told(events: &[(Event, Answer)]) -> Memory {
        let mut memory = Memory::default();
        for (intent, answer) in events {
            memory.see(intent);
            let mut outcome = fixture::outcome(intent, 2, *answer);
            if outcome.target.object.is_none() {
                outcome.target.object = Some(fixture::alice());
            }
            assert!(matches!(outcome.phase, Phase::Outcome { .. }));
            memory.see(&outcome);
        }
        memory
    }

    #[test]
    fn accounts_are_remembered_from_their_making_to_their_deletion() {
        let user: ObjectId = fixture::alice();
        let delete = fixture::event(3, &Write::DeleteUser { user });
        let table: [(&[(Event, Answer)], usize); 6] = [
            (&[], 0),
            (&[(create(), Answer::Done)], 1),
            (&[(create(), Answer::Found)], 1),
            (&[(create(), Answer::Refused)], 0),
            (&[(create(), Answer::Done), (delete.clone(), Answer::Refused)], 1),
            (&[(create(), Answer::Done), (delete, Answer::Done)], 0),
        ];
        for (events, expected) in table {
            let memory = told(events);
            assert_eq!(memory.accounts.len(), expected);
            assert!(memory.accounts.values().all(|address| address.to_string() == "jit/alice"));
        }
        let mut memory = Memory::default();
        memory.see(&create());
        assert_eq!(memory, Memory::default(), "an announcement is no deed");
    }
}
