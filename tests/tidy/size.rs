//! How long files and functions may be.

use crate::{
    breach::{Breach, Rule},
    facts::Function,
    rooms::is_in,
    source::Tree,
};

/// The most lines that a file may have before its tests. Tables of data are exempt.
const MOST_LINES: usize = 400;
/// What holds data and decides nothing.
pub(crate) const TABLES: &[&str] =
    &["domain/role_table.rs", "domain/permission.rs", "sandbox/catalog/", "sandbox/odata/facts/"];

/// The most lines of a function. Forty is the rule, and this is where a reader gives up.
const MOST_FUNCTION_LINES: usize = 60;
/// The most parameters of a function, without `self`.
const MOST_PARAMETERS: usize = 4;

/// Functions that may be larger: file and name. The long ones are one flat match over every variant,
/// which reads better whole; the others take one value of each kind that they bring together.
pub(crate) const LARGE: &[(&str, &str)] = &[
    ("graph/read/ask.rs", "address"),
    ("graph/write/draft.rs", "of"),
    ("plan/judge.rs", "judge"),
    ("plan/doctor/licence.rs", "judge"),
    ("apply/supersede.rs", "replaces"),
    ("apply/words.rs", "describe"),
    ("plan/guard/g007.rs", "unknown"),
    ("plan/jit/account.rs", "end_or_rest"),
    ("plan/model/write.rs", "apply_step"),
    ("sandbox/gateway/perform.rs", "perform"),
    ("sandbox/gateway/perform.rs", "act"),
];

/// Tells whether a function is larger than the rule.
pub(crate) fn is_large(function: &Function) -> bool {
    function.lines > MOST_FUNCTION_LINES || function.parameters > MOST_PARAMETERS
}

/// Finds files and functions that have outgrown their room.
pub(crate) fn check(tree: &Tree, found: &mut Vec<Breach>) {
    for source in &tree.sources {
        let lines = source.last_line();
        let is_table = TABLES.iter().any(|table| is_in(&source.name, table));
        if lines > MOST_LINES && !is_table {
            let text = format!("{lines} lines, at most {MOST_LINES}");
            found.push(source.breach(Rule::FileLength, lines, text));
        }
        if tree.is_test_only(source) {
            continue;
        }
        for function in source.facts.functions.iter().filter(|function| !function.test) {
            let (name, lines, parameters) = (&function.name, function.lines, function.parameters);
            if is_large(function) && !LARGE.contains(&(&source.name, name)) {
                let text = format!(
                    "`{name}` has {lines} lines and {parameters} parameters, at most \
                     {MOST_FUNCTION_LINES} and {MOST_PARAMETERS}"
                );
                found.push(source.breach(Rule::FunctionSize, function.line, text));
            }
        }
    }
}
