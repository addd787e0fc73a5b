//! The state's file as read: its lines sorted by tenant, each tenant unfolded when first needed.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use uuid::Uuid;

use super::entry::{Content, Entry, Keys, VERSION, tenant_of};
use super::log::options;
use super::{StoreError, Tenant};

/// Everything in a state's file.
#[derive(Debug, Default)]
pub(crate) struct Folded {
    /// The kept offset of the clock in milliseconds.
    pub(crate) clock: i64,
    /// Kept keys.
    pub(crate) keys: Keys,
    /// Each tenant's lines, oldest first.
    pub(crate) tenants: BTreeMap<Uuid, FoldedTenant>,
    /// How many bytes at the file's beginning are whole lines.
    pub(crate) whole_bytes: u64,
    /// Whether the file holds more than a summary would.
    pub(crate) lengthy: bool,
}

/// One tenant's lines, not yet parsed.
#[derive(Debug, Default)]
pub(crate) struct FoldedTenant {
    lines: Vec<(usize, String)>,
}

impl Folded {
    /// Reads a state's file; one that is not there is empty. A last line without its newline was
    /// torn by a crash before it was answered for, and is left out.
    pub(crate) fn read(path: &Path) -> Result<Self, StoreError> {
        let text = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(StoreError::io(path, "reading", error)),
        };
        let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let mut folded = Self { whole_bytes: whole as u64, ..Self::default() };
        let text = std::str::from_utf8(&text[..whole]).map_err(|error| corrupt(path, 0, &error))?;
        let mut changes = 0;
        for (number, line) in text.lines().enumerate() {
            match tenant_of(line) {
                Some(id) => {
                    let tenant = folded.tenants.entry(id).or_default();
                    changes += usize::from(!tenant.lines.is_empty());
                    tenant.lines.push((number + 1, line.to_owned()));
                }
                None => folded.take_general(path, number + 1, line)?,
            }
        }
        folded.lengthy = changes > 2_000 && changes > 4 * folded.tenants.len();
        Ok(folded)
    }

    fn take_general(&mut self, path: &Path, number: usize, line: &str) -> Result<(), StoreError> {
        let entry: Entry =
            serde_json::from_str(line).map_err(|error| corrupt(path, number, &error))?;
        match entry.content {
            Content::Version(VERSION) => {}
            Content::Version(other) => {
                let reason = format!("version {other} was written by another release");
                return Err(corrupt(path, number, &reason));
            }
            Content::Clock(offset) => self.clock = offset,
            Content::Keys(keys) => self.keys = keys,
            Content::Snapshot(_) | Content::Changes(_) => {
                return Err(corrupt(path, number, &"the line names no tenant"));
            }
        }
        Ok(())
    }

    /// Writes the summary of a state over it: all or nothing, durable when it returns.
    pub(crate) fn rewrite(self, path: &Path) -> Result<(), StoreError> {
        let failed = |error| StoreError::io(path, "compacting", error);
        let beside = path.with_extension("compacting");
        let file = options().write(true).truncate(true).open(&beside).map_err(failed)?;
        let mut writer = BufWriter::new(file);
        let mut write = |entry: Entry| writer.write_all(&entry.to_line());
        write(Entry::general(Content::Version(VERSION))).map_err(failed)?;
        write(Entry::general(Content::Clock(self.clock))).map_err(failed)?;
        write(Entry::general(Content::Keys(self.keys))).map_err(failed)?;
        for (id, tenant) in self.tenants {
            let tenant = tenant.unfold(path, id)?;
            write(Entry::of(id, Content::Snapshot(tenant))).map_err(failed)?;
        }
        let file = writer.into_inner().map_err(|error| failed(error.into_error()))?;
        file.sync_all().map_err(failed)?;
        std::fs::rename(&beside, path).map_err(failed)?;
        sync_directory(path).map_err(failed)
    }
}

impl FoldedTenant {
    /// Parses the lines and applies them in order.
    pub(crate) fn unfold(&self, path: &Path, id: Uuid) -> Result<Tenant, StoreError> {
        let mut tenant = Tenant::new(id);
        for (number, line) in &self.lines {
            let entry: Entry =
                serde_json::from_str(line).map_err(|error| corrupt(path, *number, &error))?;
            match entry.content {
                Content::Snapshot(whole) => tenant = whole,
                Content::Changes(mutations) => {
                    for mutation in mutations {
                        tenant.replay(mutation);
                    }
                }
                Content::Version(_) | Content::Clock(_) | Content::Keys(_) => {
                    return Err(corrupt(path, *number, &"the line names a tenant"));
                }
            }
        }
        Ok(tenant)
    }
}

/// Makes a file's name durable.
pub(crate) fn sync_directory(path: &Path) -> std::io::Result<()> {
    match path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        Some(parent) => File::open(parent)?.sync_all(),
        None => File::open(".")?.sync_all(),
    }
}

fn corrupt(path: &Path, line: usize, reason: &dyn std::fmt::Display) -> StoreError {
    StoreError::Corrupt { path: path.to_owned(), line, reason: reason.to_string() }
}
