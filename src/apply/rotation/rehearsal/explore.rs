//! All courses within a scope.

use super::{
    Scope, Tally, Violation,
    chance::{Chance, Script},
    course::{Course, duty},
};
use std::time::Duration;

/// Tries every course within a scope.
///
/// # Errors
///
/// Returns the first violation, with everything that happened before it.
pub fn exhaust(scope: &Scope) -> Result<Tally, Violation> {
    let duties: Vec<_> = scope.runs.iter().map(|place| duty(scope.start, *place)).collect();
    let mut tally = Tally::default();
    let mut script = Some(Script::new(scope.budget));
    while let Some(tried) = script.take() {
        let course = |name| Course {
            name,
            start: scope.start,
            duties: &duties,
            lives: usize::from(scope.budget.crashes),
            lag: Duration::ZERO,
        };
        let again = tried.clone();
        match course(String::new()).run(Chance::Script(tried), false) {
            (Ok(one), chance) => {
                tally.add(&one);
                let Chance::Script(done) = chance else { break };
                script = done.advance();
            }
            (Err(plain), chance) => {
                let Chance::Script(done) = chance else { return Err(plain) };
                let name = format!("{scope:?}, decisions {:?}", done.decisions());
                let (traced, _) = course(name).run(Chance::Script(again), true);
                return Err(traced.err().unwrap_or(plain));
            }
        }
    }
    Ok(tally)
}

#[cfg(test)]
mod tests {
    use super::exhaust;
    use crate::apply::rotation::rehearsal::{Scope, Tally};

    #[test]
    fn whatever_goes_wrong_the_password_in_force_is_kept() {
        let mut tally = Tally::default();
        for scope in Scope::SMALL {
            tally.add(&exhaust(scope).unwrap_or_else(|violation| panic!("{violation}")));
        }
        assert!(tally.runs > 5_000 && tally.crashes > 100 && tally.faults > 1_000, "{tally:?}");
        for ending in ["proved", "recovered", "refused", "unproven"] {
            assert!(tally.endings.contains_key(ending), "{ending}: {tally:?}");
        }
    }
}
