//! PURE. The rules that all formats share: which days are days, what a zero means, which numbers may have been cut.

use std::collections::BTreeMap;
use std::fmt;

use super::field::{self, SourceName, quoted};
use super::kept::Import;
use super::{Format, ImportError, Options, Read};
use crate::domain::evidence::claims::ImportedNumbers;
use crate::domain::evidence::proof::{Answer, FIRST_WHOLE_DAY, Numbers, Strength, prove};
use crate::domain::text::Untrusted;
use crate::domain::top_list::{TopList, TopListRow};
use crate::domain::traffic::{Metric, Totals, Uniques};
use crate::domain::{Date, Timestamp, utc_day};

/// Where in a file something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Position {
    /// The line, counted from 1.
    Line(u64),
    /// The row of a JSON list, counted from 1.
    CsvRow(u64),
    /// The file as a whole.
    File,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(f, ", line {line}"),
            Self::CsvRow(row) => write!(f, ", row {row}"),
            Self::File => Ok(()),
        }
    }
}

/// Something that was not taken, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refused {
    /// The file's path.
    pub file: String,
    /// Where in it.
    pub position: Position,
    /// Why; foreign text in it is escaped.
    pub reason: String,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The path comes from a folder that anybody may have made: escaped, without the quotes.
        let file = format!("{:?}", self.file);
        write!(f, "{}{}: {}", file.trim_matches('"'), self.position, self.reason)
    }
}

/// What one file says of one metric's days; where a day stands twice, the field-wise maximum.
#[derive(Debug, Default)]
pub(super) struct SeriesRows {
    days: BTreeMap<Date, (Option<u64>, Option<u64>)>,
    /// First and last day that the file has a row of, known or not.
    span: Option<(Date, Date)>,
    /// Whether a row was rejected: then nothing follows from a day being absent.
    dropped: bool,
}

impl SeriesRows {
    /// Adds count and uniques of a day; nothing known is nothing added.
    pub(super) fn add(&mut self, date: Date, count: Option<u64>, uniques: Option<u64>) {
        if count.is_some() || uniques.is_some() {
            self.seen(date);
            let kept = self.days.entry(date).or_default();
            *kept = (kept.0.max(count), kept.1.max(uniques));
        }
    }

    /// Notes that a day's numbers were rejected: it is unknown, not zero.
    pub(super) fn add_unknown(&mut self, date: Date) {
        self.seen(date);
        self.days.entry(date).or_default();
    }

    /// Notes that a row was rejected.
    pub(super) fn reject(&mut self) {
        self.dropped = true;
    }

    /// Notes that the file has a row of this day, whose numbers are not taken.
    pub(super) fn seen(&mut self, date: Date) {
        let (first, last) = self.span.unwrap_or((date, date));
        self.span = Some((first.min(date), last.max(date)));
    }
}

/// What is known of how a series was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Provenance {
    /// Put together over many runs: the newest day may have been read before its end and, while GitHub cut the window
    /// by the hour, so may the oldest.
    Accumulated,
    /// One answer of GitHub's, as it came.
    Answer {
        /// The window's own totals, where the answer has them.
        total: Option<Totals>,
    },
}

/// The year in which GitHub opened.
const FIRST_YEAR: i16 = 2008;

/// What has been read so far.
pub(super) struct Gathered<'o> {
    pub(super) options: &'o Options,
    pub(super) format: Format,
    import: Import,
    refused: Vec<Refused>,
}

impl<'o> Gathered<'o> {
    pub(super) fn new(format: Format, options: &'o Options) -> Self {
        let named: Option<SourceName> = options.source.clone().or_else(|| format.name().parse().ok());
        let source = named.map_or_else(|| format.name().to_owned(), |name| name.to_string());
        Self {
            options,
            format,
            import: Import::new(format, source),
            refused: Vec::new(),
        }
    }

    /// Notes something that is not taken.
    pub(super) fn refuse(&mut self, file: &str, position: Position, reason: impl Into<String>) {
        self.refused.push(Refused {
            file: file.to_owned(),
            position,
            reason: reason.into(),
        });
    }

    /// Keeps a value, or notes why there is none.
    pub(super) fn or_refuse<T>(&mut self, file: &str, position: Position, value: Result<T, String>) -> Option<T> {
        value.map_err(|reason| self.refuse(file, position, reason)).ok()
    }

    /// A day that can have traffic: GitHub and the repository existed, and it is not in the future.
    pub(super) fn day(&mut self, file: &str, position: Position, text: &str) -> Option<Date> {
        let date = self.checked_day(text);
        self.or_refuse(file, position, date)
    }

    /// The same without a note, for a line whose day has been noted.
    pub(super) fn noted_day(&self, text: &str) -> Option<Date> {
        self.checked_day(text).ok()
    }

