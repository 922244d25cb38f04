//! Spikes and popular lists, worked out by hand. 22 Nov 2026 is a Sunday.

use traffic_ledger::domain::analysis::top_list_trend::{AllTimeRow, Before, GoneRow};
use traffic_ledger::domain::analysis::{Analysis, Cause, Change, Days, Spike, TopListKind};
use traffic_ledger::domain::text::Untrusted;
use traffic_ledger::domain::traffic::{Metric, Uniques};

use crate::analysis_histories::{Built, day};

const VIEWS: Metric = Metric::Views;

/// Eleven weeks from Monday 7 Sep to Sunday 22 Nov 2026: 100 views on weekdays, 40 at the weekend.
pub(crate) fn rhythm() -> Vec<Option<(u64, u64)>> {
    (0..77).map(|n| Some((if n % 7 < 5 { 100 } else { 40 }, 10))).collect()
}

/// The index of a day of November 2026 in `rhythm`.
pub(crate) fn november(day: usize) -> usize {
    54 + day
}

fn spikes(views: &[Option<(u64, u64)>]) -> Vec<Spike> {
    Analysis::new(&Built::new().days(VIEWS, "2026-09-07", views).0)
        .views
        .spikes
}

#[test]
fn the_weekly_rhythm_is_no_spike() {
    assert_eq!(spikes(&rhythm()), []);
}

#[test]
fn a_day_is_held_against_its_own_weekdays() {
    // A Saturday like a weekday is a spike: the median of eight Saturdays is 40, the least scatter √40 ≈ 6.3, so the
    // bar is the larger of 40 + 5 · 6.3 ≈ 71.6 and 1.8 · 40 = 72.
    let mut views = rhythm();
    views[november(21)] = Some((72, 9));
    let found = spikes(&views);
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].days, found[0].count, found[0].usual),
        (Days::new(day("2026-11-21"), day("2026-11-21")), 72, 40)
    );
    assert_eq!(found[0].excess, 32);
    views[november(21)] = Some((71, 9));
    assert_eq!(spikes(&views), []);
    // The same number on a Friday is less than usual.
    let mut views = rhythm();
    views[november(20)] = Some((72, 9));
    assert_eq!(spikes(&views), []);
}

#[test]
fn adjacent_days_are_one_spike_and_an_earlier_one_does_not_hide_the_next() {
    let mut views = rhythm();
    views[november(3)] = Some((900, 9));
    views[november(17)] = Some((500, 9));
    views[november(18)] = Some((800, 9));
    let found = spikes(&views);
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[1].days, Days::new(day("2026-11-17"), day("2026-11-18")));
    assert_eq!(
        (found[1].peak, found[1].count, found[1].excess),
        (day("2026-11-18"), 800, 1100)
    );
}

#[test]
fn an_unknown_day_parts_two_spikes_and_is_none_itself() {
    let mut views = rhythm();
    views[november(16)] = Some((500, 9));
    views[november(17)] = None;
    views[november(18)] = Some((500, 9));
    assert_eq!(spikes(&views).len(), 2);
}

#[test]
fn a_few_views_are_no_spike_however_quiet_it_was() {
    let mut views = vec![Some((0, 0)); 77];
    views[november(17)] = Some((19, 9));
    assert_eq!(spikes(&views), []);
    views[november(17)] = Some((20, 9));
    assert_eq!(spikes(&views).len(), 1);
}

#[test]
fn without_a_week_before_there_is_nothing_to_hold_against() {
    let mut views = vec![Some((10, 5)); 14];
    views[6] = Some((500, 50));
    assert_eq!(spikes(&views), []);
    let mut views = vec![Some((10, 5)); 14];
    views[7] = Some((500, 50));
    assert_eq!(spikes(&views).len(), 1);
}

#[test]
fn a_spike_names_what_rose_and_the_release_of_the_day() {
    let mut views = rhythm();
    views[november(17)] = Some((1100, 600));
    let analysis = Analysis::new(
        &Built::new()
            .days(VIEWS, "2026-09-07", &views)
            .referrers("2026-11-15", &[("google.com", 300, 90), ("github.com", 200, 80)])
            .referrers(
                "2026-11-22",
                &[
                    ("news.ycombinator.com", 900, 500),
                    ("google.com", 320, 95),
                    ("github.com", 190, 70),
                ],
            )
            .paths("2026-11-15", &[("/", 700, 200)])
            .paths("2026-11-22", &[("/", 1500, 700), ("/issues", 90, 60)])
            .release("v2.0.0", "2026-11-16")
            .release("v1.9.0", "2026-11-15")
            .release("v2.0.1", "2026-11-18")
            .0,
    );
    let spike = &analysis.views.spikes[0];
    let cause = |kind, name: &str, growth| Cause {
        kind,
        name: Untrusted::new(name),
        growth,
    };
    // 20 more from google.com and 90 more on /issues are less than a tenth of the spike's 1,000.
    assert_eq!(
        spike.causes,
        [
            cause(TopListKind::Referrer, "news.ycombinator.com", 900),
            cause(TopListKind::Path, "/", 800),
        ]
    );
    assert_eq!(spike.releases, [Untrusted::new("v2.0.0")]);
}

