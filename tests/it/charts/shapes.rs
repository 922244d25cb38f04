//! Histories of many shapes, made without chance: the chart walk and the gallery draw them all.

#[path = "stars_and_downloads.rs"]
mod stars_and_downloads;

use std::sync::Arc;

use jiff::civil::{Date, date};
use traffic_ledger::domain::history::History;
use traffic_ledger::domain::repository::Repository;
use traffic_ledger::domain::text::Untrusted;
use traffic_ledger::domain::top_list::{ListWindow, Release, RepoCounters, TopList, TopListRow};
use traffic_ledger::domain::traffic::{Certainty, Day, DayCount, Metric, Period, Source, Totals, Uniques};
use traffic_ledger::domain::{Timestamp, days_between, monday_of, plus_days};

/// The last whole day of every shape; its capture is on the next morning.
const LAST: Date = date(2026, 11, 21);

#[path = "given_shapes.rs"]
mod given_shapes;
#[path = "real_shapes.rs"]
mod real_shapes;

/// Every shape with its name.
pub(crate) fn all() -> Vec<(&'static str, History)> {
    let mut shapes = vec![
        ("everyday", everyday(400)),
        ("two weeks", everyday(14)),
        ("quarter", everyday(92)),
        ("ten years", everyday(3_652)),
        ("one day", one_day()),
        ("empty", empty()),
        ("all zero", all_zero()),
        ("few", few()),
        ("huge spike", huge_spike()),
        ("millions", millions()),
        ("gaps", gaps()),
        ("partial edge", partial_edge()),
        ("provisional zeros", provisional()),
        ("long names", names(&LONG)),
        ("all scripts", names(&SCRIPTS)),
        ("hostile names", names(&HOSTILE)),
    ];
    shapes.extend(real_shapes::all());
    shapes.extend(given_shapes::all());
    shapes
}

const LONG: [&str; 4] = [
    "/blob/main/crates/an-unreasonably-long-crate-name/src/deeply/nested/modules/that/never/end/implementation_details.rs",
    "/tree/feature/2026-11-a-branch-with-a-name-that-somebody-thought-about-for-too-long/docs",
    "android-app://com.example.some.reader.with.a.long.identifier/https/news.example.org",
    "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
];
const SCRIPTS: [&str; 4] = [
    "/wiki/日本語のドキュメントと使い方の説明ページ",
    "/wiki/مستندات-المشروع-والاستخدام",
    "/wiki/🚀🦀-getting-started-👩‍👩‍👧-guide-🎉",
    "/wiki/תיעוד-הפרויקט/한국어-문서",
];
const HOSTILE: [&str; 4] = [
    "\"/><script>alert(1)</script><text x=\"",
    "]]><!-- & &amp; &#x3c; -->",
    "a\u{202e}txt.exe\u{2066}\u{0}\u{7f}b\u{fffe}",
    "'onload='x' | `code` **bold** [l](j:x) z̸̢̛̗̱͚̮͉͇̬̄̈́̀̏̕͜͝a̶l̷g̵o̸",
];

fn repository(created: Option<Date>) -> Repository {
    Repository {
        id: Some(1),
        name: "octo/spike".parse().expect("a name within the grammar"),
        created,
    }
}

fn captured(day: Date) -> Timestamp {
    let noon = plus_days(day, 1).at(5, 17, 0, 0);
    jiff::tz::Offset::UTC.to_timestamp(noon).expect("a day of our age")
}

/// A number from 0 to 999 that looks like chance and never changes.
fn chance(seed: i64) -> u64 {
    let mut x = u64::try_from(seed + 1_000_000)
        .unwrap_or(1)
        .wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x ^= x >> 29;
    x = x.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (x ^ (x >> 32)) % 1_000
}

fn reading(count: u64, uniques: u64, certainty: Certainty) -> DayCount {
    DayCount {
        count: Some(count),
        uniques: Some(Uniques::new(uniques)),
        certainty,
        source: Source::Observed,
    }
}

fn day(views: (u64, u64), clones: (u64, u64)) -> Day {
    Day {
        views: Some(reading(views.0, views.1, Certainty::Complete)),
        clones: Some(reading(clones.0, clones.1, Certainty::Complete)),
        ci_clones: None,
        ci_certainty: None,
    }
}

/// Views of a day: a weekly rhythm, slow growth, and a spike every 97 days that fades.
fn busy(back: i64, length: i64) -> u64 {
    let at = plus_days(LAST, -back);
    let weekend = at.weekday().to_monday_zero_offset() >= 5;
    let rhythm: u64 = if weekend { 58 } else { 100 };
    let growth = 220 + u64::try_from((length - back) * 160 / length.max(1)).unwrap_or(0);
    let spike = match (length - back + 40) % 97 {
        since @ 0..9 => {
            1_500 * 6_u64.pow(u32::try_from(since).unwrap_or(0)) / 10_u64.pow(u32::try_from(since).unwrap_or(0))
        }
        _ => 0,
    };
    let spike = spike * (60 + chance((length - back + 40) / 97 * 7) * 14 / 100) / 100;
    growth * rhythm * (850 + chance(back) * 3 / 10) / 100_000 + spike
}

