//! PURE. How numbers, dates and changes are written for people: the same in Markdown, charts and messages, and on every
//! machine.

use crate::domain::Date;
use crate::domain::analysis::{Change, Difference};

/// Written in place of a number that cannot be known.
pub const UNKNOWN: &str = "–";

/// The weekdays from Monday on: `Mon`.
pub const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// The months from January on, short and in full.
const MONTHS: [(&str, &str); 12] = [
    ("Jan", "January"),
    ("Feb", "February"),
    ("Mar", "March"),
    ("Apr", "April"),
    ("May", "May"),
    ("Jun", "June"),
    ("Jul", "July"),
    ("Aug", "August"),
    ("Sep", "September"),
    ("Oct", "October"),
    ("Nov", "November"),
    ("Dec", "December"),
];

/// A number with thousands separators: `1,234,567`.
#[must_use]
pub fn grouped(number: u64) -> String {
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

/// One form for all numbers of an axis or a row, so that no `1k` stands beside `992`: in full below 100,000, then in
/// thousands, in millions, in billions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scale {
    unit: u64,
    name: &'static str,
}

impl Scale {
    /// The form of numbers up to `largest` where there is little room: in thousands from 1,000 on already.
    #[must_use]
    pub fn compact(largest: u64) -> Self {
        match largest {
            1_000..100_000 => Self::of(100_000),
            _ => Self::of(largest),
        }
    }

    /// The form of numbers up to `largest`.
    #[must_use]
    pub fn of(largest: u64) -> Self {
        let (unit, name) = match largest {
            0..100_000 => (1, ""),
            100_000..1_000_000 => (1_000, "k"),
            1_000_000..1_000_000_000 => (1_000_000, "M"),
            _ => (1_000_000_000, "B"),
        };
        Self { unit, name }
    }

    /// A number in this form: `992`, `50,000`, `250k`, `0.9k`, `12.4M`, `0.2B`. Zero has no unit. Rounded to whole units, or to
    /// tenths below ten units and below a hundred millions; what is more than zero is never written as zero.
    #[must_use]
    pub fn write(self, number: u64) -> String {
        if self.unit == 1 || number == 0 {
            return grouped(number);
        }
        let tenths = number.saturating_add(self.unit / 20) / (self.unit / 10);
        let number = match (self.unit, tenths) {
            (_, 0) => mean(1),
            (1_000_000.., 100..1_000) if !tenths.is_multiple_of(10) => format!("{}.{}", tenths / 10, tenths % 10),
            _ => quotient(number, self.unit),
        };
        format!("{number}{}", self.name)
    }
}

/// A mean given in tenths: `0.4`, `9.5`; from 10 on without the tenths, halves rounded up: `41`, `1,234`.
#[must_use]
pub fn mean(tenths: u64) -> String {
    match tenths {
        0..100 if !tenths.is_multiple_of(10) => format!("{}.{}", tenths / 10, tenths % 10),
        _ => grouped(tenths.saturating_add(5) / 10),
    }
}

/// A sum divided by a number of days: `0.4`, `9.5`; from 10 on a whole number, such as `93` for 93.45. Halves are rounded up, and
/// nothing is rounded twice. `of` must not be zero.
#[must_use]
pub fn quotient(sum: u64, of: u64) -> String {
    let (sum, of) = (u128::from(sum), u128::from(of));
    let rounded = |times: u128| u64::try_from((2 * sum * times + of) / (2 * of)).unwrap_or(u64::MAX);
    match rounded(10) {
        tenths @ 0..100 => mean(tenths),
        _ => grouped(rounded(1)),
    }
}

/// A number with its noun: `1 day`, `3,412 days`.
#[must_use]
pub fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// How often: `once`, `twice`, `432 times`.
#[must_use]
pub fn times(number: u64) -> String {
    match number {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        number => format!("{} times", grouped(number)),
    }
}

/// Tenths of a percent: 997 is `99.7%`, 1000 is `100%`.
#[must_use]
pub fn permille(permille: u32) -> String {
    match permille % 10 {
        0 => format!("{}%", permille / 10),
        tenth => format!("{}.{tenth}%", permille / 10),
    }
}

/// A change with its sign: `+18%`, `−3%` with a true minus, `±0%` where it rounds to that; of small numbers the difference, such as
/// `+1`; `unchanged`.
#[must_use]
pub fn signed_change(change: Change) -> String {
    if change.now == change.before {
        return "unchanged".to_owned();
    }
    if let Some(difference) = change.difference() {
        return signed_difference(difference);
    }
    match change.percent() {
        0 => "±0%".to_owned(),
        percent @ 1.. => format!("+{}%", grouped(percent.unsigned_abs())),
        percent => format!("−{}%", grouped(percent.unsigned_abs())),
    }
}

