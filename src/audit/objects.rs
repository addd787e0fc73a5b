//! Chains in an object store: `{tenant id}/{year}/{sequence number}.json`, one event an object,
//! and the head beside them in `head.json`.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
};

use futures::{StreamExt as _, stream};

use super::{
    AuditError, ChainId, Event,
    chain::{Before, Hash, Head, Line, seal},
    piece::{HeadFound, Piece, Reading},
};
use crate::{
    domain::{Invalid, TenantId},
    storage::{ObjectName, Storage, StorageError},
};

/// How often a place in the chain is tried for before giving up.
const TRIES: usize = 1_000;
/// How often a lost answer is asked for again.
const DOUBTS: usize = 3;
/// How many objects are read at once.
const AT_ONCE: usize = 16;
/// By how many lines the head may be behind: each writer moves it after its own event.
const SLACK: u64 = 64;

/// Chains in an object store. The sequence number in an object's name is what writers race for:
/// only one creates it, and the others go on from that one.
#[derive(Debug, Clone)]
pub(super) struct Objects {
    storage: Storage,
    /// Where this process last saw each chain end; it only saves requests.
    ends: Arc<Mutex<BTreeMap<ChainId, Head>>>,
}

impl Objects {
    /// Uses a store; nothing is sent.
    pub(super) fn new(storage: Storage) -> Self {
        Self { storage, ends: Arc::default() }
    }

    /// Appends an event; it is durable when this returns.
    pub(super) async fn append(&self, event: &Event) -> Result<(), AuditError> {
        let chain = event.chain();
        let mut before = match self.seen(chain) {
            Some(head) => Before { head: Some(head), ..Before::default() },
            None => self.end(chain).await?,
        };
        let mut doubts = 0;
        for _ in 0..TRIES {
            let (line, head) = seal(event, &before)?;
            let (name, bytes) = (name(chain, head.seq)?, format!("{line}\n").into_bytes());
            match self.storage.create(&name, &bytes).await {
                Ok(_) => return self.written(chain, &head).await,
                Err(StorageError::AlreadyThere { .. }) => {
                    match self.storage.read(&name).await? {
                        // An answer had been lost.
                        Some(there) if there.bytes == bytes => {
                            return self.written(chain, &head).await;
                        }
                        Some(there) => before.head = Some(end_of(head.seq, &there.bytes)),
                        None => {}
                    }
                }
                // The same bytes under the same name: at most one of them is written.
                Err(error) if error.is_unknown() && doubts < DOUBTS => doubts += 1,
                Err(error) => return Err(error.into()),
            }
        }
        Err(AuditError::Busy { chain })
    }

    /// Names all chains, or those of one tenant.
    pub(super) async fn chains(
        &self,
        tenant: Option<TenantId>,
    ) -> Result<BTreeSet<ChainId>, AuditError> {
        let folder = tenant.map(|id| id.to_string().parse::<ObjectName>()).transpose();
        let names = self.storage.list(folder.map_err(unnamed)?.as_ref()).await?;
        let chain = |name: &ObjectName| {
            let (chain, _) = name.as_str().rsplit_once('/')?;
            chain.parse::<ChainId>().ok()
        };
        Ok(names.iter().filter_map(chain).collect())
    }

    /// Begins to read a chain, as far as it goes now.
    pub(super) async fn read(&self, chain: ChainId) -> Result<Reading, AuditError> {
        let head_file = head_name(chain)?;
        let head = self.storage.read(&head_file).await?;
        let head = HeadFound::of(head.as_ref().map(|stored| stored.bytes.as_slice()));
        let storage = self.storage.clone();
        let lines = stream::iter(self.numbers(chain).await?)
            .map(move |(seq, name)| {
                let storage = storage.clone();
                async move { piece(&storage, seq, &name).await.transpose() }
            })
            .buffered(AT_ONCE)
            .filter_map(|piece| async move { piece });
        let head_file = head_file.to_string();
        Ok(Reading { head_file, head, tolerance: SLACK, lines: Box::pin(lines) })
    }

    /// Names a chain's objects in the order of their numbers.
    async fn numbers(&self, chain: ChainId) -> Result<BTreeMap<u64, ObjectName>, AuditError> {
        let folder = chain.to_string().parse::<ObjectName>().map_err(unnamed)?;
        let names = self.storage.list(Some(&folder)).await?;
        Ok(names.into_iter().filter_map(|name| Some((number(&name)?, name))).collect())
    }

