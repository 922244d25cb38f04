//! What the report says where something is older than the rest: a metric, a list, a counter, a level.

use traffic_ledger::domain::top_list::RepoCounters;
use traffic_ledger::domain::traffic::Metric;
use traffic_ledger::domain::{Date, monday_of, plus_days};

use crate::analysis_histories::{Built, day, noon};
use crate::report::{render, summary};

/// As many days with the same numbers that end on `last`.
fn days_until(built: Built, metric: Metric, last: &str, length: u32, count: u64) -> Built {
    let first: Date = plus_days(day(last), 1 - i64::from(length));
    built.same_days(metric, &first.to_string(), length as usize, count, 5)
}

/// Six weeks of views and of clones that end on these days, last read on 10 Jun 2026 from a GitHub that lists every day.
fn ending(views: &str, clones: &str) -> Built {
    let mut built = Built::new().captured("2026-06-10");
    built.0.lists_every_day = true;
    let built = days_until(built, Metric::Views, views, 42, 100);
    days_until(built, Metric::Clones, clones, 42, 21)
}

/// The paragraphs between the title and the table.
fn lead(built: &Built) -> Vec<String> {
    let markdown = render(built);
    let paragraphs = markdown.lines().skip(1).filter(|line| !line.is_empty());
    paragraphs
        .take_while(|line| !line.starts_with('|'))
        .map(str::to_owned)
        .collect()
}

#[test]
fn clones_that_end_long_before_the_views_are_not_part_of_their_sentence() {
    assert_eq!(
        lead(&ending("2026-06-09", "2026-04-09")),
        [
            "**1,400 views in 14 days (27 May – 9 Jun 2026), unchanged from the previous 14 days.** Clones are known only \
             up to 9 Apr 2026.",
            "⚠ The newest day of clones that GitHub had published whole at the last snapshot is 9 Apr 2026, 62 days \
             earlier; one to three days are normal.",
        ]
    );
}

#[test]
fn clones_that_end_on_another_day_than_the_views_name_their_days() {
    assert_eq!(
        lead(&ending("2026-06-09", "2026-06-07")),
        [
            "**1,400 views in 14 days (27 May – 9 Jun 2026), unchanged from the previous 14 days.** Cloned 294 times \
             (25 May – 7 Jun 2026), unchanged."
        ]
    );
    let mut none = Built::new().captured("2026-06-10");
    none.0.lists_every_day = true;
    let none = days_until(none, Metric::Views, "2026-06-09", 42, 100);
    let none = days_until(none, Metric::Clones, "2026-06-08", 42, 0);
    assert!(
        lead(&none)[0].ends_with(" No clones in 14 days (26 May – 8 Jun 2026)."),
        "{none:?}",
        none = lead(&none)
    );
}

#[test]
fn old_views_are_warned_of_although_clones_are_fresh() {
    assert_eq!(
        lead(&ending("2026-04-09", "2026-06-09")),
        [
            "**1,400 views in 14 days (27 Mar – 9 Apr 2026), unchanged from the previous 14 days.** Cloned 294 times \
             (27 May – 9 Jun 2026), unchanged.",
            "⚠ The newest day of views that GitHub had published whole at the last snapshot is 9 Apr 2026, 62 days \
             earlier; one to three days are normal.",
        ]
    );
    assert_eq!(
        lead(&ending("2026-04-09", "2026-04-19"))[1],
        "⚠ The newest day of views that GitHub had published whole at the last snapshot is 9 Apr 2026, 62 days earlier, \
         and that of clones is 19 Apr 2026, 52 days earlier; one to three days are normal."
    );
}

#[test]
fn a_metric_that_may_just_be_quiet_is_not_warned_of() {
    let mut leaves_out = ending("2026-06-09", "2026-04-09");
    leaves_out.0.lists_every_day = false;
    assert_eq!(lead(&leaves_out).len(), 1, "GitHub leaves out days without clones");
    let not_confirmed = (0..14).fold(ending("2026-06-09", "2026-05-26"), |built, back| {
        built.provisional(Metric::Clones, &plus_days(day("2026-06-09"), -back).to_string())
    });
    assert_eq!(lead(&not_confirmed).len(), 1, "a window of zeros is an answer");
}

