//! Random courses, each named by its seed.

use std::time::Duration;

use jiff::SignedDuration;

use super::{
    Start, Tally, Violation,
    chance::{Chance, Seed},
    course::{Course, duty},
    crew::Duty,
};
use crate::plan::rotation::Occasion;

/// Tries one random course of one to three runs on one or two accounts.
///
/// # Errors
///
/// Returns the violation, with everything that happened before it.
pub fn seeded(seed: u64) -> Result<Tally, Violation> {
    let mut chance = Seed::new(seed);
    let start = Start::ALL[[0, 0, 0, 1, 2][chance.below(5)]];
    let duties: Vec<Duty> =
        (0..=chance.below(3)).map(|_| random_duty(&mut chance, start)).collect();
    let lag = Duration::from_secs([0, 0, 3, 30, 200][chance.below(5)]);
    let lives = chance.below(4);
    let course = Course { name: format!("seed {seed}"), start, duties: &duties, lives, lag };
    match course.run(Chance::Seed(chance.clone()), false).0 {
        Ok(tally) => Ok(tally),
        Err(_) => course.run(Chance::Seed(chance), true).0,
    }
}

fn random_duty(chance: &mut Seed, start: Start) -> Duty {
    let (place, occasion) = duty(start, chance.below(2));
    let scheduled = occasion == Occasion::Asked && start != Start::Adopted && chance.below(2) == 0;
    let every = SignedDuration::from_hours(24 * 7);
    (place, if scheduled { Occasion::Scheduled { every } } else { occasion })
}

#[cfg(test)]
mod tests {
    use super::seeded;
    use crate::apply::rotation::rehearsal::Tally;

    #[test]
    fn random_courses_keep_the_password_in_force() {
        let mut tally = Tally::default();
        for seed in 0..5_000 {
            tally.add(&seeded(seed).unwrap_or_else(|violation| panic!("{violation}")));
        }
        assert_eq!(tally.runs, 5_000);
        for ending in
            ["proved", "recovered", "proved by another", "nothing due", "refused", "unproven"]
        {
            assert!(tally.endings.contains_key(ending), "{ending}: {tally:?}");
        }
    }

    #[test]
    fn a_seed_means_the_same_course_for_ever() {
        assert_eq!(seeded(7).expect("no violation"), seeded(7).expect("no violation"));
    }
}