#[test]
fn a_spike_without_a_capture_before_it_has_no_causes() {
    let mut views = rhythm();
    views[november(17)] = Some((1100, 600));
    let analysis = Analysis::new(
        &Built::new()
            .days(VIEWS, "2026-09-07", &views)
            .referrers("2026-11-22", &[("news.ycombinator.com", 900, 500)])
            .0,
    );
    assert_eq!(analysis.views.spikes[0].causes, []);
}

#[test]
fn who_was_below_a_cut_list_grew_at_least_from_its_end() {
    let mut views = rhythm();
    views[november(17)] = Some((600, 300));
    let full: Vec<(String, u64, u64)> = (0..10).map(|n| (format!("site{n}.example"), 100 - n, 9)).collect();
    let full: Vec<(&str, u64, u64)> = full
        .iter()
        .map(|(name, count, uniques)| (name.as_str(), *count, *uniques))
        .collect();
    let analysis = Analysis::new(
        &Built::new()
            .days(VIEWS, "2026-09-07", &views)
            .referrers("2026-11-15", &full)
            .referrers("2026-11-22", &[("new.example", 400, 200)])
            .0,
    );
    assert_eq!(analysis.views.spikes[0].causes[0].growth, 400 - 91);
}

#[test]
fn popular_lists_are_compared_with_the_last_window_that_does_not_overlap() {
    let analysis = Analysis::new(
        &Built::new()
            .referrers("2026-10-04", &[("old.example", 7, 3)])
            .referrers("2026-11-08", &[("google.com", 100, 40), ("gone.example", 30, 9)])
            .referrers("2026-11-15", &[("google.com", 999, 99), ("gone.example", 20, 9)])
            .referrers(
                "2026-11-22",
                &[("google.com", 150, 60), ("new.example", 12, 5), ("old.example", 8, 4)],
            )
            .0,
    );
    let referrers = analysis.referrers;
    assert_eq!(
        referrers.compared,
        Some(Days::new(day("2026-10-25"), day("2026-11-07")))
    );
    let before: Vec<Before> = referrers.rows.iter().map(|row| row.before).collect();
    assert_eq!(before, [Before::Count(100), Before::FirstSeen, Before::NotListed]);
    assert_eq!(referrers.rows[0].change().map(Change::percent), Some(50));
    assert_eq!(
        referrers.gone,
        [GoneRow {
            name: Untrusted::new("gone.example"),
            count: 30,
            last_seen: day("2026-11-15"),
        }]
    );
    let new: Vec<&str> = referrers.first_seen.iter().map(|(_, name)| name.sanitized()).collect();
    assert_eq!(
        new,
        ["new.example", "gone.example", "google.com"],
        "newest first, four weeks back"
    );
}

#[test]
fn a_list_that_fell_while_the_views_stayed_is_not_compared() {
    let referrers = |views_after: u64, google: u64| {
        let built = Built::new()
            .same_days(Metric::Views, "2026-10-25", 14, 100, 40)
            .same_days(Metric::Views, "2026-11-08", 14, views_after, 30)
            .referrers("2026-10-04", &[("google.com", 300, 90)])
            .referrers("2026-11-08", &[("google.com", 250, 90), ("gone.example", 50, 9)])
            .referrers("2026-11-22", &[("google.com", google, 9), ("new.example", 12, 5)]);
        Analysis::new(&built.0).referrers
    };
    let stuck = referrers(100, 60);
    assert_eq!(stuck.shrunk, Some((300, 72)));
    assert!(stuck.rows.iter().all(|row| row.before == Before::Unknown));
    assert!(stuck.gone.is_empty() && stuck.first_seen.is_empty());
    assert_eq!(stuck.compared, Some(Days::new(day("2026-10-25"), day("2026-11-07"))));
    assert_eq!(referrers(60, 60).shrunk, None, "the views fell, too");
    let whole = referrers(100, 88);
    assert_eq!(whole.shrunk, None, "a third is left");
    assert_eq!((whole.gone.len(), whole.first_seen.len()), (1, 2));
}

#[test]
fn in_the_first_weeks_nobody_is_new() {
    let analysis = Analysis::new(
        &Built::new()
            .referrers("2026-11-15", &[("google.com", 100, 40)])
            .referrers("2026-11-22", &[("google.com", 150, 60), ("new.example", 12, 5)])
            .0,
    );
    assert_eq!(analysis.referrers.compared, None);
    assert!(analysis.referrers.rows.iter().all(|row| row.before == Before::Unknown));
    assert!(analysis.referrers.first_seen.is_empty() && analysis.referrers.gone.is_empty());
}

