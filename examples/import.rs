//! What an import of ten years of ten repositories costs: time and memory of the real binary, for data in several forms.
//!
//! ```console
//! $ cargo run --release --example import
//! ```
//!
//! It prints the table of `docs/importing.md`. With an argument it keeps the data and ledgers in that folder. Linux only: it
//! reads the peak of the memory from `/proc`.

mod measured;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::ensure;
use jiff::ToSpan as _;
use jiff::civil::{Date, date};

const REPOSITORIES: u64 = 10;
const FIRST: Date = date(2016, 11, 1);
const LAST: Date = date(2026, 10, 31);

fn main() -> anyhow::Result<()> {
    let kept = std::env::args_os().nth(1).map(PathBuf::from);
    let temporary = tempfile::tempdir()?;
    let folder = kept.unwrap_or_else(|| temporary.path().to_owned());
    let binary = measured::build("import")?;
    println!("| {REPOSITORIES} repositories, {FIRST} to {LAST} | files | MB | seconds | MB memory |");
    println!("|---|--:|--:|--:|--:|");
    for (title, name, write) in [
        (
            "one CSV with a column `repository`",
            "table",
            table as fn(&Path) -> anyhow::Result<()>,
        ),
        (
            "github-repo-stats: days, stars, a list of paths each week",
            "github-repo-stats",
            repo_stats,
        ),
        (
            "responses of the API for views and clones, two a week",
            "responses",
            responses,
        ),
    ] {
        let data = folder.join(name);
        fs::create_dir_all(&data)?;
        write(&data)?;
        let (files, bytes) = size(&data)?;
        let ledger = folder.join(format!("{name}-ledger"));
        for (again, flags) in [
            ("", &[][..]),
            (", a dry run of it again", &["--dry-run"]),
            (", again", &[]),
        ] {
            let (seconds, memory) = measure(&binary, &data, &ledger, flags)?;
            println!(
                "| {title}{again} | {files} | {:.1} | {seconds:.1} | {} |",
                bytes as f64 / 1e6,
                memory >> 20
            );
        }
    }
    Ok(())
}

fn days() -> impl Iterator<Item = Date> {
    FIRST.series(1.day()).take_while(|day| *day <= LAST)
}

/// Views, unique visitors, clones and unique cloners of a day: a week with a rhythm, some quiet days and some spikes.
fn numbers(repository: u64, day: Date) -> [u64; 4] {
    let number =
        u64::from(day.day_of_year().unsigned_abs()) * 7 + u64::from(day.year().unsigned_abs()) * 13 + repository * 31;
    let noise = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
    let views = match noise % 50 {
        0 => 0,
        1 => 2_000 + noise % 3_000,
        _ => 20 * repository + noise % 180,
    };
    let clones = noise % 23;
    [views, views.div_ceil(3), clones, clones.div_ceil(2)]
}

fn table(folder: &Path) -> anyhow::Result<()> {
    let mut text = "repository,date,views,unique_visitors,clones,unique_cloners,stars\n".to_owned();
    for repository in 0..REPOSITORIES {
        for (index, day) in days().enumerate() {
            let [views, visitors, clones, cloners] = numbers(repository, day);
            writeln!(
                text,
                "octo/r{repository},{day},{views},{visitors},{clones},{cloners},{index}"
            )?;
        }
    }
    Ok(fs::write(folder.join("traffic.csv"), text)?)
}

fn repo_stats(folder: &Path) -> anyhow::Result<()> {
    for repository in 0..REPOSITORIES {
        let data = folder.join(format!("octo/r{repository}/ghrs-data"));
        fs::create_dir_all(data.join("snapshots"))?;
        let mut text = "time_iso8601,clones_total,clones_unique,views_total,views_unique\n".to_owned();
        let mut stars = "time_iso8601,stargazers_cumulative_snapshot\n".to_owned();
        for (index, day) in days().enumerate() {
            let [views, visitors, clones, cloners] = numbers(repository, day);
            writeln!(text, "{day} 00:00:00+00:00,{clones},{cloners},{views},{visitors}")?;
            if index % 7 != 0 {
                continue;
            }
            writeln!(stars, "{day} 17:02:03+00:00,{index}")?;
            let mut list = "url_path,views_total,views_unique\n".to_owned();
            for place in 0..10 {
                let count = 500 - 40 * place + views % 37;
                writeln!(
                    list,
                    "/octo/r{repository}/blob/main/page-{}.md,{count},{}",
                    place + views % 5,
                    count / 3
                )?;
            }
            fs::write(
                data.join(format!("snapshots/{day}_170203_top_paths_snapshot.csv")),
                list,
            )?;
        }
        fs::write(data.join("views_clones_aggregate.csv"), text)?;
        fs::write(data.join("stargazer-snapshots.csv"), stars)?;
    }
    Ok(())
}

fn responses(folder: &Path) -> anyhow::Result<()> {
    for repository in 0..REPOSITORIES {
        let data = folder.join(format!("octo/r{repository}"));
        fs::create_dir_all(&data)?;
        for end in days().skip(13).filter(|day| matches!(day.weekday() as i8, 1 | 4)) {
            for (key, place) in [("views", 0), ("clones", 2)] {
                let window = end.saturating_sub(13.days()).series(1.day()).take(14);
                let rows: Vec<(Date, u64, u64)> = window
                    .map(|day| (day, numbers(repository, day)))
                    .map(|(day, numbers)| (day, numbers[place], numbers[place + 1]))
                    .collect();
                let list: Vec<String> = rows
                    .iter()
                    .map(|(day, count, uniques)| {
                        format!(r#"{{"timestamp":"{day}T00:00:00Z","count":{count},"uniques":{uniques}}}"#)
                    })
                    .collect();
                let count: u64 = rows.iter().map(|(_, count, _)| count).sum();
                let text = format!(
                    r#"{{"repository":"octo/r{repository}","count":{count},"uniques":{},"{key}":[{}]}}"#,
                    count / 3,
                    list.join(",")
                );
                fs::write(
                    data.join(format!("{}_060000_{key}.json", end.saturating_add(1.day()))),
                    text,
                )?;
            }
        }
    }
    Ok(())
}

/// How many files a folder has, and their bytes.
fn size(folder: &Path) -> anyhow::Result<(u64, u64)> {
    let mut all = (0, 0);
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (files, bytes) = match entry.file_type()?.is_dir() {
            true => size(&entry.path())?,
            false => (1, entry.metadata()?.len()),
        };
        all = (all.0 + files, all.1 + bytes);
    }
    Ok(all)
}

/// Imports; gives the seconds and the peak of the memory in bytes.
#[expect(
    clippy::disallowed_methods,
    reason = "a measurement of another process: the time is what is looked for"
)]
fn measure(binary: &Path, data: &Path, ledger: &Path, flags: &[&str]) -> anyhow::Result<(f64, u64)> {
    let begun = Instant::now();
    let mut child = Command::new(binary)
        .env_clear()
        .arg("import")
        .arg(data)
        .args(flags)
        .arg("--output")
        .arg(ledger)
        .stdout(Stdio::null())
        .spawn()?;
    let (status, memory) = measured::wait(&mut child)?;
    ensure!(status.success(), "the import of {} failed", data.display());
    Ok((begun.elapsed().as_secs_f64(), memory))
}
