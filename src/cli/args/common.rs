//! What every command takes.

use std::path::PathBuf;

use clap::{ArgAction, Args, ValueEnum};

/// What every command takes.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Common {
    /// The folder that holds tenantry.yaml
    #[arg(
        short = 'C',
        long,
        value_name = "DIR",
        default_value = ".",
        global = true,
        env = "TENANTRY_DIRECTORY",
        hide_env_values = true
    )]
    pub(crate) directory: PathBuf,
    /// When to colour; auto heeds `NO_COLOR`
    #[arg(
        long,
        value_name = "WHEN",
        default_value = "auto",
        global = true,
        env = "TENANTRY_COLOR",
        hide_env_values = true
    )]
    pub(crate) color: Color,
    /// Say more on stderr: -v each tenant and write, -vv each request
    #[arg(
        short,
        long,
        action = ArgAction::Count,
        global = true,
        env = "TENANTRY_VERBOSE",
        hide_env_values = true
    )]
    pub(crate) verbose: u8,
    /// The form of the log on stderr
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "text",
        global = true,
        env = "TENANTRY_LOG_FORMAT",
        hide_env_values = true
    )]
    pub(crate) log_format: LogFormat,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal that can, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The form of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
}
