//! What the environment says: an empty variable is not set, and some hold lists.

use clap::{Arg, Command};

/// Variables that hold several values, with what stands between them. On the command line the same
/// flag is given once for each, and a value is never split.
const LISTS: [(&str, char); 1] = [("output", ',')];

/// Adapts the command line to the environment and to what is typed.
pub(crate) fn heeding_environment(command: Command, words: &[String]) -> Command {
    let given = |flag: &str| {
        let flag = format!("--{flag}");
        let with_value = format!("{flag}=");
        words.iter().any(|word| *word == flag || word.starts_with(&with_value))
    };
    adapt(command, &given)
}

fn adapt(command: Command, given: &dyn Fn(&str) -> bool) -> Command {
    command
        .mut_args(|argument| unset_if_empty(split_if_alone(argument, given)))
        .mut_subcommands(|below| adapt(below, given))
}

/// A variable is read only where its flag is not given.
fn split_if_alone(argument: Arg, given: &dyn Fn(&str) -> bool) -> Arg {
    let list = LISTS.iter().find(|(flag, _)| argument.get_long() == Some(*flag));
    match list {
        Some((flag, between)) if !given(flag) => argument.value_delimiter(*between),
        _ => argument,
    }
}

/// Workflows set variables to nothing where an input is left out.
fn unset_if_empty(argument: Arg) -> Arg {
    let empty = argument
        .get_env()
        .is_some_and(|name| std::env::var_os(name).is_some_and(|value| value.is_empty()));
    if empty { argument.env(None::<&'static str>) } else { argument }
}
