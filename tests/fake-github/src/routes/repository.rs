//! `GET /repos/O/R` and its releases. Imports the repository's JSON.

use super::Call;
use super::paging::Page;
use crate::answer::{Answer, Routed};
use crate::clock::Clock;
use crate::tokens::Token;
use crate::world::Entry;

/// The repository itself.
pub(super) fn get(entry: &Entry, call: &Call<'_>, token: Option<&Token>) -> Answer {
    Answer::ok(&entry.meta.json(&call.base, writable(entry, token)))
}

/// Releases, newest first, by pages.
pub(super) fn releases(entry: &Entry, call: &Call<'_>, token: Option<&Token>) -> Answer {
    let all = entry.meta.releases_json(&call.base, writable(entry, token));
    Page::new(call, &format!("/repositories/{}/releases", entry.meta.id), all).list()
}

/// Stars by day in weeks, newest first, by pages.
pub(super) fn star_history(entry: &Entry, call: &Call<'_>, clock: &Clock) -> Routed {
    if !entry.meta.has_star_history {
        return Err(Answer::not_found());
    }
    let path = format!("/repositories/{}/stargazers/history", entry.meta.id);
    Ok(Page::new(call, &path, entry.meta.star_weeks(clock)).list())
}

fn writable(entry: &Entry, token: Option<&Token>) -> bool {
    token.is_some_and(|t| t.writes_contents && t.selects(&entry.meta))
}
