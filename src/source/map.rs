//! All files of one configuration.

use std::sync::Arc;

use super::{FileId, FileKind, Loc, Origin, Place, SourceFile, Spanned};

/// All files of one configuration, ordered: the organization's, the tenants', the grants'.
#[derive(Debug, Clone, Default)]
pub struct SourceMap {
    files: Vec<SourceFile>,
}

impl SourceMap {
    /// Makes a map from files held in memory, given as path and text. Which kind of file each is
    /// follows from its path; anything that is no configuration file is left out.
    #[must_use]
    pub fn in_memory<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let kind = |name: &str| match name.split_once('/') {
            None if name == "tenantry.yaml" => Some(FileKind::Organization),
            Some(("tenants", _)) => Some(FileKind::Tenant),
            Some(("grants", _)) => Some(FileKind::Grant),
            _ => None,
        };
        let found = files
            .into_iter()
            .filter_map(|(name, text)| Some(SourceFile::new(name, kind(name)?, text.to_owned())));
        Self::new(found.collect())
    }

    /// Makes a map; the order in which the files are given does not matter.
    #[must_use]
    pub fn new(mut files: Vec<SourceFile>) -> Self {
        files.sort_by(|a, b| (a.kind(), a.name()).cmp(&(b.kind(), b.name())));
        Self { files }
    }

    /// Iterates over the files of one kind, ordered by name.
    pub fn of_kind(&self, kind: FileKind) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.iter().filter(move |(_, file)| file.kind() == kind)
    }

    /// Iterates over all files, in order.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        (0..).map(FileId).zip(&self.files)
    }

    /// Returns a file.
    #[must_use]
    pub fn get(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize)
    }

    /// Finds a file by its path relative to the configuration's folder.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&SourceFile> {
        self.files.iter().find(|file| &**file.name() == name)
    }

    /// Returns whether what stands here must never be shown.
    #[must_use]
    pub fn is_hidden(&self, loc: Loc) -> bool {
        self.get(loc.file).is_some_and(|file| file.is_hidden(loc.span))
    }

    /// Turns a location into a position that can be shown.
    #[must_use]
    pub fn place(&self, loc: Loc) -> Place {
        self.get(loc.file).map_or_else(
            || Place { file: Arc::from(""), line: 1, column: 1, span: loc.span },
            |file| file.place(loc.span),
        )
    }

    /// Tells where a value comes from, also when it was inherited.
    #[must_use]
    pub fn origin<T>(&self, value: &Spanned<T>) -> Origin {
        match value.through {
            None => Origin::at(self.place(value.at)),
            Some(through) => Origin { place: self.place(through), via: vec![self.place(value.at)] },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::SourceMap;

    #[test]
    fn the_order_of_files_is_fixed() {
        let files = [
            ("grants/g.yaml", ""),
            ("tenants/b.yaml", ""),
            ("tenantry.yaml", ""),
            ("tenants/a.yaml", ""),
        ];
        let names = |map: SourceMap| {
            map.iter().map(|(_, file)| file.name().to_string()).collect::<Vec<_>>()
        };
        let expected = ["tenantry.yaml", "tenants/a.yaml", "tenants/b.yaml", "grants/g.yaml"];
        assert_eq!(names(SourceMap::in_memory(files)), expected);
        assert_eq!(names(SourceMap::in_memory(files.into_iter().rev())), expected);
    }
}
