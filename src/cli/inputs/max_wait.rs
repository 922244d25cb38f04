//! EDGE. `max-wait`: the longest wait for a rate limit.

use std::time::Duration;

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind};
use crate::cli::reader::InputReader;
use crate::encode::excerpt;

pub(in crate::cli) const INPUT: Input = Input {
    name: "max-wait",
    value: ValueKind::Text("TIME"),
    default: DefaultValue::Text("5m"),
    help: "Longest time to wait for a rate limit, such as 90s or 5m.",
    commands: CommandName::ALL,
    availability: Availability::ActionAndFlag,
    heading: Heading::GitHub,
};

/// As long as a job on GitHub's own runners may take.
///
/// Source: <https://docs.github.com/en/actions/reference/limits>
const LONGEST: Duration = Duration::from_secs(6 * 60 * 60);

/// A time such as `90s`, `5m` or `1h 30m`.
pub(in crate::cli) fn read(reader: &mut InputReader<'_>) -> Option<Duration> {
    let text = reader.text(&INPUT).unwrap_or_default();
    let span = text.parse::<jiff::SignedDuration>().ok();
    let found = span
        .and_then(|span| Duration::try_from(span).ok())
        .filter(|span| *span <= LONGEST);
    if found.is_none() {
        let error = format!(
            "{:?} is not a time from 0s to 6h; use for example 90s or 5m",
            excerpt(&text, 40)
        );
        reader.error(INPUT.name, error);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::reader::testing::{read_flag, read_variables};

    #[test]
    fn is_a_time_of_at_most_six_hours() {
        assert_eq!(read_variables([], read), Ok(Duration::from_secs(300)));
        for (text, seconds) in [("0s", 0), ("90s", 90), ("1h 30m", 5_400), ("6h", 21_600)] {
            assert_eq!(read_flag(&INPUT, text, read), Ok(Duration::from_secs(seconds)));
        }
        for text in ["7h", "-5m", "5", "1d", "soon"] {
            assert_eq!(
                read_flag(&INPUT, text, read),
                Err(format!(
                    "max-wait: {text:?} is not a time from 0s to 6h; use for example 90s or 5m"
                ))
            );
        }
    }
}
