//! Whether a filter is one that the service supports.

use super::entity::{EntityType, Kind, Property};
use super::filter::{Comparison, Filter, Literal};
use super::problem::Problem;

/// The most alternatives (`or` operands, `in` values) that the directory takes in one filter.
const MOST_ALTERNATIVES: usize = 15;

/// What the answer depends on beside the type itself.
pub struct Rules<'a> {
    /// Whether `ConsistencyLevel: eventual` and `$count=true` were sent.
    pub is_advanced: bool,
    /// Returns the type of a defined directory extension by its full name.
    pub extension: &'a dyn Fn(&str) -> Option<Kind>,
}

/// Checks a filter against a type.
///
/// # Errors
///
/// Returns the service's refusal for unknown properties, operators that the property does not
/// support, values of another type, and operators that need an advanced query.
pub fn check(filter: &Filter, entity: &EntityType, rules: &Rules<'_>) -> Result<(), Problem> {
    let alternatives = alternatives(filter);
    if entity.is_directory_object() && alternatives > MOST_ALTERNATIVES {
        return Err(Problem::unsupported(format!(
            "Too many child clauses specified in search filter expression containing 'OR' operators: \
             {alternatives}. Max allowed: {MOST_ALTERNATIVES}."
        )));
    }
    Checker { entity, rules, element: None }.check(filter)
}

fn alternatives(filter: &Filter) -> usize {
    match filter {
        Filter::Or(left, right) => alternatives(left) + alternatives(right),
        Filter::And(left, right) => alternatives(left).max(alternatives(right)),
        Filter::Not(inner) => alternatives(inner),
        Filter::In(_, literals) => literals.len(),
        Filter::Any(_, Some((_, body))) => alternatives(body),
        Filter::Compare(..) | Filter::Function(..) | Filter::Any(_, None) => 1,
    }
}

struct Checker<'a> {
    entity: &'a EntityType,
    rules: &'a Rules<'a>,
    /// Inside a lambda: its variable and the collection it stands for.
    element: Option<(&'a str, &'static Property)>,
}

impl<'a> Checker<'a> {
    fn check(&self, filter: &'a Filter) -> Result<(), Problem> {
        match filter {
            Filter::And(left, right) | Filter::Or(left, right) => {
                self.check(left)?;
                self.check(right)
            }
            Filter::Not(inner) => {
                self.check(inner)?;
                self.check_not(inner)
            }
            Filter::Compare(path, comparison, literal) => {
                self.check_compare(path, *comparison, literal)
            }
            Filter::In(path, literals) => {
                let kind = self.resolve(path, "in")?;
                literals.iter().try_for_each(|literal| agree(kind, Comparison::Equal, literal))
            }
            Filter::Function(name, path, literal) => self.check_call(name, path, literal),
            Filter::Any(path, body) => self.check_any(path, body.as_ref()),
        }
    }

    fn check_not(&self, inner: &Filter) -> Result<(), Problem> {
        self.require_advanced("not")?;
        if let Filter::Compare(path, ..)
        | Filter::In(path, _)
        | Filter::Function(_, path, _)
        | Filter::Any(path, _) = inner
        {
            self.resolve(path, "not")?;
        }
        Ok(())
    }

    fn check_compare(
        &self,
        path: &[String],
        comparison: Comparison,
        literal: &Literal,
    ) -> Result<(), Problem> {
        if path.last().is_some_and(|last| last == "$count") {
            self.require_advanced("$count")?;
            return match (comparison, literal) {
                (Comparison::Equal | Comparison::NotEqual, Literal::Integer(_)) => {
                    self.resolve(&path[..path.len() - 1], "count").map(drop)
                }
                _ => Err(Problem::unfilterable(&path.join("/"), self.entity.label)),
            };
        }
        let operator = if *literal == Literal::Null && self.only_null(path) {
            "eqNull"
        } else {
            comparison.symbol()
        };
        let kind = self.resolve(path, operator)?;
        agree(kind, comparison, literal)?;
        if comparison == Comparison::NotEqual { self.require_advanced("ne") } else { Ok(()) }
    }

