//! PURE. How numbers, dates and changes are worded, the same everywhere. Imports `domain` and the Markdown writer.

use super::markdown::{Inline, ToInline, fill};
use crate::domain::Date;
use crate::domain::analysis::{Change, Days, Total};
use crate::domain::traffic::Uniques;

/// What stands where nobody can know a number.
pub(super) const UNKNOWN: &str = "–";

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
const WHOLE_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl ToInline for u64 {
    /// With thousands separators: `3,412`.
    fn to_inline(&self) -> Inline {
        Inline::formatted(grouped(*self))
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
    /// `17 Nov 2026`.
    fn to_inline(&self) -> Inline {
        Inline::formatted(format!("{} {} {}", self.day(), name(&MONTHS, *self), self.year()))
    }
}

impl ToInline for Days {
    /// `8–21 Nov 2026`, `25 Oct – 7 Nov 2026`, `25 Dec 2025 – 7 Jan 2026`, or the one day.
    fn to_inline(&self) -> Inline {
        let (first, last) = (self.first, self.last);
        if first == last {
            return last.to_inline();
        }
        if first.year() != last.year() {
            return fill("{} – {}", &[&first, &last]);
        }
        if first.month() == last.month() {
            return Inline::formatted(format!(
                "{}–{} {} {}",
                first.day(),
                last.day(),
                name(&MONTHS, last),
                last.year()
            ));
        }
        Inline::formatted(format!(
            "{} {} – {} {} {}",
            first.day(),
            name(&MONTHS, first),
            last.day(),
            name(&MONTHS, last),
            last.year()
        ))
    }
}

impl<T: ToInline> ToInline for Option<T> {
    /// The value, or the sign for what nobody knows.
    fn to_inline(&self) -> Inline {
        self.as_ref().map_or_else(|| UNKNOWN.to_inline(), ToInline::to_inline)
    }
}

/// `3,412`.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn name(names: &[&'static str; 12], day: Date) -> &'static str {
    names[usize::from(day.month().unsigned_abs()).clamp(1, 12) - 1]
}

/// `17 Nov`, where the year is told beside it.
pub(super) fn short_day(day: Date) -> Inline {
    Inline::formatted(format!("{} {}", day.day(), name(&MONTHS, day)))
}

/// `17 Nov` within a year of `near`, else with its own year.
pub(super) fn day_near(day: Date, near: Option<Date>) -> Inline {
    match near {
        Some(near) if near.year() == day.year() => short_day(day),
        _ => day.to_inline(),
    }
}

/// `November 2026`.
pub(super) fn month(day: Date) -> Inline {
    Inline::formatted(format!("{} {}", name(&WHOLE_MONTHS, day), day.year()))
}

/// `Nov 2026`, which does not break in a table.
pub(super) fn short_month(day: Date) -> Inline {
    Inline::formatted(format!("{} {}", name(&MONTHS, day), day.year())).unbroken()
}

/// `November`.
pub(super) fn month_alone(day: Date) -> Inline {
    Inline::formatted(name(&WHOLE_MONTHS, day).to_owned())
}

/// `Mon`: the short name of the weekday.
pub(super) fn weekday(day: Date) -> Inline {
    let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let index = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or(0);
    Inline::formatted(names[index.min(6)].to_owned())
}

/// `1 view`, `3,412 views`.
pub(super) fn counted(number: u64, one: &'static str, many: &'static str) -> Inline {
    fill("{} {}", &[&number, if number == 1 { &one } else { &many }])
}

/// `once`, `twice`, `432 times`.
pub(super) fn times(number: u64) -> Inline {
    match number {
        1 => "once".to_inline(),
        2 => "twice".to_inline(),
        number => fill("{} times", &[&number]),
    }
}