    fn seen(&self, chain: ChainId) -> Option<Head> {
        self.ends.lock().unwrap_or_else(PoisonError::into_inner).get(&chain).cloned()
    }

    /// Finds what the next event goes on from. Where the head is behind, creating finds the end.
    async fn end(&self, chain: ChainId) -> Result<Before, AuditError> {
        let stored = self.storage.read(&head_name(chain)?).await?;
        let found = HeadFound::of(stored.as_ref().map(|stored| stored.bytes.as_slice()));
        if let HeadFound::Is(head) = found {
            return Ok(Before { head: Some(head), ..Before::default() });
        }
        let Some((seq, name)) = self.numbers(chain).await?.pop_last() else {
            return Ok(Before { head_lost: found == HeadFound::Unreadable, ..Before::default() });
        };
        let last = self.storage.read(&name).await?;
        let head = last.map(|last| end_of(seq, &last.bytes));
        let head_lost = found == HeadFound::Unreadable || seq > SLACK;
        Ok(Before { head, torn: None, head_lost })
    }

    /// Moves the head to an event that is written, unless others moved it further.
    async fn written(&self, chain: ChainId, head: &Head) -> Result<(), AuditError> {
        {
            let mut ends = self.ends.lock().unwrap_or_else(PoisonError::into_inner);
            let end = ends.entry(chain).or_insert_with(|| head.clone());
            if end.seq < head.seq {
                *end = head.clone();
            }
        }
        let (name, text) = (head_name(chain)?, head.text());
        for _ in 0..TRIES {
            let written = match self.storage.read(&name).await? {
                None => self.storage.create(&name, text.as_bytes()).await,
                Some(there) => match Head::parse(&there.bytes) {
                    Some(other) if other.seq >= head.seq => return Ok(()),
                    _ => self.storage.replace(&name, text.as_bytes(), &there.version).await,
                },
            };
            match written {
                Ok(_) => return Ok(()),
                Err(error) if error.is_lost_race() => {}
                // The event itself is durable: where the head stays behind, the next one moves it.
                Err(error) if error.is_unknown() => return Ok(()),
                Err(error) => return Err(error.into()),
            }
        }
        Err(AuditError::Busy { chain })
    }
}

async fn piece(
    storage: &Storage,
    seq: u64,
    name: &ObjectName,
) -> Result<Option<Piece>, AuditError> {
    let Some(stored) = storage.read(name).await? else { return Ok(None) };
    let mut bytes = stored.bytes;
    let ended = bytes.last() == Some(&b'\n');
    if ended {
        bytes.pop();
    }
    Ok(Some(Piece { file: name.to_string(), line: 1, bytes, ended, named: Some(seq) }))
}

/// Returns what goes on from an object: also from one that is no event, so that it cannot stop the
/// chain.
fn end_of(seq: u64, bytes: &[u8]) -> Head {
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let hash = Line::parse(bytes).map_or_else(|| Hash::of(bytes), |line| line.link.hash);
    Head { hash, seq }
}

fn name(chain: ChainId, seq: u64) -> Result<ObjectName, AuditError> {
    format!("{chain}/{seq:012}.json").parse().map_err(unnamed)
}

fn head_name(chain: ChainId) -> Result<ObjectName, AuditError> {
    format!("{chain}/head.json").parse().map_err(unnamed)
}

fn number(name: &ObjectName) -> Option<u64> {
    let (_, file) = name.as_str().rsplit_once('/')?;
    file.strip_suffix(".json").filter(|digits| digits.len() == 12)?.parse().ok()
}

