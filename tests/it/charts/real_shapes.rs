//! Shapes that real ledgers have: sparse, abandoned, crawled, frozen, imported, corrected, with islands of known days.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::*;
use traffic_ledger::domain::evidence::claims::WindowSeen;
use traffic_ledger::domain::history::Correction;

pub(super) fn all() -> Vec<(&'static str, History)> {
    vec![
        ("stale edge", stale_edge()),
        ("sparse", sparse(400)),
        ("sparse month", sparse(30)),
        ("abandoned", abandoned()),
        ("crawlers", crawlers()),
        ("frozen", frozen()),
        ("imported", imported()),
        ("islands", islands()),
        ("several huge days", several_huge_days()),
    ]
}

/// A view every few days, and now and then a visitor who looks around.
fn sparse(length: i64) -> History {
    let first = plus_days(LAST, 1 - length);
    let mut history = with_days(first, LAST, |back| {
        let views = match chance(back) {
            0..650 => 0,
            650..900 => 1,
            900..990 => 3,
            _ => 11,
        };
        Some(day(
            (views, views.min(2)),
            (chance(back + 5) / 900, chance(back + 5) / 900),
        ))
    });
    popular(&mut history, first, LAST);
    for capture in Arc::make_mut(&mut history.paths).values_mut() {
        capture.rows.truncate(3);
        for row in &mut capture.rows {
            row.count = row.count / 300 + 1;
            row.uniques = Uniques::new(1);
            row.title = Some(row.name.clone());
        }
    }
    for capture in Arc::make_mut(&mut history.referrers).values_mut() {
        capture.rows.truncate(1);
        capture.rows[0].count = 1;
        capture.rows[0].uniques = Uniques::new(1);
    }
    for (place, reading) in history.counters.values_mut().enumerate() {
        reading.stars = Some(122 + [0, 2, 1][place % 3]);
        reading.forks = Some(3);
        reading.downloads = None;
    }
    history
}

/// Nobody has come for a year.
fn abandoned() -> History {
    let mut history = with_days(plus_days(LAST, -399), LAST, |back| {
        let views = if back > 380 { 9 } else { 0 };
        Some(day((views, views / 3), (0, 0)))
    });
    history.counters.insert(
        monday_of(LAST),
        RepoCounters {
            captured: captured(LAST),
            stars: Some(1),
            forks: None,
            downloads: None,
        },
    );
    history
}

/// A crawler brought most views of one week, as GitHub's lists before and after show.
fn crawlers() -> History {
    let mut history = everyday(92);
    for back in 10..13 {
        history
            .days
            .insert(plus_days(LAST, -back), day((4_000, 3_700), (40, 20)));
    }
    for (captured, list) in Arc::make_mut(&mut history.referrers) {
        if days_between(*captured, LAST) < 10 {
            let mut row = list.rows[0].clone();
            row.name = Untrusted::new("aocr.org");
            row.count = 11_000;
            row.uniques = Uniques::new(10_500);
            list.rows.insert(0, row);
            list.rows.truncate(10);
        }
    }
    history
}

/// GitHub has published nothing for nine days, although it answers.
fn frozen() -> History {
    let mut history = everyday(92);
    let last = plus_days(LAST, -9);
    history.days.retain(|day, _| *day <= last);
    history.windows.retain(|end, _| *end <= last);
    for back in 0..30 {
        let day = plus_days(LAST, 1 - back);
        let seen = WindowSeen {
            answered: captured(plus_days(day, -1)),
            last: plus_days(day, -1).min(last),
        };
        history.seen.views.insert(day, seen);
        history.seen.clones.insert(day, seen);
    }
    history
}

/// Of its days most are imported, some came late and some were corrected.
fn imported() -> History {
    let mut history = everyday(400);
    for (date, day) in &mut history.days {
        if days_between(*date, LAST) > 40 {
            for reading in [&mut day.views, &mut day.clones].into_iter().flatten() {
                reading.source = Source::Imported(BTreeSet::from(["github-repo-stats".to_owned()]));
            }
        }
    }
    for back in [9, 12, 13, 14, 60] {
        history.corrections.push(Correction {
            metric: Metric::Views,
            date: plus_days(LAST, -back),
            of_uniques: false,
            from: Some(900),
            to: Some(300),
            on: plus_days(LAST, -5),
        });
    }
    // Six days came at once.
    for back in 0..40 {
        let asked = plus_days(LAST, 1 - back);
        let last = plus_days(asked, -1);
        let late = (20..26).contains(&back);
        let seen = WindowSeen {
            answered: captured(plus_days(asked, -1)),
            last: if late { plus_days(LAST, -26) } else { last },
        };
        history.seen.views.insert(asked, seen);
    }
    history
}

/// Two days are known between months that are not.
fn islands() -> History {
    let mut history = everyday(400);
    for back in (32..103).chain(105..176).chain(178..181).chain(182..184) {
        history.days.remove(&plus_days(LAST, -back));
    }
    for back in [3, 5, 6] {
        history.days.remove(&plus_days(LAST, -back));
    }
    for back in 0..3 {
        history.days.remove(&plus_days(LAST, -back));
    }
    history.windows.clear();
    history.weeks.clear();
    windows(&mut history, plus_days(LAST, -399), LAST);
    history
}

/// Days that are all cut, close to each other and at both ends.
fn several_huge_days() -> History {
    let first = plus_days(LAST, -199);
    with_days(first, LAST, |back| {
        let views = match back {
            0 => 31_022,
            20 | 22 | 24 => 40_000 + u64::try_from(back).unwrap_or(0) * 111,
            50 => 99_999,
            89 => 21_500,
            _ => 60 + chance(back) / 20,
        };
        Some(day((views, views / 2), (3, 2)))
    })
}

/// GitHub is six days behind.
fn stale_edge() -> History {
    let mut history = everyday(92);
    for back in 0..6 {
        history.days.remove(&plus_days(LAST, -back));
    }
    history.windows.retain(|end, _| *end <= plus_days(LAST, -6));
    history
}
