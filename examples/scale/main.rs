//! What a run costs with many repositories: requests, bytes, time and memory of the real binary, against a GitHub of its own
//! on the loopback interface, with ledgers of three years.
//!
//! ```console
//! $ cargo run --release --example scale -- 20 100 500 1000
//! ```
//!
//! It prints the tables of `docs/scale.md`. `-- verify 10` measures `verify` and `rebuild` of one repository with ten years of
//! snapshots instead. Linux only: it reads the peak of the memory from `/proc`.

mod ledger;
mod measure;
#[path = "../measured/mod.rs"]
mod measured;

use std::io::{IsTerminal as _, Write as _};
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
    let (years, sizes) = match arguments.split_first() {
        Some((first, [years])) if first == "verify" => (years.parse().context("years are a number")?, &[][..]),
        _ => (3, arguments.as_slice()),
    };
    let sizes = sizes.iter().map(|size| size.parse::<usize>());
    let mut sizes = sizes.collect::<Result<Vec<_>, _>>().context("sizes are numbers")?;
    if sizes.is_empty() {
        sizes = vec![20, 100, 500, 1_000];
    }
    let binary = measured::build("scale")?;
    let templates = Templates::record(years * 365, LAST_RUN)?;
    let whole = templates.whole()?;
    for command in ["verify", "rebuild"] {
        let measured = measure::whole(&whole, &binary, command)?;
        eprintln!("  {command}: {}", measured.brief());
    }
    drop(whole);
    if arguments.first().is_some_and(|first| first == "verify") {
        return Ok(());
    }
    let mut tables = [Vec::new(), Vec::new()];
    for size in sizes {
        let world = World::new(&templates, size)?;
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
