//! The end of a file of events: the last line, and what a crash left behind it.

use std::{
    fs::File,
    io::{self, Read as _, Seek as _, SeekFrom},
};

use super::{
    chain::{Hash, Head, Line, Torn},
    piece::LONGEST,
};

/// How many bytes are looked at first; most lines are far shorter.
const FIRST_LOOK: u64 = 16 * 1024;

/// The end of a file of events.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tail {
    /// The last line.
    pub(super) head: Option<Head>,
    /// What stands behind it.
    pub(super) torn: Option<Torn>,
    /// Whether the end of the last line has to be written first.
    pub(super) needs_end: bool,
    /// Whether no line was found within reach.
    pub(super) damaged: bool,
}

impl Tail {
    /// Finds the end of a file, reading no more of it than needed.
    pub(super) fn find(file: &mut File) -> io::Result<Self> {
        let length = file.seek(SeekFrom::End(0))?;
        let most = 4 * u64::try_from(LONGEST).unwrap_or(u64::MAX);
        let mut look = FIRST_LOOK;
        loop {
            let reach = look.min(length);
            file.seek(SeekFrom::Start(length - reach))?;
            let mut bytes = Vec::new();
            file.by_ref().take(reach).read_to_end(&mut bytes)?;
            if let Some(found) = Self::of(&bytes, reach == length) {
                return Ok(found);
            }
            if look >= most {
                let needs_end = bytes.last().is_some_and(|byte| *byte != b'\n');
                return Ok(Self { needs_end, damaged: true, ..Self::default() });
            }
            look *= 4;
        }
    }

    /// Finds the last line in the end of a file, or in all of it; `None` where it begins before.
    fn of(bytes: &[u8], is_all: bool) -> Option<Self> {
        if bytes.is_empty() {
            return Some(Self::default());
        }
        let body = bytes.strip_suffix(b"\n");
        let (body, needs_end) = (body.unwrap_or(bytes), body.is_none());
        let mut stop = body.len();
        loop {
            let before = body[..stop].iter().rposition(|byte| *byte == b'\n');
            if before.is_none() && !is_all {
                return None;
            }
            let start = before.map_or(0, |place| place + 1);
            let line = Line::parse(&body[start..stop]);
            if line.is_some() || start == 0 {
                let rest = if line.is_some() { body.get(stop + 1..) } else { Some(body) };
                let torn = rest.map(|rest| Torn {
                    bytes: u64::try_from(rest.len()).unwrap_or(u64::MAX),
                    hash: Hash::of(rest),
                });
                let head = line.map(|line| line.link.head());
                return Some(Self { head, torn, needs_end, damaged: false });
            }
            stop = start - 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::{Hash, Tail, Torn};
    use crate::audit::{
        chain::{Before, seal},
        fixture,
    };

    fn torn(text: &str) -> Torn {
        let bytes = u64::try_from(text.len()).expect("short");
        Torn { bytes, hash: Hash::of(text.as_bytes()) }
    }

    #[test]
    fn the_last_line_is_found_whatever_a_crash_left_behind_it() {
        let (line, head) = seal(&fixture::intent(1), &Before::default()).expect("json");
        let half = &line[..40];
        let long = "x".repeat(100_000);
        let table = [
            (String::new(), false, None, false),
            (format!("{line}\n"), true, None, false),
            (line.clone(), true, None, true),
            (format!("{line}\n{half}"), true, Some(torn(half)), true),
            (format!("{line}\n{half}\n"), true, Some(torn(half)), false),
            (format!("{line}\n{half}\n{half}"), true, Some(torn(&format!("{half}\n{half}"))), true),
            (format!("{line}\n\n"), true, Some(torn("")), false),
            (format!("{line}\n{long}"), true, Some(torn(&long)), true),
            (half.to_owned(), false, Some(torn(half)), true),
            ("\n".to_owned(), false, Some(torn("")), false),
        ];
        for (text, has_line, torn, needs_end) in table {
            let mut file = tempfile::tempfile().expect("temp");
            file.write_all(text.as_bytes()).expect("writable");
            let found = Tail::find(&mut file).expect("readable");
            let head = has_line.then(|| head.clone());
            assert_eq!(found, Tail { head, torn, needs_end, damaged: false }, "{text}");
        }
    }

    #[test]
    fn a_file_without_a_line_within_reach_is_damaged() {
        let mut file = tempfile::tempfile().expect("temp");
        file.write_all(&vec![b'x'; 5 * 1024 * 1024]).expect("writable");
        let found = Tail::find(&mut file).expect("readable");
        assert_eq!(found, Tail { needs_end: true, damaged: true, ..Tail::default() });
    }
}
