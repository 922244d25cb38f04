//! EDGE. Warnings about days to come, and the age of the newest day at which a run fails.

use super::{Message, days_before};
use crate::code::Code;
use crate::doctor::thresholds::{INACTIVE_DAYS, MAX_CLOCK_DIFFERENCE, TOKEN_DAYS};
use crate::domain::analysis::newest::FROZEN_FROM;
use crate::domain::history::History;
use crate::domain::repository::RepositoryName;
use crate::domain::snapshot::Endpoint;
use crate::domain::traffic::{DayCount, Metric, Source};
use crate::domain::{Date, Timestamp};
use crate::format::counted;
use crate::github::GitHubError;
use crate::github::ci_clones::is_hidden;
use crate::github::traffic::Fetched;

/// Something that will become a problem unless somebody does something.
#[derive(Debug, Clone)]
pub(super) enum Warning {
    /// The token expires on this day.
    TokenExpires(Date),
    /// GitHub's answers have no usable date.
    Undated,
    /// The clock of this machine is wrong by so many minutes, at least an hour.
    ClockDiffers(i64),
    /// Nothing was pushed for so many days.
    Inactive(i64),
    /// The repository is archived.
    Archived,
    /// An endpoint failed that a run can do without.
    Failed(Endpoint, GitHubError),
    /// The token may not read the runs of GitHub Actions.
    ActionsHidden,
}

/// Warnings from the responses about one repository; `local` is the time of this machine. Days are counted from
/// GitHub's time.
pub(super) fn warnings(fetched: &Fetched, local: Timestamp) -> Vec<Warning> {
    let now = fetched.snapshot.captured;
    let mut warnings = Vec::new();
    // GitHub has sent times in the past with calls that succeeded: only a future time means something.
    if let Some(ends) = fetched.token_expires
        && ends > now
        && ends.as_second() - now.as_second() <= TOKEN_DAYS * 86_400
    {
        warnings.push(Warning::TokenExpires(crate::domain::utc_day(ends)));
    }
    let apart = (now.as_second() - local.as_second()).abs();
    if !fetched.is_dated {
        warnings.push(Warning::Undated);
    } else if apart > MAX_CLOCK_DIFFERENCE {
        warnings.push(Warning::ClockDiffers(apart / 60));
    }
    if let (Some(false), Some(pushed)) = (fetched.private, fetched.pushed_at) {
        let inactive = days_before(crate::domain::utc_day(pushed), now);
        if inactive > INACTIVE_DAYS {
            warnings.push(Warning::Inactive(inactive));
        }
    }
    if fetched.archived == Some(true) {
        warnings.push(Warning::Archived);
    }
    let notices = fetched.notices.iter();
    warnings.extend(notices.map(|(endpoint, error)| Warning::failed(*endpoint, error)));
    warnings
}

/// Splits off what is no more than a hint: a part that the user has asked for does not work yet, and nothing is lost by it.
pub(super) fn hints(warnings: Vec<(RepositoryName, Warning)>) -> [Vec<(RepositoryName, Warning)>; 2] {
    let (hints, others) = warnings
        .into_iter()
        .partition(|(_, warning)| matches!(warning, Warning::ActionsHidden));
    [hints, others]
}

/// One message for all repositories with the same warning, in the order of the first of each.
pub(super) fn messages(warnings: &[(RepositoryName, Warning)]) -> Vec<Message> {
    let mut groups: Vec<Vec<&(RepositoryName, Warning)>> = Vec::new();
    for warning in warnings {
        match groups.iter_mut().find(|group| group[0].1.is_same(&warning.1)) {
            Some(group) => group.push(warning),
            None => groups.push(vec![warning]),
        }
    }
    groups.iter().map(|group| message(group)).collect()
}

/// The message for a warning about one or more repositories.
pub(super) fn message(group: &[&(RepositoryName, Warning)]) -> Message {
    let (name, warning) = group[0];
    let names = match group.len() - 1 {
        0 => name.to_string(),
        more => format!("{name} and {more} more"),
    };
    // The numbers of several repositories differ; the first one's would be wrong for the others.
    let is_one = group.len() == 1;
    let message = match warning {
        Warning::TokenExpires(day) => Message::new(names, format!("the token in `traffic-token` expires on {day}"))
            .with_help("Replace it before that day, or traffic will be lost."),
        Warning::Undated => Message::new(
            names,
            "GitHub's answers did not say when they were generated, or named a time that cannot be; the clock of this \
             machine dates them",
        )
        .with_help("Check `api-url` and the proxy: GitHub sends a `Date` header with every answer."),
        Warning::ClockDiffers(minutes) => Message::new(
            names,
            format!(
                "the clock of this machine differs from GitHub's by {}; GitHub's was used",
                apart(*minutes)
            ),
        )
        .with_help("Set the clock of the runner."),
        Warning::Inactive(days) => {
            let (over, days) = if is_one {
                ("", *days)
            } else {
                ("more than ", INACTIVE_DAYS)
            };
            Message::new(
                names,
                format!(
                    "nothing was pushed for {over}{days} days; GitHub disables schedules in a public repository after 60"
                ),
            )
            .with_help("Check the Actions tab, or push something.")
        }
        Warning::Archived if is_one => Message::new(
            names,
            "the repository is archived; GitHub may stop counting its traffic",
        ),
        Warning::Archived => Message::new(
            names,
            "the repositories are archived; GitHub may stop counting their traffic",
        ),
        Warning::ActionsHidden => Message::new(
            names,
            "the token may not read the runs of GitHub Actions, so the clones by CI are unknown",
        )
        .with_help(
            "In a private repository, give the token in `traffic-token` the permission Actions: read; or give the job `permissions: \
             actions: read`, if it is the repository of the workflow; or leave `ci-clones` out.",
        ),
        Warning::Failed(_, error) => return Message::from(error).with_title(names),
    };
    match warning.code() {
        Some(code) => message.with_code(code),
        None => message,
    }
}

