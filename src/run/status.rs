//! EDGE. `status`: how it stands with the numbers of a ledger, as a table or as JSON.

use comfy_table::CellAlignment;

use super::ledger::open_ledger;
use super::transfer::{folders, read};
use super::{Context, Message, open, text_table};
use crate::cli::{StatusFormat, StatusInputs};
use crate::domain::ledger_folder::Folder;
use crate::domain::{Date, utc_day};
use crate::export::status::{MetricStatus, RepositoryStatus, json};
use crate::format::{UNKNOWN, counted, grouped};

/// Days without news leave no snapshot; GitHub publishes a day up to three days late.
const USUAL_PAUSE: i64 = 4;

/// Prints how it stands with each repository of a ledger.
///
/// # Errors
/// When the ledger cannot be read, or does not hold the repository.
pub async fn status_of(inputs: &StatusInputs, context: &Context<'_>) -> anyhow::Result<Vec<Message>> {
    let store = open(&inputs.common, &context.clock)?;
    let ledger = open_ledger(&store).await.map_err(Message::from)?;
    let all = folders(&ledger);
    let wanted = inputs.repository.as_ref().map(Folder::of);
    let is_wanted = |folder: &&Folder| wanted.as_ref().is_none_or(|wanted| folder.is_same_name(wanted));
    let today = utc_day(context.clock.now());
    let (mut repositories, mut failures) = (Vec::new(), Vec::new());
    for folder in all.iter().filter(is_wanted) {
        match read(&store, &ledger, folder).await {
            Ok(ledger) => repositories.push(RepositoryStatus::new(&ledger.history(), today)),
            Err(failure) => failures.push(failure),
        }
    }
    if repositories.is_empty() && failures.is_empty() {
        let missing = match &inputs.repository {
            Some(name) if !all.is_empty() => format!("the ledger does not contain {name}"),
            _ => "no ledger was found".to_owned(),
        };
        let help = "Check `store`, `branch` and `directory`, or `--output`.";
        return Err(Message::new("Status", missing).with_help(help).into());
    }
    let document = match inputs.format {
        StatusFormat::Table => table(&repositories).into_bytes(),
        StatusFormat::Json => json(&repositories),
    };
    text_table::print(context.console, "Status", &document)?;
    Ok(failures)
}

/// Two lines a repository: views and clones. What nothing is to be said of is left out.
fn table(repositories: &[RepositoryStatus]) -> String {
    let mut table = text_table::table([
        "REPOSITORY",
        "STATE",
        "RECORDED",
        "METRIC",
        "PUBLISHED",
        "LAG",
        "USUAL",
        "KNOWN DAYS",
        "REMARKS",
    ]);
    for one in repositories {
        let captured = day(one.captured);
        for (metric, status, is_first) in [("views", &one.views, true), ("clones", &one.clones, false)] {
            let first = |text: &str| {
                if is_first { text.to_owned() } else { String::new() }
            };
            table.add_row([
                first(&one.repository),
                first(one.state),
                first(&captured),
                metric.to_owned(),
                day(status.published),
                number(status.lag),
                number(status.usual_lag),
                format!("{} of {}", status.known_days, status.days),
                remarks(one, status, is_first).join("; "),
            ]);
        }
    }
    for column in [5, 6] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    text_table::text(&table)
}

/// What a reader has to know of a metric's days; of the first one also what is to be said of the repository.
fn remarks(one: &RepositoryStatus, status: &MetricStatus, is_first: bool) -> Vec<String> {
    let mut remarks = Vec::new();
    match status.days_left {
        Some(left) if left >= 0 => remarks.push(format!(
            "GitHub stands still, {} left",
            counted(left.unsigned_abs(), "day", "days")
        )),
        Some(left) => remarks.push(format!(
            "GitHub stands still, {} may be lost",
            counted(left.unsigned_abs(), "day", "days")
        )),
        None => {}
    }
    let sum = |ranges: &[(Date, Date)]| -> i64 {
        ranges
            .iter()
            .map(|(first, last)| crate::domain::days_between(*first, *last) + 1)
            .sum()
    };
    let late: Vec<(Date, Date)> = status.late.iter().map(|late| (late.first, late.last)).collect();
    for (days, what) in [
        (sum(&status.never_published), "never published"),
        (sum(&status.missed), "not recorded in time"),
        (sum(&status.unclear), "late and then not recorded"),
        (sum(&late), "published late"),
        (sum(&status.doubtful), "doubtful"),
        (i64::try_from(status.corrections).unwrap_or(i64::MAX), "corrected"),
    ] {
        if days > 0 {
            remarks.push(format!("{days} {what}"));
        }
    }
    if is_first {
        if let Some(days) = one.days_since.filter(|days| *days > USUAL_PAUSE) {
            remarks.push(format!("nothing recorded for {days} days"));
        }
        if let Some(crawlers) = &one.crawlers {
            let of = crawlers.of.map(|of| format!(" of {}", grouped(of))).unwrap_or_default();
            remarks.push(format!(
                "at least {}{of} views of 14 days by crawlers",
                grouped(crawlers.views)
            ));
        }
        if let Some(days) = one.runs.longest_pause.filter(|days| *days > USUAL_PAUSE) {
            remarks.push(format!("once {days} days without a snapshot"));
        }
    }
    remarks
}

fn day(day: Option<Date>) -> String {
    day.map_or_else(|| UNKNOWN.to_owned(), |day| day.to_string())
}

fn number(number: Option<i64>) -> String {
    number.map_or_else(|| UNKNOWN.to_owned(), |number| number.to_string())
}
