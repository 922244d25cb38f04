//! PURE. The headline table: 7, 14 and 28 days and all time. Imports `domain` and its neighbours in `report`.

use crate::domain::analysis::counter_trend::CounterValue;
use crate::domain::analysis::{Analysis, MetricAnalysis, Trailing};
use crate::format::UNKNOWN;
use crate::report::Report;
use crate::report::markdown::{Align, Document, Inline, MarkdownTable, ToInline, fill, joined};
use crate::report::phrases::{arrow, counted, date_near, total};

pub(super) fn section(report: &Report<'_>) -> Document {
    let mut out = Document::new();
    out.table(&table(report.analysis));
    out.paragraph(&days(report.analysis).small());
    out.paragraph(&growth(report.analysis));
    out
}

/// Takes one trailing period of a metric.
type Last = fn(&MetricAnalysis) -> Option<Trailing>;

/// The table; without rows while nothing is known. Changes have columns of their own, so that digits stand in line;
/// a column without any is left out.
pub(in crate::report) fn table(analysis: &Analysis) -> MarkdownTable {
    let both = [&analysis.views, &analysis.clones];
    let periods: [(&'static str, Last); 3] = [
        ("14 days", |one| one.last_14),
        ("7 days", |one| one.last_7),
        ("28 days", |one| one.last_28),
    ];
    let compares = |last: Trailing| last.change.or(last.uniques_change).is_some();
    let periods = periods.map(|(name, last)| (name, last, both.iter().any(|one| last(one).is_some_and(compares))));
    let mut head = vec![("", Align::Left)];
    for (name, _, changes) in periods {
        head.push((name, Align::Right));
        head.extend(changes.then_some(("Change", Align::Right)));
    }
    head.push(("All time", Align::Right));
    let mut table = MarkdownTable::new(&head);
    for (one, counts, uniques) in [
        (both[0], "**Views**", "**Unique visitors**"),
        (both[1], "**Clones**", "**Unique cloners**"),
    ] {
        let Some(all_time) = one.all_time else { continue };
        let mut row = |name: &'static str, cells: fn(Trailing) -> [Inline; 2], all: Inline| {
            let mut row = vec![name.into()];
            for (_, last, changes) in periods {
                let [number, change] = last(one).map_or_else(|| [UNKNOWN.into(), Inline::default()], cells);
                row.push(number);
                row.extend(changes.then_some(change));
            }
            row.push(all);
            table.row(row);
        };
        let record = one.records.day_uniques.map(|(_, people)| people).to_inline();
        row(counts, |last| [total(&last.now), arrow(last.change)], total(&all_time));
        row(
            uniques,
            |last| [last.uniques.to_inline(), arrow(last.uniques_change)],
            UNKNOWN.into(),
        );
        row(
            "… on the busiest day",
            |last| [last.busiest.map(|(_, people)| people).to_inline(), Inline::default()],
            record,
        );
    }
    table
}

/// Which days the columns cover, and why cells are empty.
pub(in crate::report) fn days(analysis: &Analysis) -> Inline {
    let covered = |one: &MetricAnalysis, name: &'static str| {
        let (Some(newest), Some(all)) = (one.newest, one.all_time) else {
            return None;
        };
        Some(fill(
            "{} up to {}, all time from {}",
            &[&name, &newest, &all.days.first],
        ))
    };
    let (views, clones) = (&analysis.views, &analysis.clones);
    let same = views.newest == clones.newest
        && views.all_time.map(|all| all.days.first) == clones.all_time.map(|all| all.days.first);
    let covered = match (covered(views, "Views"), covered(clones, "Clones")) {
        (Some(_), Some(_)) if same => covered(views, "Days"),
        (Some(views), Some(clones)) => Some(fill("{}. {}", &[&views, &clones])),
        (views, clones) => views.or(clones),
    };
    let Some(covered) = covered else {
        return Inline::default();
    };
    fill(
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
        Some(read) => fill("On {}: {}.", &[&read, &joined(&levels, " · ")]),
        None => Inline::default(),
    }
}

fn said(level: CounterValue, one: &'static str, many: &'static str) -> Inline {
    let now = counted(level.now, one, many).bold();
    let Some((before, day)) = level.before else {
        return now;
    };
    let since = date_near(day, level.read);
    match (level.now.checked_sub(before), before.checked_sub(level.now)) {
        (Some(0), _) => fill("{} (as on {})", &[&now, &since]),
        (Some(more), _) => fill("{} (+{} since {})", &[&now, &more, &since]),
        (None, fewer) => fill("{} (−{} since {})", &[&now, &fewer, &since]),
    }
}
