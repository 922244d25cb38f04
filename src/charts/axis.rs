//! PURE. The ticks of axes: steps of 1, 2 or 5 × 10ⁿ for values; days, Mondays, months, quarters and years for time.

use crate::charts::text_width;
use crate::domain::{Date, days_between, monday_of, plus_days};
use crate::format::{self, Scale};

/// A value axis that starts at zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ValueAxis {
    /// From tick to tick.
    pub step: u64,
    /// The last tick, not below the largest value.
    pub top: u64,
}

impl ValueAxis {
    /// Ticks for values up to `max`, in at most `most` steps.
    #[must_use]
    pub fn new(max: u64, most: u64) -> Self {
        let mut unit: u64 = 1;
        let step = loop {
            let fits = [1, 2, 5]
                .into_iter()
                .filter_map(|digit| unit.checked_mul(digit))
                .find(|step| max.div_ceil(*step) <= most);
            match (fits, unit.checked_mul(10)) {
                (Some(step), _) => break step,
                (None, Some(next)) => unit = next,
                (None, None) => break u64::MAX,
            }
        };
        let steps = max.div_ceil(step).max(1);
        Self {
            step,
            top: step.saturating_mul(steps),
        }
    }

    /// The width of the labels with their margin, in tenths of a pixel.
    #[must_use]
    pub fn label_width(self) -> i32 {
        let widths = self.ticks().map(|(_, label)| text_width::measure(&label, 110, false));
        widths.max().unwrap_or(0) + 100
    }

    /// All ticks with their labels, from zero up.
    pub fn ticks(self) -> impl Iterator<Item = (u64, String)> {
        let scale = self.scale();
        (0..=self.top / self.step).map(move |n| (n * self.step, scale.write(n * self.step)))
    }

    /// The form of all numbers on it.
    #[must_use]
    pub fn scale(self) -> Scale {
        Scale::of(self.top)
    }
}

/// One tick of a time axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tick {
    /// The UTC day it marks.
    pub day: Date,
    /// The first line: day, month or year.
    pub label: String,
    /// The second line, where the month or year changes.
    pub second_line: Option<String>,
    /// Both in one line, short: `24 Aug`, `Nov`, `2027` in place of January.
    pub alone: String,
}

impl Tick {
    /// Whether it stands for the beginning of a year among months: without it nobody knows of which year they are.
    pub(super) fn begins_year(&self) -> bool {
        self.day.month() == 1 && self.day.day() == 1 && self.alone != self.label
    }
}

/// The distance between two ticks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Days(i64),
    Mondays(i64),
    Months(i64),
    Years(i64),
}

/// The finest sensible ticks between two days for an axis of `room` pixels.
#[must_use]
pub fn time_ticks(first: Date, last: Date, room: i64) -> Vec<Tick> {
    let days = days_between(first, last).max(1);
    let fits = |unit: &Unit| {
        let (length, width) = match unit {
            Unit::Days(n) => (*n, 26),
            Unit::Mondays(n) => (7 * n, 34),
            Unit::Months(n) => (30 * n, 38),
            Unit::Years(n) => (365 * n, 44),
        };
        room * length >= width * days
    };
    let unit = [
        Unit::Days(1),
        Unit::Days(2),
        Unit::Mondays(1),
        Unit::Mondays(2),
        Unit::Months(1),
        Unit::Months(3),
        Unit::Years(1),
        Unit::Years(2),
        Unit::Years(5),
    ]
    .into_iter()
    .find(fits)
    .unwrap_or(Unit::Years(10));
    let mut before: Option<Date> = None;
    tick_days(first, last, unit)
        .into_iter()
        .map(|day| {
            let tick = label(day, before, unit);
            before = Some(day);
            tick
        })
        .collect()
}

