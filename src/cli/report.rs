//! Gives one answer in every form that was asked for.

use std::{fs, io, path::Path};

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

    /// Checks that each file can be written, and `out` where one is given: better now than after
    /// a long run. Nothing of a file that is there is changed.
    ///
    /// # Errors
    ///
    /// Fails for the first that cannot be.
    pub(super) fn check(&self, out: Option<&Path>) -> Result<(), Failure> {
        let files = self.report.output.iter().map(|file| file.path.as_path());
        files.chain(out).try_for_each(|path| {
            writable(path).map_err(|error| Failure::file("write", path, &error))
        })
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

    /// As [`Reports::give`], of an answer that somebody has to get: tells of stdout, where a reader
    /// that went away is an error, and of the files.
    pub(super) fn deliver(
        &self,
        render: impl Fn(Format, Palette) -> Result<String, Failure>,
    ) -> (Result<(), Failure>, Result<(), Failure>) {
        let written = self.files(&render);
        let text = render(self.report.format, self.ui.palette());
        (text.and_then(|text| self.ui.deliver(&text)), written)
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

/// Opens a file as it will be opened, and leaves no trace.
fn writable(path: &Path) -> io::Result<()> {
    match fs::metadata(path) {
        // A pipe would wait for its reader.
        Ok(found) if !found.is_file() && !found.is_dir() => Ok(()),
        Ok(_) => fs::OpenOptions::new().append(true).open(path).map(drop),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fs::OpenOptions::new().write(true).create_new(true).open(path)?;
            fs::remove_file(path)
        }
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::writable;

    #[test]
    fn a_look_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let (there, new) = (folder.path().join("there"), folder.path().join("new"));
        std::fs::write(&there, "kept").unwrap();
        assert!(writable(&there).is_ok() && writable(&new).is_ok());
        assert_eq!(std::fs::read_to_string(&there).unwrap(), "kept");
        assert!(!new.exists());
        for bad in [folder.path().to_owned(), new.join("deeper"), there.join("deeper")] {
            assert!(writable(&bad).is_err(), "{}", bad.display());
        }
    }
}
