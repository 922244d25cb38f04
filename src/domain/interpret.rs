//! PURE. From a snapshot to the history that it alone proves; merging these is the whole ledger. Imports its
//! neighbours in `domain`.
//!
//! GitHub's series changed on 2025-12-30 (fact, measured). Before: a rolling window of 336 hours, today's row partial,
//! the oldest row cut, days of zero left out. Since: fourteen whole days with zeros written out, one to three days
//! late. GitHub Enterprise servers may go on with the old one, so the shape of the answer decides too.

use std::collections::BTreeMap;

use super::history::History;
use super::repository::Repository;
use super::response::{self, Anomalies, Anomaly, AnomalyLog, POPULAR_ROWS, SeriesBody, SeriesRow, TopListEntry};
use super::snapshot::{Endpoint, RawSnapshot};
use super::text::Untrusted;
use super::top_list::{Release, RepoCounters, TopList, TopListRow};
use super::traffic::{Certainty, DayCount, Metric, Source, Totals, Uniques};
use super::{Date, Timestamp, is_plausible, monday_of, plus_days, utc_day};

/// When GitHub's answers turned from hourly windows to whole days: 2025-12-30T00:00:00Z.
const WHOLE_DAYS_SINCE: i64 = 1_767_052_800;
/// The length of an hourly window: fourteen times 24 hours, in seconds.
const HOURLY_WINDOW: i64 = 336 * 3600;

/// What one snapshot proves, and what was odd in it.
#[derive(Debug)]
pub struct Interpretation {
    /// A history of this snapshot alone.
    pub history: History,
    /// What could not be taken as it came.
    pub anomalies: Anomalies,
}

/// Reads a snapshot. Never fails: what cannot be read stays unknown and is told in the oddities.
#[must_use]
pub fn interpret(snapshot: &RawSnapshot) -> Interpretation {
    let captured = snapshot.captured;
    let repository = Repository {
        id: None,
        name: snapshot.repository.clone(),
        created: None,
    };
    let mut history = History {
        captured: Some(captured),
        ..History::new(repository)
    };
    let mut anomalies = Anomalies::new();
    let week = monday_of(utc_day(captured));
    let mut counters = RepoCounters {
        captured,
        stars: None,
        forks: None,
        downloads: None,
    };

    let read = |endpoint| (snapshot.bodies.get(&endpoint), endpoint);
    for (metric, by_day, by_week) in [
        (Metric::Views, Endpoint::ViewsByDay, Endpoint::ViewsByWeek),
        (Metric::Clones, Endpoint::ClonesByDay, Endpoint::ClonesByWeek),
    ] {
        let (Some(body), endpoint) = read(by_day) else { continue };
        let mut log = AnomalyLog {
            endpoint,
            anomalies: &mut anomalies,
        };
        let Some(days) = response::series(body, captured, &mut log) else {
            continue;
        };
        let window = Window::of(&days, captured);
        record_days(&mut history, metric, &days, &window, captured);
        let (Some(body), endpoint) = read(by_week) else {
            continue;
        };
        let mut log = AnomalyLog {
            endpoint,
            anomalies: &mut anomalies,
        };
        let Some(weeks) = response::series(body, captured, &mut log) else {
            continue;
        };
        record_weeks(&mut history, metric, &weeks, &window, &mut log);
    }
    if let (Some(body), endpoint) = read(Endpoint::Referrers) {
        let mut log = AnomalyLog {
            endpoint,
            anomalies: &mut anomalies,
        };
        let rows = response::popular(body, &mut log).map(|entries| rank(entries, |name| name, &mut log));
        // An empty list proves nothing, and must not replace a better one of the same week.
        history.referrers.extend(
            rows.filter(|rows| !rows.is_empty())
                .map(|rows| (week, TopList { captured, rows })),
        );
    }
    if let (Some(body), endpoint) = read(Endpoint::Paths) {
        let mut log = AnomalyLog {
            endpoint,
            anomalies: &mut anomalies,
        };
        let rows = response::popular(body, &mut log).map(|entries| rank(entries, below_repository, &mut log));
        history.paths.extend(
            rows.filter(|rows| !rows.is_empty())
                .map(|rows| (week, TopList { captured, rows })),
        );
    }
    if let (Some(body), endpoint) = read(Endpoint::Repository) {
        let mut log = AnomalyLog {
            endpoint,
            anomalies: &mut anomalies,
        };
        if let Some(about) = response::extract::<response::RepositoryExtract>(body, &mut log) {
            history.repository.id = about.id;
            history.repository.created = about.created_at.map(utc_day).filter(|day| is_plausible(*day));
            (counters.stars, counters.forks) = (about.stargazers_count, about.forks_count);
        }
    }
    if let (Some(body), endpoint) = read(Endpoint::Releases) {
        let mut log = AnomalyLog {
            endpoint,
            anomalies: &mut anomalies,
        };
        if let Some(releases) = response::extract::<Vec<response::ReleaseExtract>>(body, &mut log) {
            counters.downloads = Some(
                releases
                    .iter()
                    .fold(0, |sum, one| sum.saturating_add(one.download_count)),
            );
            let releases = releases
                .into_iter()
                .filter(|one| is_plausible(utc_day(one.published_at)));
            history.releases.extend(releases.map(|release| {
                let published = utc_day(release.published_at);
                let (downloads, prerelease) = (release.download_count, release.prerelease);
                (
                    Untrusted::new(&release.tag_name),
                    Release {
                        published,
                        downloads,
                        prerelease,
                    },
                )
            }));
        }
    }
    if counters.stars.or(counters.forks).or(counters.downloads).is_some() {
        history.counters.insert(week, counters);
    }
    Interpretation { history, anomalies }
}

