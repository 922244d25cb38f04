//! `GET /repos/O/R` and its releases. Imports the repository's JSON.

use super::Call;
use super::paging::Page;
use crate::answer::Answer;
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

fn writable(entry: &Entry, token: Option<&Token>) -> bool {
    token.is_some_and(|t| t.writes_contents && t.selects(&entry.meta))
}
