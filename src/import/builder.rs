//! PURE. Builds an import by the rules that all formats share: which days are valid, what an API window proves, which
//! days may be incomplete.

use std::collections::BTreeMap;
use std::fmt;

use super::kept::Import;
use super::rejected::{Position, RejectedRow};
use super::top_list::{ListKind, ListRow, rank};
use super::value::{self, quoted};
use super::{Format, ImportError, Options, Read, SourceName};
use crate::domain::evidence::claims::ImportedNumbers;
use crate::domain::evidence::proof::{FIRST_WHOLE_DAY, Numbers, SeriesAnswer, Strength, prove};
use crate::domain::top_list::TopList;
use crate::domain::traffic::{Metric, Totals, Uniques};
use crate::domain::{Date, Timestamp, utc_day};

/// The days of one metric in one file; of a repeated day the larger count and the larger uniques are kept.
#[derive(Debug, Default)]
pub(super) struct SeriesRows {
    days: BTreeMap<Date, (Option<u64>, Option<u64>)>,
    /// The first and last day with a row, even if its numbers are unknown.
    span: Option<(Date, Date)>,
    /// Whether a row was rejected: then nothing follows from a day being absent.
    dropped: bool,
}

impl SeriesRows {
    /// Adds the count and uniques of a day, unless both are unknown.
    pub(super) fn add(&mut self, date: Date, count: Option<u64>, uniques: Option<u64>) {
        if count.is_some() || uniques.is_some() {
            self.seen(date);
            let kept = self.days.entry(date).or_default();
            *kept = (kept.0.max(count), kept.1.max(uniques));
        }
    }

    /// Adds a day whose numbers were rejected: it is unknown, not zero.
    pub(super) fn add_unknown(&mut self, date: Date) {
        self.seen(date);
        self.days.entry(date).or_default();
    }

    /// Notes that a row was rejected whose day is not known.
    pub(super) fn reject(&mut self) {
        self.dropped = true;
    }

    /// Extends the span to a day whose numbers are not used.
    pub(super) fn seen(&mut self, date: Date) {
        let (first, last) = self.span.unwrap_or((date, date));
        self.span = Some((first.min(date), last.max(date)));
    }
}

/// How a series was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Provenance {
    /// Over many runs. The newest day may have been read before its end; while GitHub cut its windows by the hour, the
    /// oldest day may be incomplete, too.
    Accumulated,
    /// A single API response, as received.
    Response {
        /// The totals of the window, if the response has them.
        total: Option<Totals>,
    },
}

/// The year in which GitHub was launched.
const FIRST_YEAR: i16 = 2008;

/// The import so far, and the rejected rows.
pub(super) struct ImportBuilder<'o> {
    pub(super) options: &'o Options,
    pub(super) format: Format,
    import: Import,
    rejected: Vec<RejectedRow>,
}

impl<'o> ImportBuilder<'o> {
    pub(super) fn new(format: Format, options: &'o Options) -> Self {
        let source = options.source.as_ref().map_or(format.name, SourceName::as_str);
        Self {
            options,
            format,
            import: Import::new(format, source.to_owned()),
            rejected: Vec::new(),
        }
    }

    /// Records a rejected row.
    pub(super) fn reject(&mut self, file: &str, position: Position, reason: impl Into<String>) {
        self.rejected.push(RejectedRow {
            file: file.to_owned(),
            position,
            reason: reason.into(),
        });
    }

    /// Unwraps a value, or records the row as rejected.
    pub(super) fn or_reject<T>(&mut self, file: &str, position: Position, value: Result<T, String>) -> Option<T> {
        value.map_err(|reason| self.reject(file, position, reason)).ok()
    }

