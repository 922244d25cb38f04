//! PURE. The stars by day as records: the weeks of a calendar year in one line, since ten years of them must stay small.

use std::collections::BTreeMap;

use super::shape::{WireStarWeeks, WireStars};
use crate::domain::records::{last_list, member};
use crate::domain::stars::{StarClaims, StarWeek, sunday_of};
use crate::domain::{Date, is_plausible, plus_days, utc_day};
use crate::encode::base64_vlq;

pub(super) fn write(out: &mut String, stars: &StarClaims) {
    out.push_str("\"stars\": {\n");
    member(out, "read", &stars.read);
    member(out, "past", &stars.is_past_read);
    let mut records: Vec<(Date, Date, String)> = Vec::new();
    for (sunday, week) in &stars.weeks {
        match records.last_mut() {
            Some((first, next, code)) if next == sunday && first.year() == sunday.year() => {
                write_week(week, code);
                *next = plus_days(*sunday, 7);
            }
            _ => {
                let mut code = String::new();
                write_week(week, &mut code);
                records.push((*sunday, plus_days(*sunday, 7), code));
            }
        }
    }
    let record = |(first, _, code)| WireStarWeeks(first, code);
    last_list(out, "weeks", records.into_iter().map(record));
    out.push_str(",\n");
}

/// Numbers as Base64 VLQ: how many days of the week were not over at the last answer, then for each day 0 if it is unknown, else
/// one more than its stars.
fn write_week(week: &StarWeek, code: &mut String) {
    let days = week
        .days
        .iter()
        .map(|count| count.map_or(0, |count| i64::try_from(count).unwrap_or(i64::MAX - 1) + 1));
    base64_vlq::push(code, std::iter::once(7 - i64::from(week.over)).chain(days));
}

pub(super) fn read(wire: &WireStars) -> Result<StarClaims, String> {
    if let Some((at, _)) = wire.read.filter(|(at, _)| !is_plausible(utc_day(*at))) {
        return Err(format!("{at} is outside the supported years 2008–2199"));
    }
    let mut weeks = BTreeMap::new();
    for WireStarWeeks(first, code) in &wire.weeks {
        let mut code = code.bytes().peekable();
        let mut sunday = *first;
        while code.peek().is_some() {
            let is_next = weeks.last_key_value().is_none_or(|(last, _)| *last < sunday);
            if !is_plausible(sunday) || sunday_of(sunday) != sunday || !is_next {
                return Err(format!("no week of stars can begin on {sunday} here"));
            }
            let week =
                read_week(&mut code).ok_or_else(|| format!("the week of {sunday} is not Base64 VLQ of 8 numbers"))?;
            weeks.insert(sunday, week);
            sunday = plus_days(sunday, 7);
        }
    }
    Ok(StarClaims {
        weeks,
        read: wire.read,
        is_past_read: wire.past,
    })
}

fn read_week(code: &mut impl Iterator<Item = u8>) -> Option<StarWeek> {
    let mut number = || base64_vlq::next(code).and_then(|number| u64::try_from(number).ok());
    let mut week = StarWeek {
        over: u8::try_from(7_u64.checked_sub(number()?)?).ok()?,
        ..StarWeek::default()
    };
    for day in &mut week.days {
        *day = number()?.checked_sub(1);
    }
    Some(week)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_is_there_once() {
        let sunday: Date = "2026-11-15".parse().expect("a day");
        let mut code = String::new();
        write_week(&StarWeek::default(), &mut code);
        let read = |records: &[(Date, &str)]| {
            let weeks = records
                .iter()
                .map(|(first, code)| WireStarWeeks(*first, (*code).to_owned()));
            let wire = WireStars {
                read: None,
                past: false,
                weeks: weeks.collect(),
            };
            read(&wire).map(|stars| stars.weeks.len())
        };
        let next = plus_days(sunday, 7);
        assert_eq!(read(&[(sunday, &code), (next, &code)]), Ok(2));
        assert_eq!(read(&[(sunday, &code.repeat(2))]), Ok(2));
        for bad in [
            [(sunday, code.as_str()), (sunday, &code)],
            [(next, &code), (sunday, &code)],
            [(sunday, &code), (plus_days(next, 1), &code)],
        ] {
            assert!(read(&bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn more_stars_than_can_be_written_are_as_many_as_can() {
        let week = StarWeek {
            over: 7,
            days: [Some(u64::MAX), Some(3), None, Some(0), None, None, None],
        };
        let mut code = String::new();
        write_week(&week, &mut code);
        let read = read_week(&mut code.bytes()).expect("eight numbers");
        let most = i64::MAX.unsigned_abs() - 1;
        assert_eq!(
            (read.over, read.days[..4].to_vec()),
            (7, vec![Some(most), Some(3), None, Some(0)])
        );
    }
}
