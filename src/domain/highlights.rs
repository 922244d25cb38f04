//! PURE. What a run adds to a history that a person may want to hear of: spikes, milestones, a whole week. Each is said once, by
//! the run whose commit brings it.

use super::analysis::counter_trend::CounterValue;
use super::analysis::{Analysis, AnalyzedHistory, Days, Spike};
use super::given::Event;
use super::history::History;
use super::traffic::Metric;
use super::{Date, monday_of, plus_days};

/// A spike is news while its peak is among so many published days: what an import or a late answer brings up from before is not.
const RECENT_DAYS: u32 = 14;
/// A record is a milestone once it can be compared with so many days.
const ENOUGH_DAYS: u32 = 56;

/// What two histories of one repository differ in, the later one with what the earlier one does not have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Highlights {
    /// The UTC days that GitHub has published since, in either metric; `None` if there are none.
    pub days: Option<Days>,
    /// The newest whole week, Monday to Sunday, if its last day is one of them.
    pub week: Option<Days>,
    /// Spikes none of whose days was part of one before, views first, oldest first.
    pub spikes: Vec<(Metric, Spike)>,
    /// Milestones that were reached.
    pub milestones: Vec<Milestone>,
    /// Events of the last days that the user has added.
    pub events: Vec<Event>,
}

/// A number that is worth a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Milestone {
    /// What was counted.
    pub kind: MilestoneKind,
    /// The number that was reached: the record itself, or a power of ten.
    pub reached: u64,
    /// The number now.
    pub value: u64,
    /// The number before: the earlier record, or the total as it was known before.
    pub before: u64,
    /// The UTC day of the record, or the newest day that the total covers.
    pub day: Date,
}

/// What a milestone counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MilestoneKind {
    /// Views of a single day, not brought by crawlers: more than on any day before.
    MostViews,
    /// All views that were recorded: 1,000, 10,000, …
    Views,
    /// Stars: 100, 1,000, …
    Stars,
    /// Downloads of the releases: 1,000, 10,000, …
    Downloads,
}

impl MilestoneKind {
    /// The word for programs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::MostViews => "most-views",
            Self::Views => "views",
            Self::Stars => "stars",
            Self::Downloads => "downloads",
        }
    }

    /// The smallest power of ten that is worth a word.
    fn least(self) -> u64 {
        match self {
            Self::Stars => 100,
            Self::MostViews | Self::Views | Self::Downloads => 1_000,
        }
    }
}

impl Highlights {
    /// What `after` has that `before` does not have.
    #[must_use]
    pub fn between(before: &AnalyzedHistory, after: &AnalyzedHistory) -> Self {
        if before.history == after.history {
            return Self::default();
        }
        let (then, now) = (&before.analysis, &after.analysis);
        let days = match (then.newest, now.newest, now.span) {
            (Some(then), Some(now), _) => (now > then).then(|| Days::new(plus_days(then, 1), now)),
            (None, Some(now), Some(span)) => Some(Days::new(span.first, now)),
            _ => None,
        };
        Self {
            days,
            week: days
                .and_then(last_week)
                .filter(|week| now.span.is_some_and(|span| span.first <= week.first)),
            spikes: spikes(then, now),
            milestones: milestones(then, now),
            events: events(&before.history, &after.history, now.newest),
        }
    }

    /// Whether there is nothing that a person may want to hear of.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spikes.is_empty() && self.milestones.is_empty() && self.events.is_empty()
    }
}

/// The newest week that ends in these days.
fn last_week(days: Days) -> Option<Days> {
    let monday = monday_of(plus_days(days.last, -6));
    let week = Days::new(monday, plus_days(monday, 6));
    days.contains(week.last).then_some(week)
}

fn spikes(then: &Analysis, now: &Analysis) -> Vec<(Metric, Spike)> {
    let of = |metric| {
        let (then, now) = (then.metric(metric), now.metric(metric));
        let recent = now.newest.map(|newest| Days::ending(newest, RECENT_DAYS));
        let is_recent = move |spike: &&Spike| recent.is_some_and(|recent| recent.contains(spike.peak));
        let is_new = |spike: &&Spike| !then.spikes.iter().any(|other| other.days.overlaps(spike.days));
        let new = now.spikes.iter().filter(is_recent).filter(is_new);
        new.map(move |spike| (metric, spike.clone())).collect::<Vec<_>>()
    };
    Metric::ALL.into_iter().flat_map(of).collect()
}

/// What is new on the list of the user, from the last days before the newest one on.
fn events(before: &History, after: &History, newest: Option<Date>) -> Vec<Event> {
    let since = newest.map(|newest| Days::ending(newest, RECENT_DAYS).first);
    let is_recent = |event: &&Event| since.is_some_and(|since| event.date >= since);
    let is_new = |event: &&Event| !before.given.events().any(|other| other == *event);
    after.given.events().filter(is_recent).filter(is_new).cloned().collect()
}