/// A change in a table cell: `▲ 18%`, `▼ 3%`, `±0%` where it rounds to that, and `▲ ×12` from a growth of 1,000% on; of small numbers
/// the difference, such as `+1`; `=`.
#[must_use]
pub fn change_arrow(change: Change) -> String {
    if change.now == change.before {
        return "=".to_owned();
    }
    if let Some(difference) = change.difference() {
        return signed_difference(difference);
    }
    let percent = change.percent();
    match percent {
        0 => "±0%".to_owned(),
        1000.. => format!("▲ ×{}", grouped(factor(change))),
        1.. => format!("▲ {}%", grouped(percent.unsigned_abs())),
        _ => format!("▼ {}%", grouped(percent.unsigned_abs())),
    }
}

/// A change in a sentence, alone or before "from": `up 18%`, `down 3%`, `almost unchanged` where it rounds to 0%, `up 12-fold` from a
/// growth of 1,000% on; of small numbers `up by 1`; `unchanged`.
#[must_use]
pub fn change_phrase(change: Change) -> String {
    if change.now == change.before {
        return "unchanged".to_owned();
    }
    if let Some(difference) = change.difference() {
        return match size_of(difference) {
            (0, _) => "almost unchanged".to_owned(),
            (..0, size) => format!("down by {size}"),
            (_, size) => format!("up by {size}"),
        };
    }
    let percent = change.percent();
    match percent {
        0 => "almost unchanged".to_owned(),
        1000.. => format!("up {}-fold", grouped(factor(change))),
        1.. => format!("up {}%", grouped(percent.unsigned_abs())),
        _ => format!("down {}%", grouped(percent.unsigned_abs())),
    }
}

/// `+1`, `−10`, `+0.2 a day`, and `±0 a day` of means that differ by less than a tenth.
fn signed_difference(difference: Difference) -> String {
    let (number, size) = size_of(difference);
    let sign = match number {
        0 => '±',
        1.. => '+',
        _ => '−',
    };
    format!("{sign}{size}")
}

/// A difference, and its size in words: `10`, `0.2 a day`.
fn size_of(difference: Difference) -> (i64, String) {
    match difference {
        Difference::Count(number) => (number, grouped(number.unsigned_abs())),
        Difference::TenthsADay(number) => (number, format!("{} a day", mean(number.unsigned_abs()))),
    }
}

/// How many times the number before, rounded.
fn factor(change: Change) -> u64 {
    (change.now.saturating_add(change.before / 2)) / change.before.max(1)
}

/// The weekday of a date: `Mon`.
#[must_use]
pub fn weekday(date: Date) -> &'static str {
    let index = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0);
    WEEKDAYS[index.min(6)]
}

/// The month of a date: `Nov`.
#[must_use]
pub fn month(date: Date) -> &'static str {
    month_names(date).0
}

/// The month of a date in full: `November`.
#[must_use]
pub fn full_month(date: Date) -> &'static str {
    month_names(date).1
}

fn month_names(date: Date) -> (&'static str, &'static str) {
    MONTHS[usize::from(date.month().unsigned_abs()).clamp(1, 12) - 1]
}

/// A date: `17 Nov 2026`.
#[must_use]
pub fn date(date: Date) -> String {
    format!("{} {}", short_date(date), date.year())
}

/// A date without its year: `17 Nov`.
#[must_use]
pub fn short_date(date: Date) -> String {
    format!("{} {}", date.day(), month(date))
}

/// A date without its year where that is the year of `context`, else with it.
#[must_use]
pub fn date_near(date: Date, context: Date) -> String {
    if date.year() == context.year() {
        short_date(date)
    } else {
        self::date(date)
    }
}

