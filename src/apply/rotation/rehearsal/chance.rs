//! What decides what goes wrong: nothing, a script that is tried to its end, or a seed.

use super::Budget;

/// What is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// What goes wrong with an operation; 0 is nothing.
    Fault,
    /// Which run goes on; 0 is the one that went on last.
    Switch,
    /// Whether a run dies; 0 is no.
    Crash,
}

/// Decides what goes wrong.
#[derive(Debug, Clone)]
pub(super) enum Chance {
    /// Nothing goes wrong.
    Quiet,
    /// Whatever the script says.
    Script(Script),
    /// Whatever the seed makes.
    Seed(Seed),
}

/// One way through all decisions, and how many unusual ones are left.
#[derive(Debug, Clone)]
pub(super) struct Script {
    made: Vec<(u8, u8)>,
    place: usize,
    budget: Budget,
    left: Budget,
}

/// A generator of pseudo-random numbers (`SplitMix64`), spelled out so that a seed means the same
/// course for ever.
#[derive(Debug, Clone)]
pub(in crate::apply::rotation) struct Seed {
    state: u64,
    /// How many of 1,024 operations go wrong.
    faults: u64,
    /// How many of 1,024 steps are a run's last.
    crashes: u64,
    /// At how many of 1,024 steps any run may go on, and not only the one that went on last.
    switches: u64,
}

impl Chance {
    /// Chooses among so many options.
    pub(super) fn pick(&mut self, kind: Kind, options: usize) -> usize {
        if options < 2 {
            return 0;
        }
        match self {
            Self::Quiet => 0,
            Self::Script(script) => script.pick(kind, options),
            Self::Seed(seed) => seed.pick(kind, options),
        }
    }

    /// Chooses a detail of what goes wrong: the worst one in a script.
    pub(super) fn detail(&mut self, options: usize) -> usize {
        match self {
            Self::Quiet => 0,
            Self::Script(_) => options - 1,
            Self::Seed(seed) => seed.below(options),
        }
    }
}

impl Script {
    pub(super) const fn new(budget: Budget) -> Self {
        Self { made: Vec::new(), place: 0, budget, left: budget }
    }

    /// Goes to the next way that was not tried; there is none where all were.
    pub(super) fn advance(mut self) -> Option<Self> {
        while let Some((chosen, options)) = self.made.pop() {
            if chosen + 1 < options {
                self.made.push((chosen + 1, options));
                return Some(Self { made: self.made, place: 0, left: self.budget, ..self });
            }
        }
        None
    }

    /// Returns the decisions, without the usual ones at the end.
    pub(super) fn decisions(&self) -> Vec<u8> {
        let made: Vec<u8> = self.made.iter().map(|(chosen, _)| *chosen).collect();
        let last = made.iter().rposition(|chosen| *chosen > 0).map_or(0, |place| place + 1);
        made[..last].to_vec()
    }

    fn pick(&mut self, kind: Kind, options: usize) -> usize {
        let free = kind == Kind::Switch && self.left.depth > 0;
        let left = match kind {
            Kind::Switch if free => &mut self.left.depth,
            Kind::Fault => &mut self.left.faults,
            Kind::Switch => &mut self.left.switches,
            Kind::Crash => &mut self.left.crashes,
        };
        if *left == 0 {
            return 0;
        }
        if self.place == self.made.len() {
            self.made.push((0, u8::try_from(options).unwrap_or(u8::MAX)));
        }
        let (chosen, _) = self.made[self.place];
        self.place += 1;
        if chosen > 0 || free {
            *left -= 1;
        }
        usize::from(chosen)
    }
}

impl Seed {
    pub(in crate::apply::rotation) fn new(seed: u64) -> Self {
        let mut made = Self { state: seed, faults: 0, crashes: 0, switches: 0 };
        made.faults = [0, 6, 20, 60, 160][made.below(5)];
        made.crashes = [0, 10, 40, 100][made.below(4)];
        made.switches = [1_024, 300, 60, 20][made.below(4)];
        made
    }

    /// Returns a number below this one.
    pub(in crate::apply::rotation) fn below(&mut self, options: usize) -> usize {
        let options = u64::try_from(options).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.draw() % options).unwrap_or(0)
    }

    fn draw(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn pick(&mut self, kind: Kind, options: usize) -> usize {
        let rare = match kind {
            Kind::Switch if self.draw() % 1_024 < self.switches => return self.below(options),
            Kind::Switch => return 0,
            Kind::Fault => self.faults,
            Kind::Crash => self.crashes,
        };
        if self.draw() % 1_024 < rare { 1 + self.below(options - 1) } else { 0 }
    }
}
