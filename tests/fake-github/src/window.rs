//! What the traffic endpoints show of the truth: the rolling window until 2025-12-29 and the contiguous one since.
//! Imports the truth and the clock.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use serde_json::Value;

use crate::clock::{Clock, date_of_day, day_number};
use crate::episodes::{Effect, Episode};
use crate::generate::Random;
use crate::truth::{Count, Day, Truth};

/// Which kind of window the endpoints show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Regime {
    /// As on GitHub: `Rolling` before 2025-12-30, `Contiguous` from then on.
    #[default]
    ByDate,
    /// The last 336 hours: up to 15 rows, today partial, the oldest day cut, days of zero left out.
    Rolling,
    /// 14 contiguous published days, zeros written out.
    Contiguous,
}

/// When a day becomes visible in the contiguous regime.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Publishing {
    /// By day and hour as measured on GitHub: 23% of days by 05h of the next day, 58% by 06h, 95% by 22h, the rest
    /// up to two days later. The same for all repositories and reproducible.
    #[default]
    Natural,
    /// Always so many days behind: 1 means that yesterday is the newest row.
    Lag(u8),
}

/// The switches of the traffic endpoints, for all repositories.
#[derive(Clone, Debug, Default)]
pub struct TrafficSettings {
    /// Which kind of window.
    pub regime: Regime,
    /// When a day becomes visible.
    pub publishing: Publishing,
    /// Times in which GitHub does not show the truth as usual.
    pub episodes: Vec<Episode>,
}

/// Whose traffic is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Subject {
    /// The numeric id of the repository.
    pub id: u64,
    /// Whether it is private or internal.
    pub is_private: bool,
    /// Whether GitHub has no numbers of it yet: its answer is all zeros then, ending today.
    pub no_data_yet: bool,
}

/// Views or clones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// Page views and unique visitors.
    Views,
    /// Clones and unique cloners.
    Clones,
}

impl Metric {
    fn of(self, day: &Day) -> Count {
        match self {
            Self::Views => day.views,
            Self::Clones => day.clones,
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::Views => "views",
            Self::Clones => "clones",
        }
    }
}

/// One repository's traffic as it looks at one moment.
pub struct Window<'a> {
    truth: &'a Truth,
    /// The days shown of the views, oldest first, with the part of each in thousandths (1000 = the whole day).
    views: Vec<(Date, u64)>,
    /// The same of the clones.
    clones: Vec<(Date, u64)>,
    zeros_written: bool,
    /// Makes uniques of periods differ between repositories, in a reproducible way.
    salt: u64,
}

impl<'a> Window<'a> {
    /// The window of a repository at the clock's time.
    #[must_use]
    pub fn new(truth: &'a Truth, subject: Subject, clock: &Clock, settings: &TrafficSettings) -> Self {
        let rolling = match settings.regime {
            Regime::ByDate => clock.today() < date(2025, 12, 30),
            Regime::Rolling => true,
            Regime::Contiguous => false,
        };
        Self {
            truth,
            views: Self::days(Metric::Views, rolling, subject, clock, settings),
            clones: Self::days(Metric::Clones, rolling, subject, clock, settings),
            zeros_written: subject.no_data_yet || !rolling,
            salt: subject.id,
        }
    }

    fn days(
        metric: Metric,
        rolling: bool,
        subject: Subject,
        clock: &Clock,
        settings: &TrafficSettings,
    ) -> Vec<(Date, u64)> {
        let today = day_number(clock.today());
        let no_data_yet = subject.no_data_yet;
        let episodes = settings.episodes.iter();
        let episodes: Vec<&Episode> = episodes
            .filter(|episode| episode.affects(subject.id, subject.is_private, clock.today(), metric))
            .collect();
        let mut days: Vec<(Date, u64)> = if no_data_yet {
            (today - 13..=today).map(|n| (date_of_day(n), 0)).collect()
        } else if rolling {
            let gone = HOURS_GONE[usize::from(clock.hour())];
            let part = |n| if n == today { gone } else { 1000 };
            (today - 13..=today).map(|n| (date_of_day(n), part(n))).collect()
        } else {
            let stands_still = episodes.iter().filter_map(|episode| match episode.effect {
                Effect::StandsStill(newest) => Some(day_number(newest)),
                Effect::Shows(..) => None,
            });
            let newest = stands_still.fold(newest_published(clock, settings.publishing), i64::min);
            (newest - 13..=newest).map(|n| (date_of_day(n), 1000)).collect()
        };
        if rolling && !no_data_yet {
            days.insert(
                0,
                (date_of_day(today - 14), 1000 - HOURS_GONE[usize::from(clock.hour())]),
            );
        }
        for episode in episodes {
            if let Effect::Shows(affected, permille) = &episode.effect {
                let shown = days.iter_mut().filter(|(day, _)| affected.contains(day));
                shown.for_each(|(_, part)| *part = *part * permille / 1000);
            }
        }
        days
    }

