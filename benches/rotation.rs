//! Rehearses rotations of emergency accounts' passwords a million times, and tells what was tried.
//!
//! `cargo bench --bench rotation` tries seeds 0 to 999,999 and every course of the large scopes;
//! `cargo bench --bench rotation -- 5000000 1000000` tries that many seeds from the second number on.

#![expect(clippy::print_stdout, reason = "a command that tells its figures")]

use std::{
    env,
    process::ExitCode,
    sync::atomic::{AtomicU64, Ordering},
    thread,
    time::Instant,
};

use tenantry::apply::rotation::rehearsal::{Scope, Tally, Violation, exhaust, seeded};

/// How many seeds a thread takes at a time.
const SLICE: u64 = 1_000;

fn main() -> ExitCode {
    let numbers: Vec<u64> = env::args().skip(1).filter_map(|one| one.parse().ok()).collect();
    let count = numbers.first().copied().unwrap_or(1_000_000);
    let from = numbers.get(1).copied().unwrap_or_default();
    let exhausted = all_scopes();
    let tried = all_seeds(from, count);
    match (exhausted, tried) {
        (Ok(()), Ok(())) => ExitCode::SUCCESS,
        (exhausted, tried) => {
            for violation in [exhausted, tried].into_iter().filter_map(Result::err) {
                println!("violation: {violation}");
            }
            ExitCode::FAILURE
        }
    }
}

fn all_scopes() -> Result<(), Box<Violation>> {
    let began = Instant::now();
    let next = AtomicU64::new(0);
    let tallies = on_all_cores(|| {
        let mut tally = Tally::default();
        loop {
            let place = usize::try_from(next.fetch_add(1, Ordering::Relaxed)).unwrap_or(usize::MAX);
            let Some(scope) = Scope::LARGE.get(place) else { return Ok(tally) };
            let found = exhaust(scope).map_err(Box::new)?;
            println!("every course of {scope:?}: {} runs, violations 0", found.runs);
            tally.add(&found);
        }
    })?;
    tell(&tallies, &format!("{} scopes exhausted", Scope::LARGE.len()), began);
    Ok(())
}

fn all_seeds(from: u64, count: u64) -> Result<(), Box<Violation>> {
    let began = Instant::now();
    let (next, end) = (AtomicU64::new(from), from + count);
    let tallies = on_all_cores(|| {
        let mut tally = Tally::default();
        loop {
            let first = next.fetch_add(SLICE, Ordering::Relaxed);
            if first >= end {
                return Ok(tally);
            }
            for seed in first..end.min(first + SLICE) {
                tally.add(&seeded(seed).map_err(Box::new)?);
            }
        }
    })?;
    tell(&tallies, &format!("seeds {from}..{end}"), began);
    Ok(())
}

fn on_all_cores(
    work: impl Fn() -> Result<Tally, Box<Violation>> + Sync,
) -> Result<Tally, Box<Violation>> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(&work)).collect();
        let mut sum = Tally::default();
        for thread in threads {
            sum.add(&thread.join().expect("the thread did not panic")?);
        }
        Ok(sum)
    })
}

fn tell(tally: &Tally, what: &str, began: Instant) {
    println!("{} runs, {what}, violations 0 ({:.0?})", tally.runs, began.elapsed());
    println!(
        "  {} operations, {} passwords set, {} operations failed, {} runs killed",
        tally.operations, tally.sets, tally.faults, tally.crashes
    );
    println!("  endings before the last run: {:?}", tally.endings);
}
