//! How much of the last 14 days known crawlers brought, worked out by hand.

use traffic_ledger::domain::analysis::{Analysis, Days};
use traffic_ledger::domain::state::{CrawlerShare, State};
use traffic_ledger::domain::traffic::Metric;

use crate::analysis_histories::{Built, day};

/// A hundred views a day in the four weeks up to 28 November.
fn month() -> Built {
    Built::new()
        .same_days(Metric::Views, "2026-11-01", 28, 100, 50)
        .captured("2026-11-29")
}

fn state(built: &Built) -> State {
    State::new(&built.0, &Analysis::new(&built.0))
}

fn shares(share: Option<CrawlerShare>) -> Option<(u64, Option<u64>, Option<u64>)> {
    share.map(|share| (share.views, share.of, share.percent()))
}

#[test]
fn the_newest_list_and_the_one_of_the_days_before_say_how_much_crawlers_brought() {
    let built = month()
        .referrers("2026-11-15", &[("Google", 200, 9), ("aocr.org", 140, 99)])
        .referrers(
            "2026-11-29",
            &[("www.aocr.org", 200, 150), ("aocr.org", 159, 99), ("Google", 100, 9)],
        );
    let state = state(&built);
    assert_eq!(
        state.crawlers.as_ref().and_then(|share| share.days),
        Some(Days::ending(day("2026-11-28"), 14))
    );
    assert_eq!(shares(state.crawlers), Some((359, Some(1_400), Some(25))));
    assert_eq!(shares(state.crawlers_before), Some((140, Some(1_400), Some(10))));
}

#[test]
fn an_old_list_says_nothing_of_now() {
    let state = state(&month().referrers("2026-11-28", &[("aocr.org", 350, 300)]));
    assert_eq!((shares(state.crawlers), shares(state.crawlers_before)), (None, None));
}

#[test]
fn without_all_views_there_is_no_share() {
    let mut built = month().referrers("2026-11-29", &[("aocr.org", 350, 300)]);
    built.0.days.remove(&day("2026-11-20"));
    assert_eq!(shares(state(&built).crawlers), Some((350, None, None)));
    // More than there were.
    let built = month().referrers("2026-11-29", &[("aocr.org", 1_401, 300)]);
    assert_eq!(shares(state(&built).crawlers), Some((1_401, None, None)));
    let built = month().referrers("2026-11-29", &[("aocr.org", 1_400, 300)]);
    assert_eq!(shares(state(&built).crawlers), Some((1_400, Some(1_400), Some(100))));
    let none = CrawlerShare {
        crawlers: Vec::new(),
        views: 0,
        of: Some(0),
        days: None,
    };
    assert_eq!(none.percent(), None);
}
