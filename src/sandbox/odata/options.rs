//! A request's query options, read and checked against the type it asks for.

use super::entity::EntityType;
use super::filter::Filter;
use super::order::Order;
use super::parse::parse;
use super::problem::Problem;
use super::search::Search;

/// The largest page that may be asked for.
const LARGEST_PAGE: usize = 999;

/// One navigation of `$expand`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expand {
    /// The navigation property.
    pub name: String,
    /// The nested `$select`.
    pub select: Option<Vec<String>>,
    /// The nested `$expand`.
    pub expand: Vec<Self>,
}

/// The options of one request.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Options {
    /// `$select`.
    pub select: Option<Vec<String>>,
    /// `$expand`.
    pub expand: Vec<Expand>,
    /// `$filter`, not yet checked.
    pub filter: Option<Filter>,
    /// `$orderby`.
    pub order: Vec<Order>,
    /// `$search`.
    pub search: Option<Search>,
    /// `$top`.
    pub top: Option<usize>,
    /// `$count=true` was sent.
    pub wants_count: bool,
    /// `ConsistencyLevel: eventual` was sent.
    pub is_eventual: bool,
    /// `$skiptoken`.
    pub skip_token: Option<String>,
}

impl Options {
    /// Reads a query. Options that do not begin with `$` are taken for what they say, as Graph
    /// does; parameters that are no options are ignored.
    ///
    /// # Errors
    ///
    /// Returns the service's refusal of the first option that is wrong.
    pub fn read(
        query: &[(String, String)],
        is_eventual: bool,
        entity: &EntityType,
    ) -> Result<Self, Problem> {
        let mut options = Self { is_eventual, ..Self::default() };
        for (name, value) in query {
            options.take(name, value, entity)?;
        }
        options.check_together(entity)?;
        Ok(options)
    }

    /// Tells whether this is an advanced query.
    #[must_use]
    pub fn is_advanced(&self) -> bool {
        self.is_eventual && self.wants_count
    }

    fn take(&mut self, name: &str, value: &str, entity: &EntityType) -> Result<(), Problem> {
        match name.strip_prefix('$').unwrap_or(name) {
            "select" => self.select = Some(read_select(value, entity)?),
            "expand" => self.expand = read_expand(value, entity)?,
            "filter" => self.filter = Some(parse(value)?),
            "orderby" => self.order = Order::read(value, entity)?,
            "search" => self.search = Some(Search::read(value, entity)?),
            "top" => self.top = Some(read_top(value)?),
            "count" => self.wants_count = read_count(value)?,
            "skiptoken" => self.skip_token = Some(value.to_owned()),
            "format" => {}
            "skip" if entity.is_directory_object() => {
                return Err(Problem {
                    code: "Request_BadRequest",
                    message: "'$skip' is not supported by the service.".to_owned(),
                });
            }
            other if name.starts_with('$') => {
                return Err(Problem::malformed(format!(
                    "The query parameter '${other}' is not supported."
                )));
            }
            _ => {}
        }
        Ok(())
    }

    fn check_together(&self, entity: &EntityType) -> Result<(), Problem> {
        if !entity.is_directory_object() {
            return Ok(());
        }
        if self.search.is_some() && !self.is_eventual {
            return Err(Problem::unsupported(
                "Request with $search query parameter only works through MSGraph with a special request \
                 header: 'ConsistencyLevel: eventual'",
            ));
        }
        if !self.order.is_empty() && self.filter.is_some() && !self.is_advanced() {
            return Err(Problem::unsupported("Sorting not supported for current query."));
        }
        if self.is_advanced() && !self.expand.is_empty() {
            return Err(Problem::unsupported("$expand is not supported with an advanced query."));
        }
        Ok(())
    }
}

fn read_select(text: &str, entity: &EntityType) -> Result<Vec<String>, Problem> {
    let mut names = Vec::new();
    for name in text.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        if !is_selectable(entity, name) {
            return Err(Problem::unknown_property(
                "Parsing OData Select and Expand failed",
                name,
                entity.name,
            ));
        }
        names.push(name.to_owned());
    }
    Ok(names)
}