fn with_days(first: Date, last: Date, make: impl Fn(i64) -> Option<Day>) -> History {
    let mut history = History::new(repository(Some(plus_days(first, -3))));
    history.captured = Some(captured(last));
    for back in 0..=days_between(first, last) {
        if let Some(day) = make(back) {
            history.days.insert(plus_days(last, -back), day);
        }
    }
    windows(&mut history, first, last);
    history
}

/// GitHub's totals, with a share of visitors that come back.
fn windows(history: &mut History, first: Date, last: Date) {
    let total = |history: &History, from: Date, length: i64, metric: Metric| {
        let mut count = 0;
        let mut people = 0;
        for offset in 0..length {
            let reading = history.days.get(&plus_days(from, offset))?.reading(metric)?;
            count += reading.count?;
            people += reading.uniques?.get();
        }
        let uniques = Uniques::new(people * 100 / (100 + 2 * u64::try_from(length).unwrap_or(0)));
        (count > 0).then_some(Totals { count, uniques })
    };
    for offset in 0..=days_between(first, last) {
        let end = plus_days(first, offset);
        let mut window = Period::default();
        let mut week = Period::default();
        for metric in Metric::ALL {
            *window.totals_mut(metric) = total(history, plus_days(end, -13), 14, metric);
            if monday_of(end) == end {
                *week.totals_mut(metric) = total(history, end, 7, metric);
            }
        }
        if window != Period::default() {
            history.windows.insert(end, window);
        }
        if week != Period::default() {
            history.weeks.insert(end, week);
        }
    }
}

#[rustfmt::skip]
const REFERRERS: [&str; 12] = [
    "github.com", "Google", "news.ycombinator.com", "reddit.com", "t.co", "Bing", "DuckDuckGo", "crates.io",
    "lobste.rs", "docs.rs", "youtube.com", "com.linkedin.android",
];
#[rustfmt::skip]
const PATHS: [(&str, &str); 11] = [
    ("/", "GitHub - octo/spike: Keeps what others throw away"),
    ("/releases", "Releases · octo/spike"),
    ("/blob/main/README.md", "spike/README.md at main · octo/spike"),
    ("/issues", "Issues · octo/spike"),
    ("/blob/main/docs/guide/getting-started/installation-on-windows.md", "Installation on Windows · octo/spike"),
    ("/pulls", "Pull requests · octo/spike"),
    ("/actions", "Actions · octo/spike"),
    ("/tree/main/examples", "spike/examples at main · octo/spike"),
    ("/issues/412", "It forgets everything after 14 days · Issue #412 · octo/spike"),
    ("/releases/tag/v3.0", "Release v3.0 · octo/spike"),
    ("/wiki", "Home · octo/spike Wiki"),
];

/// Popular lists, stars and releases of the weeks of a history.
fn popular(history: &mut History, first: Date, last: Date) {
    let mut monday = monday_of(first);
    while monday <= last {
        let end = plus_days(monday, 6).min(last);
        let week = days_between(date(2016, 1, 4), monday) / 7;
        let list = |names: &[(&str, Option<&str>)], salt: i64, cap: usize| {
            let mut rows: Vec<TopListRow> = names
                .iter()
                .enumerate()
                .filter_map(|(place, (name, title))| {
                    let rank = i64::try_from(place).unwrap_or(0);
                    let wave = chance(rank * 31 + (week + rank * 3) / 9 + salt);
                    let pulse = if (week + rank * 5) % 23 == 0 { 4 } else { 1 };
                    let count = 1_400 / (u64::try_from(rank).unwrap_or(0) + 1) * (300 + wave) / 1_000 * pulse;
                    (wave > 120 || rank < 3).then(|| TopListRow {
                        name: Untrusted::new(name),
                        count: count + 3,
                        uniques: Uniques::new(count * 4 / 10 + 1),
                        title: title.map(Untrusted::new),
                    })
                })
                .collect();
            rows.sort_by(|one, two| two.count.cmp(&one.count).then(one.name.cmp(&two.name)));
            rows.truncate(cap);
            TopList {
                is_own: true,
                window: ListWindow::Whole(end),
                ..TopList::imported(captured(end), rows)
            }
        };
        let referrers: Vec<(&str, Option<&str>)> = REFERRERS.iter().map(|name| (*name, None)).collect();
        let newest = end == last;
        let paths: Vec<(&str, Option<&str>)> = PATHS
            .iter()
            .map(|(path, title)| (*path, newest.then_some(*title)))
            .collect();
        Arc::make_mut(&mut history.referrers).insert(plus_days(end, 1), list(&referrers, 0, 10));
        Arc::make_mut(&mut history.paths).insert(plus_days(end, 1), list(&paths, 500, 10));
        let age = u64::try_from(days_between(first, end)).unwrap_or(0);
        history.counters.insert(
            monday,
            RepoCounters {
                captured: captured(end),
                stars: Some(812 + age * 3 + chance(week) / 40),
                forks: Some(64 + age / 6),
                downloads: Some(15_000 + age * 41),
            },
        );
        monday = plus_days(monday, 7);
    }
    history.stars = stars_and_downloads::stars(first, last, chance);
    for (tag, back, downloads) in [
        ("v1.0", 380, 5_210),
        ("v1.1", 311, 2_874),
        ("v1.2", 240, 4_010),
        ("v2.0", 152, 9_120),
        ("v2.1", 68, 3_301),
        ("v3.0", 19, 1_204),
        ("v3.0.1", 17, 377),
    ] {
        let published = plus_days(last, -back);
        if published >= first {
            let release = Release {
                published,
                prerelease: false,
            };
            let asset = stars_and_downloads::asset(tag, (published, last), downloads);
            history.assets.insert(downloads, asset);
            history.releases.insert(Untrusted::new(tag), release);
        }
    }
}