/// `61 minutes`, `5 hours`, `12 days`.
fn apart(minutes: i64) -> String {
    match minutes.unsigned_abs() {
        few @ ..120 => counted(few, "minute", "minutes"),
        more @ ..2_880 => counted(more / 60, "hour", "hours"),
        many => counted(many / 1_440, "day", "days"),
    }
}

impl Warning {
    /// That an endpoint could not be read without which everything else is recorded.
    pub(super) fn failed(endpoint: Endpoint, error: &GitHubError) -> Self {
        match endpoint {
            Endpoint::CiClones if is_hidden(error) => Self::ActionsHidden,
            _ => Self::Failed(endpoint, error.clone()),
        }
    }

    /// The code under which the documents explain it.
    fn code(&self) -> Option<Code> {
        Some(match self {
            Self::TokenExpires(_) => Code::TokenExpires,
            Self::Undated | Self::ClockDiffers(_) => Code::Clock,
            Self::Inactive(_) => Code::Schedule,
            Self::Archived => Code::Archived,
            Self::ActionsHidden => Code::ActionsHidden,
            Self::Failed(_, error) => return error.kind().code(),
        })
    }

    /// Whether one message can say both.
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::TokenExpires(one), Self::TokenExpires(two)) => one == two,
            (Self::Undated, Self::Undated)
            | (Self::ClockDiffers(_), Self::ClockDiffers(_))
            | (Self::Inactive(_), Self::Inactive(_))
            | (Self::Archived, Self::Archived)
            | (Self::ActionsHidden, Self::ActionsHidden) => true,
            (Self::Failed(one, first), Self::Failed(two, second)) => {
                one == two && first.kind() == second.kind() && first.status() == second.status()
            }
            _ => false,
        }
    }
}

/// The newest stored day of each metric that the runs have read, with its age in days; without any, the age is the repository's.
/// Each metric is judged on its own, since fresh clones, or a window of zeros of them, must not hide that views cannot be read; but
/// where GitHub leaves out days without traffic, one metric may just be quiet, so the newest day of either counts.
pub(super) fn ages(history: &History, now: Timestamp) -> Vec<(Metric, Option<Date>, i64)> {
    // An import says nothing of what the runs collect.
    let newest = |metric| {
        let mut days = history.recorded_days().rev();
        let is_own = |reading: &DayCount| reading.source == Source::Observed;
        days.find(|(_, day)| day.reading(metric).is_some_and(is_own))
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
    let ages = newest.into_iter();
    ages.filter_map(|(metric, newest)| Some((metric, newest, days_before(newest.or(created)?, now))))
        .collect()
}

/// The error for newest stored days that are so old that runs collect nothing, although they succeed.
pub(super) fn too_old(history: &History, now: Timestamp, max_age_days: u32) -> Option<Message> {
    let old_metrics = ages(history, now).into_iter();
    let old_metrics = old_metrics.filter(|(_, _, age)| *age > i64::from(max_age_days));
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
            history.repository.name.to_string(),
            format!("{}, and `max-age-days` is {max_age_days}", what.join("; ")),
        )
        .with_cause("GitHub answered, but with nothing new")
        .with_help(match i64::from(max_age_days) < FROZEN_FROM {
            true => {
                "GitHub publishes a day one to three days late, so runs fail on ordinary days with this setting. Raise \
                 `max-age-days` to 4 at least; its default is 10."
            }
            false => {
                "Compare it with Insights › Traffic of the repository. If that shows newer days, the messages of this run say \
                 what could not be read. GitHub only keeps 14 days."
            }
        })
        .with_code(Code::TooOld),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(warnings: &[(&str, Warning)]) -> Vec<String> {
        let warnings: Vec<_> = warnings
            .iter()
            .map(|(name, warning)| (name.parse().expect("a name"), warning.clone()))
            .collect();
        let text = |message: &Message| format!("{}: {}", message.title, message.summary);
        messages(&warnings).iter().map(text).collect()
    }

    #[test]
    fn a_warning_of_many_repositories_is_given_once() {
        let day = |text: &str| Warning::TokenExpires(text.parse().expect("a day"));
        assert_eq!(
            texts(&[
                ("o/a", day("2026-03-09")),
                ("o/a", Warning::Inactive(50)),
                ("o/b", day("2026-03-09")),
                ("o/b", Warning::ClockDiffers(61)),
                ("o/c", Warning::Inactive(56)),
                ("o/c", Warning::ClockDiffers(62)),
                ("o/c", day("2026-03-09")),
                ("o/d", Warning::Archived),
            ]),
            [
                "o/a and 2 more: the token in `traffic-token` expires on 2026-03-09",
                "o/a and 1 more: nothing was pushed for more than 45 days; GitHub disables schedules in a public repository \
                 after 60",
                "o/b and 1 more: the clock of this machine differs from GitHub's by 61 minutes; GitHub's was used",
                "o/d: the repository is archived; GitHub may stop counting its traffic",
            ]
        );
        // Tokens of an App that end on different days are two warnings.
        assert_eq!(
            texts(&[("o/a", day("2026-03-09")), ("o/b", day("2026-03-10"))]).len(),
            2
        );
    }
}