    fn checked_day(&self, text: &str) -> Result<Date, String> {
        field::day(text).and_then(|date| {
            if date.year() < FIRST_YEAR {
                return Err(format!("{date} is before GitHub existed"));
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

    /// Count and uniques of a row, either of which may be unknown.
    pub(super) fn numbers(
        &mut self,
        file: &str,
        position: Position,
        count: &str,
        uniques: &str,
    ) -> Option<(Option<u64>, Option<u64>)> {
        let numbers = field::number(count).and_then(|count| Ok((count, field::number(uniques)?)));
        let sound = numbers.and_then(|numbers| match numbers {
            (Some(count), Some(uniques)) if uniques > count => Err(format!(
                "{uniques} unique people cannot have made {count} visits or clones: are the columns swapped?"
            )),
            numbers => Ok(numbers),
        });
        self.or_refuse(file, position, sound)
    }

    /// Takes what a file says of one metric.
    pub(super) fn interpret(&mut self, metric: Metric, series: SeriesRows, made: Provenance) {
        let Some((first, last)) = series.span else {
            return;
        };
        if let Provenance::Answer { total } = made {
            return self.answer(metric, series, total);
        }
        self.record(metric, series, |date| {
            // The newest day may have been read before its end and, while GitHub cut the window, so may the oldest.
            date != last && (date != first || date >= FIRST_WHOLE_DAY)
        });
    }

    /// Takes one answer of GitHub's by the same rule as those that this ledger fetches itself.
    fn answer(&mut self, metric: Metric, series: SeriesRows, total: Option<Totals>) {
        let numbers = |(count, uniques): (Option<u64>, Option<u64>)| Numbers {
            count,
            uniques: uniques.map(Uniques::new),
        };
        let proof = prove(&Answer {
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

    /// Takes days of which the file itself says whether they are whole.
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
        *kept = Some(match *kept {
            Some(before) => ImportedNumbers {
                numbers: before.numbers.max(numbers),
                complete: before.complete || complete,
            },
            None => ImportedNumbers { numbers, complete },
        });
    }

    /// Takes the clones that the repository's own CI made on a day.
    pub(super) fn ci_clones(&mut self, date: Date, clones: u64) {
        let kept = &mut self.import.days.entry(date).or_default().ci_clones;
        *kept = (*kept).max(Some(clones));
    }

    /// Takes a popular list; an empty one says nothing.
    pub(super) fn capture(&mut self, kind: ListKind, file: &str, captured: Timestamp, entries: Vec<ListRow>) {
        if utc_day(captured) > self.options.today || utc_day(captured).year() < FIRST_YEAR {
            return self.refuse(file, Position::File, format!("a list captured at {captured} cannot be"));
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

    /// Takes how many stars or forks there were at a moment.
    pub(super) fn reading(&mut self, kind: Reached, at: Timestamp, number: u64) {
        let readings = match kind {
            Reached::Stars => &mut self.import.stars,
            Reached::Forks => &mut self.import.forks,
        };
        let kept = readings.entry(at).or_default();
        *kept = (*kept).max(number);
    }

    /// The result, or that there is none.
    pub(super) fn finish(self) -> Result<Read, ImportError> {
        if self.import.is_empty() {
            return Err(ImportError::NothingTaken {
                refused: self.refused.len(),
                first: self.refused.into_iter().next(),
            });
        }
        Ok(Read {
            import: self.import,
            refused: self.refused,
        })
    }
}

/// Which of the two popular lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ListKind {
    Referrers,
    Paths,
}

/// Which of the two numbers of a repository's front page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reached {
    Stars,
    Forks,
}

/// A row of a popular list as GitHub names it.
pub(super) struct ListRow {
    pub(super) name: String,
    pub(super) title: Option<String>,
    pub(super) count: u64,
    pub(super) uniques: u64,
}

/// Largest first. A page that stands under the old and the new name of a renamed repository becomes one: its counts add
/// up, its uniques may be the same people.
fn rank(kind: ListKind, entries: Vec<ListRow>) -> Vec<TopListRow> {
    let mut whole: BTreeMap<String, ListRow> = BTreeMap::new();
    for entry in entries {
        let kept = whole
            .entry(entry.name.clone())
            .or_insert(ListRow { title: None, ..entry });
        (kept.count, kept.uniques) = (kept.count.max(entry.count), kept.uniques.max(entry.uniques));
        kept.title = entry.title.or(kept.title.take());
    }
    let mut rows: BTreeMap<Untrusted, TopListRow> = BTreeMap::new();
    for entry in whole.into_values() {
        let name = Untrusted::new(match kind {
            ListKind::Paths => below_repository(&entry.name),
            ListKind::Referrers => &entry.name,
        });
        let row = rows.entry(name.clone()).or_insert(TopListRow {
            name,
            count: 0,
            uniques: Uniques::new(0),
            title: entry.title.as_deref().map(Untrusted::new),
        });
        row.count = row.count.saturating_add(entry.count);
        row.uniques = row.uniques.max(Uniques::new(entry.uniques));
    }
    let mut rows: Vec<_> = rows.into_values().collect();
    rows.sort_by(|one, two| two.count.cmp(&one.count).then_with(|| one.name.cmp(&two.name)));
    rows
}

/// `/owner/repo/issues` → `/issues`, so that a rename does not split a page in two; `/` is the front page.
fn below_repository(path: &str) -> &str {
    let Some(rest) = path.strip_prefix('/') else {
        return path;
    };
    match rest.match_indices('/').nth(1) {
        Some((slash, _)) => &rest[slash..],
        None if rest.contains('/') => "/",
        None => path,
    }
}

/// The reason for a table or document that is not what the format says.
pub(super) fn malformed(file: &str, reason: impl fmt::Display) -> ImportError {
    ImportError::Malformed {
        file: quoted(file).trim_matches('"').to_owned(),
        reason: reason.to_string(),
    }
}
