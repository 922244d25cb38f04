//! EDGE. How it stands with the numbers of a run: what GitHub does not publish, which zeros cannot be believed, and pauses
//! between runs. A freeze of GitHub's is said once for all repositories that it is the same for, and never blames a token.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::{Message, health};
use crate::code::Code;
use crate::domain::analysis::Days;
use crate::domain::ledger_index::LedgerIndex;
use crate::domain::repository::RepositoryName;
use crate::domain::repository_state::RepositoryStatus;
use crate::domain::state::{Freeze, Pause, Standing, State};
use crate::domain::traffic::Metric;
use crate::domain::{Date, Timestamp, utc_day};
use crate::format::counted;
use crate::plan::RepositoryOutcome;
use crate::report::{doubtful, frozen, what_a_freeze_loses, which};

/// How it stands with each repository of a run.
#[derive(Default)]
pub(super) struct Standings(RefCell<BTreeMap<RepositoryName, Row>>);

/// One repository.
struct Row {
    /// The UTC day of its last capture.
    today: Option<Date>,
    freezes: Vec<Freeze>,
    standing: Standing,
    /// Whether its newest day is older than the user allows.
    is_too_old: bool,
    status: Option<RepositoryStatus>,
    doubts: Vec<(Metric, Days)>,
    /// Why its newest day is too old, and GitHub does not stand still.
    too_old: Option<Message>,
}

impl Standings {
    /// Looks at a repository while all of its history is known; `now` is GitHub's time. Numbers are told only where the log may
    /// show them.
    pub(super) fn look(&self, outcome: &RepositoryOutcome, now: Timestamp, max_age_days: u32, shows_numbers: bool) {
        if outcome.is_missing() {
            // What is not found is a failure of its own.
            return;
        }
        let Some(whole) = outcome.whole.as_deref() else { return };
        let state = State::new(&whole.history, &whole.analysis);
        // Where no traffic is read, no day of it is late.
        let is_read = !whole.history.without_traffic;
        let freezes = if is_read { state.freezes() } else { Vec::new() };
        let too_old = health::too_old(&whole.history, now, max_age_days).filter(|_| is_read);
        let is_frozen = !freezes.is_empty();
        let row = Row {
            today: state.captured_day(),
            standing: if is_read { state.standing() } else { Standing::Fine },
            is_too_old: too_old.is_some(),
            freezes,
            status: whole.history.status,
            doubts: outcome.doubts.iter().copied().filter(|_| shows_numbers).collect(),
            too_old: too_old.filter(|_| !is_frozen),
        };
        self.0.borrow_mut().insert(outcome.name.clone(), row);
    }

    /// The failures: what is lost, or too old.
    pub(super) fn failures(&self, max_age_days: u32) -> Vec<Message> {
        let too_old = self.0.borrow();
        let too_old = too_old.values().filter_map(|row| row.too_old.clone());
        let losing = self.freezes(&|row| row.standing == Standing::Losing).into_iter();
        let losing = losing.map(|message| message.with_cause("days may be lost before the next run".to_owned()));
        let old = self.freezes(&|row| row.standing == Standing::Frozen && row.is_too_old);
        let old = old.into_iter().map(|message| {
            message.with_cause(format!(
                "its newest day is older than `max-age-days` ({max_age_days}) allows"
            ))
        });
        losing.chain(old).chain(too_old).collect()
    }

    /// The warnings: where GitHub stands still and nothing is lost yet, and zeros that became doubtful.
    pub(super) fn warnings(&self) -> Vec<Message> {
        let rows = self.0.borrow();
        let doubts = rows.iter().flat_map(|(name, row)| {
            row.doubts.iter().map(|(metric, days)| {
                Message::new(name.to_string(), doubtful(*metric, *days)).with_help(
                    "Nothing is to be done. A later answer of GitHub's with other numbers settles it; if the zeros last longer \
                     than four weeks, they are believed.",
                ).with_code(Code::Doubtful)
            })
        });
        self.freezes(&|row| row.standing == Standing::Frozen && !row.is_too_old)
            .into_iter()
            .chain(doubts)
            .collect()
    }

