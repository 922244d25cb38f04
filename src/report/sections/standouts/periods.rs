//! PURE. The last month, the last year and the current streak.

use crate::domain::analysis::{Analysis, Days};
use crate::domain::{days_between, plus_days};
use crate::report::markdown::{Inline, fill, listed};
use crate::report::phrases::{change_phrase, counted, daily_mean, month, month_alone};

/// A complete month is news for this many days.
const MONTH_IS_NEWS: i64 = 45;
/// A streak of days with views gets a line from this length on.
const LONG_STREAK: u32 = 28;

/// The newest complete calendar month.
pub(super) fn last_month(analysis: &Analysis) -> Option<Inline> {
    let newest = analysis.views.newest?;
    let last = analysis.months.iter().rev().find(|month| month.days.last <= newest)?;
    let count = last
        .views
        .count
        .filter(|count| *count > 0 && last.views.is_nearly_whole())?;
    if days_between(last.days.last, newest) > MONTH_IS_NEWS {
        return None;
    }
    let first = last.days.first;
    let mut changes = Vec::new();
    if let Some(change) = last.views_change {
        let before = month_alone(plus_days(first, -1));
        changes.push(fill("{} from {}", &[&change_phrase(change), &before]));
    }
    if let Some(change) = last.views_year_change {
        let year_before = month(plus_days(first, -360).first_of_month());
        changes.push(fill("{} from {}", &[&change_phrase(change), &year_before]));
    }
    let changes = match changes.as_slice() {
        [] => Inline::default(),
        changes => fill(", {}", &[&listed(changes)]),
    };
    let views = counted(count, "view", "views");
    let views = match last.views.known_days == last.days.length() {
        true => views,
        false => fill(
            "{} on {} of {} days",
            &[&views, &last.views.known_days, &last.days.length()],
        ),
    };
    let before = Days::new(plus_days(first, -1).first_of_month(), plus_days(first, -1));
    let crawled = |days: Days| analysis.views.has_crawlers_in(days);
    let crawlers = match (crawled(last.days), crawled(before)) {
        (true, _) => " Known crawlers brought a spike of it.".into(),
        (false, true) if last.views_change.is_some() => {
            fill(" Known crawlers brought a spike of {}.", &[&month_alone(before.first)])
        }
        _ => Inline::default(),
    };
    // Partial days are part of the sum and not of the mean.
    let per_day = match last.views.partial_days {
        0 => "a day",
        _ => "a day on those seen whole",
    };
    Some(fill(
        "**{}**: {}, {} {}{}.{}",
        &[
            &month(first),
            &views,
            &daily_mean(&last.views),
            &per_day,
            &changes,
            &crawlers,
        ],
    ))
}

/// The last 365 days and the 365 before.
pub(super) fn year_over_year(analysis: &Analysis) -> Option<Inline> {
    let year = analysis.views.year?;
    Some(fill(
        "**Year over year**: {} views a day in the 365 days up to {}, {} a day in the 365 days before ({}).",
        &[
            &daily_mean(&year.now),
            &year.now.days.last,
            &daily_mean(&year.before),
            &change_phrase(year.change),
        ],
    ))
}

/// The current streak of days with views.
pub(super) fn streak(analysis: &Analysis) -> Option<Inline> {
    let streak = analysis.streaks.current.filter(|days| days.length() >= LONG_STREAK)?;
    Some(fill(
        "**Viewed every day** since {}: {} days in a row.",
        &[&streak.first, &streak.length()],
    ))
}
