//! How problems and remarks are made.

use super::{Diagnostic, Severity};
use crate::{domain::Address, source::Origin};

impl Diagnostic {
    pub(crate) fn new(
        severity: Severity,
        code: &'static str,
        address: &Address,
        message: impl Into<String>,
    ) -> Self {
        Self {
            severity,
            code,
            address: address.clone(),
            message: message.into(),
            help: None,
            origin: None,
        }
    }

    pub(crate) fn error(code: &'static str, address: &Address, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, address, message)
    }

    pub(crate) fn warning(
        code: &'static str,
        address: &Address,
        message: impl Into<String>,
    ) -> Self {
        Self::new(Severity::Warning, code, address, message)
    }

    pub(crate) fn note(code: &'static str, address: &Address, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, address, message)
    }

    #[must_use]
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    #[must_use]
    pub(crate) fn at(mut self, origin: &Origin) -> Self {
        self.origin = Some(origin.clone());
        self
    }
}
