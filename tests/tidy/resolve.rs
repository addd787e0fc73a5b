//! What a path stands for: `self`, `super`, `crate`, child modules and what was imported under
//! which name are followed. Imports count for the whole file, so that nothing hides in a scope.

/// A path as it is written.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    pub(crate) segments: Vec<String>,
    /// Whether it begins with `::`.
    pub(crate) external: bool,
    /// The module it is written in.
    pub(crate) module: Vec<String>,
}

/// A name for a path.
#[derive(Debug)]
pub(crate) struct Alias {
    pub(crate) name: String,
    pub(crate) path: Written,
}

/// How many names are followed before a path is taken as it stands.
const MOST_ALIASES: usize = 8;

/// What names stand for in one file.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    pub(crate) aliases: Vec<Alias>,
    /// Every child module, with the module that declares it.
    pub(crate) children: Vec<(Vec<String>, String)>,
}

impl Scope {
    /// Returns every path that a written one may stand for.
    pub(crate) fn resolve(&self, written: &Written) -> Vec<Vec<String>> {
        let mut found = Vec::new();
        self.follow(written, MOST_ALIASES, &mut found);
        found.sort();
        found.dedup();
        found
    }

    fn follow(&self, written: &Written, left: usize, found: &mut Vec<Vec<String>>) {
        let Some(first) = written.segments.first() else { return };
        if written.external {
            found.push(written.segments.clone());
            return;
        }
        match first.as_str() {
            // The binary names the library by the package's name.
            "crate" | "tenantry" => found.push(absolute(&[], &written.segments[1..])),
            "self" | "super" => found.push(absolute(&written.module, &written.segments)),
            _ if self.children.contains(&(written.module.clone(), first.clone())) => {
                found.push(absolute(&written.module, &written.segments));
            }
            _ => self.follow_aliases(written, first, left, found),
        }
    }

    fn follow_aliases(
        &self,
        written: &Written,
        first: &str,
        left: usize,
        found: &mut Vec<Vec<String>>,
    ) {
        let mut known = false;
        for alias in self.aliases.iter().filter(|alias| alias.name == first) {
            let is_itself = alias.path.segments.first().is_some_and(|begin| begin == first);
            if left == 0 || (is_itself && alias.path.segments.len() == 1) {
                continue;
            }
            known = true;
            let mut path = alias.path.clone();
            // `use rand::rand` must not go round in circles.
            path.external |= is_itself;
            path.segments.extend_from_slice(&written.segments[1..]);
            self.follow(&path, left - 1, found);
        }
        if !known {
            found.push(written.segments.clone());
        }
    }
}

fn absolute(module: &[String], segments: &[String]) -> Vec<String> {
    let mut place = module.to_vec();
    let mut rest = segments;
    while let Some((first, more)) = rest.split_first() {
        match first.as_str() {
            "self" => {}
            "super" => drop(place.pop()),
            _ => break,
        }
        rest = more;
    }
    let mut path = vec!["crate".to_owned()];
    path.extend(place);
    path.extend_from_slice(rest);
    path
}
