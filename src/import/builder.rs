//! PURE. Builds the import of one repository from one file by the rules that all formats share: which days are valid, what
//! an API window proves, which days may be incomplete.

use std::collections::BTreeMap;

use super::csv_table::CsvRow;
use super::file::FileName;
use super::kept::Import;
use super::rejected::{Position, RejectedRow};
use super::series::{Provenance, SeriesRows};
use super::top_list::{ListKind, ListRow, rank};
use super::value::{self, Captured};
use super::{Format, Options, SourceName};
use crate::domain::evidence::claims::ImportedNumbers;
use crate::domain::evidence::proof::{FIRST_WHOLE_DAY, Numbers, SeriesAnswer, Strength, WINDOW_DAYS, is_hourly, prove};
use crate::domain::top_list::TopList;
use crate::domain::traffic::{Metric, Totals, Uniques};
use crate::domain::{Date, Timestamp, days_between, plus_days, utc_day};

/// The year in which GitHub was launched.
const FIRST_YEAR: i16 = 2008;

/// The most days between an answer and the newest of its rows: GitHub publishes a day up to three days late, and an answer
/// that is kept longer is not the one of that time.
const LONGEST_LAG: i64 = 4;

/// What one file says of one repository so far, and the rows that were rejected.
pub(super) struct ImportBuilder<'o> {
    options: &'o Options,
    file: &'o FileName,
    pub(super) import: Import,
    pub(super) rejected: Vec<RejectedRow>,
    /// Where each day stands in the file.
    pub(super) positions: BTreeMap<Date, Position>,
}

impl<'o> ImportBuilder<'o> {
    pub(super) fn new(format: Format, options: &'o Options, file: &'o FileName) -> Self {
        let source = options.source.as_ref().map_or(format.name, SourceName::as_str);
        Self {
            options,
            file,
            import: Import::new(format, source.to_owned()),
            rejected: Vec::new(),
            positions: BTreeMap::new(),
        }
    }

    /// Records a rejected row.
    pub(super) fn reject(&mut self, position: Position, reason: impl Into<String>) {
        self.reject_alike(position, reason, 0);
    }

    /// Records the first of several rows that are rejected for the same reason.
    pub(super) fn reject_alike(&mut self, position: Position, reason: impl Into<String>, more: usize) {
        self.rejected.push(RejectedRow {
            file: self.file.clone(),
            position,
            reason: reason.into(),
            more,
        });
    }

    /// Unwraps a value, or records the row as rejected.
    pub(super) fn or_reject<T>(&mut self, position: Position, value: Result<T, String>) -> Option<T> {
        value.map_err(|reason| self.reject(position, reason)).ok()
    }

    /// Parses a day on which a repository can have had traffic: GitHub existed, and the day is not in the future.
    pub(super) fn day(&mut self, position: Position, text: &str) -> Option<Date> {
        let date = self.parse_day(text);
        let date = self.or_reject(position, date)?;
        self.positions.entry(date).or_insert(position);
        Some(date)
    }

    /// Like [`Self::day`], for a row that has already been reported.
    pub(super) fn reported_day(&self, text: &str) -> Option<Date> {
        self.parse_day(text).ok()
    }

    fn parse_day(&self, text: &str) -> Result<Date, String> {
        value::day(text).and_then(|date| {
            if date.year() < FIRST_YEAR {
                return Err(format!("{date} is before GitHub existed ({FIRST_YEAR})"));
            }
            if date > self.options.today {
                return Err(format!("{date} is in the future"));
            }
            Ok(date)
        })
    }

    /// Parses the count and uniques of a row, either of which may be unknown.
    pub(super) fn counts(
        &mut self,
        position: Position,
        count: &str,
        uniques: &str,
    ) -> Option<(Option<u64>, Option<u64>)> {
        let numbers = value::count(count).and_then(|count| Ok((count, value::count(uniques)?)));
        let checked = numbers.and_then(|numbers| match numbers {
            (Some(count), Some(uniques)) if uniques > count => Err(format!(
                "more uniques ({uniques}) than views or clones ({count}): are the columns swapped?"
            )),
            numbers => Ok(numbers),
        });
        self.or_reject(position, checked)
    }

