//! Reads a `$filter`. The grammar is the part of `OData` 4.01 that the directory accepts, plus `gt`,
//! `lt` and `contains`, so that they can be refused by name.

use jiff::Timestamp;
use winnow::ascii::{Caseless, multispace0, multispace1};
use winnow::combinator::{alt, delimited, not, opt, preceded, repeat, separated, terminated};
use winnow::prelude::*;
use winnow::token::{one_of, take_while};

use super::filter::{Comparison, Filter, Literal};
use super::problem::Problem;

/// The longest filter read, in bytes. Graph's own limit is that of its URLs.
const LONGEST: usize = 8192;
/// The deepest nesting read, which keeps recursion off the end of the stack.
const DEEPEST: usize = 40;

/// Reads a filter.
///
/// # Errors
///
/// Returns the service's refusal when the text is not a filter.
pub fn parse(text: &str) -> Result<Filter, Problem> {
    let depth = text.matches('(').count() + text.to_ascii_lowercase().matches("not").count();
    if text.len() > LONGEST || depth > DEEPEST {
        return Err(Problem::malformed("Invalid filter clause: the expression is too complex."));
    }
    terminated(either, multispace0).parse(text.trim_start()).map_err(|error| {
        Problem::malformed(format!(
            "Invalid filter clause: Syntax error at position {} in '{text}'.",
            error.offset()
        ))
    })
}

fn either(input: &mut &str) -> ModalResult<Filter> {
    let mut left = both(input)?;
    while opt(word("or")).parse_next(input)?.is_some() {
        left = Filter::Or(Box::new(left), Box::new(both(input)?));
    }
    Ok(left)
}

fn both(input: &mut &str) -> ModalResult<Filter> {
    let mut left = single(input)?;
    while opt(word("and")).parse_next(input)?.is_some() {
        left = Filter::And(Box::new(left), Box::new(single(input)?));
    }
    Ok(left)
}

/// A keyword between two operands, with the space around it.
fn word<'a>(keyword: &'static str) -> impl ModalParser<&'a str, (), winnow::error::ContextError> {
    (multispace1, Caseless(keyword), alt((multispace1.void(), peek_parenthesis))).void()
}

fn peek_parenthesis(input: &mut &str) -> ModalResult<()> {
    winnow::combinator::peek('(').void().parse_next(input)
}

fn single(input: &mut &str) -> ModalResult<Filter> {
    multispace0.parse_next(input)?;
    alt((negation, group, call, condition)).parse_next(input)
}

fn negation(input: &mut &str) -> ModalResult<Filter> {
    (Caseless("not"), alt((multispace1.void(), peek_parenthesis))).parse_next(input)?;
    Ok(Filter::Not(Box::new(single(input)?)))
}

fn group(input: &mut &str) -> ModalResult<Filter> {
    delimited('(', either, (multispace0, ')')).parse_next(input)
}

fn call(input: &mut &str) -> ModalResult<Filter> {
    let name = alt((Caseless("startswith"), Caseless("endswith"), Caseless("contains")))
        .parse_next(input)?
        .to_ascii_lowercase();
    ('(', multispace0).parse_next(input)?;
    let path = path(input)?;
    (multispace0, ',', multispace0).parse_next(input)?;
    let literal = literal(input)?;
    (multispace0, ')').parse_next(input)?;
    Ok(Filter::Function(name, path, literal))
}

fn condition(input: &mut &str) -> ModalResult<Filter> {
    let path = path(input)?;
    if opt("/any").parse_next(input)?.is_some() {
        return any(path, input);
    }
    multispace1.parse_next(input)?;
    if opt((Caseless("in"), multispace0, '(')).parse_next(input)?.is_some() {
        let comma = (multispace0, ',', multispace0);
        let literals = delimited(multispace0, separated(1.., literal, comma), (multispace0, ')'))
            .parse_next(input)?;
        return Ok(Filter::In(path, literals));
    }
    let comparison = terminated(comparison, multispace1).parse_next(input)?;
    Ok(Filter::Compare(path, comparison, literal(input)?))
}

fn any(path: Vec<String>, input: &mut &str) -> ModalResult<Filter> {
    ('(', multispace0).parse_next(input)?;
    if opt(')').parse_next(input)?.is_some() {
        return Ok(Filter::Any(path, None));
    }
    let variable = terminated(identifier, (multispace0, ':', multispace0)).parse_next(input)?;
    let body = terminated(either, (multispace0, ')')).parse_next(input)?;
    Ok(Filter::Any(path, Some((variable, Box::new(body)))))
}

fn comparison(input: &mut &str) -> ModalResult<Comparison> {
    alt((
        Caseless("eq").value(Comparison::Equal),
        Caseless("ne").value(Comparison::NotEqual),
        Caseless("ge").value(Comparison::AtLeast),
        Caseless("le").value(Comparison::AtMost),
        Caseless("gt").value(Comparison::Above),
        Caseless("lt").value(Comparison::Below),
    ))
    .parse_next(input)
}

