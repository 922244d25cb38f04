//! PURE. How many days are missing, and which of them the next run can still fetch.

use crate::code::Code;
use crate::doctor::facts::{Facts, HistoryFacts};
use crate::doctor::finding::{Finding, Level};
use crate::format::counted;

/// From so many days without a capture on, the next run may find some of them gone.
const LONGEST_PAUSE: i64 = 11;

pub(in crate::doctor) fn check(facts: &Facts) -> Vec<Finding> {
    let Ok(ledger) = &facts.ledger else {
        return Vec::new();
    };
    ledger.repositories.iter().map(|one| of(facts, one)).collect()
}

fn of(facts: &Facts, one: &HistoryFacts) -> Finding {
    let name = one.status.repository.clone();
    let count = |days: usize| counted(days as u64, "day", "days");
    let fetchable = match one.fetchable.as_slice() {
        [] => "nothing is left to fetch".to_owned(),
        [only] => format!("{only} can still be fetched"),
        days @ [first, .., last] => format!("{} from {first} to {last} can still be fetched", count(days.len())),
    };
    let lost = match one.lost {
        0 => "no day is missing for good".to_owned(),
        1 => "1 day is missing for good".to_owned(),
        lost => format!("{lost} days are missing for good"),
    };
    let text = format!("{fetchable}, and {lost}");
    if one.status.state == "gone" {
        return Finding::new(
            Level::Warning,
            name,
            "GitHub did not find it at the last run; what was recorded stays",
        )
        .code(Code::NotFound);
    }
    let pause = one.status.days_since.unwrap_or(0);
    if pause > LONGEST_PAUSE {
        return Finding::new(
            Level::Warning,
            name,
            format!("nothing was recorded for {pause} days, so days may be lost already; {text}"),
        )
        .code(Code::MissingDays)
        .fix("Run now.");
    }
    let oldest = [&one.status.views, &one.status.clones]
        .into_iter()
        .filter_map(|metric| metric.published.or(metric.newest))
        .min();
    let age = oldest.map(|oldest| crate::domain::days_between(oldest, crate::domain::utc_day(facts.now)));
    if age.is_some_and(|age| age > i64::from(facts.max_age_days)) && one.status.state == "fine" {
        return Finding::new(
            Level::Warning,
            name,
            format!(
                "its newest day is {} old, more than `max-age-days` allows",
                count(age.unwrap_or(0).unsigned_abs() as usize)
            ),
        )
        .code(Code::TooOld);
    }
    match one.lost {
        0 => Finding::good(name, text),
        _ => Finding::new(Level::Note, name, text)
            .code(Code::MissingDays)
            .fix("Data of another tool may know the days that are missing: see `traffic-ledger import --help`."),
    }
}
