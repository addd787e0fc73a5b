//! The first reader: text to tree, within limits. The only file of `spec` that knows the parser.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{Error as _, MapAccess, SeqAccess, Visitor},
};
use serde_saphyr::{
    Error, Options,
    options::{AliasLimits, DuplicateKeyPolicy, MergeKeyPolicy},
};

use crate::source::{Code, Place, Problem, SourceFile, Span, find_secrets};

/// A value as the parser gives it.
pub(super) struct Raw {
    pub(super) value: RawValue,
    pub(super) span: Span,
}

/// What the parser found.
pub(super) enum RawValue {
    Null,
    Bool(bool),
    Integer(i128),
    Float(f64),
    Text(String),
    List(Vec<Raw>),
    Mapping(Vec<(String, Span, Raw)>),
}

/// At most 32 deep, 50,000 nodes, 100 alias expansions, one document.
fn options() -> Options {
    let mut aliases = AliasLimits::default();
    aliases.max_total_replayed_events = 50_000;
    aliases.max_replay_stack_depth = 8;
    let mut options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_documents: 2,
            max_nodes: 50_000,
            max_events: 150_000,
            max_aliases: 100,
            max_anchors: 100,
            max_depth: 32,
        },
        // Repeated keys are passed on: they are reported by name, all of them.
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        merge_keys: MergeKeyPolicy::Error,
        strict_booleans: true,
        with_snippet: false,
    };
    options.alias_limits = aliases;
    options
}

/// Reads one document.
///
/// # Errors
///
/// Gives the one problem that keeps the text from being read.
pub(super) fn read(file: &SourceFile) -> Result<Raw, Box<Problem>> {
    serde_saphyr::from_str_with_options(file.text(), options())
        .map_err(|error| Box::new(explain(file, &error)))
}

/// Says in our words what the parser says in its own.
fn explain(file: &SourceFile, error: &Error) -> Problem {
    if let Error::AliasError { error, .. } | Error::WithSnippet { error, .. } = error {
        return explain(file, error);
    }
    let span = error.location().map_or_else(Span::default, |location| {
        let line = usize::try_from(location.line()).unwrap_or(1).max(1);
        match (location.span().byte_offset(), location.span().byte_len()) {
            (Some(offset), length) => Span {
                offset: usize::try_from(offset).unwrap_or_default(),
                length: usize::try_from(length.unwrap_or_default()).unwrap_or_default(),
            },
            // The scanner gives no bytes: the whole line is the best that can be shown.
            (None, _) => file.line_span(line),
        }
    });
    let place = file.place(without_secret(file, span));
    let message =
        serde_saphyr::MessageFormatter::format_message(&serde_saphyr::UserMessageFormatter, error);
    match error {
        // The scanner has its own limit of depth, told from other errors by its words alone.
        _ if message.contains("recursion limit") => too_complex(place),
        Error::Budget { .. }
        | Error::AliasReplayCounterOverflow { .. }
        | Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. } => too_complex(place),
        Error::MultipleDocuments { .. } => {
            Problem::error(Code::SeveralDocuments, "the file holds more than one YAML document")
                .label(place, "the second begins here")
                .help("one file declares one tenant or one grant; put the other into its own file")
        }
        Error::MergeKeyNotAllowed { .. } => {
            Problem::error(Code::MergeKey, "the merge key `<<` is not read")
                .label(place, "not part of YAML 1.2")
                .help("put what is shared under `defaults` or a profile")
        }
        _ => {
            Problem::error(Code::YamlSyntax, format!("the file is not well-formed YAML: {message}"))
                .label(place, "the reader stopped here")
                .help("look at indentation, quotes and brackets at and just before this line")
        }
    }
}

/// Ends a span before the first secret in it: where the secret ends is nobody's business.
fn without_secret(file: &SourceFile, span: Span) -> Span {
    let end = span.offset + span.length;
    let secrets = find_secrets(file.text());
    let first = secrets
        .iter()
        .filter(|secret| secret.start < end && secret.end > span.offset)
        .map(|secret| secret.start.max(span.offset))
        .min();
    Span { length: first.unwrap_or(end) - span.offset, ..span }
}

fn too_complex(place: Place) -> Problem {
    Problem::error(Code::TooComplex, "the file is too deep, too long or repeats itself too often")
        .label(place, "the limit is reached here")
        .help(
            "at most 32 levels, 50,000 values and 100 aliases; write values out, one tenant a file",
        )
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(de: D) -> Result<Self, D::Error> {
        let read = serde_saphyr::Spanned::<RawValue>::deserialize(de)?;
        Ok(Self { value: read.value, span: span(read.referenced) })
    }
}

fn span(location: serde_saphyr::Location) -> Span {
    let bytes = location.span();
    let number =
        |number: Option<u64>| number.and_then(|n| usize::try_from(n).ok()).unwrap_or_default();
    Span { offset: number(bytes.byte_offset()), length: number(bytes.byte_len()) }
}

