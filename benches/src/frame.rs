//! Measuring: warm up, run a number of times, print median and 99th percentile.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

/// What a case is held to.
#[derive(Clone, Copy)]
pub(crate) enum Goal {
    /// Below this time.
    Below(Duration),
    /// No goal of its own: a rival, or something to know.
    None,
}

impl Goal {
    /// Below so many milliseconds.
    pub(crate) const fn ms(milliseconds: u64) -> Goal {
        Goal::Below(Duration::from_millis(milliseconds))
    }
}

/// A run of cases.
pub(crate) struct Bench;

/// A case stops after this long, however many runs are left.
const LONGEST: Duration = Duration::from_secs(20);

impl Bench {
    /// Prints the heading.
    pub(crate) fn new() -> Bench {
        println!("case\tgoal\tmedian\tp99\truns\tnote");
        Bench
    }

    /// Measures `body` up to `runs` times after one run that does not count, and prints the line.
    pub(crate) fn case<T>(&mut self, name: &str, goal: Goal, runs: usize, mut body: impl FnMut() -> T) {
        black_box(body());
        let mut times = Vec::with_capacity(runs);
        let start = Instant::now();
        while times.len() < runs.max(1) && (times.is_empty() || start.elapsed() < LONGEST) {
            let one = Instant::now();
            black_box(body());
            times.push(one.elapsed());
        }
        times.sort();
        let at = |percent: usize| times[(times.len() * percent).div_ceil(100).max(1) - 1].as_micros();
        println!("{name}\t{}\t{}\t{}\t{}\t", shown(goal), at(50), at(99), times.len());
    }

    /// Says why a case was not run.
    pub(crate) fn skip(&mut self, name: &str, goal: Goal, why: &str) {
        println!("{name}\t{}\t\t\t\t{why}", shown(goal));
    }
}

fn shown(goal: Goal) -> String {
    match goal {
        Goal::Below(time) => time.as_micros().to_string(),
        Goal::None => String::new(),
    }
}