    fn check_call(&self, name: &str, path: &[String], literal: &Literal) -> Result<(), Problem> {
        let operator = match name {
            "startswith" => "startsWith",
            "endswith" => "endsWith",
            _ => "contains",
        };
        self.resolve(path, operator)?;
        if !matches!(literal, Literal::Text(_)) {
            return Err(Problem::malformed(format!(
                "Invalid filter clause: No function signature for the function with name '{name}' matches \
                 the specified arguments."
            )));
        }
        if operator == "endsWith" { self.require_advanced(operator) } else { Ok(()) }
    }

    fn check_any(
        &self,
        path: &'a [String],
        body: Option<&'a (String, Box<Filter>)>,
    ) -> Result<(), Problem> {
        let property = self.property(path)?;
        if self.element.is_some() || !property.is_collection() {
            return Err(Problem::malformed(format!(
                "Invalid filter clause: Any/All may only be used following a collection. '{}' is none.",
                path.join("/")
            )));
        }
        let Some((variable, body)) = body else {
            return Err(Problem::unfilterable(property.name, self.entity.label));
        };
        Self {
            entity: self.entity,
            rules: self.rules,
            element: Some((variable.as_str(), property)),
        }
        .check(body)
    }

    fn require_advanced(&self, operator: &str) -> Result<(), Problem> {
        if self.rules.is_advanced || !self.entity.is_directory_object() {
            return Ok(());
        }
        Err(Problem::needs_advanced(operator))
    }

    fn only_null(&self, path: &[String]) -> bool {
        self.property(path).is_ok_and(|property| property.supports("eqNull"))
    }

    fn property(&self, path: &[String]) -> Result<&'static Property, Problem> {
        let name = path.first().map_or("", String::as_str);
        self.entity.property(name).ok_or_else(|| {
            Problem::unknown_property("Invalid filter clause", name, self.entity.name)
        })
    }

    /// Finds what the path leads to and that it supports the operator. `None` stands for a value
    /// inside a complex one, whose type is not described here.
    fn resolve(&self, path: &[String], operator: &str) -> Result<Option<Kind>, Problem> {
        if let Some((variable, property)) = self.element
            && path.first().is_some_and(|first| first == variable)
        {
            let kind = (property.kind == Kind::Texts).then_some(Kind::Text);
            return self.allow(property, operator, kind);
        }
        if path.len() == 1 && is_extension(&path[0]) && self.entity.takes_extensions() {
            return match (self.rules.extension)(&path[0]) {
                Some(kind) if !matches!(operator, "contains" | "endsWith" | "count") => {
                    Ok(Some(kind))
                }
                _ => Err(Problem::unfilterable(&path[0], self.entity.label)),
            };
        }
        let property = self.property(path)?;
        let is_inner = path.len() > 1;
        if is_inner && property.kind != Kind::Complex {
            return Err(Problem::unknown_property(
                "Invalid filter clause",
                &path[1],
                property.name,
            ));
        }
        let is_bare_collection =
            property.is_collection() && operator != "count" && operator != "not";
        if is_bare_collection {
            return Err(Problem::unfilterable(property.name, self.entity.label));
        }
        self.allow(property, operator, (!is_inner).then_some(property.kind))
    }

    fn allow(
        &self,
        property: &Property,
        operator: &str,
        kind: Option<Kind>,
    ) -> Result<Option<Kind>, Problem> {
        if property.supports(operator) {
            return Ok(kind);
        }
        Err(Problem::unfilterable(property.name, self.entity.label))
    }
}

/// Tells whether a name has the form of a directory extension's.
fn is_extension(name: &str) -> bool {
    name.starts_with("extension_")
}

fn agree(kind: Option<Kind>, comparison: Comparison, literal: &Literal) -> Result<(), Problem> {
    let (expected, fits) = match kind {
        None | Some(Kind::Texts | Kind::Complex | Kind::Complexes | Kind::Link | Kind::Links) => {
            return Ok(());
        }
        Some(Kind::Text) => ("Edm.String", matches!(literal, Literal::Text(_))),
        Some(Kind::Boolean) => ("Edm.Boolean", matches!(literal, Literal::Boolean(_))),
        Some(Kind::Integer) => ("Edm.Int32", matches!(literal, Literal::Integer(_))),
        Some(Kind::Moment) => ("Edm.DateTimeOffset", matches!(literal, Literal::Moment(_))),
        Some(Kind::Guid) => ("Edm.Guid", matches!(literal, Literal::Guid(_))),
    };
    if fits || *literal == Literal::Null {
        return Ok(());
    }
    Err(Problem::malformed(format!(
        "Invalid filter clause: A binary operator with incompatible types was detected. Found operand types \
         '{expected}' and '{}' for operator kind '{}'.",
        literal.type_name(),
        comparison.kind()
    )))
}

