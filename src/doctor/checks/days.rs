//! PURE. How many days are missing, and which of them the next run can still fetch.

use crate::code::Code;
use crate::doctor::facts::{Facts, HistoryFacts};
use crate::doctor::finding::{Finding, Level};
use crate::domain::state::Standing;
use crate::domain::state::runs::LONG_PAUSE;
use crate::domain::{SURELY_SHOWN, days_between, utc_day};
use crate::format::counted;

pub(in crate::doctor) fn check(facts: &Facts) -> Vec<Finding> {
    let Ok(ledger) = &facts.ledger else {
        return Vec::new();
    };
    // No day is missing where none is read.
    if !facts.reads_traffic {
        return Vec::new();
    }
    ledger.repositories.iter().map(|one| of(facts, one)).collect()
}

fn of(facts: &Facts, one: &HistoryFacts) -> Finding {
    let name = one.name.clone();
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
    if one.is_gone {
        let text = "GitHub did not find it at the last run; what was recorded stays";
        return Finding::new(Level::Warning, name, text).code(Code::NotFound);
    }
    let captured = one.state.captured_day();
    let pause = captured.map_or(0, |captured| days_between(captured, utc_day(facts.now)));
    if pause > SURELY_SHOWN {
        let text = format!("nothing was recorded for {pause} days; {text}");
        return Finding::new(Level::Warning, name, text)
            .code(Code::MissingDays)
            .fix("Run now.");
    }
    if pause > LONG_PAUSE {
        let text = format!("nothing was recorded for {pause} days; after {SURELY_SHOWN}, days can be lost; {text}");
        return Finding::new(Level::Warning, name, text)
            .code(Code::Schedule)
            .fix("Run now.");
    }
    let too_old = one.age.filter(|age| *age > i64::from(facts.max_age_days));
    if let Some(age) = too_old.filter(|_| one.state.standing() == Standing::Fine) {
        let text = format!(
            "its newest day is {} old, more than `max-age-days` allows",
            counted(age.unsigned_abs(), "day", "days")
        );
        return Finding::new(Level::Problem, name, text)
            .code(Code::TooOld)
            .fix("Run now. If that brings nothing newer, compare with Insights › Traffic of the repository.");
    }
    match one.lost {
        0 => Finding::good(name, text),
        _ => Finding::new(Level::Note, name, text)
            .code(Code::MissingDays)
            .fix("Data of another tool may know the days that are missing: see `traffic-ledger import --help`."),
    }
}
