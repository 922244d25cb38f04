//! PURE. A summary of what imports change in a history.

use std::collections::BTreeSet;
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
    /// Days of which more numbers are known than before, and none is another.
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

impl Summary {
    /// What imports changed: the histories before and after them. Of a `before` that is `None` nothing was known.
    #[must_use]
    pub fn of(before: Option<&History>, after: &History, imports: &[&Import]) -> Self {
        let conflicts = after.conflicts.iter();
        let is_ours = |sources: &BTreeSet<String>| imports.iter().any(|import| sources.contains(&import.source));
        let lists = |history: &History| history.referrers.len() + history.paths.len();
        let mut summary = Self {
            lists: lists(after).saturating_sub(before.map_or(0, lists)),
            counters: after
                .counters
                .iter()
                .filter(|(week, _)| before.is_none_or(|before| !before.counters.contains_key(week)))
                .count(),
            conflicts: conflicts.filter(|conflict| is_ours(&conflict.sources)).count(),
            ..Self::default()
        };
        let dates: BTreeSet<&Date> = imports.iter().flat_map(|import| import.days.keys()).collect();
        for date in dates {
            let of = |history: &History| history.days.get(date).map_or([None; 5], numbers);
            let (before, after) = (before.map_or([None; 5], of), of(after));
            let is_kept = before
                .iter()
                .zip(&after)
                .all(|(before, after)| before.is_none() || before == after);
            *match before {
                before if before == after => &mut summary.equal,
                [None, None, None, None, None] => &mut summary.added,
                _ if is_kept => &mut summary.completed,
                _ => &mut summary.raised,
            } += 1;
        }
        summary
    }
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
        write!(f, "{added} {} added", if *added == 1 { "day" } else { "days" })?;
        if *completed > 0 {
            write!(f, ", {completed} completed with numbers that were unknown")?;
        }
        write!(f, ", {raised} raised, {equal} unchanged")?;
        match lists {
            0 => {}
            1 => write!(f, "; 1 popular list added")?,
            lists => write!(f, "; {lists} popular lists added")?,
        }
        match counters {
            0 => {}
            1 => write!(f, "; stars and forks of 1 week added")?,
            weeks => write!(f, "; stars and forks of {weeks} weeks added")?,
        }
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
