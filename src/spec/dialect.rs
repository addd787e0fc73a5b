//! Plain scalars that YAML 1.1 and YAML 1.2 take for different things.

use super::decode::{Raw, RawValue};
use crate::source::{Code, Problem, SourceFile, Span};

/// Finds every plain scalar, key or value, that an older reader (and so a reviewer's tool) takes
/// for something else.
pub(super) fn check(file: &SourceFile, raw: &Raw) -> Vec<Problem> {
    let mut problems = Vec::new();
    walk(file, raw, &mut problems);
    problems
}

fn walk(file: &SourceFile, raw: &Raw, problems: &mut Vec<Problem>) {
    match &raw.value {
        RawValue::Text(_) | RawValue::Integer(_) | RawValue::Float(_) => {
            problems.extend(scalar(file, raw.span));
        }
        RawValue::List(items) => items.iter().for_each(|item| walk(file, item, problems)),
        RawValue::Mapping(entries) => {
            for (_, span, value) in entries {
                problems.extend(scalar(file, *span));
                walk(file, value, problems);
            }
        }
        RawValue::Null | RawValue::Bool(_) => {}
    }
}

fn scalar(file: &SourceFile, span: Span) -> Option<Problem> {
    let written = file.slice(span);
    let other = other_reading(written)?;
    let message =
        format!("`{written}` is {other} to some YAML readers and something else to others");
    let problem = Problem::error(Code::AmbiguousYaml, message).label(file.place(span), "ambiguous");
    Some(problem.help(match other {
        "a boolean" => {
            format!("write `true` or `false`, or \"{written}\" in quotes if text is meant")
        }
        _ => format!(
            "write the number in the ordinary way, or \"{written}\" in quotes if text is meant"
        ),
    }))
}

/// Tells what YAML 1.1 takes a plain scalar for where YAML 1.2 takes it for something else, or
/// for another number. Timestamps are left out: both leave them text where text is asked for.
fn other_reading(written: &str) -> Option<&'static str> {
    const BOOLEANS: [&str; 6] = ["y", "n", "yes", "no", "on", "off"];
    let first = written.bytes().next()?;
    if written.len() > 40 {
        return None;
    }
    if BOOLEANS.iter().any(|word| word.eq_ignore_ascii_case(written)) {
        return Some("a boolean");
    }
    if !first.is_ascii_digit() && !b"+-.".contains(&first) {
        return None;
    }
    let digits = written.trim_start_matches(['+', '-']);
    let whole =
        |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'_');
    let octal = digits.len() > 1 && digits.starts_with('0') && whole(digits);
    let radix = ["0b", "0o", "0x"].iter().any(|prefix| {
        digits.strip_prefix(prefix).is_some_and(|rest| {
            !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_hexdigit() || b == b'_')
        })
    });
    let number = |c: char| c.is_ascii_digit() || matches!(c, '_' | '.');
    let grouped = digits.contains('_')
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(number);
    let signed = written.starts_with('+') && whole(digits);
    if octal || radix || grouped || signed {
        return Some("a number");
    }
    is_sexagesimal(digits).then_some("a number in base 60")
}

/// `12:30` is 750 to a YAML 1.1 reader.
fn is_sexagesimal(digits: &str) -> bool {
    let mut parts = digits.split(':');
    let head = parts.next().is_some_and(|head| {
        !head.is_empty() && head.bytes().all(|b| b.is_ascii_digit() || b == b'_')
    });
    let rest: Vec<&str> = parts.collect();
    let minute = |part: &&str| {
        let part = part.split('.').next().unwrap_or_default();
        (1..=2).contains(&part.len()) && part.parse::<u8>().is_ok_and(|minutes| minutes < 60)
    };
    head && !rest.is_empty() && rest.iter().all(minute)
}

#[cfg(test)]
mod tests {
    use super::other_reading;

    #[test]
    fn only_what_readers_disagree_on_is_ambiguous() {
        for written in [
            "no", "Yes", "ON", "y", "012", "-012", "0o17", "0x1F", "0b1", "1_000", "12:30",
            "1:02:03", "+1",
        ] {
            assert!(other_reading(written).is_some(), "{written}");
        }
        for written in [
            "0",
            "7",
            "-7",
            "1.5",
            "true",
            "none",
            "4h",
            "'no'",
            "\"12:30\"",
            "2026-12-01",
            "2026-11-23T09:00:00Z",
            "0123abcd-1111",
            "10:99",
            "a:1",
            "",
            "northwind",
            "*no",
            "1.2.3",
        ] {
            assert!(other_reading(written).is_none(), "{written}");
        }
    }
}