fn unnamed(why: Invalid) -> AuditError {
    StorageError::Unavailable { name: "audit".to_owned(), cause: why.0 }.into()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures::{executor::block_on, future::join_all};

    use super::{Objects, head_name, name};
    use crate::{
        audit::{Sink, Verified, fixture, verify},
        storage::{Fault, Operation, Storage},
    };

    fn verified(storage: &Storage) -> Verified {
        block_on(verify(&Sink::in_storage(storage.clone()), None)).expect("readable")
    }

    fn codes(storage: &Storage) -> Vec<&'static str> {
        verified(storage).problems.iter().map(|problem| problem.what.code()).collect()
    }

    fn filled(count: u32) -> (Storage, Objects) {
        let storage = Storage::in_memory();
        let objects = Objects::new(storage.clone());
        for event in fixture::events(count) {
            block_on(objects.append(&event)).expect("writable");
        }
        (storage, objects)
    }

    #[test]
    fn events_are_objects_in_a_row() {
        let (storage, _) = filled(4);
        let verified = verified(&storage);
        assert_eq!((verified.events(), verified.problems, verified.remarks), (4, vec![], vec![]));
        let other = Objects::new(storage.clone());
        block_on(other.append(&fixture::intent(9))).expect("writable");
        let chain = fixture::intent(1).chain();
        let names = block_on(storage.list(None)).expect("readable");
        assert_eq!(names.first(), Some(&name(chain, 1).expect("valid")));
        assert_eq!((names.len(), codes(&storage)), (6, vec![]));
    }

    #[test]
    fn writers_in_many_places_make_one_chain() {
        let storage = Storage::in_memory().with_faults(|operation| {
            // Others go first before an answer comes.
            operation.is_write().then_some(Fault::Late)
        });
        let places: Vec<Objects> = (0..8).map(|_| Objects::new(storage.clone())).collect();
        let write = |(number, place): (u32, Objects)| async move {
            for event in 0..5 {
                place.append(&fixture::intent(number * 5 + event)).await.expect("writable");
            }
        };
        block_on(join_all((0..).zip(places).map(write)));
        let verified = verified(&storage);
        assert_eq!((verified.events(), verified.problems), (40, vec![]));
    }

    #[test]
    fn a_lost_answer_makes_no_second_event() {
        for fault in [Fault::LoseAnswer, Fault::LoseRequest, Fault::LandLater] {
            let inner = Storage::in_memory();
            let count = AtomicUsize::new(0);
            let storage = inner.clone().with_faults(move |operation| {
                let creates = matches!(operation, Operation::Create(_));
                let hit = creates && count.fetch_add(1, Ordering::Relaxed).is_multiple_of(2);
                hit.then_some(fault)
            });
            let objects = Objects::new(storage);
            for event in fixture::events(4) {
                block_on(objects.append(&event)).expect("writable");
            }
            let verified = verified(&inner);
            assert_eq!((verified.events(), verified.problems), (4, vec![]), "{fault:?}");
        }
    }

    #[test]
    fn a_store_that_refuses_takes_no_event() {
        let storage = Storage::in_memory();
        let refusing =
            storage.clone().with_faults(|operation| operation.is_write().then_some(Fault::Refuse));
        let refused = block_on(Objects::new(refusing).append(&fixture::intent(1)));
        assert!(refused.expect_err("refused").to_string().contains("see that"));
        assert_eq!(verified(&storage).events(), 0);
    }

    #[test]
    fn what_is_taken_away_or_replaced_is_found() {
        let chain = fixture::intent(1).chain();
        let delete = |storage: &Storage, seq| {
            block_on(storage.delete(&name(chain, seq).expect("valid"))).expect("writable");
        };
        let (storage, _) = filled(5);
        delete(&storage, 3);
        assert_eq!(codes(&storage), ["gap"]);

        let (storage, _) = filled(5);
        delete(&storage, 5);
        assert_eq!(codes(&storage), ["truncated"]);
        let other = Objects::new(storage.clone());
        block_on(other.append(&fixture::intent(9))).expect("writable");
        assert_eq!(codes(&storage), ["gap"], "for ever");

        let (storage, objects) = filled(2);
        let third = name(chain, 3).expect("valid");
        block_on(storage.create(&third, b"in the way\n")).expect("writable");
        block_on(objects.append(&fixture::intent(9))).expect("writable");
        assert_eq!(codes(&storage), ["unreadable"], "and the chain goes on");

        let (storage, _) = filled(2);
        let second = block_on(storage.read(&name(chain, 2).expect("valid")));
        let bytes = second.expect("readable").expect("there").bytes;
        delete(&storage, 2);
        block_on(storage.create(&third, &bytes)).expect("writable");
        assert!(codes(&storage).contains(&"misnamed"));

        let (storage, _) = filled(3);
        block_on(storage.delete(&head_name(chain).expect("valid"))).expect("writable");
        assert_eq!(codes(&storage), [""; 0], "no more than writers at the beginning explain");
        assert_eq!(verified(&storage).remarks[0].what.code(), "headMissing");
    }
}