/// What an answer by day says about the days that it covers.
struct Window {
    /// Whether it is a rolling window of hours.
    hourly: bool,
    /// Whether it holds nothing but zeros: such a window proves nothing by itself.
    all_zero: bool,
    /// The first and last day that it covers whole; `None` when it covers none.
    whole: Option<(Date, Date)>,
    /// The day on which it ends.
    end: Option<Date>,
}

impl Window {
    fn of(series: &SeriesBody, captured: Timestamp) -> Self {
        let today = utc_day(captured);
        let ends = series.rows.first_key_value().zip(series.rows.last_key_value());
        let Some((first, last)) = ends.map(|((first, _), (last, _))| (*first, *last)) else {
            return Self {
                hourly: false,
                all_zero: false,
                whole: None,
                end: None,
            };
        };
        let all_zero = series.rows.values().all(|row| row.count == Some(0));
        let contiguous = super::days_between(first, last) + 1 == series.rows.len() as i64;
        let hourly = captured.as_second() < WHOLE_DAYS_SINCE
            || last == today
            || series.rows.len() > 14
            || !(contiguous || series.undated);
        let whole = if hourly {
            (whole_day_after(captured), plus_days(today, -1))
        } else {
            (first, last)
        };
        let end = if hourly { today } else { last };
        Self {
            hourly,
            all_zero,
            whole: (whole.0 <= whole.1).then_some(whole),
            end: Some(end),
        }
    }

    /// How final a row of this window is; `None` for a claim that is not even provisional.
    fn certainty(&self, day: Date, captured: Timestamp) -> Option<Certainty> {
        let today = utc_day(captured);
        let ended = day < today;
        let cut = self.hourly && day < whole_day_after(captured);
        match (self.all_zero, ended) {
            (true, true) => Some(Certainty::Provisional(today)),
            (true, false) => None,
            (false, true) if !cut => Some(Certainty::Complete),
            (false, _) => Some(Certainty::Partial(None)),
        }
    }
}

/// The first day that an hourly window captured at this instant covers from its midnight on.
fn whole_day_after(captured: Timestamp) -> Date {
    let start = captured.as_second() - HOURLY_WINDOW;
    let days = start.div_euclid(86_400) + i64::from(start.rem_euclid(86_400) > 0);
    plus_days(Date::constant(1970, 1, 1), days)
}