    /// The days of one metric in the rows of a table, by the columns of the day, the count and the uniques.
    pub(super) fn series_of<'r>(
        &mut self,
        rows: impl IntoIterator<Item = &'r CsvRow>,
        date: Option<usize>,
        count: Option<usize>,
        uniques: Option<usize>,
    ) -> SeriesRows {
        let mut series = SeriesRows::default();
        self.add_table(&mut series, rows, date, count, uniques);
        series
    }

    /// Adds such rows to those of other tables in the file.
    pub(super) fn add_table<'r>(
        &mut self,
        series: &mut SeriesRows,
        rows: impl IntoIterator<Item = &'r CsvRow>,
        date: Option<usize>,
        count: Option<usize>,
        uniques: Option<usize>,
    ) {
        for row in rows {
            let at = row.position();
            let Some(date) = self.day(at, row.field(date)) else {
                continue;
            };
            if let Some((count, uniques)) = self.counts(at, row.field(count), row.field(uniques)) {
                self.add_row(series, at, date, count, uniques);
            }
        }
    }

    /// Adds a row to a series. A day that stands twice with different numbers is rejected as a whole. Nobody can have made some views
    /// or clones: such a zero of the uniques is a number that the tool did not know.
    pub(super) fn add_row(
        &mut self,
        series: &mut SeriesRows,
        position: Position,
        date: Date,
        count: Option<u64>,
        uniques: Option<u64>,
    ) {
        let uniques = uniques.filter(|uniques| *uniques > 0 || count.is_none_or(|count| count == 0));
        if let Err((before, reason)) = series.add(position, date, count, uniques) {
            self.reject(before.and(position), reason);
        }
    }

    /// Adds the days of one metric, judged by how they were recorded.
    pub(super) fn interpret(&mut self, metric: Metric, series: SeriesRows, made: Provenance) {
        let Some((first, last)) = series.span() else {
            return;
        };
        if let Provenance::Response { total, captured } = made {
            return self.answer(metric, series, total, captured);
        }
        self.record(metric, series, |date| {
            // The newest day may have been read before its end and, while GitHub cut the window, so may the oldest.
            date != last && (date != first || date >= FIRST_WHOLE_DAY)
        });
    }

    /// Adds a response of the API, by the same rule as those that this ledger fetches itself.
    fn answer(&mut self, metric: Metric, series: SeriesRows, total: Option<Totals>, captured: Option<Captured>) {
        let Some((first, last)) = series.span() else { return };
        let near = captured.filter(|captured| (0..=LONGEST_LAG).contains(&days_between(last, utc_day(captured.at))));
        let dropped = series.dropped;
        let rows: BTreeMap<Date, Numbers> = series.into_numbers().collect();
        // Only a quiet window of hours can end without rows, so its time is not that of the newest row.
        let answered = captured
            .filter(|captured| captured.is_exact && last <= utc_day(captured.at))
            .filter(|captured| near.is_some() || is_hourly(true, captured.at))
            .map(|captured| captured.at)
            .filter(|at| days_between(first, utc_day(*at)) <= WINDOW_DAYS + LONGEST_LAG);
        let proof = prove(&SeriesAnswer {
            total,
            rows,
            dropped,
            answered,
            github_com: true,
        });
        if let Some((first, last)) = proof.zeros {
            let kept = self.import.zeros.of_mut(metric).entry(last).or_insert(first);
            *kept = (*kept).max(first);
        }
        if let Some((end, totals)) = proof.total {
            let kept = self.import.windows.entry(end).or_default().totals_mut(metric);
            *kept = Some(kept.map_or(totals, |kept| kept.max(totals)));
        }
        let has_traffic = !proof.days.is_empty();
        for (date, (numbers, strength)) in proof.days {
            self.add(metric, date, numbers, strength != Strength::AtLeast);
        }
        // The time without a zone is off by less than a day: so much of a window of hours is sure.
        if let Some(near) =
            near.filter(|near| answered.is_none() && !dropped && has_traffic && is_hourly(true, near.at))
        {
            let mut date = plus_days(utc_day(near.at), 2 - WINDOW_DAYS);
            while date < first {
                self.add(metric, date, Numbers::ZERO, true);
                date = plus_days(date, 1);
            }
        }
    }

    /// Adds days of which the file says whether they are complete.
    pub(super) fn record(&mut self, metric: Metric, series: SeriesRows, complete: impl Fn(Date) -> bool) {
        for (date, numbers) in series.into_numbers() {
            self.add(metric, date, numbers, complete(date));
        }
    }

    /// Adds the numbers of a day.
    pub(super) fn add(&mut self, metric: Metric, date: Date, numbers: Numbers, complete: bool) {
        if numbers.is_unknown() {
            return;
        }
        let kept = self.import.days.entry(date).or_default().metrics.of_mut(metric);
        let added = ImportedNumbers { numbers, complete };
        *kept = Some(kept.map_or(added, |before| before.join(added)));
    }

    /// Adds a zero of which other files say that it is one.
    pub(super) fn add_zero(&mut self, metric: Metric, date: Date) {
        let uniques = Some(Uniques::ZERO);
        self.add(
            metric,
            date,
            Numbers {
                count: Some(0),
                uniques,
            },
            true,
        );
    }

    /// Adds the clones made by the repository's own CI on a day.
    pub(super) fn add_ci_clones(&mut self, date: Date, clones: u64) {
        let kept = &mut self.import.days.entry(date).or_default().ci_clones;
        *kept = (*kept).max(Some(clones));
    }

    /// Adds a top list; an empty one is ignored.
    pub(super) fn add_top_list(&mut self, kind: ListKind, captured: Timestamp, entries: Vec<ListRow>) {
        if let Err(reason) = self.check_time(captured) {
            return self.reject(Position::File, reason);
        }
        let rows = rank(kind, entries);
        if rows.is_empty() {
            return;
        }
        let lists = match kind {
            ListKind::Referrers => &mut self.import.referrers,
            ListKind::Paths => &mut self.import.paths,
        };
        let list = TopList::imported(captured, rows);
        let later = match lists.remove(&captured) {
            Some(kept) => kept.better(list),
            None => list,
        };
        lists.insert(captured, later);
    }

    /// Adds the number of stars or forks at some time.
    pub(super) fn add_counter(&mut self, kind: Counter, at: Timestamp, number: u64) {
        if let Err(reason) = self.check_time(at) {
            return self.reject(Position::File, reason);
        }
        let readings = match kind {
            Counter::Stars => &mut self.import.stars,
            Counter::Forks => &mut self.import.forks,
        };
        let kept = readings.entry(at).or_default();
        *kept = (*kept).max(number);
    }

    fn check_time(&self, at: Timestamp) -> Result<(), String> {
        if utc_day(at) > self.options.today || utc_day(at).year() < FIRST_YEAR {
            return Err(format!(
                "the capture time {at} is in the future or before GitHub existed"
            ));
        }
        Ok(())
    }
}

/// Which of a repository's counters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Counter {
    Stars,
    Forks,
}

impl Counter {
    /// What is counted, in the plural.
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::Stars => "stars",
            Self::Forks => "forks",
        }
    }
}
