//! The lines of a file, one after the other, in bounded memory.

use std::{
    fs::File,
    io::{self, BufRead as _, BufReader, Take},
    path::PathBuf,
};

use super::{
    AuditError,
    piece::{LONGEST, Piece},
};

/// The lines of a file. After a failure there are none.
pub(super) struct Lines {
    reader: BufReader<Take<File>>,
    name: String,
    path: PathBuf,
    number: u64,
    failed: bool,
}

impl Lines {
    /// Reads from a file that is called so in messages and lies there.
    pub(super) fn new(file: Take<File>, name: String, path: PathBuf) -> Self {
        Self { reader: BufReader::new(file), name, path, number: 0, failed: false }
    }

    fn line(&mut self) -> io::Result<Option<Piece>> {
        let (mut bytes, mut any, mut ended) = (Vec::new(), false, false);
        while !ended {
            let buffer = match self.reader.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                buffer => buffer?,
            };
            if buffer.is_empty() {
                break;
            }
            any = true;
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let part = &buffer[..end.unwrap_or(buffer.len())];
            // Of a longer line it matters only that it is none.
            bytes.extend_from_slice(&part[..part.len().min(LONGEST - bytes.len())]);
            let taken = part.len() + usize::from(end.is_some());
            ended = end.is_some();
            self.reader.consume(taken);
        }
        if !any {
            return Ok(None);
        }
        self.number = self.number.saturating_add(1);
        let (file, line) = (self.name.clone(), self.number);
        Ok(Some(Piece { file, line, bytes, ended, named: None }))
    }
}

impl Iterator for Lines {
    type Item = Result<Piece, AuditError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let line = self.line();
        self.failed = line.is_err();
        line.map_err(|source| AuditError::Read { path: self.path.clone(), source }).transpose()
    }
}
