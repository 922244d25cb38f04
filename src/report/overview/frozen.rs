//! PURE. The repositories of an overview for which GitHub stands still, each freeze once for all that it is the same for.

use std::collections::BTreeMap;

use super::row::OverviewRow;
use crate::domain::repository_state::RepositoryState;
use crate::domain::state::Freeze;
use crate::domain::{Date, utc_day};
use crate::report::markdown::{Inline, ToInline, fill};
use crate::report::state::{frozen, what_a_freeze_loses, which};

/// A sentence for each day on which GitHub stands still, the freeze of most repositories first.
pub(super) fn sentences(rows: &[&OverviewRow<'_>]) -> Vec<Inline> {
    let followed = |row: &&&OverviewRow<'_>| {
        matches!(
            row.state,
            RepositoryState::Live | RepositoryState::Private | RepositoryState::Waiting
        )
    };
    let followed: Vec<&OverviewRow<'_>> = rows.iter().filter(followed).copied().collect();
    let mut freezes: BTreeMap<Date, Vec<&OverviewRow<'_>>> = BTreeMap::new();
    for row in &followed {
        if let Some(last) = row.frozen {
            freezes.entry(last).or_default().push(row);
        }
    }
    let mut freezes: Vec<_> = freezes.into_iter().collect();
    freezes.sort_by_key(|(last, rows)| (std::cmp::Reverse(rows.len()), *last));
    let sentence = |(last, rows): &(Date, Vec<&OverviewRow<'_>>)| sentence(*last, rows, &followed);
    freezes.iter().filter_map(sentence).collect()
}

fn sentence(last: Date, rows: &[&OverviewRow<'_>], all: &[&OverviewRow<'_>]) -> Option<Inline> {
    let today = rows.iter().filter_map(|row| row.recent.captured).map(utc_day).max()?;
    let freeze = Freeze::of_both(last, today);
    let statuses = |rows: &[&OverviewRow<'_>]| rows.iter().map(|row| row.recent.status).collect::<Vec<_>>();
    let which = which(&statuses(rows), &statuses(all));
    let whom = match rows {
        [one] => one.recent.repository.name.to_inline(),
        _ => fill(
            "{} of {} repositories{}",
            &[&(rows.len() as u64), &(all.len() as u64), &which],
        ),
    };
    let what = fill("⚠ {}: {}.", &[&Inline::formatted(frozen(freeze, today)), &whom]);
    let loses = Inline::formatted(format!("{}.", what_a_freeze_loses(freeze, today)));
    Some(fill("{} {}", &[&what.bold(), &loses]))
}
