//! PURE. One metric as columns: its days, GitHub's own weeks and windows, and what is to be said of single days.

use serde::Serialize;

use crate::domain::analysis::{Days, Publication};
use crate::domain::history::History;
use crate::domain::traffic::{DayCount, Metric, Source};
use crate::domain::{Date, days_between, monday_of, plus_days};

/// A word or a number of a row that has both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(super) enum Cell {
    /// One of our words.
    Word(&'static str),
    /// A number.
    Number(u64),
}

/// A correction: the day, what was corrected, what GitHub said before and says now, and on which day it came.
type CorrectionRow = (i64, &'static str, Option<u64>, Option<u64>, i64);

/// One metric of a repository.
#[derive(Debug, Default, Serialize)]
pub(super) struct MetricColumns {
    /// Views or clones by day.
    count: Vec<Option<u64>>,
    /// Unique visitors or cloners by day.
    uniques: Vec<Option<u64>>,
    /// How certain each day is, as runs: a word, and of how many days it is true.
    state: Vec<Cell>,
    /// Runs of days that only imports know: the first day, how many, and the places of the sources' names.
    imported: Vec<(i64, u32, Vec<usize>)>,
    /// Days that GitHub corrected downwards.
    corrected: Vec<CorrectionRow>,
    /// Days that came late: the first, how many, and when.
    late: Vec<(i64, u32, i64)>,
    /// Why days are unknown: a word, the first day, how many.
    unknown: Vec<(&'static str, i64, u32)>,
    /// GitHub's own totals of weeks, from the Monday at or before the first day on.
    week_counts: Vec<Option<u64>>,
    week_uniques: Vec<Option<u64>>,
    /// GitHub's own uniques of the 14 days that end on each day.
    window_uniques: Vec<Option<u64>>,
    /// GitHub's own counts of these windows where they are not the sums of their days here.
    window_counts: Vec<(i64, u64)>,
}

impl MetricColumns {
    /// The columns of these days.
    pub(super) fn new(
        history: &History,
        metric: Metric,
        days: Days,
        publication: &Publication,
        sources: &[&str],
    ) -> Self {
        let readings: Vec<Option<&DayCount>> = days.each().map(|date| history.day(date)?.reading(metric)).collect();
        let count: Vec<Option<u64>> = readings.iter().map(|reading| (*reading)?.known_count()).collect();
        let uniques = readings.iter().map(|reading| Some((*reading)?.known_uniques()?.get()));
        let at = |date: Date| days_between(days.first, date);
        let run = |run: &Days| {
            let shown = Days::new(run.first.max(days.first), run.last.min(days.last));
            (run.first <= days.last && run.last >= days.first).then(|| (at(shown.first), shown.length()))
        };
        let runs = |word: &'static str, list: &[Days]| -> Vec<(&'static str, i64, u32)> {
            let runs = list.iter().filter_map(run);
            runs.map(|(day, length)| (word, day, length)).collect()
        };
        let mut columns = Self {
            uniques: uniques.collect(),
            state: state_runs(&readings),
            imported: imported_runs(&readings, sources),
            corrected: corrections(history, metric, days),
            late: publication
                .late
                .iter()
                .filter_map(|late| run(&late.days).map(|(day, length)| (day, length, at(late.arrived))))
                .collect(),
            unknown: [
                runs("never-published", &publication.never),
                runs("missed", &publication.missed),
                runs("unclear", &publication.unclear),
            ]
            .concat(),
            count,
            ..Self::default()
        };
        columns.add_weeks(history, metric, days);
        columns.add_windows(history, metric, days);
        columns
    }

    fn add_weeks(&mut self, history: &History, metric: Metric, days: Days) {
        let mut monday = monday_of(days.first);
        while monday <= days.last {
            let totals = history.weeks.get(&monday).and_then(|week| week.totals(metric));
            self.week_counts.push(totals.map(|totals| totals.count));
            self.week_uniques.push(totals.map(|totals| totals.uniques.get()));
            monday = plus_days(monday, 7);
        }
    }

    fn add_windows(&mut self, history: &History, metric: Metric, days: Days) {
        for (index, end) in days.each().enumerate() {
            let totals = history.window(metric, end);
            self.window_uniques.push(totals.map(|totals| totals.uniques.get()));
            let Some(totals) = totals else { continue };
            let window = index.checked_sub(13).map(|first| &self.count[first..=index]);
            let sum = window.and_then(|counts| counts.iter().try_fold(0_u64, |sum, count| sum.checked_add((*count)?)));
            if sum != Some(totals.count) {
                self.window_counts.push((days_between(days.first, end), totals.count));
            }
        }
    }
}

fn state_runs(readings: &[Option<&DayCount>]) -> Vec<Cell> {
    let words = readings
        .iter()
        .map(|reading| reading.map_or("unknown", DayCount::status));
    runs_of(words)
}

/// Words of days as runs: each with of how many days it is true.
pub(super) fn runs_of(words: impl Iterator<Item = &'static str>) -> Vec<Cell> {
    let mut runs: Vec<(&'static str, u64)> = Vec::new();
    for word in words {
        match runs.last_mut() {
            Some((last, length)) if *last == word => *length += 1,
            _ => runs.push((word, 1)),
        }
    }
    let cells = runs.into_iter();
    cells
        .flat_map(|(word, length)| [Cell::Word(word), Cell::Number(length)])
        .collect()
}

fn imported_runs(readings: &[Option<&DayCount>], sources: &[&str]) -> Vec<(i64, u32, Vec<usize>)> {
    let mut runs: Vec<(i64, u32, Vec<usize>)> = Vec::new();
    for (reading, day) in readings.iter().zip(0_i64..) {
        let Some(Source::Imported(names)) = reading.filter(|one| one.is_reliable()).map(|one| &one.source) else {
            continue;
        };
        let places: Vec<usize> = names
            .iter()
            .filter_map(|name| sources.binary_search(&name.as_str()).ok())
            .collect();
        match runs.last_mut() {
            Some((first, length, same)) if *first + i64::from(*length) == day && *same == places => *length += 1,
            _ => runs.push((day, 1, places)),
        }
    }
    runs
}

fn corrections(history: &History, metric: Metric, days: Days) -> Vec<CorrectionRow> {
    let own = history
        .corrections
        .iter()
        .filter(|one| one.metric == metric && days.contains(one.date));
    let row = |one: &crate::domain::history::Correction| {
        let what = if one.of_uniques { "uniques" } else { "count" };
        let at = |date| days_between(days.first, date);
        (at(one.date), what, one.from, one.to, at(one.on))
    };
    own.map(row).collect()
}