fn record_days(history: &mut History, metric: Metric, series: &SeriesBody, window: &Window, captured: Timestamp) {
    let mut record = |day: Date, row: SeriesRow| {
        let Some(certainty) = window.certainty(day, captured) else {
            return;
        };
        if row.count.is_none() && row.uniques.is_none() {
            return;
        }
        let reading = DayCount {
            count: row.count,
            uniques: row.uniques,
            certainty,
            source: Source::Observed,
        };
        *history.days.entry(day).or_default().metric_mut(metric) = Some(reading);
    };
    for (day, row) in &series.rows {
        record(*day, *row);
    }
    // Days left out between the first and the last row are zeros; days outside are unknown.
    if let (false, Some(first), Some(last)) = (
        series.undated,
        series.rows.keys().next().copied(),
        series.rows.keys().next_back().copied(),
    ) {
        let mut day = first;
        while day < last {
            if !series.rows.contains_key(&day) {
                record(
                    day,
                    SeriesRow {
                        count: Some(0),
                        uniques: Some(Uniques::new(0)),
                    },
                );
            }
            day = plus_days(day, 1);
        }
    }
    if let (Some(end), Some(total), false) = (window.end, series.total, window.all_zero) {
        *history.windows.entry(end).or_default().totals_mut(metric) = Some(total);
    }
}

/// Only a week that lies wholly inside the window has a true number of uniques; the others are cut.
fn record_weeks(history: &mut History, metric: Metric, weeks: &SeriesBody, window: &Window, log: &mut AnomalyLog<'_>) {
    let (Some((first, last)), false) = (window.whole, window.all_zero) else {
        return;
    };
    for (monday, row) in &weeks.rows {
        if *monday != monday_of(*monday) {
            log.add(Anomaly::Date);
            continue;
        }
        if let (Some(count), Some(uniques)) = (row.count, row.uniques)
            && *monday >= first
            && plus_days(*monday, 6) <= last
        {
            *history.weeks.entry(*monday).or_default().totals_mut(metric) = Some(Totals { count, uniques });
        }
    }
}

/// `/owner/repo/blob/x` becomes `/blob/x` and `/owner/repo` becomes `/`, so that a rename does not split a page.
fn below_repository(path: &str) -> &str {
    let Some(rest) = path.strip_prefix('/') else {
        return path;
    };
    match rest.match_indices('/').nth(1) {
        Some((at, _)) => &rest[at..],
        None if rest.contains('/') => "/",
        None => path,
    }
}

/// Largest first. Entries of one name (a page listed under the old and the new name of a renamed repository) become
/// one: their counts add up; their uniques may be the same people, so the larger number stands as a lower bound.
fn rank(entries: Vec<TopListEntry>, name_of: impl Fn(&str) -> &str, log: &mut AnomalyLog<'_>) -> Vec<TopListRow> {
    let mut rows: BTreeMap<Untrusted, TopListRow> = BTreeMap::new();
    let mut whole_names = std::collections::BTreeSet::new();
    for entry in entries {
        let (name, Totals { count, uniques }) = (Untrusted::new(name_of(&entry.name)), entry.totals);
        let twice = !whole_names.insert(entry.name.clone());
        let title = entry.title.as_deref().map(Untrusted::new);
        rows.entry(name.clone())
            .and_modify(|row| {
                if twice {
                    log.add(Anomaly::Duplicate);
                    row.count = row.count.max(count);
                } else {
                    row.count = row.count.saturating_add(count);
                }
                row.uniques = row.uniques.max(uniques);
            })
            .or_insert(TopListRow {
                name,
                count,
                uniques,
                title,
            });
    }
    let mut rows: Vec<_> = rows.into_values().collect();
    rows.sort_by(|one, two| two.count.cmp(&one.count).then_with(|| one.name.cmp(&two.name)));
    rows.truncate(POPULAR_ROWS);
    rows
}
