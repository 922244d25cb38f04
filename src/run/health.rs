//! EDGE. Warnings about days to come, and the age of the newest day at which a run fails.

use super::{Message, days_before};
use crate::domain::Timestamp;
use crate::domain::repository::RepositoryName;
use crate::domain::traffic::Metric;
use crate::github::traffic::Fetched;
use crate::plan::RepositoryOutcome;

/// A token that expires within so many days is worth a warning.
const TOKEN_DAYS: i64 = 14;
/// GitHub disables the schedules of a public repository after 60 days without activity; the warning comes after so many.
const INACTIVE_DAYS: i64 = 45;

/// A clock that differs from GitHub's by more seconds than this is worth a warning.
const MAX_CLOCK_DIFFERENCE: i64 = 3_600;

/// Warnings from the responses about one repository; `now` is the time of this machine.
pub(super) fn warnings(name: &RepositoryName, fetched: &Fetched, now: Timestamp) -> Vec<Message> {
    let warning = |summary: String| Message::new(name.to_string(), summary);
    let mut warnings: Vec<Message> = Vec::new();
    // GitHub has sent times in the past with calls that succeeded: only a future time means something.
    if let Some(ends) = fetched.token_expires
        && ends > now
        && ends.as_second() - now.as_second() <= TOKEN_DAYS * 86_400
    {
        let day = crate::domain::utc_day(ends);
        warnings.push(
            warning(format!("the token in `traffic-token` expires on {day}"))
                .with_help("Replace it before that day, or traffic will be lost."),
        );
    }
    let apart = (fetched.snapshot.captured.as_second() - now.as_second()).abs();
    if !fetched.is_dated {
        warnings.push(
            warning(
                "GitHub's answers did not say when they were generated; the clock of this machine dates them"
                    .to_owned(),
            )
            .with_help("Check `api-url` and the proxy: GitHub sends a `Date` header with every answer."),
        );
    } else if apart > MAX_CLOCK_DIFFERENCE {
        let minutes = apart / 60;
        warnings.push(
            warning(format!(
                "the clock of this machine differs from GitHub's by {minutes} minutes; GitHub's was used"
            ))
            .with_help("Set the clock of the runner."),
        );
    }
    if let (Some(false), Some(pushed)) = (fetched.repo_info.private, fetched.repo_info.pushed_at) {
        let inactive = days_before(crate::domain::utc_day(pushed), now);
        if inactive > INACTIVE_DAYS {
            warnings.push(
                warning(format!(
                    "nothing was pushed for {inactive} days; GitHub disables schedules in a public repository after 60"
                ))
                .with_help("Check the Actions tab, or push something."),
            );
        }
    }
    if fetched.repo_info.archived == Some(true) {
        warnings.push(warning(
            "the repository is archived; GitHub may stop counting its traffic".to_owned(),
        ));
    }
    let notices = fetched.notices.iter();
    warnings.extend(notices.map(|(_, error)| Message::from(error).with_title(name.to_string())));
    warnings
}

/// The error for a newest stored day that is so old that runs collect nothing, although they succeed.
pub(super) fn too_old(outcome: &RepositoryOutcome, now: Timestamp, max_age_days: u32) -> Option<Message> {
    let history = &outcome.history;
    let seen = |day: &crate::domain::traffic::Day| Metric::ALL.iter().any(|metric| day.reading(*metric).is_some());
    let newest = history
        .recorded_days()
        .rev()
        .find(|(_, day)| seen(day))
        .map(|(date, _)| date);
    let (since, what) = match newest {
        Some(newest) => (newest, format!("the newest stored day is {newest}")),
        None => (
            history.repository.created?,
            "no day of traffic has been stored yet".to_owned(),
        ),
    };
    let age = days_before(since, now);
    (age > i64::from(max_age_days)).then(|| {
        Message::new(
            outcome.name.to_string(),
            format!("{what}, {age} days ago, and `max-age-days` is {max_age_days}"),
        )
        .with_cause("GitHub answered, but with nothing new")
        .with_help(
            "Look at Insights › Traffic of the repository and at the token's permissions. GitHub only keeps 14 days.",
        )
    })
}