impl<'de> Deserialize<'de> for RawValue {
    fn deserialize<D: Deserializer<'de>>(de: D) -> Result<Self, D::Error> {
        de.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = RawValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<RawValue, E> {
        Ok(RawValue::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<RawValue, E> {
        Ok(RawValue::Integer(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<RawValue, E> {
        Ok(RawValue::Integer(value.into()))
    }

    fn visit_i128<E>(self, value: i128) -> Result<RawValue, E> {
        Ok(RawValue::Integer(value))
    }

    fn visit_u128<E: serde::de::Error>(self, value: u128) -> Result<RawValue, E> {
        i128::try_from(value)
            .map(RawValue::Integer)
            .map_err(|_| E::custom("the number is too large"))
    }

    fn visit_f64<E>(self, value: f64) -> Result<RawValue, E> {
        Ok(RawValue::Float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<RawValue, E> {
        Ok(RawValue::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<RawValue, E> {
        Ok(RawValue::Text(value))
    }

    fn visit_unit<E>(self) -> Result<RawValue, E> {
        Ok(RawValue::Null)
    }

    fn visit_none<E>(self) -> Result<RawValue, E> {
        Ok(RawValue::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<RawValue, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(RawValue::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<RawValue, A::Error> {
        let mut mapping = Vec::new();
        while let Some(key) = entries.next_key::<serde_saphyr::Spanned<Key>>()? {
            mapping.push((key.value.0, span(key.referenced), entries.next_value()?));
        }
        Ok(RawValue::Mapping(mapping))
    }
}

/// A key: a scalar, taken as it is written.
struct Key(String);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(de: D) -> Result<Self, D::Error> {
        String::deserialize(de)
            .map(Self)
            .map_err(|_| D::Error::custom("a key is a single word or text"))
    }
}

#[cfg(test)]
mod tests {
    use super::{Raw, RawValue, read};
    use crate::source::{Code, FileKind, SourceFile};

    fn code(text: &str) -> Option<Code> {
        read(&SourceFile::new("t", FileKind::Tenant, text.to_owned()))
            .err()
            .map(|problem| problem.code)
    }

    #[test]
    fn what_is_not_one_plain_document_is_refused() {
        for (text, expected) in [
            ("a: 1\n---\nb: 2\n", Code::SeveralDocuments),
            ("<<: {a: 1}\n", Code::MergeKey),
            ("a:\n\tb: 1\n", Code::YamlSyntax),
            ("a: [", Code::YamlSyntax),
            ("? [a]\n: b\n", Code::YamlSyntax),
            ("a: *nope\n", Code::YamlSyntax),
            ("a: \u{1b}[2J\n", Code::YamlSyntax),
        ] {
            assert_eq!(code(text), Some(expected), "{text:?}");
        }
        for text in ["", "# nothing\n", "--- \na: 1\n...\n", "a: 1\na: 2\n"] {
            assert_eq!(code(text), None, "{text:?}");
        }
    }

    #[test]
    fn scalars_and_keys_know_their_bytes() {
        let text = "é: 'x'\nlist: [&a \"y\", *a]\n";
        let file = SourceFile::new("t", FileKind::Tenant, text.to_owned());
        let Ok(Raw { value: RawValue::Mapping(entries), .. }) = read(&file) else {
            panic!("a mapping")
        };
        let keys: Vec<&str> = entries.iter().map(|(_, span, _)| file.slice(*span)).collect();
        assert_eq!(keys, ["é", "list"]);
        assert_eq!(file.slice(entries[0].2.span), "'x'");
        let RawValue::List(items) = &entries[1].2.value else { panic!("a list") };
        let items: Vec<&str> = items.iter().map(|item| file.slice(item.span)).collect();
        assert_eq!(items, ["\"y\"", "*a"]);
    }

    #[test]
    fn hostile_texts_are_refused_with_one_problem() {
        let deep = format!("a: {}{}", "[".repeat(1000), "]".repeat(1000));
        let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..10 {
            use std::fmt::Write as _;
            let _ = writeln!(
                bomb,
                "a{level}: &a{level} [{}]",
                vec![format!("*a{}", level - 1); 9].join(", ")
            );
        }
        let wide = format!("a: [{}]", "1,".repeat(60_000));
        let aliases = format!("a: &a 1\nb: [{}]", "*a,".repeat(150));
        for text in [deep, bomb, wide, aliases] {
            let begun = std::time::Instant::now();
            let file = SourceFile::new("t", FileKind::Tenant, text);
            let code = read(&file).err().map(|problem| problem.code);
            assert_eq!(
                code,
                Some(Code::TooComplex),
                "{} {:?}",
                &file.text()[..40],
                read(&file).err()
            );
            assert!(begun.elapsed().as_secs() < 5);
        }
    }
}
