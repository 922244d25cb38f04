//! EDGE. `SOURCE_DATE_EPOCH`: a fixed time in place of the clock, for builds and tests. A run on Actions has a clock, and
//! GitHub dates its answers; a variable that was left over from a build would only give a wrong age.
//!
//! Source: <https://reproducible-builds.org/specs/source-date-epoch/>

use crate::cli::reader::InputReader;
use crate::domain::{Timestamp, is_plausible, utc_day};
use crate::encode::excerpt;

const NAME: &str = "SOURCE_DATE_EPOCH";

/// The fixed time; `Some(None)` for the clock of the machine.
pub(super) fn read(reader: &mut InputReader<'_>) -> Option<Option<Timestamp>> {
    let Some(text) = reader.environment().given(NAME) else {
        return Some(None);
    };
    if reader.environment().on_actions() {
        reader.notice(NAME, "it is ignored on GitHub Actions; unset it in this job");
        return Some(None);
    }
    let time = text
        .parse::<u32>()
        .ok()
        .and_then(|seconds| Timestamp::from_second(i64::from(seconds)).ok())
        .filter(|time| is_plausible(utc_day(*time)));
    if time.is_none() {
        let text = excerpt(text, 40);
        reader.error(
            NAME,
            format!("{text:?} is not a time after 2007; use whole seconds since 1970-01-01T00:00:00Z"),
        );
    }
    time.map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::reader::testing::read_variables;

    #[test]
    fn is_ignored_on_actions() {
        let variables = [(NAME, "1780000000"), ("GITHUB_ACTIONS", "true")];
        let read = read_variables(variables, |reader| Some((read(reader)?, reader.notices())));
        let notice = "SOURCE_DATE_EPOCH: it is ignored on GitHub Actions; unset it in this job";
        assert_eq!(read, Ok((None, vec![notice.to_owned()])));
    }

    #[test]
    fn whole_seconds_since_1970() {
        assert_eq!(read_variables([], read), Ok(None));
        assert_eq!(
            read_variables([(NAME, "1780000000")], read).map(|time| time.map(|time| time.as_second())),
            Ok(Some(1_780_000_000))
        );
        for text in ["0", "-1", "99999999999999", "1.5", "today"] {
            assert_eq!(
                read_variables([(NAME, text)], read),
                Err(format!(
                    "SOURCE_DATE_EPOCH: {text:?} is not a time after 2007; use whole seconds since 1970-01-01T00:00:00Z"
                ))
            );
        }
    }
}
