//! Which grants have no file.

use super::GrantId;

impl GrantId {
    /// What the ids of grants begin with that the command `grant` makes. No file has such a name.
    pub const ADHOC: &str = "adhoc-";

    /// Returns whether the id is one that the command `grant` makes; case does not matter, since
    /// it does not in the names of files everywhere.
    #[must_use]
    pub fn is_adhoc(&self) -> bool {
        let begin = self.as_str().get(..Self::ADHOC.len());
        begin.is_some_and(|begin| begin.eq_ignore_ascii_case(Self::ADHOC))
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::GrantId;

    #[test]
    fn ids_made_by_the_command_are_known_by_their_beginning() {
        for (id, adhoc) in [
            ("adhoc-1", true),
            ("ADHOC-x", true),
            ("adhoc-", true),
            ("adhoc", false),
            ("adhocs-1", false),
            ("2026-adhoc-1", false),
        ] {
            assert_eq!(id.parse::<GrantId>().expect(id).is_adhoc(), adhoc, "{id}");
        }
    }
}