    fn days_of(&self, metric: Metric) -> &[(Date, u64)] {
        match metric {
            Metric::Views => &self.views,
            Metric::Clones => &self.clones,
        }
    }

    /// The newest day that the window of the views shows.
    #[must_use]
    pub fn newest(&self) -> Option<Date> {
        self.views.last().map(|(day, _)| *day)
    }

    /// The rows by day, as `per=day` shows them.
    #[must_use]
    pub fn by_day(&self, metric: Metric) -> Vec<(Date, Count)> {
        let rows = self
            .days_of(metric)
            .iter()
            .map(|(day, part)| (*day, cut(metric.of(&self.truth.day(*day)), *part)));
        rows.filter(|(_, count)| self.zeros_written || count.count > 0)
            .collect()
    }

    /// The rows by week (Monday), as `per=week` shows them. Weeks are cut by the window's ends.
    #[must_use]
    pub fn by_week(&self, metric: Metric) -> Vec<(Date, Count)> {
        let mut weeks: BTreeMap<i64, Vec<Count>> = BTreeMap::new();
        for (day, count) in self.by_day(metric) {
            let monday = day_number(day) - i64::from(day.weekday().to_monday_zero_offset());
            weeks.entry(monday).or_default().push(count);
        }
        weeks
            .into_iter()
            .map(|(monday, days)| (date_of_day(monday), self.together(&days, monday, 72)))
            .collect()
    }

    /// Hits and different visitors of the whole window. The visitors are fewer than the sum of the days'.
    #[must_use]
    pub fn total(&self, metric: Metric) -> Count {
        let days: Vec<Count> = self.by_day(metric).into_iter().map(|(_, c)| c).collect();
        let end = self.days_of(metric).last().map_or(0, |(day, _)| day_number(*day));
        let mut total = self.together(&days, end, 60);
        let widest_week = self
            .by_week(metric)
            .into_iter()
            .map(|(_, c)| c.uniques)
            .max()
            .unwrap_or(0);
        total.uniques = total.uniques.max(widest_week);
        total
    }