/// A change in a table: `▲ 18%`, `▼ 3%`, `=`, `▲ ×12`; nothing where there is nothing to compare.
pub(super) fn arrow(change: Option<Change>) -> Inline {
    let Some(change) = change else {
        return Inline::default();
    };
    let size = change.percent().unsigned_abs();
    let said = match change.percent() {
        0 => "=".to_inline(),
        1000.. => fill("▲ ×{}", &[&factor(change)]),
        1.. => fill("▲ {}%", &[&size]),
        _ => fill("▼ {}%", &[&size]),
    };
    said.unbroken()
}

/// A change in a sentence: `up 18%`, `down 3%`, `much the same`, `up to 12 times as many`.
pub(super) fn change_phrase(change: Change) -> Inline {
    let size = change.percent().unsigned_abs();
    match change.percent() {
        0 => "much the same".to_inline(),
        1000.. => fill("up to {} times as many", &[&factor(change)]),
        1.. => fill("up {}%", &[&size]),
        _ => fill("down {}%", &[&size]),
    }
}

fn factor(change: Change) -> u64 {
    (change.now.saturating_add(change.before / 2)) / change.before.max(1)
}

/// A sum with the days that it misses: `3,412`, `3,102 (13 of 14 days)`, `–`.
pub(super) fn total(total: &Total) -> Inline {
    let count = total.count.to_inline();
    if total.count.is_none() || total.known_days == total.days.length() {
        return count;
    }
    fill(
        "{} {}",
        &[
            &count,
            &fill(
                "({}\u{a0}of\u{a0}{}\u{a0}days)",
                &[&total.known_days, &total.days.length()],
            )
            .small(),
        ],
    )
}

/// Tenths of a percent: `99.7%`, `100%`.
pub(super) fn permille(permille: u32) -> Inline {
    match permille % 10 {
        0 => fill("{}%", &[&(permille / 10)]),
        tenth => fill("{}.{}%", &[&(permille / 10), &tenth]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a date")
    }

    fn same(said: &Inline, text: &'static str) {
        assert_eq!(*said, Inline::from(text));
    }

    #[test]
    fn thousands_are_separated() {
        let numbers = [0, 7, 999, 1_000, 12_345, 123_456, 1_234_567].map(grouped);
        assert_eq!(numbers, ["0", "7", "999", "1,000", "12,345", "123,456", "1,234,567"]);
    }

    #[test]
    fn ranges_tell_each_part_of_a_date_once() {
        let days = |first, last| Days::new(day(first), day(last)).to_inline();
        same(&days("2026-11-09", "2026-11-22"), "9–22 Nov 2026");
        same(&days("2026-10-25", "2026-11-07"), "25 Oct – 7 Nov 2026");
        same(&days("2025-12-25", "2026-01-07"), "25 Dec 2025 – 7 Jan 2026");
        same(&days("2026-11-22", "2026-11-22"), "22 Nov 2026");
        same(&day_near(day("2026-11-17"), Some(day("2026-11-22"))), "17 Nov");
        same(&day_near(day("2025-12-31"), Some(day("2026-01-02"))), "31 Dec 2025");
    }

    #[test]
    fn changes_are_worded_by_their_size() {
        let said = |before, now| {
            let change = Change::new(before, now).expect("a base");
            (arrow(Some(change)), change_phrase(change))
        };
        let texts =
            |arrow: &'static str, change_phrase: &'static str| (Inline::from(arrow), Inline::from(change_phrase));
        assert_eq!(said(100, 118), texts("▲\u{a0}18%", "up 18%"));
        assert_eq!(said(100, 97), texts("▼\u{a0}3%", "down 3%"));
        assert_eq!(said(1000, 1001), texts("=", "much the same"));
        assert_eq!(said(10, 123), texts("▲\u{a0}×12", "up to 12 times as many"));
        same(&arrow(None), "");
    }

    #[test]
    fn plurals_and_tenths() {
        same(&counted(1, "view", "views"), "1 view");
        same(&counted(0, "view", "views"), "0 views");
        same(&times(2), "twice");
        same(&permille(997), "99.7%");
        same(&permille(1000), "100%");
    }
}