/// A living repository.
fn everyday(length: i64) -> History {
    let first = plus_days(LAST, 1 - length);
    let mut history = with_days(first, LAST, |back| {
        let views = busy(back, length);
        let clones = 20 + views / 9 + chance(back + 77) / 20;
        let visitors = views * (38 + chance(back + 9) / 100) / 100 + 1;
        let mut day = day((views, visitors), (clones, clones * 6 / 10));
        if back < 60 {
            day.ci_clones = Some(6 + chance(back + 3) / 90);
        }
        Some(day)
    });
    popular(&mut history, first, LAST);
    history
}

fn one_day() -> History {
    let mut history = with_days(LAST, LAST, |_| Some(day((42, 17), (3, 2))));
    history.repository.created = Some(LAST);
    history
}

fn empty() -> History {
    History::new(repository(None))
}

fn all_zero() -> History {
    with_days(plus_days(LAST, -40), LAST, |_| Some(day((0, 0), (0, 0))))
}

fn few() -> History {
    with_days(plus_days(LAST, -89), LAST, |back| {
        let views = chance(back) / 330;
        Some(day((views, views.min(1)), (views / 2, views / 2)))
    })
}

fn huge_spike() -> History {
    let first = plus_days(LAST, -399);
    let mut history = with_days(first, LAST, |back| {
        let views = match back {
            30 => 48_211,
            29 => 9_840,
            _ => 40 + chance(back) / 12,
        };
        Some(day((views, views * 6 / 10), (4 + chance(back) / 200, 3)))
    });
    popular(&mut history, first, LAST);
    history
}

fn millions() -> History {
    let mut history = everyday(400);
    for day in history.days.values_mut() {
        for reading in [&mut day.views, &mut day.clones].into_iter().flatten() {
            reading.count = reading.count.map(|c| c * 23_457);
            reading.uniques = reading.uniques.map(|u| Uniques::new(u.get() * 23_457));
        }
    }
    history.windows.clear();
    history.weeks.clear();
    windows(&mut history, plus_days(LAST, -399), LAST);
    history
}

fn gaps() -> History {
    let mut history = everyday(400);
    for (from, length) in [(300, 1), (260, 30), (70, 12), (50, 1), (40, 3)] {
        for back in from..from + length {
            history.days.remove(&plus_days(LAST, -back));
        }
    }
    for back in 20..24 {
        let day = history.days.get_mut(&plus_days(LAST, -back));
        if let Some(views) = day.and_then(|day| day.views.as_mut()) {
            views.uniques = None;
        }
    }
    history.windows.clear();
    history.weeks.clear();
    windows(&mut history, plus_days(LAST, -399), LAST);
    history
}

/// The newest day was seen before it ended.
fn partial_edge() -> History {
    let mut history = everyday(92);
    let today = plus_days(LAST, 1);
    let mut part = day((61, 30), (5, 4));
    for reading in [&mut part.views, &mut part.clones].into_iter().flatten() {
        reading.certainty = Certainty::Partial(None);
    }
    history.days.insert(today, part);
    history
}

/// A new repository: one all-zero window, which proves nothing yet.
fn provisional() -> History {
    let first = plus_days(LAST, -13);
    let mut history = with_days(first, LAST, |_| {
        let zero = reading(0, 0, Certainty::Provisional(plus_days(LAST, 1)));
        Some(Day {
            views: Some(zero.clone()),
            clones: Some(zero),
            ci_clones: None,
            ci_certainty: None,
        })
    });
    if let Some(day) = history.days.get_mut(&plus_days(LAST, -2)) {
        day.views = Some(reading(3, 1, Certainty::Complete));
    }
    history
}

/// Names that strangers choose: in lists, titles and tags.
fn names(names: &[&str; 4]) -> History {
    let mut history = everyday(92);
    for captures in [&mut history.referrers, &mut history.paths] {
        for capture in Arc::make_mut(captures).values_mut() {
            for (row, name) in capture.rows.iter_mut().zip(names) {
                row.name = Untrusted::new(name);
                let title = Untrusted::new(&format!("{name} · octo/spike"));
                row.title = row.title.is_some().then_some(title);
            }
        }
    }
    let (tag, release) = history.releases.pop_last().expect("everyday has releases");
    history.releases.insert(tag, release.clone());
    history.releases.insert(
        Untrusted::new(names[3]),
        Release {
            published: plus_days(LAST, -45),
            ..release
        },
    );
    history
}
