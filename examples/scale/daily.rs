//! What the daily runs of one repository cost: those of a Tuesday, on which the totals of the week before are asked for, of
//! a Wednesday, and a second one on the same day, when nothing has changed.

use std::path::Path;
use std::time::Duration;

use super::ledger::{Templates, World, name};
use super::measure::{Measured, execute};

/// A repository without release files.
const ONE: usize = 0;
/// Runs with the latency that shows how often a run waits, …
const TIMES_SLOW: usize = 3;
/// … which is so long that the work between two waits disappears beside it.
const LATENCY: Duration = Duration::from_millis(250);

/// The runs of two days, and how many days after the one before each of them comes.
const RUNS: [(&str, i64); 3] = [("Tuesday", 1), ("Wednesday", 1), ("Wednesday again", 0)];

/// Prints a table of so many runs of each kind: medians of the time and the memory, means of the processors' time.
pub(super) fn measure(templates: &Templates, binary: &Path, times: usize) -> anyhow::Result<()> {
    let world = World::new(templates, ONE..ONE + 1)?;
    let fast = several(&world, binary, times.max(1))?;
    world.fake.latency(LATENCY);
    let slow = several(&world, binary, times.clamp(1, TIMES_SLOW))?;
    println!(
        "| run | traffic requests | store reads | store writes | waits | MB in | MB out | ms | ms of CPU | MB memory |"
    );
    println!("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
    for (((label, _), fast), slow) in RUNS.iter().zip(&fast).zip(&slow) {
        println!("{}", row(label, fast, slow));
    }
    Ok(())
}

/// All runs, so often, each time from the recorded ledger on.
fn several(world: &World, binary: &Path, times: usize) -> anyhow::Result<[Vec<Measured>; RUNS.len()]> {
    let mut measured = [const { Vec::new() }; RUNS.len()];
    for _ in 0..times {
        world.reset();
        for (list, (_, days)) in measured.iter_mut().zip(RUNS) {
            world.fake.clock().advance_days(days);
            list.push(execute(&world.fake, binary, &name(ONE), &[])?);
        }
    }
    Ok(measured)
}

fn row(label: &str, fast: &[Measured], slow: &[Measured]) -> String {
    let time = |runs: &[Measured]| median(runs.iter().map(|run| run.time));
    let waits = (time(slow).saturating_sub(time(fast))).as_secs_f64() / LATENCY.as_secs_f64();
    let cpu = fast.iter().map(|run| run.cpu).sum::<Duration>() / u32::try_from(fast.len()).unwrap_or(u32::MAX);
    let (ms, mb) = (|time: Duration| time.as_secs_f64() * 1e3, |bytes: f64| bytes / 1e6);
    let one = &fast[0];
    format!(
        "| {label} | {} | {} | {} | {waits:.1} | {:.2} | {:.2} | {:.0} | {:.0} | {:.1} |",
        one.traffic,
        one.reads,
        one.writes,
        mb(one.bytes_in as f64),
        mb(one.bytes_out as f64),
        ms(time(fast)),
        ms(cpu),
        mb(median(fast.iter().map(|run| run.memory)) as f64),
    )
}

fn median<T: Ord + Copy>(values: impl Iterator<Item = T>) -> T {
    let mut values: Vec<T> = values.collect();
    values.sort_unstable();
    values[values.len() / 2]
}
