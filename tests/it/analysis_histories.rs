//! Histories made by hand, for the tests of the analysis and of the report.

use std::collections::BTreeSet;
use std::sync::Arc;

use traffic_ledger::domain::ci_clones::CiCertainty;
use traffic_ledger::domain::downloads::Asset;
use traffic_ledger::domain::given::Event;
use traffic_ledger::domain::history::{Correction, History, ImportConflict};
use traffic_ledger::domain::repository::Repository;
use traffic_ledger::domain::stars::{StarDay, Stars};
use traffic_ledger::domain::text::Untrusted;
use traffic_ledger::domain::top_list::{ListWindow, Release, RepoCounters, TopList, TopListRow};
use traffic_ledger::domain::traffic::{Certainty, DayCount, Metric, Period, Source, Totals, Uniques};
use traffic_ledger::domain::{Date, Timestamp, monday_of, plus_days, utc_day};

/// `2026-11-22`.
pub(crate) fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

/// Noon of a day, UTC.
pub(crate) fn noon(text: &str) -> Timestamp {
    format!("{text}T12:00:00Z").parse().expect("an instant")
}

pub(crate) fn totals(count: u64, uniques: u64) -> Totals {
    Totals {
        count,
        uniques: Uniques::new(uniques),
    }
}

/// A history that is built up a fact at a time.
#[derive(Clone)]
pub(crate) struct Built(pub(crate) History);

impl Built {
    pub(crate) fn new() -> Self {
        Self::of("octocat/hello-world")
    }

    pub(crate) fn of(name: &str) -> Self {
        Self(History::new(Repository {
            id: None,
            name: name.parse().expect("a name"),
            created: None,
        }))
    }

    /// The day on which the last snapshot was captured, at noon.
    pub(crate) fn captured(mut self, on: &str) -> Self {
        self.0.captured = Some(noon(on));
        self
    }

    /// Consecutive whole days of one metric from `first` on: (count, uniques), `None` for an unknown day.
    pub(crate) fn days(mut self, metric: Metric, first: &str, days: &[Option<(u64, u64)>]) -> Self {
        for (offset, known) in (0..).zip(days) {
            if let Some((count, uniques)) = known {
                self = self.reading(
                    metric,
                    plus_days(day(first), offset),
                    *count,
                    *uniques,
                    Certainty::Complete,
                    Source::Observed,
                );
            }
        }
        self
    }

    /// As many whole days with the same numbers.
    pub(crate) fn same_days(self, metric: Metric, first: &str, length: usize, count: u64, uniques: u64) -> Self {
        self.days(metric, first, &vec![Some((count, uniques)); length])
    }

    /// A day seen in part.
    pub(crate) fn partial(self, metric: Metric, on: &str, count: u64, uniques: u64) -> Self {
        self.reading(
            metric,
            day(on),
            count,
            uniques,
            Certainty::Partial(None),
            Source::Observed,
        )
    }

    /// A zero that one all-zero answer has claimed.
    pub(crate) fn provisional(self, metric: Metric, on: &str) -> Self {
        self.reading(metric, day(on), 0, 0, Certainty::Provisional(day(on)), Source::Observed)
    }

    /// A whole day that only imports know.
    pub(crate) fn imported(self, metric: Metric, on: &str, count: u64, uniques: u64, sources: &[&str]) -> Self {
        let sources: BTreeSet<String> = sources.iter().map(|source| (*source).to_owned()).collect();
        self.reading(
            metric,
            day(on),
            count,
            uniques,
            Certainty::Complete,
            Source::Imported(sources),
        )
    }

    fn reading(
        mut self,
        metric: Metric,
        on: Date,
        count: u64,
        uniques: u64,
        certainty: Certainty,
        source: Source,
    ) -> Self {
        *self.0.days.entry(on).or_default().metric_mut(metric) = Some(DayCount {
            count: Some(count),
            uniques: Some(Uniques::new(uniques)),
            certainty,
            source,
        });
        self
    }

    /// GitHub's own numbers of the 14 days that end on `end`.
    pub(crate) fn window(mut self, metric: Metric, end: &str, count: u64, uniques: u64) -> Self {
        let period: &mut Period = self.0.windows.entry(day(end)).or_default();
        *period.totals_mut(metric) = Some(totals(count, uniques));
        self
    }

    /// GitHub's own numbers of the week that begins on `monday`.
    pub(crate) fn week(mut self, metric: Metric, monday: &str, count: u64, uniques: u64) -> Self {
        let period: &mut Period = self.0.weeks.entry(day(monday)).or_default();
        *period.totals_mut(metric) = Some(totals(count, uniques));
        self
    }