/// A range of days with what both ends share written once: `8–21 Nov 2026`, `25 Oct – 7 Nov 2026`,
/// `25 Dec 2025 – 7 Jan 2026`, or the only day.
#[must_use]
pub fn date_range(first: Date, last: Date) -> String {
    if first == last {
        date(last)
    } else if first.year() != last.year() {
        format!("{} – {}", date(first), date(last))
    } else if first.month() != last.month() {
        format!("{} – {}", short_date(first), date(last))
    } else {
        format!("{}–{}", first.day(), date(last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as day;

    #[test]
    fn numbers_have_thousands_separators() {
        let numbers = [0, 7, 999, 1_000, 12_345, 123_456, 1_234_567].map(grouped);
        assert_eq!(numbers, ["0", "7", "999", "1,000", "12,345", "123,456", "1,234,567"]);
        assert_eq!(grouped(u64::MAX), "18,446,744,073,709,551,615");
    }

    #[test]
    fn means_have_a_decimal_below_ten() {
        let means = [0, 4, 10, 34, 99, 100, 104, 105, 12_345].map(mean);
        assert_eq!(means, ["0", "0.4", "1", "3.4", "9.9", "10", "10", "11", "1,235"]);
    }

    #[test]
    fn a_mean_is_rounded_once() {
        let shown = [
            (227, 13),
            (7_699, 29),
            (95, 10),
            (996, 100),
            (1_450, 100),
            (4, 10),
            (0, 7),
        ];
        let shown = shown.map(|(sum, days)| quotient(sum, days));
        assert_eq!(shown, ["17", "265", "9.5", "10", "15", "0.4", "0"]);
        assert_eq!(quotient(u64::MAX, 1), grouped(u64::MAX));
    }

    #[test]
    fn all_numbers_of_a_scale_have_one_form() {
        let write = |numbers: &[u64]| -> Vec<String> {
            let scale = Scale::of(numbers.iter().copied().max().unwrap_or(0));
            numbers.iter().map(|number| scale.write(*number)).collect()
        };
        assert_eq!(write(&[0, 992, 1_000, 14_500]), ["0", "992", "1,000", "14,500"]);
        assert_eq!(
            write(&[0, 7, 900, 9_949, 200_000]),
            ["0", "0.1k", "0.9k", "9.9k", "200k"]
        );
        assert_eq!(write(&[200_000, 1_000_000]), ["0.2M", "1M"]);
        assert_eq!(write(&[20_000_000, 80_000_000]), ["20M", "80M"]);
        assert_eq!(write(&[950_000, 7_000_000, 12_449_000]), ["1M", "7M", "12.4M"]);
        assert_eq!(write(&[50_000_000, 3_100_000_000]), ["0.1B", "3.1B"]);
        assert_eq!(
            [7, 992, 1_449, 62_300].map(|number| Scale::compact(62_300).write(number)),
            ["0.1k", "1k", "1.4k", "62k"]
        );
        assert_eq!(Scale::compact(6_230_000).write(6_230_000), "6.2M");
        assert_eq!(Scale::of(u64::MAX).write(u64::MAX), "18,446,744,074B");
    }

    #[test]
    fn one_is_singular() {
        assert_eq!(counted(1, "view", "views"), "1 view");
        assert_eq!(counted(0, "view", "views"), "0 views");
        assert_eq!(counted(3_412, "view", "views"), "3,412 views");
        assert_eq!([1, 2, 432].map(times), ["once", "twice", "432 times"]);
    }

    #[test]
    fn percentages() {
        assert_eq!([997, 1000].map(permille), ["99.7%", "100%"]);
        assert_eq!(
            [(100, 118), (100, 97), (100, 100), (1, 121), (11, 1), (1, 1)]
                .map(|(before, now)| { Change::new(before, now).map(signed_change).unwrap_or_default() }),
            ["+18%", "−3%", "unchanged", "+12,000%", "−10", "unchanged"]
        );
    }

    #[test]
    fn changes_are_written_by_their_size() {
        for (before, now, arrow, phrase) in [
            (100, 118, "▲ 18%", "up 18%"),
            (100, 97, "▼ 3%", "down 3%"),
            (1000, 1001, "±0%", "almost unchanged"),
            (1000, 1000, "=", "unchanged"),
            (10, 123, "▲ ×12", "up 12-fold"),
            (1, 2, "+1", "up by 1"),
            (11, 1, "−10", "down by 10"),
            (7, 7, "=", "unchanged"),
        ] {
            let change = Change::new(before, now).expect("a base");
            assert_eq!(change_arrow(change), arrow);
            assert_eq!(change_phrase(change), phrase);
        }
    }

    #[test]
    fn ranges_write_once_what_both_ends_share() {
        assert_eq!(date_range(day(2026, 11, 9), day(2026, 11, 22)), "9–22 Nov 2026");
        assert_eq!(date_range(day(2026, 10, 25), day(2026, 11, 7)), "25 Oct – 7 Nov 2026");
        assert_eq!(
            date_range(day(2025, 12, 25), day(2026, 1, 7)),
            "25 Dec 2025 – 7 Jan 2026"
        );
        assert_eq!(date_range(day(2026, 11, 22), day(2026, 11, 22)), "22 Nov 2026");
    }

    #[test]
    fn dates_and_their_parts() {
        assert_eq!(date_near(day(2026, 11, 17), day(2026, 11, 22)), "17 Nov");
        assert_eq!(date_near(day(2025, 12, 31), day(2026, 1, 2)), "31 Dec 2025");
        let dates = [day(2026, 1, 5), day(2026, 12, 27)];
        assert_eq!(dates.map(weekday), ["Mon", "Sun"]);
        assert_eq!(dates.map(month), ["Jan", "Dec"]);
        assert_eq!(dates.map(full_month), ["January", "December"]);
    }
}
