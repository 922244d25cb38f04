//! EDGE. What a run warns of before it hurts, and the age that turns it red. Imports the domain and what was fetched.

use super::{Message, days_before};
use crate::domain::Timestamp;
use crate::domain::repository::RepositoryName;
use crate::domain::traffic::Metric;
use crate::github::traffic::Fetched;
use crate::plan::RepositoryOutcome;

/// A token that ends within so many days is worth a warning.
const TOKEN_DAYS: i64 = 14;
/// GitHub switches the schedules of a public repository off after 60 days without activity; so many days warn.
const QUIET_DAYS: i64 = 45;

/// What the answers say about days to come.
pub(super) fn warnings(name: &RepositoryName, fetched: &Fetched, now: Timestamp) -> Vec<Message> {
    let mut texts: Vec<String> = Vec::new();
    // GitHub has sent times in the past with calls that succeeded: only a time to come says something.
    if let Some(ends) = fetched.token_expires
        && ends > now
        && ends.as_second() - now.as_second() <= TOKEN_DAYS * 86_400
    {
        let day = crate::domain::utc_day(ends);
        texts.push(format!(
            "the token in `traffic-token` ends on {day}: make a new one before, or days will be lost"
        ));
    }
    if let (Some(false), Some(pushed)) = (fetched.repo_info.private, fetched.repo_info.pushed_at) {
        let quiet = days_before(crate::domain::utc_day(pushed), now);
        if quiet > QUIET_DAYS {
            texts.push(format!(
                "nothing was pushed for {quiet} days; GitHub switches schedules in a public repository off after 60: \
                 look at the Actions tab, or push something"
            ));
        }
    }
    if fetched.repo_info.archived == Some(true) {
        texts.push("the repository is archived: GitHub may stop counting its traffic".to_owned());
    }
    texts.extend(fetched.notices.iter().map(|(_, error)| error.to_string()));
    texts
        .into_iter()
        .map(|text| Message {
            title: name.to_string(),
            text,
        })
        .collect()
}

/// Whether the newest stored day is so old that the run collects nothing, though it "worked".
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
    (age > i64::from(max_age_days)).then(|| Message {
        title: outcome.name.to_string(),
        text: format!(
            "{what}, {age} days ago, and `max-age-days` is {max_age_days}: GitHub has answered, but with nothing new. \
             Look at Insights › Traffic of the repository and at the token's rights; GitHub keeps 14 days"
        ),
    })
}