    /// The referrers captured at noon of a day, of the 14 days before it: (name, count, uniques).
    pub(crate) fn referrers(mut self, on: &str, rows: &[(&str, u64, u64)]) -> Self {
        Arc::make_mut(&mut self.0.referrers).insert(day(on), capture(on, rows));
        self
    }

    /// The paths captured at noon of a day, of the 14 days before it: (path, count, uniques).
    pub(crate) fn paths(mut self, on: &str, rows: &[(&str, u64, u64)]) -> Self {
        Arc::make_mut(&mut self.0.paths).insert(day(on), capture(on, rows));
        self
    }

    pub(crate) fn stars(mut self, on: &str, stars: u64) -> Self {
        let captured = noon(on);
        self.0.counters.insert(
            monday_of(utc_day(captured)),
            RepoCounters {
                captured,
                stars: Some(stars),
                forks: None,
                downloads: None,
            },
        );
        self
    }

    pub(crate) fn release(mut self, tag: &str, published: &str) -> Self {
        self.0.releases.insert(
            Untrusted::new(tag),
            Release {
                published: day(published),
                prerelease: false,
            },
        );
        self
    }

    /// A day that GitHub corrected downwards.
    pub(crate) fn correction(mut self, metric: Metric, date: &str, from: u64, to: u64, on: &str) -> Self {
        self.0.corrections.push(Correction {
            metric,
            date: day(date),
            of_uniques: false,
            from: Some(from),
            to: Some(to),
            on: day(on),
        });
        self
    }

    /// A day of which an import contradicts GitHub.
    pub(crate) fn conflict(mut self, metric: Metric, date: &str, observed: u64, imported: u64, source: &str) -> Self {
        self.0.conflicts.push(ImportConflict {
            metric,
            date: day(date),
            observed: Some(observed),
            imported: Some(imported),
            sources: [source.to_owned()].into(),
        });
        self
    }

    pub(crate) fn ci_clones(mut self, on: &str, count: u64) -> Self {
        self.0.days.entry(day(on)).or_default().ci_clones = Some(count);
        self
    }

    pub(crate) fn ci_estimate(mut self, on: &str, count: u64, certainty: CiCertainty) -> Self {
        let day = self.0.days.entry(day(on)).or_default();
        (day.ci_clones, day.ci_certainty) = (Some(count), Some(certainty));
        self
    }

    /// Stars given on each day from `first` on, asked for on the day after the last one, when the repository showed `shown`.
    pub(crate) fn star_days(mut self, first: &str, counts: &[u64], shown: u64) -> Self {
        let first = day(first);
        let dates = (0..).map(|offset| plus_days(first, offset));
        let is_complete = true;
        let days = dates
            .zip(counts)
            .map(|(date, &count)| (date, StarDay { count, is_complete }));
        let end = plus_days(first, counts.len() as i64).to_string();
        self.0.stars = Stars {
            days: days.collect(),
            read: Some((noon(&end), Some(shown))),
            is_past_read: true,
        };
        self
    }

    /// A file of a release with readings: day and downloads so far. It was uploaded on the day of the first.
    pub(crate) fn asset(mut self, id: u64, tag: &str, name: &str, readings: &[(Date, u64)]) -> Self {
        let asset = Asset {
            tag: Untrusted::new(tag),
            name: Untrusted::new(name),
            created: readings.first().map(|(day, _)| *day),
            readings: readings.iter().copied().collect(),
        };
        self.0.assets.insert(id, asset);
        self
    }

    pub(crate) fn event(mut self, on: &str, text: &str, link: Option<&str>) -> Self {
        let event = Event {
            date: day(on),
            text: Untrusted::new(text),
            link: link.map(|link| link.parse().expect("a link")),
        };
        self.0.given.events.get_or_insert_default().insert(event);
        self
    }

    pub(crate) fn series(mut self, name: &str, first: &str, values: &[u64]) -> Self {
        let dates = (0..).map(|offset| plus_days(day(first), offset));
        let name = name.parse().expect("a name of a series");
        self.0
            .given
            .series
            .insert(name, dates.zip(values.iter().copied()).collect());
        self
    }
}

fn capture(on: &str, rows: &[(&str, u64, u64)]) -> TopList {
    let row = |(name, count, uniques): &(&str, u64, u64)| TopListRow {
        name: Untrusted::new(name),
        count: *count,
        uniques: Uniques::new(*uniques),
        title: None,
    };
    TopList {
        is_own: true,
        window: ListWindow::Whole(plus_days(day(on), -1)),
        ..TopList::imported(noon(on), rows.iter().map(row).collect())
    }
}
