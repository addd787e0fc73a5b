//! Where answers go and in what form.

use std::{path::PathBuf, str::FromStr};

use clap::{Args, ValueEnum};

/// Where answers go and in what form.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct Report {
    /// The form of what is printed on stdout
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "text",
        env = "TENANTRY_FORMAT",
        hide_env_values = true
    )]
    pub(crate) format: Format,
    /// Also write the answer to a file, once for each (json=plan.json); the variable holds several
    /// with commas between them
    #[arg(long, value_name = "FORMAT=PATH", env = "TENANTRY_OUTPUT", hide_env_values = true)]
    pub(crate) output: Vec<ReportFile>,
}

/// The forms of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// One answer written to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReportFile {
    /// In what form.
    pub(crate) format: Format,
    /// Where.
    pub(crate) path: PathBuf,
}

impl FromStr for ReportFile {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (format, path) = text
            .split_once('=')
            .filter(|(_, path)| !path.is_empty())
            .ok_or("expected FORMAT=PATH, such as json=plan.json")?;
        let format = Format::from_str(format, false)
            .map_err(|_| format!("`{format}` is neither text nor json"))?;
        if path == "-" {
            return Err("stdout carries the answer anyway, in the form of --format".to_owned());
        }
        Ok(Self { format, path: path.into() })
    }
}

#[cfg(test)]
mod tests {
    use super::{Format, ReportFile};

    #[test]
    fn a_file_has_a_form_and_a_path() {
        let file: ReportFile = "json=out/a=b.json".parse().expect("valid");
        assert_eq!(file, ReportFile { format: Format::Json, path: "out/a=b.json".into() });
        for bad in ["json", "json=", "xml=a", "=a", "JSON=a", "text=-"] {
            assert!(bad.parse::<ReportFile>().is_err(), "{bad}");
        }
    }
}