    /// The worst of all; `None` where nothing was recorded.
    pub(super) fn worst(&self) -> Option<Standing> {
        let rows = self.0.borrow();
        rows.values().map(|row| row.standing).max()
    }

    /// A message for each freeze that is the same for some of these repositories.
    fn freezes(&self, are_meant: &dyn Fn(&Row) -> bool) -> Vec<Message> {
        let rows = self.0.borrow();
        let mut groups: BTreeMap<(Freeze, Date), BTreeSet<&RepositoryName>> = BTreeMap::new();
        for (name, row) in rows.iter().filter(|(_, row)| are_meant(row)) {
            for freeze in &row.freezes {
                if let Some(today) = row.today {
                    groups.entry((*freeze, today)).or_default().insert(name);
                }
            }
        }
        let message = |((freeze, today), names): (&(Freeze, Date), &BTreeSet<&RepositoryName>)| {
            let help = format!(
                "{}. Nothing is to be done here: GitHub does not publish the days.",
                what_a_freeze_loses(*freeze, *today)
            );
            Message::new(title(&rows, names), frozen(*freeze, *today))
                .with_help(help)
                .with_code(Code::Frozen)
        };
        groups.iter().map(message).collect()
    }
}

/// Whom a freeze is about: the only repository, or how many of a run.
fn title(rows: &BTreeMap<RepositoryName, Row>, names: &BTreeSet<&RepositoryName>) -> String {
    if let (Some(name), 1) = (names.first(), names.len()) {
        return name.to_string();
    }
    if names.len() == rows.len() {
        return format!("all {} repositories", names.len());
    }
    let all: Vec<_> = rows.values().map(|row| row.status).collect();
    let some: Vec<_> = names.iter().map(|name| rows[*name].status).collect();
    let which = which(&some, &all);
    format!("{} of {} repositories{which}", names.len(), rows.len())
}

/// The warning that no run recorded anything for long, at a run that does again: `before` is the ledger as that run found it.
pub(super) fn pause(before: &LedgerIndex, now: Timestamp) -> Option<Message> {
    let last = before.0.values().filter_map(|entry| entry.recent.captured).max()?;
    let pause = Pause {
        from: utc_day(last),
        to: utc_day(now),
    };
    pause.is_long().then(|| {
        let days = counted(pause.days().unsigned_abs(), "day", "days");
        let summary = format!("nothing was recorded for {days}, from {} to {}", pause.from, pause.to);
        Message::new("Runs", summary).with_help(
            "After 11 days, days can be lost. If runs failed in that time, their messages say why. If none started, look at the \
             Actions tab: GitHub disables a schedule after 60 days without activity and in forks, and had incidents in which \
             scheduled runs did not start.",
        ).with_code(Code::Schedule)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(is_public: bool) -> Row {
        let status = RepositoryStatus::Found {
            archived: None,
            private: Some(!is_public),
        };
        Row {
            today: None,
            freezes: Vec::new(),
            standing: Standing::Frozen,
            is_too_old: false,
            status: Some(status),
            doubts: Vec::new(),
            too_old: None,
        }
    }

    #[test]
    fn a_freeze_names_the_only_repository_or_says_how_many_and_which() {
        let name = |text: &str| -> RepositoryName { text.parse().expect("a name") };
        let (a, b, c) = (name("o/a"), name("o/b"), name("o/c"));
        let rows = BTreeMap::from([(a.clone(), row(true)), (b.clone(), row(true)), (c.clone(), row(false))]);
        let titled = |names: &[&RepositoryName]| title(&rows, &names.iter().copied().collect());
        assert_eq!(titled(&[&a]), "o/a");
        assert_eq!(titled(&[&a, &b]), "2 of 3 repositories, all public ones");
        assert_eq!(titled(&[&a, &c]), "2 of 3 repositories");
        assert_eq!(titled(&[&a, &b, &c]), "all 3 repositories");
    }
}
