//! PURE. Numbers and dates as charts write them: one fixed format on every machine. Imports the date library only.

use crate::domain::Date;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// `1234567` → `1,234,567`.
#[must_use]
pub fn whole(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// For axes and tight places, at most one decimal: `999`, `1.5k`, `12k`, `2M`, `3.1G`. Rounds down, so that a number
/// never looks larger than it is.
#[must_use]
pub fn short(number: u64) -> String {
    let (unit, name) = match number {
        0..1_000 => return number.to_string(),
        1_000..1_000_000 => (1_000, 'k'),
        1_000_000..1_000_000_000 => (1_000_000, 'M'),
        _ => (1_000_000_000, 'G'),
    };
    let tenths = number / (unit / 10);
    if tenths < 1_000 && !tenths.is_multiple_of(10) {
        format!("{}.{}{name}", tenths / 10, tenths % 10)
    } else {
        format!("{}{name}", whole(tenths / 10))
    }
}

/// `18` → `+18%`, `-3` → `−3%` with a true minus, `0` → `±0%`.
#[must_use]
pub fn percent(change: i64) -> String {
    match change {
        0 => "±0%".to_owned(),
        1.. => format!("+{}%", whole(change.unsigned_abs())),
        _ => format!("−{}%", whole(change.unsigned_abs())),
    }
}

/// The month's short English name.
#[must_use]
pub fn month(day: Date) -> &'static str {
    usize::try_from(day.month() - 1)
        .ok()
        .and_then(|m| MONTHS.get(m))
        .map_or("", |name| name)
}

/// `17 Nov`.
#[must_use]
pub fn day(day: Date) -> String {
    format!("{} {}", day.day(), month(day))
}

/// `17 Nov 2026`.
#[must_use]
pub fn full_day(day: Date) -> String {
    format!("{} {} {}", day.day(), month(day), day.year())
}

/// `18 Oct 2025 – 21 Nov 2026`, with what both share written once.
#[must_use]
pub fn days(first: Date, last: Date) -> String {
    if first == last {
        full_day(last)
    } else if first.year() != last.year() {
        format!("{} – {}", full_day(first), full_day(last))
    } else if first.month() != last.month() {
        format!("{} – {}", day(first), full_day(last))
    } else {
        format!("{} – {}", first.day(), full_day(last))
    }
}

/// `1 day`, `3 days`.
#[must_use]
pub fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", whole(number), if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn whole_numbers_have_commas() {
        assert_eq!(
            [0, 999, 1_000, 1_234_567].map(whole),
            ["0", "999", "1,000", "1,234,567"]
        );
        assert_eq!(whole(u64::MAX), "18,446,744,073,709,551,615");
    }

    #[test]
    fn short_numbers_round_down() {
        assert_eq!(
            [
                0,
                999,
                1_000,
                1_500,
                1_999,
                12_000,
                99_950,
                100_500,
                2_000_000,
                3_190_000_000
            ]
            .map(short),
            ["0", "999", "1k", "1.5k", "1.9k", "12k", "99.9k", "100k", "2M", "3.1G"]
        );
        assert_eq!(short(u64::MAX), "18,446,744,073G");
    }

    #[test]
    fn percents_carry_their_sign() {
        assert_eq!([18, -3, 0, 12_000].map(percent), ["+18%", "−3%", "±0%", "+12,000%"]);
    }

    #[test]
    fn periods_share_what_they_can() {
        assert_eq!(
            days(date(2025, 10, 18), date(2026, 11, 21)),
            "18 Oct 2025 – 21 Nov 2026"
        );
        assert_eq!(days(date(2026, 8, 23), date(2026, 11, 21)), "23 Aug – 21 Nov 2026");
        assert_eq!(days(date(2026, 11, 8), date(2026, 11, 21)), "8 – 21 Nov 2026");
        assert_eq!(days(date(2026, 11, 8), date(2026, 11, 8)), "8 Nov 2026");
    }
}