    /// Parses a day on which the repository can have had traffic: it existed, and the day is not in the future.
    pub(super) fn day(&mut self, file: &str, position: Position, text: &str) -> Option<Date> {
        let date = self.parse_day(text);
        self.or_reject(file, position, date)
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
            match self.options.created {
                Some(created) if date < created => {
                    Err(format!("{date} is before the repository was created ({created})"))
                }
                _ => Ok(date),
            }
        })
    }

    /// Parses the count and uniques of a row, either of which may be unknown.
    pub(super) fn counts(
        &mut self,
        file: &str,
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
        self.or_reject(file, position, checked)
    }

    /// Adds the days of one metric, judged by how they were recorded.
    pub(super) fn interpret(&mut self, metric: Metric, series: SeriesRows, made: Provenance) {
        let Some((first, last)) = series.span else {
            return;
        };
        if let Provenance::Response { total } = made {
            return self.answer(metric, series, total);
        }
        self.record(metric, series, |date| {
            // The newest day may have been read before its end and, while GitHub cut the window, so may the oldest.
            date != last && (date != first || date >= FIRST_WHOLE_DAY)
        });
    }

    /// Adds a response of the API, by the same rule as those that this ledger fetches itself.
    fn answer(&mut self, metric: Metric, series: SeriesRows, total: Option<Totals>) {
        let numbers = |(count, uniques): (Option<u64>, Option<u64>)| Numbers {
            count,
            uniques: uniques.map(Uniques::new),
        };
        let proof = prove(&SeriesAnswer {
            total,
            rows: series.days.into_iter().map(|(day, row)| (day, numbers(row))).collect(),
            dropped: series.dropped,
            answered: None,
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
        for (date, (numbers, strength)) in proof.days {
            self.add(metric, date, numbers, strength != Strength::AtLeast);
        }
    }

    /// Adds days of which the file says whether they are complete.
    pub(super) fn record(&mut self, metric: Metric, series: SeriesRows, complete: impl Fn(Date) -> bool) {
        for (date, (count, uniques)) in series.days {
            let numbers = Numbers {
                count,
                uniques: uniques.map(Uniques::new),
            };
            self.add(metric, date, numbers, complete(date));
        }
    }

    fn add(&mut self, metric: Metric, date: Date, numbers: Numbers, complete: bool) {
        if numbers.is_unknown() {
            return;
        }
        let kept = self.import.days.entry(date).or_default().metrics.of_mut(metric);
        let added = ImportedNumbers { numbers, complete };
        *kept = Some(kept.map_or(added, |before| before.join(added)));
    }

    /// Adds the clones made by the repository's own CI on a day.
    pub(super) fn add_ci_clones(&mut self, date: Date, clones: u64) {
        let kept = &mut self.import.days.entry(date).or_default().ci_clones;
        *kept = (*kept).max(Some(clones));
    }

    /// Adds a top list; an empty one is ignored.
    pub(super) fn add_top_list(&mut self, kind: ListKind, file: &str, captured: Timestamp, entries: Vec<ListRow>) {
        if utc_day(captured) > self.options.today || utc_day(captured).year() < FIRST_YEAR {
            return self.reject(
                file,
                Position::File,
                format!("the capture time {captured} is in the future or before GitHub existed"),
            );
        }
        let rows = rank(kind, entries);
        if !rows.is_empty() {
            let lists = match kind {
                ListKind::Referrers => &mut self.import.referrers,
                ListKind::Paths => &mut self.import.paths,
            };
            let capture = TopList::imported(captured, rows);
            let later = match lists.remove(&captured) {
                Some(kept) => kept.better(capture),
                None => capture,
            };
            lists.insert(captured, later);
        }
    }

    /// Adds the number of stars or forks at some time.
    pub(super) fn add_counter(&mut self, kind: Counter, at: Timestamp, number: u64) {
        let readings = match kind {
            Counter::Stars => &mut self.import.stars,
            Counter::Forks => &mut self.import.forks,
        };
        let kept = readings.entry(at).or_default();
        *kept = (*kept).max(number);
    }

    /// The finished import.
    ///
    /// # Errors
    /// When nothing was added.
    pub(super) fn finish(self) -> Result<Read, ImportError> {
        if self.import.is_empty() {
            return Err(ImportError::NothingTaken {
                rejected: self.rejected.len(),
                first: self.rejected.into_iter().next(),
            });
        }
        Ok(Read {
            import: self.import,
            rejected: self.rejected,
        })
    }
}

/// Which of a repository's counters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counter {
    Stars,
    Forks,
}

/// The error for a file that is not in the format.
pub(super) fn malformed(file: &str, reason: impl fmt::Display) -> ImportError {
    ImportError::Malformed {
        file: quoted(file).trim_matches('"').to_owned(),
        reason: reason.to_string(),
    }
}
