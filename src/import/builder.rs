//! PURE. Builds an import by the rules that all formats share: which days are valid, what an API window proves, which
//! days may be incomplete.

use std::collections::BTreeMap;
use std::fmt;

use super::kept::Import;
use super::rejected::{Position, RejectedRow};
use super::top_list::{ListKind, ListRow, rank};
use super::value::{self, quoted};
use super::{Format, ImportError, Options, Read, SourceName};
use crate::domain::top_list::TopList;
use crate::domain::traffic::{Certainty, DayCount, Metric, Period, Source, Totals, Uniques};
use crate::domain::{Date, Timestamp, utc_day};

/// The days of one metric in one file; of a repeated day the larger count and the larger uniques are kept.
#[derive(Debug, Default)]
pub(super) struct SeriesRows {
    days: BTreeMap<Date, (Option<u64>, Option<u64>)>,
    /// The first and last day with a row, even if its numbers are unknown.
    span: Option<(Date, Date)>,
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

/// The last day on which GitHub answered with an hourly window, whose oldest row was cut (measured on archived
/// responses; see docs/importing.md).
const LAST_HOURLY_DAY: Date = jiff::civil::date(2025, 12, 29);

/// The year in which GitHub was launched.
const FIRST_YEAR: i16 = 2008;

/// The import so far, and the rejected rows.
pub(super) struct ImportBuilder<'o> {
    pub(super) options: &'o Options,
    pub(super) format: Format,
    import: Import,
    refused: Vec<RejectedRow>,
}

impl<'o> ImportBuilder<'o> {
    pub(super) fn new(format: Format, options: &'o Options) -> Self {
        let source = options.source.as_ref().map_or(format.name, SourceName::as_str);
        Self {
            options,
            format,
            import: Import::new(format, source.to_owned()),
            refused: Vec::new(),
        }
    }

    /// Records a rejected row.
    pub(super) fn reject(&mut self, file: &str, position: Position, reason: impl Into<String>) {
        self.refused.push(RejectedRow {
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
    pub(super) fn interpret(&mut self, metric: Metric, mut series: SeriesRows, made: Provenance) {
        let Some((first, last)) = series.span else {
            return;
        };
        let span = crate::domain::days_between(first, last) + 1;
        let mut certainty = |date: Date| {
            let cut = date == last || (date == first && date <= LAST_HOURLY_DAY);
            if cut {
                Certainty::Partial(None)
            } else {
                Certainty::Complete
            }
        };
        if let Provenance::Response { total } = made {
            // An answer leaves out days of zero between its own first and last row; nothing but zeros proves nothing.
            if span <= 15 {
                for back in 0..span {
                    series.add(crate::domain::plus_days(last, -back), Some(0), Some(0));
                }
            }
            let quiet = series.days.values().all(|(count, _)| *count == Some(0));
            let whole = span == 14 && last > LAST_HOURLY_DAY;
            if whole
                && !quiet
                && let Some(total) = total
            {
                let window = self.import.windows.entry(last).or_default();
                let mut period = Period::default();
                *period.totals_mut(metric) = Some(total);
                *window = window.join(period);
            }
            if quiet {
                // Which run it was is told by its window's end; two that agree make a zero known.
                return self.record(metric, series, |_| {
                    Certainty::Provisional(crate::domain::plus_days(last, 1))
                });
            }
            if whole {
                return self.record(metric, series, |_| Certainty::Complete);
            }
        }
        self.record(metric, series, &mut certainty);
    }

    /// Adds days whose certainty is known from the file.
    pub(super) fn record(&mut self, metric: Metric, series: SeriesRows, mut certainty: impl FnMut(Date) -> Certainty) {
        for (date, (count, uniques)) in series.days {
            let reading = DayCount {
                count,
                uniques: uniques.map(Uniques::new),
                certainty: certainty(date),
                source: Source::Imported([self.import.source.clone()].into()),
            };
            let kept = self.import.days.entry(date).or_default().metric_mut(metric);
            *kept = Some(match kept.take() {
                Some(before) => before.join(reading),
                None => reading,
            });
        }
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
            let capture = TopList { captured, rows };
            let later = match lists.remove(&captured) {
                Some(kept) => kept.later(capture),
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
                rejected: self.refused.len(),
                first: self.refused.into_iter().next(),
            });
        }
        Ok(Read {
            import: self.import,
            refused: self.refused,
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