    /// The answer of `traffic/views` or `traffic/clones`, in GitHub's order of keys; `weekly` for `per=week`.
    #[must_use]
    pub fn series(&self, metric: Metric, weekly: bool) -> String {
        let rows = if weekly {
            self.by_week(metric)
        } else {
            self.by_day(metric)
        };
        let row = |(day, c): &(Date, Count)| format!(r#"{{"timestamp":"{day}T00:00:00Z",{}}}"#, numbers(*c));
        let rows: Vec<String> = rows.iter().map(row).collect();
        format!(
            r#"{{{},"{}":[{}]}}"#,
            numbers(self.total(metric)),
            metric.key(),
            rows.join(",")
        )
    }

    /// The answer of `traffic/popular/referrers`: the ten with most views.
    #[must_use]
    pub fn popular_referrers(&self) -> String {
        let row = |(name, c): (String, Count)| format!(r#"{{"referrer":{},{}}}"#, Value::String(name), numbers(c));
        let rows: Vec<String> = self.top(|day| &day.referrers).into_iter().map(row).collect();
        format!("[{}]", rows.join(","))
    }

    /// The answer of `traffic/popular/paths`: the ten with most views.
    #[must_use]
    pub fn popular_paths(&self) -> String {
        let row = |(path, c): (String, Count)| {
            let title = self.truth.titles.get(&path).cloned().unwrap_or_else(|| title(&path));
            format!(
                r#"{{"path":{},"title":{},{}}}"#,
                Value::String(path),
                Value::String(title),
                numbers(c)
            )
        };
        let rows: Vec<String> = self.top(|day| &day.paths).into_iter().map(row).collect();
        format!("[{}]", rows.join(","))
    }

    fn top(&self, list: impl Fn(&Day) -> &BTreeMap<String, Count>) -> Vec<(String, Count)> {
        let mut all: BTreeMap<&str, Vec<Count>> = BTreeMap::new();
        for (day, part) in &self.views {
            let Some(day) = self.truth.days.get(day) else { continue };
            for (name, count) in list(day) {
                all.entry(name).or_default().push(cut(*count, *part));
            }
        }
        let end = self.newest().map_or(0, day_number);
        let mut rows: Vec<(String, Count)> = all
            .into_iter()
            .map(|(name, days)| (name.to_owned(), self.together(&days, end, 60)))
            .collect();
        rows.retain(|(_, c)| c.count > 0);
        rows.sort_by(|a, b| b.1.count.cmp(&a.1.count).then_with(|| a.0.cmp(&b.0)));
        rows.truncate(10);
        rows
    }

    /// Several days as one period: counts add up; of the visitors some came on several days, so only `least` to
    /// `least + 15` percent of their sum are different people, and never fewer than on the best day.
    fn together(&self, days: &[Count], period: i64, least: u64) -> Count {
        let count = days.iter().map(|c| c.count).sum();
        let sum: u64 = days.iter().map(|c| c.uniques).sum();
        let best = days.iter().map(|c| c.uniques).max().unwrap_or(0);
        let percent = least + Random::new(self.salt ^ period.unsigned_abs().rotate_left(32)).next() % 16;
        Count {
            count,
            uniques: (sum * percent / 100).max(best),
        }
    }
}

/// Thousandths of a day's traffic that are over at the beginning of each hour.
const HOURS_GONE: [u64; 24] = [
    0, 30, 57, 82, 106, 130, 155, 184, 220, 262, 308, 356, 404, 453, 504, 557, 610, 661, 709, 754, 797, 839, 881, 920,
];

fn numbers(count: Count) -> String {
    format!(r#""count":{},"uniques":{}"#, count.count, count.uniques)
}

fn cut(count: Count, permille: u64) -> Count {
    if permille == 1000 { count } else { count.part(permille) }
}

/// The newest day (since 1970-01-01) that is published at the clock's time.
fn newest_published(clock: &Clock, publishing: Publishing) -> i64 {
    let now = clock.millis().div_euclid(3_600_000);
    let today = now.div_euclid(24);
    match publishing {
        Publishing::Lag(days) => today - i64::from(days),
        Publishing::Natural => {
            let published = |day: &i64| (day + 1) * 24 + delay_hours(*day) <= now;
            (today - 3..today).rev().find(published).unwrap_or(today - 3)
        }
    }
}

/// Hours after a day's end until its numbers are out.
fn delay_hours(day: i64) -> i64 {
    let u = i64::try_from(Random::new(day.unsigned_abs().wrapping_mul(0x5851_F42D)).next() % 100).unwrap_or(0);
    match u {
        0..23 => 3 + u % 3,
        23..58 => 6,
        58..95 => 7 + (u - 58) * 16 / 37,
        _ => 24 + (u - 95) * 5,
    }
}

/// A page title in GitHub's manner.
fn title(path: &str) -> String {
    let mut parts = path.trim_start_matches('/').splitn(3, '/');
    let (owner, name) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    match parts.next() {
        None | Some("") => format!("GitHub - {owner}/{name}: What this project is for, in one line"),
        Some("issues") => format!("Issues · {owner}/{name}"),
        Some("pulls") => format!("Pull requests · {owner}/{name}"),
        Some("releases") => format!("Releases · {owner}/{name}"),
        Some(rest) => {
            let file = rest.rsplit('/').next().unwrap_or(rest);
            format!("{name}/{file} at main · {owner}/{name} · GitHub")
        }
    }
}

#[cfg(test)]
#[path = "window_tests.rs"]
mod tests;
