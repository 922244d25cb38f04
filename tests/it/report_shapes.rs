//! Histories of many shapes, for the tests that read whole reports. Made of arithmetic alone: the same on any machine.

use traffic_ledger::domain::ci_clones::CiCertainty;
use traffic_ledger::domain::traffic::Metric;
use traffic_ledger::domain::{Date, plus_days};

use crate::analysis_histories::{Built, day};

/// A history by name.
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    pub(crate) built: Built,
}

/// Every shape. The last day is Sunday 22 Nov 2026, captured the day after.
pub(crate) fn all() -> Vec<Shape> {
    let shape = |name, built: Built| Shape { name, built };
    vec![
        shape("empty", Built::new().captured("2026-11-23")),
        shape("nothing-at-all", Built::new()),
        shape("first-capture", first_capture()),
        shape("one-day", one_day()),
        shape("all-zero", all_zero()),
        shape("not-confirmed", not_confirmed()),
        shape("quarter", quarter()),
        shape("year", Season::new("2025-11-01", 387).built("octocat/hello-world")),
        shape(
            "ten-years",
            Season::new("2016-11-23", 3_652).built("octocat/_hello_.world_"),
        ),
        shape("around-the-traffic", around_the_traffic()),
        shape("with-gaps", with_gaps()),
        shape("imports-only", imports_only()),
        shape("new-level", new_level()),
        shape("corrected", corrected()),
        shape("much-corrected", much_corrected()),
        shape("hostile", hostile()),
        shape(
            "clones-only",
            Built::new()
                .captured("2026-11-23")
                .same_days(Metric::Clones, "2026-11-09", 14, 1, 1),
        ),
    ]
}

/// The shape of a name.
pub(crate) fn named(name: &str) -> Built {
    let found = all().into_iter().find(|shape| shape.name == name);
    found.expect("a shape of this name").built
}

/// A number below `below` that looks random.
fn scatter(seed: u64, below: u64) -> u64 {
    let mut x = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (x ^ (x >> 31)) % below.max(1)
}

/// A busy repository with a weekly rhythm, some growth, two spikes in the last quarter, releases, referrers and pages.
struct Season {
    first: Date,
    length: u32,
}

impl Season {
    fn new(first: &str, length: u32) -> Self {
        Self {
            first: day(first),
            length,
        }
    }

    fn date(&self, index: u32) -> String {
        plus_days(self.first, i64::from(index)).to_string()
    }

    fn views(&self, index: u32) -> u64 {
        let date = plus_days(self.first, i64::from(index));
        let weekend = date.weekday().to_monday_zero_offset() >= 5;
        let base = 90 + u64::from(index) / 10;
        let quiet = if weekend { base / 2 } else { base };
        let left = self.length - 1 - index;
        // 17 and 18 Nov 2026, and a smaller one seven weeks earlier.
        let spike = match left {
            5 => 3_900,
            4 => 1_250,
            54 => 900,
            _ => 0,
        };
        quiet + scatter(u64::from(index), base / 4) + spike
    }

    fn built(&self, name: &str) -> Built {
        let mut built = Built::of(name).captured("2026-11-23");
        let all: Vec<u64> = (0..self.length).map(|index| self.views(index)).collect();
        let clones = |index: u32| 20 + scatter(u64::from(index) + 7_000_000, 25);
        for (index, views) in (0..).zip(&all) {
            let on = self.date(index);
            built = built.days(Metric::Views, &on, &[Some((*views, views * 2 / 5))]);
            built = built.days(Metric::Clones, &on, &[Some((clones(index), clones(index) / 4))]);
            if index >= 13 {
                let count: u64 = all[index as usize - 13..=index as usize].iter().sum();
                let cloned: u64 = (index - 13..=index).map(clones).sum();
                built = built.window(Metric::Views, &on, count, count * 3 / 10);
                built = built.window(Metric::Clones, &on, cloned, cloned / 6);
            }
            let sunday = plus_days(self.first, i64::from(index))
                .weekday()
                .to_monday_zero_offset()
                == 6;
            if index >= 13 {
                built = self.top_lists(built, index, &all);
            }
            if sunday && index >= 13 {
                let monday = plus_days(self.first, i64::from(index) - 6).to_string();
                let count: u64 = all[index as usize - 6..=index as usize].iter().sum();
                built = built.week(Metric::Views, &monday, count, count / 3);
                built = built.stars(&on, 1_000 + u64::from(index) * 2);
            }
            if index % 61 == 40 {
                built = built.release(&format!("v1.{}.0", index / 61), &on);
            }
        }
        let release = self.date(self.length - 7);
        built.release("v2.0.0", &release)
    }