/// Tells whether a type takes a name in `$select`: one of its properties, `*`, or a directory
/// extension. Collections of any directory object take the properties of the types they may hold.
#[must_use]
pub fn is_selectable(entity: &EntityType, name: &str) -> bool {
    let is_extension = name.starts_with("extension_") && entity.takes_extensions();
    entity.property(name).is_some() || name == "*" || is_extension || knows(entity, name)
}

fn knows(entity: &EntityType, name: &str) -> bool {
    use super::facts::{
        ADMINISTRATIVE_UNIT, APPLICATION, DIRECTORY_ROLE, DOMAIN_DNS_TXT_RECORD, GROUP,
        SERVICE_PRINCIPAL, USER,
    };
    let holds: &[&EntityType] = match entity.name {
        "directoryObject" => &[
            &USER,
            &GROUP,
            &APPLICATION,
            &SERVICE_PRINCIPAL,
            &ADMINISTRATIVE_UNIT,
            &DIRECTORY_ROLE,
        ],
        "domainDnsRecord" => &[&DOMAIN_DNS_TXT_RECORD],
        _ => &[],
    };
    holds.iter().any(|held| held.property(name).is_some())
}

const CLAUSE: &str = "Parsing OData Select and Expand failed";

fn read_expand(text: &str, entity: &EntityType) -> Result<Vec<Expand>, Problem> {
    let expand = read_expansions(text)?;
    expand.iter().try_for_each(|expand| check_navigation(entity, &expand.name))?;
    Ok(expand)
}

fn read_expansions(text: &str) -> Result<Vec<Expand>, Problem> {
    split_outside(text, ',').into_iter().map(|item| read_expansion(item.trim())).collect()
}

fn read_expansion(item: &str) -> Result<Expand, Problem> {
    let Some((name, rest)) = item.split_once('(') else {
        return Ok(Expand { name: item.to_owned(), select: None, expand: Vec::new() });
    };
    let inside = rest
        .strip_suffix(')')
        .ok_or_else(|| Problem::malformed(format!("{CLAUSE}: Syntax error in '{item}'.")))?;
    let mut expand = Expand { name: name.to_owned(), select: None, expand: Vec::new() };
    for option in split_outside(inside, ';') {
        read_nested(option.trim(), &mut expand)?;
    }
    Ok(expand)
}

fn read_nested(text: &str, expand: &mut Expand) -> Result<(), Problem> {
    match text.split_once('=') {
        Some(("$select" | "select", names)) => {
            expand.select = Some(names.split(',').map(|name| name.trim().to_owned()).collect());
            Ok(())
        }
        Some(("$expand" | "expand", names)) => {
            expand.expand = read_expansions(names)?;
            Ok(())
        }
        _ => {
            Err(Problem::malformed(format!("{CLAUSE}: '{text}' is not supported inside $expand.")))
        }
    }
}

/// Checks that a name is a navigation of a type, and one that is served under `$expand`.
///
/// # Errors
///
/// Returns the service's refusal of any other name.
pub fn check_navigation(entity: &EntityType, name: &str) -> Result<(), Problem> {
    let property = entity
        .property(name)
        .ok_or_else(|| Problem::unknown_property(CLAUSE, name, entity.name))?;
    if !property.is_link() {
        return Err(Problem::malformed(format!(
            "{CLAUSE}: Property '{name}' on type 'microsoft.graph.{}' is not a navigation property.",
            entity.name
        )));
    }
    if !property.is_expandable {
        return Err(Problem::unsupported(format!(
            "Expanding '{name}' is not supported for this request."
        )));
    }
    Ok(())
}

/// Splits at separators that stand outside parentheses.
fn split_outside(text: &str, separator: char) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0_usize, 0, Vec::new());
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if c == separator && depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

