//! A journal in memory, for tests.

use std::{collections::BTreeMap, sync::Mutex};

use super::{Entry, Fate, Record};
use crate::domain::Address;

/// A journal in memory.
#[derive(Debug, Default)]
pub(crate) struct Memory(Mutex<Vec<(Address, String, Option<Fate>)>>);

impl Memory {
    /// Returns the announced writes of which it is not known what became.
    pub(crate) fn open(&self) -> std::collections::BTreeSet<(Address, String)> {
        let mut fates = BTreeMap::new();
        for (address, write, fate) in self.0.lock().expect("whole").iter() {
            fates.insert((address.clone(), write.clone()), *fate);
        }
        let unknown = |fate: &Option<Fate>| !fate.is_some_and(Fate::is_known);
        fates.into_iter().filter(|(_, fate)| unknown(fate)).map(|(write, _)| write).collect()
    }

    /// Returns every announced write, in words.
    pub(crate) fn intents(&self) -> Vec<String> {
        let lines = self.0.lock().expect("whole");
        lines.iter().filter(|line| line.2.is_none()).map(|line| line.1.clone()).collect()
    }

    fn add(&self, entry: &Entry<'_>, fate: Option<Fate>) {
        let line = (entry.address.clone(), entry.write.to_owned(), fate);
        self.0.lock().expect("whole").push(line);
    }
}

#[async_trait::async_trait]
impl Record for Memory {
    async fn intent(&self, entry: &Entry<'_>) -> std::io::Result<()> {
        self.add(entry, None);
        Ok(())
    }

    async fn fate(&self, entry: &Entry<'_>, told: super::Told<'_>) {
        self.add(entry, Some(told.fate));
    }
}
