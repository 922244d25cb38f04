//! PURE. The files of releases as records: one a line, its readings as differences.

use serde::{Deserialize, Serialize};

use crate::domain::downloads::Asset;
use crate::domain::text::Untrusted;
use crate::domain::{Date, days_between, is_plausible, plus_days};
use crate::encode::base64_vlq;

/// GitHub's id of the file, the tag of its release, its name, the day on which it was uploaded, and its readings.
#[derive(Serialize, Deserialize)]
pub(super) struct WireAsset(pub(super) u64, String, String, Option<Date>, Date, String);

/// The readings are the day of the first one, and Base64 VLQ: its count, then for each further one the days since the one before
/// and how much more its count is.
pub(super) fn write((id, asset): (&u64, &Asset)) -> Option<WireAsset> {
    let (first, _) = asset.readings.first_key_value()?;
    let mut code = String::new();
    let mut before = (*first, 0);
    for (day, count) in &asset.readings {
        let count = i64::try_from(*count).unwrap_or(i64::MAX);
        let days = (day != first).then(|| days_between(before.0, *day));
        base64_vlq::push(&mut code, days.into_iter().chain([count - before.1]));
        before = (*day, count);
    }
    let text = |text: &Untrusted| text.sanitized().to_owned();
    Some(WireAsset(
        *id,
        text(&asset.tag),
        text(&asset.name),
        asset.created,
        *first,
        code,
    ))
}

pub(super) fn read(WireAsset(_, tag, name, created, first, code): &WireAsset) -> Result<Asset, String> {
    let mut code = code.bytes().peekable();
    let mut readings = std::collections::BTreeMap::new();
    let (mut day, mut count) = (*first, 0_u64);
    while code.peek().is_some() {
        let mut number = || base64_vlq::next(&mut code).ok_or_else(|| "its numbers are not Base64 VLQ".to_owned());
        if !readings.is_empty() {
            let days = number()?;
            // Nothing lies further apart than the years that a ledger can hold.
            if !(1..=100_000).contains(&days) {
                return Err("its days are not in order".to_owned());
            }
            day = plus_days(day, days);
        }
        count = count
            .checked_add_signed(number()?)
            .ok_or("it has a number below zero")?;
        if !is_plausible(day) {
            return Err(format!("{day} is outside the supported years 2008–2199"));
        }
        readings.insert(day, count);
    }
    match (readings.is_empty(), created.filter(|day| !is_plausible(*day))) {
        (true, _) => Err("it has no reading".to_owned()),
        (_, Some(day)) => Err(format!("{day} is outside the supported years 2008–2199")),
        _ => Ok(Asset {
            tag: Untrusted::new(tag),
            name: Untrusted::new(name),
            created: *created,
            readings,
        }
        .thinned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    #[test]
    fn a_file_is_read_as_it_was_written() {
        let asset = Asset {
            tag: Untrusted::new("v1"),
            name: Untrusted::new("a.tgz"),
            created: Some(day("2026-11-01")),
            readings: [(day("2026-11-02"), 9), (day("2026-11-09"), 7), (day("2026-11-10"), 7)].into(),
        };
        let wire = write((&7, &asset)).expect("readings");
        assert_eq!(read(&wire), Ok(asset));
    }

    #[test]
    fn a_file_without_a_reading_or_of_another_age_is_refused() {
        let read = |created: Option<&str>, code: &str| {
            let (first, created) = (day("2026-11-02"), created.map(day));
            read(&WireAsset(
                7,
                "v1".to_owned(),
                "a.tgz".to_owned(),
                created,
                first,
                code.to_owned(),
            ))
            .map(drop)
        };
        assert_eq!(read(Some("2026-11-01"), "S"), Ok(()));
        assert_eq!(read(None, ""), Err("it has no reading".to_owned()));
        assert!(read(Some("1999-11-01"), "S").is_err_and(|error| error.starts_with("1999-11-01 is outside")));
    }
}
