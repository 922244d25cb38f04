//! What a run costs with many repositories: requests, bytes, time and memory of the real binary, against a GitHub of its own
//! on the loopback interface, with ledgers of three years.
//!
//! ```console
//! $ cargo run --release --example scale -- 20 100 500 1000
//! ```
//!
//! It prints the tables of `docs/scale.md`. `-- verify 10` measures `verify` and `rebuild` of one repository with ten years of
//! snapshots instead, and `-- daily 3` the daily runs of one with three years. With `SCALE_UNDER="perf stat"`, or another
//! command, the binary runs under it, and what both print is shown. Linux only: it reads the peak of the memory from `/proc`.

mod daily;
mod ledger;
mod measure;
#[path = "../measured/mod.rs"]
mod measured;

use std::io::{IsTerminal as _, Write as _};
use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use jiff::ToSpan as _;
use jiff::civil::{Date, date};

use ledger::{Templates, World};
use measure::{Measured, Scenario};

/// The last day that the ledgers hold, a Monday. They begin in November 2026, as the first ledgers of this program do.
const LAST_RUN: Date = date(2029, 11, 19);
/// What the way to GitHub and back takes in the second table.
const LATENCY: Duration = Duration::from_millis(50);

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["verify", years] => whole(&Templates::record(days(years)?, LAST_RUN)?, &measured::build("scale")?),
        ["daily", years] => daily(years, "25"),
        ["daily", years, times] => daily(years, times),
        [] => many(&[20, 100, 500, 1_000]),
        sizes => {
            let sizes = sizes.iter().map(|size| size.parse::<usize>());
            let sizes = sizes.collect::<Result<Vec<_>, _>>();
            many(&sizes.context("usage: scale [SIZES… | verify YEARS | daily YEARS [TIMES]]")?)
        }
    }
}

/// Measures so many of the daily runs of one repository.
fn daily(years: &str, times: &str) -> anyhow::Result<()> {
    let times = times.parse().context("how often is a number")?;
    daily::measure(
        &Templates::record(days(years)?, LAST_RUN)?,
        &measured::build("scale")?,
        times,
    )
}

fn days(years: &str) -> anyhow::Result<i64> {
    let years: i64 = years.parse().context("years are a number")?;
    Ok(years * 365)
}

/// Measures what reads a whole ledger.
fn whole(templates: &Templates, binary: &Path) -> anyhow::Result<()> {
    let whole = templates.whole()?;
    for command in ["verify", "rebuild"] {
        let measured = measure::whole(&whole, binary, command)?;
        eprintln!("  {command}: {}", measured.brief());
    }
    Ok(())
}

/// Measures runs of so many repositories with three years each.
fn many(sizes: &[usize]) -> anyhow::Result<()> {
    let binary = measured::build("scale")?;
    let templates = Templates::record(3 * 365, LAST_RUN)?;
    whole(&templates, &binary)?;
    let mut tables = [Vec::new(), Vec::new()];
    for size in sizes.iter().copied() {
        let world = World::new(&templates, 0..size)?;
        for (table, latency) in tables.iter_mut().zip([Duration::ZERO, LATENCY]) {
            world.fake.latency(latency);
            for scenario in Scenario::ALL {
                if scenario.starts_afresh() {
                    world.reset();
                }
                let measured = measure::run(&world, &binary, scenario)?;
                table.push(measured.row(size, scenario));
                progress("measuring", table.len(), 0);
            }
        }
    }
    for (rows, title) in tables.iter().zip(["No latency", "50 ms for each request"]) {
        println!("\n{title}:\n\n{}", Measured::HEAD);
        rows.iter().for_each(|row| println!("{row}"));
    }
    Ok(())
}

/// The day `ago` days before the last run.
fn day_before_last(ago: i64) -> Date {
    LAST_RUN.saturating_sub(ago.days())
}

/// What is going on, on standard error: one line that is written over on a terminal, and a few lines elsewhere. `all` is 0
/// where it is not known.
fn progress(what: &str, done: usize, all: usize) {
    let mut out = std::io::stderr();
    let of = if all == 0 { String::new() } else { format!(" of {all}") };
    if out.is_terminal() {
        let _ = write!(out, "\r\x1b[K  {what}: {done}{of}");
        let _ = out.flush();
    } else if done == all || (all > 0 && done.is_multiple_of((all / 4).max(1))) {
        let _ = writeln!(out, "  {what}: {done}{of}");
    }
}
