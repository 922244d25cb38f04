//! PURE. How it stands with the numbers, in sentences: the same for the report, the step summary and the log of a run.

use crate::domain::analysis::Days;
use crate::domain::repository_state::RepositoryStatus;
use crate::domain::state::{CloneSwarm, CrawlerShare, Freeze, State};
use crate::domain::traffic::Metric;
use crate::domain::{Date, plus_days};
use crate::format;

use super::markdown::{Inline, fill, listed};
use super::phrases::counted;

/// Doubtful zeros are news while GitHub's window can still hold them: 14 days, up to four days late.
const RECENT_DAYS: u32 = 18;

/// What GitHub has published nothing of: `nothing`, `no views`, `no clones`.
fn missing(freeze: Freeze) -> String {
    freeze
        .metric
        .map_or("nothing".to_owned(), |metric| format!("no {}", metric.word()))
}

/// That GitHub stands still, at a capture on `today`: what it has not published and since when.
#[must_use]
pub fn frozen(freeze: Freeze, today: Date) -> String {
    let last = format::date_near(freeze.last, today);
    format!(
        "GitHub has published {} since {last} (its answers are fine)",
        missing(freeze)
    )
}

/// `, all public ones`, where some repositories are all of those that are known to be public, and no others; the same of private
/// ones.
#[must_use]
pub fn which(some: &[Option<RepositoryStatus>], all: &[Option<RepositoryStatus>]) -> &'static str {
    let are_all = |is_one: fn(RepositoryStatus) -> bool| {
        let number = |of: &[Option<RepositoryStatus>]| of.iter().flatten().filter(|status| is_one(**status)).count();
        some.len() < all.len() && number(some) == some.len() && number(all) == some.len()
    };
    match (
        are_all(RepositoryStatus::is_public),
        are_all(RepositoryStatus::is_private),
    ) {
        (true, _) => ", all public ones",
        (_, true) => ", all private ones",
        _ => "",
    }
}

/// What that means for the days that are missing.
#[must_use]
pub fn what_a_freeze_loses(freeze: Freeze, today: Date) -> String {
    let first = plus_days(freeze.last, 1);
    match freeze.days_left {
        0 => "Nothing is lost if it goes on today; from tomorrow on its window may no longer cover all of these days"
            .to_owned(),
        left if left > 0 => format!(
            "Nothing is lost while its window still covers these days, until {}: {} left",
            format::date_near(plus_days(today, left), today),
            format::counted(left.unsigned_abs(), "day", "days")
        ),
        left => {
            let lost = Days::new(first, plus_days(first, -left - 1));
            let lost = match lost.length() {
                1 => format::date_near(lost.last, today),
                _ => format!(
                    "{} to {}",
                    format::date_near(lost.first, today),
                    format::date_near(lost.last, today)
                ),
            };
            format!("Its window may no longer cover {lost}: what it has not published by now may be lost")
        }
    }
}

/// That zeros cannot be believed.
#[must_use]
pub fn doubtful(metric: Metric, days: Days) -> String {
    let (on, these) = match days.length() {
        1 => ("on", "this day"),
        _ => ("on each day of", "these days"),
    };
    format!(
        "GitHub's answer is 0 {} {on} {}, which the weeks before make nearly impossible; {these} {} as unknown",
        metric.word(),
        format::date_range(days.first, days.last),
        if days.length() == 1 { "counts" } else { "count" }
    )
}

/// The sentences at the top of a report: a freeze, doubtful zeros of the last 14 days, crawlers, clones in bursts.
pub(super) fn opening(state: &State) -> Vec<Inline> {
    let Some(today) = state.captured_day() else {
        return Vec::new();
    };
    let mut sentences: Vec<Inline> = Vec::new();
    for freeze in state.freezes() {
        let what = Inline::formatted(format!("⚠ {}.", frozen(freeze, today))).bold();
        let loses = Inline::formatted(format!("{}.", what_a_freeze_loses(freeze, today)));
        sentences.push(fill("{} {}", &[&what, &loses]));
    }
    let recent = Days::ending(today, RECENT_DAYS);
    for metric in Metric::ALL {
        let doubts = state.doubtful.of(metric).iter();
        for days in doubts.filter(|days| days.overlaps(recent)) {
            sentences.push(Inline::formatted(format!("⚠ {}.", doubtful(metric, *days))));
        }
    }
    sentences.extend(state.crawlers.as_ref().map(crawler_share));
    sentences.extend(state.crawlers_before.as_ref().and_then(crawler_share_before));
    sentences.extend(state.clone_swarm.as_ref().map(clone_swarm));
    sentences
}

