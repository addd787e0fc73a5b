//! The whole command line.

use clap::{
    Parser, Subcommand,
    builder::styling::{AnsiColor, Styles},
};

use super::Common;
use crate::cli::{
    Exit,
    command::{
        ApplyArguments, AuditArguments, CompletionsArguments, DoctorArguments, ExplainArguments,
        ExtendArguments, GrantArguments, ImportArguments, LapsArguments, ManArguments,
        PlanArguments, RevokeArguments, SandboxArguments, SchemaArguments, ShowArguments,
        SweepArguments, ValidateArguments,
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
  tenantry grant --tenant contoso --technician alice --reason 'mailbox migration'

Exit codes (the first that holds: 130, 143, 64, 65, 8, 7, 5, 3, 9, 6, 4, 1, 2, 0):
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
    /// Open a technician's access now
    Grant(GrantArguments),
    /// Lengthen a technician's open access
    Extend(ExtendArguments),
    /// End access now
    Revoke(RevokeArguments),
    /// End every access that is due
    Sweep(SweepArguments),
    /// Show a saved plan again
    Show(ShowArguments),
    /// Check the connection to each tenant and print the exact fix
    Doctor(DoctorArguments),
    /// Say why a technician has access in a tenant, or has not
    Explain(ExplainArguments),
    /// Adopt accounts and groups that are declared and there already
    Import(ImportArguments),
    /// Rotate the passwords of emergency accounts, or open one
    Laps(LapsArguments),
    /// Verify the audit trail, or show it
    Audit(AuditArguments),
    /// Serve the embedded tenants, or start them over
    Sandbox(SandboxArguments),
    /// Print the JSON Schema of a file
    Schema(SchemaArguments),
    /// Print a shell's completion script
    Completions(CompletionsArguments),
    /// Print the man page, or write one for each command
    Man(ManArguments),
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use super::Arguments;

    fn commands(command: &clap::Command) -> Vec<&clap::Command> {
        let below = command.get_subcommands().flat_map(commands);
        std::iter::once(command).chain(below).collect()
    }

    #[test]
    fn every_flag_has_a_variable_and_none_takes_a_secret() {
        let mut root = Arguments::command();
        root.build();
        for command in commands(&root).iter().filter(|it| it.get_name() != "help") {
            for flag in command.get_arguments().filter(|it| !it.is_positional()) {
                let long = flag.get_long().expect("every flag has a long name");
                if ["help", "version"].contains(&long) {
                    continue;
                }
                let expected = format!("TENANTRY_{}", long.to_uppercase().replace('-', "_"));
                let found = flag.get_env().map(|name| name.to_string_lossy().into_owned());
                assert_eq!(found, Some(expected), "{} --{long}", command.get_name());
                for word in ["secret", "password", "token", "key"] {
                    assert!(!long.contains(word), "--{long}");
                }
            }
        }
    }

    #[test]
    fn what_may_be_typed_together() {
        for (line, accepted) in [
            ("plan", true),
            ("plan --tenant a --tenant c,d --exclude e", true),
            ("plan --tenant a b", false),
            ("apply --tenant a plan.json", true),
            ("plan --output text=-", false),
            ("-C x plan -v -v --color=never", true),
            ("plan --selector ring=canary --selector tier=1", true),
            ("plan --selector ring", false),
            ("plan --ca-file x", false),
            ("plan --login-endpoint https://localhost:1", false),
            (
                "plan --login-endpoint https://localhost:1 --graph-endpoint https://localhost:1",
                true,
            ),
            (
                "plan --login-endpoint http://localhost:1 --graph-endpoint https://localhost:1",
                false,
            ),
            ("plan --verify-every 1s", false),
            ("plan x.json", false),
            ("apply x.json --auto-approve --verify-every 0s", true),
            ("apply x.json y.json", false),
            ("apply --acknowledge G001=a --acknowledge G003=b", true),
            ("apply --acknowledge G001", false),
            ("apply --out x.json", false),
            ("apply --patience 2h", false),
            ("show", false),
            ("show x.json --format json", true),
            ("validate --at 2026-11-23T09:00:00Z", true),
            ("validate --sandbox", false),
            ("doctor --prune", false),
            ("schema tenant", true),
            ("schema tenants", false),
            ("import", false),
            ("import contoso/laps/emergency-1 contoso/jit/alice --dry-run", true),
            ("import contoso/groups/Help", true),
            ("import laps/emergency-1", false),
            ("import contoso/vaults/a", false),
            ("import contoso/laps/emergency-1 --object-id x", false),
            ("audit", false),
            ("audit verify --tenant contoso", true),
            ("audit show --from 2026-11-01 --to 2026-11-02T09:00:00Z", true),
            ("audit show --from yesterday", false),
            ("sandbox", false),
            ("sandbox reset", true),
            ("sandbox serve --port 70000", false),
        ] {
            let words = std::iter::once("tenantry").chain(line.split(' '));
            let parsed = Arguments::try_parse_from(words);
            assert_eq!(parsed.is_ok(), accepted, "{line}: {:?}", parsed.err());
        }
    }
}
