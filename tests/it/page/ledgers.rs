//! Histories for the page, made without chance: what the shapes of the charts do not have, and as much of it as years bring.

use std::sync::Arc;

use jiff::civil::{Date, date};
use traffic_ledger::domain::downloads::Asset;
use traffic_ledger::domain::evidence::claims::WindowSeen;
use traffic_ledger::domain::given::Event;
use traffic_ledger::domain::history::{Correction, History};
use traffic_ledger::domain::repository::Repository;
use traffic_ledger::domain::stars::StarDay;
use traffic_ledger::domain::text::Untrusted;
use traffic_ledger::domain::top_list::{ListWindow, Release, RepoCounters, TopList, TopListRow};
use traffic_ledger::domain::traffic::{Certainty, Day, DayCount, Metric, Period, Source, Totals, Uniques};
use traffic_ledger::domain::{Timestamp, days_between, monday_of, plus_days};

/// The last whole day; the capture is on the next day.
pub(crate) const LAST: Date = date(2026, 11, 21);

fn noon(day: Date) -> Timestamp {
    let noon = day.at(14, 37, 0, 0);
    jiff::tz::Offset::UTC.to_timestamp(noon).expect("a day of our age")
}

/// A number below `most` that looks like chance and never changes.
fn chance(seed: u64, most: u64) -> u64 {
    let mut x = (seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x ^= x >> 29;
    x = x.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (x ^ (x >> 32)) % most
}

fn count(count: u64, certainty: Certainty) -> DayCount {
    DayCount {
        count: Some(count),
        uniques: Some(Uniques::new(count * 2 / 5)),
        certainty,
        source: Source::Observed,
    }
}

fn event(date: Date, text: &str) -> Event {
    Event {
        date,
        text: Untrusted::new(text),
        link: "https://example.org/".parse().ok(),
    }
}

/// A repository with `length` days of about `size` views, daily lists whose ten names change, and GitHub's totals.
pub(crate) fn long(name: &str, length: i64, size: u64) -> History {
    let first = plus_days(LAST, 1 - length);
    let mut history = History::new(Repository {
        id: Some(7),
        name: name.parse().expect("a name"),
        created: Some(first),
    });
    history.captured = Some(noon(plus_days(LAST, 1)));
    let salt = name
        .bytes()
        .fold(0, |sum: u64, byte| sum * 31 % 1_000_003 + u64::from(byte));
    for (offset, back) in (0..length).zip(0_u64..) {
        let views = size / 2 + chance(back + salt, size);
        let day = Day {
            views: Some(count(views, Certainty::Complete)),
            clones: Some(count(views / 4, Certainty::Complete)),
            ci_clones: None,
            ci_certainty: None,
        };
        history.days.insert(plus_days(first, offset), day);
    }
    totals(&mut history, first);
    lists(&mut history, first, salt, size);
    others(&mut history, first, salt);
    for index in 0..length / 60 {
        let release = Release {
            published: plus_days(first, 60 * index + 20),
            prerelease: index % 7 == 3,
        };
        history
            .releases
            .insert(Untrusted::new(&format!("v{}.{}", index / 6 + 1, index % 6)), release);
    }
    history
}

/// Stars since a year before the traffic, weekly totals, files with a reading a week and, of late, a day, and a series of the user.
fn others(history: &mut History, first: Date, salt: u64) {
    let begin = plus_days(first, -365);
    let each =
        |from: Date| (0_u64..).map(move |offset| (plus_days(from, i64::try_from(offset).expect("days")), offset));
    let days = || each(begin).take_while(|(day, _)| *day <= LAST);
    let mut given = 0;
    for (day, offset) in days() {
        let count = chance(offset + salt * 31, 4);
        given += count;
        history.stars.days.insert(
            day,
            StarDay {
                count,
                is_complete: day < LAST,
            },
        );
        if day < first || monday_of(day) != day {
            continue;
        }
        let counters = RepoCounters {
            captured: noon(plus_days(day, 1)),
            stars: Some(given),
            forks: Some(offset / 9),
            downloads: Some(offset * 40),
        };
        history.counters.insert(day, counters);
    }
    history.stars.is_past_read = true;
    for file in 0..3 {
        let is_kept = |day: Date| days_between(day, LAST) < 28 || monday_of(plus_days(day, 1)) == plus_days(day, 1);
        let read = each(first)
            .take_while(|(day, _)| *day <= LAST)
            .filter(|(day, _)| is_kept(*day));
        let asset = Asset {
            tag: Untrusted::new("v1.0"),
            name: Untrusted::new(&format!("file-{file}.tar.gz")),
            created: Some(plus_days(first, -30)),
            readings: read.map(|(day, offset)| (day, 100 + offset * (file + 1))).collect(),
        };
        history.assets.insert(file, asset);
    }
    // Not each of many repositories has a series.
    if history.repository.name.name().starts_with("repository-") {
        return;
    }
    let values = each(first).take_while(|(day, _)| *day <= LAST);
    let values = values.map(|(day, offset)| (day, 5_000 + chance(offset + salt, 900)));
    history
        .given
        .series
        .insert("npm".parse().expect("a name"), values.collect());
}

fn totals(history: &mut History, first: Date) {
    for offset in 0..=days_between(first, LAST) {
        let end = plus_days(first, offset);
        let total = |history: &History, from: Date, length: i64, metric| {
            let days = (0..length).map(|day| history.days.get(&plus_days(from, day))?.reading(metric)?.known_count());
            let sum = days.sum::<Option<u64>>()?;
            let uniques = Uniques::new(sum * 3 / 10);
            (sum > 0).then_some(Totals { count: sum, uniques })
        };
        let (mut window, mut week) = (Period::default(), Period::default());
        for metric in Metric::ALL {
            *window.totals_mut(metric) = total(history, plus_days(end, -13), 14, metric);
            if monday_of(end) == end {
                *week.totals_mut(metric) = total(history, end, 7, metric);
            }
        }
        for (periods, period) in [(&mut history.windows, window), (&mut history.weeks, week)] {
            if period != Period::default() {
                periods.insert(end, period);
            }
        }
    }
}

/// A list a day: ten of some names, of which another one joins every fortnight.
fn lists(history: &mut History, first: Date, salt: u64, size: u64) {
    let length = u64::try_from(days_between(first, LAST)).expect("days");
    for day in 0..=length {
        let end = plus_days(first, i64::try_from(day).expect("days"));
        let list = |prefix: &str| {
            let rows = (0..10).map(|rank| {
                let place = if rank < 5 { rank } else { rank + day / 14 % 60 };
                let views = size * 5 / (rank + 1) + chance(salt + place * 977 + day / 3, size / 4 + 2) + 1;
                TopListRow {
                    name: Untrusted::new(&format!("{prefix}{place}")),
                    count: views,
                    uniques: Uniques::new(views * 2 / 5 + 1),
                    title: (end == LAST).then(|| Untrusted::new(&format!("Title {place} of the repository"))),
                }
            });
            TopList {
                is_own: true,
                window: ListWindow::Whole(end),
                ..TopList::imported(noon(plus_days(end, 1)), rows.collect())
            }
        };
        let captured = plus_days(end, 1);
        Arc::make_mut(&mut history.referrers).insert(captured, list("referrer-"));
        Arc::make_mut(&mut history.paths).insert(captured, list("/blob/main/docs/chapter-"));
    }
}

/// Days of every state: imported, partial, doubtful, provisional, unknown, late and corrected.
pub(crate) fn marked() -> History {
    let mut history = long("octo/marked", 120, 90);
    let at = |offset: i64| plus_days(plus_days(LAST, -119), offset);
    for offset in 0..20 {
        let day = history.days.get_mut(&at(offset)).expect("a day");
        for reading in [&mut day.views, &mut day.clones].into_iter().flatten() {
            reading.source = Source::Imported(["github-repo-stats".to_owned()].into());
        }
    }
    for offset in 40..47 {
        history.days.remove(&at(offset));
    }
    for (range, certainty) in [
        (60..66, Certainty::Doubtful),
        (80..82, Certainty::Provisional(at(82))),
        (117..120, Certainty::Doubtful),
    ] {
        for offset in range {
            let day = history.days.get_mut(&at(offset)).expect("a day");
            day.clones = Some(count(0, certainty));
            day.views = Some(count(0, certainty));
        }
    }
    for offset in [90, 116] {
        let day = history.days.get_mut(&at(offset)).expect("a day");
        day.views.as_mut().expect("views").certainty = Certainty::Partial(None);
    }
    history.corrections.push(Correction {
        metric: Metric::Views,
        date: at(100),
        of_uniques: false,
        from: Some(400),
        to: history.days[&at(100)].views.as_ref().expect("views").count,
        on: at(103),
    });
    // GitHub stood still for some days, and then brought them at once.
    for (asked, last) in (48..70)
        .map(|day| (day, day - 2))
        .chain((70..78).map(|day| (day, 68)))
        .chain([(78, 76)])
    {
        let seen = WindowSeen {
            answered: noon(at(asked)),
            last: at(last),
        };
        history.seen.of_mut(Metric::Views).insert(at(asked), seen);
    }
    history.windows.clear();
    history.weeks.clear();
    totals(&mut history, at(0));
    history.ignored_referrers = [Untrusted::new("referrer-2")].into();
    let event = |offset: i64, text: &str| event(at(offset), text);
    let mut events = vec![event(52, "Show HN"), event(119, "Talk"), event(150, "Next year")];
    events.extend((0..8).map(|index| event(110, &format!("Stop {index} of the tour"))));
    history.given.events = Some(events.into_iter().collect());
    history
}

/// Names that mean something to an HTML parser, a script, a spreadsheet or a terminal.
pub(crate) fn hostile() -> History {
    let mut history = long("octo/hostile", 60, 40);
    let names = [
        "</script><script>window.hacked=1</script>",
        "<!--<script>",
        "<img src=x onerror=window.hacked=1>",
        "=HYPERLINK(\"http://x.invalid\")",
        "javascript:window.hacked=1",
        "\u{2028}{{script}}{{data}}",
        "\"><svg onload=window.hacked=1>",
        "&lt;b&gt;",
        "__proto__",
        "constructor",
    ];
    for lists in [&mut history.referrers, &mut history.paths] {
        for list in Arc::make_mut(lists).values_mut() {
            for (row, name) in list.rows.iter_mut().zip(names) {
                row.name = Untrusted::new(name);
                row.title = row.title.as_ref().map(|_| Untrusted::new(name));
            }
        }
    }
    let release = history.releases.pop_first().expect("a release").1;
    for name in names {
        history.releases.insert(Untrusted::new(name), release.clone());
    }
    let events = (1..)
        .zip(names)
        .map(|(back, name)| event(plus_days(LAST, -5 * back), name));
    history.given.events = Some(events.collect());
    history
}
