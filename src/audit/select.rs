//! Reading events back, for people and for other systems.

use futures::StreamExt as _;
use jiff::Timestamp;

use super::{AuditError, Event, Sink, chain::Line};
use crate::domain::TenantId;

/// Which events are asked for; all of them where nothing is said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Selection {
    /// Of this tenant.
    pub tenant: Option<TenantId>,
    /// From this moment on.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub to: Option<Timestamp>,
}

impl Selection {
    fn holds(&self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= at) && self.to.is_none_or(|to| at < to)
    }
}

/// Tells every event that is asked for, with its line as it is stored: tenant by tenant, in the
/// order in which they were written. Returns how many lines are no event that can be read;
/// [`super::verify`] says which.
///
/// # Errors
///
/// Fails where the sink cannot be read.
pub async fn select(
    sink: &Sink,
    selection: &Selection,
    mut tell: impl FnMut(&Event, &str),
) -> Result<u64, AuditError> {
    let mut unread = 0_u64;
    for chain in sink.chains(selection.tenant).await? {
        let mut lines = sink.read(chain).await?.lines;
        while let Some(piece) = lines.next().await {
            let piece = piece?;
            let event = Line::parse(&piece.bytes).and_then(|line| line.event.ok());
            match (event, std::str::from_utf8(&piece.bytes)) {
                (Some(event), Ok(text)) if selection.holds(event.at) => tell(&event, text),
                (Some(_), Ok(_)) => {}
                _ => unread = unread.saturating_add(1),
            }
        }
    }
    Ok(unread)
}

#[cfg(test)]
mod tests {
    use futures::executor::block_on;

    use super::{Selection, select};
    use crate::audit::{Sink, fixture};

    #[test]
    fn events_are_told_by_tenant_and_time() {
        let temp = tempfile::tempdir().expect("temp");
        let sink = Sink::in_folder(temp.path());
        for event in fixture::events(4) {
            block_on(sink.append(&event)).expect("writable");
        }
        let count = |selection: Selection| {
            let mut told = Vec::new();
            let unread = block_on(select(&sink, &selection, |event, line| {
                assert!(line.starts_with('{') && line.ends_with('}'));
                told.push(event.id);
            }));
            (unread.expect("readable"), told)
        };
        let all = Selection::default();
        assert_eq!(count(all).1, (1..=4).map(fixture::id).collect::<Vec<_>>());
        let (from, to) = (Some(fixture::at(2)), Some(fixture::at(4)));
        assert_eq!(count(Selection { from, to, ..all }).1, [fixture::id(2), fixture::id(3)]);
        let other = Some(fixture::ALICE.parse().expect("valid"));
        assert_eq!(count(Selection { tenant: other, ..all }), (0, vec![]));
        let path = temp.path().join(format!("{}.ndjson", fixture::intent(1).chain()));
        let text = std::fs::read_to_string(&path).expect("readable") + "torn\n";
        std::fs::write(&path, text).expect("writable");
        assert_eq!(count(all).0, 1);
    }
}
