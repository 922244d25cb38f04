//! PURE. A summary of what imports change in a history.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::Import;
use crate::domain::Date;
use crate::domain::history::History;
use crate::domain::traffic::{Day, Metric};

/// What imports change in a history.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Days that were unknown before.
    pub added: u64,
    /// Days of which more numbers are known than before, and none is another. Some of their numbers may still be unknown.
    pub completed: u64,
    /// Days with larger numbers than before.
    pub raised: u64,
    /// Days that are as they were.
    pub equal: u64,
    /// Popular lists that are new.
    pub lists: usize,
    /// Readings of stars or forks that are new, one a week.
    pub counters: usize,
    /// Numbers of days that contradict GitHub's own whole answers; GitHub's were kept.
    pub conflicts: usize,
}

/// What was known before imports came of what they are about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Before {
    /// The names of the imports.
    sources: BTreeSet<String>,
    /// The known numbers of each day that the imports have.
    days: BTreeMap<Date, [Option<u64>; 5]>,
    lists: usize,
    /// The weeks with stars or forks.
    counters: BTreeSet<Date>,
}

impl Before {
    /// What `history` knew; without one nothing was known.
    #[must_use]
    pub fn of(history: Option<&History>, import: &Import) -> Self {
        Self {
            sources: [import.source.clone()].into(),
            days: import
                .days
                .keys()
                .map(|date| (*date, history.map_or([None; 5], |history| numbers_of(history, *date))))
                .collect(),
            lists: history.map_or(0, lists),
            counters: history.map_or_else(BTreeSet::new, |history| history.counters.keys().copied().collect()),
        }
    }

    /// Adds another import of the same repository; `other` was known before it.
    pub fn join(&mut self, other: Self) {
        self.sources.extend(other.sources);
        self.days.extend(other.days);
        self.lists = self.lists.max(other.lists);
        self.counters.extend(other.counters);
    }

    /// What is different in the history after the imports.
    #[must_use]
    pub fn summary(&self, after: &History) -> Summary {
        let is_ours = |sources: &BTreeSet<String>| !sources.is_disjoint(&self.sources);
        let conflicts = after.conflicts.iter();
        let mut summary = Summary {
            lists: lists(after).saturating_sub(self.lists),
            counters: after
                .counters
                .keys()
                .filter(|week| !self.counters.contains(week))
                .count(),
            conflicts: conflicts.filter(|conflict| is_ours(&conflict.sources)).count(),
            ..Summary::default()
        };
        for (date, before) in &self.days {
            let after = numbers_of(after, *date);
            let is_kept = before
                .iter()
                .zip(&after)
                .all(|(before, after)| before.is_none() || before == after);
            *match *before {
                before if before == after => &mut summary.equal,
                [None, None, None, None, None] => &mut summary.added,
                _ if is_kept => &mut summary.completed,
                _ => &mut summary.raised,
            } += 1;
        }
        summary
    }
}

fn lists(history: &History) -> usize {
    history.referrers.len() + history.paths.len()
}

/// The known numbers of a day of a history.
fn numbers_of(history: &History, date: Date) -> [Option<u64>; 5] {
    history.days.get(&date).map_or([None; 5], numbers)
}

/// The known numbers of a day.
fn numbers(day: &Day) -> [Option<u64>; 5] {
    let of = |metric| {
        let reading = day.reading(metric);
        let uniques = reading.and_then(|r| r.known_uniques()).map(|uniques| uniques.get());
        (reading.and_then(|r| r.known_count()), uniques)
    };
    let (views, clones) = (of(Metric::Views), of(Metric::Clones));
    [views.0, views.1, clones.0, clones.1, day.ci_clones]
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            added,
            completed,
            raised,
            equal,
            lists,
            counters,
            conflicts,
        } = self;
        let mut parts = Vec::new();
        if *added + *completed + *raised + *equal > 0 {
            let mut days = format!("{added} {} added", if *added == 1 { "day" } else { "days" });
            if *completed > 0 {
                days += &format!(", {completed} with numbers that were unknown");
            }
            parts.push(format!("{days}, {raised} raised, {equal} unchanged"));
        }
        parts.extend(match lists {
            0 => None,
            1 => Some("1 popular list added".to_owned()),
            lists => Some(format!("{lists} popular lists added")),
        });
        parts.extend(match counters {
            0 => None,
            1 => Some("stars and forks of 1 week added".to_owned()),
            weeks => Some(format!("stars and forks of {weeks} weeks added")),
        });
        if parts.is_empty() {
            parts.push("nothing new".to_owned());
        }
        f.write_str(&parts.join("; "))?;
        match conflicts {
            0 => Ok(()),
            1 => write!(f, "; 1 number differs from GitHub's own answer, which was kept"),
            conflicts => write!(
                f,
                "; {conflicts} numbers differ from GitHub's own answers, which were kept"
            ),
        }
    }
}
