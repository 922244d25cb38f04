//! PURE. The headline table: 7, 14 and 28 days and all time. Imports `domain` and its neighbours in `report`.

use super::super::Report;
use super::super::markdown::{Align, Document, Inline, Say, Table, joined, say};
use super::super::say::{UNKNOWN, arrow, counted, day_near, total};
use crate::domain::analysis::growth::Level;
use crate::domain::analysis::{Analysis, MetricAnalysis, Trailing};
use crate::domain::traffic::Metric;

pub(super) fn section(report: &Report<'_>) -> Document {
    let mut out = Document::new();
    out.table(&table(report.analysis));
    out.paragraph(&days(report.analysis).small());
    out.paragraph(&growth(report.analysis));
    out
}

/// The table; without rows while nothing is known. Changes have columns of their own, so that digits stand in line.
pub(in super::super) fn table(analysis: &Analysis) -> Table {
    let mut table = Table::new(&[
        ("", Align::Left),
        ("14 days", Align::Right),
        ("Change", Align::Right),
        ("7 days", Align::Right),
        ("Change", Align::Right),
        ("28 days", Align::Right),
        ("Change", Align::Right),
        ("All time", Align::Right),
    ]);
    for (metric, counts, uniques) in [
        (Metric::Views, "**Views**", "**Unique visitors**"),
        (Metric::Clones, "**Clones**", "**Unique cloners**"),
    ] {
        let one = analysis.metric(metric);
        let Some(all_time) = one.all_time else { continue };
        let periods = [one.last_14, one.last_7, one.last_28];
        let row = |name: &'static str, cells: &dyn Fn(&Trailing) -> [Inline; 2], last: Inline| {
            let period =
                |last: &Option<Trailing>| last.as_ref().map_or_else(|| [UNKNOWN.into(), Inline::default()], cells);
            let mut row = vec![name.into()];
            row.extend(periods.iter().flat_map(period));
            row.push(last);
            row
        };
        let count = |last: &Trailing| [total(&last.now), arrow(last.change)];
        let people = |last: &Trailing| [last.uniques.say(), arrow(last.uniques_change)];
        let most = |last: &Trailing| [last.busiest.map(|(_, people)| people).say(), Inline::default()];
        let record = one.records.day_uniques.map(|(_, people)| people).say();
        table.row(row(counts, &count, total(&all_time)));
        table.row(row(uniques, &people, UNKNOWN.into()));
        table.row(row("… on the busiest day", &most, record));
    }
    table
}

/// Which days the columns cover, and why cells are empty.
pub(in super::super) fn days(analysis: &Analysis) -> Inline {
    let covered = |one: &MetricAnalysis, name: &'static str| {
        let (Some(newest), Some(all)) = (one.newest, one.all_time) else {
            return None;
        };
        Some(say("{} up to {}, all time from {}", &[&name, &newest, &all.days.first]))
    };
    let (views, clones) = (&analysis.views, &analysis.clones);
    let same = views.newest == clones.newest
        && views.all_time.map(|all| all.days.first) == clones.all_time.map(|all| all.days.first);
    let covered = match (covered(views, "Views"), covered(clones, "Clones")) {
        (Some(_), Some(_)) if same => covered(views, "Days"),
        (Some(views), Some(clones)) => Some(say("{}. {}", &[&views, &clones])),
        (views, clones) => views.or(clones),
    };
    let Some(covered) = covered else {
        return Inline::default();
    };
    say(
        "{}. Changes are against as many days before, where all days of both are known. – stands where nobody can know: GitHub counts different people \
         over a day, a whole week and 14 days, and such numbers never add up.",
        &[&covered],
    )
}

/// Stars, forks and downloads, with what four weeks brought.
fn growth(analysis: &Analysis) -> Inline {
    let growth = &analysis.growth;
    let levels: Vec<Inline> = [
        (growth.stars, "star", "stars"),
        (growth.forks, "fork", "forks"),
        (growth.downloads, "download of releases", "downloads of releases"),
    ]
    .into_iter()
    .filter_map(|(level, one, many)| level.map(|level| said(level, one, many)))
    .collect();
    let read = [growth.stars, growth.forks, growth.downloads];
    let read = read.into_iter().flatten().map(|level| level.read).max();
    match read {
        Some(read) => say("On {}: {}.", &[&read, &joined(&levels, " · ")]),
        None => Inline::default(),
    }
}

fn said(level: Level, one: &'static str, many: &'static str) -> Inline {
    let now = counted(level.now, one, many).bold();
    let Some((before, day)) = level.before else {
        return now;
    };
    let since = day_near(day, Some(level.read));
    match (level.now.checked_sub(before), before.checked_sub(level.now)) {
        (Some(0), _) => say("{} (as on {})", &[&now, &since]),
        (Some(more), _) => say("{} (+{} since {})", &[&now, &more, &since]),
        (None, fewer) => say("{} (−{} since {})", &[&now, &fewer, &since]),
    }
}
