//! Gives one answer in every form that was asked for.

use std::fs;

use super::{
    Failure,
    args::{Format, Report},
    ui::Ui,
};
use crate::render::Palette;

/// Where one answer goes.
pub(super) struct Reports<'a> {
    report: &'a Report,
    ui: Ui,
}

impl<'a> Reports<'a> {
    /// Takes what was asked for.
    pub(super) const fn new(report: &'a Report, ui: Ui) -> Self {
        Self { report, ui }
    }

    /// Renders the answer into each file, without colour, and onto stdout.
    ///
    /// # Errors
    ///
    /// Fails where a file cannot be written; the answer is printed all the same.
    pub(super) fn give(
        &self,
        render: impl Fn(Format, Palette) -> Result<String, Failure>,
    ) -> Result<(), Failure> {
        let written = self.files(&render);
        self.ui.answer(&render(self.report.format, self.ui.palette())?)?;
        written
    }

    /// Renders the answer into each file, without colour.
    ///
    /// # Errors
    ///
    /// Fails where a file cannot be written.
    pub(super) fn files(
        &self,
        render: impl Fn(Format, Palette) -> Result<String, Failure>,
    ) -> Result<(), Failure> {
        for file in &self.report.output {
            let text = render(file.format, Palette::new(false))?;
            fs::write(&file.path, text)
                .map_err(|error| Failure::file("write", &file.path, &error))?;
        }
        Ok(())
    }
}
