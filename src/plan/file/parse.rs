//! From a file to the document, if it can be trusted to be one.

use serde_json::Value;

use super::{
    PlanDocument,
    digest::digest,
    of::{FORMAT, VERSION},
};

/// Why a file cannot be used as a plan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanFileError {
    /// It is not JSON, or not of the form.
    #[error("the file is not a plan: {0}")]
    NotAPlan(String),
    /// It is of a major version that this tenantry does not know.
    #[error("the plan is of format version {0}, and this tenantry reads 1.x; use a newer tenantry")]
    Version(String),
    /// Its content and its digest do not agree.
    #[error(
        "the plan was changed after it was made: its digest is {found}, and {expected} was expected"
    )]
    Tampered {
        /// The digest in the file.
        found: String,
        /// The digest of its content.
        expected: String,
    },
}

impl PlanDocument {
    /// Reads a document. Fields that this version does not know are left alone, since a newer
    /// minor version may add some.
    ///
    /// # Errors
    ///
    /// Says why the file cannot be used: no plan, a newer major version, or a digest that does not
    /// fit the content.
    pub fn parse(bytes: &[u8]) -> Result<Self, PlanFileError> {
        let value: Value = serde_json::from_slice(bytes)
            .map_err(|error| PlanFileError::NotAPlan(error.to_string()))?;
        if value["format"] != FORMAT {
            return Err(PlanFileError::NotAPlan(format!("its `format` is not `{FORMAT}`")));
        }
        let version = value["formatVersion"].as_str().unwrap_or_default().to_owned();
        if major(&version) != major(VERSION) {
            return Err(PlanFileError::Version(version));
        }
        let expected = digest(&value);
        let document: Self = serde_json::from_value(value)
            .map_err(|error| PlanFileError::NotAPlan(error.to_string()))?;
        if document.digest != expected {
            return Err(PlanFileError::Tampered { found: document.digest, expected });
        }
        Ok(document)
    }
}

fn major(version: &str) -> Option<u64> {
    version.split_once('.').and_then(|(major, minor)| {
        minor.parse::<u64>().ok()?;
        major.parse().ok()
    })
}