#[test]
fn all_time_adds_up_the_windows_that_do_not_overlap_and_bring_the_most() {
    let analysis = Analysis::new(
        &Built::new()
            .paths("2026-10-25", &[("/", 100, 40)])
            .paths("2026-11-01", &[("/", 500, 90)])
            .paths("2026-11-08", &[("/", 450, 50), ("/wiki", 30, 5)])
            .paths("2026-11-22", &[("/", 20, 9)])
            .0,
    );
    let all = analysis.paths.all_time.expect("captured");
    assert_eq!(
        (all.captures, all.first, all.last),
        (4, day("2026-10-25"), day("2026-11-22"))
    );
    let row = |name: &str, count, windows, most| AllTimeRow {
        is_crawler: false,
        name: Untrusted::new(name),
        count,
        windows,
        most_uniques: Uniques::new(most),
    };
    // 25 Oct, 8 and 22 Nov bring 570; the largest window of all, 1 Nov, would only bring 520 with 22 Nov.
    assert_eq!(all.rows, [row("/", 570, 3, 90), row("/wiki", 30, 1, 5)]);
}

#[test]
fn clones_stand_out_alone_only_where_the_views_are_known() {
    let mut clones = rhythm();
    clones[november(17)] = Some((1100, 600));
    let built = |views: &[Option<(u64, u64)>]| {
        let built = Built::new().days(VIEWS, "2026-09-07", views);
        Analysis::new(&built.days(Metric::Clones, "2026-09-07", &clones).0)
    };
    let is_burst = |views: &[Option<(u64, u64)>]| {
        let analysis = built(views);
        let [spike] = &analysis.clones.spikes[..] else {
            panic!("one spike: {:?}", analysis.clones.spikes);
        };
        analysis.is_burst_of_clones(spike)
    };
    let mut views = rhythm();
    assert!(is_burst(&views));
    views[november(17)] = None;
    assert!(!is_burst(&views), "nothing is known of the views");
    views[november(17)] = Some((1100, 600));
    assert!(!is_burst(&views), "the views stand out, too");
    assert!(!is_burst(&rhythm()[..november(17)]), "the views end before");
    let mut late = rhythm();
    late[..=november(17)].fill(None);
    assert!(!is_burst(&late), "the views begin after");
    let mut clones = clones.clone();
    clones[november(18)] = Some((1100, 600));
    let two_days = |unknown: std::ops::Range<usize>| {
        let mut views = rhythm();
        views[unknown].fill(None);
        let built = Built::new().days(VIEWS, "2026-09-07", &views);
        let analysis = Analysis::new(&built.days(Metric::Clones, "2026-09-07", &clones).0);
        analysis.is_burst_of_clones(&analysis.clones.spikes[0])
    };
    assert!(two_days(0..0));
    assert!(!two_days(0..november(18)), "the views begin on its second day");
    assert!(!two_days(november(18)..77), "the views end on its first day");
    assert!(!built(&views).views.is_by_crawlers(day("2026-11-17")));
}

#[test]
fn a_spike_that_a_crawler_brought_is_known_by_its_days() {
    let mut views = rhythm();
    views[november(17)] = Some((1100, 600));
    let mut built = Built::new().days(VIEWS, "2026-09-07", &views);
    built = built.referrers("2026-11-17", &[("Google", 20, 9)]);
    built = built.referrers("2026-11-18", &[("Google", 20, 9), ("aocr.org", 1000, 900)]);
    let views = Analysis::new(&built.0).views;
    assert!(views.spikes[0].is_by_crawlers(), "{:?}", views.spikes);
    let by_crawlers = ["2026-11-16", "2026-11-17", "2026-11-18"].map(|on| views.is_by_crawlers(day(on)));
    assert_eq!(by_crawlers, [false, true, false]);
    assert!(views.has_crawlers_in(Days::new(day("2026-11-10"), day("2026-11-17"))));
    assert!(!views.has_crawlers_in(Days::new(day("2026-11-10"), day("2026-11-16"))));
}

#[test]
fn a_spike_is_far_above_the_usual_by_every_measure() {
    // Ten weeks, each with one count a day, then the day in question and three usual ones.
    let has_spike = |weeks: [u64; 2], count: u64| {
        let week = |day: usize| Some((weeks[day / 7 % 2], 1));
        let mut views: Vec<Option<(u64, u64)>> = (0..74).map(week).collect();
        views[70] = Some((count, 1));
        !Analysis::new(&Built::new().days(VIEWS, "2026-09-07", &views).0)
            .views
            .spikes
            .is_empty()
    };
    for (weeks, least, why) in [
        ([100, 100], 180, "1.8 times the usual"),
        ([4, 4], 24, "20 more than usual"),
        ([25, 25], 50, "five square roots above the usual"),
        (
            [100, 160],
            353,
            "five deviations above the usual: 130 + 5 · 1.4826 · 30",
        ),
    ] {
        assert!(!has_spike(weeks, least - 1) && has_spike(weeks, least), "{why}");
    }
}
