//! What the verification of a chain finds, and where.

use std::fmt;

use crate::domain::counted;

/// One thing found in a chain.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The file or object, below the sink's folder.
    pub file: String,
    /// The line in it, from 1.
    pub line: Option<u64>,
    /// The sequence number that the line bears.
    pub seq: Option<u64>,
    /// What is wrong with it.
    pub what: Wrong,
}

fn missing(lines: u64) -> String {
    format!("{} {}", counted(lines, "line"), if lines == 1 { "is" } else { "are" })
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(seq) = self.seq {
            write!(f, " (seq {seq})")?;
        }
        write!(f, ": {}", self.what)
    }
}

/// What can be wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wrong {
    /// A line differs from what was written.
    Edited,
    /// What stands there is no line of any chain.
    Unreadable {
        /// How many bytes.
        bytes: u64,
    },
    /// A write was cut off, by a crash or a full disk; a remark.
    Torn {
        /// How many bytes of it are there.
        bytes: u64,
    },
    /// The rest of a write that was cut off is not there any more, or not as it was.
    TornChanged,
    /// The last line has no end; a remark.
    NoEnd,
    /// The line belongs to another chain.
    Foreign {
        /// The chain that it names.
        chain: String,
    },
    /// The event is of a form that this version does not know; a remark.
    NotUnderstood {
        /// Why.
        why: String,
    },
    /// Lines before it are missing.
    Gap {
        /// The first sequence number that is missing.
        from: u64,
        /// The last.
        to: u64,
    },
    /// It was moved, doubled or put in.
    OutOfOrder {
        /// The sequence number that it stands behind.
        after: u64,
    },
    /// It does not go on from the line before it.
    Parted,
    /// An object's name is not its sequence number.
    Misnamed,
    /// The head was missing when the line was written.
    HeadLost,
    /// There is no head.
    HeadMissing,
    /// The head cannot be read.
    HeadUnreadable,
    /// The line that the head names is another one.
    HeadDiffers,
    /// The head stands before the end; a remark where that is no more than a crash explains.
    HeadBehind {
        /// By how many lines.
        lines: u64,
    },
    /// Lines at the end are missing.
    Truncated {
        /// How many.
        lines: u64,
    },
    /// Something was announced, and nothing tells what became of it; a remark.
    Unmatched {
        /// What.
        what: String,
    },
    /// An outcome of something that was not announced; a remark.
    Unannounced {
        /// What.
        what: String,
    },
    /// There is more of this kind than is listed.
    More {
        /// How many.
        findings: u64,
    },
}

impl Wrong {
    /// Returns the word that stands for it in JSON.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Edited => "edited",
            Self::Unreadable { .. } => "unreadable",
            Self::Torn { .. } => "torn",
            Self::TornChanged => "tornChanged",
            Self::NoEnd => "noEnd",
            Self::Foreign { .. } => "foreign",
            Self::NotUnderstood { .. } => "notUnderstood",
            Self::Gap { .. } => "gap",
            Self::OutOfOrder { .. } => "outOfOrder",
            Self::Parted => "parted",
            Self::Misnamed => "misnamed",
            Self::HeadLost => "headLost",
            Self::HeadMissing => "headMissing",
            Self::HeadUnreadable => "headUnreadable",
            Self::HeadDiffers => "headDiffers",
            Self::HeadBehind { .. } => "headBehind",
            Self::Truncated { .. } => "truncated",
            Self::Unmatched { .. } => "unmatched",
            Self::Unannounced { .. } => "unannounced",
            Self::More { .. } => "more",
        }
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Edited => f.write_str("edited: it is not as it was written"),
            Self::Unreadable { bytes } => {
                write!(f, "{} that are no event", counted(*bytes, "byte"))
            }
            Self::Torn { bytes } => {
                let bytes = counted(*bytes, "byte");
                write!(f, "a write was cut off here after {bytes}; the chain goes on without it")
            }
            Self::TornChanged => {
                f.write_str("the rest of a write that was cut off before it is gone or changed")
            }
            Self::NoEnd => f.write_str("the last line has no end: a write was cut off here"),
            Self::Foreign { chain } => write!(f, "it belongs to the chain {chain}"),
            Self::NotUnderstood { why } => {
                write!(f, "this version of tenantry does not understand the event: {why}")
            }
            Self::Gap { from, to } if from == to => write!(f, "seq {from} is missing before it"),
            Self::Gap { from, to } => write!(f, "seq {from} to {to} are missing before it"),
            Self::OutOfOrder { after } => {
                write!(f, "it stands behind seq {after}: it was moved, doubled or put in")
            }
            Self::Parted => f.write_str("it does not go on from what stands before it"),
            Self::Misnamed => f.write_str("the object's name is not the event's sequence number"),
            Self::HeadLost => f.write_str(
                "the head was missing or unreadable when this was written, so lines before it may \
                 have been taken away",
            ),
            Self::HeadMissing => {
                f.write_str("there is no head, so lines may have been taken away at the end")
            }
            Self::HeadUnreadable => f.write_str("the head is not one that tenantry wrote"),
            Self::HeadDiffers => f.write_str("the head names another line with this number"),
            Self::HeadBehind { lines } => {
                write!(f, "the head stands {} before the end", counted(*lines, "line"))
            }
            Self::Truncated { lines } => {
                write!(f, "the head names a later line: {} missing at the end", missing(*lines))
            }
            Self::Unmatched { what } => {
                write!(f, "announced, and nothing tells what became of it: {what}")
            }
            Self::Unannounced { what } => {
                write!(f, "an outcome of something that was not announced: {what}")
            }
            Self::More { findings } => write!(f, "and {} more", counted(*findings, "finding")),
        }
    }
}

/// The most findings of a kind that are kept for each tenant.
const MOST: usize = 1_000;

/// What is found on the way.
#[derive(Debug, Default)]
pub(super) struct Findings {
    problems: Vec<Finding>,
    remarks: Vec<Finding>,
    more: (u64, u64),
}

impl Findings {
    pub(super) fn problem(&mut self, finding: Finding) {
        keep(&mut self.problems, &mut self.more.0, finding);
    }

    pub(super) fn remark(&mut self, finding: Finding) {
        keep(&mut self.remarks, &mut self.more.1, finding);
    }

    /// Returns problems and remarks.
    pub(super) fn into_parts(mut self) -> (Vec<Finding>, Vec<Finding>) {
        for (kept, more) in [(&mut self.problems, self.more.0), (&mut self.remarks, self.more.1)] {
            if let Some(last) = kept.last().filter(|_| more > 0) {
                let file = last.file.clone();
                let what = Wrong::More { findings: more };
                kept.push(Finding { file, line: None, seq: None, what });
            }
        }
        (self.problems, self.remarks)
    }
}

fn keep(kept: &mut Vec<Finding>, more: &mut u64, finding: Finding) {
    if kept.len() < MOST {
        kept.push(finding);
    } else {
        *more = more.saturating_add(1);
    }
}