/// How many views crawlers brought, at least.
pub(super) fn crawler_share(share: &CrawlerShare) -> Inline {
    let who = crawlers(share);
    match share.of {
        Some(all) => fill(
            "At least {} of {} in these 14 days came from {}.",
            &[&share.views, &counted(all, "view", "views"), &who],
        ),
        None => fill(
            "At least {} in 14 days came from {}.",
            &[&counted(share.views, "view", "views"), &who],
        ),
    }
}

/// The same of the days before, where it is enough to say something about the comparison.
fn crawler_share_before(share: &CrawlerShare) -> Option<Inline> {
    const LEAST_PERCENT: u64 = 10;
    let all = share.of?;
    let counts = share.percent().is_some_and(|percent| percent >= LEAST_PERCENT);
    counts.then(|| {
        fill(
            "Of the 14 days before, with which these are compared, at least {} of {} came from {}.",
            &[&share.views, &counted(all, "view", "views"), &crawlers(share)],
        )
    })
}

/// Who brought the views: `a known crawler (NAME)`.
fn crawlers(share: &CrawlerShare) -> Inline {
    const MOST_NAMES: usize = 3;
    let names: Vec<Inline> = share
        .crawlers
        .iter()
        .take(MOST_NAMES)
        .map(|(name, _)| Inline::code(name, 40))
        .collect();
    let who = match share.crawlers.len() {
        1 => "a known crawler",
        _ => "known crawlers",
    };
    fill("{} ({})", &[&who, &listed(&names)])
}

/// How many clones came in bursts without views, with how that is estimated.
fn clone_swarm(swarm: &CloneSwarm) -> Inline {
    fill(
        "An estimated {} of {} in these 14 days came in bursts without more views than usual, as registry mirrors and build \
         farms make them (clones above the usual of their weekday).",
        &[&swarm.clones, &counted(swarm.of, "clone", "clones")],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().expect("a day")
    }

    #[test]
    fn a_freeze_says_what_is_missing_and_how_long_nothing_is_lost() {
        let today = date("2026-10-01");
        let text = |metric, days_left| {
            let freeze = Freeze {
                metric,
                last: date("2026-09-23"),
                days_left,
            };
            format!("{}. {}.", frozen(freeze, today), what_a_freeze_loses(freeze, today))
        };
        assert_eq!(
            text(None, 6),
            "GitHub has published nothing since 23 Sep (its answers are fine). Nothing is lost while its window still covers \
             these days, until 7 Oct: 6 days left."
        );
        assert!(text(Some(Metric::Clones), 1).starts_with("GitHub has published no clones since 23 Sep"));
        assert!(text(None, 1).ends_with(": 1 day left."));
        assert!(text(None, 0).contains("if it goes on today"));
        assert!(text(None, -1).contains("may no longer cover 24 Sep:"));
        assert!(text(None, -3).contains("may no longer cover 24 Sep to 26 Sep:"));
    }

    #[test]
    fn doubtful_zeros_are_githubs_answer_and_unknown() {
        let days = |first, last| Days::new(date(first), date(last));
        assert_eq!(
            doubtful(Metric::Clones, days("2026-06-03", "2026-06-05")),
            "GitHub's answer is 0 clones on each day of 3–5 Jun 2026, which the weeks before make nearly impossible; these days \
             count as unknown"
        );
        assert!(doubtful(Metric::Views, days("2026-06-03", "2026-06-03")).ends_with("; this day counts as unknown"));
    }
}
