//! The whole command line.

use clap::{
    Parser, Subcommand,
    builder::styling::{AnsiColor, Styles},
};

use super::Common;
use crate::cli::{
    Exit,
    command::{
        ApplyArguments, CompletionsArguments, DoctorArguments, ManArguments, PlanArguments,
        SandboxArguments, SchemaArguments, ShowArguments, ValidateArguments,
    },
};

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

const EXAMPLES: &str = "\
Examples:
  tenantry validate -C examples/msp
  tenantry plan --sandbox -C examples/msp
  tenantry apply --sandbox -C examples/msp --auto-approve
  tenantry plan --tenant contoso --out contoso.plan.json
  tenantry apply contoso.plan.json

Exit codes (the first that holds: 130, 143, 64, 65, 8, 7, 5, 3, 6, 4, 1, 2, 0):
";

/// Keep just-in-time admin access and emergency accounts in Microsoft Entra ID tenants as declared
/// in Git
#[derive(Debug, Parser)]
#[command(
    name = "tenantry",
    version,
    styles = STYLES,
    max_term_width = 100,
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = format!("{EXAMPLES}{}", Exit::table()),
)]
pub(crate) struct Arguments {
    /// What every command takes.
    #[command(flatten)]
    pub(crate) common: Common,
    /// The command.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check the configuration offline and report every problem at once
    Validate(ValidateArguments),
    /// Read the tenants and show what apply would change; never writes
    Plan(PlanArguments),
    /// Make the tenants match the configuration, and prove that they do
    Apply(ApplyArguments),
    /// Show a saved plan again
    Show(ShowArguments),
    /// Check the connection to each tenant and print the exact fix
    Doctor(DoctorArguments),
    /// Serve the embedded tenants, or start them over
    Sandbox(SandboxArguments),
    /// Print the JSON Schema of a file
    Schema(SchemaArguments),
    /// Print a shell's completion script
    Completions(CompletionsArguments),
    /// Print the man page, or write one for each command
    Man(ManArguments),
}
