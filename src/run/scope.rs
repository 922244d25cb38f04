//! EDGE. Which of the repositories a run visits: those of its share, as far as the requests go.

use std::collections::BTreeSet;

use super::Message;
use super::collect::Reader;
use super::resolve::ReadTarget;
use crate::action::console::Console;
use crate::cli::RunInputs;
use crate::domain::snapshot::Endpoint;
use crate::domain::{Date, Timestamp, utc_day};
use crate::format::counted;
use crate::github::Client;
use crate::plan::budget::{Candidate, Waiting, share};
use crate::store::Store;

/// Names that are printed in one line.
const MAX_PRINTED: usize = 20;
/// Requests that every run takes beside those of its visits, with some to repeat.
const RESERVE: u64 = 20;

/// What a run visits, and what it has to say about the rest.
#[derive(Debug, Default)]
pub(super) struct Scope {
    pub(super) targets: Vec<ReadTarget>,
    pub(super) failures: Vec<Message>,
    /// The requests that their traffic leaves for what can wait.
    pub(super) left: u64,
}

/// Chooses among the repositories that were found; `now` is the time of this machine.
pub(super) fn choose(
    mut targets: Vec<ReadTarget>,
    reader: &Reader<'_>,
    inputs: &RunInputs,
    client: &Client,
    store: &Store,
    console: &Console,
    now: Timestamp,
) -> Scope {
    // A ledger that is in the way of a requested one belongs to it.
    targets.retain(|target| target.requested.is_none() || inputs.shard.has(target.subject.id()));
    let candidate =
        |target: &ReadTarget| Candidate::new(reader.kept(&target.subject), reader.requests(&target.subject));
    let candidates: Vec<Candidate> = targets.iter().map(candidate).collect();
    let newest = candidates.iter().filter_map(|candidate| candidate.captured).max();
    // A clock that is behind the ledger is wrong.
    let today = utc_day(newest.map_or(now, |newest| newest.max(now)));
    let budget = share(&candidates, today, requests_left(inputs, client), visits_left(store));
    if budget.waiting.is_empty() {
        return Scope {
            targets,
            failures: Vec::new(),
            left: budget.left,
        };
    }
    let mut all: Vec<Option<ReadTarget>> = targets.into_iter().map(Some).collect();
    let mut take = |index: usize| all.get_mut(index).and_then(Option::take);
    let visited = budget.visited.iter().filter_map(|index| take(*index)).collect();
    let waiting: Vec<(ReadTarget, Waiting)> = budget
        .waiting
        .iter()
        .filter_map(|waiting| Some((take(waiting.index)?, *waiting)))
        .collect();
    Scope {
        failures: report(&waiting, today, console),
        targets: visited,
        left: budget.left,
    }
}

/// The requests for traffic that this run may still make. One repository is always tried: what GitHub says then tells more.
fn requests_left(inputs: &RunInputs, client: &Client) -> u64 {
    let own = inputs.max_requests.map(|most| most.saturating_sub(client.requests()));
    let one = Endpoint::all().count() as u64;
    let github = client.requests_left().map(|left| left.saturating_sub(RESERVE).max(one));
    own.into_iter().chain(github).min().unwrap_or(u64::MAX)
}

/// The repositories that the requests for the store suffice for: one to read a history, and two for three repositories to write.
fn visits_left(store: &Store) -> usize {
    let Store::Branch(branch) = store else {
        return usize::MAX;
    };
    let left = branch.client().requests_left();
    left.map_or(usize::MAX, |left| {
        usize::try_from(left.saturating_sub(RESERVE) * 3 / 5)
            .unwrap_or(usize::MAX)
            .max(1)
    })
}

/// Says who waits and for how long nothing is lost; gives a failure for each that loses a day before the next run,
/// or that GitHub did not identify.
fn report(waiting: &[(ReadTarget, Waiting)], today: Date, console: &Console) -> Vec<Message> {
    let name = |target: &ReadTarget| {
        target
            .requested
            .clone()
            .unwrap_or_else(|| target.subject.name().clone())
    };
    // What could not even be identified does not wait for its turn: it failed.
    let (failed, waiting): (Vec<_>, Vec<_>) = waiting.iter().partition(|(target, _)| target.subject.error().is_some());
    let error = |target: &ReadTarget| Some(Message::from(target.subject.error()?).with_title(name(target).to_string()));
    let mut failures: Vec<Message> = failed.iter().filter_map(|(target, _)| error(target)).collect();
    if waiting.is_empty() {
        return failures;
    }
    let until = |waiting: &Waiting| match waiting.nothing_lost_until {
        Some(until) => format!("nothing is lost until {until}"),
        None => "not begun yet".to_owned(),
    };
    let shown = waiting.iter().take(MAX_PRINTED);
    let shown: Vec<String> = shown
        .map(|(target, waiting)| format!("{} ({})", name(target), until(waiting)))
        .collect();
    let more = match waiting.len().saturating_sub(MAX_PRINTED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let all = counted(waiting.len() as u64, "repository waits", "repositories wait");
    console.notice(
        &Message::new("Requests", format!("{all} for a later run: {}{more}", shown.join(", "))).with_help(
            "The most urgent come first in each run. Run more often, or share the repositories out with `shard` and more tokens.",
        ),
    );
    let names: BTreeSet<_> = waiting
        .iter()
        .filter(|(_, waiting)| waiting.nothing_lost_until.is_some_and(|until| until <= today))
        .map(|(target, _)| name(target))
        .collect();
    let failure = |name: crate::domain::repository::RepositoryName| {
        Message::new(
            name.to_string(),
            "no request was left for it, and days that GitHub shows only today may be lost",
        )
        .with_help("Raise `max-requests`, run more often, or share the repositories out with `shard` and more tokens.")
    };
    failures.extend(names.into_iter().map(failure));
    failures
}
