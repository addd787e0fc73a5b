//! Reading a journal back.

use std::{collections::BTreeMap, io};

use super::{Addressed, Line, RunEnd, Scope};
use crate::apply::Fate;

/// What a journal tells of its run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// Which command's run it is, and over which world.
    pub of: String,
    /// What the run's plan changes.
    pub scope: Scope,
    /// The digest of the run's first plan.
    pub plan_digest: String,
    /// Writes that were announced and of which it is not known what became.
    pub open: Vec<OpenIntent>,
    /// Whether the run is over, with everything tried.
    pub finished: bool,
}

/// A write that was announced and of which it is not known what became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenIntent {
    /// Which step.
    pub step: Addressed,
    /// The write in words.
    pub write: String,
}

impl History {
    /// Reads a journal's text. A torn last line is left out: whatever it announced was not sent,
    /// since nothing is sent before its announcement is durable.
    ///
    /// # Errors
    ///
    /// Fails where another line than the last cannot be read, where the first is not a start, or
    /// where the journal was written by a version with another format.
    pub fn parse(text: &str) -> io::Result<Self> {
        let mut lines = Vec::new();
        let complete = text.rfind('\n').map_or("", |end| &text[..end]);
        for (number, line) in complete.lines().enumerate() {
            let parsed: Line = serde_json::from_str(line)
                .map_err(|error| invalid(format!("line {}: {error}", number + 1)))?;
            lines.push(parsed);
        }
        let Some(Line::Started { format_version, of, plan_digest, scope, .. }) = lines.first()
        else {
            return Err(invalid("it does not begin with the start of a run".to_owned()));
        };
        if format_version.split('.').next() != Some("1") {
            return Err(invalid(format!(
                "its format {format_version} is not one this version reads"
            )));
        }
        Ok(Self {
            of: of.clone(),
            scope: scope.clone(),
            plan_digest: plan_digest.clone(),
            open: open(&lines),
            finished: matches!(lines.last(), Some(Line::Ended { outcome: RunEnd::Finished, .. })),
        })
    }
}

fn open<'a>(lines: &'a [Line]) -> Vec<OpenIntent> {
    // Not by the step's place: in the plan made anew the same write may be another step.
    let mut fates: BTreeMap<_, (&Addressed, Option<Fate>)> = BTreeMap::new();
    let mut tell = |step: &'a Addressed, write: &'a str, fate| {
        fates.insert((&step.tenant, &step.address, write), (step, fate));
    };
    for line in lines {
        match line {
            Line::Intent { step, write, .. } => tell(step, write, None),
            Line::Outcome { step, write, outcome, .. } => tell(step, write, Some(*outcome)),
            Line::Started { .. } | Line::Resumed { .. } | Line::Ended { .. } => {}
        }
    }
    let unknown = fates.into_iter().filter(|(_, (_, fate))| !fate.is_some_and(Fate::is_known));
    let open = |((_, _, write), (step, _)): ((_, _, &str), (&Addressed, _))| OpenIntent {
        step: step.clone(),
        write: write.to_owned(),
    };
    unknown.map(open).collect()
}

fn invalid(why: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

#[cfg(test)]
mod tests {
    use super::History;

    const START: &str = concat!(
        r#"{"record":"started","formatVersion":"1.0","at":"2026-11-23T09:00:00Z","#,
        r#""toolVersion":"0.1.0","planDigest":"sha256:00","scope":{"contoso":["jit/alice"]}}"#,
    );

    fn step(record: &str, write: &str, outcome: &str) -> String {
        let outcome =
            if outcome.is_empty() { String::new() } else { format!(r#","outcome":"{outcome}""#) };
        format!(
            r#"{{"record":"{record}","at":"2026-11-23T09:00:01Z","tenant":"contoso","address":"jit/alice","step":0,"write":"{write}"{outcome}}}"#
        )
    }

    #[test]
    fn what_is_announced_and_not_told_is_open() {
        let table: [(&[&str], usize); 7] = [
            (&["intent"], 1),
            (&["intent", "done"], 0),
            (&["intent", "refused"], 0),
            (&["intent", "unknown"], 1),
            (&["intent", "unknown", "found"], 0),
            (&["intent", "unknown", "notFound"], 1),
            (&["intent", "refused", "intent"], 1),
        ];
        for (events, expected) in table {
            let mut lines = vec![START.to_owned()];
            for event in events {
                lines.push(match *event {
                    "intent" => step("intent", "disable user x", ""),
                    outcome => step("outcome", "disable user x", outcome),
                });
            }
            let history = History::parse(&(lines.join("\n") + "\n")).expect("readable");
            assert_eq!(history.open.len(), expected, "{events:?}");
            assert!(!history.finished);
        }
    }

    #[test]
    fn a_torn_last_line_is_left_out_and_a_broken_one_before_is_an_error() {
        let intent = step("intent", "disable user x", "");
        let torn = format!("{START}\n{intent}\n{}", &intent[..30]);
        assert_eq!(History::parse(&torn).expect("readable").open.len(), 1);
        let torn = format!("{START}\n{}", &intent[..30]);
        assert_eq!(History::parse(&torn).expect("readable").open.len(), 0);
        let broken = format!("{START}\n{}\n{intent}\n", &intent[..30]);
        assert!(History::parse(&broken).expect_err("broken").to_string().contains("line 2"));
        assert!(History::parse("").is_err());
        let other = START.replace("1.0", "2.0") + "\n";
        assert!(History::parse(&other).is_err());
    }

    #[test]
    fn only_a_run_that_tried_everything_is_finished() {
        let ended = |how: &str| {
            let end =
                format!(r#"{{"record":"ended","at":"2026-11-23T09:00:02Z","outcome":"{how}"}}"#);
            History::parse(&format!("{START}\n{end}\n")).expect("readable").finished
        };
        assert!(ended("finished"));
        assert!(!ended("interrupted"));
    }
}