#[cfg(test)]
mod tests {
    use super::super::facts::{DOMAIN, GROUP, UNIFIED_ROLE_ASSIGNMENT, USER};
    use super::super::parse::parse;
    use super::*;

    fn verdict(text: &str, entity: &EntityType, is_advanced: bool) -> Result<(), String> {
        let known = "extension_0123456789abcdef0123456789abcdef_mark";
        let extension = |name: &str| (name == known).then_some(Kind::Text);
        let rules = Rules { is_advanced, extension: &extension };
        check(&parse(text).unwrap(), entity, &rules).map_err(|problem| problem.code.to_owned())
    }

    #[test]
    fn each_property_has_its_operators() {
        let unsupported = || Err("Request_UnsupportedQuery".to_owned());
        let malformed = || Err("BadRequest".to_owned());
        let table = [
            ("displayName eq 'x'", &USER, Ok(())),
            ("accountEnabled eq true", &USER, Ok(())),
            ("accountEnabled eq 'true'", &USER, malformed()),
            ("accountEnabled ge true", &USER, unsupported()),
            ("nonsense eq 'x'", &USER, malformed()),
            ("aboutMe eq 'x'", &USER, unsupported()),
            ("lastPasswordChangeDateTime ge 2026-01-01T00:00:00Z", &USER, unsupported()),
            ("createdDateTime ge 2026-01-01T00:00:00Z", &USER, Ok(())),
            ("createdDateTime ge 2026-01-01T00:00:00Z", &GROUP, unsupported()),
            ("createdDateTime gt 2026-01-01T00:00:00Z", &USER, unsupported()),
            ("startsWith(displayName,'x')", &USER, Ok(())),
            ("contains(displayName,'x')", &USER, unsupported()),
            ("endsWith(mail,'x')", &USER, unsupported()),
            ("displayName ne 'x'", &USER, unsupported()),
            ("not(displayName eq 'x')", &USER, unsupported()),
            ("displayName in ('x','y')", &GROUP, Ok(())),
            ("groupTypes/any(c:c eq 'Unified')", &GROUP, Ok(())),
            ("groupTypes eq 'Unified'", &GROUP, unsupported()),
            ("displayName/any(c:c eq 'x')", &GROUP, malformed()),
            ("onPremisesExtensionAttributes/extensionAttribute1 eq 'x'", &USER, Ok(())),
            ("extension_0123456789abcdef0123456789abcdef_mark eq 'x'", &USER, Ok(())),
            ("extension_0123456789abcdef0123456789abcdef_mark eq true", &USER, malformed()),
            ("extension_0123456789abcdef0123456789abcdef_other eq 'x'", &USER, unsupported()),
            ("principalId eq 'x'", &UNIFIED_ROLE_ASSIGNMENT, Ok(())),
            ("principalId in ('x','y')", &UNIFIED_ROLE_ASSIGNMENT, Ok(())),
            ("principalId ne 'x'", &UNIFIED_ROLE_ASSIGNMENT, unsupported()),
            ("isVerified eq true", &DOMAIN, unsupported()),
            ("passwordPolicies eq null", &USER, Ok(())),
            ("passwordPolicies eq 'x'", &USER, unsupported()),
        ];
        for (text, entity, expected) in table {
            assert_eq!(verdict(text, entity, false), expected, "{text} on {}", entity.name);
        }
    }

    #[test]
    fn advanced_queries_open_more() {
        for text in [
            "displayName ne 'x'",
            "not(displayName eq 'x')",
            "endsWith(mail,'x')",
            "proxyAddresses/$count eq 0",
        ] {
            assert!(verdict(text, &USER, false).is_err(), "{text}");
            assert_eq!(verdict(text, &USER, true), Ok(()), "{text}");
        }
    }

    #[test]
    fn at_most_fifteen_alternatives() {
        let of = |count: usize| format!("displayName in ({})", vec!["'x'"; count].join(","));
        assert_eq!(verdict(&of(15), &GROUP, false), Ok(()));
        assert!(verdict(&of(16), &GROUP, false).is_err());
    }
}