/// The days with a tick.
fn tick_days(first: Date, last: Date, unit: Unit) -> Vec<Date> {
    let mut days = Vec::new();
    // Counted from the last day back, so that the newest day always has a label.
    if let Unit::Days(step) = unit {
        let mut day = last;
        while day >= first {
            days.push(day);
            day = plus_days(day, -step);
        }
        days.reverse();
        return days;
    }
    let mut day = match unit {
        Unit::Mondays(_) => monday_of(plus_days(first, 6)),
        Unit::Months(_) | Unit::Days(_) if first.day() == 1 => first,
        Unit::Months(_) | Unit::Days(_) => next_month(first),
        Unit::Years(_) => Date::new(first.year() + i16::from(first.day_of_year() > 1), 1, 1).unwrap_or(Date::MAX),
    };
    while day <= last {
        let has_tick = match unit {
            Unit::Months(n) => (i64::from(day.month()) - 1) % n == 0,
            Unit::Years(n) => i64::from(day.year()) % n == 0,
            Unit::Mondays(n) => days_between(day, monday_of(last)) / 7 % n == 0,
            Unit::Days(_) => true,
        };
        if has_tick {
            days.push(day);
        }
        let next = match unit {
            Unit::Mondays(_) | Unit::Days(_) => plus_days(day, 7),
            Unit::Months(_) => next_month(day),
            Unit::Years(_) => Date::new(day.year().saturating_add(1), 1, 1).unwrap_or(Date::MAX),
        };
        if next <= day {
            break;
        }
        day = next;
    }
    days
}

fn next_month(day: Date) -> Date {
    plus_days(day.first_of_month(), 31).first_of_month()
}

fn label(day: Date, before: Option<Date>, unit: Unit) -> Tick {
    let new_year = before.is_none_or(|b| b.year() != day.year());
    let new_month = new_year || before.is_none_or(|b| b.month() != day.month());
    let (label, second_line) = match unit {
        Unit::Days(_) | Unit::Mondays(_) if new_year => {
            let name = format!("{} {}", format::month(day), day.year());
            (day.day().to_string(), Some(name))
        }
        Unit::Days(_) | Unit::Mondays(_) => (day.day().to_string(), new_month.then(|| format::month(day).to_owned())),
        Unit::Months(_) => (format::month(day).to_owned(), new_year.then(|| day.year().to_string())),
        Unit::Years(_) => (day.year().to_string(), None),
    };
    let alone = match unit {
        Unit::Days(_) | Unit::Mondays(_) => format::short_date(day),
        Unit::Months(_) if day.month() == 1 => day.year().to_string(),
        Unit::Months(_) | Unit::Years(_) => label.clone(),
    };
    Tick {
        day,
        label,
        second_line,
        alone,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn steps_are_one_two_or_five() {
        let new = |max| {
            let values = ValueAxis::new(max, 4);
            (values.step, values.top)
        };
        assert_eq!(new(0), (1, 1));
        assert_eq!(new(1), (1, 1));
        assert_eq!(new(4), (1, 4));
        assert_eq!(new(5), (2, 6));
        assert_eq!(new(2_857), (1_000, 3_000));
        assert_eq!(new(8_000), (2_000, 8_000));
        assert_eq!(new(8_001), (5_000, 10_000));
        assert_eq!(ValueAxis::new(u64::MAX, 4).top, u64::MAX);
    }

    #[test]
    fn ticks_are_labelled_from_zero() {
        let labels: Vec<String> = ValueAxis::new(1_900, 4).ticks().map(|(_, label)| label).collect();
        assert_eq!(labels, ["0", "500", "1,000", "1,500", "2,000"]);
    }

    fn lines(first: Date, last: Date) -> Vec<String> {
        time_ticks(first, last, 680)
            .into_iter()
            .map(|t| t.second_line.map_or(t.label.clone(), |s| format!("{}/{s}", t.label)))
            .collect()
    }

    #[test]
    fn time_axes_name_the_larger_unit_when_it_changes() {
        assert_eq!(
            lines(date(2026, 12, 30), date(2027, 1, 2)),
            ["30/Dec 2026", "31", "1/Jan 2027", "2"]
        );
        let quarter = lines(date(2026, 8, 24), date(2026, 11, 21));
        assert_eq!(quarter[..3], ["24/Aug 2026", "31", "7/Sep"]);
        assert_eq!(quarter.last().map(String::as_str), Some("16"));
        let year = lines(date(2025, 10, 18), date(2026, 11, 21));
        assert_eq!(year[..3], ["Nov/2025", "Dec", "Jan/2026"]);
        assert_eq!(lines(date(2016, 11, 24), date(2026, 11, 21))[..2], ["2017", "2018"]);
        assert_eq!(lines(date(2026, 1, 1), date(2026, 1, 1)), ["1/Jan 2026"]);
    }

    #[test]
    fn absurd_spans_end() {
        assert!(time_ticks(Date::MIN, Date::MAX, 680).len() < 3_000);
        assert!(!time_ticks(date(1970, 1, 1), date(2026, 1, 1), 680).is_empty());
    }
}