fn read_top(text: &str) -> Result<usize, Problem> {
    match text.parse::<usize>() {
        Ok(top) if (1..=LARGEST_PAGE).contains(&top) => Ok(top),
        Ok(top) => Err(Problem::unsupported(format!(
            "Invalid page size specified: '{top}'. Must be between 1 and {LARGEST_PAGE} inclusive."
        ))),
        Err(_) => Err(Problem::malformed(format!(
            "Invalid value '{text}' for $top query option found. The $top query option requires a non-negative \
             integer value."
        ))),
    }
}

fn read_count(text: &str) -> Result<bool, Problem> {
    match text {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(Problem::malformed(format!(
            "Invalid value '{text}' for $count query option found. Valid values are 'true' or 'false'."
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::super::facts::{
        DIRECTORY_OBJECT, UNIFIED_ROLE_ASSIGNMENT, UNIFIED_ROLE_MANAGEMENT_POLICY_ASSIGNMENT, USER,
    };
    use super::*;

    fn read(
        query: &[(&str, &str)],
        is_eventual: bool,
        entity: &EntityType,
    ) -> Result<Options, Problem> {
        let query: Vec<_> =
            query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Options::read(&query, is_eventual, entity)
    }

    #[test]
    fn options_are_read() {
        let options = read(
            &[("$select", "id, displayName"), ("top", "5"), ("$count", "true"), ("x", "y")],
            false,
            &USER,
        );
        let options = options.unwrap();
        assert_eq!(options.select, Some(vec!["id".to_owned(), "displayName".to_owned()]));
        assert_eq!(
            (options.top, options.wants_count, options.is_advanced()),
            (Some(5), true, false)
        );
        let expand = read(
            &[("$expand", "principal($select=id,displayName),roleDefinition")],
            false,
            &UNIFIED_ROLE_ASSIGNMENT,
        );
        let expand = expand.unwrap().expand;
        assert_eq!(expand.len(), 2);
        assert_eq!(expand[0].select, Some(vec!["id".to_owned(), "displayName".to_owned()]));
        let nested = [("$expand", "policy($select=id;$expand=rules($select=id),effectiveRules)")];
        let nested = read(&nested, false, &UNIFIED_ROLE_MANAGEMENT_POLICY_ASSIGNMENT);
        let nested = nested.unwrap().expand.remove(0);
        assert_eq!(nested.select, Some(vec!["id".to_owned()]));
        let inner: Vec<_> = nested.expand.iter().map(|expand| expand.name.as_str()).collect();
        assert_eq!(inner, ["rules", "effectiveRules"]);
        assert!(
            read(&[("$select", "id,userPrincipalName,mailEnabled")], false, &DIRECTORY_OBJECT)
                .is_ok()
        );
    }

    /// A query, whether it is eventual, and what the refusal says.
    type Case = (&'static [(&'static str, &'static str)], bool, &'static str);

    #[test]
    fn refusals_are_graphs_own() {
        let table: [Case; 10] = [
            (
                &[("$select", "nonsense")],
                false,
                "Parsing OData Select and Expand failed: Could not find a property named 'nonsense' on type 'microsoft.graph.user'.",
            ),
            (
                &[("$top", "1000")],
                false,
                "Invalid page size specified: '1000'. Must be between 1 and 999 inclusive.",
            ),
            (
                &[("$top", "0")],
                false,
                "Invalid page size specified: '0'. Must be between 1 and 999 inclusive.",
            ),
            (&[("$skip", "1")], false, "'$skip' is not supported by the service."),
            (&[("$apply", "x")], false, "The query parameter '$apply' is not supported."),
            (
                &[("$expand", "manager")],
                false,
                "Expanding 'manager' is not supported for this request.",
            ),
            (&[("$expand", "city")], false, "is not a navigation property."),
            (&[("$search", "\"displayName:x\"")], false, "ConsistencyLevel: eventual"),
            (
                &[("$orderby", "displayName"), ("$filter", "displayName eq 'x'")],
                false,
                "Sorting not supported",
            ),
            (&[("$count", "true"), ("$expand", "memberOf")], true, "advanced query"),
        ];
        for (query, is_eventual, expected) in table {
            let problem = read(query, is_eventual, &USER).unwrap_err();
            assert!(problem.message.contains(expected), "{query:?}: {}", problem.message);
        }
    }
}
