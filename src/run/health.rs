//! EDGE. Warnings about days to come, and the age of the newest day at which a run fails.

use super::{Message, days_before};
use crate::domain::repository::RepositoryName;
use crate::domain::traffic::Metric;
use crate::domain::{Date, Timestamp};
use crate::github::traffic::Fetched;
use crate::plan::RepositoryOutcome;

/// A token that expires within so many days is worth a warning.
const TOKEN_DAYS: i64 = 14;
/// GitHub disables the schedules of a public repository after 60 days without activity; the warning comes after so many.
const INACTIVE_DAYS: i64 = 45;

/// A clock that differs from GitHub's by more seconds than this is worth a warning.
const MAX_CLOCK_DIFFERENCE: i64 = 3_600;

/// Warnings from the responses about one repository; `local` is the time of this machine. Days are counted from
/// GitHub's time.
pub(super) fn warnings(name: &RepositoryName, fetched: &Fetched, local: Timestamp) -> Vec<Message> {
    let now = fetched.snapshot.captured;
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
    let apart = (now.as_second() - local.as_second()).abs();
    if !fetched.is_dated {
        warnings.push(
            warning(
                "GitHub's answers did not say when they were generated, or named a time that cannot be; the clock of this \
                 machine dates them"
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
    if let (Some(false), Some(pushed)) = (fetched.private, fetched.pushed_at) {
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
    if fetched.archived == Some(true) {
        warnings.push(warning(
            "the repository is archived; GitHub may stop counting its traffic".to_owned(),
        ));
    }
    let notices = fetched.notices.iter();
    warnings.extend(notices.map(|(_, error)| Message::from(error).with_title(name.to_string())));
    warnings
}

/// The error for newest stored days that are so old that runs collect nothing, although they succeed. Each metric is
/// judged on its own, since fresh clones, or a window of zeros of them, must not hide that views cannot be read; but where
/// GitHub leaves out days without traffic, one metric may just be quiet, so the newest day of either counts.
pub(super) fn too_old(outcome: &RepositoryOutcome, now: Timestamp, max_age_days: u32) -> Option<Message> {
    let history = &outcome.history;
    let newest = |metric| {
        let mut days = history.recorded_days().rev();
        days.find(|(_, day)| day.reading(metric).is_some())
            .map(|(date, _)| date)
    };
    let mut newest = Metric::ALL.map(|metric| (metric, newest(metric)));
    if !history.lists_every_day {
        let either = newest.iter().filter_map(|(_, newest)| *newest).max();
        newest.iter_mut().for_each(|(_, newest)| *newest = either);
    }
    // A metric that was never read has failed in this run, which has its own message.
    let nothing_yet = newest.iter().all(|(_, newest)| newest.is_none());
    let created = history.repository.created.filter(|_| nothing_yet);
    let old_metrics = newest.iter().filter_map(|(metric, newest)| {
        let age = days_before(newest.or(created)?, now);
        (age > i64::from(max_age_days)).then_some((*metric, *newest, age))
    });
    let what: Vec<String> = match old_metrics.collect::<Vec<_>>().as_slice() {
        [] => return None,
        [(_, one, age), (_, two, _)] if one == two => vec![describe("", *one, *age)],
        several => several
            .iter()
            .map(|(metric, newest, age)| describe(of(*metric), *newest, *age))
            .collect(),
    };
    Some(
        Message::new(
            outcome.name.to_string(),
            format!("{}, and `max-age-days` is {max_age_days}", what.join("; ")),
        )
        .with_cause("GitHub answered, but with nothing new")
        .with_help(
            "Look at Insights › Traffic of the repository and at the token's permissions. GitHub only keeps 14 days.",
        ),
    )
}

fn of(metric: Metric) -> &'static str {
    match metric {
        Metric::Views => " of views",
        Metric::Clones => " of clones",
    }
}

/// The newest stored day of a metric, or of both, with its age in days; without one the age is the repository's.
fn describe(of: &str, newest: Option<Date>, age: i64) -> String {
    match newest {
        Some(newest) => format!("the newest stored day{of} is {newest}, {age} days ago"),
        None => format!("no day of traffic has been stored yet; the repository is {age} days old"),
    }
}
