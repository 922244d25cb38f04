//! PURE. The formats of [`crate::format`] as inline Markdown, and the phrases that the sections share.

use super::markdown::{Inline, ToInline, fill};
use crate::domain::Date;
use crate::domain::analysis::{Change, Days, Total};
use crate::domain::traffic::{Metric, Uniques};
use crate::format;
use crate::format::UNKNOWN;

impl ToInline for u64 {
    fn to_inline(&self) -> Inline {
        Inline::formatted(format::grouped(*self))
    }
}

impl ToInline for u32 {
    fn to_inline(&self) -> Inline {
        u64::from(*self).to_inline()
    }
}

impl ToInline for Uniques {
    fn to_inline(&self) -> Inline {
        self.get().to_inline()
    }
}

impl ToInline for Date {
    fn to_inline(&self) -> Inline {
        Inline::formatted(format::date(*self))
    }
}

impl ToInline for Days {
    fn to_inline(&self) -> Inline {
        Inline::formatted(format::date_range(self.first, self.last))
    }
}

impl<T: ToInline> ToInline for Option<T> {
    /// The value, or the sign for what cannot be known.
    fn to_inline(&self) -> Inline {
        self.as_ref().map_or_else(|| UNKNOWN.to_inline(), ToInline::to_inline)
    }
}

/// `17 Nov` in the year of `context`, else with its own year.
pub(super) fn date_near(date: Date, context: Date) -> Inline {
    Inline::formatted(format::date_near(date, context))
}

/// `November 2026`.
pub(super) fn month(date: Date) -> Inline {
    Inline::formatted(format!("{} {}", format::full_month(date), date.year()))
}

/// `November`.
pub(super) fn month_alone(date: Date) -> Inline {
    format::full_month(date).to_inline()
}

/// `Nov 2026`, which does not break in a table.
pub(super) fn short_month(date: Date) -> Inline {
    Inline::formatted(format!("{} {}", format::month(date), date.year())).unbroken()
}

/// `1 view`, `3,412 views`.
pub(super) fn counted(number: u64, one: &'static str, many: &'static str) -> Inline {
    Inline::formatted(format::counted(number, one, many))
}

/// The numeric id of a repository, which is a name and no amount: without separators.
pub(super) fn repository_id(id: u64) -> Inline {
    Inline::formatted(id.to_string())
}

/// `1 view`, `3,412 clones`.
pub(super) fn counted_metric(metric: Metric, count: u64) -> Inline {
    match metric {
        Metric::Views => counted(count, "view", "views"),
        Metric::Clones => counted(count, "clone", "clones"),
    }
}

/// `once`, `432 times`.
pub(super) fn times(number: u64) -> Inline {
    Inline::formatted(format::times(number))
}

/// A change in a table, such as `▲ 18%`; nothing where there is nothing to compare.
pub(super) fn arrow(change: Option<Change>) -> Inline {
    change.map_or_else(Inline::default, |change| {
        Inline::formatted(format::change_arrow(change)).unbroken()
    })
}

/// A change in a sentence, such as `up 18%`; goes before "from".
pub(super) fn change_phrase(change: Change) -> Inline {
    Inline::formatted(format::change_phrase(change))
}

/// The daily mean of a period, such as `41` or `0.4`; the sign for what cannot be known without a whole day.
pub(super) fn daily_mean(total: &Total) -> Inline {
    let (sum, days) = (total.whole_count(), u64::from(total.whole_days()));
    match days {
        0 => UNKNOWN.into(),
        days if sum > 0 && sum.saturating_mul(20) < days => "under 0.1".into(),
        days => Inline::formatted(format::quotient(sum, days)),
    }
}

/// The same in a table beside the sum, with the days that it is of where these are fewer: `835 (3 whole days)`.
pub(super) fn daily_mean_with_days(total: &Total) -> Inline {
    let mean = daily_mean(total);
    match total.whole_days() {
        whole if whole > 0 && whole < total.known_days => {
            let days = fill("({})", &[&counted(u64::from(whole), "whole day", "whole days")]);
            fill("{} {}", &[&mean, &days.unbroken().small()])
        }
        _ => mean,
    }
}

/// `99.7%`.
pub(super) fn permille(permille: u32) -> Inline {
    Inline::formatted(format::permille(permille))
}

/// A sum with the days that it covers where some are unknown or were seen in part: `3,412`, `3,102 (13 of 14 days)`,
/// `3,102 (13 of 14 days, 2 in part)`, `3,102 (2 days in part)`, `–`.
pub(super) fn total(total: &Total) -> Inline {
    let count = total.count.to_inline();
    let (known, days, partial) = (total.known_days, total.days.length(), total.partial_days);
    let basis = match (total.count.is_some() && known < days, partial) {
        (false, 0) => return count,
        (true, 0) => fill("({} of {} days)", &[&known, &days]),
        (true, partial) => fill("({} of {} days, {} in part)", &[&known, &days, &partial]),
        (false, partial) => fill("({} in part)", &[&counted(u64::from(partial), "day", "days")]),
    };
    fill("{} {}", &[&count, &basis.unbroken().small()])
}