#[test]
fn days_that_are_known_in_part_only_are_not_published_whole() {
    let mut built = days_until(Built::new(), Metric::Views, "2026-03-15", 28, 100).captured("2026-04-09");
    for offset in 1..=24 {
        let on = plus_days(day("2026-03-15"), offset).to_string();
        built = built.partial(Metric::Views, &on, 100, 5);
    }
    assert_eq!(
        lead(&built)[1],
        "⚠ The newest day that GitHub had published whole at the last snapshot is 15 Mar 2026, 25 days earlier; one to \
         three days are normal. Later days are known only in part."
    );
}

#[test]
fn a_level_that_is_gone_is_no_new_level() {
    let level = |after: u64| {
        let built = days_until(Built::new(), Metric::Views, "2026-03-31", 71, 10);
        let built = days_until(built, Metric::Views, "2026-04-14", 14, 30);
        render(&days_until(built, Metric::Views, "2026-06-16", 63, after).captured("2026-06-17"))
    };
    for (after, is_news) in [(30, true), (19, true), (17, false), (12, false)] {
        let says = level(after).contains("**New level since 1 Apr 2026**: about 30 views a day instead of 10.");
        assert_eq!(says, is_news, "{after} views a day in the end");
    }
}

/// Views of every day, and lists of referrers that end on 14 Apr 2026 with a new one.
fn with_new_referrer(captured: &str) -> Built {
    let last = plus_days(day(captured), -1).to_string();
    days_until(Built::new(), Metric::Views, &last, 42, 100)
        .captured(captured)
        .referrers("2026-03-01", &[("Google", 10, 3)])
        .referrers("2026-03-15", &[("Google", 10, 3)])
        .referrers("2026-04-14", &[("Google", 10, 3), ("odd.example", 10, 3)])
}

#[test]
fn new_referrers_are_those_of_the_four_weeks_before_the_last_snapshot() {
    for (captured, is_news) in [
        ("2026-04-15", true),
        ("2026-05-11", true),
        ("2026-05-12", false),
        ("2026-09-01", false),
    ] {
        let says =
            render(&with_new_referrer(captured)).contains("**New referrer** in the last four weeks: `odd.example`.");
        assert_eq!(says, is_news, "{captured}");
    }
}

#[test]
fn a_list_that_is_not_current_says_so() {
    let remark = "Not current: the newest list of referrers is of 14 Apr 2026, 140 days before the last snapshot.";
    for markdown in [render, summary].map(|write| write(&with_new_referrer("2026-09-01"))) {
        assert!(markdown.contains(remark), "{markdown}");
    }
    for captured in ["2026-04-15", "2026-04-28"] {
        let built = with_new_referrer(captured);
        assert!(
            !(render(&built) + &summary(&built)).contains("Not current"),
            "{captured}"
        );
    }
}

#[test]
fn a_counter_that_was_read_on_another_day_names_it() {
    let mut built = days_until(Built::new(), Metric::Views, "2026-07-12", 42, 100).captured("2026-07-13");
    for (on, downloads) in [("2026-02-09", Some(7)), ("2026-03-09", Some(11)), ("2026-07-13", None)] {
        let counters = RepoCounters {
            captured: noon(on),
            stars: Some(10),
            forks: Some(9),
            downloads,
        };
        built.0.counters.insert(monday_of(day(on)), counters);
    }
    let markdown = render(&built);
    let counters = "On 13 Jul 2026: **10 stars** (unchanged since 9 Mar) · **9 forks** (unchanged since 9 Mar) · **11 \
                    release downloads** (on 9 Mar; +4 since 9 Feb).";
    assert!(markdown.contains(counters), "{markdown}");
}