    /// The lists of the fourteen days that end on a day, captured on the next one.
    fn top_lists(&self, built: Built, index: u32, all: &[u64]) -> Built {
        let end = index as usize;
        let captured = self.date(index + 1);
        let window: u64 = all[end - 13..=end].iter().sum();
        let spike = window > 4_000;
        let mut referrers = vec![
            ("Google", window * 3 / 10),
            ("github.com", window / 6),
            ("bing.com", window / 40),
        ];
        let mut paths = vec![
            ("/", window * 6 / 10),
            ("/releases", window / 12),
            ("/issues?q=is%3Aopen", window / 20),
        ];
        if spike {
            referrers.insert(0, ("news.ycombinator.com", window * 4 / 10));
            referrers.push(("lobste.rs", window / 30));
            paths.push((
                "/blob/main/docs/design/notes-on-the-merge-of-histories-and-why-it-is-a-join.md",
                window / 8,
            ));
        } else {
            referrers.push(("duckduckgo.com", window / 50));
        }
        let rows = |rows: &[(&'static str, u64)]| -> Vec<(&'static str, u64, u64)> {
            let mut rows: Vec<_> = rows.iter().map(|(name, count)| (*name, *count, count / 3)).collect();
            rows.sort_by_key(|(_, count, _)| std::cmp::Reverse(*count));
            rows
        };
        built
            .referrers(&captured, &rows(&referrers))
            .paths(&captured, &rows(&paths))
    }
}

fn first_capture() -> Built {
    Built::new()
        .captured("2026-11-23")
        .days(
            Metric::Views,
            "2026-11-09",
            &(0..14).map(|n| Some((20 + n * 3, 5 + n))).collect::<Vec<_>>(),
        )
        .same_days(Metric::Clones, "2026-11-09", 14, 2, 1)
        .window(Metric::Views, "2026-11-22", 553, 91)
        .window(Metric::Clones, "2026-11-22", 28, 9)
        .referrers("2026-11-23", &[("Google", 120, 40), ("github.com", 31, 9)])
        .paths("2026-11-23", &[("/", 300, 80), ("/issues/1", 1, 1)])
        .stars("2026-11-23", 1)
}

fn one_day() -> Built {
    Built::new()
        .captured("2026-11-23")
        .same_days(Metric::Views, "2026-11-22", 1, 1, 1)
        .same_days(Metric::Clones, "2026-11-22", 1, 1, 1)
}

fn all_zero() -> Built {
    Built::new()
        .captured("2026-11-23")
        .same_days(Metric::Views, "2026-10-01", 53, 0, 0)
        .same_days(Metric::Clones, "2026-10-01", 53, 0, 0)
}

fn not_confirmed() -> Built {
    let mut built = Built::new().captured("2026-11-23");
    for on in 9..=22 {
        let on = format!("2026-11-{on:02}");
        built = built.provisional(Metric::Views, &on).provisional(Metric::Clones, &on);
    }
    built
}

fn quarter() -> Built {
    Season::new("2026-08-20", 95)
        .built("octocat/hello-world")
        .ci_clones("2026-11-20", 31)
}

/// Three times as many views since 27 Oct 2026.
fn new_level() -> Built {
    let mut built = quarter();
    for (date, day) in &mut built.0.days {
        if let Some(views) = day
            .views
            .as_mut()
            .filter(|_| *date >= crate::analysis_histories::day("2026-10-27"))
        {
            views.count = views.count.map(|count| count * 3);
        }
    }
    built
}

/// 120 days with all that is optional: stars by day, downloads of two releases, clones by CI of every certainty, events, and a series
/// of the user's.
fn around_the_traffic() -> Built {
    let season = Season::new("2026-07-26", 120);
    let mut built = season.built("octocat/hello-world");
    let dates = |from: u32| (from..season.length).map(|index| plus_days(season.first, i64::from(index)));
    let stars: Vec<u64> = (0..season.length)
        .map(|index| scatter(u64::from(index) + 3, 6) + if index == 115 { 48 } else { 0 })
        .collect();
    let downloads: Vec<u64> = (0..season.length)
        .map(|index| 200 + scatter(u64::from(index) + 5, 40))
        .collect();
    built = built
        .star_days("2026-07-26", &stars, 1_236)
        .series("npm", "2026-07-26", &downloads);
    for (id, from, tag, each) in [(1, 0, "v1.0.0", 9), (2, 80, "v1.1.0", 21)] {
        let readings: Vec<(Date, u64)> = dates(from).zip((0..).map(|day| day * each)).collect();
        built = built.asset(id, tag, "hello.tar.gz", &readings);
    }
    for (back, date) in (1..=30).zip(dates(90).rev()) {
        let certainty = match back {
            9 => CiCertainty::AtLeast,
            3 | 7 => CiCertainty::Estimated,
            _ => CiCertainty::Counted,
        };
        built = built.ci_estimate(&date.to_string(), 4 + scatter(back, 14), certainty);
    }
    built
        .event("2026-11-17", "Show HN", Some("https://news.example/1"))
        .event("2026-09-29", "Talk at a meetup", None)
}

fn with_gaps() -> Built {
    let mut built = Season::new("2025-11-01", 387).built("octocat/hello-world");
    let unknown = |first: &str, length: i64, built: &mut Built| {
        for offset in 0..length {
            built.0.days.remove(&plus_days(day(first), offset));
        }
    };
    unknown("2026-02-03", 9, &mut built);
    unknown("2026-10-28", 1, &mut built);
    unknown("2026-11-12", 2, &mut built);
    for month in 3..=9 {
        unknown(&format!("2026-{month:02}-05"), 1, &mut built);
        unknown(&format!("2026-{month:02}-15"), 3, &mut built);
    }
    built
        .partial(Metric::Views, "2026-10-15", 12, 3)
        .partial(Metric::Views, "2026-11-23", 2, 1)
        .imported(Metric::Views, "2025-11-01", 80, 30, &["github-repo-stats"])
        .imported(Metric::Views, "2025-11-02", 70, 30, &["github-repo-stats"])
}

/// One recent correction, and two imported numbers that GitHub contradicts.
fn corrected() -> Built {
    Season::new("2026-08-20", 95)
        .built("octocat/hello-world")
        .correction(Metric::Views, "2026-11-17", 5_000, 4_012, "2026-11-19")
        .conflict(Metric::Views, "2026-10-03", 51, 510, "my-log")
        .conflict(Metric::Clones, "2026-10-04", 1, 2, "my-log")
}

/// More corrections and contradictions than can be listed.
fn much_corrected() -> Built {
    let mut built = Season::new("2025-11-01", 387).built("octocat/hello-world");
    for offset in 0..200 {
        let on = plus_days(day("2026-05-07"), offset).to_string();
        let metric = if offset % 3 == 0 { Metric::Clones } else { Metric::Views };
        let more = offset.unsigned_abs() * 7 % 300 + 31;
        built =
            built
                .correction(metric, &on, more, 30, "2026-11-20")
                .conflict(metric, &on, 30, more, "github-repo-stats");
    }
    built
}

/// Repositories of an overview: current ones of which one has gaps and one is a day behind, one that is recorded no more
/// and one without any day.
pub(crate) fn several() -> Vec<Built> {
    let season = |name: &str, first: &str, length: u32| Season::new(first, length).built(name);
    let mut gaps = season("octocat/gaps", "2026-08-20", 95);
    for on in ["2026-11-12", "2026-11-13"] {
        gaps.0.days.remove(&day(on));
    }
    vec![
        season("octocat/hello-world", "2026-08-20", 95),
        gaps,
        season("octocat/behind", "2026-08-20", 94),
        season("octocat/ended", "2025-10-01", 60),
        Built::of("octocat/new").captured("2026-11-23"),
    ]
}

fn imports_only() -> Built {
    let mut built = Built::new();
    for (on, count) in [("2021-05-01", 4), ("2021-05-02", 0), ("2021-05-03", 12)] {
        built = built.imported(Metric::Views, on, count, count / 2, &["traffic-to-badge"]);
    }
    built
}

/// Names that want to be more than text.
pub(crate) const HOSTILE: [&str; 10] = [
    "a|b|c",
    "`code` ``two``",
    "</code><script>alert(1)</script>",
    "@octocat and #1 and octocat/hello-world#2",
    "www.evil.example https://evil.example ftp://x.example me@evil.example",
    "](https://evil.example) [x](javascript:alert(1))",
    "**bold** _it_ ~~no~~ :tada: $x$ <!-- -->",
    "\u{202e}gnp.exe\u{2066} العربية 中文 👩‍👩‍👧‍👦",
    "\\| \\` \\\\| end\\",
    "&lt;b&gt; &#64;octocat | x",
];

fn hostile() -> Built {
    let rows: Vec<(&str, u64, u64)> = (0..).zip(HOSTILE).map(|(n, name)| (name, 2_000 - n, 5)).collect();
    let paths: Vec<String> = HOSTILE
        .iter()
        .map(|name| format!("/blob/{name}?token=secret"))
        .chain(["/../../evil".to_owned(), "//evil.example/x".to_owned()])
        .collect();
    let paths: Vec<(&str, u64, u64)> = (0..)
        .zip(&paths)
        .map(|(n, name)| (name.as_str(), 2_000 - n, 5))
        .collect();
    let mut built = Season::new("2026-08-20", 95).built("octocat/_hello_.world_");
    for on in ["2026-10-25", "2026-11-09", "2026-11-18", "2026-11-23"] {
        built = built.referrers(on, &rows[..9]).paths(on, &paths);
    }
    // A spike whose causes are all hostile, and one that is gone.
    let quiet: Vec<(&str, u64, u64)> = rows.iter().map(|(name, _, _)| (*name, 1, 1)).collect();
    built = built
        .referrers("2026-11-15", &quiet)
        .referrers("2026-11-09", &rows[1..]);
    for tag in HOSTILE {
        built = built.release(tag, "2026-11-17");
    }
    built
}

#[test]
fn the_shapes_hold_what_their_names_say() {
    let built = named("with-gaps");
    let cut = built.0.day(day("2026-10-15")).and_then(|day| day.views.as_ref());
    assert_eq!(cut.map(|reading| reading.is_complete()), Some(false));
    assert_eq!(built.0.gaps(Metric::Views).len(), 17);
    assert_eq!(named("ten-years").0.days.len(), 3_652);
}