fn path(input: &mut &str) -> ModalResult<Vec<String>> {
    let mut path = vec![identifier(input)?];
    let rest: Vec<String> =
        repeat(0.., preceded((not("/any("), '/'), alt(("$count".map(str::to_owned), identifier))))
            .parse_next(input)?;
    path.extend(rest);
    Ok(path)
}

fn identifier(input: &mut &str) -> ModalResult<String> {
    let first = one_of(|c: char| c.is_ascii_alphabetic() || c == '_');
    (first, take_while(0.., |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.'))
        .take()
        .map(str::to_owned)
        .parse_next(input)
}

fn literal(input: &mut &str) -> ModalResult<Literal> {
    alt((quoted.map(Literal::Text), bare)).parse_next(input)
}

fn quoted(input: &mut &str) -> ModalResult<String> {
    let inside = repeat(0.., alt((take_while(1.., |c| c != '\''), "''".value("'")))).fold(
        String::new,
        |mut text, part: &str| {
            text.push_str(part);
            text
        },
    );
    delimited('\'', inside, '\'').parse_next(input)
}

fn bare(input: &mut &str) -> ModalResult<Literal> {
    take_while(1.., |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | ':' | '.' | '+'))
        .verify_map(constant)
        .parse_next(input)
}

fn constant(word: &str) -> Option<Literal> {
    match word {
        "true" => return Some(Literal::Boolean(true)),
        "false" => return Some(Literal::Boolean(false)),
        "null" => return Some(Literal::Null),
        _ => {}
    }
    if let Ok(number) = word.parse() {
        return Some(Literal::Integer(number));
    }
    if let Ok(guid) = uuid::Uuid::try_parse(word) {
        return Some(Literal::Guid(guid.to_string()));
    }
    word.parse::<Timestamp>().ok().map(Literal::Moment)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> Vec<String> {
        text.split('/').map(str::to_owned).collect()
    }

    fn equals(name: &str, literal: Literal) -> Filter {
        Filter::Compare(path(name), Comparison::Equal, literal)
    }

    #[test]
    fn filters_are_read() {
        let text = |value: &str| Literal::Text(value.to_owned());
        let id = "9A5D68DD-52b0-4cc2-bd40-abcf44ac3a30";
        let table = [
            ("displayName eq 'O''Neil'", equals("displayName", text("O'Neil"))),
            ("accountEnabled EQ true", equals("accountEnabled", Literal::Boolean(true))),
            ("a eq null", equals("a", Literal::Null)),
            ("a eq -3", equals("a", Literal::Integer(-3))),
            ("a/b eq 'x'", equals("a/b", text("x"))),
            (&format!("id eq {id}"), equals("id", Literal::Guid(id.to_lowercase()))),
            (
                "createdDateTime ge 2026-01-01T00:00:00Z",
                Filter::Compare(
                    path("createdDateTime"),
                    Comparison::AtLeast,
                    Literal::Moment("2026-01-01T00:00:00Z".parse().unwrap()),
                ),
            ),
            ("a in ('x', 'y')", Filter::In(path("a"), vec![text("x"), text("y")])),
            ("a in('x')", Filter::In(path("a"), vec![text("x")])),
            (
                "startsWith(displayName,'x')",
                Filter::Function("startswith".to_owned(), path("displayName"), text("x")),
            ),
            (
                "groupTypes/any(c:c eq 'Unified')",
                Filter::Any(
                    path("groupTypes"),
                    Some(("c".to_owned(), Box::new(equals("c", text("Unified"))))),
                ),
            ),
            ("members/any()", Filter::Any(path("members"), None)),
            ("owners/$count eq 0", equals("owners/$count", Literal::Integer(0))),
        ];
        for (written, meant) in table {
            assert_eq!(parse(written), Ok(meant), "{written}");
        }
    }

    #[test]
    fn and_binds_tighter_than_or() {
        let one = || Box::new(equals("a", Literal::Integer(1)));
        let both = Filter::And(one(), one());
        assert_eq!(
            parse("a eq 1 or a eq 1 and a eq 1"),
            Ok(Filter::Or(one(), Box::new(both.clone())))
        );
        assert_eq!(
            parse("(a eq 1 and a eq 1) or not(a eq 1)"),
            Ok(Filter::Or(Box::new(both), Box::new(Filter::Not(one()))))
        );
    }

    #[test]
    fn nonsense_is_refused() {
        for text in [
            "",
            "a",
            "a eq",
            "a eq 'x",
            "a is 1",
            "a eq 1 and",
            "(a eq 1",
            "a eq 1)",
            "a eqs 1",
            "a in ()",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert!(parse(&"(".repeat(5000)).is_err());
    }
}
