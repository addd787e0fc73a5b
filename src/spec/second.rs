//! The second reader: another implementation of YAML, which must read the same.

use serde_yaml::Value;

use super::decode::{Raw, RawValue};
use crate::source::{Code, Problem, SourceFile, Span};

/// Reads the file again and finds the first place at which the two readers disagree.
///
/// Only to be given what the first reader accepted: the second has no limits of its own.
pub(super) fn check(file: &SourceFile, raw: &Raw) -> Option<Problem> {
    let span = match serde_yaml::from_str::<Value>(file.text()) {
        Ok(value) => difference(raw, &value)?,
        Err(error) => {
            let line = error.location().map_or(1, |location| location.line());
            file.line_span(line)
        }
    };
    let problem = Problem::error(
        Code::AmbiguousYaml,
        "two YAML readers read this file differently",
    )
    .label(file.place(span), "they differ here")
    .help("write it more plainly: text in quotes, no tags, no unusual indentation or characters");
    Some(problem)
}

/// Returns where the first difference stands.
fn difference(raw: &Raw, value: &Value) -> Option<Span> {
    match (&raw.value, value) {
        (RawValue::List(items), Value::Sequence(others)) => {
            let inner = items.iter().zip(others).find_map(|(item, other)| difference(item, other));
            inner.or_else(|| (items.len() != others.len()).then_some(raw.span))
        }
        (RawValue::Mapping(entries), Value::Mapping(others)) => {
            let inner =
                entries.iter().zip(others).find_map(|((key, span, value), (other, inner))| {
                    if other.as_str() == Some(key) { difference(value, inner) } else { Some(*span) }
                });
            inner.or_else(|| (entries.len() != others.len()).then_some(raw.span))
        }
        (scalar, other) => (!same_scalar(scalar, other)).then_some(raw.span),
    }
}

fn same_scalar(scalar: &RawValue, other: &Value) -> bool {
    match (scalar, other) {
        (RawValue::Null, Value::Null) => true,
        (RawValue::Bool(a), Value::Bool(b)) => a == b,
        (RawValue::Text(a), Value::String(b)) => a == b,
        (RawValue::Integer(a), Value::Number(b)) => {
            b.as_i64().map(i128::from).or_else(|| b.as_u64().map(i128::from)) == Some(*a)
        }
        (RawValue::Float(a), Value::Number(b)) => {
            b.is_f64() && b.as_f64().is_some_and(|b| a.to_bits() == b.to_bits())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::{
        source::{FileKind, SourceFile},
        spec::decode,
    };

    fn line(text: &str) -> Option<u32> {
        let file = SourceFile::new("t", FileKind::Tenant, text.to_owned());
        let Ok(raw) = decode::read(&file) else { panic!("the first reader accepts it") };
        check(&file, &raw).and_then(|problem| problem.place().map(|place| place.line))
    }

    #[test]
    fn the_readers_agree_on_plain_files_and_differences_are_found() {
        assert_eq!(
            line("a: [1, 1.5, x, \"y\", true, ~]\nb:\n  - c: |\n      text\n    d: {e: f}\n"),
            None
        );
        assert_eq!(line("a: &x {b: 1}\nc: *x\n"), None);
        assert_eq!(line("a: 1\nb: !thing x\n"), Some(2));
        assert_eq!(line("a: 1\nb: 012\n"), Some(2));
        assert_eq!(line("a: 1\nb: [x,\n  !!str 1, 012]\n"), Some(3));
    }
}