fn milestones(then: &Analysis, now: &Analysis) -> Vec<Milestone> {
    let crossed = |kind, before: Option<u64>, value: Option<(u64, Date)>| {
        let (before, (value, day)) = (before?, value?);
        let reached = power_of_ten(value).filter(|power| *power >= MilestoneKind::least(kind) && before < *power)?;
        Some(Milestone {
            kind,
            reached,
            value,
            before,
            day,
        })
    };
    let all_views = |analysis: &Analysis| {
        let all = analysis.views.all_time?;
        Some((all.count?, all.days.last))
    };
    let counter = |value: Option<CounterValue>| value.map(|value| (value.now, value.read));
    let count = |value: Option<(u64, Date)>| value.map(|(count, _)| count);
    let (stars, downloads) = (
        |all: &Analysis| counter(all.growth.stars),
        |all: &Analysis| counter(all.growth.downloads),
    );
    [
        record(then, now),
        crossed(MilestoneKind::Views, count(all_views(then)), all_views(now)),
        crossed(MilestoneKind::Stars, count(stars(then)), stars(now)),
        crossed(MilestoneKind::Downloads, count(downloads(then)), downloads(now)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A new day with more views than any before it.
fn record(then: &Analysis, now: &Analysis) -> Option<Milestone> {
    let known = then.views.all_time.filter(|all| all.known_days >= ENOUGH_DAYS)?;
    let (_, before) = then.views.records.day?;
    let (day, value) = now.views.records.day?;
    let is_new = day > known.days.last && value > before && !now.views.is_by_crawlers(day);
    is_new.then_some(Milestone {
        kind: MilestoneKind::MostViews,
        reached: value,
        value,
        before,
        day,
    })
}

/// The largest power of ten that is not above `number`; `None` for 0.
fn power_of_ten(number: u64) -> Option<u64> {
    number.checked_ilog10().map(|digits| 10_u64.pow(digits))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::repository::Repository;
    use crate::domain::text::Untrusted;
    use crate::domain::top_list::RepoCounters;
    use crate::domain::traffic::{Certainty, Day, DayCount, Source, Uniques};
    use crate::domain::{Timestamp, days_between};

    fn date(text: &str) -> Date {
        text.parse().expect("a day")
    }

    /// So many days up to 6 September 2026, a Sunday, of 40 views but for those of `others`.
    fn history(days: i64, last: &str, others: &[(&str, u64)]) -> History {
        let mut history = History::new(Repository {
            id: Some(7),
            name: "octo/spike".parse().expect("a name"),
            created: None,
        });
        let last = date(last);
        for back in 0..days {
            let day = plus_days(last, -back);
            let other = others.iter().find(|(other, _)| date(other) == day);
            let count = DayCount {
                count: Some(other.map_or(40, |(_, count)| *count)),
                uniques: Some(Uniques::new(10)),
                certainty: Certainty::Complete,
                source: Source::Observed,
            };
            let entry: &mut Day = history.days.entry(day).or_default();
            *entry.metric_mut(Metric::Views) = Some(count);
        }
        history
    }

    fn between(before: &History, after: &History) -> Highlights {
        let analyzed = |history: &History| AnalyzedHistory::new(history.clone());
        Highlights::between(&analyzed(before), &analyzed(after))
    }

    #[test]
    fn a_spike_is_said_once_and_a_week_when_its_sunday_comes() {
        let spike = [("2026-09-06", 900)];
        let saturday = history(70, "2026-09-05", &[]);
        let sunday = history(71, "2026-09-06", &spike);
        let new = between(&saturday, &sunday);
        assert_eq!(new.days, Some(Days::new(date("2026-09-06"), date("2026-09-06"))));
        assert_eq!(new.week, Some(Days::new(date("2026-08-31"), date("2026-09-06"))));
        let [(Metric::Views, found)] = new.spikes.as_slice() else {
            panic!("{new:?}");
        };
        assert_eq!((found.peak, found.count, found.usual), (date("2026-09-06"), 900, 40));
        // The same spike goes on: it is no new one, and Monday completes no week.
        let monday = history(72, "2026-09-07", &[("2026-09-06", 900), ("2026-09-07", 950)]);
        let next = between(&sunday, &monday);
        assert_eq!((next.spikes.len(), next.week), (0, None));
        assert_eq!(between(&sunday, &sunday), Highlights::default());
    }

    #[test]
    fn what_comes_in_late_is_no_news() {
        let before = history(20, "2026-09-06", &[]);
        let after = history(120, "2026-09-06", &[("2026-08-10", 900)]);
        let late = between(&before, &after);
        assert_eq!((late.days, late.spikes.len()), (None, 0));
        // Without the rule the spike would be found: it is one of the history.
        assert_eq!(Analysis::new(&after).views.spikes.len(), 1);
    }

    #[test]
    fn a_record_and_each_power_of_ten_are_milestones() {
        let before = history(56, "2026-09-05", &[]);
        let after = history(57, "2026-09-06", &[("2026-09-06", 8_000)]);
        let milestones = between(&before, &after).milestones;
        let found: Vec<_> = milestones
            .iter()
            .map(|one| (one.kind, one.reached, one.value, one.before))
            .collect();
        assert_eq!(
            found,
            [
                (MilestoneKind::MostViews, 8_000, 8_000, 40),
                (MilestoneKind::Views, 10_000, 10_240, 2_240),
            ]
        );
        // With a day less to compare with there is no record; without any day before, nothing is a milestone.
        let short = history(55, "2026-09-05", &[]);
        assert!(
            between(&short, &after)
                .milestones
                .iter()
                .all(|one| one.kind != MilestoneKind::MostViews)
        );
        let nothing = history(0, "2026-09-05", &[]);
        assert!(between(&nothing, &after).milestones.is_empty());
    }

    #[test]
    fn only_a_new_day_with_more_views_than_any_before_is_a_record() {
        let record = |before: &History, after: &History| {
            let milestones = between(before, after).milestones.into_iter();
            milestones.filter(|one| one.kind == MilestoneKind::MostViews).count()
        };
        let busy = [("2026-08-20", 300)];
        let before = history(56, "2026-09-05", &busy);
        assert_eq!(
            record(&before, &history(57, "2026-09-06", &busy)),
            0,
            "it was one before"
        );
        let corrected = [("2026-08-20", 301)];
        assert_eq!(
            record(&before, &history(57, "2026-09-06", &corrected)),
            0,
            "it is corrected"
        );
        let newest = [("2026-09-05", 900)];
        assert_eq!(
            record(&before, &history(56, "2026-09-05", &newest)),
            0,
            "the day is not new"
        );
        let busier = |count| [("2026-08-20", 300), ("2026-09-06", count)];
        assert_eq!(
            record(&before, &history(57, "2026-09-06", &busier(300))),
            0,
            "it is as many"
        );
        assert_eq!(record(&before, &history(57, "2026-09-06", &busier(301))), 1);
    }

    #[test]
    fn each_kind_of_highlight_is_worth_telling() {
        let spike = between(
            &history(70, "2026-09-05", &[]),
            &history(71, "2026-09-06", &[("2026-09-06", 900)]),
        );
        assert!(!spike.is_empty() && Highlights::default().is_empty());
        let event = Event {
            date: date("2026-09-06"),
            text: Untrusted::new("Talk"),
            link: None,
        };
        for one in [
            Highlights {
                spikes: spike.spikes,
                ..Highlights::default()
            },
            Highlights {
                milestones: spike.milestones,
                ..Highlights::default()
            },
            Highlights {
                events: vec![event],
                ..Highlights::default()
            },
        ] {
            assert!(!one.is_empty(), "{one:?}");
        }
    }

    #[test]
    fn stars_are_compared_with_those_that_were_read_before() {
        let read = |stars| {
            let mut history = history(20, "2026-09-06", &[]);
            let captured: Timestamp = "2026-09-07T14:37:00Z".parse().expect("a time");
            let counters = RepoCounters {
                captured,
                stars,
                forks: None,
                downloads: None,
            };
            history.counters.insert(date("2026-09-07"), counters);
            history
        };
        let kinds = |before, after| between(&read(before), &read(after)).milestones;
        assert_eq!(kinds(Some(99), Some(100))[0].reached, 100);
        assert_eq!(kinds(Some(99), Some(12_345))[0].reached, 10_000);
        for (before, after) in [
            (Some(100), Some(101)),
            (Some(9), Some(10)),
            (None, Some(5_000)),
            (Some(100), Some(99)),
        ] {
            assert_eq!(kinds(before, after), [], "{before:?} {after:?}");
        }
    }

    #[test]
    fn the_days_of_a_first_run_are_all_that_are_known() {
        let after = history(14, "2026-09-06", &[]);
        let first = between(&history(0, "2026-09-06", &[]), &after);
        assert_eq!(first.days.map(Days::length), Some(14));
        assert_eq!(first.week.map(|week| days_between(week.first, week.last)), Some(6));
        // A week of which the first days are not known is not whole.
        let short = between(&history(0, "2026-09-06", &[]), &history(5, "2026-09-06", &[]));
        assert_eq!(short.week, None);
    }

    #[test]
    fn programs_read_one_word_for_each_kind() {
        let kinds = [
            MilestoneKind::MostViews,
            MilestoneKind::Views,
            MilestoneKind::Stars,
            MilestoneKind::Downloads,
        ];
        assert_eq!(
            kinds.map(MilestoneKind::word),
            ["most-views", "views", "stars", "downloads"]
        );
        assert!(Highlights::default().is_empty());
    }
}
